//! Issues activation codes, and gives them out: by mail, or as a file.

mod batches;
mod export;
mod generate;
mod mail;
mod revoke;
mod subscription;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<IssueSubscriptionCode, _, _>(subscription::issue)
        .user::<GenerateCodes, _, _>(generate::generate)
        .user::<ListCodeBatches, _, _>(batches::list)
        .user::<GetCodeBatch, _, _>(batches::get)
        .user::<ListCodeBatchEvents, _, _>(batches::events)
        .user::<ExportCodes, _, _>(export::export)
        .user::<MailCodes, _, _>(mail::mail)
        .user::<RevokeCodes, _, _>(revoke::revoke)
        .router()
}
