//! `redeem-code`, `preview-redemption`: buyers (spec chapter 2, "Subscriptions"). Redeems a
//! subscription code, once: the code's use, the subscription, what devices get and the event
//! are one write. Confirming gives the dates that the preview showed, or is refused. Seats
//! that are not assigned now can be assigned later.
//!
//! Refused: whatever `preview-code` refuses, a package code, more than 80 devices or than
//! seats, a device twice or of another organisation, other dates than were shown.

use crate::{
    choose::{self, Chosen, Seat},
    guess::{self, Guess},
};
use api::{
    codes::SubscriptionView,
    subscriptions::{AssignmentPreview, PreviewRedemptionRequest, RedeemCodeRequest},
};
use desk::view;
use domain::{
    code::{ActivationCode, CodeRefusal, Subject},
    id::SubscriptionId,
    subscription::Subscription,
    upgrade::Person,
};
use runtime::{Call, Change, Error, Principal};
use store::{Stamp, Transaction};
use uuid::Uuid;

pub(crate) async fn preview(
    call: Call<Principal>,
    (): (),
    request: PreviewRedemptionRequest,
) -> Result<AssignmentPreview, Error> {
    let guess = Guess::parse(&call, &request.code).await?;
    let chosen = Chosen::preview(request.device_ids, 0)?;
    let found = guess::counted(&call, guess.look_up(&call).await).await?;
    let seat = seat(&found.code, SubscriptionId::of(Uuid::nil()))?;
    let decided = chosen.decide(&call, seat).await?;
    Ok(choose::preview(&call, seat, &decided))
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
    let outcome = call
        .change(async || attempt(&call, &guess, &chosen, id, &stamp).await)
        .await;
    guess::counted(&call, outcome).await
}

async fn attempt(
    call: &Call<Principal>,
    guess: &Guess,
    chosen: &Chosen,
    subscription_id: SubscriptionId,
    stamp: &Stamp,
) -> Result<Change<SubscriptionView>, Error> {
    let found = guess.look_up(call).await?;
    let code = &found.code;
    let seat = seat(code, subscription_id)?;
    let decided = chosen.decide(call, seat).await?;
    let organisation = guess::organisation(call).await?;
    let subscription = Subscription {
        subscription_id,
        organisation_id: organisation.organisation_id,
        plan: seat.plan.to_owned(),
        months: seat.months,
        seats: seat.unassigned,
        unassigned: choose::left(seat, &decided),
        issuer_name: code.issuer_name.clone(),
        batch_id: code.batch_id,
        number: code.number,
        redeemed_by: Person::of(&call.caller.user),
        redeemed_at: call.now,
    };
    let used = guess::used(call, &organisation.name);
    let mut transaction = Transaction::default();
    call.app.store.redeem_subscription(
        &mut transaction,
        (&found.digest, &used),
        &subscription,
        &decided.assignments(),
        stamp,
    )?;
    Ok(Change {
        transaction,
        answer: view::subscriptions::subscription(&subscription),
    })
}

/// What the seats of a code are of; refused for a package code.
fn seat(code: &ActivationCode, subscription_id: SubscriptionId) -> Result<Seat<'_>, Error> {
    match &code.subject {
        Subject::Subscription { plan, months, seats } => Ok(Seat {
            plan,
            months: *months,
            subscription_id,
            unassigned: *seats,
        }),
        other => Err(CodeRefusal::ForPackage(other.words()).into()),
    }
}
