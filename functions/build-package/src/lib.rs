//! Builds packages, and decides on the requests to activate them.

mod action_link;
mod activations;
mod decide;
mod packages;
mod replace;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ListPackageChoices, _, _>(packages::choices)
        .user::<ListPackages, _, _>(packages::list)
        .user::<GetPackage, _, _>(packages::get)
        .user::<ListPackageEvents, _, _>(packages::events)
        .user::<CreatePackage, _, _>(packages::create)
        .user::<UpdatePackage, _, _>(packages::update)
        .user::<ActivatePackage, _, _>(packages::activate)
        .user::<ListPackageActivations, _, _>(activations::list_of_provider)
        .user::<ListActivations, _, _>(activations::list)
        .user::<GetActivation, _, _>(activations::get)
        .user::<ListActivationEvents, _, _>(activations::events)
        .user::<DecideActivation, _, _>(decide::decide)
        .user::<ReplaceCode, _, _>(replace::replace)
        .public::<ReadActivationLink, _, _>(action_link::read)
        .public::<DecideByActivationLink, _, _>(action_link::decide)
        .router()
}
