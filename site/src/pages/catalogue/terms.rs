//! The form of the terms to accept: a name and a text each.

use super::{
    entry::{Editing, newest, save_button},
    fields,
};
use crate::components::{
    dynamic::{dynamic, on},
    field::Field,
    form::form_element,
    icon::{self, icon},
};
use api::FieldError;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// Terms with what is typed in them.
#[derive(Clone, Copy)]
struct Row {
    /// Fixed where there is such an entry already.
    name: RwSignal<String>,
    text: RwSignal<String>,
    is_new: bool,
}

impl Row {
    fn new(name: &str, text: &str, is_new: bool) -> Self {
        Self {
            name: RwSignal::new(name.to_owned()),
            text: RwSignal::new(text.to_owned()),
            is_new,
        }
    }
}

/// The form. System types name terms for good, so a name that is there stays.
pub fn terms_form(editing: Editing, there: Option<&Value>) -> AnyView {
    let form = editing.form;
    let known = there.and_then(Value::as_object).into_iter().flatten();
    let known = known.map(|(name, text)| Row::new(name, text.as_str().unwrap_or_default(), false));
    let mut rows: Vec<Row> = known.collect();
    if rows.is_empty() {
        rows.push(Row::new("", "", true));
    }
    let rows = RwSignal::new(rows);
    let shown = dynamic(move || {
        let rows = rows.get().into_iter().enumerate();
        let rows = rows.map(|(place, row)| {
            let at = fields::name(&place.to_string());
            let name = row.is_new.then(|| {
                Field::new(form, format!("{at}/name"), "Name")
                    .note("System types name the terms by it, such as standard. It stays for good.")
                    .text(row.name)
            });
            let legend = if row.is_new { "New terms".to_owned() } else { row.name.get_untracked() };
            view! {
                <fieldset class="fields">
                    <legend class="h3">{legend}</legend>
                    {name}
                    {Field::new(form, format!("{at}/text"), "Text").note("What is accepted when licences are activated.").lines(row.text, 6)}
                </fieldset>
            }
        });
        rows.collect::<Vec<_>>().into_any()
    });
    let more = move |_| rows.update(|rows| rows.push(Row::new("", "", true)));
    let submit = move || match read(&typed(&rows.get_untracked())) {
        Ok(terms) => {
            form.clear();
            editing.put(terms, "The terms are in the draft.".to_owned());
        }
        Err(wrong) => drop(form.check(wrong)),
    };
    let content = view! {
        {newest(editing)}
        <div class="fields">
            {shown}
            <div><button type="button" class="btn" on:click=on(more)>{icon(icon::PLUS)}"Add other terms"</button></div>
            {save_button(editing)}
        </div>
    };
    form_element(form, submit, content.into_any())
}

fn typed(rows: &[Row]) -> Vec<(String, String)> {
    let rows = rows.iter();
    rows.map(|row| (row.name.get_untracked(), row.text.get_untracked()))
        .collect()
}

/// Names and texts as the section holds them. What is empty altogether is left out.
fn read(rows: &[(String, String)]) -> Result<Value, Vec<FieldError>> {
    let (mut terms, mut wrong) = (Map::new(), Vec::new());
    for (place, (name, text)) in rows.iter().enumerate() {
        let (name, text) = (name.trim(), text.trim());
        let mut refuse = |field: &str, message: &str| {
            wrong.push(FieldError {
                field: fields::name(&format!("{place}/{field}")),
                message: message.to_owned(),
            });
        };
        match (name.is_empty(), text.is_empty()) {
            (true, true) => continue,
            (true, false) => refuse("name", "Enter a name."),
            (false, true) => refuse("text", "Enter the text."),
            (false, false) if terms.contains_key(name) => refuse("name", "There are terms of this name already."),
            (false, false) => {
                terms.insert(name.to_owned(), Value::from(text));
            }
        }
    }
    if wrong.is_empty() {
        Ok(Value::Object(terms))
    } else {
        Err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn terms_have_a_name_of_their_own_and_a_text() {
        let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            let rows = rows.iter();
            rows.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect()
        };
        let good = read(&rows(&[("standard", " For this press. "), ("", " ")])).unwrap();
        assert_eq!(good, json!({"standard": "For this press."}));
        for (given, field) in [
            ([("a", "A"), ("", "B")], "changes/0/put/1/name"),
            ([("a", "A"), ("b", "")], "changes/0/put/1/text"),
            ([("a", "A"), ("a", "B")], "changes/0/put/1/name"),
        ] {
            assert_eq!(read(&rows(&given)).unwrap_err()[0].field, field);
        }
    }
}
