//! `/customers/new` and `/customers/:id/edit`.

use crate::{
    components::{
        address::AddressFields,
        field::Field,
        form::{Form, form_element},
        page::{self, Above},
        toasts::Toasts,
    },
    load::load,
    router::Router,
};
use api::{
    customers::{Address, CustomerRequest, CustomerView, UpdateCustomerRequest},
    operations::{CreateCustomer, GetCustomer, UpdateCustomer},
};
use domain::id::CustomerId;
use leptos::prelude::*;

/// A new customer.
pub fn create() -> AnyView {
    let none = CustomerRequest {
        name: String::new(),
        address: Address::default(),
        vertical: String::new(),
        reference: String::new(),
    };
    view! {
        {page::header(Some(Above::fixed("Customers", "/customers")), Signal::stored("New customer".to_owned()), ().into_any())}
        {fields(none, None)}
    }
    .into_any()
}

/// What can be changed of a customer.
pub fn edit(customer_id: CustomerId) -> AnyView {
    let above = Above::fixed("Customer", &format!("/customers/{customer_id}"));
    let loaded = load::<GetCustomer>(customer_id, ());
    view! {
        {page::header(Some(above), Signal::stored("Edit customer".to_owned()), ().into_any())}
        {page::loaded(loaded, move |CustomerView { name, address, vertical, reference, revision, .. }| {
            fields(CustomerRequest { name, address, vertical, reference }, Some((customer_id, revision)))
        })}
    }
    .into_any()
}

fn fields(customer: CustomerRequest, known: Option<(CustomerId, String)>) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let name = RwSignal::new(customer.name);
    let address = AddressFields::of(customer.address);
    let vertical = RwSignal::new(customer.vertical);
    let reference = RwSignal::new(customer.reference);

    let cancel = known
        .as_ref()
        .map_or("/customers".to_owned(), |(id, _)| format!("/customers/{id}"));
    let submit = move || {
        let request = CustomerRequest {
            name: name.get_untracked(),
            address: address.address(),
            vertical: vertical.get_untracked(),
            reference: reference.get_untracked(),
        };
        let then = move |customer: CustomerView| {
            form.saved();
            toasts.done(format!("{} is saved.", customer.name));
            router.go(&format!("/customers/{}", customer.customer_id));
        };
        match &known {
            None => form.send::<CreateCustomer>((), request, then),
            Some((customer_id, revision)) => {
                let request = UpdateCustomerRequest::of(form.revision(revision), request);
                form.send::<UpdateCustomer>(*customer_id, request, then);
            }
        }
    };
    let content = view! {
        <div class="card"><div class="card-body fields">
            {Field::new(form, "name", "Business name").text(name)}
            {address.view(form, "address")}
            <div class="field-row">
                {Field::new(form, "vertical", "Vertical").optional().note("The line of business, such as Healthcare.").text(vertical)}
                {Field::new(form, "reference", "Reference").optional().note("Your own number or note.").text(reference)}
            </div>
        </div>
        <div class="card-footer btn-list">
            {form.submit(Signal::stored("Save customer".to_owned()))}
            <a class="btn" href=cancel>"Cancel"</a>
        </div></div>
    };
    view! { <div class="form-width">{form_element(form, submit, content.into_any())}</div> }.into_any()
}
