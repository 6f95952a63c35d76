//! To which dealer something is shipped on, and under which numbers.

use super::{dynamic::optional, field::Field, form::Form};
use crate::load::Rows;
use api::units::AllowanceView;
use domain::id::OrganisationId;
use leptos::prelude::*;

/// What was filled in of it.
#[derive(Clone, Copy)]
pub struct ToDealer {
    form: Form,
    email: RwSignal<String>,
    offered: RwSignal<Vec<(String, String)>>,
    chosen: RwSignal<String>,
    purchase_order: RwSignal<String>,
    sales_order: RwSignal<String>,
}

impl ToDealer {
    /// No dealer is to be chosen before the service says that users of several have the address, nor once
    /// there is another address.
    pub fn of(form: Form) -> Self {
        let text = || RwSignal::new(String::new());
        let to = Self {
            form,
            email: text(),
            offered: RwSignal::new(Vec::new()),
            chosen: text(),
            purchase_order: text(),
            sales_order: text(),
        };
        Effect::new(move || {
            let choices = form.choices();
            if !choices.is_empty() {
                let options = choices.into_iter();
                to.offered
                    .set(options.map(|one| (one.organisation_id.to_string(), one.name)).collect());
            }
        });
        Effect::new(move || {
            to.email.track();
            to.offered.set(Vec::new());
            to.chosen.set(String::new());
        });
        to
    }

    /// The address of a user of the dealer's.
    pub fn email(self) -> String {
        self.email.get_untracked().trim().to_owned()
    }

    /// The dealer, where it had to be chosen.
    pub fn dealer_id(self) -> Option<OrganisationId> {
        self.chosen.get_untracked().parse().ok()
    }

    /// The dealer's number and one's own.
    pub fn numbers(self) -> (String, String) {
        (self.purchase_order.get_untracked(), self.sales_order.get_untracked())
    }

    /// The fields, with the names of the dealers that one may ship to.
    pub fn fields(self, dealers: &Rows<AllowanceView>) -> AnyView {
        let form = self.form;
        let names: Vec<&str> = dealers.items.iter().map(|dealer| dealer.dealer_name.as_str()).collect();
        let who = format!(
            "The address of a user of one of the dealers that you may ship to: {}.",
            names.join(", ")
        );
        let some = Memo::new(move |_| self.offered.with(|offered| !offered.is_empty()));
        let which = optional(move || {
            some.get().then(|| {
                Field::new(form, "dealer_id", "Dealer")
                    .note("Several dealers have a user with this address.")
                    .choice(self.chosen, self.offered.into())
            })
        });
        view! {
            {Field::new(form, "dealer_email", "Dealer's e-mail").kind("email").note(&who).text(self.email)}
            {which}
            <div class="field-row">
                {Field::new(form, "purchase_order", "Purchase order").note("The dealer's number.").text(self.purchase_order)}
                {Field::new(form, "sales_order", "Sales order").note("Your number.").text(self.sales_order)}
            </div>
        }
        .into_any()
    }
}
