//! `redeem-code`, `preview-redemption`: buyers (spec chapter 2, "Subscriptions"). Redeems a
//! subscription code, once: the code's use, the subscription, what devices get and the event
//! are one write. Confirming gives the dates that the preview showed, or is refused. Seats
//! that are not assigned now can be assigned later.
//!
//! Refused: whatever `preview-code` refuses, a package code, more than 80 devices or than
//! seats, a device twice or of another organisation, other dates than were shown.

use crate::{
    choose::{self, Chosen},
    guess::{self, Guess},
};
use api::{
    codes::SubscriptionView,
    subscriptions::{AssignmentPreview, PreviewRedemptionRequest, RedeemCodeRequest},
};
use desk::view;
use domain::{id::SubscriptionId, subscription, upgrade::Person};
use runtime::{Call, Change, Error, Principal};
use store::Transaction;

pub(crate) async fn preview(
    call: Call<Principal>,
    (): (),
    request: PreviewRedemptionRequest,
) -> Result<AssignmentPreview, Error> {
    let guess = Guess::parse(&call, &request.code).await?;
    let chosen = Chosen::preview(request.device_ids, 0)?;
    let code = guess::counted(&call, guess.look_up(&call).await).await?;
    let user = &call.caller.user;
    let id = call.new_id(SubscriptionId::new);
    let subscription = subscription::redeem(
        &call.app.catalogue,
        &code,
        id,
        user.organisation_id,
        Person::of(user),
        call.now,
    )?;
    let decided = chosen.decide(&call, &subscription).await?;
    Ok(choose::preview(&call, &subscription, &decided))
}

pub(crate) async fn redeem(
    call: Call<Principal>,
    (): (),
    request: RedeemCodeRequest,
) -> Result<SubscriptionView, Error> {
    let guess = Guess::parse(&call, &request.code).await?;
    let chosen = Chosen::confirmed(request.devices, 0)?;
    let id = call.new_id(SubscriptionId::new);
    let stamp = call.stamp().await?;
    let (store, user) = (&call.app.store, &call.caller.user);
    let redeemed = call.change(async || {
        let code = guess.look_up(&call).await?;
        let organisation = guess::organisation(&call).await?;
        let subscription = subscription::redeem(
            &call.app.catalogue,
            &code,
            id,
            user.organisation_id,
            Person::of(user),
            call.now,
        )?;
        let decided = chosen.decide(&call, &subscription).await?;
        let subscription = subscription.with_assigned(decided.devices());
        let used = guess::used(&call, &organisation.name);
        let mut transaction = Transaction::default();
        store.redeem_subscription(
            &mut transaction,
            (&guess.digest, &used),
            &subscription,
            &decided.assignments(),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: view::subscriptions::subscription(&call.app.catalogue, &subscription),
        })
    });
    guess::counted(&call, redeemed.await).await
}
