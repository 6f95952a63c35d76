//! `/packages/:id`: a package, and activating it.

use super::status;
use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::{dynamic, on},
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view, fixed_action},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    pages::redeem::contents,
};
use api::{
    events::EventView,
    operations::{ActivatePackage, GetPackage, ListPackageEvents},
    packages::{ActivatePackageRequest, PackageView},
};
use domain::{id::PackageId, package::PackageStatus};
use leptos::prelude::*;

/// The page of a package.
pub fn package(package_id: PackageId) -> AnyView {
    let loaded = load::<GetPackage>(package_id, ());
    let events = load_list::<ListPackageEvents, _>(package_id);
    let title = Signal::derive(move || loaded.value().map_or("Package".to_owned(), |package| package.name));
    let open = RwSignal::new(false);
    let actions = move || {
        match loaded.value().map(|package| package.status) {
        Some(PackageStatus::Draft) => view! {
            {fixed_action(&format!("/packages/{package_id}/edit"), icon::EDIT, "Edit", false)}
            <button type="button" class="btn btn-primary" on:click=on(move |_| open.set(true))>{icon(icon::CHECK)}"Activate"</button>
        }
        .into_any(),
        Some(PackageStatus::Active) => {
            fixed_action(&format!("/packages/{package_id}/codes"), icon::KEY, "Generate codes", true)
        }
        None => ().into_any(),
    }
    };
    view! {
        {page::header(Some(Above::fixed("Packages", "/packages")), title, dynamic(actions))}
        {page::loaded(loaded, |package| details(&package))}
        {history(events)}
        {dialog(open, "Activate this package?", move || confirm(package_id, loaded, events, open))}
    }
    .into_any()
}

fn details(package: &PackageView) -> AnyView {
    let (words, class) = status(package.status);
    let next = (package.status == PackageStatus::Draft)
        .then(|| view! { <p class="note">"A draft can be changed and has no codes. Activate it when it is right: it stays as it is from then on."</p> });
    view! {
        <section class="card" aria-labelledby="what">
            <div class="card-header list-tools">
                <h2 class="card-title" id="what">"What it brings"</h2>
                <span class=format!("badge {class}")>{words}</span>
            </div>
            <div class="card-body">
                {next}
                <p class="notes">{package.description.clone()}</p>
                {contents(&package.items)}
                <dl class="datagrid">
                    {detail("Provided by", package.provider.clone())}
                    {detail("Built by", package.built_by.name.clone())}
                    {detail_view("Built", format::time(package.created_at))}
                    {detail_view("Changed", format::time(package.updated_at))}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn confirm(
    package_id: PackageId,
    loaded: Loaded<PackageView>,
    events: Loaded<Rows<EventView>>,
    open: RwSignal<bool>,
) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let items = loaded.value().map(|package| contents(&package.items));
    let submit = move || {
        form.send::<ActivatePackage>(package_id, ActivatePackageRequest {}, move |package| {
            open.set(false);
            toasts.done(format!("{} is activated. Generate its codes next.", package.name));
            loaded.set(package);
            events.again();
        });
    };
    let content = view! {
        {items}
        <p>"It stays as it is from then on, and codes can be generated for it. It cannot be undone."</p>
        <div class="btn-list">{form.submit(Signal::stored("Activate for good".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
