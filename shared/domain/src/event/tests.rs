use super::*;
use serde_json::json;
use std::collections::BTreeSet;

/// Every happening as it stands in tables for good, each with what it says.
fn kept() -> Vec<(&'static str, &'static str)> {
    let lines: Vec<_> = include_str!("kept.txt").lines().collect();
    lines.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

fn happening(kept: &str) -> Happening {
    Happening::read(serde_json::from_str(kept).unwrap()).unwrap_or_else(|_| panic!("{kept}"))
}

fn event(happening: &Value) -> String {
    json!({
        "aggregate": "LOCATION#1", "sequence": 2, "at": "2026-04-01T09:30:00Z",
        "actor": { "user_id": "0198f2b4-6c1d-7a00-8000-000000000001",
                   "organisation_id": "0198f2b4-6c1d-7a00-8000-000000000002", "name": "Dora\u{200b}\nExample" },
        "request_id": "r-1", "happening": happening, "previous": "k.mac",
    })
    .to_string()
}

#[test]
fn what_was_kept_is_read_said_and_kept_alike() {
    let mut read = BTreeSet::new();
    for (text, sentence) in kept() {
        let happening = happening(text);
        assert_eq!(serde_json::to_string(&happening).unwrap(), text);
        assert_eq!(happening.sentence(Reader::OPERATOR, Catalogue::seed()), sentence);
        read.insert(happening.what());
    }
    let known: Vec<_> = Happening::kept_names().collect();
    assert_eq!(read, known.iter().copied().collect(), "every kind stands in kept.txt");
    assert_eq!(read.len(), known.len(), "no two kinds share a name");
}

#[test]
fn what_names_no_version_of_the_catalogue_belongs_to_the_first() {
    let mut kept: Value = serde_json::from_str(&event(&json!(null))).unwrap();
    let envelope = |kept: &Value| Envelope::read(&kept.to_string()).unwrap();
    assert_eq!(envelope(&kept).catalogue, 1);
    kept["catalogue"] = json!(7);
    assert_eq!(envelope(&kept).catalogue, 7);
}

#[test]
fn an_event_is_read_as_it_was_kept() {
    for (text, _) in kept() {
        let happening = happening(text);
        let envelope = Envelope::read(&event(&json!(null))).unwrap();
        let body = envelope.body(&happening).unwrap();
        assert_eq!(Envelope::read(&body).unwrap(), envelope);
        let happening = Ok(happening);
        assert_eq!(Event::read(&body).unwrap(), Event { envelope, happening });
    }
}

#[test]
fn what_cannot_be_read_leaves_the_envelope() {
    for (kept, seen) in [
        (json!({ "what": "licences-lent", "to": "somebody" }), true),
        (json!({ "what": "customer-updated", "name": 7 }), true),
        (json!({ "what": "renewal-done" }), false),
        (json!({ "what": "upgrade-failed", "reason": 7 }), true),
        (json!({ "what": 7 }), true),
        (json!("later"), true),
        (json!(null), true),
    ] {
        let event = Event::read(&event(&kept)).unwrap();
        assert_eq!((event.envelope.sequence, event.what()), (2, "unreadable"), "{kept}");
        assert_eq!(event.envelope.actor.to_string(), "Dora\u{200b}\nExample");
        assert_eq!(
            event.sentence(Reader::OPERATOR, Catalogue::seed()),
            "Something that this version cannot show."
        );
        assert_eq!(event.is_seen_by(NOBODY), seen, "{kept}");
        assert!(event.is_seen_by(Reader::OPERATOR));
    }
    assert!(Event::read("{}").is_err() && Event::read("no event").is_err());
}

const NOBODY: Reader = Reader {
    assurance: false,
    accounts: false,
};

#[test]
fn assurance_is_for_swa_users() {
    for (text, _) in kept() {
        let what = happening(text).what();
        let assurance = ["swa-", "renewal-", "free-"]
            .iter()
            .any(|family| what.starts_with(family));
        let event = Event::read(&event(&serde_json::from_str(text).unwrap())).unwrap();
        assert_eq!(event.is_seen_by(NOBODY), !assurance, "{what}");
        assert!(event.is_seen_by(Reader::OPERATOR), "{what}");
    }
}

#[test]
fn the_account_is_for_buyers() {
    let sentences: BTreeSet<String> = kept()
        .iter()
        .filter(|(text, _)| text.contains("tenant-set"))
        .map(|(text, _)| happening(text).sentence(NOBODY, Catalogue::seed()))
        .collect();
    let alike = "The terms are now: Standard, contract from 2026-01-01 to 2026-12-31.";
    assert_eq!(
        sentences,
        BTreeSet::from([alike.to_owned()]),
        "whether there is one says nothing"
    );
}

#[test]
fn an_actor_says_for_whom() {
    let actor: Actor = serde_json::from_value(json!({
        "user_id": "0198f2b4-6c1d-7a00-8000-000000000001",
        "organisation_id": "0198f2b4-6c1d-7a00-8000-000000000002",
        "name": "Olga",
        "acting_for": { "user_id": "0198f2b4-6c1d-7a00-8000-000000000003",
                        "organisation_id": "0198f2b4-6c1d-7a00-8000-000000000004", "name": "Dora",
                        "impersonation_id": "0198f2b4-6c1d-7a00-8000-000000000005" },
    }))
    .unwrap();
    assert_eq!(actor.to_string(), "Olga for Dora");
    let own = Actor {
        acting_for: None,
        ..actor
    };
    assert_eq!(own.to_string(), "Olga");
    assert!(!serde_json::to_string(&own).unwrap().contains("acting_for"));
}

#[test]
fn a_customer_is_told_what_its_systems_have_and_nothing_of_orders_units_and_reasons() {
    let told: Vec<String> = kept()
        .into_iter()
        .filter_map(|(text, _)| happening(text).for_customer(Catalogue::seed()))
        .collect();
    assert!(told.len() > 10, "{told:?}");
    for sentence in &told {
        for hidden in [
            "PO1",
            "M-1",
            "MIGSU",
            "Reason",
            "unit",
            "Lightning",
            "Processed",
            "rate card",
            "192.0.2",
        ] {
            assert!(!sentence.contains(hidden), "{sentence}");
        }
    }
    assert!(told.contains(&"The hardware was replaced: 190400324413 in the place of 190400324412.".to_owned()));
}
