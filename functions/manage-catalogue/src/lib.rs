//! The vendor's catalogue (spec chapter 7): which versions there are, the draft of the next one,
//! what it changes, publishing and withdrawing. All other functions only read the catalogue.

mod draft;
mod import;
mod publish;
mod versions;
mod view;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<GetCatalogue, _, _>(versions::get)
        .user::<ListCatalogueVersions, _, _>(versions::list)
        .user::<GetCatalogueVersion, _, _>(versions::document)
        .user::<GetCatalogueEntry, _, _>(versions::entry)
        .user::<CompareCatalogueVersion, _, _>(versions::compare)
        .user::<ListCatalogueEvents, _, _>(versions::events)
        .user::<GetCatalogueDraft, _, _>(draft::get)
        .user::<EditCatalogueDraft, _, _>(draft::edit)
        .user::<ImportCatalogue, _, _>(import::import)
        .user::<PreviewCatalogue, _, _>(draft::preview)
        .user::<DiscardCatalogueDraft, _, _>(draft::discard)
        .user::<PublishCatalogue, _, _>(publish::publish)
        .user::<WithdrawCatalogueVersion, _, _>(publish::withdraw)
        .router()
}
