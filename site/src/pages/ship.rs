//! `/orders/ship`: an order is filled in, checked by the service, and shipped.

mod parts;

use super::order::details;
use crate::components::dynamic::{dynamic, live, on, optional};
use crate::{
    browser,
    components::{
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::{About, list},
        page::{self, Above},
        row::{Cell, Row},
        toasts::Toasts,
    },
    load::{Loaded, Rows, load_list},
    router::Router,
};
use api::{
    FieldError,
    operations::{ListOrganisations, ShipOrder},
    orders::{OrderLineRequest, OrderView, ShipOrderRequest, ShipOrderResponse, Shipment},
};
use domain::{day::Day, id::OrganisationId, quantity::Quantity};
use leptos::prelude::*;
use parts::Parts;

/// A line as it was typed.
#[derive(Clone, Copy)]
struct Line {
    part: RwSignal<String>,
    quantity: RwSignal<String>,
}

impl Line {
    fn new() -> Self {
        Self {
            part: RwSignal::new(String::new()),
            quantity: RwSignal::new("1".to_owned()),
        }
    }
}

/// Everything that was typed.
#[derive(Clone, Copy)]
struct Fields {
    organisation: RwSignal<String>,
    purchase_order: RwSignal<String>,
    sales_order: RwSignal<String>,
    lines: RwSignal<Vec<Line>>,
    swa_months: RwSignal<String>,
    swa_expires: RwSignal<String>,
    notes: RwSignal<String>,
}

/// What the service says would become of it.
type Checked = RwSignal<Option<(ShipOrderRequest, ShipOrderResponse)>>;

/// The page that ships an order.
pub fn ship() -> AnyView {
    let form = Form::new();
    let fields = Fields {
        organisation: RwSignal::new(String::new()),
        purchase_order: RwSignal::new(String::new()),
        sales_order: RwSignal::new(String::new()),
        lines: RwSignal::new(vec![Line::new()]),
        swa_months: RwSignal::new(String::new()),
        swa_expires: RwSignal::new(String::new()),
        notes: RwSignal::new(String::new()),
    };
    let checked: Checked = RwSignal::new(None);
    view! {
        {page::header(Some(Above::fixed("Orders", "/orders")), Signal::stored("Ship an order".to_owned()), ().into_any())}
        <div class="form-width" class:d-none=live(move || checked.with(Option::is_some))>{fill_in(form, fields, checked)}</div>
        {optional(move || checked.get().map(|(request, answer)| confirm(form, checked, request, answer)))}
    }
    .into_any()
}

fn fill_in(form: Form, fields: Fields, checked: Checked) -> AnyView {
    let organisations = load_list::<ListOrganisations, _>(());
    let choices = Signal::derive(move || {
        let organisations = organisations.value().map(|rows| rows.items).unwrap_or_default();
        let holders = organisations
            .into_iter()
            .filter(|organisation| organisation.kind.has_bin());
        holders
            .map(|o| (o.organisation_id.to_string(), format!("{} ({})", o.name, o.kind.word())))
            .collect::<Vec<_>>()
    });
    let parts = Parts::offered();
    let options = move || {
        let parts = parts.known.get();
        parts
            .into_iter()
            .map(|part| view! { <option value=part.number>{part.name}</option> })
            .collect_view()
            .into_any()
    };
    let lines = move || {
        let lines = fields.lines.get();
        let only = lines.len() == 1;
        lines
            .into_iter()
            .enumerate()
            .map(|(i, each)| line(form, fields, parts, i, each, only))
            .collect_view()
            .into_any()
    };
    let add = move |_| {
        fields.lines.update(|lines| lines.push(Line::new()));
        browser::focus_soon(".order-line:last-child input");
    };
    let content = view! {
        <div class="card"><div class="card-body fields">
            {Field::new(form, "organisation_id", "Organisation").note("The distributor or dealer whose bin it goes to.").choice(fields.organisation, choices)}
            <div class="field-row">
                {Field::new(form, "purchase_order", "Purchase order").note("The buyer's number.").text(fields.purchase_order)}
                {Field::new(form, "sales_order", "Sales order").note("Your number.").text(fields.sales_order)}
            </div>
            <fieldset class="fields" id="f-lines" tabindex="-1">
                <legend class="h4">"Lines"</legend>
                <datalist id="parts">{dynamic(options)}</datalist>
                <div class="order-lines">{dynamic(lines)}</div>
                {form.error_at("lines")}
                <div><button type="button" class="btn" on:click=add>{icon(icon::PLUS)}"Add a line"</button></div>
            </fieldset>
            <div class="field-row">
                {Field::new(form, "swa_months", "Software assurance, months").optional().note("As asked for with the order; the reader sees it.").number(fields.swa_months)}
                {Field::new(form, "swa_expires", "Last day of its SWA units").kind("date").optional().note("For orders of SWA units. A year from today where it stays empty.").text(fields.swa_expires)}
            </div>
            {Field::new(form, "notes", "Notes").optional().note("Up to 1,000 characters, for the reader.").lines(fields.notes, 3)}
        </div>
        <div class="card-footer btn-list">{form.submit(Signal::stored("Check".to_owned()))}<a class="btn" href="/orders">"Cancel"</a></div></div>
    };
    let check = move || {
        if let Some(request) = read(form, fields) {
            form.send::<ShipOrder>((), request.clone(), move |answer| checked.set(Some((request, answer))));
        }
    };
    form_element(form, check, content.into_any())
}

fn line(form: Form, fields: Fields, parts: Parts, i: usize, line: Line, only: bool) -> AnyView {
    let name = Signal::derive(move || parts.name(&line.part.get()).unwrap_or_default());
    parts.ask_for(line.part);
    let remove = move |_| {
        form.clear();
        fields.lines.update(|lines| {
            lines.remove(i);
        });
    };
    view! {
        <div class="order-line" role="group" aria-label=format!("Line {}", i + 1)>
            {Field::new(form, format!("lines/{i}/part"), "Part").hint(name).list("parts").text(line.part)}
            {Field::new(form, format!("lines/{i}/quantity"), "Quantity").number(line.quantity)}
            <button type="button" class="btn remove" aria-label=format!("Remove line {}", i + 1) disabled=only on:click=remove>{icon(icon::TRASH)}</button>
        </div>
    }
    .into_any()
}

/// What was typed, as a dry run; what cannot even be sent is said at its field.
fn read(form: Form, fields: Fields) -> Option<ShipOrderRequest> {
    let mut errors = Vec::new();
    let organisation_id = fields.organisation.get_untracked().parse::<OrganisationId>().ok();
    if organisation_id.is_none() {
        errors.push(FieldError::new(
            "organisation_id",
            "Choose the organisation that the order goes to.",
        ));
    }
    let mut lines = Vec::new();
    for (i, line) in fields.lines.get_untracked().into_iter().enumerate() {
        let number = line.quantity.get_untracked().trim().parse::<u32>().unwrap_or(0);
        match Quantity::try_from(number) {
            Ok(quantity) => lines.push(OrderLineRequest {
                part: line.part.get_untracked().trim().to_owned(),
                quantity: f64::from(quantity.get()),
            }),
            Err(refusal) => errors.push(FieldError::new(format!("lines/{i}/quantity"), refusal)),
        }
    }
    let months = fields.swa_months.get_untracked();
    let swa_months = match months.trim() {
        "" => None,
        months => match months.parse::<u32>() {
            Ok(months) => Some(months),
            Err(_) => {
                errors.push(FieldError::new(
                    "swa_months",
                    "Enter a whole number of months, or nothing.",
                ));
                None
            }
        },
    };
    let expires = fields.swa_expires.get_untracked();
    let swa_expires = match expires.trim() {
        "" => None,
        day => match Day::parse(day) {
            Ok(day) => Some(day),
            Err(refusal) => {
                errors.push(FieldError::new("swa_expires", refusal));
                None
            }
        },
    };
    if !form.check(errors) {
        return None;
    }
    Some(ShipOrderRequest {
        organisation_id: organisation_id?,
        purchase_order: fields.purchase_order.get_untracked(),
        sales_order: fields.sales_order.get_untracked(),
        lines,
        swa_months,
        swa_expires,
        notes: Some(fields.notes.get_untracked()).filter(|notes| !notes.trim().is_empty()),
        dry_run: true,
    })
}

fn confirm(form: Form, checked: Checked, request: ShipOrderRequest, answer: ShipOrderResponse) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    browser::focus_soon("#check");
    let order = answer.order;
    let known = answer.shipment == Shipment::AlreadyShipped;
    let sentence = if known {
        "This very order was shipped before. Nothing will change.".to_owned()
    } else {
        format!(
            "This goes into the bin of {}, and its users are mailed.",
            order.organisation_name
        )
    };
    let ship = move || {
        let request = ShipOrderRequest {
            dry_run: false,
            ..request.clone()
        };
        form.send::<ShipOrder>((), request, move |answer| {
            form.saved();
            let OrderView {
                order_id,
                purchase_order,
                organisation_name,
                ..
            } = answer.order;
            toasts.done(match answer.shipment {
                Shipment::AlreadyShipped => format!("Order {purchase_order} was shipped before; nothing changed."),
                _ => format!("Order {purchase_order} is in the bin of {organisation_name}."),
            });
            router.go(&format!("/orders/{order_id}"));
        });
    };
    let about = About {
        title: "Lines",
        columns: &["Part", "Name", "Quantity"],
        file: "order-lines",
        empty: Empty::NEVER,
    };
    let lines = Loaded::ready(Rows {
        items: order.lines.clone(),
        more: false,
    });
    let content = view! {
        <h2 class="h2" id="check" tabindex="-1">"Check the order"</h2>
        <p class="note">{sentence}</p>
        {details(&order)}
        {(!order.lines.is_empty()).then(|| list(about, lines, |line| Row(vec![
            Cell::Code(line.part.clone()),
            Cell::Text(line.part_name.clone()),
            Cell::Number(u64::from(line.quantity)),
        ])))}
        {super::order::swa_lines(&order)}
        <div class="btn-list">
            {form.submit(Signal::stored("Ship".to_owned()))}
            <button type="button" class="btn" on:click=on(move |_| { form.clear(); checked.set(None); })>"Change"</button>
        </div>
    };
    form_element(form, ship, content.into_any())
}
