//! `/bin/:order_id/attach`: which lines, how many, where; then a summary; then it is done.

use super::order::details;
use crate::components::dynamic::{live, on, optional, text};
use crate::{
    client,
    components::{
        form::{Form, form_element},
        line_quantities,
        location_picker::Picker,
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    load::load,
    router::Router,
};
use api::{
    FieldError,
    customers::LocationSummary,
    licences::AttachLicencesRequest,
    operations::{AttachLicences, GetLocation, GetOrder},
    orders::{OrderLineRequest, OrderLineView, OrderView},
};
use domain::id::{LocationId, OrderId};
use leptos::{prelude::*, task::spawn_local};

/// Where the licences go.
#[derive(Clone)]
struct Target {
    location_id: LocationId,
    name: String,
    about: String,
    hkc: String,
}

impl From<LocationSummary> for Target {
    fn from(location: LocationSummary) -> Self {
        Self {
            location_id: location.location_id,
            name: location.name,
            about: format!("{}, {}", location.customer_name, location.system_type_name),
            hkc: location.hkc,
        }
    }
}

/// The fields of the lines.
const LINES: &str = "choose";

/// What is checked before it is attached.
type Checking = RwSignal<Option<Vec<(OrderLineView, u32)>>>;

/// The page that attaches an order's licences.
pub fn attach(order_id: OrderId) -> AnyView {
    let loaded = load::<GetOrder>(order_id, ());
    let title = Signal::derive(move || {
        loaded.value().map_or("Attach licences".to_owned(), |order| {
            format!("Attach from {}", order.purchase_order)
        })
    });
    view! {
        {page::header(Some(Above::fixed("Licence bin", "/bin")), title, ().into_any())}
        {page::loaded(loaded, content)}
    }
    .into_any()
}

fn content(order: OrderView) -> AnyView {
    let lines = line_quantities::lines(&order.lines);
    if lines.is_empty() {
        let back = view! { <a class="btn btn-primary" href="/bin">"Back to the licence bin"</a> };
        return view! {
            {details(&order)}
            {page::state("Everything is attached", "No units of this order are in the bin any more.", back.into_any())}
        }
        .into_any();
    }
    let form = Form::new();
    let target = RwSignal::new(None::<Target>);
    let checking: Checking = RwSignal::new(None);
    let lines = StoredValue::new(lines);
    view! {
        {details(&order)}
        <div class:d-none=live(move || checking.with(Option::is_some))>{choose(form, lines, target, checking)}</div>
        {optional(move || checking.get().zip(target.get()).map(|(chosen, target)| summary(form, order.order_id, chosen, target, checking)))}
    }
    .into_any()
}

fn choose(
    form: Form,
    lines: StoredValue<Vec<line_quantities::Line>>,
    target: RwSignal<Option<Target>>,
    checking: Checking,
) -> AnyView {
    let router = expect_context::<Router>();
    if let Some(location_id) = router.query("location").and_then(|id| id.parse::<LocationId>().ok()) {
        spawn_local(async move {
            if let Ok(location) = client::call::<GetLocation>(location_id, ()).await {
                let about = format!("{}, {}", location.customer_name, location.system_type_name);
                let found = Target {
                    location_id,
                    name: location.details.name,
                    about,
                    hkc: location.hkc,
                };
                if target.try_set(Some(found)).is_none() {
                    form.clear();
                }
            }
        });
    }
    let check = move || {
        let (chosen, mut errors) = line_quantities::read(LINES, &lines.get_value());
        if chosen.is_empty() && errors.is_empty() {
            errors.push(line_quantities::none_chosen(LINES));
        }
        if target.with_untracked(Option::is_none) {
            errors.push(FieldError::new(
                "location",
                "Choose the location that the licences are for.",
            ));
        }
        if form.check(errors) {
            checking.set(Some(chosen));
        }
    };
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title">"1. Choose what to attach"</h2></div>
            {line_quantities::table(form, LINES, "Attach", lines.get_value())}
        </div>
        <div class="card">
            <div class="card-header"><h2 class="card-title">"2. Choose the location"</h2></div>
            <div class="card-body">{choose_location(form, target)}</div>
            <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div>
        </div>
    };
    form_element(form, check, content.into_any())
}

fn choose_location(form: Form, target: RwSignal<Option<Target>>) -> AnyView {
    let picker = Picker::new("f-location", move |location| {
        target.set(Some(location.into()));
        form.clear();
        form.touched();
    });
    let chosen = optional(move || {
        target
            .get()
            .map(|target| view! { <div class="chosen mb-3" role="status">{card(&target)}</div> }.into_any())
    });
    view! {
        {chosen}
        <label class="form-label" for="f-location">
            {text(move || if target.with(Option::is_some) { "Choose another location" } else { "Part of its name or HKC" }.to_owned())}
        </label>
        {picker.view(None, "", Some("f-location-about".to_owned()))}
        <div id="f-location-about">{form.error_at("location")}</div>
    }
    .into_any()
}

fn card(target: &Target) -> AnyView {
    view! {
        <strong>{target.name.clone()}</strong>" "<code>{target.hkc.clone()}</code>
        <span class="text-secondary d-block">{target.about.clone()}</span>
    }
    .into_any()
}

fn summary(
    form: Form,
    order_id: OrderId,
    chosen: Vec<(OrderLineView, u32)>,
    target: Target,
    checking: Checking,
) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let items = line_quantities::summary(&chosen);
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title">"Check what will be attached"</h2></div>
            <div class="card-body">
                {items}
                <p class="mb-2">"to"</p>
                <div class="chosen">{card(&target)}</div>
                <p class="text-secondary mt-3 mb-0">
                    "They are reserved for this location. You can detach them until they are activated."
                </p>
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Attach".to_owned()))}
                <button type="button" class="btn" on:click=on(move |_| { form.clear(); checking.set(None); })>"Change"</button>
            </div>
        </div>
    };
    let attach = move || {
        let lines = chosen.iter().map(|(line, units)| OrderLineRequest {
            part: line.part.clone(),
            quantity: f64::from(*units),
        });
        let lines = lines.collect();
        let location_id = target.location_id;
        form.send::<AttachLicences>(location_id, AttachLicencesRequest { order_id, lines }, move |answer| {
            form.saved();
            let what = format::count(answer.attached.len(), "licence is", "licences are");
            toasts.done(format!("{what} attached. Activate when the system is ready."));
            router.go(&format!("/locations/{location_id}"));
        });
    };
    form_element(form, attach, content.into_any())
}
