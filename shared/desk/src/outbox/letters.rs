//! From a mail's ids to its text, in the words of this moment. Links begin with the
//! configured public URL; what organisations wrote is quoted and never a link.

mod assurance;

use crate::outbox::{Addressee, Error};
use crate::{customer_link, invitation, view};
use api::{
    orders::{OrderLineView, SwaLineView},
    reship::ReturnedLine,
};
use askama::Template;
use domain::{
    day::Day,
    id::{CustomerId, LocationId, OrderId, OrganisationId},
    limited::LimitedKind,
    order::ReturnKind,
    organisation::Role,
    outbox::Mail,
};
use runtime::{App, mail::Letter};

/// The letter; `None` where there is nothing left to say.
pub(crate) async fn write(app: &App, mail: &Mail, to: &Addressee) -> Result<Option<Letter>, Error> {
    match mail {
        Mail::OrderShipped { order_id } => order_shipped(app, *order_id, to).await,
        Mail::OrderWentBack { order_id, number } => order_went_back(app, *order_id, *number, to).await,
        Mail::Invitation { .. } => invite(app, to).await,
        Mail::LicenceAgreement { location_id } => licence_agreement(app, *location_id, to).await,
        Mail::CustomerLink { customer_id, number } => given_link(app, *customer_id, *number, to).await,
        Mail::LicenceFileCode { location_id, sequence } => licence_file_code(app, *location_id, *sequence, to).await,
        Mail::LimitedEnding { location_id, sequence } => limited_ending(app, *location_id, *sequence, to).await,
        Mail::ExternalFile { order_id } => external_file(app, *order_id, to).await,
        Mail::Transfer { transfer_id, status } => transfers::transfer(app, *transfer_id, *status, to).await,
        Mail::ApprovalNeeded { upgrade_id, reminder } => upgrades::approval(app, *upgrade_id, *reminder, to).await,
        Mail::ApprovalsWaiting => upgrades::waiting(app, to).await,
        Mail::UpgradeOutcome { upgrade_id, status } => upgrades::outcome(app, *upgrade_id, *status, to).await,
        Mail::PurchaseOutcome { upgrade_id, status } => upgrades::purchase(app, *upgrade_id, *status, to).await,
        Mail::OrderForm { upgrade_id } => upgrades::order_form(app, *upgrade_id, to).await,
        Mail::ActivationCode { batch_id, number } => codes::code(app, *batch_id, *number, to).await,
        Mail::ActivationNeeded { activation_id } => activations::needed(app, *activation_id, to).await,
        Mail::ActivationOutcome { activation_id, status } => {
            activations::outcome(app, *activation_id, *status, to).await
        }
        Mail::SubscriptionRedeemed { subscription_id } => codes::redeemed(app, *subscription_id, to).await,
        Mail::SubscriptionEnding {
            subscription_id,
            event,
            ends_on,
            ..
        } => codes::ending(app, (*subscription_id, *event), *ends_on, to).await,
        Mail::OrderReviewed { upgrade_id, acceptance } => upgrades::reviewed(app, *upgrade_id, *acceptance, to).await,
        Mail::SwaActivated {
            location_id,
            application,
            assignment,
        } => assurance::activated(app, *location_id, application, *assignment, to).await,
        Mail::SwaEnding {
            location_id,
            application,
            ends,
        } => assurance::ending(app, *location_id, application, *ends, to).await,
        Mail::SwaRenewed {
            customer_id,
            renewal_id,
        } => assurance::renewed(app, *customer_id, *renewal_id, to).await,
        Mail::RenewedEnding {
            customer_id,
            renewal_id,
        } => assurance::renewed_ending(app, *customer_id, *renewal_id, to).await,
    }
}

/// A mail's three templates over what it is about.
macro_rules! letter {
    ($about:ident: $subject:literal, $text:literal, $html:literal) => {
        impl $about {
            fn letter(&self, app: &App, to: &Addressee) -> Result<Option<Letter>, Error> {
                #[derive(Template)]
                #[template(path = $subject)]
                struct Subject<'a> {
                    about: &'a $about,
                }
                #[derive(Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    about: &'a $about,
                    desk: &'a str,
                }
                #[derive(Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    about: &'a $about,
                    desk: &'a str,
                }
                let (about, desk) = (self, app.catalogue.desk().called());
                Ok(Some(Letter {
                    sender: app.catalogue.desk().sends_as().map(str::to_owned),
                    to: to.email.as_str().to_owned(),
                    user: to.user.as_ref().map(|user| (user.organisation_id, user.user_id)),
                    subject: Subject { about }.render()?.trim().to_owned(),
                    text: Text { about, desk }.render()?,
                    html: Html { about, desk }.render()?,
                }))
            }
        }
    };
}

mod activations;
mod codes;
mod transfers;
mod upgrades;
pub(crate) use letter;

letter!(OrderShipped: "order-shipped/subject.txt", "order-shipped/body.txt", "order-shipped/body.html");
letter!(OrderWentBack: "order-went-back/subject.txt", "order-went-back/body.txt", "order-went-back/body.html");
letter!(Invitation: "invitation/subject.txt", "invitation/body.txt", "invitation/body.html");
letter!(LicenceAgreement: "licence-agreement/subject.txt", "licence-agreement/body.txt", "licence-agreement/body.html");
letter!(GivenLink: "customer-link/subject.txt", "customer-link/body.txt", "customer-link/body.html");
letter!(LicenceFileCode: "licence-file-code/subject.txt", "licence-file-code/body.txt", "licence-file-code/body.html");
letter!(LimitedEnding: "limited-ending/subject.txt", "limited-ending/body.txt", "limited-ending/body.html");
letter!(ExternalFile: "external-file/subject.txt", "external-file/body.txt", "external-file/body.html");

struct OrderShipped {
    name: String,
    organisation: String,
    purchase_order: String,
    sales_order: String,
    lines: Vec<OrderLineView>,
    swa_lines: Vec<SwaLineView>,
    link: String,
}

struct OrderWentBack {
    name: String,
    recalled: bool,
    who: String,
    organisation: String,
    purchase_order: String,
    sales_order: String,
    lines: Vec<ReturnedLine>,
    link: String,
}

struct Invitation {
    desk: String,
    name: String,
    organisation: String,
    link: String,
}

struct LicenceAgreement {
    organisation: String,
    location: String,
    system_type: String,
    hkc: String,
    terms: String,
    dealer_email: String,
}

struct GivenLink {
    organisation: String,
    customer: String,
    link: String,
    ends: String,
}

struct LimitedEnding {
    name: String,
    kind: &'static str,
    is_emergency: bool,
    location: String,
    hkc: String,
    ends: String,
    link: String,
}

struct ExternalFile {
    name: String,
    sales_order: String,
    purchase_order: String,
    location: String,
    hkc: String,
    link: String,
}

struct LicenceFileCode {
    name: String,
    location: String,
    system_type: String,
    hkc: String,
    file_name: String,
    code: String,
    link: String,
}

fn name(to: &Addressee) -> String {
    to.user
        .as_ref()
        .map(|user| user.name.as_str().to_owned())
        .unwrap_or_default()
}

async fn order_went_back(app: &App, id: OrderId, number: u32, to: &Addressee) -> Result<Option<Letter>, Error> {
    let returned = app.store.went_back(id, number).await?;
    let returned = returned.ok_or(Error::Missing("what went back"))?;
    let recalled = returned.kind == ReturnKind::Recalled;
    let view = view::returned(&app.catalogue, &returned);
    let (organisation, page) = match recalled {
        true => (view.vendor_name, "/returns"),
        false => (view.holder_name, "/returns?show=received"),
    };
    OrderWentBack {
        name: name(to),
        recalled,
        who: view.by,
        organisation,
        purchase_order: view.purchase_order,
        sales_order: view.sales_order,
        lines: view.lines,
        link: format!("{}{page}", app.settings.public_url),
    }
    .letter(app, to)
}

/// Whether a thing is the addressee's organisation's. A location may be another dealer's by now.
fn is_theirs(to: &Addressee, owner: OrganisationId) -> bool {
    to.user.as_ref().is_none_or(|user| user.organisation_id == owner)
}

async fn order_shipped(app: &App, id: OrderId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let order = app.store.order(id).await?.ok_or(Error::Missing("order"))?.value;
    let mut view = view::order(&app.catalogue, &order);
    // Who has no SWA role is told of the licences alone.
    if !to.user.as_ref().is_some_and(|user| user.has_any(&[Role::SwaUser])) {
        view.swa_lines.clear();
    }
    OrderShipped {
        name: name(to),
        organisation: view.organisation_name,
        purchase_order: view.purchase_order,
        sales_order: view.sales_order,
        link: match view.lines.is_empty() {
            true => format!("{}/swa", app.settings.public_url),
            false => format!("{}/bin/{id}/attach", app.settings.public_url),
        },
        lines: view.lines,
        swa_lines: view.swa_lines,
    }
    .letter(app, to)
}

async fn invite(app: &App, to: &Addressee) -> Result<Option<Letter>, Error> {
    let user = to.user.as_ref().ok_or(Error::Missing("user"))?;
    let organisation = app
        .store
        .organisation(user.organisation_id)
        .await?
        .ok_or(Error::Missing("organisation"))?;
    let token = invitation::token(&app.keys.links().await?, user).ok_or(Error::Missing("link key"))?;
    Invitation {
        desk: app.catalogue.desk().called().to_owned(),
        name: user.name.as_str().to_owned(),
        organisation: organisation.value.name.as_str().to_owned(),
        link: format!("{}/invitation#token={token}", app.settings.public_url),
    }
    .letter(app, to)
}

async fn licence_agreement(app: &App, id: LocationId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let location = app.store.location(id).await?.ok_or(Error::Missing("location"))?.value;
    let organisation = app
        .store
        .organisation(location.organisation_id)
        .await?
        .ok_or(Error::Missing("organisation"))?;
    let system_type = app
        .catalogue
        .system_type(location.system_type.as_str())
        .ok_or(Error::Missing("system type"))?;
    LicenceAgreement {
        organisation: organisation.value.name.as_str().to_owned(),
        location: location.details.name.as_str().to_owned(),
        system_type: system_type.name.clone(),
        hkc: location.hkc.as_str().to_owned(),
        terms: app.catalogue.terms(system_type).to_owned(),
        dealer_email: location.details.dealer_email.as_str().to_owned(),
    }
    .letter(app, to)
}

/// Nothing is mailed of a link that does not work any more.
async fn given_link(app: &App, id: CustomerId, number: u32, to: &Addressee) -> Result<Option<Letter>, Error> {
    let customer = app.store.customer(id).await?.ok_or(Error::Missing("customer"))?.value;
    let link = app
        .store
        .customer_link(id, number)
        .await?
        .ok_or(Error::Missing("link"))?;
    if !link.works(Day::of(app.clock.now())) || link.organisation_id != customer.organisation_id {
        return Ok(None);
    }
    let organisation = app.store.organisation(customer.organisation_id).await?;
    let organisation = organisation.ok_or(Error::Missing("organisation"))?;
    GivenLink {
        organisation: organisation.value.name.as_str().to_owned(),
        customer: customer.details.name.as_str().to_owned(),
        link: customer_link::url(app, &link).await?,
        ends: link.ends.format("%-d %B %Y").to_string(),
    }
    .letter(app, to)
}

async fn licence_file_code(app: &App, id: LocationId, sequence: u32, to: &Addressee) -> Result<Option<Letter>, Error> {
    let location = app.store.location(id).await?.ok_or(Error::Missing("location"))?.value;
    let file = app.store.licence_file(id, sequence).await?;
    let file = file.ok_or(Error::Missing("licence file"))?;
    let system_type = app.catalogue.system_type(location.system_type.as_str());
    LicenceFileCode {
        name: name(to),
        location: location.details.name.as_str().to_owned(),
        system_type: system_type.map(|kind| kind.name.clone()).unwrap_or_default(),
        hkc: location.hkc.as_str().to_owned(),
        file_name: file.file_name,
        code: file.activation_code.ok_or(Error::Missing("activation code"))?,
        link: format!("{}/locations/{id}", app.settings.public_url),
    }
    .letter(app, to)
}

async fn external_file(app: &App, id: OrderId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let order = app.store.external_order(id).await?.ok_or(Error::Missing("order"))?;
    let Some(location) = order.locations.first() else {
        return Ok(None);
    };
    let now = app
        .store
        .location(location.location_id)
        .await?
        .ok_or(Error::Missing("location"))?;
    if !is_theirs(to, now.value.organisation_id) {
        return Ok(None);
    }
    ExternalFile {
        name: name(to),
        sales_order: order.sales_order.as_str().to_owned(),
        purchase_order: order.purchase_order.as_str().to_owned(),
        location: location.name.as_str().to_owned(),
        hkc: location.hkc.clone(),
        link: format!("{}/locations/{}", app.settings.public_url, location.location_id),
    }
    .letter(app, to)
}

async fn limited_ending(app: &App, id: LocationId, sequence: u32, to: &Addressee) -> Result<Option<Letter>, Error> {
    let location = app.store.location(id).await?.ok_or(Error::Missing("location"))?.value;
    let file = app.store.licence_file(id, sequence).await?;
    let Some(limited) = file.and_then(|file| file.limited) else {
        return Ok(None);
    };
    // Whoever has the location by now is whom it concerns.
    if !is_theirs(to, location.organisation_id) {
        return Ok(None);
    }
    let page = format!("{}/locations/{id}", app.settings.public_url);
    let (hkc, link) = match (limited.kind, &location.emergency) {
        (LimitedKind::Emergency, Some(emergency)) => (&emergency.hkc, format!("{page}/replace")),
        // The hardware was replaced meanwhile.
        (LimitedKind::Emergency, None) => return Ok(None),
        _ => (&location.hkc, page),
    };
    LimitedEnding {
        name: name(to),
        kind: limited.kind.words(),
        is_emergency: limited.kind == LimitedKind::Emergency,
        location: location.details.name.as_str().to_owned(),
        hkc: hkc.as_str().to_owned(),
        ends: limited.ends.format("%-d %B %Y at %H:%M UTC").to_string(),
        link,
    }
    .letter(app, to)
}
