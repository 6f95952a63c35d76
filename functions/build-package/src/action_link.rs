//! `read-activation-link`, `decide-by-activation-link`: whoever has the link from an operator's
//! mail, in the name of that operator (spec chapter 2, "Packages"). Reading changes nothing,
//! however often and by whatever program it is done; deciding follows the rules of
//! `decide-activation`.
//!
//! Refused, all alike: a link that is wrong, older than 14 days, or whose addressee is no
//! operator any more. A link to a request that is decided shows the decision.

use crate::decide;
use api::packages::{ActivationLinkView, ActivationView, DecideByActivationLinkRequest, ReadActivationLinkRequest};
use desk::{
    action_link::{self, Followed},
    view,
};
use domain::{action_link::Purpose, id::ActivationId};
use runtime::{Call, Error};

pub(crate) async fn read(
    call: Call<()>,
    (): (),
    request: ReadActivationLinkRequest,
) -> Result<ActivationLinkView, Error> {
    let link = action_link::follow(&call, Purpose::DecideActivation, &request.token).await?;
    let activation = decide::load(&call, link.addressee.organisation_id, ActivationId::of(link.about)).await?;
    Ok(view(
        &link,
        view::codes::activation(&call.app.catalogue, &activation.value, true),
    ))
}

pub(crate) async fn decide(
    call: Call<()>,
    (): (),
    request: DecideByActivationLinkRequest,
) -> Result<ActivationLinkView, Error> {
    // Who may not decide any more may not replay an answer either: this goes first.
    let link = action_link::follow(&call, Purpose::DecideActivation, &request.token).await?;
    let command = decide::parse(request.verdict, &request.comment)?;
    let id = ActivationId::of(link.about);
    let activation = call
        .change(async || decide::attempt(&call, &link.addressee, id, &command, true).await)
        .await?;
    Ok(view(&link, activation))
}

fn view(link: &Followed, activation: ActivationView) -> ActivationLinkView {
    ActivationLinkView {
        activation,
        addressee: link.person(),
        expires_at: link.expires_at,
    }
}
