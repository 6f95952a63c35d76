//! `read-activation-link`, `decide-by-activation-link`: whoever has the link from an operator's
//! mail, in the name of that operator. Reading changes nothing, however often and by whatever
//! program it is done; deciding follows the rules of `decide-activation`.
//!
//! Refused, all alike: a link that is wrong, older than 14 days, or whose addressee is no
//! operator any more. A link to a request that is decided shows the decision.

use crate::decide;
use api::{
    ProblemCode,
    packages::{ActivationLinkView, ActivationView, DecideByActivationLinkRequest, ReadActivationLinkRequest},
};
use chrono::{DateTime, Utc};
use desk::{
    action_link::{self, Purpose},
    view,
};
use domain::{
    id::ActivationId,
    organisation::{Role, User, UserState},
    upgrade::{LINK_DAYS, Person},
};
use runtime::{Call, Error, problem};

pub(crate) async fn read(
    call: Call<()>,
    (): (),
    request: ReadActivationLinkRequest,
) -> Result<ActivationLinkView, Error> {
    let link = follow(&call, &request.token).await?;
    let activation = decide::load(&call, link.operator.organisation_id, link.activation_id).await;
    let activation = activation.map_err(|problem| match problem.code {
        ProblemCode::NotFound => dead(),
        _ => problem,
    })?;
    Ok(link.view(view::codes::activation(&activation.value, true)))
}

pub(crate) async fn decide(
    call: Call<()>,
    (): (),
    request: DecideByActivationLinkRequest,
) -> Result<ActivationLinkView, Error> {
    // Who may not decide any more may not replay an answer either: this goes first.
    let link = follow(&call, &request.token).await?;
    let command = decide::parse(request.verdict, &request.comment)?;
    let activation = call
        .change(async || decide::attempt(&call, &link.operator, link.activation_id, &command, true).await)
        .await?;
    Ok(link.view(activation))
}

/// A link that works.
struct Link {
    operator: User,
    activation_id: ActivationId,
    expires_at: DateTime<Utc>,
}

impl Link {
    fn view(&self, activation: ActivationView) -> ActivationLinkView {
        ActivationLinkView {
            activation,
            addressee: view::upgrades::person(&Person::of(&self.operator)),
            expires_at: self.expires_at,
        }
    }
}

async fn follow(call: &Call<()>, token: &str) -> Result<Link, Error> {
    let links = call.app.keys.links().await?;
    let link = action_link::read(&links, Purpose::DecideActivation, token).ok_or_else(dead)?;
    let expires_at = link.expires_at(LINK_DAYS);
    if call.now >= expires_at {
        return Err(dead());
    }
    let user = call.app.store.user(link.organisation_id, link.user_id).await;
    let operator = user?
        .filter(|user| user.state == UserState::Active && user.has_any(&[Role::Operator]))
        .ok_or_else(dead)?;
    Ok(Link {
        operator,
        activation_id: ActivationId::of(link.about),
        expires_at,
    })
}

fn dead() -> Error {
    problem::new(
        ProblemCode::NotFound,
        "This link does not work: it is incomplete, older than 14 days, or you are not an operator any more. Sign in to see the requests for your organisation's packages.",
    )
}
