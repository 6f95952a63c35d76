//! `read-action-link`, `decide-by-action-link`: whoever has the link from a buyer's mail, in
//! the name of that buyer (spec chapter 1, "Manage"). Reading changes nothing, however often
//! and by whatever program it is done; deciding follows the rules of `decide-upgrade`.
//!
//! Refused, all alike: a link that is wrong, older than 14 days, or whose addressee is no
//! buyer any more. A link to a request that is decided shows the decision.

use crate::decide;
use api::upgrades::{ActionLinkView, DecideByActionLinkRequest, ReadActionLinkRequest, UpgradeView};
use desk::{
    action_link::{self, Followed},
    tenancy, view,
};
use domain::{action_link::Purpose, id::UpgradeId};
use runtime::{Call, Error};

pub(crate) async fn read(call: Call<()>, (): (), request: ReadActionLinkRequest) -> Result<ActionLinkView, Error> {
    let link = action_link::follow(&call, Purpose::DecideUpgrade, &request.token).await?;
    let tenant = tenancy::load(&call.app, link.addressee.organisation_id).await?;
    let upgrade = decide::load(&call, link.addressee.organisation_id, UpgradeId::of(link.about)).await?;
    let upgrade = view::upgrades::upgrade(&call.app.catalogue, &tenant.organisation, &upgrade.value, call.now);
    Ok(view(&link, upgrade))
}

pub(crate) async fn decide(
    call: Call<()>,
    (): (),
    request: DecideByActionLinkRequest,
) -> Result<ActionLinkView, Error> {
    // Who may not decide any more may not replay an answer either: this goes first.
    let link = action_link::follow(&call, Purpose::DecideUpgrade, &request.token).await?;
    let command = decide::parse(request.verdict, &request.comment, request.price, request.terms_accepted)?;
    let id = UpgradeId::of(link.about);
    let upgrade = call
        .change(async || decide::attempt(&call, &link.addressee, id, (&command, request.catalogue), true).await)
        .await?;
    Ok(view(&link, upgrade))
}

fn view(link: &Followed, upgrade: UpgradeView) -> ActionLinkView {
    ActionLinkView {
        upgrade,
        addressee: link.person(),
        expires_at: link.expires_at,
    }
}
