//! `/organisations`: who is in the channel.

use crate::components::dynamic::on;
use crate::{
    components::{
        dialog::{cancel, dialog},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::About,
        long_list::{Ordered, long_list},
        page,
        row::{Cell, Row},
        toasts::Toasts,
    },
    router::Router,
};
use api::{
    FieldError,
    operations::{CreateOrganisation, ListOrganisations},
    users::{CreateOrganisationRequest, OrganisationView},
};
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

/// The list of organisations.
pub fn organisations() -> AnyView {
    let creating = RwSignal::new(false);
    let about = About {
        title: "All organisations",
        columns: &["Name", "Kind", "Since"],
        file: "organisations",
        empty: Empty::act(
            "There are no organisations yet. Add the first dealer, distributor or tenant.",
            "New organisation",
            move || creating.set(true),
        ),
    };
    let actions = view! {
        <button type="button" class="btn btn-primary" on:click=on(move |_| creating.set(true))>{icon(icon::PLUS)}"New organisation"</button>
    };
    view! {
        {page::header(None, Signal::stored("Organisations".to_owned()), actions.into_any())}
        {long_list::<ListOrganisations, _>((about, Ordered::ByName), (), row, None)}
        {dialog(creating, "New organisation", move || create(creating))}
    }
    .into_any()
}

fn row(organisation: &OrganisationView) -> Row {
    Row(vec![
        Cell::link(
            &organisation.name,
            format!("/organisations/{}", organisation.organisation_id),
        ),
        Cell::Text(organisation.kind.word().to_owned()),
        Cell::Time(organisation.created_at),
    ])
}

fn create(open: RwSignal<bool>) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new(String::new());
    let kinds: Vec<(String, String)> = OrganisationKind::ALL
        .into_iter()
        .filter(|kind| *kind != OrganisationKind::Vendor)
        .map(|kind| (kind.word().to_owned(), kind.word().to_owned()))
        .collect();
    let submit = move || {
        let chosen = OrganisationKind::ALL
            .into_iter()
            .find(|each| each.word() == kind.get_untracked());
        let Some(kind) = chosen else {
            form.check(vec![FieldError::new(
                "kind",
                "Choose what the organisation is. It never changes.",
            )]);
            return;
        };
        form.send::<CreateOrganisation>(
            (),
            CreateOrganisationRequest {
                kind,
                name: name.get_untracked(),
            },
            move |made| {
                form.saved();
                open.set(false);
                toasts.done(format!("{} is added. Invite its first user.", made.name));
                router.go(&format!("/organisations/{}", made.organisation_id));
            },
        );
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "name", "Name").text(name)}
            {Field::new(form, "kind", "Kind").note("It never changes.").choice(kind, Signal::stored(kinds))}
            <div class="btn-list">{form.submit(Signal::stored("Add organisation".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
