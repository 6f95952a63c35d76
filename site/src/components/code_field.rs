//! The field for an activation code. It says while one types how far the code is, finds the
//! code in a mail that was pasted, and knows a wrong one before anything is sent: by the
//! rules that the service goes by.

use super::{
    dynamic::{dynamic, live, on, text},
    form::Form,
    icon::{self, icon},
};
use crate::{browser, format};
use domain::code::{self, Code, NotACode};
use leptos::prelude::*;

/// Symbols of a code.
const SYMBOLS: usize = 25;
/// From how many symbols on a text is a mail rather than a code with too much in it.
const A_MAIL: usize = 40;

/// How far what was typed is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Typed {
    Nothing,
    Short(usize),
    Wrong(String),
    Whole,
}

impl Typed {
    fn of(text: &str) -> Self {
        if code::find(text).is_some() {
            return Self::Whole;
        }
        match Code::parse(text) {
            Ok(_) => Self::Whole,
            Err(NotACode::Empty) => Self::Nothing,
            Err(_) if text.chars().filter(|c| c.is_alphanumeric()).count() >= A_MAIL => Self::Wrong(
                "There is no whole activation code in this text. Paste the mail as it came, or only its code."
                    .to_owned(),
            ),
            Err(NotACode::Length(length)) if length < SYMBOLS => Self::Short(length),
            Err(NotACode::Length(length)) => Self::Wrong(format!(
                "{} too many: an activation code has {SYMBOLS} letters and digits.",
                format::count(length - SYMBOLS, "character is", "characters are")
            )),
            Err(refusal) => Self::Wrong(refusal.to_string()),
        }
    }
}

/// The code in a text, as it is shown; or what to say at the field.
pub fn read(text: &str) -> Result<String, String> {
    read_normal(&browser::nfkc(text))
}

fn read_normal(text: &str) -> Result<String, String> {
    if let Some(code) = code::find(text) {
        return Ok(code.shown());
    }
    Err(match Typed::of(text) {
        Typed::Wrong(sentence) => sentence,
        _ => Code::parse(text)
            .err()
            .map(|refusal| refusal.to_string())
            .unwrap_or_default(),
    })
}

/// The field, named `code`. A code that is whole is shown in its groups.
pub fn code_field(form: Form, value: RwSignal<String>, enter: impl Fn() + 'static) -> AnyView {
    let typed = Memo::new(move |_| value.with(|text| Typed::of(&browser::nfkc(text))));
    let invalid = Memo::new(move |_| form.error("code").is_some() || matches!(typed.get(), Typed::Wrong(_)));
    let input = move |event| {
        let text = event_target_value(&event);
        value.set(match code::find(&browser::nfkc(&text)) {
            Some(code) => code.shown(),
            None => text,
        });
        form.clear();
    };
    // Lines are kept in what is pasted, since a code ends where its line does; so Enter sends.
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            enter();
        }
    };
    let about = move || {
        match typed.get() {
        Typed::Nothing => view! { <p class="form-hint">"25 letters and digits in 5 groups. Capitals and dashes do not matter. You can paste the whole mail."</p> }.into_any(),
        Typed::Short(length) => {
            let missing = format::count(SYMBOLS - length, "character is", "characters are");
            view! {
                <p class="form-hint">
                    <progress class="progress code-progress" max=SYMBOLS.to_string() value=length.to_string() aria-hidden="true"></progress>
                    {format!("{length} of {SYMBOLS}. {missing} missing.")}
                </p>
            }
            .into_any()
        }
        Typed::Wrong(sentence) => view! { <p class="field-error">{sentence}</p> }.into_any(),
        Typed::Whole => view! { <p class="code-whole">{icon(icon::CIRCLE_CHECK)}"The code is whole, and its check character fits."</p> }.into_any(),
    }
    };
    // Not at every key: only once something is to be done.
    let said = move || match typed.get() {
        Typed::Wrong(sentence) => sentence,
        Typed::Whole => "The code is whole.".to_owned(),
        _ => String::new(),
    };
    view! {
        <div class="field">
            <label class="form-label" for="f-code">"Activation code"</label>
            <textarea
                id="f-code"
                class="form-control code-input"
                class:is-invalid=invalid
                rows="2"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                aria-describedby="f-code-about"
                aria-invalid=live(move || invalid.get().to_string())
                aria-required="true"
                prop:value=value
                on:input=on(input)
                on:keydown=on(key)
            ></textarea>
            <div id="f-code-about">{form.error_at("code")}{dynamic(about)}</div>
            <p class="visually-hidden" role="status">{text(said)}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "100J6-HB7H6-NWVVR-14D2P-F2DBW";

    #[test]
    fn what_is_typed_is_judged_at_every_key() {
        for (text, typed) in [
            ("", Typed::Nothing),
            (" - ", Typed::Nothing),
            ("1", Typed::Short(1)),
            ("looj6-hb7h6", Typed::Short(10)),
            ("looj6-hb7h6-nwvvr-i4d2p-f2dbw", Typed::Whole),
            (GOOD, Typed::Whole),
            // What comes after a whole code is not the code's.
            ("100J6-HB7H6-NWVVR-14D2P-F2DBW-7", Typed::Whole),
        ] {
            assert_eq!(Typed::of(text), typed, "{text}");
        }
        for (text, part) in [
            ("100J6-HB7H6-NWVVR-14D2P-F2DBX", "two are swapped"),
            ("100J6-HB7H6-NWVVR-14D2P-F2DBX-7", "1 character is too many"),
            ("100J6-U", "does not occur"),
            (
                "Hello, we send you a code. It will come in another mail, soon.",
                "no whole activation code",
            ),
        ] {
            assert!(
                matches!(Typed::of(text), Typed::Wrong(said) if said.contains(part)),
                "{text}"
            );
        }
    }

    #[test]
    fn the_code_is_read_out_of_a_mail() {
        let mail = format!("Hello,\n\nFenwick sends you a code for 12 months:\n\n    {GOOD}\n\nIt works once.");
        assert_eq!(read_normal(&mail).as_deref(), Ok(GOOD));
        assert!(read_normal("100J6").is_err_and(|said| said.contains("this has 5")));
    }
}
