//! `/reship?orders=…`: a distributor ships licences of these orders on to a dealer: chosen, checked by the
//! service, and shipped. The orders stand in the address, so that the bin can add to them.

use crate::components::dynamic::{live, on, optional};
use crate::{
    browser, client,
    components::{
        form::{Form, form_element},
        icon,
        line_quantities::{self, Line},
        page::{self, Above, detail, fixed_action},
        to_dealer::ToDealer,
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load_list},
    router::Router,
};
use api::{
    operations::{GetOrder, ListDealers, ReshipLicences},
    orders::{OrderLineView, OrderView, Shipment},
    reship::{ReshipLicencesRequest, ReshipLicencesResponse, ReshipLineRequest},
    units::AllowanceView,
};
use domain::id::OrderId;
use leptos::prelude::*;

/// An order with the lines of it that are in the bin.
#[derive(Clone)]
struct Source {
    order_id: OrderId,
    purchase_order: String,
    lines: Vec<Line>,
}

impl Source {
    fn of(order: &OrderView) -> Option<Self> {
        let lines = line_quantities::lines(&order.lines);
        (!lines.is_empty()).then(|| Self {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
            lines,
        })
    }

    /// The name of its fields.
    fn list(&self) -> String {
        format!("choose-{}", self.order_id)
    }
}

/// What the service says would become of it.
type Checked = RwSignal<Option<(ReshipLicencesRequest, ReshipLicencesResponse)>>;

/// The page that ships licences on.
pub fn reship() -> AnyView {
    let router = expect_context::<Router>();
    let chosen = router.query("orders").unwrap_or_default();
    let ids: Vec<OrderId> = chosen.split(',').filter_map(|id| id.parse().ok()).collect();
    let more = match ids.is_empty() {
        true => "/bin?reship=".to_owned(),
        false => format!("/bin?reship={chosen}"),
    };
    if ids.is_empty() {
        router.replace(&more);
        return ().into_any();
    }
    let form = Form::new();
    let checked: Checked = RwSignal::new(None);
    let dealers = load_list::<ListDealers, _>(());
    let orders = Loaded::new(move || {
        let ids = ids.clone();
        async move {
            let mut orders = Vec::with_capacity(ids.len());
            for id in ids {
                orders.push(client::call::<GetOrder>(id, ()).await?);
            }
            Ok(orders)
        }
    });
    view! {
        {page::header(Some(Above::fixed("Licence bin", "/bin")), Signal::stored("Ship licences on to a dealer".to_owned()), fixed_action(&more, icon::PLUS, "Add another order", false))}
        {page::loaded(dealers, move |dealers| {
            if dealers.items.is_empty() {
                let back = view! { <a class="btn" href="/bin">"Back to the licence bin"</a> };
                return page::state("You may ship to no dealer yet", "Ask the vendor for a shipping allowance for the dealer.", back.into_any());
            }
            page::loaded(orders, move |orders| content(form, &dealers, &orders, checked))
        })}
    }
    .into_any()
}

fn content(form: Form, dealers: &Rows<AllowanceView>, orders: &[OrderView], checked: Checked) -> AnyView {
    let sources: Vec<Source> = orders.iter().filter_map(Source::of).collect();
    if sources.is_empty() {
        let back = view! { <a class="btn btn-primary" href="/bin?reship=">"Choose another order"</a> };
        return page::state(
            "Nothing is left in the bin",
            "No units of these orders are in the bin any more.",
            back.into_any(),
        );
    }
    let fill_in = fill_in(form, dealers, sources, checked);
    view! {
        <div class:d-none=live(move || checked.with(Option::is_some))>{fill_in}</div>
        {optional(move || checked.get().map(|(request, answer)| confirm(form, checked, request, &answer)))}
    }
    .into_any()
}

fn fill_in(form: Form, dealers: &Rows<AllowanceView>, sources: Vec<Source>, checked: Checked) -> AnyView {
    let to = ToDealer::of(form);
    let tables = sources.iter().map(|source| {
        let title = format!("From order {}", source.purchase_order);
        let table = line_quantities::table(form, &source.list(), "Ship on", source.lines.clone());
        view! {
            <div class="card">
                <div class="card-header"><h2 class="card-title">{title}</h2></div>
                {table}
            </div>
        }
    });
    let tables = tables.collect::<Vec<_>>();
    let fields = to.fields(dealers);
    let check = move || {
        let (lines, errors) = read(&sources);
        if !form.check(errors) {
            return;
        }
        let (purchase_order, sales_order) = to.numbers();
        let request = ReshipLicencesRequest {
            dealer_email: to.email(),
            dealer_id: to.dealer_id(),
            purchase_order,
            sales_order,
            lines,
            notes: None,
            dry_run: true,
        };
        form.send::<ReshipLicences>((), request.clone(), move |answer| {
            checked.set(Some((request, answer)));
        });
    };
    let content = view! {
        {tables}
        <div class="card">
            <div class="card-header"><h2 class="card-title">"To whom"</h2></div>
            <div class="card-body fields">{fields}</div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Check".to_owned()))}<a class="btn" href="/bin">"Cancel"</a></div>
        </div>
    };
    form_element(form, check, content.into_any())
}

/// The lines that were chosen, or what is wrong with them.
fn read(sources: &[Source]) -> (Vec<ReshipLineRequest>, Vec<api::FieldError>) {
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    for source in sources {
        let (chosen, wrong) = line_quantities::read(&source.list(), &source.lines);
        let of_order = |(line, units): (OrderLineView, u32)| ReshipLineRequest {
            order_id: source.order_id,
            part: line.part,
            quantity: f64::from(units),
        };
        lines.extend(chosen.into_iter().map(of_order));
        errors.extend(wrong);
    }
    if let Some(first) = sources.first()
        && lines.is_empty()
        && errors.is_empty()
    {
        errors.push(line_quantities::none_chosen(&first.list()));
    }
    (lines, errors)
}

fn confirm(form: Form, checked: Checked, request: ReshipLicencesRequest, answer: &ReshipLicencesResponse) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    browser::focus_soon("#check");
    let order = &answer.order;
    let known = answer.shipment == Shipment::AlreadyShipped;
    let lines: Vec<_> = order.lines.iter().map(|line| (line.clone(), line.quantity)).collect();
    let sentence = if known {
        "This very order was shipped before. Nothing will change.".to_owned()
    } else {
        format!(
            "The licences go to {}. What it does not attach can be recalled.",
            order.organisation_name
        )
    };
    let about = view! {
        <dl class="datagrid mb-3">
            {detail("Dealer", order.organisation_name.clone())}
            {detail("Purchase order", order.purchase_order.clone())}
            {detail("Sales order", order.sales_order.clone())}
        </dl>
    };
    let ship = move || {
        let request = ReshipLicencesRequest {
            dry_run: false,
            ..request.clone()
        };
        form.send::<ReshipLicences>((), request, move |answer| {
            form.saved();
            let order = answer.order;
            let units: u64 = order.lines.iter().map(|line| u64::from(line.quantity)).sum();
            let units = usize::try_from(units).unwrap_or(usize::MAX);
            toasts.done(match answer.shipment {
                Shipment::AlreadyShipped => {
                    format!("Order {} was shipped before; nothing changed.", order.purchase_order)
                }
                _ => format!(
                    "{} in the bin of {}.",
                    format::count(units, "unit is", "units are"),
                    order.organisation_name
                ),
            });
            router.go("/resold");
        });
    };
    let content = view! {
        <section class="card form-width" aria-labelledby="check">
            <div class="card-header"><h2 class="card-title" id="check" tabindex="-1">"Check what will be shipped"</h2></div>
            <div class="card-body">
                <p class="note">{sentence}</p>
                {about}
                {line_quantities::summary(&lines)}
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Ship".to_owned()))}
                <button type="button" class="btn" on:click=on(move |_| { form.clear(); checked.set(None); })>"Change"</button>
            </div>
        </section>
    };
    form_element(form, ship, content.into_any())
}
