//! `/swa/reship`: a distributor ships SWA units on to a dealer: filled in, checked by the
//! service, and shipped.

use crate::components::dynamic::{dynamic, live, on, optional};
use crate::{
    browser,
    components::{
        field::Field,
        form::{Form, form_element},
        page::{self, Above, detail},
        to_dealer::ToDealer,
        toasts::Toasts,
        units::{needed, patterns},
    },
    format,
    load::{Loaded, Rows, load, load_list},
    router::Router,
};
use api::{
    FieldError,
    operations::{GetSwaBin, ListDealers, ReshipSwaUnits},
    orders::Shipment,
    page::PageQuery,
    units::{AllowanceView, ReshipUnitsRequest, ReshipUnitsResponse, SwaBinView},
};
use domain::quantity::Quantity;
use leptos::prelude::*;

/// What the service says would become of it.
type Checked = RwSignal<Option<(ReshipUnitsRequest, ReshipUnitsResponse)>>;

/// The page that ships units on.
pub fn reship() -> AnyView {
    let form = Form::new();
    let checked: Checked = RwSignal::new(None);
    let bin = load::<GetSwaBin>((), PageQuery::default());
    let dealers = load_list::<ListDealers, _>(());
    view! {
        {page::header(Some(Above::fixed("SWA units", "/swa")), Signal::stored("Ship SWA units on to a dealer".to_owned()), ().into_any())}
        {patterns()}
        {page::loaded(dealers, move |dealers| {
            if dealers.items.is_empty() {
                let back = view! { <a class="btn" href="/swa">"Back to the SWA units"</a> };
                return page::state("You may ship to no dealer yet", "Ask the vendor for a shipping allowance for the dealer.", back.into_any());
            }
            view! {
                <div class="form-width" class:d-none=live(move || checked.with(Option::is_some))>{fill_in(form, bin, &dealers, checked)}</div>
                {optional(move || checked.get().map(|(request, answer)| confirm(form, bin, checked, request, answer)))}
            }
            .into_any()
        })}
    }
    .into_any()
}

fn available(bin: Loaded<SwaBinView>) -> u64 {
    bin.value().map_or(0, |bin| bin.available)
}

fn fill_in(form: Form, bin: Loaded<SwaBinView>, dealers: &Rows<AllowanceView>, checked: Checked) -> AnyView {
    let quantity = RwSignal::new(String::new());
    let to = ToDealer::of(form);
    let in_the_bin = Signal::derive(move || {
        let bin = bin.value();
        bin.map(|bin| {
            format!(
                "{} available. The units that expire first go first.",
                format::number(bin.available)
            )
        })
        .unwrap_or_default()
    });
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                {to.fields(dealers)}
                {Field::new(form, "quantity", "Units").hint(in_the_bin).number(quantity)}
            </div>
            <div class="card-footer btn-list">{form.submit(Signal::stored("Check".to_owned()))}<a class="btn" href="/swa">"Cancel"</a></div>
        </div>
    };
    let check = move || {
        let number = quantity.get_untracked().trim().parse::<u32>().unwrap_or(0);
        let quantity = Quantity::try_from(number);
        let errors = quantity
            .as_ref()
            .err()
            .map(|refusal| FieldError::new("quantity", refusal));
        if !form.check(errors.into_iter().collect()) {
            return;
        }
        let (purchase_order, sales_order) = to.numbers();
        let request = ReshipUnitsRequest {
            dealer_email: to.email(),
            dealer_id: to.dealer_id(),
            purchase_order,
            sales_order,
            quantity: f64::from(number),
            dry_run: true,
        };
        form.send::<ReshipSwaUnits>((), request.clone(), move |answer| checked.set(Some((request, answer))));
    };
    form_element(form, check, content.into_any())
}

fn confirm(
    form: Form,
    bin: Loaded<SwaBinView>,
    checked: Checked,
    request: ReshipUnitsRequest,
    answer: ReshipUnitsResponse,
) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    browser::focus_soon("#check");
    let order = answer.order;
    let known = answer.shipment == Shipment::AlreadyShipped;
    let units: u64 = order.swa_lines.iter().map(|line| u64::from(line.quantity)).sum();
    let lines = order.swa_lines.iter().map(|line| {
        let (units, ends) = (format::number(u64::from(line.quantity)), format::day(line.expires));
        view! { <li><strong>{units}</strong>" SWA units that expire on "{ends}</li> }
    });
    let lines = lines.collect::<Vec<_>>();
    let sentence = if known {
        "This very order was shipped before. Nothing will change.".to_owned()
    } else {
        format!(
            "The units go to {} for good, and keep their last day.",
            order.organisation_name
        )
    };
    let ship = move || {
        let request = ReshipUnitsRequest {
            dry_run: false,
            ..request.clone()
        };
        form.send::<ReshipSwaUnits>((), request, move |answer| {
            form.saved();
            let order = answer.order;
            toasts.done(match answer.shipment {
                Shipment::AlreadyShipped => {
                    format!("Order {} was shipped before; nothing changed.", order.purchase_order)
                }
                _ => format!("The units are in the SWA bin of {}.", order.organisation_name),
            });
            router.go("/resold");
        });
    };
    let content = view! {
        <section class="card form-width" aria-labelledby="check">
            <div class="card-header"><h2 class="card-title" id="check" tabindex="-1">"Check what will be shipped"</h2></div>
            <div class="card-body">
                <p class="note">{sentence}</p>
                <dl class="datagrid mb-3">
                    {detail("Dealer", order.organisation_name.clone())}
                    {detail("Purchase order", order.purchase_order.clone())}
                    {detail("Sales order", order.sales_order.clone())}
                </dl>
                <ul class="what">{lines}</ul>
                {(!known).then(|| dynamic(move || needed(units, available(bin))))}
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Ship".to_owned()))}
                <button type="button" class="btn" on:click=on(move |_| { form.clear(); checked.set(None); })>"Change"</button>
            </div>
        </section>
    };
    form_element(form, ship, content.into_any())
}
