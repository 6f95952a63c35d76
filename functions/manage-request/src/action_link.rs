//! `read-action-link`, `decide-by-action-link`: whoever has the link from a buyer's mail, in
//! the name of that buyer (spec chapter 1, "Manage"). Reading changes nothing, however often
//! and by whatever program it is done; deciding follows the rules of `decide-upgrade`.
//!
//! Refused, all alike: a link that is wrong, older than 14 days, or whose addressee is no
//! buyer any more. A link to a request that is decided shows the decision.

use crate::decide;
use api::{
    ProblemCode,
    upgrades::{ActionLinkView, DecideByActionLinkRequest, ReadActionLinkRequest, UpgradeView},
};
use chrono::{DateTime, Utc};
use desk::{
    action_link::{self, Purpose},
    tenancy, view,
};
use domain::{
    id::UpgradeId,
    organisation::User,
    upgrade::{LINK_DAYS, Person},
};
use runtime::{Call, Error, problem};

pub(crate) async fn read(call: Call<()>, (): (), request: ReadActionLinkRequest) -> Result<ActionLinkView, Error> {
    let link = follow(&call, &request.token).await?;
    let tenant = tenancy::load(&call.app, link.buyer.organisation_id).await?;
    let upgrade = call.app.store.upgrade(link.upgrade_id).await;
    let upgrade = upgrade?
        .filter(|upgrade| upgrade.value.organisation_id == link.buyer.organisation_id)
        .ok_or_else(dead)?;
    let view = view::upgrades::upgrade(&tenant.organisation, &upgrade.value, call.now);
    Ok(link.view(view))
}

pub(crate) async fn decide(
    call: Call<()>,
    (): (),
    request: DecideByActionLinkRequest,
) -> Result<ActionLinkView, Error> {
    // Who may not decide any more may not replay an answer either: this goes first.
    let link = follow(&call, &request.token).await?;
    let command = decide::parse(request.verdict, &request.comment, request.price, request.terms_accepted)?;
    let upgrade = call
        .change(async || decide::attempt(&call, &link.buyer, link.upgrade_id, &command, true).await)
        .await?;
    Ok(link.view(upgrade))
}

/// A link that works.
struct Link {
    buyer: User,
    upgrade_id: UpgradeId,
    expires_at: DateTime<Utc>,
}

impl Link {
    fn view(&self, upgrade: UpgradeView) -> ActionLinkView {
        ActionLinkView {
            upgrade,
            addressee: view::upgrades::person(&Person::of(&self.buyer)),
            expires_at: self.expires_at,
        }
    }
}

async fn follow(call: &Call<()>, token: &str) -> Result<Link, Error> {
    let links = call.app.keys.links().await?;
    let link = action_link::read(&links, Purpose::DecideUpgrade, token).ok_or_else(dead)?;
    let expires_at = link.expires_at(LINK_DAYS);
    if call.now >= expires_at {
        return Err(dead());
    }
    let user = call.app.store.user(link.organisation_id, link.user_id).await;
    let buyer = user?.filter(User::is_active_buyer).ok_or_else(dead)?;
    Ok(Link {
        buyer,
        upgrade_id: UpgradeId::of(link.about),
        expires_at,
    })
}

fn dead() -> Error {
    problem::new(
        ProblemCode::NotFound,
        "This link does not work: it is incomplete, older than 14 days, or you are not a buyer any more. Sign in to see the requests of your organisation.",
    )
}
