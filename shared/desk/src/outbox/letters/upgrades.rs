//! Mails about upgrades. What a mail asks for is done on the page that its link opens, never
//! by opening it.

use crate::outbox::{Addressee, Error};
use crate::{action_link, view};
use api::upgrades::{PriceView, UpgradeView};
use askama::Template;
use domain::{
    action_link::Purpose,
    day::Day,
    id::UpgradeId,
    organisation::{Organisation, User},
    upgrade::{AcceptanceState, Upgrade, UpgradeStatus},
};
use runtime::{App, mail::Letter};

letter!(Approval: "approval-needed/subject.txt", "approval-needed/body.txt", "approval-needed/body.html");
letter!(Waiting: "approvals-waiting/subject.txt", "approvals-waiting/body.txt", "approvals-waiting/body.html");
letter!(Outcome: "upgrade-outcome/subject.txt", "upgrade-outcome/body.txt", "upgrade-outcome/body.html");
letter!(Purchase: "purchase-outcome/subject.txt", "purchase-outcome/body.txt", "purchase-outcome/body.html");
letter!(OrderForm: "order-form/subject.txt", "order-form/body.txt", "order-form/body.html");
letter!(Reviewed: "order-reviewed/subject.txt", "order-reviewed/body.txt", "order-reviewed/body.html");

/// What every mail says of an upgrade.
struct About {
    /// `REQ-n`, or `IPP-n` for what was bought directly.
    called: String,
    /// `IPP-n`; empty while it waits.
    upgrade_number: String,
    tenant: String,
    requester: String,
    item: String,
    sku: String,
    quantity: u32,
    description: String,
    cost: Option<Cost>,
}

struct Cost {
    per_year: String,
    for_quantity: String,
    pro_rata: String,
    days: u32,
    last_day: String,
}

impl Cost {
    fn of(price: &PriceView) -> Self {
        Self {
            per_year: price.per_year.to_string(),
            for_quantity: price.for_quantity.to_string(),
            pro_rata: price.pro_rata.to_string(),
            days: price.days,
            last_day: long(price.last_day),
        }
    }
}

impl About {
    fn of(upgrade: &Upgrade, view: UpgradeView) -> Self {
        Self {
            called: upgrade.called(),
            upgrade_number: view.summary.upgrade_number.unwrap_or_default(),
            tenant: view.tenant_name,
            requester: view.summary.requested_by.name,
            item: view.summary.name,
            sku: view.summary.sku,
            quantity: view.summary.quantity,
            description: view.description,
            cost: view.price.as_ref().map(Cost::of),
        }
    }
}

fn long(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

struct Approval {
    name: String,
    reminder: bool,
    upgrade: About,
    link: String,
    expires: String,
}

struct Waiting {
    name: String,
    tenant: String,
    requests: Vec<Approval>,
}

struct Outcome {
    name: String,
    upgrade: About,
    by: String,
    comment: String,
    reason: String,
    link: String,
    upgrades: String,
}

struct Purchase {
    name: String,
    upgrade: About,
    contact: String,
    reason: String,
    link: String,
}

struct OrderForm {
    upgrade: About,
    sold_to_id: String,
    buyer: String,
    bought_on: String,
    billing_term: String,
    payment_method: String,
    subscription_term: String,
    provider: String,
}

struct Reviewed {
    name: String,
    upgrade: About,
    suspended: bool,
    reason: String,
    link: String,
}

fn addressee(to: &Addressee) -> Result<&User, Error> {
    to.user.as_ref().ok_or(Error::Missing("user"))
}

async fn load(app: &App, id: UpgradeId) -> Result<(Organisation, Upgrade), Error> {
    let upgrade = app.store.upgrade(id).await?.ok_or(Error::Missing("upgrade"))?.value;
    let organisation = app.store.organisation(upgrade.organisation_id).await?;
    Ok((organisation.ok_or(Error::Missing("tenant"))?.value, upgrade))
}

fn page(app: &App, upgrade: &Upgrade) -> String {
    format!("{}/upgrades/{}", app.settings.public_url, upgrade.upgrade_id)
}

/// A request with this buyer's own link to it. The link works from now on for its days.
async fn with_link(
    app: &App,
    organisation: &Organisation,
    upgrade: &Upgrade,
    buyer: &User,
    reminder: bool,
) -> Result<Approval, Error> {
    let link = action_link::mail(app, Purpose::DecideUpgrade, buyer, upgrade.upgrade_id.uuid()).await?;
    let view = view::upgrades::upgrade(&app.catalogue, organisation, upgrade, app.clock.now());
    Ok(Approval {
        name: buyer.name.as_str().to_owned(),
        reminder,
        upgrade: About::of(upgrade, view),
        link: link.url,
        expires: link.expires,
    })
}

/// To a buyer: a request waits. Nothing once it is decided.
pub(super) async fn approval(
    app: &App,
    id: UpgradeId,
    reminder: bool,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let buyer = addressee(to)?;
    let (organisation, upgrade) = load(app, id).await?;
    if upgrade.status() != UpgradeStatus::SubmittedForApproval {
        return Ok(None);
    }
    with_link(app, &organisation, &upgrade, buyer, reminder)
        .await?
        .letter(app, to)
}

/// To who has become a buyer: the requests that wait. Nothing where none does.
pub(super) async fn waiting(app: &App, to: &Addressee) -> Result<Option<Letter>, Error> {
    let buyer = addressee(to)?;
    let Some(account) = app.store.account(buyer.organisation_id).await? else {
        return Ok(None);
    };
    let waiting = app.store.upgrades_of(account.open.keys().copied()).await?;
    let organisation = app.store.organisation(buyer.organisation_id).await?;
    let organisation = organisation.ok_or(Error::Missing("tenant"))?.value;
    let mut requests = Vec::new();
    for upgrade in waiting {
        if upgrade.status() == UpgradeStatus::SubmittedForApproval {
            requests.push(with_link(app, &organisation, &upgrade, buyer, false).await?);
        }
    }
    if requests.is_empty() {
        return Ok(None);
    }
    Waiting {
        name: buyer.name.as_str().to_owned(),
        tenant: organisation.name.as_str().to_owned(),
        requests,
    }
    .letter(app, to)
}

/// To who asked: declined, provisioned or failed.
pub(super) async fn outcome(
    app: &App,
    id: UpgradeId,
    status: UpgradeStatus,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let (organisation, upgrade) = load(app, id).await?;
    let Some(managed) = upgrade.managed().filter(|_| upgrade.status() == status) else {
        return Ok(None);
    };
    let view = view::upgrades::upgrade(&app.catalogue, &organisation, &upgrade, app.clock.now());
    Outcome {
        name: addressee(to)?.name.as_str().to_owned(),
        by: managed.by.name.as_str().to_owned(),
        comment: managed
            .comment
            .map(|comment| comment.as_str().to_owned())
            .unwrap_or_default(),
        reason: view.summary.failure.clone().unwrap_or_default(),
        link: page(app, &upgrade),
        upgrades: format!("{}/upgrades", app.settings.public_url),
        upgrade: About::of(&upgrade, view),
    }
    .letter(app, to)
}

/// To who bought: the confirmation, or that it failed.
pub(super) async fn purchase(
    app: &App,
    id: UpgradeId,
    status: UpgradeStatus,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let (organisation, upgrade) = load(app, id).await?;
    if upgrade.status() != status {
        return Ok(None);
    }
    let view = view::upgrades::upgrade(&app.catalogue, &organisation, &upgrade, app.clock.now());
    let contact = organisation.tenant.as_ref().map(|terms| &terms.commercial_contact);
    Purchase {
        name: addressee(to)?.name.as_str().to_owned(),
        contact: contact.map(|contact| contact.as_str().to_owned()).unwrap_or_default(),
        reason: view.summary.failure.clone().unwrap_or_default(),
        link: page(app, &upgrade),
        upgrade: About::of(&upgrade, view),
    }
    .letter(app, to)
}

/// To the tenant's commercial contact: the order, to review.
pub(super) async fn order_form(app: &App, id: UpgradeId, to: &Addressee) -> Result<Option<Letter>, Error> {
    let (organisation, upgrade) = load(app, id).await?;
    let Some(managed) = upgrade.managed().filter(|_| upgrade.acceptance().is_some()) else {
        return Ok(None);
    };
    let view = view::upgrades::upgrade(&app.catalogue, &organisation, &upgrade, app.clock.now());
    let sold_to_id = organisation.tenant.as_ref().and_then(|terms| terms.sold_to_id.as_ref());
    OrderForm {
        sold_to_id: sold_to_id.map(|id| id.as_str().to_owned()).unwrap_or_default(),
        buyer: format!("{} ({})", managed.by.name, managed.by.email),
        bought_on: long(Day::of(managed.at)),
        billing_term: view.billing_term.clone(),
        payment_method: view.payment_method.clone(),
        subscription_term: view.subscription_term.clone(),
        provider: view.provider.clone(),
        upgrade: About::of(&upgrade, view),
    }
    .letter(app, to)
}

/// To who bought: the vendor has accepted the order, or suspended access.
pub(super) async fn reviewed(
    app: &App,
    id: UpgradeId,
    acceptance: AcceptanceState,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let (organisation, upgrade) = load(app, id).await?;
    let state = upgrade.acceptance().map(|acceptance| acceptance.state());
    if state != Some(acceptance) {
        return Ok(None);
    }
    let view = view::upgrades::upgrade(&app.catalogue, &organisation, &upgrade, app.clock.now());
    Reviewed {
        name: addressee(to)?.name.as_str().to_owned(),
        suspended: acceptance == AcceptanceState::Suspended,
        reason: view.suspended_because.clone().unwrap_or_default(),
        link: page(app, &upgrade),
        upgrade: About::of(&upgrade, view),
    }
    .letter(app, to)
}
