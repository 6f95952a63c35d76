//! The JSON Schema of a catalogue's document, made from its types (spec chapter 7, "What is in it").
//! `catalogue.schema.json` beside this crate is its reviewed snapshot; the site serves it, and every
//! exported catalogue names it for editors.

use domain::catalogue::Document;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

/// The schema, of JSON Schema 2020-12.
pub fn schema() -> Value {
    let mut types = Vec::new();
    Document::schemas(&mut types);
    let json = |schema| serde_json::to_value(schema).unwrap_or_default();
    let types: Map<String, Value> = types.into_iter().map(|(name, schema)| (name, json(schema))).collect();
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The catalogue of a licence desk",
        "$defs": types,
    });
    if let (Some(whole), Value::Object(document)) = (whole.as_object_mut(), json(Document::schema())) {
        whole.extend(document);
    }
    point_to_definitions(&mut whole);
    whole
}

/// In an OpenAPI document types stand among its components; in a schema they are its definitions.
fn point_to_definitions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(to) if name == "$ref" => *to = to.replace("#/components/schemas/", "#/$defs/"),
                    other => point_to_definitions(other),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(point_to_definitions),
        _ => {}
    }
}
