//! `/customers/:id/locations/new` and `/locations/:id/edit`.

use crate::components::dynamic::{dynamic, optional};
use crate::session::Session;
use crate::{
    components::{
        address::AddressFields,
        field::Field,
        form::{Form, form_element},
        page::{self, Above},
        toasts::Toasts,
    },
    load::{Loaded, load, load_list},
    router::Router,
};
use api::{
    catalogue::SystemTypeView,
    customers::{ChildType, CreateLocationRequest, LocationDetails, LocationView, UpdateLocationRequest},
    operations::{CreateLocation, GetCustomer, GetLocation, ListSystemTypes, UpdateLocation},
};
use domain::{
    catalogue::HkcSource,
    id::{CustomerId, LocationId},
};
use leptos::prelude::*;

/// What the form is for.
#[derive(Clone)]
enum Purpose {
    Create(CustomerId),
    /// A child of this location, of one of these system types.
    Add(CustomerId, LocationId, Vec<ChildType>),
    /// On this revision; with what the hardware key code was made from.
    Edit(LocationId, String, Option<HkcSource>),
}

/// A new location of a customer.
pub fn create(customer_id: CustomerId) -> AnyView {
    let parent = untrack(|| expect_context::<Router>().query("parent"));
    if let Some(parent) = parent.and_then(|id| id.parse().ok()) {
        return add(customer_id, parent);
    }
    let session = expect_context::<Session>();
    let customer = load::<GetCustomer>(customer_id, ());
    let above = Above {
        text: Signal::derive(move || customer.value().map_or("Customer".to_owned(), |customer| customer.name)),
        href: Signal::stored(format!("/customers/{customer_id}")),
    };
    let content = page::loaded(customer, move |customer| {
        // Most systems stand where the customer is, and the dealer who fills this in is the one to ask.
        let details = LocationDetails {
            address: customer.address,
            vertical: customer.vertical,
            dealer_email: session.who().map(|who| who.user.email).unwrap_or_default(),
            ..LocationDetails::default()
        };
        fields(details, Purpose::Create(customer_id))
    });
    view! {
        {page::header(Some(above), Signal::stored("New location".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}

/// A new location that is added to another one.
fn add(customer_id: CustomerId, parent_id: LocationId) -> AnyView {
    let parent = load::<GetLocation>(parent_id, ());
    let name = move || {
        parent
            .value()
            .map_or("Location".to_owned(), |parent| parent.details.name)
    };
    let above = Above {
        text: Signal::derive(name),
        href: Signal::stored(format!("/locations/{parent_id}")),
    };
    let content = page::loaded(parent, move |parent| {
        if parent.children.is_empty() {
            let back =
                view! { <a class="btn btn-primary" href=format!("/locations/{parent_id}")>"Back to the location"</a> };
            let why = "No further location can be added to this one.";
            return page::state("Nothing to add", why, back.into_any());
        }
        // It stands where its parent does, and has the same contacts.
        let details = LocationDetails {
            name: String::new(),
            hardware_version: String::new(),
            software_version: String::new(),
            reference: String::new(),
            made_from: String::new(),
            ..parent.details
        };
        fields(details, Purpose::Add(customer_id, parent_id, parent.children))
    });
    view! {
        {page::header(Some(above), Signal::derive(move || format!("Add a location to {}", name())), ().into_any())}
        {content}
    }
    .into_any()
}

/// What can be changed of a location.
pub fn edit(location_id: LocationId) -> AnyView {
    let above = Above::fixed("Location", &format!("/locations/{location_id}"));
    let loaded = load::<GetLocation>(location_id, ());
    view! {
        {page::header(Some(above), Signal::stored("Edit location".to_owned()), ().into_any())}
        {page::loaded(loaded, move |location| fields(location.details, Purpose::Edit(location_id, location.revision, location.made_from)))}
    }
    .into_any()
}

fn fields(details: LocationDetails, purpose: Purpose) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let system_type = RwSignal::new(String::new());
    let hkc = RwSignal::new(String::new());
    let second_hkc = RwSignal::new(String::new());
    let product_key = RwSignal::new(String::new());
    let name = RwSignal::new(details.name);
    let address = AddressFields::of(details.address);
    let vertical = RwSignal::new(details.vertical);
    let hardware_version = RwSignal::new(details.hardware_version);
    let software_version = RwSignal::new(details.software_version);
    let reference = RwSignal::new(details.reference);
    let customer_email = RwSignal::new(details.customer_email);
    let dealer_email = RwSignal::new(details.dealer_email);
    let made_from = RwSignal::new(details.made_from);

    let system = SystemFields {
        system_type,
        hkc,
        second_hkc,
        product_key,
        made_from,
    };
    let (system, note, cancel) = match &purpose {
        Purpose::Create(id) => (
            system_fields(form, system, None),
            "A copy of the licence agreement is mailed to this address.",
            format!("/customers/{id}"),
        ),
        Purpose::Add(_, parent, kinds) => (
            system_fields(form, system, Some(kinds)),
            "A copy of the licence agreement is mailed to this address.",
            format!("/locations/{parent}"),
        ),
        Purpose::Edit(id, _, source) => (
            changed_source(form, *source, made_from),
            "Where the customer's mail goes.",
            format!("/locations/{id}"),
        ),
    };
    let submit = move || {
        let details = LocationDetails {
            name: name.get_untracked(),
            address: address.address(),
            vertical: vertical.get_untracked(),
            hardware_version: hardware_version.get_untracked(),
            software_version: software_version.get_untracked(),
            reference: reference.get_untracked(),
            customer_email: customer_email.get_untracked(),
            dealer_email: dealer_email.get_untracked(),
            made_from: made_from.get_untracked().trim().to_owned(),
        };
        let then = move |location: LocationView| {
            form.saved();
            toasts.done(format!("{} is saved.", location.details.name));
            router.go(&format!("/locations/{}", location.location_id));
        };
        match &purpose {
            Purpose::Create(customer_id) | Purpose::Add(customer_id, ..) => {
                let parent = match &purpose {
                    Purpose::Add(_, parent, _) => Some(*parent),
                    _ => None,
                };
                let request = CreateLocationRequest {
                    system_type: system_type.get_untracked(),
                    hkc: hkc.get_untracked(),
                    second_hkc: second_hkc.get_untracked(),
                    product_key: product_key.get_untracked(),
                    parent,
                    details,
                };
                form.send::<CreateLocation>(*customer_id, request, then);
            }
            Purpose::Edit(location_id, revision, _) => {
                let revision = form.revision(revision);
                form.send::<UpdateLocation>(*location_id, UpdateLocationRequest { revision, details }, then);
            }
        }
    };
    let field = |name: &str, label| Field::new(form, format!("details/{name}"), label);
    let content = view! {
        <div class="card"><div class="card-body fields">
            {system}
            {field("name", "Location name").note("Such as the customer's name and the site.").text(name)}
            {address.view(form, "details/address")}
            <fieldset class="fields">
                <legend class="h4">"Contacts"</legend>
                {field("customer_email", "Customer e-mail").kind("email").note(note).text(customer_email)}
                {field("dealer_email", "Dealer e-mail").kind("email").note("Whom the customer can ask.").text(dealer_email)}
            </fieldset>
            <fieldset class="fields">
                <legend class="h4">"System"</legend>
                <div class="field-row">
                    {field("hardware_version", "Hardware version").optional().text(hardware_version)}
                    {field("software_version", "Software version").optional().text(software_version)}
                </div>
                <div class="field-row">
                    {field("vertical", "Vertical").optional().text(vertical)}
                    {field("reference", "Reference").optional().note("Your own number or note.").text(reference)}
                </div>
            </fieldset>
        </div>
        <div class="card-footer btn-list">
            {form.submit(Signal::stored("Save location".to_owned()))}
            <a class="btn" href=cancel>"Cancel"</a>
        </div></div>
    };
    view! { <div class="form-width">{form_element(form, submit, content.into_any())}</div> }.into_any()
}

/// What a hardware key code is made from, as its field is called, and what is said beside it.
pub const fn source_words(source: HkcSource) -> (&'static str, &'static str) {
    match source {
        HkcSource::ComputerName => (
            "Full computer name",
            "As the server's system settings show it, such as pbx.hotel.example.com. It can be changed later; the hardware key code stays.",
        ),
        HkcSource::Domain => (
            "Domain name",
            "Such as hotel.example.com. Several systems can have the same one.",
        ),
        HkcSource::MacAddress => (
            "MAC address",
            "Of the server's network card, 12 hexadecimal digits such as 6CE4DA01378C. One hardware key code is made from it, and no other.",
        ),
        HkcSource::IpAddress => (
            "IP address",
            "Of the server's LAN1, such as 192.0.2.105. The hardware key code is made from it once; only your vendor can make another.",
        ),
    }
}

/// What the code of a location that is there was made from, where that can be another one now.
fn changed_source(form: Form, source: Option<HkcSource>, made_from: RwSignal<String>) -> AnyView {
    let Some(source) = source.filter(|source| source.may_change()) else {
        return ().into_any();
    };
    let (label, note) = source_words(source);
    Field::new(form, "details/made_from", label).note(note).text(made_from)
}

/// What is said of a system at first, and stays.
#[derive(Clone, Copy)]
struct SystemFields {
    system_type: RwSignal<String>,
    hkc: RwSignal<String>,
    second_hkc: RwSignal<String>,
    product_key: RwSignal<String>,
    made_from: RwSignal<String>,
}

/// System type and hardware key code, or what it is made from.
fn system_fields(form: Form, fields: SystemFields, children: Option<&[ChildType]>) -> AnyView {
    let SystemFields {
        system_type,
        hkc,
        second_hkc,
        product_key,
        made_from,
    } = fields;
    let children: Option<Vec<String>> =
        children.map(|kinds| kinds.iter().map(|kind| kind.system_type.clone()).collect());
    if let Some([only]) = children.as_deref() {
        system_type.set(only.clone());
    }
    let types: Loaded<crate::load::Rows<SystemTypeView>> = load_list::<ListSystemTypes, _>(());
    let choices = Signal::derive(move || {
        let types = types.value().map(|rows| rows.items).unwrap_or_default();
        types
            .into_iter()
            .filter(|kind| match &children {
                Some(children) => children.contains(&kind.id),
                None => kind.creatable && !kind.needs_parent,
            })
            .map(|kind| (kind.id, kind.name))
            .collect::<Vec<_>>()
    });
    let hint = Signal::derive(move || {
        let chosen = system_type.get();
        let types = types.value().map(|rows| rows.items).unwrap_or_default();
        match types.into_iter().find(|kind| kind.id == chosen) {
            Some(kind) => kind.hkc_format,
            None => "Choose the system type first: its hardware key code has a format of its own.".to_owned(),
        }
    });
    let example = move || {
        optional(move || {
            let chosen = system_type.get();
            let kind = types.value()?.items.into_iter().find(|kind| kind.id == chosen)?;
            (!kind.hkc_format.contains(&kind.hkc_example))
                .then(|| view! { <p class="form-hint">"Example: "<code>{kind.hkc_example}</code></p> }.into_any())
        })
    };
    let first = Memo::new(move |_| {
        let chosen = system_type.get();
        let types = types.value().map(|rows| rows.items).unwrap_or_default();
        let kind = types.into_iter().find(|kind| kind.id == chosen);
        kind.map_or((false, None), |kind| (kind.temporary, kind.made_from))
    });
    let code = move || match first.get() {
        (true, later) => {
            hkc.set(String::new());
            made_from.set(String::new());
            let then = match later {
                Some(_) => "The location's page says how its hardware key code is made then.",
                None => "It stays for good.",
            };
            view! { <p class="form-hint">"A temporary key is made when you save, in the place of a hardware key code. "{then}</p> }.into_any()
        }
        (false, Some(source)) => {
            // What was typed for another system type is not sent along.
            hkc.set(String::new());
            let (label, note) = source_words(source);
            view! {
                <div>
                    {Field::new(form, "details/made_from", label).note(note).text(made_from)}
                    <p class="form-hint">"The hardware key code is made from it when you save, and shown on the location's page."</p>
                </div>
            }
            .into_any()
        }
        (false, None) => {
            made_from.set(String::new());
            view! {
                <div>
                    {Field::new(form, "hkc", "Hardware key code (HKC)").hint(hint).text(hkc)}
                    {example()}
                </div>
            }
            .into_any()
        }
    };
    let asks = Memo::new(move |_| {
        let chosen = system_type.get();
        let types = types.value().map(|rows| rows.items).unwrap_or_default();
        let kind = types.into_iter().find(|kind| kind.id == chosen);
        kind.map_or((false, false, false), |kind| {
            (kind.asks_second_hkc, kind.asks_product_key, kind.fills_product_key)
        })
    });
    let besides = move || {
        let (second, key, filled) = asks.get();
        // What was typed for another system type is not sent along.
        second_hkc.set(String::new());
        product_key.set(String::new());
        let second = second.then(|| {
            let note = "Of the unit that takes over, if there is one.";
            Field::new(form, "second_hkc", "Secondary hardware key code (HKC)")
                .optional()
                .note(note)
                .text(second_hkc)
        });
        let key = key.then(|| {
            let note = "The delivery serial number at the bottom of the product, such as DT2729220.";
            Field::new(form, "product_key", "Product key")
                .note(note)
                .text(product_key)
        });
        let filled = filled.then(|| view! { <p class="form-hint">"The product key is filled in with the first activation. Of a redundant pair, make the first location here, and add the second to it before anything is activated."</p> });
        view! { <div class="fields">{second}{key}{filled}</div> }.into_any()
    };
    view! {
        {Field::new(form, "system_type", "System type").choice(system_type, choices)}
        {dynamic(code)}
        {dynamic(besides)}
    }
    .into_any()
}
