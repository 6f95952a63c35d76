//! `/customers/:id/renewal`: renews a customer's agreements to one end: which, when the
//! units are taken, and for how long; then a quote; then all of it at once, or nothing.

mod ask;
mod choose;
mod outcome;
mod renew;

pub use outcome::outcome;

use crate::{
    browser, client,
    components::{
        form::Form,
        page::{self, Above},
        units,
    },
    load::{Loaded, load},
    router::Router,
};
use api::{
    operations::{GetCustomerSwa, GetSwaRenewal, QuoteSwaRenewal},
    renewals::{AgreementChoice, CustomerSwaView, RenewalMoment, RenewalQuoteRequest, RenewalView},
};
use domain::id::{CustomerId, LocationId, RenewalId};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeSet;

/// How many months are asked for at first.
const USUAL_MONTHS: &str = "12";

/// What the page works with.
#[derive(Clone, Copy)]
struct Desk {
    customer_id: CustomerId,
    customer: Loaded<CustomerSwaView>,
    chosen: RwSignal<BTreeSet<AgreementChoice>>,
    moment: RwSignal<RenewalMoment>,
    /// Whether an end is given, and not months.
    to_an_end: RwSignal<bool>,
    months: RwSignal<String>,
    ends: RwSignal<String>,
    /// What was quoted last, and what was asked for.
    quote: RwSignal<Option<(RenewalQuoteRequest, RenewalView)>>,
    form: Form,
}

/// The page that renews.
pub fn renewal(customer_id: CustomerId) -> AnyView {
    let desk = Desk {
        customer_id,
        customer: load::<GetCustomerSwa>(customer_id, ()),
        chosen: RwSignal::new(BTreeSet::new()),
        moment: RwSignal::new(RenewalMoment::default()),
        to_an_end: RwSignal::new(false),
        months: RwSignal::new(USUAL_MONTHS.to_owned()),
        ends: RwSignal::new(String::new()),
        quote: RwSignal::new(None),
        form: Form::new(),
    };
    let customer = desk.customer;
    let above = Above {
        text: Signal::derive(move || {
            customer
                .value()
                .map_or("Customer".to_owned(), |customer| customer.customer_name)
        }),
        href: Signal::stored(format!("/customers/{customer_id}")),
    };
    let title = Signal::derive(move || {
        let customer = customer.value();
        customer.map_or("Renewal".to_owned(), |customer| {
            format!("Renewal for {}", customer.customer_name)
        })
    });
    desk.fill_in();
    view! {
        {page::header(Some(above), title, ().into_any())}
        {units::patterns()}
        {page::loaded(customer, move |customer| desk.view(&customer))}
    }
    .into_any()
}

impl Desk {
    /// Chooses what the link names, or everything that can be renewed, and gets the first quote.
    fn fill_in(self) {
        let router = expect_context::<Router>();
        let (location, application, renewal) = untrack(|| {
            let location = router.query("location").and_then(|id| id.parse::<LocationId>().ok());
            let renewal = router.query("renewal").and_then(|id| id.parse::<RenewalId>().ok());
            (location, router.query("application"), renewal)
        });
        let filled = StoredValue::new(false);
        Effect::new(move || {
            let Some(customer) = self.customer.value().filter(|_| !filled.get_value()) else {
                return;
            };
            filled.set_value(true);
            let application = application.clone();
            spawn_local(async move {
                let renewed = match renewal {
                    Some(id) => renewed_together(self.customer_id, id).await,
                    None => None,
                };
                let is_meant = |choice: &AgreementChoice| match &renewed {
                    Some(together) => together.contains(choice),
                    None => {
                        location.is_none_or(|id| id == choice.location_id)
                            && application.as_ref().is_none_or(|id| *id == choice.application)
                    }
                };
                let chosen: BTreeSet<_> = choose::renewable(&customer).filter(is_meant).collect();
                let any = !chosen.is_empty();
                if self.chosen.try_set(chosen).is_none() && any {
                    self.ask(false);
                }
            });
        });
    }

    /// What would be asked for now; none while the fields hold nothing to ask.
    fn request(self) -> Option<RenewalQuoteRequest> {
        let months = self.months.get();
        let ends = self.ends.get();
        let (months, ends) = if self.to_an_end.get() {
            (None, Some(ends.parse().ok()?))
        } else {
            (Some(months.trim().parse().ok()?), None)
        };
        Some(RenewalQuoteRequest {
            agreements: Some(self.chosen.get().into_iter().collect()),
            moment: self.moment.get(),
            months,
            ends,
        })
    }

    /// Gets a quote, and goes there where the reader asked for it. What is lacking is said
    /// at its field.
    fn ask(self, by_reader: bool) {
        let errors = untrack(|| ask::lacking(self));
        let request = untrack(|| self.request());
        let (true, Some(request)) = (self.form.check(errors), request) else {
            return;
        };
        self.form
            .send::<QuoteSwaRenewal>(self.customer_id, request.clone(), move |quote| {
                self.form.saved();
                self.quote.set(Some((request, quote)));
                if by_reader {
                    browser::focus_soon("#total");
                }
            });
    }

    /// The quote, as long as nothing else is chosen.
    fn current(self) -> Option<RenewalView> {
        let (asked, quote) = self.quote.get()?;
        (self.request()? == asked).then_some(quote)
    }

    fn view(self, customer: &CustomerSwaView) -> AnyView {
        if customer.agreements.is_empty() {
            let back =
                view! { <a class="btn" href=format!("/customers/{}", self.customer_id)>"Back to the customer"</a> };
            return page::state(
                "Nothing to renew",
                "No location of this customer had software assurance yet. It is assigned on the location's page.",
                back.into_any(),
            );
        }
        view! {
            {ask::form(self, customer)}
            {choose::agreements(self, customer)}
            {renew::total(self, customer)}
        }
        .into_any()
    }
}

/// The agreements of a renewal that was done before: a reminder names it.
async fn renewed_together(customer_id: CustomerId, renewal_id: RenewalId) -> Option<BTreeSet<AgreementChoice>> {
    let renewal = client::call::<GetSwaRenewal>((customer_id, renewal_id), ())
        .await
        .ok()?;
    let lines = renewal.lines.into_iter().filter(|line| line.failure.is_none());
    let choices = lines.map(|line| AgreementChoice {
        location_id: line.location_id,
        application: line.application,
    });
    Some(choices.collect())
}
