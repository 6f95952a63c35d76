//! `/orders/:id/recall`, `/orders/:id/return`: which units go back to who shipped them; then a check by
//! the service; then it is done.

use super::super::order::details;
use crate::components::dynamic::{live, on, optional};
use crate::{
    browser,
    client::PathIds,
    components::{
        form::{Form, form_element},
        line_quantities::{self, Line},
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    load::load,
    router::Router,
};
use api::{
    Endpoint,
    operations::{GetOrder, RecallLicences, ReturnLicences},
    orders::{OrderLineRequest, OrderLineView, OrderView},
    reship::{GoBackRequest, GoBackResponse},
};
use domain::id::OrderId;
use leptos::prelude::*;

/// The fields of the lines.
const LINES: &str = "choose";

/// What the service says would go back.
type Checked = RwSignal<Option<(GoBackRequest, GoBackResponse)>>;

/// What the two pages say otherwise.
#[derive(Clone, Copy)]
struct Words {
    title: &'static str,
    verb: &'static str,
    none: &'static str,
    done: &'static str,
    after: &'static str,
}

/// Takes units back from whom they were shipped to.
pub fn recall(order_id: OrderId) -> AnyView {
    let words = Words {
        title: "Recall from",
        verb: "Recall",
        none: "No units of this order are in its holder's bin any more. What is attached is theirs.",
        done: "recalled",
        after: "They leave the holder's bin at once, and are yours again. The holder is told by mail.",
    };
    page::<RecallLicences>(order_id, words)
}

/// Gives units back to who shipped them.
pub fn give_back(order_id: OrderId) -> AnyView {
    let words = Words {
        title: "Return of",
        verb: "Return",
        none: "No units of this order are in the bin any more. What is attached can be detached first.",
        done: "returned",
        after: "They leave your bin for good, and go back to who shipped them, who is told by mail.",
    };
    page::<ReturnLicences>(order_id, words)
}

fn page<E>(order_id: OrderId, words: Words) -> AnyView
where
    E: Endpoint<Path = OrderId, Request = GoBackRequest, Response = GoBackResponse> + 'static,
    E::Path: PathIds,
{
    let loaded = load::<GetOrder>(order_id, ());
    let title = Signal::derive(move || {
        let order = loaded.value();
        order.map_or(words.verb.to_owned(), |order| {
            format!("{} order {}", words.title, order.purchase_order)
        })
    });
    let above = Above::fixed("The order", &format!("/orders/{order_id}"));
    view! {
        {page::header(Some(above), title, ().into_any())}
        {page::loaded(loaded, move |order| content::<E>(&order, words))}
    }
    .into_any()
}

fn content<E>(order: &OrderView, words: Words) -> AnyView
where
    E: Endpoint<Path = OrderId, Request = GoBackRequest, Response = GoBackResponse> + 'static,
{
    let order_id = order.order_id;
    let lines = line_quantities::lines(&order.lines);
    if lines.is_empty() {
        let back = view! { <a class="btn btn-primary" href=format!("/orders/{order_id}")>"Back to the order"</a> };
        return view! {
            {details(order)}
            {page::state("Nothing is left in the bin", words.none, back.into_any())}
        }
        .into_any();
    }
    let form = Form::new();
    let checked: Checked = RwSignal::new(None);
    view! {
        {details(order)}
        <div class:d-none=live(move || checked.with(Option::is_some))>{choose::<E>(form, order_id, lines, words, checked)}</div>
        {optional(move || checked.get().map(|(request, answer)| confirm::<E>(form, request, &answer, words, checked)))}
    }
    .into_any()
}

fn choose<E>(form: Form, order_id: OrderId, lines: Vec<Line>, words: Words, checked: Checked) -> AnyView
where
    E: Endpoint<Path = OrderId, Request = GoBackRequest, Response = GoBackResponse> + 'static,
{
    let table = line_quantities::table(form, LINES, words.verb, lines.clone());
    let check = move || {
        let (chosen, mut errors) = line_quantities::read(LINES, &lines);
        if chosen.is_empty() && errors.is_empty() {
            errors.push(line_quantities::none_chosen(LINES));
        }
        if !form.check(errors) {
            return;
        }
        let request = GoBackRequest {
            lines: chosen.iter().map(requested).collect(),
            dry_run: true,
        };
        form.send::<E>(order_id, request.clone(), move |answer| {
            checked.set(Some((request, answer)))
        });
    };
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title">"Choose how many"</h2></div>
            {table}
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Check".to_owned()))}
                <a class="btn" href=format!("/orders/{order_id}")>"Cancel"</a>
            </div>
        </div>
    };
    form_element(form, check, content.into_any())
}

fn requested((line, units): &(OrderLineView, u32)) -> OrderLineRequest {
    OrderLineRequest {
        part: line.part.clone(),
        quantity: f64::from(*units),
    }
}

fn confirm<E>(form: Form, request: GoBackRequest, answer: &GoBackResponse, words: Words, checked: Checked) -> AnyView
where
    E: Endpoint<Path = OrderId, Request = GoBackRequest, Response = GoBackResponse> + 'static,
{
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    browser::focus_soon("#check");
    let order_id = answer.order.order_id;
    let items = answer.went_back.lines.iter().map(|line| {
        let units = format::number(u64::from(line.quantity));
        view! { <li><strong>{units}" x "</strong>{line.part_name.clone()}" "<code>{line.part.clone()}</code></li> }
    });
    let items = items.collect::<Vec<_>>();
    let whose = format!(
        "from the bin of {} to {}",
        answer.went_back.holder_name, answer.went_back.vendor_name
    );
    let send = move || {
        let request = GoBackRequest {
            dry_run: false,
            ..request.clone()
        };
        form.send::<E>(order_id, request, move |answer| {
            form.saved();
            let units: u64 = answer.went_back.lines.iter().map(|line| u64::from(line.quantity)).sum();
            let units = usize::try_from(units).unwrap_or(usize::MAX);
            toasts.done(format!(
                "{} {}.",
                format::count(units, "unit is", "units are"),
                words.done
            ));
            router.go(&format!("/orders/{order_id}"));
        });
    };
    let content = view! {
        <section class="card form-width" aria-labelledby="check">
            <div class="card-header"><h2 class="card-title" id="check" tabindex="-1">"Check what goes back"</h2></div>
            <div class="card-body">
                <ul class="what">{items}</ul>
                <p class="mb-2">{whose}</p>
                <p class="text-secondary mb-0">{words.after}</p>
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored(words.verb.to_owned()))}
                <button type="button" class="btn" on:click=on(move |_| { form.clear(); checked.set(None); })>"Change"</button>
            </div>
        </section>
    };
    form_element(form, send, content.into_any())
}
