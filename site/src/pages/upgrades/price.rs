//! What an upgrade costs: one, all of them, and for the days that are left.

use crate::{
    components::{
        dynamic::optional,
        form::{Form, field_id},
        icon::{self, icon},
    },
    format,
};
use api::upgrades::PriceView;
use domain::upgrade::AgreedPrice;
use leptos::prelude::*;

/// `361 days, until 31 December 2026`
pub fn term(price: AgreedPrice) -> String {
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
                    <th scope="row" colspan="2">"To pay"<span class="price-term">{format!("for {}", term(price.agreed()))}</span></th>
                    <td>{price.pro_rata.to_string()}</td>
                </tr>
            </tbody>
        </table>
    }
    .into_any()
}

/// The price that was shown beside the one that holds, where the form was refused for it.
pub fn changed(form: Form) -> AnyView {
    let both = move || {
        let change = form.price_change()?;
        let line = |price: AgreedPrice| format!("{} for {}", price.pro_rata, term(price));
        let both = view! {
            <div class="warning-note">
                {icon(icon::ALERT_TRIANGLE)}
                <dl class="price-change">
                    <dt>"Shown before"</dt><dd>{line(change.shown)}</dd>
                    <dt>"Costs now"</dt><dd>{line(change.now.agreed())}</dd>
                </dl>
            </div>
        };
        Some(both.into_any())
    };
    view! { <div id=field_id("price") tabindex="-1">{optional(both)}</div> }.into_any()
}
