//! What the schemas of requests say is what the functions check: a value beyond each bound is
//! refused at its field, and one that lies on it is not refused for that.

use crate::matrix::{Codes, Outcome, Things, body, both_dealers_things, callers, expected, path_of, tenants_things};
use api::{OPERATIONS, Operation, ProblemCode};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person};

/// A request that differs from a good one at one field.
struct Case {
    field: String,
    what: String,
    body: Value,
    /// What lies on the bound, where that is another value.
    within: Option<Value>,
}

struct Walk<'a> {
    document: &'a Value,
    whole: &'a Value,
    cases: Vec<Case>,
}

impl Walk<'_> {
    fn resolved<'v>(&'v self, schema: &'v Value) -> &'v Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.document.pointer(&reference[1..]).unwrap(),
            None => schema,
        }
    }

    fn beyond(&mut self, at: &str, what: impl Into<String>, value: Value, within: Option<Value>) {
        let with = |value: Value| {
            let mut body = self.whole.clone();
            put(&mut body, at, value);
            body
        };
        let case = Case {
            field: at.trim_start_matches('/').to_owned(),
            what: what.into(),
            body: with(value),
            within: within.map(with),
        };
        self.cases.push(case);
    }

    fn walk(&mut self, schema: &Value, at: &str) {
        let schema = self.resolved(schema).clone();
        let value = self.whole.pointer(at).cloned().unwrap_or(Value::Null);
        for variant in schema["oneOf"].as_array().into_iter().flatten() {
            let tag = &variant["properties"]["by"]["enum"][0];
            if variant["type"] != "null" && (tag.is_null() || *tag == value["by"]) {
                self.walk(variant, at);
            }
        }
        if !schema["enum"].is_null() {
            self.beyond(at, "another word", json!("no-such-word"), None);
            return;
        }
        match schema["type"].as_str().or_else(|| schema["type"][0].as_str()) {
            Some("object") => self.object(&schema, at, &value),
            Some("array") => self.array(&schema, at, &value),
            Some("string") => self.text(&schema, at),
            Some("integer" | "number") => self.number(&schema, at),
            Some("boolean") => self.beyond(at, "a word", json!("true"), None),
            _ => {}
        }
    }

    fn object(&mut self, schema: &Value, at: &str, value: &Value) {
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            self.walk(member, &format!("{at}/{name}"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            let mut without = value.clone();
            without.as_object_mut().unwrap().remove(name);
            let mut body = self.whole.clone();
            put(&mut body, at, without);
            self.cases.push(Case {
                field: format!("{at}/{name}").trim_start_matches('/').to_owned(),
                what: "nothing".to_owned(),
                body,
                within: None,
            });
        }
        if schema["additionalProperties"] == json!(false) {
            self.beyond(&format!("{at}/unheard_of"), "an unknown member", json!(1), None);
        }
    }

    fn array(&mut self, schema: &Value, at: &str, value: &Value) {
        let item = value[0].clone();
        if item.is_null() {
            return;
        }
        self.walk(&schema["items"], &format!("{at}/0"));
        if schema["minItems"].as_u64().is_some_and(|least| least > 0) {
            self.beyond(at, "no items", json!([]), None);
        }
        if let Some(most) = schema["maxItems"].as_u64() {
            let many = |count: u64| Value::Array((0..count).map(|_| item.clone()).collect());
            self.beyond(at, "too many items", many(most + 1), Some(many(most)));
        }
    }

    fn text(&mut self, schema: &Value, at: &str) {
        if schema["minLength"].as_u64().is_some_and(|least| least > 0) {
            self.beyond(at, "no text", json!(""), None);
        }
        let is_email = schema["format"] == "email";
        if let Some(most) = schema["maxLength"].as_u64().filter(|_| schema["format"].is_null()) {
            let long = |length: u64| json!("x".repeat(usize::try_from(length).unwrap()));
            self.beyond(at, "too long a text", long(most + 1), Some(long(most)));
        }
        if let Some(pattern) = schema["pattern"].as_str() {
            self.beyond(at, "another character", json!("x?x"), None);
            let most: usize = pattern
                .rsplit_once(',')
                .and_then(|(_, most)| most.split_once('}')?.0.parse().ok())
                .unwrap();
            let long = |length: usize| json!("x".repeat(length));
            self.beyond(at, "too long a code", long(most + 1), Some(long(most)));
        }
        if is_email || matches!(schema["format"].as_str(), Some("date" | "uuid" | "uri")) {
            self.beyond(at, "another form", json!("x"), None);
        }
    }

    fn number(&mut self, schema: &Value, at: &str) {
        self.beyond(at, "no whole number", json!(1.5), None);
        if let Some(least) = schema["minimum"].as_i64() {
            self.beyond(at, "too small a number", json!(least - 1), Some(json!(least)));
        }
        if let Some(most) = schema["maximum"].as_i64() {
            self.beyond(at, "too large a number", json!(most + 1), Some(json!(most)));
        }
    }
}

/// What an item of the catalogue or a batch narrows further: its own most is told instead. The hardware
/// key code of an SV8100 is made from nothing; `locations_made` has the bounds of those that are made.
const NARROWED: &[&str] = &[
    "submit-upgrade quantity",
    "create-package items/0/quantity",
    "update-package items/0/quantity",
    "mail-codes numbers/0",
    "revoke-codes numbers/0",
    "create-location details/made_from",
    "update-location details/made_from",
];

fn field_of(operation: &Operation, case: &Case) -> String {
    format!("{} {}", operation.name, case.field)
}

/// Puts a value where the path leads, which may be nothing yet.
fn put(body: &mut Value, at: &str, value: Value) {
    if at.is_empty() {
        *body = value;
        return;
    }
    let (within, name) = at.rsplit_once('/').unwrap();
    match body.pointer_mut(within).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
}

/// What is said at a field, up to what is counted.
fn said_at(answer: &Answer, field: &str) -> Option<String> {
    let errors = answer.body["errors"].as_array()?;
    let within = |at: &str| at == field || at.strip_prefix(field).is_some_and(|rest| rest.starts_with('/'));
    let found = errors.iter().find(|error| within(error["field"].as_str().unwrap()))?;
    let message = found["message"].as_str().unwrap();
    Some(message.split(';').next().unwrap().to_owned())
}

async fn send(desk: &Desk, operation: &Operation, who: Option<&Person>, path: &str, body: &Value) -> Answer {
    let token = who.map(|who| who.token.as_str());
    let method = operation.method.as_str().parse().unwrap();
    desk.send(method, path, token, body.clone(), None).await
}

/// Fills in what a good request may leave out, so that its bounds are met as well.
fn complete(operation: &Operation, mut body: Value) -> Value {
    let optional = match operation.name {
        "ship-order" => json!({ "notes": "Fragile.", "swa_months": 12 }),
        "quote-swa-renewal" => json!({ "months": 12 }),
        "submit-activation" | "renew-swa" | "assign-swa" => json!({ "reference": "R1" }),
        "create-customer" | "update-customer" => json!({ "vertical": "Retail", "reference": "R1" }),
        _ => json!({}),
    };
    body.as_object_mut()
        .unwrap()
        .extend(optional.as_object().unwrap().clone());
    body
}

fn sample(operation: &Operation, things: &Things, codes: &Codes) -> Vec<Value> {
    let body = complete(operation, body(operation, things, codes));
    if operation.name == "generate-codes" {
        let mail = json!({ "delivery": { "by": "mail", "emails": ["ines@example.com"] } });
        return vec![body, mail];
    }
    vec![body]
}

#[tokio::test]
async fn a_value_beyond_each_bound_is_refused_at_its_field_and_one_on_it_is_not() {
    let desk = Desk::start().await;
    let (tenants, codes) = tenants_things(&desk).await;
    let (dealers, _) = both_dealers_things(&desk).await;
    let callers = callers(&desk);
    desk.mails().await;
    let document = api::openapi::document();
    let mut wrong = Vec::new();
    let mut met = 0;
    for operation in OPERATIONS {
        let described = &document["paths"][operation.path][operation.method.as_str().to_lowercase()];
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() || operation.access == api::Access::Public {
            continue;
        }
        let calls = || {
            let of = |things| callers.iter().map(move |(_, who)| (things, who.as_ref()));
            [&dealers, &tenants].into_iter().flat_map(of)
        };
        let meets = |outcome| calls().find(|(things, who)| expected(operation, *who, things) == outcome);
        // What a desk like this has nothing for is refused by its fields first, too.
        let nothing_there = Outcome::Refused(ProblemCode::NotFound);
        let (things, who) = meets(Outcome::Allowed).or_else(|| meets(nothing_there)).unwrap();
        let path = path_of(operation, things);
        for whole in sample(operation, things, &codes) {
            let whole = desk.on_its_revision(operation, &path, who, whole).await;
            let mut walk = Walk {
                document: &document,
                whole: &whole,
                cases: Vec::new(),
            };
            walk.walk(schema, "");
            for case in walk.cases {
                met += 1;
                let name = format!("{}: {}", field_of(operation, &case), case.what);
                let beyond = send(&desk, operation, who, &path, &case.body).await;
                let said = said_at(&beyond, &case.field);
                let code = &beyond.body["code"];
                let refused = *code == ProblemCode::InvalidFields.code() || beyond.status.as_u16() == 422;
                if said.is_none() || !refused {
                    wrong.push(format!("{name} is not refused there: {}", beyond.text));
                    continue;
                }
                if let Some(within) = &case.within {
                    let within = send(&desk, operation, who, &path, within).await;
                    if said_at(&within, &case.field) == said && !NARROWED.contains(&field_of(operation, &case).as_str())
                    {
                        wrong.push(format!("{name}: on the bound as well: {}", within.text));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(met > 300, "{met}");
}
