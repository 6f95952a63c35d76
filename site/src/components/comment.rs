//! A comment with the count of what it may still hold, counted as the service counts.

use super::dynamic::text;
use super::{field::Field, form::Form};
use crate::{browser, format};
use api::FieldError;
use domain::text::{Comment, TextRefusal};
use leptos::prelude::*;

/// From how many characters left on the count is read out.
const NEAR: usize = 20;

/// The field, a text of 1 to 250 characters.
pub fn comment(form: Form, name: &'static str, label: &'static str, value: RwSignal<String>) -> AnyView {
    let length = Memo::new(move |_| value.with(|text| Comment::length(&browser::nfc(text))));
    let hint = Signal::derive(move || left(length.get()));
    // The hint is read with the field; while one types only what is about to matter is.
    let said = move || match length.get() {
        length if length + NEAR >= Comment::MAX => left(length),
        _ => String::new(),
    };
    view! {
        {Field::new(form, name, label).hint(hint).lines(value, 3)}
        <p class="visually-hidden" role="status">{text(said)}</p>
    }
    .into_any()
}

fn left(length: usize) -> String {
    match Comment::MAX.checked_sub(length) {
        Some(left) => format::count(left, "character left", "characters left"),
        None => format::count(length - Comment::MAX, "character too many", "characters too many"),
    }
}

/// What is wrong with the text.
pub fn wrong(name: &str, text: &str) -> Option<FieldError> {
    match Comment::parse(&browser::nfc(text)) {
        Ok(_) => None,
        Err(TextRefusal::Empty) => Some(FieldError::new(name, "Say why, in a few words.")),
        Err(refusal) => Some(FieldError::new(name, refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_becomes_what_is_too_much() {
        for (length, said) in [
            (0, "250 characters left"),
            (249, "1 character left"),
            (250, "0 characters left"),
            (251, "1 character too many"),
            (253, "3 characters too many"),
        ] {
            assert_eq!(left(length), said);
        }
    }
}
