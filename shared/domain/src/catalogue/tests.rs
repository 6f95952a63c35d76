//! What may be wrong with a document, what a version may not do to the one before, and that what
//! was published keeps its meaning whatever is published after it.

use super::*;
use crate::{
    feature::Level,
    id::OrderId,
    licence::{Licence, LicenceState},
    licence_file,
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::OrderNumber,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A catalogue of one of everything.
fn small() -> Value {
    let money = |minor_units: u32| json!({"minor_units": minor_units, "currency": "EUR"});
    json!({
        "desk": {"name": "Example Lifts"},
        "links": [{"name": "Store", "address": "https://shop.example.com/"}],
        "terms": {"standard": "For this lift alone."},
        "applications": [{"id": "lift", "name": "Lift control", "characters": "LI"}],
        "system_types": [{
            "id": "lift-one", "name": "Lift One", "characters": "L1", "origin": "entered", "terms": "standard",
            "hkc": {"format": "A Lift One code is L and 4 digits", "example": "L1234", "patterns": ["^L[0-9]{4}$"]}
        }],
        "parts": [
            {"number": "LP1", "name": "Floor", "kind": "licence", "application": "lift", "fits": ["lift-one"],
                "grants": {"feature": "floors", "amount": 1}},
            {"number": "LPV2", "name": "Version 2", "kind": "licence", "application": "lift", "fits": ["lift-one"],
                "grants": {"feature": "control", "version": 2}},
            {"number": "LU", "name": "Unit", "kind": "swa-unit", "application": "lift"}
        ],
        "rate_cards": [{
            "version": "2026-1", "valid_from": "2026-01-01", "grace_months": 3, "quote_days": 30, "unit_months": 12,
            "reinstatement": "waived", "terms": [{"months": 12, "factor": "1"}], "chosen_end": null,
            "renewal": {"least_months": 12, "most_months": 60},
            "applications": {"lift": {"most_months": 60, "rates": {"LP1": "0.5"}}}
        }],
        "upgrade_conditions": {"billing_term": "a", "payment_method": "b", "subscription_term": "c", "provider": "d"},
        "metrics": [{"id": "rides", "name": "Rides", "unit": "rides"}],
        "upgrade_plans": [{"id": "base", "name": "Base", "quota": {"rides": 5}}],
        "upgrade_items": [{
            "sku": "UP1", "name": "More rides", "description": "Five more.", "metric": "rides", "amount": 5,
            "maximum_quantity": 10, "price_per_year": money(1200), "price_per_month": money(100), "prerequisites": ["base"]
        }],
        "subscription_plans": [{"id": "watch", "name": "Watch", "rank": 1}]
    })
}

fn read(value: &Value) -> Document {
    serde_json::from_value(value.clone()).unwrap()
}

/// The document with one value replaced, by its JSON pointer; taken out where there is none.
fn with(pointer: &str, value: impl Into<Option<Value>>) -> Value {
    let mut document = small();
    change(&mut document, pointer, value.into());
    document
}

fn change(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Array(list), Some(value)) if name == "-" => list.push(value),
        (Value::Array(list), None) => drop(list.remove(name.parse().unwrap())),
        (Value::Array(list), Some(value)) => list[name.parse::<usize>().unwrap()] = value,
        (Value::Object(map), Some(value)) => drop(map.insert(name.to_owned(), value)),
        (Value::Object(map), None) => drop(map.remove(name)),
        _ => panic!("{pointer}"),
    }
}

fn told(faults: &[Fault]) -> Vec<String> {
    let told = |fault: &Fault| format!("{}/{}/{}: {}", fault.section, fault.entry, fault.field, fault.message);
    faults.iter().map(told).collect()
}

#[test]
fn a_whole_document_comes_out_as_it_went_in() {
    let document = read(&small());
    assert_eq!(told(&faults(&document)), [""; 0]);
    let again: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
    assert_eq!(again, document);
    assert_eq!(differences(&document, &again), []);
    let seed = Catalogue::seed().document();
    let again: Document = serde_json::from_str(&serde_json::to_string(&seed).unwrap()).unwrap();
    assert_eq!(again, seed);
}

#[test]
fn every_fault_is_named_where_it_stands() {
    let part = |number: &str| json!({"number": number, "name": "P", "kind": "licence", "application": "lift", "fits": ["lift-one"], "grants": {"feature": "floors", "amount": 1}});
    let link = |n: usize| json!({"name": format!("Page {n}"), "address": "https://shop.example.com/"});
    let links = |count| with("/links", Value::from_iter((0..count).map(link)));
    assert_eq!(faults(&read(&links(20))), []);
    for (document, said) in [
        (links(21), "links/Page 20/: A menu has up to 20 links."),
        (
            with(
                "/desk/logo",
                json!({"media_type": "image/png", "data": "PHN2Zz48L3N2Zz4="}),
            ),
            "desk//logo: This is not a picture",
        ),
        (with("/parts/-", part("LP1")), "parts/LP1/number: There are two"),
        (
            with(
                "/system_types/0/generation",
                json!({"from": "domain", "form": "L-##########"}),
            ),
            "system_types/lift-one/generation: Only hardware key codes that are made here have a form.",
        ),
        (
            with("/system_types/0/generation", json!({"from": "domain", "form": "L-###"})),
            "system_types/lift-one/generation/form: A form has 10 to 26 places",
        ),
        (
            with("/parts/0/application", json!("lorry")),
            "parts/LP1/application: There is no application lorry.",
        ),
        (
            with("/parts/0/fits", json!(["lift-one", "x"])),
            "parts/LP1/fits/1: There is no system type x.",
        ),
        (
            with("/parts/0/fits", json!([])),
            "parts/LP1/fits: Name the system types",
        ),
        (
            with("/parts/0/grants", None),
            "parts/LP1/grants: A licence grants a feature.",
        ),
        (
            with("/parts/0/grants", json!({"feature": "floors", "amount": 0})),
            "parts/LP1/grants: This grants nothing",
        ),
        (
            with("/parts/2/grants", json!({"feature": "floors", "amount": 1})),
            "parts/LU/grants: A SWA unit grants nothing.",
        ),
        (
            with("/parts/1/grants", json!({"feature": "floors", "version": 1})),
            "parts/LPV2/grants: Other parts grant floors otherwise",
        ),
        (
            with("/system_types/0/terms", json!("other")),
            "system_types/lift-one/terms: There are no terms other.",
        ),
        (
            with("/system_types/0/child_lmc", json!("other")),
            "system_types/lift-one/child_lmc: There is no system type other.",
        ),
        (
            with(
                "/applications/-",
                json!({"id": "door", "name": "D", "characters": "LI"}),
            ),
            "applications/door/characters: lift has these two characters already.",
        ),
        (
            with("/rate_cards/0/applications/lift/rates", json!({"LP9": "1"})),
            "rate_cards/2026-1/applications/lift/rates/LP9: There is no part LP9.",
        ),
        (
            with(
                "/rate_cards/0/applications",
                json!({"door": {"most_months": 12, "rates": {}}}),
            ),
            "rate_cards/2026-1/applications/door: There is no application door.",
        ),
        (
            with("/rate_cards/0/terms", json!([])),
            "rate_cards/2026-1/terms: Terms become longer",
        ),
        (
            with("/upgrade_items/0/metric", json!("x")),
            "upgrade_items/UP1/metric: There is no metric x.",
        ),
        (
            with("/upgrade_items/0/prerequisites", json!(["x"])),
            "upgrade_items/UP1/prerequisites/0: There is no plan x.",
        ),
        (
            with("/upgrade_items/0/price_per_year/minor_units", json!(0)),
            "upgrade_items/UP1/price_per_year: Nothing is sold for nothing",
        ),
        (
            with("/upgrade_items/0/maximum_quantity", json!(0)),
            "upgrade_items/UP1/maximum_quantity: Enter 1 or more.",
        ),
        (
            with("/upgrade_plans/0/quota", json!({"x": 1})),
            "upgrade_plans/base/quota/x: There is no metric x.",
        ),
        (
            with("/upgrade_conditions", None),
            "upgrade_conditions//: Say how upgrades are billed",
        ),
        (
            with("/subscription_plans/-", json!({"id": "see", "name": "See", "rank": 1})),
            "subscription_plans/see/rank: watch has this rank already.",
        ),
        (with("/parts/0/name", json!("n".repeat(101))), "parts/LP1/name: "),
        (with("/parts/0/name", json!(" \u{200b}")), "parts/LP1/name: "),
        (
            with("/parts/0/grants/amount", json!(1_000_001)),
            "parts/LP1/grants/amount: Enter 1000000 or less.",
        ),
        (
            with("/terms/standard", json!("")),
            "terms//standard: Terms have 1 to 20000 characters",
        ),
        (
            with("/rate_cards/0/grace_months", json!(601)),
            "rate_cards/2026-1/grace_months: Enter 600 or less.",
        ),
        (
            with("/rate_cards/0/terms/0/months", json!(4_000_000_000_u32)),
            "rate_cards/2026-1/terms/0/months: Enter 600 or less.",
        ),
        (
            with("/rate_cards/0/applications/lift/rates/LP1", json!("1000000.001")),
            "rate_cards/2026-1/applications/lift/rates/LP1: Enter 1000000 or less.",
        ),
        (
            with("/upgrade_items/0/maximum_quantity", json!(u32::MAX)),
            "upgrade_items/UP1/maximum_quantity: So many of it",
        ),
        (
            with("/upgrade_items/0/price_per_year/minor_units", json!(u64::MAX)),
            "upgrade_items/UP1/price_per_year: Enter 100000000000 or less.",
        ),
        (
            with(
                "/subscription_plans/-",
                json!({"id": "To See", "name": "See", "rank": 2}),
            ),
            "subscription_plans/To See/id: A subscription plan's id has small letters",
        ),
        (
            with("/links/0/address", json!("http://shop.example.com/")),
            "links/Store/address: Enter an address",
        ),
    ] {
        let faults = told(&faults(&read(&document)));
        assert!(faults.iter().any(|fault| fault.starts_with(said)), "{said}: {faults:?}");
    }
}

#[test]
fn a_format_that_cannot_be_used_is_refused_with_what_is_wrong() {
    for (patterns, example, said) in [
        (json!([]), "L1234", "Write at least one pattern"),
        (json!(["L[0-9]{4}"]), "L1234", "A pattern begins with ^"),
        (json!(["^(L[0-9]{4}$"]), "L1234", "cannot be read as a pattern"),
        (json!(["^L[0-9]{4}$"]), "L123", "The example L123 is not of the format."),
        (
            json!([format!("^{}$", "a".repeat(400))]),
            "L1234",
            "A pattern has up to 300 characters.",
        ),
        (json!(["^((((a{64}){64}){64}){64})$"]), "L1234", "takes too much room"),
    ] {
        let hkc = json!({"format": "A code is", "example": example, "patterns": patterns});
        let format: HkcFormat = serde_json::from_value(hkc).unwrap();
        let refused = format.fault().unwrap();
        assert!(refused.contains(said), "{refused}");
        assert!(format.read(example, false).is_err(), "what is broken takes no code");
    }
    // The engine goes through a text once, whatever the pattern.
    let slow = json!({"format": "A code is", "example": "a", "patterns": ["^(a+)+$"]});
    let format: HkcFormat = serde_json::from_value(slow).unwrap();
    let mut kind = Catalogue::seed().system_types()[0].clone();
    kind.hkc = format;
    assert!(kind.parse_hkc(&format!("{}!", "a".repeat(63))).is_err());
}

#[test]
fn what_was_published_keeps_its_meaning() {
    let before = read(&small());
    let pattern = json!(["^L[0-9]{4}$", "^M[0-9]{5}$"]);
    for (document, said) in [
        // What may change.
        (with("/parts/0/name", json!("Storey")), None),
        (with("/parts/0/retired", json!(true)), None),
        (with("/terms/standard", json!("Other terms.")), None),
        (with("/terms/second", json!("More terms.")), None),
        (with("/upgrade_items/0/price_per_year/minor_units", json!(2400)), None),
        (with("/upgrade_items/0/maximum_quantity", json!(5)), None),
        (with("/upgrade_plans/0/quota", json!({"rides": 9})), None),
        (with("/rate_cards/0/applications/lift/rates/LP1", json!("0.7")), None),
        (with("/system_types/0/hkc/patterns", pattern), None),
        (with("/links", json!([])), None),
        (
            with(
                "/parts/-",
                json!({"number": "LP2", "name": "Door", "kind": "swa-unit", "application": "lift"}),
            ),
            None,
        ),
        // What never changes.
        (
            with("/parts/0", None),
            Some("parts/LP1/: This part was published and cannot be dropped."),
        ),
        (
            with("/applications/0/characters", json!("LX")),
            Some("applications/lift/characters: This was published"),
        ),
        (
            with("/parts/0/grants/amount", json!(2)),
            Some("parts/LP1/grants/amount: This was published"),
        ),
        (
            with("/parts/0/grants/feature", json!("doors")),
            Some("parts/LP1/grants/feature: This was published"),
        ),
        (
            with("/parts/0/fits", json!([])),
            Some("parts/LP1/fits: Something that was published is missing"),
        ),
        (
            with("/system_types/0/characters", json!("LX")),
            Some("system_types/lift-one/characters: This was published"),
        ),
        (
            with("/system_types/0/origin", json!("external")),
            Some("system_types/lift-one/origin: This was published"),
        ),
        (
            with("/system_types/0/hkc/patterns", json!(["^[LM][0-9]{4}$"])),
            Some("system_types/lift-one/hkc/patterns: Something"),
        ),
        (
            with("/terms/standard", None),
            Some("terms//standard: These terms were published"),
        ),
        (
            with("/metrics/0/unit", json!("trips")),
            Some("metrics/rides/unit: This was published"),
        ),
        (
            with("/upgrade_items/0/amount", json!(6)),
            Some("upgrade_items/UP1/amount: This was published"),
        ),
        (
            with("/subscription_plans/0/rank", json!(2)),
            Some("subscription_plans/watch/rank: This was published"),
        ),
    ] {
        let faults = told(&may_follow(&before, &read(&document)));
        match said {
            None => assert_eq!(faults, [""; 0]),
            Some(said) => assert!(faults.iter().any(|fault| fault.starts_with(said)), "{said}: {faults:?}"),
        }
    }
    assert_eq!(may_follow(&Document::default(), &before), []);
}

#[test]
fn an_entry_says_what_names_it() {
    let document = read(&small());
    let said = |section: &str, id: &str| -> Vec<String> {
        let uses = uses(&document, section, id).into_iter();
        uses.map(|one| format!("{}/{}/{}", one.section, one.entry, one.field))
            .collect()
    };
    for (section, id, expected) in [
        (
            "applications",
            "lift",
            vec![
                "parts/LP1/application",
                "parts/LPV2/application",
                "parts/LU/application",
                "rate_cards/2026-1/applications/lift",
            ],
        ),
        (
            "system_types",
            "lift-one",
            vec!["parts/LP1/fits/0", "parts/LPV2/fits/0"],
        ),
        ("parts", "LP1", vec!["rate_cards/2026-1/applications/lift/rates/LP1"]),
        ("parts", "LU", vec![]),
        (
            "metrics",
            "rides",
            vec!["upgrade_plans/base/quota/rides", "upgrade_items/UP1/metric"],
        ),
        ("upgrade_plans", "base", vec!["upgrade_items/UP1/prerequisites/0"]),
        ("terms", "standard", vec!["system_types/lift-one/terms"]),
        ("links", "Store", vec![]),
        ("lorries", "LP1", vec![]),
    ] {
        assert_eq!(said(section, id), expected, "{section} {id}");
    }
    // Every entry is found by what it is told apart by.
    for section in SECTIONS {
        for entry in small()[section.name].as_array().unwrap() {
            let id = entry[section.key].as_str().unwrap();
            let found = document.entry(section.name, id).unwrap();
            assert_eq!(found[section.key], id, "{}", section.name);
        }
    }
    assert_eq!(document.entry("parts", "LP9"), None);
}

#[test]
fn a_difference_says_what_becomes_of_each_entry() {
    let before = read(&small());
    let mut after = small();
    change(&mut after, "/parts/0/retired", Some(json!(true)));
    change(
        &mut after,
        "/upgrade_items/0/price_per_year/minor_units",
        Some(json!(2400)),
    );
    change(
        &mut after,
        "/metrics/-",
        Some(json!({"id": "doors", "name": "Doors", "unit": "doors"})),
    );
    let found = differences(&before, &read(&after));
    let shown: Vec<_> = found
        .iter()
        .map(|one| {
            let fields: Vec<_> = one.fields.iter().map(|field| field.field.as_str()).collect();
            (one.section, one.entry.as_str(), one.change, fields)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("parts", "LP1", Change::Retired, vec![]),
            ("metrics", "doors", Change::Added, vec!["id", "name", "unit"]),
            (
                "upgrade_items",
                "UP1",
                Change::Changed,
                vec!["price_per_year/minor_units"]
            ),
        ]
    );
    let price = &found[2].fields[0];
    assert_eq!(
        (price.before.clone(), price.after.clone()),
        (Some(json!(1200)), Some(json!(2400)))
    );
    assert_eq!(differences(&read(&after), &before)[0].change, Change::Restored);
}

/// A change of the document that somebody could try, and may be refused.
fn any_change() -> impl Strategy<Value = (usize, u32)> {
    (0..16_usize, 1..50_u32)
}

fn tried(document: &Document, (kind, n): (usize, u32)) -> Document {
    let mut next = document.clone();
    let part = |next: &Document| n as usize % next.parts.len();
    match kind {
        0 => {
            let index = part(&next);
            next.parts[index].name = format!("Name {n}");
        }
        1 => {
            let index = part(&next);
            next.parts[index].retired = !next.parts[index].retired;
        }
        2 => {
            let index = part(&next);
            next.parts.remove(index);
        }
        3 => {
            let index = part(&next);
            if let Some(Grant::Quantity { amount, .. }) = &mut next.parts[index].grants {
                *amount = n;
            }
        }
        4 => {
            let index = part(&next);
            next.parts[index].fits.clear();
        }
        5 => next.parts.push(Part {
            number: PartNumber::parse(&format!("LN{n}")).unwrap(),
            name: format!("New {n}"),
            kind: PartKind::Licence,
            application: "lift".to_owned(),
            fits: vec![SystemTypeId::parse("lift-one").unwrap()],
            grants: Some(Grant::Quantity {
                feature: "floors".to_owned(),
                amount: n,
            }),
            one_per_system: false,
            invented: false,
            retired: false,
        }),
        6 => next.applications[0].characters = Characters::parse(&format!("L{}", n % 10)).unwrap(),
        7 => next.system_types[0].name = format!("Lift {n}"),
        8 => next.system_types.clear(),
        9 => next.subscription_plans[0].rank = u8::try_from(n).unwrap(),
        10 => next.upgrade_items[0].price_per_year.minor_units = u64::from(n),
        11 => next.upgrade_items[0].amount = n,
        12 => next.metrics[0].unit = format!("unit {n}"),
        13 => _ = next.terms.insert("standard".to_owned(), format!("Terms {n}.")),
        14 => next.terms.clear(),
        _ => next.links.clear(),
    }
    next
}

proptest! {
    /// Random versions, one after the other, each published where it may be: every licence that was
    /// ever made grants what it granted, and everything that was ever there is found by its id.
    #[test]
    fn whatever_is_published_every_licence_file_can_be_made_again(
        changes in proptest::collection::vec(any_change(), 1..40),
    ) {
        let mut in_force = read(&small());
        // Every part that was ever offered, with the features of a licence of it as it was made.
        let mut made: Vec<(Licence, Vec<(String, Level)>)> = Vec::new();
        let mut ids: Vec<(&str, Vec<String>)> = Vec::new();
        for change in changes {
            let catalogue = Catalogue::new(1, in_force.clone()).unwrap();
            for part in catalogue.parts().filter(|part| part.grants.is_some()) {
                let licence = licence_of(part);
                let features = granted(&catalogue, &licence);
                made.push((licence, features));
            }
            ids = kept_ids(&in_force);
            let next = tried(&in_force, change);
            if faults(&next).is_empty() && may_follow(&in_force, &next).is_empty() {
                in_force = next;
            }
        }
        let last = Catalogue::new(2, in_force.clone()).unwrap();
        for (licence, features) in &made {
            prop_assert_eq!(&granted(&last, licence), features);
        }
        for ((section, before), (_, after)) in ids.iter().zip(kept_ids(&in_force)) {
            prop_assert!(before.iter().all(|id| after.contains(id)), "{}", section);
        }
        prop_assert!(last.system_type("lift-one").unwrap().parse_hkc("L1234").is_ok());
    }
}

/// What is never dropped, by section.
fn kept_ids(document: &Document) -> Vec<(&'static str, Vec<String>)> {
    let sections = SECTIONS.iter().filter(|section| section.name != "links");
    let ids = |section: &Section| {
        let keys = document.keys(section.name).into_iter();
        (section.name, keys.map(str::to_owned).collect())
    };
    sections.map(ids).collect()
}

fn licence_of(part: &Part) -> Licence {
    let at = chrono::DateTime::UNIX_EPOCH;
    let number = |text: &str| OrderNumber::parse(text).unwrap();
    Licence {
        software_key_code: SoftwareKeyCode::new(&Characters::parse("L1").unwrap(), &[1; 32]),
        part: part.number.clone(),
        quantity: Quantity::try_from(3).unwrap(),
        order_id: OrderId::new(1, &[1; 10]),
        purchase_order: number("PO1"),
        sales_order: number("SO1"),
        attached_at: at,
        state: LicenceState::Activated { at },
        generation: 0,
        origin: None,
    }
}

/// What licences grant, by feature.
fn granted(catalogue: &Catalogue, licence: &Licence) -> Vec<(String, Level)> {
    let features = licence_file::features(catalogue, std::slice::from_ref(licence));
    features
        .into_iter()
        .map(|feature| (feature.feature, feature.level))
        .collect()
}
