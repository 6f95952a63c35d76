//! Ships what a distributor holds on to dealers, and takes it back.

mod go_back;
mod licences;
mod units;

use api::operations::*;
use axum::Router;
use domain::order::{Difference, OrderRefusal};
use runtime::{App, Error, Routes, problem};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<ReshipSwaUnits, _, _>(units::reship)
        .user::<ReshipLicences, _, _>(licences::reship)
        .user::<RecallLicences, _, _>(go_back::recall)
        .user::<ReturnLicences, _, _>(go_back::give_back)
        .router()
}

/// The refusal of an order at the field that says it: all else of what is shipped on follows from the
/// numbers.
fn at_its_field(refusal: OrderRefusal, field: &str) -> Error {
    match &refusal {
        OrderRefusal::Differs(differences) => {
            let at = |difference: &Difference| match difference {
                Difference::Notes { .. } => "notes".to_owned(),
                _ => field.to_owned(),
            };
            problem::order_differs(&refusal, differences, at)
        }
        _ => refusal.into(),
    }
}
