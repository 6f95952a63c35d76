//! Mails about software assurance.

use super::{is_theirs, letter, name};
use crate::outbox::{Addressee, Error};
use crate::view::assurance::application_name;
use askama::Template;
use domain::{
    assurance::{Agreement, tasks},
    customer::{Customer, Location},
    day::Day,
    id::{CustomerId, LocationId, RenewalId},
};
use runtime::{App, mail::Letter};

letter!(SwaActivated: "swa-activated/subject.txt", "swa-activated/body.txt", "swa-activated/body.html");
letter!(SwaEnding: "swa-ending/subject.txt", "swa-ending/body.txt", "swa-ending/body.html");
letter!(SwaRenewed: "swa-renewed/subject.txt", "swa-renewed/body.txt", "swa-renewed/body.html");

struct SwaActivated {
    name: String,
    application: String,
    location: String,
    hkc: String,
    customer: String,
    number: String,
    ends: String,
    units: u32,
    link: String,
}

struct SwaEnding {
    name: String,
    customer: String,
    ends: String,
    days: i64,
    lines: Vec<Line>,
    link: String,
}

struct SwaRenewed {
    name: String,
    customer: String,
    ends: String,
    units: u32,
    lines: Vec<Line>,
    link: String,
}

/// An agreement in a mail.
struct Line {
    location: String,
    hkc: String,
    application: String,
    number: String,
}

fn day(day: Day) -> String {
    day.format("%-d %b %Y").to_string()
}

fn line(app: &App, agreement: &Agreement, location: &Location) -> Line {
    Line {
        location: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        application: application_name(&app.catalogue, &agreement.application),
        number: agreement.number(),
    }
}

async fn location(app: &App, id: LocationId) -> Result<Location, Error> {
    let location = app.store.location(id).await?;
    Ok(location.ok_or(Error::Missing("location"))?.value)
}

async fn customer(app: &App, id: CustomerId) -> Result<Customer, Error> {
    let customer = app.store.customer(id).await?;
    Ok(customer.ok_or(Error::Missing("customer"))?.value)
}

pub(super) async fn activated(
    app: &App,
    location_id: LocationId,
    application: &str,
    assignment: u32,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let agreement = app.store.agreement(location_id, application).await?;
    let agreement = agreement.ok_or(Error::Missing("agreement"))?;
    let term = agreement.terms.iter().find(|term| term.assignment == Some(assignment));
    let term = term.ok_or(Error::Missing("term"))?;
    let location = location(app, location_id).await?;
    let customer = customer(app, location.customer_id).await?;
    SwaActivated {
        name: name(to),
        application: application_name(&app.catalogue, application),
        location: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        customer: customer.details.name.as_str().to_owned(),
        number: agreement.number(),
        ends: day(term.deal.ends),
        units: term.deal.total(),
        link: format!("{}/locations/{location_id}", app.settings.public_url),
    }
    .letter(app, to)
}

/// A reminder of one agreement; nothing, once it was renewed.
pub(super) async fn ending(
    app: &App,
    location_id: LocationId,
    application: &str,
    ends: Day,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let agreement = app.store.agreement(location_id, application).await?;
    let agreement = agreement.ok_or(Error::Missing("agreement"))?;
    if !tasks::still_ends(&agreement, ends) || !is_theirs(to, agreement.organisation_id) {
        return Ok(None);
    }
    let location = location(app, location_id).await?;
    let customer = customer(app, location.customer_id).await?;
    SwaEnding {
        name: name(to),
        customer: customer.details.name.as_str().to_owned(),
        ends: day(ends),
        days: Day::of(app.clock.now()).days_until(ends),
        lines: vec![line(app, &agreement, &location)],
        link: format!(
            "{}/customers/{}/renewal?location={location_id}&application={application}",
            app.settings.public_url, customer.customer_id
        ),
    }
    .letter(app, to)
}

/// A renewal's agreements with their locations, as they are now.
async fn renewed_lines(
    app: &App,
    customer_id: CustomerId,
    renewal_id: RenewalId,
    is_meant: impl Fn(&Agreement) -> bool,
) -> Result<Vec<Line>, Error> {
    let lines = app.store.renewal_lines(customer_id, renewal_id).await?;
    let names: Vec<_> = lines
        .into_iter()
        .filter(|line| line.deal.is_some())
        .map(|line| (line.location_id, line.application))
        .collect();
    let agreements = app.store.agreements_of(&names).await?;
    let ids: Vec<_> = names.iter().map(|(id, _)| *id).collect();
    let locations = app.store.locations_of(&ids).await?;
    Ok(agreements
        .iter()
        .filter(|agreement| is_meant(agreement))
        .filter_map(|agreement| {
            let location = locations.iter().find(|one| one.location_id == agreement.location_id)?;
            Some(line(app, agreement, location))
        })
        .collect())
}

pub(super) async fn renewed(
    app: &App,
    customer_id: CustomerId,
    renewal_id: RenewalId,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let renewal = app.store.renewal(customer_id, renewal_id).await?;
    let renewal = renewal.ok_or(Error::Missing("renewal"))?;
    let customer = customer(app, customer_id).await?;
    SwaRenewed {
        name: name(to),
        customer: customer.details.name.as_str().to_owned(),
        ends: day(renewal.ends),
        units: renewal.holds.iter().map(|taken| taken.units).sum(),
        lines: renewed_lines(app, customer_id, renewal_id, |_| true).await?,
        link: format!("{}/customers/{customer_id}/renewal", app.settings.public_url),
    }
    .letter(app, to)
}

/// One reminder of all that was renewed together and still ends then; nothing, once
/// everything was renewed.
pub(super) async fn renewed_ending(
    app: &App,
    customer_id: CustomerId,
    renewal_id: RenewalId,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let renewal = app.store.renewal(customer_id, renewal_id).await?;
    let renewal = renewal.ok_or(Error::Missing("renewal"))?;
    // What went to another dealer since is that dealer's to renew.
    let still_ends = |agreement: &Agreement| {
        tasks::still_ends(agreement, renewal.ends) && agreement.organisation_id == renewal.organisation_id
    };
    let lines = renewed_lines(app, customer_id, renewal_id, still_ends).await?;
    if lines.is_empty() {
        return Ok(None);
    }
    let customer = customer(app, customer_id).await?;
    SwaEnding {
        name: name(to),
        customer: customer.details.name.as_str().to_owned(),
        ends: day(renewal.ends),
        days: Day::of(app.clock.now()).days_until(renewal.ends),
        lines,
        link: format!(
            "{}/customers/{customer_id}/renewal?renewal={renewal_id}",
            app.settings.public_url
        ),
    }
    .letter(app, to)
}
