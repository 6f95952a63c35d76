//! `preview-code`: buyers (spec chapter 2). What a code stands for: a package with its
//! provider, or seats of a plan. It consumes nothing.
//!
//! Refused: what cannot be a code, a code that does not work here (nobody's, revoked, another
//! organisation's, all alike), one that the organisation has used, one that has expired, more
//! than ten wrong ones in ten minutes, a package where the tenant has another plan than
//! packages need or its contract is over.

use crate::guess::{self, Guess};
use api::codes::{CodeOffer, CodePreview, PreviewCodeRequest};
use desk::view;
use domain::{code::Subject, package};
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn preview(call: Call<Principal>, (): (), request: PreviewCodeRequest) -> Result<CodePreview, Error> {
    let guess = Guess::parse(&call, &request.code).await?;
    let code = guess::counted(&call, guess.look_up(&call).await).await?;
    let offer = match &code.subject {
        Subject::Subscription { plan, months, seats } => CodeOffer::Subscription {
            plan: plan.clone(),
            plan_name: call.app.catalogue.subscription_plan_name(plan).to_owned(),
            months: *months,
            seats: *seats,
            issuer: code.issuer_name.as_str().to_owned(),
        },
        Subject::Package { package_id, .. } => {
            let tenant = guess::organisation(&call).await?;
            package::terms(call.app.catalogue.upgrades(), &tenant, call.now)?;
            let package = call.app.store.package(*package_id).await?;
            let package = package.ok_or_else(|| problem::internal("a code of no package"))?.value;
            CodeOffer::Package {
                name: package.contents.name.as_str().to_owned(),
                description: package.contents.description.as_str().to_owned(),
                items: view::codes::items(&call.app.catalogue, &package.contents.items),
                provider: package.provider.as_str().to_owned(),
            }
        }
    };
    Ok(CodePreview {
        offer,
        expires_on: code.expires_on,
    })
}
