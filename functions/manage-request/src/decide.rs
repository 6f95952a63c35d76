//! `decide-upgrade`: buyers (spec chapter 1, "Manage"). Approves or declines a request.
//! There is one decision, ever: the request's state is a condition of the write, and who
//! comes later is told who decided what and when. What is approved is bought at the price of
//! this moment and provisioned.
//!
//! Refused: a request that is decided or withdrawn, a comment of none or over 250
//! characters, approving without the terms, or what the tenant cannot buy today; a request
//! of another tenant.

use api::{
    Problem, ProblemCode,
    upgrades::{DecideUpgradeRequest, UpgradeView, Verdict},
};
use domain::{
    event::Actor,
    id::UpgradeId,
    organisation::User,
    text::Comment,
    upgrade::{self, Decide, Person, UpgradeCatalogue},
};
use runtime::{Call, Change, Fields, Principal, problem, tenancy, upgrade_view};
use store::{Transaction, upgrade::UpgradeChange};

pub(crate) async fn decide(
    call: Call<Principal>,
    id: UpgradeId,
    request: DecideUpgradeRequest,
) -> Result<UpgradeView, Problem> {
    let command = parse(request.verdict, &request.comment, request.terms_accepted)?;
    let user = &call.caller.user;
    call.change(async || attempt(&call, user, id, &command, false).await)
        .await
}

/// One attempt at a decision by this buyer.
pub(crate) async fn attempt<C>(
    call: &Call<C>,
    buyer: &User,
    id: UpgradeId,
    command: &Decide,
    by_link: bool,
) -> Result<Change<UpgradeView>, Problem> {
    let store = &call.app.store;
    let tenant = tenancy::load(&call.app, buyer.organisation_id).await?;
    let before = store
        .upgrade(id)
        .await
        .map_err(problem::of_store)?
        .filter(|upgrade| upgrade.value.organisation_id == buyer.organisation_id)
        .ok_or_else(|| problem::not_found("request"))?;
    let account = tenancy::account(&call.app, buyer.organisation_id).await?;
    let after = upgrade::decide(
        UpgradeCatalogue::seed(),
        &tenant.organisation,
        &account,
        &before.value,
        Person::of(buyer),
        command,
        call.now,
    )
    .map_err(|refusal| problem::of_upgrade(&refusal))?;
    let stamp = call.stamp_as(Actor::user(buyer)).await?;
    let change = UpgradeChange {
        before: &before,
        after: &after,
    };
    let mut transaction = Transaction::default();
    store
        .decide_upgrade(&mut transaction, &account, change, by_link, &stamp)
        .map_err(problem::of_store)?;
    Ok(Change {
        transaction,
        answer: upgrade_view::upgrade(&tenant.organisation, &after, call.now),
    })
}

/// A decision as it came from a form.
pub(crate) fn parse(verdict: Verdict, comment: &str, terms_accepted: bool) -> Result<Decide, Problem> {
    let mut fields = Fields::new();
    let comment = fields.check("comment", Comment::parse(comment));
    let approve = verdict == Verdict::Approve;
    let wrong = !fields.is_empty();
    if approve && !terms_accepted {
        fields.refuse(
            "terms_accepted",
            "Read the notes and the Terms & Conditions and accept them.",
        );
        if !wrong {
            return Err(fields.into_problem(ProblemCode::TermsNotAccepted));
        }
    }
    fields.finish(comment.map(|comment| Decide { approve, comment }))
}
