//! `assign-seats`, `preview-assignment`: buyers (spec chapter 2, "Subscriptions"). Assigns
//! seats of a subscription that no device has yet, for good. Confirming gives the dates that
//! the preview showed, or is refused.
//!
//! Refused: no devices, more than 80 or than there are seats left, a device twice or of another
//! organisation, other dates than were shown, another organisation's subscription.

use crate::choose::{self, Chosen};
use api::{
    codes::SubscriptionView,
    subscriptions::{AssignSeatsRequest, AssignmentPreview, PreviewAssignmentRequest},
};
use desk::view;
use domain::{id::SubscriptionId, subscription::Subscription};
use runtime::{Call, Change, Error, Principal};
use store::{Stored, Transaction};

pub(crate) async fn preview(
    call: Call<Principal>,
    id: SubscriptionId,
    request: PreviewAssignmentRequest,
) -> Result<AssignmentPreview, Error> {
    let chosen = Chosen::preview(request.device_ids, 1)?;
    let subscription = load(&call, id).await?.value;
    let decided = chosen.decide(&call, &subscription).await?;
    Ok(choose::preview(&call, &subscription, &decided))
}

pub(crate) async fn assign(
    call: Call<Principal>,
    id: SubscriptionId,
    request: AssignSeatsRequest,
) -> Result<SubscriptionView, Error> {
    let chosen = Chosen::confirmed(request.devices, 1)?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let before = load(&call, id).await?;
        let decided = chosen.decide(&call, &before.value).await?;
        let after = before.value.with_assigned(decided.devices());
        let mut transaction = Transaction::default();
        call.app.store.assign_seats(
            &mut transaction,
            &before,
            after.unassigned,
            &decided.assignments(),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: view::subscriptions::subscription(&call.app.catalogue, &after),
        })
    })
    .await
}

/// The subscription, if it is the caller's organisation's.
async fn load(call: &Call<Principal>, id: SubscriptionId) -> Result<Stored<Subscription>, Error> {
    call.caller.mine(call.app.store.subscription(id).await?)
}
