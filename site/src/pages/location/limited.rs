//! Licences that hold for a while: how many are left, and making one.

use super::{Shown, files};
use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    format,
};
use api::{
    customers::LocationView,
    licences::{IssueLimitedRequest, LimitedLeft},
    operations::IssueLimited,
};
use leptos::prelude::*;

/// The section; nothing where the location gets none.
pub fn limited(shown: Shown, location: &LocationView) -> AnyView {
    if location.limited.is_empty() {
        return ().into_any();
    }
    let rows = location.limited.iter().map(|left| row(shown, left)).collect::<Vec<_>>();
    view! {
        <section class="card d-print-none" aria-labelledby="limited">
            <div class="card-header"><h2 class="card-title" id="limited">"Demo and service licences"</h2></div>
            <ul class="waiting-list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(shown: Shown, left: &LimitedLeft) -> AnyView {
    let open = RwSignal::new(false);
    let (kind, days) = (left.kind, left.days);
    let words = kind.words();
    let count = format!(
        "{} of {} left, {} each",
        left.left,
        left.number,
        format::count(days as usize, "day", "days")
    );
    let ask = move || {
        let toasts = expect_context::<Toasts>();
        let form = Form::new();
        let submit = move || {
            form.send::<IssueLimited>(shown.location_id, IssueLimitedRequest { kind }, move |file| {
                form.saved();
                open.set(false);
                toasts.done(format!("{} is made.", file.file_name));
                files::save(shown.location_id, file.sequence, toasts);
                shown.again();
            });
        };
        let content = view! {
            <p>{format!("The file grants everything that this system type has, for {}. It says what it is, and counts for this location.", format::count(days as usize, "day", "days"))}</p>
            <p class="warning-note">{icon(icon::ALERT_TRIANGLE)}<span>"When it ends, the system needs its own licence file again. You are mailed 14 and 3 days before."</span></p>
            <div class="btn-list">{form.submit(Signal::stored("Make and save the file".to_owned()))}{cancel(open)}</div>
        };
        form_element(form, submit, content.into_any())
    };
    view! {
        <li class="waiting">
            <span>{words}<span class="text-secondary d-block">{count}</span></span>
            <button type="button" class="btn" disabled=left.left == 0 on:click=on(move |_| open.set(true))>{format!("Make a {}", words.to_lowercase())}</button>
            {dialog(open, words, ask)}
        </li>
    }
    .into_any()
}
