//! A dealer reads who acted as its users, and forbids it.

use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        empty::Empty,
        form::{Form, form_element},
        list::{About, list},
        page,
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, load, load_list},
};
use api::{
    impersonations::{ImpersonationPermissionView, ImpersonationView, SetImpersonationPermissionRequest},
    operations::{GetImpersonationPermission, ListImpersonations, SetImpersonationPermission},
};
use leptos::prelude::*;

/// The page.
pub(super) fn acted() -> AnyView {
    let permission = load::<GetImpersonationPermission>((), ());
    let acted = load_list::<ListImpersonations, ImpersonationView>(());
    let about = About {
        title: "Who acted as us",
        columns: &["Who", "Of", "As", "From", "Until"],
        file: "impersonations",
        empty: Empty::waits("Nobody has acted as one of you yet. Whoever does is listed here, with what was done."),
    };
    view! {
        {page::plain_header("Impersonation")}
        {page::loaded(permission, move |said| switch(permission, &said))}
        {list(about, acted, row)}
    }
    .into_any()
}

fn row(one: &ImpersonationView) -> Row {
    let until = match one.ended_at {
        Some(ended) => Cell::Time(ended),
        None => Cell::Text(format!("{} at most", format::time_text(one.ends_at))),
    };
    Row(vec![
        Cell::link(&one.by, format!("/impersonation/{}", one.impersonation_id)),
        Cell::Text(one.by_organisation.clone()),
        Cell::Text(one.user.clone()),
        Cell::Time(one.begun_at),
        until,
    ])
}

fn switch(permission: Loaded<ImpersonationPermissionView>, said: &ImpersonationPermissionView) -> AnyView {
    let asking = RwSignal::new(false);
    let allowed = said.allowed;
    let sentence = if allowed {
        "Distributors that the vendor lets ship to you may act as your users, to help them."
    } else {
        "Nobody may act as your users."
    };
    let since = said.set_by.as_ref().zip(said.set_at);
    let since = since.map(|(name, at)| {
        view! { <p class="text-secondary mb-0">{format!("Set by {name}, ")}{format::time(at)}</p> }
    });
    let (button, title) = if allowed {
        ("Forbid it", "Let nobody act as your users?")
    } else {
        ("Allow it", "Let distributors act as your users?")
    };
    view! {
        <section class="card mb-3" aria-labelledby="permission">
            <div class="card-header list-tools">
                <h2 class="card-title" id="permission">"Whether somebody may act as you"</h2>
                <button type="button" class="btn" on:click=on(move |_| asking.set(true))>{button}</button>
            </div>
            <div class="card-body"><p class="mb-0">{sentence}</p>{since}</div>
        </section>
        {dialog(asking, title, move || ask(permission, asking, !allowed))}
    }
    .into_any()
}

fn ask(permission: Loaded<ImpersonationPermissionView>, asking: RwSignal<bool>, allowed: bool) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (sentence, button, done) = if allowed {
        (
            "They see what your users see and do what your users may, for up to eight hours. You read here what they did.",
            "Allow it",
            "Distributors that may ship to you may act as your users.",
        )
    } else {
        (
            "Whoever acts as one of you now is stopped at once, and nobody begins until one of you allows it again.",
            "Forbid it",
            "Nobody may act as your users.",
        )
    };
    let set = move || {
        let request = SetImpersonationPermissionRequest { allowed };
        form.send::<SetImpersonationPermission>((), request, move |said| {
            form.saved();
            asking.set(false);
            toasts.done(done);
            permission.set(said);
        });
    };
    let content = view! {
        <p>{sentence}</p>
        <div class="btn-list">{form.submit(Signal::stored(button.to_owned()))}{cancel(asking)}</div>
    };
    form_element(form, set, content.into_any())
}
