//! The fields of an address.

use super::{field::Field, form::Form};
use api::customers::Address;
use domain::country::Country;
use leptos::prelude::*;

/// What was typed.
#[derive(Clone, Copy)]
pub struct AddressFields {
    street: RwSignal<String>,
    city: RwSignal<String>,
    state: RwSignal<String>,
    zip: RwSignal<String>,
    country: RwSignal<String>,
}

impl AddressFields {
    /// Filled in with what is known.
    pub fn of(address: Address) -> Self {
        Self {
            street: RwSignal::new(address.street),
            city: RwSignal::new(address.city),
            state: RwSignal::new(address.state),
            zip: RwSignal::new(address.zip),
            country: RwSignal::new(Country::name_or_text(&address.country)),
        }
    }

    /// As it travels.
    pub fn address(self) -> Address {
        Address {
            street: self.street.get_untracked(),
            city: self.city.get_untracked(),
            state: self.state.get_untracked(),
            zip: self.zip.get_untracked(),
            country: self.country.with_untracked(|text| Country::code_or_text(text)),
        }
    }

    /// The fields. `place` is where the address stands in the request body.
    pub fn view(self, form: Form, place: &str) -> AnyView {
        let field = |name: &str, label| Field::new(form, format!("{place}/{name}"), label);
        view! {
            <fieldset class="fields">
                <legend class="h4">"Address"</legend>
                {field("street", "Street and number").optional().text(self.street)}
                <div class="field-row">
                    {field("zip", "ZIP or postal code").optional().text(self.zip)}
                    {field("city", "City").optional().text(self.city)}
                </div>
                <div class="field-row">
                    {field("state", "State or region").optional().text(self.state)}
                    {field("country", "Country").note("Its name or code of two letters.").list("countries").text(self.country)}
                    {countries()}
                </div>
            </fieldset>
        }
        .into_any()
    }
}

/// What the field of the country offers as one types: names, found by their codes too.
fn countries() -> AnyView {
    let options = Country::all().map(|country| view! { <option value=country.name()>{country.code()}</option> });
    view! { <datalist id="countries">{options.collect::<Vec<_>>()}</datalist> }.into_any()
}
