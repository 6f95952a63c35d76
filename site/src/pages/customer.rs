//! `/customers/:id`: a customer and its locations, and the links by which it sees them.

mod links;

use crate::{
    client,
    components::{
        dynamic::optional,
        empty::Empty,
        history::history,
        icon,
        list::{About, Export, list, list_with_export},
        page::{self, Above, action, detail, detail_view},
        row::{Cell, Row},
        standing::Mark,
    },
    csv, format,
    load::{Loaded, Rows, load, load_list},
    session::Session,
};
use api::{
    customers::{Address, CustomerView, LocationSummary},
    operations::{GetCustomer, GetCustomerSwa, ListCustomerEvents, ListLocations},
    renewals::RenewableView,
};
use domain::{country::Country, id::CustomerId};
use leptos::prelude::*;

/// The page of a customer.
pub fn customer(customer_id: CustomerId) -> AnyView {
    let loaded = load::<GetCustomer>(customer_id, ());
    let events = load_list::<ListCustomerEvents, _>(customer_id);
    let title = Signal::derive(move || loaded.value().map_or("Customer".to_owned(), |customer| customer.name));
    let about = About {
        title: "Locations",
        columns: &["Name", "HKC", "System type", "City"],
        file: "locations",
        empty: Empty::go(
            "No locations yet. Add the system that the licences are for.",
            format!("/customers/{customer_id}/locations/new"),
            icon::PLUS,
            "New location",
        ),
    };
    let agreed = untrack(|| expect_context::<Session>().may::<GetCustomerSwa>()).then(|| agreements(customer_id));
    let renewal = optional(move || {
        let any = agreed?
            .value()
            .is_some_and(|rows| rows.items.iter().any(|agreement| agreement.renewable));
        let href = Signal::stored(format!("/customers/{customer_id}/renewal"));
        any.then(|| action(href, icon::REFRESH, "Renew software assurance", false))
    });
    let actions = view! {
        {renewal}
        {action(Signal::stored(format!("/customers/{customer_id}/edit")), icon::EDIT, "Edit", false)}
        {action(Signal::stored(format!("/customers/{customer_id}/locations/new")), icon::PLUS, "New location", true)}
    };
    view! {
        {page::header(Some(Above::fixed("Customers", "/customers")), title, actions.into_any())}
        {page::loaded(loaded, details)}
        {list_with_export(about, load_list::<ListLocations, _>(customer_id), |location: &LocationSummary| Row(vec![
            Cell::link(&location.name, format!("/locations/{}", location.location_id)),
            Cell::Code(location.hkc.clone()),
            Cell::Text(location.system_type_name.clone()),
            Cell::Text(location.city.clone()),
        ]), LOCATIONS)}
        {agreed.map(|agreements| list(assurance(), agreements, agreement))}
        {links::links(customer_id, events)}
        {history(events)}
    }
    .into_any()
}

/// A file that can be imported.
const LOCATIONS: Export<LocationSummary> = Export {
    columns: &["Customer", "Location", "System type", "System", "HKC", "Location city"],
    rows: |location| {
        let texts = [
            &location.customer_name,
            &location.name,
            &location.system_type,
            &location.system_type_name,
            &location.hkc,
            &location.city,
        ];
        vec![texts.into_iter().map(|text| csv::Cell::Text(text.clone())).collect()]
    },
};

fn assurance() -> About {
    About {
        title: "Software assurance",
        columns: &["Location", "Application", "Agreement", "State", "Until", "Renewal"],
        file: "software-assurance",
        empty: Empty::go(
            "No location has software assurance yet. It is assigned on the location's page.",
            "/swa/prospects",
            icon::SHIELD,
            "See who has none",
        ),
    }
}

fn agreements(customer_id: CustomerId) -> Loaded<Rows<RenewableView>> {
    Loaded::new(move || async move {
        let customer = client::call::<GetCustomerSwa>(customer_id, ()).await?;
        Ok(Rows {
            items: customer.agreements,
            more: false,
        })
    })
}

fn agreement(agreement: &RenewableView) -> Row {
    let until = agreement.agreed.last().map(|period| Cell::Day(period.ends));
    let renewal = match &agreement.failure {
        None => Cell::Mark(Mark::Renewable),
        Some(failure) => Cell::Text(failure.message.clone()),
    };
    Row(vec![
        Cell::link(
            &agreement.location_name,
            format!("/locations/{}/swa", agreement.location_id),
        ),
        Cell::Text(agreement.application_name.clone()),
        Cell::Code(agreement.number.clone()),
        Cell::Mark(agreement.standing.into()),
        until.unwrap_or(Cell::Text(String::new())),
        renewal,
    ])
}

fn details(customer: CustomerView) -> AnyView {
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail("Address", address(&customer.address))}
                {detail("Vertical", customer.vertical)}
                {detail("Reference", customer.reference)}
                {detail_view("Customer since", format::time(customer.created_at))}
            </dl>
        </div></section>
    }
    .into_any()
}

/// An address in a line.
pub fn address(address: &Address) -> String {
    let city = [address.zip.as_str(), address.city.as_str()].join(" ");
    let country = Country::name_or_text(&address.country);
    let lines = [address.street.as_str(), city.trim(), address.state.as_str(), &country];
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_out_what_is_not_known() {
        let full = Address {
            street: "1 Quay".into(),
            city: "Leith".into(),
            state: String::new(),
            zip: "EH6".into(),
            country: "GB".into(),
        };
        assert_eq!(address(&full), "1 Quay, EH6 Leith, United Kingdom");
        assert_eq!(
            address(&Address {
                country: "Holland (NL)".into(),
                ..Address::default()
            }),
            "Holland (NL)"
        );
    }
}
