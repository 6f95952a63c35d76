//! Software assurance on the wire.

use super::part_name;
use api::{
    assurance::{
        AgreementView, ApplicationQuoteView, FreeLicence, LocationSwaView, PendingView, PeriodView, ProspectView,
        QuoteOptionView, ReinstatementView, SwaQuoteView, TermView,
    },
    certificate::CertifiedAssurance,
    units::{AllowanceView, LotView, SwaBinView},
};
use chrono::{DateTime, Utc};
use domain::{
    assurance::{self, Agreement, AssignmentKind, Deal, Lot, Next, Pending, Quote, QuoteLine, RateCard, Term},
    catalogue::Catalogue,
    customer::{Customer, Location},
    day::Day,
};
use store::allowance::Allowance;

/// An application's name; its id where the catalogue has dropped it.
pub fn application_name(catalogue: &Catalogue, id: &str) -> String {
    let application = catalogue.application(id);
    application.map_or_else(|| id.to_owned(), |application| application.name.clone())
}

/// Where an agreement stands, as its customer is told.
pub fn certified(catalogue: &Catalogue, agreement: &Agreement, today: Day) -> CertifiedAssurance {
    CertifiedAssurance {
        application_name: application_name(catalogue, &agreement.application),
        number: agreement.number(),
        standing: agreement.standing(today),
        expires: agreement.expires(),
    }
}

/// The SWA bin over lots that may have expired.
pub fn bin(catalogue: &Catalogue, lots: &[Lot], today: Day) -> SwaBinView {
    let good = || lots.iter().filter(|lot| lot.is_good_on(today));
    let sum = |count: fn(&Lot) -> u32| good().map(|lot| u64::from(count(lot))).sum::<u64>();
    SwaBinView {
        today,
        unallocated: sum(Lot::left),
        allocated: sum(|lot| lot.allocated),
        available: sum(|lot| lot.available),
        lots: lots
            .iter()
            .filter(|lot| lot.left() > 0)
            .map(|one| lot(catalogue, one, today))
            .collect(),
    }
}

fn lot(catalogue: &Catalogue, lot: &Lot, today: Day) -> LotView {
    LotView {
        order_id: lot.lot_id.order_id,
        purchase_order: lot.purchase_order.as_str().to_owned(),
        sales_order: lot.sales_order.as_str().to_owned(),
        part: lot.lot_id.part.as_str().to_owned(),
        part_name: part_name(catalogue, &lot.lot_id.part),
        quantity: lot.quantity,
        available: lot.available,
        allocated: lot.allocated,
        expires: lot.lot_id.expires.day(),
        expired: !lot.is_good_on(today),
    }
}

/// A shipping allowance.
pub fn allowance(allowance: &Allowance) -> AllowanceView {
    AllowanceView {
        dealer_id: allowance.dealer,
        dealer_name: allowance.dealer_name.as_str().to_owned(),
        allowed: allowance.allowed,
        set_at: allowance.set_at,
    }
}

/// An agreement on this day.
pub fn agreement(catalogue: &Catalogue, agreement: &Agreement, card: &RateCard, today: Day) -> AgreementView {
    let mut counted = 0;
    let terms = agreement.terms.iter().map(|one| {
        counted += usize::from(one.deal.kind != AssignmentKind::Expansion);
        term(agreement.stem.after(counted), one)
    });
    AgreementView {
        application: agreement.application.clone(),
        application_name: application_name(catalogue, &agreement.application),
        number: agreement.number(),
        standing: agreement.standing(today),
        expires: agreement.expires(),
        grace: PeriodView {
            starts: agreement.started,
            ends: agreement.grace_ends,
        },
        pending: agreement
            .pending
            .as_ref()
            .map(|one| pending(&agreement.application, one)),
        terms: terms.collect(),
        next: agreement
            .next
            .as_ref()
            .map(|one| next(agreement.stem.after(agreement.terms_counted() + 1), one)),
        quotable: assurance::has_offer(agreement, card, today),
        renewable: assurance::failure_today(agreement, card, today).is_none(),
        being_renewed: agreement.held.is_some(),
    }
}

/// What cools off.
pub fn pending(application: &str, pending: &Pending) -> PendingView {
    let deal = &pending.deal;
    PendingView {
        application: application.to_owned(),
        assignment: pending.assignment,
        kind: deal.kind,
        months: deal.months,
        starts: deal.starts,
        ends: deal.ends,
        units: deal.units,
        reinstatement_months: deal.reinstatement_months,
        reinstatement_units: deal.reinstatement_units,
        reference: super::text(&pending.reference),
        assigned_at: pending.at,
        assigned_by: pending.by.as_str().to_owned(),
        activates_at: pending.until,
    }
}

fn term(number: String, term: &Term) -> TermView {
    TermView {
        reference: super::text(&term.reference),
        assigned_at: term.assigned_at,
        assigned_by: term.assigned_by.as_str().to_owned(),
        activated_at: Some(term.activated_at),
        reason: term.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        ..bare_term(number, &term.deal, term.assigned_at)
    }
}

fn next(number: String, next: &Next) -> TermView {
    TermView {
        reference: super::text(&next.reference),
        assigned_by: next.by.as_str().to_owned(),
        ..bare_term(number, &next.deal, next.at)
    }
}

fn bare_term(number: String, deal: &Deal, assigned_at: DateTime<Utc>) -> TermView {
    TermView {
        number,
        kind: deal.kind,
        months: deal.months,
        starts: deal.starts,
        ends: deal.ends,
        units: deal.units,
        reinstatement_months: deal.reinstatement_months,
        reinstatement_units: deal.reinstatement_units,
        reference: String::new(),
        assigned_at,
        assigned_by: String::new(),
        activated_at: None,
        reason: None,
    }
}

/// A location's software assurance at this moment.
pub fn location(
    catalogue: &Catalogue,
    location: &Location,
    customer: &Customer,
    agreements: &[Agreement],
    free_licences: Vec<FreeLicence>,
    available: u64,
    now: DateTime<Utc>,
) -> LocationSwaView {
    let today = Day::of(now);
    let card = catalogue.rate_cards().on(today);
    LocationSwaView {
        location_id: location.location_id,
        location_name: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        customer_id: customer.customer_id,
        customer_name: customer.details.name.as_str().to_owned(),
        now,
        today,
        available,
        agreements: agreements
            .iter()
            .map(|one| agreement(catalogue, one, card, today))
            .collect(),
        free_licences,
    }
}

/// An agreement that is a prospect.
pub fn prospect(
    catalogue: &Catalogue,
    agreement: &Agreement,
    location: &Location,
    customer: &Customer,
) -> ProspectView {
    ProspectView {
        location_id: location.location_id,
        location_name: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        customer_id: customer.customer_id,
        customer_name: customer.details.name.as_str().to_owned(),
        application: agreement.application.clone(),
        application_name: application_name(catalogue, &agreement.application),
        number: agreement.number(),
        grace_ends: agreement.grace_ends,
    }
}

/// A quote, and whether it holds on this day over these agreements.
pub fn quote(
    catalogue: &Catalogue,
    quote: &Quote,
    location: &Location,
    customer: &Customer,
    agreements: &[Agreement],
    available: u64,
    today: Day,
) -> SwaQuoteView {
    let card = catalogue.rate_cards().on(today);
    let outdated = quote.lines.iter().find_map(|line| {
        let agreement = agreements.iter().find(|one| one.application == line.application);
        if let Some(refusal) = agreement.and_then(|one| one.check_free().err()) {
            return Some(refusal.to_string());
        }
        let validity = assurance::validity(quote, line, agreement, card, today);
        validity.err().map(|outdated| outdated.to_string())
    });
    SwaQuoteView {
        quote_id: quote.quote_id,
        location_id: location.location_id,
        location_name: location.details.name.as_str().to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        customer_name: customer.details.name.as_str().to_owned(),
        made_at: quote.made_at,
        version: quote.version.clone(),
        valid_until: quote.valid_until(),
        valid: outdated.is_none(),
        outdated,
        available,
        applications: quote.lines.iter().map(|one| quote_line(catalogue, one)).collect(),
    }
}

fn quote_line(catalogue: &Catalogue, line: &QuoteLine) -> ApplicationQuoteView {
    let option = |deal: &Deal| QuoteOptionView {
        months: deal.months,
        units: deal.units,
        total: deal.total(),
        starts: deal.starts,
        ends: deal.ends,
    };
    ApplicationQuoteView {
        application: line.application.clone(),
        application_name: application_name(catalogue, &line.application),
        number: line.number.clone(),
        kind: line.kind,
        monthly_rate: line.rate.to_string(),
        options: line.options.iter().map(option).collect(),
        reinstatement: line.reinstatement.map(|it| ReinstatementView {
            months: it.months,
            units: it.units,
            waived: it.waived,
        }),
        choosable_ends: line.choosable.map(|(starts, ends)| PeriodView { starts, ends }),
    }
}
