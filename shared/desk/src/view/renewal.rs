//! Renewals on the wire.

use super::assurance::application_name;
use api::{
    assurance::{PeriodView, Standing},
    renewals::{CustomerSwaView, RenewableView, RenewalFailureView, RenewalLineView, RenewalView},
};
use domain::{
    assurance::{self, Agreement, RateCard, Renewal, RenewalLine},
    catalogue::Catalogue,
    customer::{Customer, Location},
    day::Day,
    id::LocationId,
};

/// A customer's agreements on this day.
pub fn customer(
    catalogue: &Catalogue,
    customer: &Customer,
    agreements: &[Agreement],
    locations: &[Location],
    available: u64,
    card: &RateCard,
    today: Day,
) -> CustomerSwaView {
    CustomerSwaView {
        customer_id: customer.customer_id,
        customer_name: customer.details.name.as_str().to_owned(),
        today,
        available,
        agreements: agreements
            .iter()
            .filter_map(|agreement| {
                Some(renewable(
                    catalogue,
                    agreement,
                    find(locations, agreement.location_id)?,
                    card,
                    today,
                ))
            })
            .collect(),
    }
}

fn find(locations: &[Location], id: LocationId) -> Option<&Location> {
    locations.iter().find(|location| location.location_id == id)
}

fn renewable(
    catalogue: &Catalogue,
    agreement: &Agreement,
    location: &Location,
    card: &RateCard,
    today: Day,
) -> RenewableView {
    let standing = agreement.standing(today);
    let deals = agreement.terms.iter().map(|term| &term.deal);
    let deals = deals.chain(agreement.next.as_ref().map(|next| &next.deal));
    let failure = assurance::failure_today(agreement, card, today);
    RenewableView {
        location_id: location.location_id,
        location_name: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        application: agreement.application.clone(),
        application_name: application_name(catalogue, &agreement.application),
        number: agreement.number(),
        standing,
        agreed: deals
            .filter(|deal| deal.kind != assurance::AssignmentKind::Expansion)
            .map(|deal| PeriodView {
                starts: deal.starts,
                ends: deal.ends,
            })
            .collect(),
        lapsed: (standing == Standing::Lapsed).then(|| PeriodView {
            starts: agreement.expires().next().unwrap_or(today),
            ends: today,
        }),
        renewable: failure.is_none(),
        failure: failure.map(|reason| RenewalFailureView {
            reason,
            message: reason.today().to_owned(),
        }),
    }
}

/// A renewal with its lines.
pub fn renewal(
    catalogue: &Catalogue,
    renewal: &Renewal,
    lines: &[RenewalLine],
    customer: &Customer,
    locations: &[Location],
    available: u64,
) -> RenewalView {
    RenewalView {
        renewal_id: renewal.renewal_id,
        customer_id: customer.customer_id,
        customer_name: customer.details.name.as_str().to_owned(),
        state: renewal.state,
        made_at: renewal.made_at,
        version: renewal.version.clone(),
        valid_until: renewal.valid_until,
        moment: renewal.moment,
        ends: renewal.ends,
        available,
        total: lines
            .iter()
            .filter_map(|line| Some(line.deal.as_ref()?.total()))
            .fold(0, u32::saturating_add),
        lines: lines
            .iter()
            .map(|one| line(catalogue, one, renewal.ends, find(locations, one.location_id)))
            .collect(),
        reference: super::text(&renewal.reference),
    }
}

fn line(catalogue: &Catalogue, line: &RenewalLine, ends: Day, location: Option<&Location>) -> RenewalLineView {
    let deal = line.deal.as_ref();
    RenewalLineView {
        location_id: line.location_id,
        location_name: location
            .map(|location| location.details.name.as_str().to_owned())
            .unwrap_or_default(),
        hkc: location
            .map(|location| location.hkc.as_str().to_owned())
            .unwrap_or_default(),
        application: line.application.clone(),
        application_name: application_name(catalogue, &line.application),
        number: line.number.clone(),
        starts: line.starts,
        months: deal.map_or(0, |deal| deal.months),
        units: deal.map_or(0, |deal| deal.units),
        reinstatement_months: deal.map_or(0, |deal| deal.reinstatement_months),
        reinstatement_units: deal.map_or(0, |deal| deal.reinstatement_units),
        taken_on: line.taken_on,
        latest_end: line.latest_end,
        limited_by: line.limited_by,
        failure: line
            .failure
            .zip(line.failure_sentence(ends))
            .map(|(reason, message)| RenewalFailureView { reason, message }),
    }
}
