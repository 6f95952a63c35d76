//! Mails about requests to activate a package. What a mail asks for is done on the page that
//! its link opens, never by opening it.

use super::{Addressee, App, Error, Letter};
use crate::{action_link, view};
use api::packages::PackageItemView;
use askama::Template;
use domain::{
    action_link::Purpose,
    activation::{Activation, ActivationStatus},
    id::ActivationId,
    organisation::User,
};

letter!(Needed: "activation-needed/subject.txt", "activation-needed/body.txt", "activation-needed/body.html");
letter!(Outcome: "activation-outcome/subject.txt", "activation-outcome/body.txt", "activation-outcome/body.html");

struct Needed {
    name: String,
    package: String,
    items: Vec<PackageItemView>,
    tenant: String,
    requester: String,
    company: String,
    contact: String,
    reference: String,
    link: String,
    expires: String,
}

struct Outcome {
    name: String,
    package: String,
    items: Vec<PackageItemView>,
    provider: String,
    approved: bool,
    by: String,
    comment: String,
    link: String,
}

fn addressee(to: &Addressee) -> Result<&User, Error> {
    to.user.as_ref().ok_or(Error::Missing("user"))
}

async fn load(app: &App, id: ActivationId) -> Result<Activation, Error> {
    let activation = app.store.activation(id).await?.ok_or(Error::Missing("request"))?;
    Ok(activation.value)
}

/// To an operator: a request waits, with a link of their own. Nothing once it is decided.
pub(super) async fn needed(app: &App, id: ActivationId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let operator = addressee(to)?;
    let activation = load(app, id).await?;
    if activation.status() != ActivationStatus::Submitted {
        return Ok(None);
    }
    let link = action_link::mail(app, Purpose::DecideActivation, operator, id.uuid()).await?;
    let details = &activation.details;
    Needed {
        name: operator.name.as_str().to_owned(),
        package: activation.package_name.as_str().to_owned(),
        items: view::codes::items(&app.catalogue, &activation.items),
        tenant: activation.tenant_name.as_str().to_owned(),
        requester: activation.requester.name.as_str().to_owned(),
        company: details.company.as_str().to_owned(),
        contact: details.contact.as_str().to_owned(),
        reference: details
            .reference
            .as_ref()
            .map(|line| line.as_str().to_owned())
            .unwrap_or_default(),
        link: link.url,
        expires: link.expires,
    }
    .letter(app, to)
}

/// To the buyer: what an operator decided.
pub(super) async fn outcome(
    app: &App,
    id: ActivationId,
    status: ActivationStatus,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let buyer = addressee(to)?;
    let activation = load(app, id).await?;
    let decision = activation.decision().ok_or(Error::Missing("decision"))?;
    Outcome {
        name: buyer.name.as_str().to_owned(),
        package: activation.package_name.as_str().to_owned(),
        items: view::codes::items(&app.catalogue, &activation.items),
        provider: activation.provider.as_str().to_owned(),
        approved: status == ActivationStatus::Approved,
        by: decision.by.name.as_str().to_owned(),
        comment: decision.comment.as_str().to_owned(),
        link: format!("{}/activations/{id}", app.settings.public_url),
    }
    .letter(app, to)
}
