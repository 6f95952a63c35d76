//! Activates attached licences for good, and makes licence files and hardware key codes.

mod activate;
mod emergency;
mod file;
mod grace;
mod import;
mod limited;
mod make_hkc;
mod migrate;
mod regenerate;
mod replace;
mod request_file;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ActivateLicences, _, _>(activate::activate)
        .user::<MakeHkc, _, _>(make_hkc::make)
        .user::<ImportLicences, _, _>(import::import)
        .user::<SendRequestFile, _, _>(request_file::send)
        .user::<MigrateLocation, _, _>(migrate::migrate)
        .user::<IssueLimited, _, _>(limited::issue)
        .user::<ReplaceHardware, _, _>(replace::own)
        .user::<ReplaceAnyHardware, _, _>(replace::any)
        .user::<IssueEmergency, _, _>(emergency::issue)
        .user::<RegenerateLicenceFile, _, _>(regenerate::regenerate)
        .router()
}
