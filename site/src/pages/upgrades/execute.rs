//! `/upgrades/items/:sku`: an item in full, to buy or to ask for, and its history.

use super::{called, filter::Filter, price, table::Table, terms};
use crate::components::dynamic::{dynamic, on, optional};
use crate::{
    components::{
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        terms as terms_field,
        toasts::Toasts,
    },
    format,
    load::{load, load_list, load_query},
    router::Router,
    session::Session,
};
use api::{
    FieldError,
    operations::{DecideUpgrade, GetUpgradesHome, ListUpgradeItems, ListUpgrades, SubmitUpgrade},
    upgrades::{SubmitUpgradeRequest, UpgradeItemView, UpgradesHome, UpgradesQuery},
};
use domain::upgrade::UpgradeRefusal;
use leptos::prelude::*;

/// The page of an item.
pub fn execute(sku: String) -> AnyView {
    let session = expect_context::<Session>();
    let items = load_list::<ListUpgradeItems, _>(());
    let home = load::<GetUpgradesHome>((), ());
    let wanted = sku.clone();
    let item = move || {
        let rows = items.value()?.items;
        rows.into_iter()
            .find(|item: &UpgradeItemView| item.sku.eq_ignore_ascii_case(&wanted))
    };
    let buys = session.may::<DecideUpgrade>();
    let heading = if buys {
        "Execute your upgrade"
    } else {
        "Execute your upgrade request"
    };
    let content = page::loaded(home, move |home| {
        let item = item.clone();
        page::loaded(items, move |_| match item() {
            Some(item) => content(&item, &home, buys),
            None => page::not_found_here(),
        })
    });
    view! {
        {page::header(Some(Above::fixed("Upgrades", "/upgrades")), Signal::stored(heading.to_owned()), ().into_any())}
        {content}
        {history(sku)}
    }
    .into_any()
}

fn content(item: &UpgradeItemView, home: &UpgradesHome, buys: bool) -> AnyView {
    let order = match &item.unavailable {
        Some(why) => unavailable(why.clone()),
        None => order(item.clone(), home.clone(), buys),
    };
    view! { <div class="split">{details(item)}<div class="split-side">{order}</div></div> }.into_any()
}

fn details(item: &UpgradeItemView) -> AnyView {
    let raises = format!(
        "{} by {} {} each",
        item.metric_name,
        format::number(u64::from(item.amount)),
        item.unit
    );
    view! {
        <section class="card split-main" aria-labelledby="item">
            <div class="card-header"><h2 class="card-title" id="item">{item.name.clone()}</h2></div>
            <div class="card-body">
                <p>{item.description.clone()}</p>
                <dl class="datagrid">
                    {detail_view("SKU", view! { <code>{item.sku.clone()}</code> }.into_any())}
                    {detail("Raises", raises)}
                    {detail("Price per year", format!("{} per unit", item.price_per_year))}
                    {detail("Price per month", format!("{} per unit", item.price_per_month))}
                    {detail("Most at a time", format::number(u64::from(item.maximum_quantity)))}
                    {detail("Billing term", item.billing_term.clone())}
                    {detail("Payment method", item.payment_method.clone())}
                    {detail("Subscription term", item.subscription_term.clone())}
                    {detail("Needs one of these plans", item.prerequisites.join(", "))}
                    {detail("Provided by", item.provider.clone())}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn unavailable(why: String) -> AnyView {
    view! {
        <section class="card" aria-labelledby="order"><div class="card-body">
            <h2 class="h3" id="order">"You cannot buy this today"</h2>
            <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>{why}</span></p>
        </div></section>
    }
    .into_any()
}

/// Said before and after submitting where nobody can decide.
pub fn no_buyer() -> AnyView {
    view! {
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"Your organisation has no buyer. A request waits until somebody becomes one: ask your tenant admin to give a user the role in Settings. They are mailed the waiting requests then."</span>
        </p>
    }
    .into_any()
}

fn order(item: UpgradeItemView, home: UpgradesHome, buys: bool) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let quantity = RwSignal::new("1".to_owned());
    let accepted = RwSignal::new(false);
    let most = item.maximum_quantity;
    let count = Memo::new(move |_| quantity.with(|text| whole(text, most)));
    let sku = item.sku.clone();
    let item = RwSignal::new(item);
    // The form stays, with its refusal; the price in it becomes the new one.
    Effect::new(move || {
        if let Some(change) = form.price_change() {
            item.update(|item| {
                item.price_per_year = change.now.per_year;
                item.price_per_month = change.now.per_month;
                item.remaining_days = change.now.days;
                item.last_day = change.now.last_day;
            });
        }
    });
    let price = move || count.get().map(|count| item.with(|item| item.price(count)));
    let cost = move || match price() {
        Some(price) => price::table(&price, count.get().unwrap_or(1)),
        None => view! { <p class="text-secondary mb-0">"The price stands here once the quantity can be bought."</p> }
            .into_any(),
    };
    let button = Signal::derive(move || {
        let what = if buys { "Buy" } else { "Submit request" };
        price().map_or_else(|| what.to_owned(), |price| format!("{what} for {}", price.pro_rata))
    });
    let submit = move || {
        let mut errors = Vec::new();
        let count = count.get_untracked();
        if count.is_none() {
            errors.push(FieldError::new("quantity", UpgradeRefusal::Quantity { most }));
        }
        if !accepted.get_untracked() {
            errors.push(FieldError::new("terms_accepted", "Read the terms and accept them."));
        }
        let (true, Some(count)) = (form.check(errors), count) else {
            return;
        };
        let request = SubmitUpgradeRequest {
            sku: sku.clone(),
            quantity: f64::from(count),
            price: item.with_untracked(|item| item.price(count)).agreed(),
            terms_accepted: true,
            catalogue: Some(item.with_untracked(|item| item.catalogue)),
        };
        form.send::<SubmitUpgrade>((), request, move |answer| {
            form.saved();
            let summary = answer.upgrade.summary;
            let number = called(&summary);
            toasts.done(match (buys, answer.has_buyer) {
                (true, _) => format!("{number} is bought and being provisioned. You will be mailed the confirmation."),
                (false, true) => format!("{number} is submitted. Every buyer is mailed a link to decide on it."),
                (false, false) => format!("{number} is submitted and waits: your organisation has no buyer yet."),
            });
            router.go(&format!("/upgrades/{}", summary.upgrade_id));
        });
    };
    let note = if buys {
        ().into_any()
    } else {
        let seen = "You can ask for this upgrade; a buyer of your organisation decides. Your request is visible to everybody in your organisation who sees upgrades.";
        view! { <p class="note">{seen}</p> }.into_any()
    };
    let missing = (!buys && !home.has_buyer).then(no_buyer);
    let special = "The price is the one of the day on which the request is decided.";
    let special = (!buys).then(|| view! { <p class="form-hint">{special}</p> });
    let content = view! {
        <div class="card"><div class="card-body fields">
            <h2 class="h3 mb-0">{if buys { "Buy for " } else { "Request for " }}{home.tenant_name.clone()}</h2>
            {note}
            {missing}
            {Field::new(form, "quantity", "Quantity").note(&format!("1 to {most} at a time.")).number(quantity)}
            <div aria-live="polite">{dynamic(cost)}{special}</div>
            <div>{terms_field::terms(form, "Notes and Terms & Conditions", terms(), "I have read the notes and accept the terms", accepted)}</div>
            {form.error_at("sku")}
            {price::changed(form)}
            <div>{form.submit(button)}</div>
        </div></div>
    };
    form_element(form, submit, content.into_any())
}

/// A whole number from 1 to the most that can be bought at a time.
fn whole(text: &str, most: u32) -> Option<u32> {
    let number = text.trim().parse().ok()?;
    (1..=most).contains(&number).then_some(number)
}

/// What was requested and bought of this item before.
fn history(sku: String) -> AnyView {
    let query = UpgradesQuery {
        sku: Some(sku),
        ..UpgradesQuery::default()
    };
    let loaded = load_query::<ListUpgrades, _>((), &query);
    let table = Table::new(Filter::new(None), Signal::stored(None));
    let open = RwSignal::new(false);
    let rows = move || {
        open.get().then(|| {
            let empty = || {
                view! { <p class="card-body text-secondary mb-0">"Nobody has requested or bought this item yet. Choose a quantity above to be the first."</p> }
                    .into_any()
            };
            page::loaded(loaded, move |rows| table.view(rows, empty()))
        })
    };
    let label = move || if open.get() { "Hide history" } else { "Show history" }.to_owned();
    let expanded = crate::components::dynamic::live(move || open.get().to_string());
    view! {
        <section class="card" aria-labelledby="item-history">
            <div class="card-header list-tools">
                <h2 class="card-title" id="item-history">"Requested and completed upgrades of this item"</h2>
                <button type="button" class="btn d-print-none" aria-expanded=expanded on:click=on(move |_| open.update(|open| *open = !*open))>
                    {crate::components::dynamic::text(label)}
                </button>
            </div>
            {optional(rows)}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_whole_and_within_the_maximum() {
        for (text, number) in [
            ("1", Some(1)),
            (" 10 ", Some(10)),
            ("11", None),
            ("0", None),
            ("-1", None),
            ("1.5", None),
            ("1e1", None),
            ("two", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(whole(text, 10), number, "{text}");
        }
    }
}
