//! `activate-licences`: licence users of distributors and dealers. Activates attached
//! licences for good (spec chapter 4, "From order to licence file", 6) and makes the
//! licence file that grants them, all chosen or none, in one write. The first licence of an
//! application that software assurance covers begins its grace (chapter 5, "Grace and term").
//!
//! Refused: terms not accepted or others than were shown, what is activated already, what is not attached here
//! (any more), a location of another organisation, more than 80 licences, a location that has a
//! temporary key yet (`make-hardware-key-code` activates what waits there), and quantities that do not
//! go together where the system type says how they do. Where licence files come from elsewhere, none is
//! made: each order waits for one, and is activated as a whole.

use crate::{file, grace};
use api::{
    ProblemCode,
    licences::{ActivateLicencesRequest, ActivateLicencesResponse},
};
use desk::view;
use domain::{
    catalogue::{Shown, SystemType},
    customer::Location,
    external::{self, ExternalOrder},
    feature_file,
    id::{LocationId, OrderId},
    licence::{self, Licence, MAX_ACTIVATED_AT_ONCE},
};
use runtime::{Call, Change, Error, Principal, fields, problem};
use store::Transaction;

pub(crate) async fn activate(
    call: Call<Principal>,
    id: LocationId,
    request: ActivateLicencesRequest,
) -> Result<ActivateLicencesResponse, Error> {
    let codes = fields::software_key_codes(&request.software_key_codes, MAX_ACTIVATED_AT_ONCE)?;
    if !request.terms_accepted {
        return Err(problem::at(
            ProblemCode::TermsNotAccepted,
            "terms_accepted",
            "Read the terms and accept them. Activation cannot be undone.",
        ));
    }
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let kind = call
            .app
            .catalogue
            .system_type(installation.location.system_type.as_str());
        if let Some(kind) = kind {
            call.check_shown(request.catalogue, |catalogue| Shown::of_terms(catalogue, kind))
                .await?;
            licence::awaited::may_activate(kind, &installation.location)?;
        }
        let chosen = licence::choose_attached(&installation.licences, &codes)?;
        let activated = licence::activate(&installation.licences, &chosen, call.now);
        if let Some(kind) = kind {
            let quantities = activated.iter().map(|licence| (&licence.part, licence.quantity));
            let faults = feature_file::faults(&call.app.catalogue, kind, quantities);
            if !faults.is_empty() {
                return Err(problem::of_feature_faults("software_key_codes", &faults));
            }
        }
        let agreements = grace::agreements(&call, &installation.location, &installation.agreements, &chosen);
        let mut transaction = Transaction::default();
        let changed = (&installation.location, &installation.chain);
        let activated_codes = codes.iter().map(|code| code.as_str().to_owned()).collect();
        if let Some(kind) = kind.filter(|kind| kind.is_external()) {
            external::whole_choice(kind, &installation.licences, &chosen, "activate")?;
            let orders = waiting(&call, kind, &installation.location, &chosen).await?;
            store.register(&mut transaction, changed, &chosen, &agreements, &orders, &stamp)?;
            let answer = ActivateLicencesResponse {
                activated: activated_codes,
                licence_file: None,
            };
            return Ok(Change { transaction, answer });
        }
        let second = file::second(&call, &installation.location).await?;
        let file = file::next(&call, &signing, &installation.location, second.as_ref(), &activated)?;
        store.activate(
            &mut transaction,
            &installation.location,
            &installation.chain,
            &chosen,
            &agreements,
            &file,
            &stamp,
        )?;
        let answer = ActivateLicencesResponse {
            activated: activated_codes,
            licence_file: Some(view::licence_file(&file)),
        };
        Ok(Change { transaction, answer })
    })
    .await
}

/// What is kept of the orders of external licences that are activated.
async fn waiting(
    call: &Call<Principal>,
    kind: &SystemType,
    location: &Location,
    chosen: &[&Licence],
) -> Result<Vec<ExternalOrder>, Error> {
    let mut ids: Vec<OrderId> = chosen.iter().map(|licence| licence.order_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let orders = call.app.store.orders_of(&ids).await?;
    let kept = call.app.store.external_orders(&ids).await?;
    Ok(orders
        .iter()
        .map(|order| {
            let before = kept.iter().find(|kept| kept.order_id == order.order_id);
            let before = before.cloned().unwrap_or_else(|| ExternalOrder::of(order));
            before.activated(kind, location, call.now)
        })
        .collect())
}
