//! One agreement: where it stands, drawn, and what cools off.

use super::{Swa, pending};
use crate::{
    components::{standing::marks, swa_timeline},
    format,
};
use api::assurance::{AgreementView, Standing};
use domain::day::Day;
use leptos::prelude::*;

/// An agreement of the location.
pub fn row(swa: Swa, agreement: &AgreementView, today: Day) -> AnyView {
    let next = agreement.next.as_ref().map(|next| {
        let days = format::days(next.starts, next.ends);
        view! { <p class="mb-0">{format!("Renewed for {days}. The units are taken when it starts.")}</p> }
    });
    let renewing = agreement
        .being_renewed
        .then(|| view! { <p class="mb-0">"Somebody is renewing it at this moment."</p> });
    view! {
        <li class="agreement">
            <div class="agreement-head">
                <h3 class="h4 mb-0">{agreement.application_name.clone()}</h3>
                {marks(agreement)}
                <span class="agreement-number"><span class="text-secondary">"Agreement "</span><code>{agreement.number.clone()}</code></span>
                <span class="agreement-until">{until(agreement)}</span>
            </div>
            {swa_timeline::of_agreement(agreement, today)}
            {agreement.pending.clone().map(|one| pending::panel(swa, agreement, one))}
            {next}
            {renewing}
        </li>
    }
    .into_any()
}

/// The day that counts.
pub fn until(agreement: &AgreementView) -> String {
    let day = format::day(agreement.expires);
    match agreement.standing {
        Standing::InGrace => format!("Grace until {day}"),
        Standing::GraceOver => format!("Grace ended on {day}"),
        Standing::Active => format!("Expires {day}"),
        Standing::Lapsed => format!("Expired {day}"),
    }
}
