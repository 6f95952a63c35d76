//! A file of a catalogue, read in the browser: the entries of its sections as changes of the draft.

use super::sections::{SECTIONS, Section, named, section};
use api::catalogue::DraftChange;
use serde_json::Value;

/// How many characters of changes are sent at a time: the service takes 1 MB.
const MOST_BYTES: usize = 900_000;

/// How many changes are sent at a time.
const MOST_CHANGES: usize = 10_000;

/// An entry of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its section.
    pub section: &'static Section,
    /// What it is called: `Part BE107573`.
    pub name: String,
    /// What puts it into the draft.
    pub change: DraftChange,
    /// How many bytes it takes when it is sent.
    pub size: usize,
}

/// Reads a file: a whole catalogue, some of its sections, or the list of one section that is named.
///
/// # Errors
/// A sentence: what the file is not.
pub fn read(text: &str, of_a_list: &str) -> Result<Vec<Entry>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let file: Value = serde_json::from_str(text).map_err(|wrong| format!("The file is not JSON: {wrong}."))?;
    let mut entries = Vec::new();
    match file {
        Value::Array(list) => {
            let section = section(of_a_list).filter(|section| !section.is_single());
            let section = section.ok_or("The file is a list of entries. Choose which section they are of.")?;
            entries.extend(list.into_iter().map(|value| entry(section, value)));
        }
        Value::Object(mut sections) => {
            // As the service answers with a version: its number, and the document within.
            if let Some(Value::Object(within)) = sections.remove("document") {
                sections = within;
            }
            for (name, value) in sections.into_iter().filter(|(name, _)| name != "$schema") {
                let Some(section) = section(&name) else {
                    let names: Vec<_> = SECTIONS.iter().map(|section| section.name).collect();
                    return Err(format!(
                        "A catalogue has no section {name}. Its sections are {}.",
                        names.join(", ")
                    ));
                };
                match value {
                    value if section.is_single() => entries.push(entry(section, value)),
                    Value::Array(list) => entries.extend(list.into_iter().map(|value| entry(section, value))),
                    _ => return Err(format!("The section {name} is not a list of entries.")),
                }
            }
        }
        _ => return Err("The file is neither a catalogue nor a list of entries.".to_owned()),
    }
    if entries.is_empty() {
        return Err("There is no entry in the file.".to_owned());
    }
    Ok(entries)
}

fn entry(section: &'static Section, value: Value) -> Entry {
    let name = named(section, &section.id(&value));
    let change = DraftChange {
        section: section.name.to_owned(),
        remove: None,
        put: Some(value),
    };
    let size = serde_json::to_string(&change).map_or(0, |text| text.len() + 1);
    Entry {
        section,
        name,
        change,
        size,
    }
}

/// The entries in pieces that are each sent at once.
pub fn pieces(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut pieces: Vec<Vec<Entry>> = Vec::new();
    let mut size = 0;
    for entry in entries {
        size += entry.size;
        match pieces.last_mut() {
            Some(piece) if size <= MOST_BYTES && piece.len() < MOST_CHANGES => piece.push(entry),
            _ => {
                size = entry.size;
                pieces.push(vec![entry]);
            }
        }
    }
    pieces
}

/// The change that an error is about, and the field within its entry.
pub fn place(field: &str) -> Option<(usize, String)> {
    let (index, within) = field
        .strip_prefix("changes/")?
        .split_once('/')
        .unwrap_or((field.strip_prefix("changes/")?, ""));
    let within = within.strip_prefix("put").unwrap_or(within);
    Some((index.parse().ok()?, within.trim_start_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, of_a_list: &str) -> Result<Vec<String>, String> {
        read(text, of_a_list).map(|entries| entries.into_iter().map(|entry| entry.name).collect())
    }

    #[test]
    fn a_catalogue_a_section_and_a_list_are_read() {
        let whole = r#"{"$schema": "x", "desk": {"name": "Desk"}, "parts": [{"number": "A1"}, {"number": "A2"}]}"#;
        let expected = vec!["The desk's name".to_owned(), "Part A1".to_owned(), "Part A2".to_owned()];
        assert_eq!(names(whole, ""), Ok(expected.clone()));
        assert_eq!(
            names(&format!("\u{feff}{{\"version\": 3, \"document\": {whole}}}"), ""),
            Ok(expected)
        );
        assert_eq!(
            names(r#"[{"id": "assets"}]"#, "metrics"),
            Ok(vec!["Metric assets".to_owned()])
        );
    }

    #[test]
    fn what_is_no_catalogue_is_refused_in_a_sentence() {
        for (text, part) in [
            ("{", "not JSON"),
            ("3", "neither"),
            ("{}", "no entry"),
            (r#"{"pieces": []}"#, "no section pieces"),
            (r#"{"parts": {}}"#, "not a list"),
            (r#"[{"id": "assets"}]"#, "Choose which section"),
        ] {
            assert!(names(text, "").is_err_and(|said| said.contains(part)), "{text}");
        }
    }

    #[test]
    fn pieces_are_neither_too_large_nor_too_many_changes() {
        let file = |count: usize, name: &str| {
            let parts: Vec<_> = (0..count)
                .map(|n| serde_json::json!({"number": n.to_string(), "name": name}))
                .collect();
            read(&Value::from(parts).to_string(), "parts").unwrap()
        };
        for (entries, expected) in [
            (file(3, ""), 1),
            (file(10_001, ""), 2),
            (file(10, &"a".repeat(400_000)), 5),
        ] {
            let count = entries.len();
            let pieces = pieces(entries);
            assert_eq!(pieces.len(), expected);
            assert_eq!(pieces.iter().map(Vec::len).sum::<usize>(), count);
            for piece in pieces {
                assert!(
                    piece.len() <= MOST_CHANGES && piece.iter().map(|entry| entry.size).sum::<usize>() <= MOST_BYTES
                );
            }
        }
    }

    #[test]
    fn an_error_is_about_a_change_and_a_field() {
        assert_eq!(
            place("changes/7/put/grants/amount"),
            Some((7, "grants/amount".to_owned()))
        );
        assert_eq!(place("changes/7/put"), Some((7, String::new())));
        assert_eq!(place("changes/7"), Some((7, String::new())));
        assert_eq!(place("revision"), None);
    }
}
