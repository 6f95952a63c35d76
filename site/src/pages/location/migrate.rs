//! `/locations/:id/migrate`: what the location becomes with another hardware key code, shown before it is
//! done. `/locations/:id/former`: what it was, for the record.

use crate::{
    components::{
        dynamic::{dynamic, optional},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::{About, list},
        page::{self, Above, detail, detail_view},
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load},
    router::Router,
};
use api::{
    customers::BecomesView,
    licences::{FormerSystemView, LicenceView, MigrateRequest, MigrationView},
    operations::{GetFormerSystems, GetLocation, MigrateLocation},
};
use domain::id::LocationId;
use leptos::prelude::*;

/// The page that migrates.
pub fn migrate(location_id: LocationId) -> AnyView {
    let loaded = load::<GetLocation>(location_id, ());
    let above = super::above(location_id, loaded);
    let content = page::loaded(loaded, move |location| match location.becomes {
        Some(becomes) => ask(location_id, &location.system_type_name, &location.hkc, becomes),
        None => {
            let back = view! { <a class="btn btn-primary" href=format!("/locations/{location_id}")>"Back to the location"</a> };
            let why = "Its system type becomes no other, or nothing is activated here.";
            page::state("Nothing to migrate", why, back.into_any())
        }
    });
    view! {
        {page::header(Some(above), Signal::stored("Migrate the system".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}

fn ask(location_id: LocationId, from: &str, hkc_before: &str, becomes: BecomesView) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let hkc = RwSignal::new(String::new());
    let shown = RwSignal::new(None::<MigrationView>);
    Effect::new(move || {
        hkc.track();
        shown.set(None);
    });
    let request = move |dry_run| MigrateRequest {
        hkc: hkc.get_untracked(),
        dry_run,
    };
    let submit = move || {
        if shown.with_untracked(Option::is_none) {
            return form.send::<MigrateLocation>(location_id, request(true), move |found| shown.set(Some(found)));
        }
        form.send::<MigrateLocation>(location_id, request(false), move |done| {
            form.saved();
            toasts.done(format!(
                "Migration is done: this is {} {} now.",
                done.system_type_name, done.hkc
            ));
            router.go(&format!("/locations/{location_id}"));
        });
    };
    let to = becomes.system_type_name.clone();
    let hint = format!("{}, such as {}.", becomes.hkc_format, becomes.hkc_example);
    let button = Signal::derive(move || match shown.with(Option::is_some) {
        true => "Migrate for good".to_owned(),
        false => "Show what moves".to_owned(),
    });
    let content = view! {
        <div class="card">
            <div class="card-body fields">
                <p class="mb-0">{format!("{from} ")}<code class="hkc">{hkc_before.to_owned()}</code>{format!(" becomes {to}. Its licences get new software key codes, software assurance keeps its number, and what it was stays readable.")}</p>
                {Field::new(form, "hkc", "Hardware key code (HKC) of the new hardware").hint(Signal::stored(hint)).text(hkc)}
            </div>
            {optional(move || shown.get().map(preview))}
            <div class="card-footer btn-list">
                {form.submit(button)}
                <a class="btn" href=format!("/locations/{location_id}")>"Cancel"</a>
            </div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

/// What would move, and what would stay behind.
fn preview(found: MigrationView) -> AnyView {
    let moves = format::count(found.moves.len(), "licence moves", "licences move");
    let stays = format::count(found.stays.len(), "licence stays", "licences stay");
    let moving = found.moves.iter().map(|licence| row(licence, None));
    let staying = found
        .stays
        .iter()
        .map(|stays| row(&stays.licence, Some(stays.why.clone())));
    let behind = (!found.stays.is_empty()).then(|| table(format!("{stays} behind"), true, staying.collect()));
    view! {
        <div role="status">
            {table(format!("{moves}, as {}", found.order), false, moving.collect())}
            {behind}
            <div class="card-body">
                <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>"This cannot be undone. The old hardware key code is nobody's again; load the new licence file into the new hardware."</span></p>
            </div>
        </div>
    }
    .into_any()
}

fn table(caption: String, with_why: bool, rows: Vec<AnyView>) -> AnyView {
    view! {
        <div class="card-body py-2"><h2 class="h4 mb-0">{caption.clone()}</h2></div>
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table" aria-label=caption>
                <thead><tr>
                    <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col" class="num">"Quantity"</th>
                    {with_why.then(|| view! { <th scope="col">"Why"</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(licence: &LicenceView, why: Option<String>) -> AnyView {
    view! {
        <tr>
            <td data-label="Part"><code>{licence.part.clone()}</code></td>
            <td data-label="Name">{licence.part_name.clone()}</td>
            <td data-label="Quantity" class="num">{format::number(u64::from(licence.quantity))}</td>
            {why.map(|why| view! { <td data-label="Why" class="text-secondary">{why}</td> })}
        </tr>
    }
    .into_any()
}

/// The page of what a location was.
pub fn former(location_id: LocationId) -> AnyView {
    let loaded = load::<GetFormerSystems>(location_id, ());
    let above = Above::fixed("Location", &format!("/locations/{location_id}"));
    let systems = move || match loaded.value() {
        Some(former) if former.systems.is_empty() => {
            page::state("Nothing before", "This location was never migrated.", ().into_any())
        }
        Some(former) => former.systems.iter().map(system).collect::<Vec<_>>().into_any(),
        None => page::loaded(loaded, |_| ().into_any()),
    };
    view! {
        {page::header(Some(above), Signal::stored("What the location was".to_owned()), ().into_any())}
        {dynamic(systems)}
    }
    .into_any()
}

fn system(former: &FormerSystemView) -> AnyView {
    let about = About {
        title: "Licences then",
        columns: &[
            "Part",
            "Name",
            "Quantity",
            "Software key code",
            "Order",
            "Sales order",
            "Activated",
        ],
        file: "former-licences",
        empty: Empty::NEVER,
    };
    let licences = Loaded::ready(Rows {
        items: former.licences.clone(),
        more: false,
    });
    view! {
        <section class="card" aria-label=format!("{} {}", former.system_type_name, former.hkc)><div class="card-body">
            <p>"This is for information, and changes no more."</p>
            <dl class="datagrid">
                {detail("System type", former.system_type_name.clone())}
                {detail_view("HKC", view! { <code class="hkc">{former.hkc.clone()}</code> }.into_any())}
                {detail_view("Until", format::time(former.until))}
                {detail("Moved as", former.order.clone())}
            </dl>
        </div></section>
        {list(about, licences, |licence: &LicenceView| Row(vec![
            Cell::Code(licence.part.clone()),
            Cell::Text(licence.part_name.clone()),
            Cell::Number(u64::from(licence.quantity)),
            Cell::Code(licence.software_key_code.clone()),
            Cell::Text(licence.purchase_order.clone()),
            Cell::Text(licence.sales_order.clone()),
            Cell::Time(licence.activated_at.unwrap_or(licence.attached_at)),
        ]))}
    }
    .into_any()
}
