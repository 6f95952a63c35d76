//! `/organisations/:id`: an organisation's name, users and history.

mod address;
mod allowances;
mod quota_use;
mod tenant;
pub mod users;

use crate::components::dynamic::{dynamic, on};
use crate::{
    client::Failure,
    components::{
        dialog::{cancel, dialog},
        field::Field,
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        toasts::Toasts,
    },
    format,
    load::{Load, Loaded, Rows, load_list},
};
use api::{
    events::EventView,
    operations::{ListOrganisationEvents, ListOrganisations, ListUsers, RenameOrganisation},
    users::{OrganisationView, RenameOrganisationRequest, UserView},
};
use domain::{id::OrganisationId, organisation::OrganisationKind};
use leptos::prelude::*;
use users::{People, users};

/// What is shown, fetched again after every change.
#[derive(Clone, Copy)]
struct Shown {
    organisation_id: OrganisationId,
    organisations: Loaded<Rows<OrganisationView>>,
    users: Loaded<Rows<UserView>>,
    events: Loaded<Rows<EventView>>,
}

impl Shown {
    fn organisation(self) -> Option<OrganisationView> {
        let organisations = self.organisations.value()?.items;
        organisations
            .into_iter()
            .find(|organisation| organisation.organisation_id == self.organisation_id)
    }
}

/// The page of an organisation.
pub fn organisation(organisation_id: OrganisationId) -> AnyView {
    let shown = Shown {
        organisation_id,
        organisations: load_list::<ListOrganisations, _>(()),
        users: load_list::<ListUsers, _>(organisation_id),
        events: load_list::<ListOrganisationEvents, _>(organisation_id),
    };
    let renaming = RwSignal::new(false);
    let title = Signal::derive(move || {
        shown
            .organisation()
            .map_or("Organisation".to_owned(), |organisation| organisation.name)
    });
    let actions = view! {
        <button type="button" class="btn" on:click=on(move |_| renaming.set(true))>{icon(icon::EDIT)}"Rename"</button>
    };
    let content = move || match (shown.organisations.get(), shown.organisation()) {
        (Load::Loading, _) => page::skeleton(),
        (Load::Ready(_), Some(organisation)) => {
            let people = People {
                organisation_id,
                kind: organisation.kind,
                users: shown.users,
                events: shown.events,
            };
            let tenant = (organisation.kind == OrganisationKind::Tenant).then(|| tenant::tenant(shown));
            let ships_on = organisation.kind == OrganisationKind::Distributor;
            view! {
                {details(&organisation)}
                {tenant}{users(people)}
                {ships_on.then(|| allowances::allowances(shown, organisation.name))}
            }
            .into_any()
        }
        // A list of all organisations stands in for an operation that gets one.
        (Load::Ready(_), None) => page::not_found_here(),
        (Load::Failed(failure), _) => failed(shown, &failure),
    };
    view! {
        {page::header(Some(Above::fixed("Organisations", "/organisations")), title, actions.into_any())}
        {dynamic(content)}
        {history(shown.events)}
        {dialog(renaming, "Rename the organisation", move || rename(shown, renaming))}
    }
    .into_any()
}

fn failed(shown: Shown, failure: &Failure) -> AnyView {
    page::failed(failure, move || shown.organisations.again())
}

fn details(organisation: &OrganisationView) -> AnyView {
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail("Kind", organisation.kind.word())}
                {detail_view("Since", format::time(organisation.created_at))}
                {detail_view("Organisation id", view! { <code>{organisation.organisation_id.to_string()}</code> }.into_any())}
            </dl>
        </div></section>
    }
    .into_any()
}

fn rename(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let before = untrack(|| {
        shown
            .organisation()
            .map(|organisation| organisation.name)
            .unwrap_or_default()
    });
    let name = RwSignal::new(before);
    let submit = move || {
        let request = RenameOrganisationRequest {
            name: name.get_untracked(),
        };
        form.send::<RenameOrganisation>(shown.organisation_id, request, move |organisation| {
            form.saved();
            open.set(false);
            toasts.done(format!("The organisation is called {} now.", organisation.name));
            shown.organisations.again();
            shown.events.again();
        });
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "name", "Name").note("Orders that were shipped keep the name of their day.").text(name)}
            <div class="btn-list">{form.submit(Signal::stored("Rename".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
