//! `/upgrades`: what can be bought, found as one types.

use super::filter::chip;
use crate::components::dynamic::{dynamic, on, optional, text};
use crate::{
    browser,
    components::{
        icon::{self, icon},
        page::{self, fixed_action},
    },
    format,
    load::{Rows, load_list},
    router::Router,
};
use api::{operations::ListUpgradeItems, upgrades::UpgradeItemView};
use leptos::prelude::*;

/// The catalogue.
pub fn catalogue() -> AnyView {
    let router = expect_context::<Router>();
    let search = RwSignal::new(String::new());
    let metric = Memo::new(move |_| router.query("metric"));
    let loaded = load_list::<ListUpgradeItems, _>(());
    let actions = fixed_action("/my-upgrades", icon::LIST_DETAILS, "My Upgrades", false);
    view! {
        {page::header(None, Signal::stored("Upgrades".to_owned()), actions)}
        {page::loaded(loaded, move |rows| items(rows, search, metric))}
    }
    .into_any()
}

fn items(rows: Rows<UpgradeItemView>, search: RwSignal<String>, metric: Memo<Option<String>>) -> AnyView {
    let router = expect_context::<Router>();
    let all = StoredValue::new(rows.items);
    let found = Memo::new(move |_| {
        let words = browser::folded(search.get().trim());
        let metric = metric.get();
        let fits = |item: &&UpgradeItemView| {
            metric.as_ref().is_none_or(|metric| item.metric == *metric) && is_found(item, &words)
        };
        all.with_value(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let said = move || {
        let of = all.with_value(Vec::len);
        match found.with(Vec::len) {
            0 => "Nothing in the catalogue contains this. Try fewer letters.".to_owned(),
            found if found == of => format::count(of, "upgrade", "upgrades"),
            found => format!("{found} of {}", format::count(of, "upgrade", "upgrades")),
        }
    };
    let chosen_metric = move || {
        let metric = metric.get()?;
        let name = all.with_value(|all| {
            let item = all.iter().find(|item| item.metric == metric);
            item.map(|item| item.metric_name.clone())
        });
        let chip = chip(format!("Raises: {}", name?), move || router.go("/upgrades"));
        Some(view! { <div class="chips" role="group" aria-label="Filters in force">{chip}</div> }.into_any())
    };
    let cards = move || {
        let cards = found.get().into_iter().map(|item| card(&item));
        view! { <ul class="items">{cards.collect::<Vec<_>>()}</ul> }.into_any()
    };
    view! {
        <div class="search-row filters">
            <div class="list-filter search" role="search">
                {icon(icon::SEARCH)}
                <input
                    class="form-control"
                    type="search"
                    autocomplete="off"
                    placeholder="Name, SKU or description"
                    aria-label="Search the catalogue"
                    prop:value=search
                    on:input=on(move |event| search.set(event_target_value(&event)))
                />
            </div>
            <p class="text-secondary mb-0" role="status">{text(said)}</p>
        </div>
        {optional(chosen_metric)}
        {dynamic(cards)}
    }
    .into_any()
}

/// Every word typed stands somewhere in name, SKU or description.
fn is_found(item: &UpgradeItemView, words: &str) -> bool {
    let text = browser::folded(&format!("{} {} {}", item.name, item.sku, item.description));
    words.split_whitespace().all(|word| text.contains(word))
}

fn card(item: &UpgradeItemView) -> AnyView {
    let href = format!("/upgrades/items/{}", item.sku);
    let price = match &item.unavailable {
        Some(why) => view! {
            <p class="item-why">{icon(icon::ALERT_TRIANGLE)}<span><strong>"Not available. "</strong>{why.clone()}</span></p>
        }
        .into_any(),
        None => {
            let days = format::count(item.remaining_days as usize, "day", "days");
            view! {
                <p class="item-price">
                    <strong>{item.price_per_year.to_string()}</strong>" per year"
                    <span class="text-secondary d-block">{format!("{} for the {days} left", item.pro_rata)}</span>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <li class="card item" class:item-off=item.unavailable.is_some()>
            <h2 class="item-name"><a href=href>{item.name.clone()}</a></h2>
            <p class="mb-2">{item.description.clone()}</p>
            <p class="text-secondary mb-2"><code>{item.sku.clone()}</code></p>
            {price}
        </li>
    }
    .into_any()
}
