//! `/bin/:order_id/attach`: which lines, how many, where; then a summary; then it is done.

use super::order::details;
use crate::components::dynamic::{live, on, optional, text};
use crate::{
    client,
    components::{
        form::{Form, field_id, form_element},
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

/// A line of the order with what was typed for it.
#[derive(Clone)]
struct Line {
    view: OrderLineView,
    quantity: RwSignal<String>,
}

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
    let lines: Vec<Line> = order
        .lines
        .iter()
        .filter(|line| line.available > 0)
        .map(|line| Line {
            view: line.clone(),
            quantity: RwSignal::new(line.available.to_string()),
        })
        .collect();
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
    let checking = RwSignal::new(None::<Vec<(OrderLineRequest, String)>>);
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
    lines: StoredValue<Vec<Line>>,
    target: RwSignal<Option<Target>>,
    checking: RwSignal<Option<Vec<(OrderLineRequest, String)>>>,
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
        let (chosen, mut errors) = read(&lines.get_value());
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
    let rows = lines
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(i, line)| row(form, i, line))
        .collect::<Vec<_>>();
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title">"1. Choose what to attach"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col">"In the bin"</th><th scope="col">"Attach"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="card-footer text-secondary">"0 leaves a line in the bin."</div>
        </div>
        <div class="card">
            <div class="card-header"><h2 class="card-title">"2. Choose the location"</h2></div>
            <div class="card-body">{choose_location(form, target)}</div>
            <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div>
        </div>
    };
    form_element(form, check, content.into_any())
}

/// What was typed, as a request; or what is wrong with it, by the field's element.
fn read(lines: &[Line]) -> (Vec<(OrderLineRequest, String)>, Vec<FieldError>) {
    let (mut chosen, mut errors) = (Vec::new(), Vec::new());
    for (i, Line { view, quantity }) in lines.iter().enumerate() {
        let field = format!("choose/{i}");
        match quantity.get_untracked().trim().parse::<u32>() {
            Ok(0) => {}
            Ok(quantity) if quantity <= view.available => {
                let line = OrderLineRequest {
                    part: view.part.clone(),
                    quantity: f64::from(quantity),
                };
                chosen.push((line, view.part_name.clone()));
            }
            Ok(_) => errors.push(FieldError::new(
                field,
                format!("The bin holds {} of {}.", view.available, view.part_name),
            )),
            Err(_) => errors.push(FieldError::new(
                field,
                format!("Enter a whole number from 0 to {}.", view.available),
            )),
        }
    }
    if chosen.is_empty() && errors.is_empty() {
        errors.push(FieldError::new("choose/0", "Choose at least one line."));
    }
    (chosen, errors)
}

fn row(form: Form, i: usize, line: Line) -> AnyView {
    let field = format!("choose/{i}");
    let id = field_id(&field);
    let Line {
        view:
            OrderLineView {
                part,
                part_name,
                quantity,
                available,
            },
        quantity: typed,
    } = line;
    let invalid = {
        let field = field.clone();
        Memo::new(move |_| form.error(&field).is_some())
    };
    view! {
        <tr>
            <td data-label="Part"><code>{part}</code></td>
            <td data-label="Name">{part_name.clone()}</td>
            <td data-label="In the bin">{crate::components::row::bar(u64::from(available), u64::from(quantity))}</td>
            <td data-label="Attach"><div>
                <input
                    id=id.clone()
                    class="form-control quantity"
                    class:is-invalid=live(move || invalid.get())
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label=format!("Units of {part_name} to attach")
                    aria-invalid=live(move || invalid.get().to_string())
                    aria-describedby=format!("{id}-about")
                    prop:value=typed
                    on:input=on(move |event| typed.set(event_target_value(&event)))
                />
                <div id=format!("{id}-about")>{form.error_at(field)}</div>
            </div></td>
        </tr>
    }
    .into_any()
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
    chosen: Vec<(OrderLineRequest, String)>,
    target: Target,
    checking: RwSignal<Option<Vec<(OrderLineRequest, String)>>>,
) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let items = chosen.iter().map(|(line, name)| {
        view! { <li><strong>{format::number(line.quantity as u64)}" x "</strong>{name.clone()}" "<code>{line.part.clone()}</code></li> }
    });
    let items = items.collect::<Vec<_>>();
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title">"Check what will be attached"</h2></div>
            <div class="card-body">
                <ul class="what">{items}</ul>
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
        let lines = chosen.iter().map(|(line, _)| line.clone()).collect();
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
