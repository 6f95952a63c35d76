//! `quote-swa-renewal`: SWA users of distributors and dealers. Quotes what renewing a
//! customer's agreements to one end takes (spec chapter 5, "Renewal") and keeps the quote.
//! What cannot be quoted says why and is left out; the rest goes on. Nothing is taken.
//!
//! Refused: a customer of another organisation, agreements that are not the customer's, an
//! agreement twice, more than 500, both months and an end, months out of range, an end that
//! is no month's last day, nothing to renew.

use crate::load;
use api::renewals::{RenewalQuoteRequest, RenewalView};
use domain::{
    assurance::{self, Agreement, MAX_RENEWED, MOST_RENEWAL_MONTHS, Renewal, RenewalAsk},
    day::Day,
    id::{CustomerId, LocationId, RenewalId},
};
use runtime::{Call, Change, Error, Fields, Principal};
use store::Transaction;

pub(crate) async fn quote(
    call: Call<Principal>,
    id: CustomerId,
    request: RenewalQuoteRequest,
) -> Result<RenewalView, Error> {
    let ask = parse(&request)?;
    let stamp = call.stamp().await?;
    let renewal_id = call.new_id(RenewalId::new);
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let store = &call.app.store;
    call.change(async || {
        let customer = load::customer(&call, id).await?;
        let agreements = chosen(&call, id, &request).await?;
        let (ends, lines) = assurance::quote_renewal(&agreements, card, request.moment, ask, today)?;
        let renewal = Renewal::quoted(
            renewal_id,
            &customer.value,
            card,
            request.moment,
            (ends, &lines),
            call.now,
        );
        let mut transaction = Transaction::default();
        store.keep_renewal(&mut transaction, &renewal, &lines, &customer.chain, &stamp)?;
        Ok(Change {
            transaction,
            answer: load::view(&call, &renewal, &lines, &customer.value).await?,
        })
    })
    .await
}

/// The chosen agreements, or all that can be renewed today.
async fn chosen(
    call: &Call<Principal>,
    id: CustomerId,
    request: &RenewalQuoteRequest,
) -> Result<Vec<Agreement>, Error> {
    let store = &call.app.store;
    let organisation_id = call.caller.user.organisation_id;
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let Some(choices) = &request.agreements else {
        let all = store.customers_agreements(organisation_id, id).await;
        let all = all?.into_iter();
        let renewable: Vec<Agreement> = all
            .filter(|one| assurance::failure_today(one, card, today).is_none())
            .collect();
        let mut fields = Fields::new();
        if renewable.len() > MAX_RENEWED {
            let many = renewable.len();
            fields.refuse(
                "agreements",
                format!("{many} agreements can be renewed. Choose at most {MAX_RENEWED} at a time."),
            );
        }
        return fields.finish(Some(renewable));
    };
    let names: Vec<(LocationId, String)> = choices
        .iter()
        .map(|choice| (choice.location_id, choice.application.clone()))
        .collect();
    let found = store.agreements_of(&names).await?;
    let mut fields = Fields::new();
    for (index, (location_id, application)) in names.iter().enumerate() {
        let is_it = |one: &Agreement| one.location_id == *location_id && one.application == *application;
        if !found.iter().any(|one| is_it(one) && one.customer_id == id) {
            fields.refuse(
                format!("agreements/{index}"),
                "This customer has no such agreement. It may have been removed.",
            );
        }
    }
    fields.finish(Some(found))
}

fn parse(request: &RenewalQuoteRequest) -> Result<RenewalAsk, Error> {
    let mut fields = Fields::new();
    if let Some(choices) = &request.agreements {
        if choices.is_empty() || choices.len() > MAX_RENEWED {
            fields.refuse(
                "agreements",
                format!("Choose 1 to {MAX_RENEWED} agreements; these are {}.", choices.len()),
            );
        }
        let mut seen = std::collections::BTreeSet::new();
        for (index, choice) in choices.iter().enumerate() {
            if !seen.insert(choice) {
                fields.refuse(format!("agreements/{index}"), "This agreement is chosen twice.");
            }
        }
    }
    let ask = match (request.months, request.ends) {
        (Some(_), Some(_)) => {
            fields.refuse("ends", "Give either months or an end, not both.");
            None
        }
        (Some(months), None) if !(1..=MOST_RENEWAL_MONTHS).contains(&months) => {
            fields.refuse("months", format!("Enter 1 to {MOST_RENEWAL_MONTHS} months."));
            None
        }
        (None, Some(ends)) => Some(RenewalAsk::Ends(ends)),
        (months, None) => Some(RenewalAsk::Months(months.unwrap_or(12))),
    };
    fields.finish(ask)
}
