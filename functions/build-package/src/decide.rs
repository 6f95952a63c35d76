//! `decide-activation`: operators, for the packages of their own organisation (spec chapter 2,
//! "Packages"). Approves or declines a request. There is one decision, ever: the request's
//! state is a condition of the write, and who comes later is told who decided what and when.
//! What is approved is added to the tenant's quota in the same write, under the condition that the
//! tenant's plan and contract are those that allow it; who asked is mailed.
//!
//! Refused: a request that is decided, a comment of none or over 250 characters, approving
//! while the tenant has another plan than packages need or its contract is over, a request for
//! another organisation's package.

use api::{
    packages::{ActivationView, DecideActivationRequest},
    upgrades::Verdict,
};
use desk::view;
use domain::{
    activation::{self, Activation, Decision},
    event::Actor,
    id::{ActivationId, OrganisationId},
    organisation::User,
    text::Comment,
    upgrade::Person,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction, activation::ActivationChange};

/// A decision as it came from a form.
pub(crate) struct Command {
    approve: bool,
    comment: Comment,
}

pub(crate) async fn decide(
    call: Call<Principal>,
    id: ActivationId,
    request: DecideActivationRequest,
) -> Result<ActivationView, Error> {
    let command = parse(request.verdict, &request.comment)?;
    let user = &call.caller.user;
    call.change(async || attempt(&call, user, id, &command, false).await)
        .await
}

/// One attempt at a decision by this operator.
pub(crate) async fn attempt<C>(
    call: &Call<C>,
    operator: &User,
    id: ActivationId,
    command: &Command,
    by_link: bool,
) -> Result<Change<ActivationView>, Error> {
    let store = &call.app.store;
    let before = load(call, operator.organisation_id, id).await?;
    let tenant = store.organisation(before.value.organisation_id).await;
    let tenant = tenant?.ok_or_else(|| problem::internal("a request of no tenant"))?;
    let decision = Decision {
        by: Person::of(operator),
        at: call.now,
        comment: command.comment.clone(),
    };
    let after = activation::decide(
        call.app.catalogue.upgrades(),
        &before.value,
        &tenant.value,
        command.approve,
        decision,
    )?;
    let stamp = call.stamp_as(Actor::user(operator)).await?;
    let change = ActivationChange {
        before: &before,
        after: &after,
    };
    let mut transaction = Transaction::default();
    store.decide_activation(&mut transaction, &tenant.value, change, by_link, &stamp)?;
    Ok(Change {
        transaction,
        answer: view::codes::activation(&call.app.catalogue, &after, true),
    })
}

/// The request, if it is for a package of this organisation.
pub(crate) async fn load<C>(
    call: &Call<C>,
    provider: OrganisationId,
    id: ActivationId,
) -> Result<Stored<Activation>, Error> {
    let activation = call.app.store.activation(id).await?;
    activation
        .filter(|activation| activation.value.provider_id == provider)
        .ok_or_else(|| problem::not_found("request"))
}

pub(crate) fn parse(verdict: Verdict, comment: &str) -> Result<Command, Error> {
    let mut fields = Fields::new();
    let comment = fields.check("comment", Comment::parse(comment));
    let approve = verdict == Verdict::Approve;
    fields.finish(comment.map(|comment| Command { approve, comment }))
}
