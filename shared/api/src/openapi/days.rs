//! Days are written out where they stand, as every text with a format of the standard's: a client
//! that is made from the document has a date there, and no type around it.

use serde_json::{Value, json};

const DAY: &str = "#/components/schemas/Day";

/// Writes every day of the document out, and takes away the schema that they referred to.
pub(super) fn write_out(document: &mut Value) {
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.remove("Day");
    }
    within(document);
}

fn within(value: &mut Value) {
    if let Some(day) = written_out(value) {
        *value = day;
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(within),
        Value::Object(members) => members.values_mut().for_each(within),
        _ => {}
    }
}

/// The schema of a day, or of one that may be left out.
fn written_out(schema: &Value) -> Option<Value> {
    let (reference, kind) = match schema["oneOf"].as_array().map(Vec::as_slice) {
        Some([reference, nothing]) if nothing["type"] == "null" => (reference, json!(["string", "null"])),
        _ => (schema, json!("string")),
    };
    if reference["$ref"] != DAY {
        return None;
    }
    let mut day = json!({ "type": kind, "format": "date" });
    if let Some(description) = reference.get("description") {
        day["description"] = description.clone();
    }
    Some(day)
}
