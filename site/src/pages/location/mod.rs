//! `/locations/:id`: a location with its licences, what they add up to, and its files.

mod activate;
mod attached;
pub mod certificate;
pub mod emergency;
mod external;
mod files;
mod hkc;
mod import;
mod limited;
pub mod migrate;
pub mod replace;
mod swa;

use super::{customer::address, location_form::source_words};
use crate::components::dynamic::{dynamic, optional};
use crate::{
    components::{
        empty::Empty,
        history::history,
        icon::{self, icon},
        list::{About, list},
        page::{self, Above, action, detail, detail_view},
        row::{Cell, Row},
    },
    format,
    load::{Loaded, Rows, load, load_list},
};
use api::{
    customers::{FeatureView, LocationView, Relation, RelativeView},
    events::EventView,
    licences::LicenceView,
    operations::{GetLocation, ListLocationEvents},
};
use domain::id::LocationId;
use leptos::prelude::*;
use swa::Swa;

/// What is shown, fetched again after every change.
#[derive(Clone, Copy)]
struct Shown {
    location_id: LocationId,
    location: Loaded<LocationView>,
    events: Loaded<Rows<EventView>>,
    /// None for who sees nothing of software assurance.
    swa: Option<Swa>,
}

impl Shown {
    fn again(self) {
        self.location.again();
        self.events.again();
        if let Some(swa) = self.swa {
            swa.view.again();
        }
    }
}

/// The page of a location.
pub fn location(location_id: LocationId) -> AnyView {
    let shown = Shown {
        location_id,
        location: load::<GetLocation>(location_id, ()),
        events: load_list::<ListLocationEvents, _>(location_id),
        swa: Swa::of(location_id),
    };
    let location = shown.location;
    let title = Signal::derive(move || {
        location
            .value()
            .map_or("Location".to_owned(), |location| location.details.name)
    });
    let above = Above {
        text: Signal::derive(move || {
            location
                .value()
                .map_or("Customers".to_owned(), |location| location.customer_name)
        }),
        href: Signal::derive(move || {
            location.value().map_or("/customers".to_owned(), |location| {
                format!("/customers/{}", location.customer_id)
            })
        }),
    };
    // Made once: its dialogs stay open while the licences are fetched again.
    let there = Memo::new(move |_| location.value().is_some());
    let certificate = Memo::new(move |_| location.value().is_some_and(|location| !location.activated.is_empty()));
    let child = Memo::new(move |_| {
        let location = location.value().filter(|location| !location.children.is_empty())?;
        Some(format!(
            "/customers/{}/locations/new?parent={location_id}",
            location.customer_id
        ))
    });
    let becomes = Memo::new(move |_| location.value().is_some_and(|location| location.becomes.is_some()));
    let replaceable = Memo::new(move |_| location.value().is_some_and(|location| location.replaceable.is_some()));
    let was = Memo::new(move |_| location.value().is_some_and(|location| location.was_migrated));
    let actions = view! {
        {optional(move || was.get().then(|| action(Signal::stored(format!("/locations/{location_id}/former")), icon::CLOCK, "What it was", false)))}
        {optional(move || becomes.get().then(|| action(Signal::stored(format!("/locations/{location_id}/migrate")), icon::TRACK_NEXT, "Migrate", false)))}
        {optional(move || replaceable.get().then(|| action(Signal::stored(format!("/locations/{location_id}/replace")), icon::REFRESH, "Replace hardware", false)))}
        {optional(move || child.get().map(|href| action(Signal::stored(href), icon::PLUS, "Add a child location", false)))}
        {action(Signal::stored(format!("/locations/{location_id}/transfer")), icon::TRUCK_DELIVERY, "Hand over", false)}
        {action(Signal::stored(format!("/locations/{location_id}/edit")), icon::EDIT, "Edit", false)}
        {optional(move || certificate.get().then(|| action(Signal::stored(format!("/locations/{location_id}/certificate")), icon::FILE_TEXT, "Certificate", false)))}
        {action(Signal::stored(format!("/bin?location={location_id}")), icon::LINK, "Attach licences", true)}
    };
    view! {
        {page::header(Some(above), title, actions.into_any())}
        {page::loaded(location, move |location| details(location_id, &location))}
        {optional(move || shown.swa.filter(|_| there.get()).map(|swa| swa::section(shown, swa)))}
        {dynamic(move || location.value().map_or_else(|| ().into_any(), |location| licences(shown, &location)))}
        {history(shown.events)}
    }
    .into_any()
}

/// The way back from a further page of a location, by its name.
fn above(location_id: LocationId, location: Loaded<LocationView>) -> Above {
    Above {
        text: Signal::derive(move || {
            location
                .value()
                .map_or("Location".to_owned(), |location| location.details.name)
        }),
        href: Signal::stored(format!("/locations/{location_id}")),
    }
}

fn licences(shown: Shown, location: &LocationView) -> AnyView {
    view! {
        {hkc::awaited(shown, location)}
        {import::import(shown, location)}
        {attached::attached(shown, location)}
        {card_of_features(&location.features)}
        {activated(location)}
        {activated_at_children(&location.family)}
        {files::files(shown, location)}
        {external::files(shown, location)}
        {limited::limited(shown, location)}
    }
    .into_any()
}

/// What keeps the system from running.
fn warnings(warnings: &[String]) -> AnyView {
    let notes = warnings.iter().map(|warning| {
        view! { <div class="warning-note mb-3" role="note">{icon(icon::ALERT_TRIANGLE)}<span>{warning.clone()}</span></div> }
    });
    notes.collect::<Vec<_>>().into_any()
}

fn details(location_id: LocationId, location: &LocationView) -> AnyView {
    let LocationView { details, .. } = location;
    let hkc = view! { <code class="hkc">{location.hkc.clone()}</code> };
    view! {
        {warnings(&location.warnings)}
        {replace::due(location_id, location.emergency.as_ref())}
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail_view("HKC", hkc.into_any())}
                {location.second_hkc.clone().map(|hkc| detail_view("Secondary HKC", view! { <code class="hkc">{hkc}</code> }.into_any()))}
                {location.product_key.clone().map(|key| detail_view("Product key", view! { <code>{key}</code> }.into_any()))}
                {detail("System type", location.system_type_name.clone())}
                {location.made_from.map(|source| detail(source_words(source).0, details.made_from.clone()))}
                {detail("Customer", location.customer_name.clone())}
                {detail("Address", address(&details.address))}
                {detail("Vertical", details.vertical.clone())}
                {detail("Hardware version", details.hardware_version.clone())}
                {detail("Software version", details.software_version.clone())}
                {detail("Reference", details.reference.clone())}
                {detail("Customer e-mail", details.customer_email.clone())}
                {detail("Dealer e-mail", details.dealer_email.clone())}
                {detail_view("Location since", format::time(location.created_at))}
            </dl>
        </div></section>
        {family(&location.family)}
    }
    .into_any()
}

/// The locations that belong together with it, each with the way there.
fn family(family: &[RelativeView]) -> AnyView {
    if family.is_empty() {
        return ().into_any();
    }
    let relatives = family.iter().map(|relative| {
        let what = match relative.relation {
            Relation::Parent => "This location belongs to it.",
            Relation::Child => "It belongs to this location.",
        };
        view! {
            <li class="waiting">
                <span>
                    <a href=format!("/locations/{}", relative.location_id)>{relative.name.clone()}</a>
                    <span class="text-secondary d-block">{relative.system_type_name.clone()}" · "<code class="hkc">{relative.hkc.clone()}</code></span>
                </span>
                <span class="text-secondary">{what}</span>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="family">
            <div class="card-header"><h2 class="card-title" id="family">"Belongs together"</h2></div>
            <ul class="waiting-list">{relatives.collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}

/// What is activated at the locations that were added to this one.
fn activated_at_children(family: &[RelativeView]) -> AnyView {
    let with = family.iter().filter(|relative| !relative.activated.is_empty());
    with.map(|child| {
        let title = format!("Activated at {}", child.name);
        let href = format!("/locations/{}", child.location_id);
        let id = format!("child-{}", child.location_id);
        let labelled = id.clone();
        let rows = child.activated.iter().map(|licence| {
            view! {
                <tr>
                    <td data-label="Part"><code>{licence.part.clone()}</code></td>
                    <td data-label="Name">{licence.part_name.clone()}</td>
                    <td data-label="Quantity" class="num">{format::number(u64::from(licence.quantity))}</td>
                    <td data-label="Software key code"><code>{licence.software_key_code.clone()}</code></td>
                    <td data-label="Activated">{licence.activated_at.map(format::time)}</td>
                </tr>
            }
        });
        view! {
            <section class="card" aria-labelledby=labelled>
                <div class="card-header list-tools">
                    <h2 class="card-title" id=id>{title}</h2>
                    <a class="d-print-none" href=href>"Go to it"</a>
                </div>
                <div class="table-responsive">
                    <table class="table table-vcenter card-table list-table">
                        <thead><tr>
                            <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col" class="num">"Quantity"</th>
                            <th scope="col">"Software key code"</th><th scope="col">"Activated"</th>
                        </tr></thead>
                        <tbody>{rows.collect::<Vec<_>>()}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
    .collect::<Vec<_>>()
    .into_any()
}

fn card_of_features(list: &[FeatureView]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    view! { <div class="card">{features(list)}</div> }.into_any()
}

/// The order of a licence, and as it was shipped where the location was migrated since.
fn order(licence: &LicenceView) -> String {
    match &licence.original {
        Some(original) => format!("{} (shipped as {})", licence.purchase_order, original.purchase_order),
        None => licence.purchase_order.clone(),
    }
}

/// What the activated licences add up to.
pub fn features(features: &[FeatureView]) -> AnyView {
    if features.is_empty() {
        return ().into_any();
    }
    let rows = features.iter().map(|feature| {
        let level = match (feature.quantity, feature.version) {
            (Some(quantity), _) => format::number(quantity),
            (None, Some(version)) => format!("V{version}"),
            (None, None) => String::new(),
        };
        view! {
            <tr>
                <td data-label="Feature">{feature.feature.clone()}</td>
                <td data-label="Granted" class="num"><strong>{level}</strong></td>
                <td data-label="Made of" class="text-secondary">{feature.made_of.clone()}</td>
            </tr>
        }
    });
    view! {
        <section aria-labelledby="features">
            <div class="card-header"><h2 class="card-title" id="features">"What this location may use"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr><th scope="col">"Feature"</th><th scope="col" class="num">"Granted"</th><th scope="col">"Made of"</th></tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn activated(location: &LocationView) -> AnyView {
    let about = About {
        title: "Activated licences",
        columns: &["Part", "Name", "Quantity", "Software key code", "Order", "Activated"],
        file: "activated-licences",
        empty: if location.attached.is_empty() {
            let href = format!("/bin?location={}", location.location_id);
            Empty::go(
                "No licence is activated here yet. Attach licences from the bin first.",
                href,
                icon::LINK,
                "Attach licences",
            )
        } else {
            Empty::go(
                "No licence is activated here yet. Choose those that wait, and activate them.",
                "#attached",
                icon::ARROW_UP,
                "Go to what waits",
            )
        },
    };
    let licences = Loaded::ready(Rows {
        items: location.activated.clone(),
        more: false,
    });
    list(about, licences, |licence| {
        Row(vec![
            Cell::Code(licence.part.clone()),
            Cell::Text(licence.part_name.clone()),
            Cell::Number(u64::from(licence.quantity)),
            Cell::Code(licence.software_key_code.clone()),
            Cell::link(order(licence), format!("/orders/{}", licence.order_id)),
            Cell::Time(licence.activated_at.unwrap_or(licence.attached_at)),
        ])
    })
}
