//! What an upgrade costs: one, all of them, and for the days that are left.

use crate::format;
use api::upgrades::{PriceView, UpgradeItemView};
use chrono::NaiveDate;
use domain::upgrade::pro_rata;
use leptos::prelude::*;

/// The price of a quantity of an item today, up to the contract's last day.
pub fn of(item: &UpgradeItemView, quantity: u32, last_day: NaiveDate) -> PriceView {
    PriceView {
        per_year: item.price_per_year,
        per_month: item.price_per_month,
        for_quantity: item.price_per_year.times(quantity),
        pro_rata: pro_rata(item.price_per_year, quantity, item.remaining_days),
        days: item.remaining_days,
        last_day,
    }
}

/// `361 days, until 31 December 2026`
pub fn term(price: &PriceView) -> String {
    let days = format::count(price.days as usize, "day", "days");
    format!("{days}, until {}", format::date_text(price.last_day))
}

/// The price, line by line.
pub fn table(price: &PriceView, quantity: u32) -> AnyView {
    view! {
        <table class="price">
            <thead><tr>
                <th scope="col"><span class="visually-hidden">"Price"</span></th>
                <th scope="col">"Per unit"</th>
                <th scope="col">{format!("For {}", format::number(u64::from(quantity)))}</th>
            </tr></thead>
            <tbody>
                <tr><th scope="row">"Per month"</th><td>{price.per_month.to_string()}</td><td>{price.per_month.times(quantity).to_string()}</td></tr>
                <tr><th scope="row">"Per year"</th><td>{price.per_year.to_string()}</td><td>{price.for_quantity.to_string()}</td></tr>
                <tr class="price-due">
                    <th scope="row" colspan="2">"To pay"<span class="price-term">{format!("for {}", term(price))}</span></th>
                    <td>{price.pro_rata.to_string()}</td>
                </tr>
            </tbody>
        </table>
    }
    .into_any()
}
