//! Reads JSON into wire types, strictly: an object is an object, and no struct is read from
//! an array, which serde's derived code would do. What is wrong is said in words of JSON,
//! since who calls knows none of Rust.

mod node;
mod wrong;

use api::FieldError;
use node::Node;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;
use wrong::Wrong;

/// Why a text was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is no JSON; a sentence says where it stops being any.
    Malformed(String),
    /// It is JSON of another shape.
    Misshapen(FieldError),
}

/// Reads a text that holds one JSON value and nothing else.
///
/// # Errors
/// It is no JSON, or not of this type's shape.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unread> {
    let node: Node = serde_json::from_slice(text).map_err(|error| Unread::Malformed(malformed(&error)))?;
    shape(node).map_err(Unread::Misshapen)
}

/// Reads a row of a JSON file: an object of this type's shape.
///
/// # Errors
/// It is no object, or not of this type's shape.
pub fn row<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    if !value.is_object() {
        return Err(FieldError::new("", "A row is an object with named fields."));
    }
    shape(serde_json::from_value(value).map_err(|error| FieldError::new("", malformed(&error)))?)
}

/// Reads the pairs of a query; without any it is nothing at all.
///
/// # Errors
/// A name is unknown, stands twice, or its text is none that can stand there.
pub fn of_pairs<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, FieldError> {
    let nothing = pairs.is_empty() && std::any::type_name::<T>() == "()";
    let pairs = pairs.into_iter().map(|(name, text)| (name, Node::Pair(text)));
    shape(if nothing {
        Node::Null
    } else {
        Node::Object(pairs.collect())
    })
}

fn shape<T: DeserializeOwned>(node: Node) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(node).map_err(|error| {
        let path = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        let mut field: Vec<String> = path.collect();
        let Wrong { sentence, member } = error.into_inner();
        // Within what is tagged from within, the path ends before its members.
        field.extend(member.filter(|member| field.last() != Some(member)));
        FieldError::new(field.join("/"), sentence)
    })
}

fn malformed(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof if error.line() <= 1 && error.column() == 0 => "It is empty".to_owned(),
        Category::Eof => "It ends before its JSON does".to_owned(),
        _ => {
            let text = error.to_string();
            let mut characters = text.chars();
            let first = characters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(characters).collect()
        }
    }
}

#[cfg(test)]
mod tests;
