//! Which customer gets a location: one that is there, or one that is made with it.

use crate::{
    client,
    components::{field::Field, form::Form},
};
use api::{operations::ListCustomers, page::ListQuery};
use domain::id::CustomerId;
use leptos::{prelude::*, task::spawn_local};

/// Stands for a customer that is made with it.
const NEW: &str = "new";

/// A choice among the organisation's customers that a text finds.
#[derive(Clone, Copy)]
pub struct CustomerChoice {
    text: RwSignal<String>,
    chosen: RwSignal<String>,
    found: RwSignal<Vec<(String, String)>>,
}

impl CustomerChoice {
    /// A choice in which none is chosen that is there.
    pub fn new() -> Self {
        let choice = Self {
            text: RwSignal::new(String::new()),
            chosen: RwSignal::new(NEW.to_owned()),
            found: RwSignal::new(Vec::new()),
        };
        Effect::new(move || choice.look_for(choice.text.get().trim().to_owned()));
        choice
    }

    /// The customer that is there; `None` for a new one.
    pub fn chosen(self) -> Option<CustomerId> {
        self.chosen.get_untracked().parse().ok()
    }

    fn look_for(self, text: String) {
        spawn_local(async move {
            let query = ListQuery {
                text: (!text.is_empty()).then(|| text.clone()),
                ..ListQuery::default()
            };
            // What is not found now is found by more of its name.
            let Ok(page) = client::call::<ListCustomers>((), query).await else {
                return;
            };
            if self.text.try_get_untracked().is_some_and(|now| now.trim() == text) {
                let customers = page.items.into_iter();
                self.found
                    .set(customers.map(|one| (one.customer_id.to_string(), one.name)).collect());
            }
        });
    }

    /// The fields.
    pub fn view(self, form: Form) -> AnyView {
        let choices = Signal::derive(move || {
            let new = (
                NEW.to_owned(),
                "A new customer, with the name and address that it has now".to_owned(),
            );
            let found = self.found.get();
            // What was chosen stays chosen, whatever is looked for next.
            [new].into_iter().chain(found).collect::<Vec<_>>()
        });
        view! {
            {Field::new(form, "find_customer", "Find your customer").note("Part of its name shortens the list below.").optional().text(self.text)}
            {Field::new(form, "customer_id", "Customer that gets it").choice(self.chosen, choices)}
        }
        .into_any()
    }
}
