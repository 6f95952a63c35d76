use super::*;
use chrono::{DateTime, Utc};
use domain::{day::Day, id::CustomerId, quantity::Quantity};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    name: String,
    #[serde(default)]
    count: f64,
    #[serde(default)]
    year: u16,
    #[serde(default)]
    accepted: bool,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    line: Option<Line>,
    #[serde(default)]
    used: BTreeMap<String, u32>,
    #[serde(default)]
    word: Option<Word>,
    #[serde(default)]
    delivery: Option<Delivery>,
    #[serde(default)]
    day: Option<Day>,
    #[serde(default)]
    at: Option<DateTime<Utc>>,
    #[serde(default)]
    id: Option<CustomerId>,
    #[serde(default)]
    units: Option<Quantity>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    part: String,
    quantity: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    OnePart,
    Other,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
enum Delivery {
    Csv { count: f64 },
    Mail { emails: Vec<String> },
}

fn whole(text: &str) -> Result<Whole, Unread> {
    read(text.as_bytes())
}

#[test]
fn what_has_the_shape_is_read() {
    let text = r#"{ "name": "a\u00e9", "count": 2, "year": 65535, "accepted": true,
        "lines": [{ "part": "p", "quantity": -1 }], "line": { "quantity": 1, "part": "q" },
        "used": { "agents": 1 }, "word": "one-part", "delivery": { "by": "mail", "emails": ["a", "b"] },
        "day": "2026-01-31", "at": "2026-01-31T09:00:00Z", "id": "019a9c3e-0000-7000-8000-000000000000",
        "units": 3 }"#;
    let read = whole(text).unwrap();
    assert_eq!((read.name.as_str(), read.count, read.year), ("aé", 2.0, 65535));
    assert_eq!(read.lines[0].quantity, -1);
    assert_eq!(read.line.unwrap().part, "q");
    assert_eq!(read.used["agents"], 1);
    assert_eq!(read.word, Some(Word::OnePart));
    let emails = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(read.delivery, Some(Delivery::Mail { emails }));
    let none = whole(r#"{ "name": "", "line": null, "word": null, "delivery": { "count": 2e0, "by": "csv" } }"#);
    assert_eq!(none.unwrap().delivery, Some(Delivery::Csv { count: 2.0 }));
}

/// Every kind of thing that can be wrong, with the field and the sentence.
const WRONG: &[(&str, &str, &str)] = &[
    ("null", "", "Send an object here, not null."),
    ("1", "", "Send an object here, not 1."),
    (r#""x""#, "", "Send an object here, not text."),
    ("[]", "", "Send an object here, not an array."),
    (r#"["a", 1, 1, true]"#, "", "Send an object here, not an array."),
    ("{}", "name", "This is missing."),
    (
        r#"{"name": "a", "name": "b"}"#,
        "name",
        "This stands here twice. Send it once.",
    ),
    (r#"{"name": 1}"#, "name", "Send text here, not 1."),
    (r#"{"name": null}"#, "name", "Send text here, not null."),
    (r#"{"name": true}"#, "name", "Send text here, not true."),
    (r#"{"name": {}}"#, "name", "Send text here, not an object."),
    (r#"{"name": ["a"]}"#, "name", "Send text here, not an array."),
    (
        r#"{"name": "a", "count": "1"}"#,
        "count",
        "Send a number here, not text.",
    ),
    (
        r#"{"name": "a", "count": {}}"#,
        "count",
        "Send a number here, not an object.",
    ),
    (
        r#"{"name": "a", "year": 65536}"#,
        "year",
        "Send a whole number from 0 to 65535 here, not 65536.",
    ),
    (
        r#"{"name": "a", "year": -1}"#,
        "year",
        "Send a whole number from 0 to 65535 here, not -1.",
    ),
    (
        r#"{"name": "a", "year": 1.5}"#,
        "year",
        "Send a whole number from 0 to 65535 here, not 1.5.",
    ),
    (
        r#"{"name": "a", "accepted": 1}"#,
        "accepted",
        "Send true or false here, not 1.",
    ),
    (
        r#"{"name": "a", "accepted": "true"}"#,
        "accepted",
        "Send true or false here, not text.",
    ),
    (
        r#"{"name": "a", "lines": {}}"#,
        "lines",
        "Send an array here, not an object.",
    ),
    (
        r#"{"name": "a", "lines": "x"}"#,
        "lines",
        "Send an array here, not text.",
    ),
    (
        r#"{"name": "a", "lines": [["p", 1]]}"#,
        "lines/0",
        "Send an object here, not an array.",
    ),
    (
        r#"{"name": "a", "lines": [{"part": "p", "quantity": 1}, {"part": "p"}]}"#,
        "lines/1/quantity",
        "This is missing.",
    ),
    (
        r#"{"name": "a", "lines": [{"part": "p", "quantity": 1.5}]}"#,
        "lines/0/quantity",
        "Send a whole number here, not 1.5.",
    ),
    (
        r#"{"name": "a", "line": ["p", 1]}"#,
        "line",
        "Send an object here, not an array.",
    ),
    (
        r#"{"name": "a", "line": {"part": "p", "quantity": 1, "part": "q"}}"#,
        "line/part",
        "This stands here twice. Send it once.",
    ),
    (
        r#"{"name": "a", "line": {"part": "p", "quality": 1}}"#,
        "line/quality",
        "There is no such field here. There is `part`, `quantity`.",
    ),
    (
        r#"{"name": "a", "used": []}"#,
        "used",
        "Send an object here, not an array.",
    ),
    (
        r#"{"name": "a", "used": {"agents": -1}}"#,
        "used/agents",
        "Send a whole number from 0 to 4294967295 here, not -1.",
    ),
    (
        r#"{"name": "a", "used": {"agents": 1, "agents": 2}}"#,
        "used/agents",
        "This stands here twice. Send it once.",
    ),
    (
        r#"{"name": "a", "word": "none"}"#,
        "word",
        "Send one of `one-part`, `other` here, not `none`.",
    ),
    (
        r#"{"name": "a", "word": 1}"#,
        "word",
        "Send one of `one-part`, `other` here, not 1.",
    ),
    (
        r#"{"name": "a", "word": {"other": null}}"#,
        "word",
        "Send one of `one-part`, `other` here, not an object.",
    ),
    (
        r#"{"name": "a", "word": ["other"]}"#,
        "word",
        "Send one of `one-part`, `other` here, not an array.",
    ),
    (
        r#"{"name": "a", "delivery": ["csv", 1]}"#,
        "delivery",
        "Send an object here, not an array.",
    ),
    (
        r#"{"name": "a", "delivery": ["csv", {"count": 1}]}"#,
        "delivery",
        "Send an object here, not an array.",
    ),
    (
        r#"{"name": "a", "delivery": "csv"}"#,
        "delivery",
        "Send an object here, not text.",
    ),
    (
        r#"{"name": "a", "delivery": {"count": 1}}"#,
        "delivery/by",
        "This is missing.",
    ),
    (
        r#"{"name": "a", "delivery": {"by": "fax", "count": 1}}"#,
        "delivery/by",
        "Send one of `csv`, `mail` here, not `fax`.",
    ),
    (
        r#"{"name": "a", "delivery": {"by": "csv", "count": "1"}}"#,
        "delivery",
        "Send a number here, not text.",
    ),
    (
        r#"{"name": "a", "delivery": {"by": "csv", "count": 1, "to": 2}}"#,
        "delivery/to",
        "There is no such field here. There is `count`.",
    ),
    (
        r#"{"name": "a", "day": "31.01.2026"}"#,
        "day",
        "Enter a day from 1900-01-01 to 2199-12-31, such as 2027-12-31.",
    ),
    (
        r#"{"name": "a", "day": "2026-02-30"}"#,
        "day",
        "Enter a day from 1900-01-01 to 2199-12-31, such as 2027-12-31.",
    ),
    (
        r#"{"name": "a", "day": 20260131}"#,
        "day",
        "Send a day such as 2027-12-31 here, not 20260131.",
    ),
    (
        r#"{"name": "a", "at": "today"}"#,
        "at",
        "Send an instant such as 2026-01-31T09:00:00Z here, not this text.",
    ),
    (
        r#"{"name": "a", "at": []}"#,
        "at",
        "Send an instant such as 2026-01-31T09:00:00Z here, not an array.",
    ),
    (
        r#"{"name": "a", "id": "x"}"#,
        "id",
        "Send an id such as 019a9c3e-0000-7000-8000-000000000000 here, not this text.",
    ),
    (
        r#"{"name": "a", "id": 1}"#,
        "id",
        "Send an id such as 019a9c3e-0000-7000-8000-000000000000 here, not 1.",
    ),
    (
        r#"{"name": "a", "units": 0}"#,
        "units",
        "Enter a whole number from 1 to 1,000,000.",
    ),
    (
        r#"{"name": "a", "units": "1"}"#,
        "units",
        "Send a whole number from 0 to 4294967295 here, not text.",
    ),
];

#[test]
fn what_is_wrong_is_said_in_words_of_json_at_its_field() {
    for (text, field, sentence) in WRONG {
        match whole(text) {
            Err(Unread::Misshapen(wrong)) => {
                assert_eq!(
                    (wrong.field.as_str(), wrong.message.as_str()),
                    (*field, *sentence),
                    "{text}"
                );
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_json_says_where_it_stops_being_any() {
    for (text, sentence) in [
        ("", "It is empty"),
        ("{\"name\": \"a\"", "It ends before its JSON does"),
        ("name=x", "Expected ident at line 1 column 2"),
        ("{} {}", "Trailing characters at line 1 column 4"),
    ] {
        assert_eq!(whole(text), Err(Unread::Malformed(sentence.to_owned())), "{text}");
    }
}

#[test]
fn a_query_is_read_by_the_same_rules() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Query {
        #[serde(default)]
        after: Option<String>,
        #[serde(default)]
        word: Option<Word>,
        #[serde(default)]
        with: Option<u32>,
    }
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let read = |given| of_pairs::<Query>(pairs(given));
    assert_eq!(
        read(&[("after", "x"), ("word", "other")]).unwrap().word,
        Some(Word::Other)
    );
    assert_eq!(
        read(&[]).unwrap(),
        Query {
            after: None,
            word: None,
            with: None
        }
    );
    assert_eq!(read(&[("with", "7"), ("after", "8")]).unwrap().with, Some(7));
    for none in ["", "x", "-1", "1.5", "4294967296"] {
        let refused = of_pairs::<Query>(pairs(&[("with", none)])).unwrap_err();
        assert_eq!(refused.field, "with", "{none}");
    }
    assert_eq!(read(&[("before", "x")]).unwrap_err().field, "before");
    assert_eq!(read(&[("after", "x"), ("after", "y")]).unwrap_err().field, "after");
    assert_eq!(
        read(&[("word", "x")]).unwrap_err().message,
        "Send one of `one-part`, `other` here, not `x`."
    );
    of_pairs::<()>(pairs(&[])).unwrap();
    assert_eq!(
        of_pairs::<()>(pairs(&[("a", "b")])).unwrap_err().message,
        "Send null here, not an object."
    );
}
