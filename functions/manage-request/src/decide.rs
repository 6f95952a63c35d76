//! `decide-upgrade`: buyers (spec chapter 1, "Manage"). Approves or declines a request.
//! There is one decision, ever: the request's state is a condition of the write, and who
//! comes later is told who decided what and when. So are the tenant's plan, Sold-To-ID and contract.
//! What is approved is bought at the price of this moment, which is the one that was shown, and
//! provisioned.
//!
//! Refused: a request that is decided or withdrawn, a comment of none or over 250
//! characters, approving without the terms, for another price than was shown, for
//! an item or conditions that are others than those of the version that was shown, or what the
//! tenant cannot buy today; a request of another tenant.

use api::{
    ProblemCode,
    upgrades::{DecideUpgradeRequest, UpgradeView, Verdict},
};
use desk::{tenancy, view};
use domain::{
    catalogue::{Shown, Version},
    event::Actor,
    id::{OrganisationId, UpgradeId},
    organisation::User,
    text::Comment,
    upgrade::{self, AgreedPrice, Decide, Person, Upgrade},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction, upgrade::UpgradeChange};

pub(crate) async fn decide(
    call: Call<Principal>,
    id: UpgradeId,
    request: DecideUpgradeRequest,
) -> Result<UpgradeView, Error> {
    let command = parse(request.verdict, &request.comment, request.price, request.terms_accepted)?;
    let user = &call.caller.user;
    call.change(async || attempt(&call, user, id, (&command, request.catalogue), false).await)
        .await
}

/// One attempt at a decision by this buyer, to whom the request was shown by a version of the catalogue.
pub(crate) async fn attempt<C>(
    call: &Call<C>,
    buyer: &User,
    id: UpgradeId,
    (command, shown_by): (&Decide, Option<Version>),
    by_link: bool,
) -> Result<Change<UpgradeView>, Error> {
    let store = &call.app.store;
    let tenant = tenancy::load(&call.app, buyer.organisation_id).await?;
    let before = load(call, buyer.organisation_id, id).await?;
    let decided = upgrade::decide(
        call.app.catalogue.upgrades(),
        &tenant.organisation,
        &before.value,
        Person::of(buyer),
        command,
        call.now,
    )?;
    if let (Decide::Approve { .. }, Some(item)) = (command, call.app.catalogue.upgrades().item(&before.value.sku)) {
        call.check_shown(shown_by, |catalogue| Shown::of_upgrade(catalogue, item))
            .await?;
    }
    let after = tenancy::numbered(&call.app, buyer.organisation_id, decided).await?;
    let stamp = call.stamp_as(Actor::user(buyer)).await?;
    let change = UpgradeChange {
        before: &before,
        after: &after,
    };
    let mut transaction = Transaction::default();
    store.decide_upgrade(&mut transaction, &tenant.organisation, change, by_link, &stamp)?;
    Ok(Change {
        transaction,
        answer: view::upgrades::upgrade(&call.app.catalogue, &tenant.organisation, &after, call.now),
    })
}

/// The request, if it is this tenant's.
pub(crate) async fn load<C>(call: &Call<C>, tenant: OrganisationId, id: UpgradeId) -> Result<Stored<Upgrade>, Error> {
    let upgrade = call.app.store.upgrade(id).await?;
    upgrade
        .filter(|upgrade| upgrade.value.organisation_id == tenant)
        .ok_or_else(|| problem::not_found("request"))
}

/// A decision as it came from a form.
pub(crate) fn parse(
    verdict: Verdict,
    comment: &str,
    price: Option<AgreedPrice>,
    terms_accepted: bool,
) -> Result<Decide, Error> {
    let mut fields = Fields::new();
    let comment = fields.check("comment", Comment::parse(comment));
    if verdict == Verdict::Decline {
        return fields.finish(comment.map(|comment| Decide::Decline { comment }));
    }
    if price.is_none() {
        fields.refuse("price", "Send the price that was shown: approving buys it for that.");
    }
    let wrong = !fields.is_empty();
    if !terms_accepted {
        fields.refuse(
            "terms_accepted",
            "Read the notes and the Terms & Conditions and accept them.",
        );
        if !wrong {
            return Err(fields.refused_as(ProblemCode::TermsNotAccepted));
        }
    }
    let approved = price.zip(comment);
    fields.finish(approved.map(|(price, comment)| Decide::Approve { price, comment }))
}
