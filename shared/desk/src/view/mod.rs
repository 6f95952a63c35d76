//! From domain types to the wire.

pub mod assurance;
pub mod codes;
pub mod impersonation;
pub mod renewal;
pub mod subscriptions;
pub mod upgrades;

use crate::revision;
use api::{
    catalogue::{PartView, SystemTypeView},
    customers::{
        Address, AwaitsHkc, BecomesView, ChildType, CustomerRequest, CustomerView, FeatureView, LocationDetails,
        LocationView, RelativeView,
    },
    events::EventView,
    licences::{LicenceFileView, LicenceView, LimitedLeft, LimitedView, OriginalOrder},
    orders::{OrderLineView, OrderView, SwaLineView},
    page::{Page, PageQuery},
    replacement::{EmergencyView, ReplaceableView},
    reship::{ReturnedLine, ReturnedView},
    users::{OrganisationView, UndeliverableView, UserView},
};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::{Catalogue, Grant, HkcOrigin, Part, ProductKeys, SystemType},
    customer::{self, Customer, Location},
    event::{Event, Reader},
    family,
    feature::{Feature, Level},
    feature_file,
    licence::{Licence, LicenceState, awaited},
    licence_file,
    limited::{self, LimitedKind},
    migration,
    order::{Order, Returned},
    organisation::{Organisation, User},
    replacement,
    text::{Line, PartNumber},
};
use runtime::{Error, problem};
use store::organisation::OrganisationCard;
use store::{
    PageOf,
    location::{Installation, LicenceFile},
};

/// A page, each row as it goes out.
pub fn page<T, U>(page: PageOf<T>, view: impl FnMut(T) -> U) -> Page<U> {
    let PageOf { items, next } = page.map(view);
    Page {
        items,
        next,
        looked_at: None,
    }
}

/// A list that is one page, whatever it holds: no cursor is of it.
pub fn whole<T>(query: &PageQuery, items: impl IntoIterator<Item = T>) -> Result<Page<T>, Error> {
    match query.after {
        Some(_) => Err(problem::foreign_cursor()),
        None => Ok(Page {
            items: items.into_iter().collect(),
            next: None,
            looked_at: None,
        }),
    }
}

/// An organisation.
pub fn organisation(organisation: &Organisation) -> OrganisationView {
    OrganisationView {
        organisation_id: organisation.organisation_id,
        kind: organisation.kind,
        name: organisation.name.as_str().to_owned(),
        created_at: organisation.created_at,
    }
}

/// The same, from the list of organisations.
pub fn organisation_card(card: OrganisationCard) -> OrganisationView {
    OrganisationView {
        organisation_id: card.organisation_id,
        kind: card.kind,
        name: card.name.as_str().to_owned(),
        created_at: card.created_at,
    }
}

/// A user.
pub fn user(user: &User) -> UserView {
    UserView {
        user_id: user.user_id,
        organisation_id: user.organisation_id,
        name: user.name.as_str().to_owned(),
        email: user.email.as_str().to_owned(),
        roles: user.roles.iter().copied().collect(),
        state: user.state,
        undeliverable: user.undeliverable.map(|mark| UndeliverableView {
            since: mark.since,
            kind: mark.kind,
        }),
    }
}

/// The part's name; its number where the catalogue has dropped it.
pub fn part_name(catalogue: &Catalogue, number: &PartNumber) -> String {
    catalogue
        .part(number)
        .map_or_else(|| number.as_str().to_owned(), |part| part.name.clone())
}

/// An order.
pub fn order(catalogue: &Catalogue, order: &Order) -> OrderView {
    OrderView {
        order_id: order.order_id,
        organisation_id: order.holder,
        organisation_name: order.holder_name.as_str().to_owned(),
        vendor_id: order.vendor,
        purchase_order: order.purchase_order.as_str().to_owned(),
        sales_order: order.sales_order.as_str().to_owned(),
        shipped_at: order.shipped_at,
        lines: order
            .lines
            .iter()
            .map(|(part, line)| OrderLineView {
                part: part.as_str().to_owned(),
                part_name: part_name(catalogue, part),
                quantity: line.quantity,
                available: line.available,
                reshipped: line.reshipped,
                returned: line.returned,
            })
            .collect(),
        swa_lines: order
            .swa
            .iter()
            .map(|line| SwaLineView {
                part: line.part.as_str().to_owned(),
                part_name: part_name(catalogue, &line.part),
                quantity: line.quantity,
                expires: line.expires,
            })
            .collect(),
        swa_months: order.swa_months,
        notes: order.notes.as_ref().map(|notes| notes.as_str().to_owned()),
    }
}

/// Units that went back.
pub fn returned(catalogue: &Catalogue, returned: &Returned) -> ReturnedView {
    ReturnedView {
        order_id: returned.order_id,
        purchase_order: returned.purchase_order.as_str().to_owned(),
        sales_order: returned.sales_order.as_str().to_owned(),
        kind: returned.kind,
        at: returned.at,
        by: returned.by.clone(),
        holder_name: returned.holder_name.as_str().to_owned(),
        vendor_name: returned.vendor_name.as_str().to_owned(),
        lines: returned
            .lines
            .iter()
            .map(|(part, quantity)| ReturnedLine {
                part: part.as_str().to_owned(),
                part_name: part_name(catalogue, part),
                quantity: *quantity,
            })
            .collect(),
    }
}

/// A part.
pub fn part(part: &Part) -> PartView {
    PartView {
        number: part.number.as_str().to_owned(),
        name: part.name.clone(),
        application: part.application.clone(),
        system_types: part.fits.iter().map(|id| id.as_str().to_owned()).collect(),
        feature: match &part.grants {
            Some(Grant::Quantity { feature, .. } | Grant::Version { feature, .. }) => feature.clone(),
            None => String::new(),
        },
        amount: match part.grants {
            Some(Grant::Quantity { amount, .. }) => Some(amount),
            _ => None,
        },
        version: match part.grants {
            Some(Grant::Version { version, .. }) => Some(version),
            _ => None,
        },
    }
}

/// A system type.
pub fn system_type(catalogue: &Catalogue, system_type: &SystemType) -> SystemTypeView {
    SystemTypeView {
        id: system_type.id.as_str().to_owned(),
        name: system_type.name.clone(),
        hkc_format: system_type.hkc.format.clone(),
        hkc_example: system_type.hkc.example.clone(),
        creatable: system_type.creatable() && catalogue.offered_system_type(system_type.id.as_str()).is_ok(),
        made_from: system_type.generation.as_ref().map(|generation| generation.from),
        temporary: system_type.temporary,
        parents: system_type.parents.iter().map(|id| id.as_str().to_owned()).collect(),
        asks_product_key: system_type.product_key == Some(ProductKeys::Entered),
        fills_product_key: system_type.product_key == Some(ProductKeys::Filled),
        asks_second_hkc: system_type.second_hkc,
        needs_parent: system_type.origin == HkcOrigin::Child,
        terms: catalogue.terms(system_type).to_owned(),
    }
}

fn text(line: &Option<Line>) -> String {
    line.as_ref().map(|line| line.as_str().to_owned()).unwrap_or_default()
}

fn address(address: &customer::Address) -> Address {
    Address {
        street: text(&address.street),
        city: text(&address.city),
        state: text(&address.state),
        zip: text(&address.zip),
        country: address.country.as_str().to_owned(),
    }
}

/// A customer.
pub fn customer(customer: &Customer) -> CustomerView {
    let details = customer_details(&customer.details);
    CustomerView {
        customer_id: customer.customer_id,
        revision: revision::of(&details),
        name: details.name,
        address: details.address,
        vertical: details.vertical,
        reference: details.reference,
        created_at: customer.created_at,
    }
}

/// The details of a customer.
pub fn customer_details(details: &customer::CustomerDetails) -> CustomerRequest {
    CustomerRequest {
        name: details.name.as_str().to_owned(),
        address: address(&details.address),
        vertical: text(&details.vertical),
        reference: text(&details.reference),
    }
}

/// The details of a location.
pub fn location_details(details: &customer::LocationDetails) -> LocationDetails {
    LocationDetails {
        name: details.name.as_str().to_owned(),
        address: address(&details.address),
        vertical: text(&details.vertical),
        hardware_version: text(&details.hardware_version),
        software_version: text(&details.software_version),
        reference: text(&details.reference),
        customer_email: details.customer_email.as_str().to_owned(),
        dealer_email: details.dealer_email.as_str().to_owned(),
        made_from: details
            .made_from
            .as_ref()
            .map(|made| made.value.as_str().to_owned())
            .unwrap_or_default(),
    }
}

/// A location with everything on it.
pub fn location(
    catalogue: &Catalogue,
    installation: &Installation,
    customer_name: &str,
    files: &[LicenceFile],
    family: Vec<RelativeView>,
    now: DateTime<Utc>,
) -> LocationView {
    let Installation { location, licences, .. } = installation;
    let system_type = catalogue.system_type(location.system_type.as_str());
    let mut sorted: Vec<&Licence> = licences.iter().collect();
    sorted.sort_by_key(|licence| (licence.activated_at(), licence.attached_at, licence.part.clone()));
    let (attached, activated): (Vec<_>, Vec<_>) = sorted
        .into_iter()
        .partition(|licence| licence.state == LicenceState::Attached);
    let granted: Vec<Licence> = activated.iter().map(|licence| (*licence).clone()).collect();
    let details = location_details(&location.details);
    LocationView {
        revision: revision::of(&details),
        location_id: location.location_id,
        customer_id: location.customer_id,
        customer_name: customer_name.to_owned(),
        hkc: location.hkc.as_str().to_owned(),
        second_hkc: location.second_hkc.as_ref().map(|hkc| hkc.as_str().to_owned()),
        product_key: system_type
            .filter(|kind| kind.product_key == Some(ProductKeys::Entered) || location.licence_files > 0)
            .and_then(|kind| location.product_key(kind))
            .map(|key| key.as_str().to_owned()),
        system_type: location.system_type.as_str().to_owned(),
        system_type_name: system_type.map(|kind| kind.name.clone()).unwrap_or_default(),
        catalogue: catalogue.version(),
        terms: system_type
            .map(|kind| catalogue.terms(kind).to_owned())
            .unwrap_or_default(),
        details,
        made_from: location.details.made_from.as_ref().map(|made| made.source),
        awaits_hkc: system_type.and_then(|kind| awaits_hkc(catalogue, kind, installation)),
        imports: system_type.is_some_and(|kind| feature_file::may_import(kind, licences).is_ok()),
        replaceable: system_type.and_then(|kind| replaceable(catalogue, kind, location, now)),
        emergency: location.emergency.as_ref().map(|emergency| EmergencyView {
            hkc: emergency.hkc.as_str().to_owned(),
            reason: emergency.reason.as_str().to_owned(),
            at: emergency.at,
            ends: emergency.ends,
        }),
        limited: system_type.map(|kind| limited_left(kind, location)).unwrap_or_default(),
        becomes: system_type.and_then(|kind| becomes(catalogue, kind, installation)),
        was_migrated: !location.former.is_empty(),
        children: child_types(catalogue, location),
        family,
        created_at: location.created_at,
        attached: attached.into_iter().map(|one| licence(catalogue, one)).collect(),
        activated: activated.into_iter().map(|one| licence(catalogue, one)).collect(),
        features: licence_file::features(catalogue, &granted)
            .into_iter()
            .map(feature)
            .collect(),
        warnings: warnings(catalogue, system_type, &granted),
        licence_files: files.iter().map(licence_file).collect(),
        is_external: system_type.is_some_and(SystemType::is_external),
        request_file: system_type.and_then(|kind| kind.request_file.clone()),
        external: Vec::new(),
    }
}

/// What is to be done before the location has its hardware key code, where it has a temporary key.
fn awaits_hkc(catalogue: &Catalogue, kind: &SystemType, installation: &Installation) -> Option<AwaitsHkc> {
    let generation = kind.later_hkc().filter(|_| installation.location.awaits_hkc(kind))?;
    let with = generation.with.clone().unwrap_or_default();
    let grants = |part: &&Part| part.grants.as_ref().is_some_and(|grant| grant.feature() == with);
    let parts = catalogue.parts().filter(|part| part.fits(&kind.id)).filter(grants);
    let ready = awaited::to_make(catalogue, kind, &installation.location, &installation.licences);
    Some(AwaitsHkc {
        from: generation.from,
        parts: parts.map(|part| part.name.clone()).collect(),
        ready: ready.is_ok(),
    })
}

/// How the hardware of the location is replaced, where it can be.
fn replaceable(
    catalogue: &Catalogue,
    kind: &SystemType,
    location: &Location,
    now: DateTime<Utc>,
) -> Option<ReplaceableView> {
    let left = replacement::left(kind, location, now)?;
    Some(ReplaceableView {
        left: u32::try_from(left).unwrap_or(0),
        from: kind.generation.as_ref().map(|generation| generation.from),
        product_key: kind.product_key == Some(ProductKeys::Entered),
        hkc_format: kind.hkc.format.clone(),
        hkc_example: kind.hkc.example.clone(),
        office_hours: catalogue.desk().office_hours.as_ref().map(|hours| hours.words()),
    })
}

/// The limited licences that the location gets, once it has its hardware key code.
fn limited_left(kind: &SystemType, location: &Location) -> Vec<LimitedLeft> {
    let kinds = [LimitedKind::Demo, LimitedKind::Service].into_iter();
    kinds
        .filter(|_| !location.awaits_hkc(kind))
        .filter_map(|limited| {
            let (left, allowance) = limited::left(kind, location, limited)?;
            Some(LimitedLeft {
                kind: limited,
                left,
                number: allowance.number,
                days: allowance.days,
            })
        })
        .collect()
}

/// What the location can become, once something is activated.
fn becomes(catalogue: &Catalogue, kind: &SystemType, installation: &Installation) -> Option<BecomesView> {
    let (_, to) = migration::target(catalogue, kind).ok()?;
    let some = installation
        .licences
        .iter()
        .any(|licence| licence.activated_at().is_some());
    some.then(|| BecomesView {
        system_type_name: to.name.clone(),
        hkc_format: to.hkc.format.clone(),
        hkc_example: to.hkc.example.clone(),
    })
}

/// The system types of which locations can be added to the location.
fn child_types(catalogue: &Catalogue, location: &Location) -> Vec<ChildType> {
    let of = |kind: &SystemType| ChildType {
        system_type: kind.id.as_str().to_owned(),
        name: kind.name.clone(),
    };
    family::children(catalogue, location).map(of).collect()
}

/// What the system type needs to run, where the activated licences do not grant it.
fn warnings(catalogue: &Catalogue, system_type: Option<&SystemType>, granted: &[Licence]) -> Vec<String> {
    let needs = system_type.and_then(|kind| kind.needs.as_ref());
    needs
        .filter(|needs| !granted.is_empty() && !needs.are_met(catalogue, granted))
        .map(|needs| needs.warning.clone())
        .into_iter()
        .collect()
}

fn feature(feature: Feature) -> FeatureView {
    let (quantity, version) = match feature.level {
        Level::Quantity(quantity) => (Some(quantity), None),
        Level::Version(version) => (None, Some(version)),
    };
    FeatureView {
        feature: feature.feature,
        quantity,
        version,
        made_of: feature.made_of,
    }
}

/// A licence.
pub fn licence(catalogue: &Catalogue, licence: &Licence) -> LicenceView {
    LicenceView {
        software_key_code: licence.software_key_code.as_str().to_owned(),
        part: licence.part.as_str().to_owned(),
        part_name: part_name(catalogue, &licence.part),
        quantity: licence.quantity.get(),
        order_id: licence.order_id,
        purchase_order: licence.purchase_order.as_str().to_owned(),
        sales_order: licence.sales_order.as_str().to_owned(),
        attached_at: licence.attached_at,
        activated_at: licence.activated_at(),
        original: licence.origin.as_ref().map(|origin| OriginalOrder {
            purchase_order: origin.purchase_order.as_str().to_owned(),
            sales_order: origin.sales_order.as_str().to_owned(),
        }),
    }
}

/// A licence file's row.
pub fn licence_file(file: &LicenceFile) -> LicenceFileView {
    LicenceFileView {
        sequence: file.sequence,
        file_name: file.file_name.clone(),
        issued_at: file.issued_at,
        key_id: file.key_id.clone(),
        activation_code: file.activation_code.clone(),
        limited: file.limited.map(|limited| LimitedView {
            kind: limited.kind,
            ends: limited.ends,
        }),
    }
}

/// A page of a history, as the user may see it.
pub fn events(catalogue: &Catalogue, page: PageOf<Event>, user: &User) -> Page<EventView> {
    let reader = Reader::of(user);
    Page {
        items: page
            .items
            .iter()
            .filter_map(|one| event(catalogue, one, reader))
            .collect(),
        next: page.next,
        looked_at: None,
    }
}

/// An event, as its reader may see it; `None` where the reader does not.
pub fn event(catalogue: &Catalogue, event: &Event, reader: Reader) -> Option<EventView> {
    event.is_seen_by(reader).then(|| EventView {
        sequence: event.envelope.sequence,
        at: event.envelope.at,
        operation: event.what().to_owned(),
        by: event.envelope.actor.to_string(),
        summary: event.sentence(reader, catalogue),
    })
}
