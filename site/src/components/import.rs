//! A page that takes a file: first what would become of it, row by row; then the good rows
//! go in.

use super::{
    drop::drop_zone,
    dynamic::{live, on, optional},
    empty::Empty,
    field::Field,
    form::{Form, form_element},
    icon::{self, icon},
    list::{About, list},
    page::{self, Above},
    row::{Cell, Row},
    toasts::Toasts,
};
use crate::{
    browser,
    load::{Loaded, Rows},
};
use api::{FieldError, orders::ImportFormat};
use leptos::prelude::*;

/// What is imported, in words.
#[derive(Clone, Copy)]
pub struct Import {
    /// The page above: its title and path.
    pub above: (&'static str, &'static str),
    /// The page's title.
    pub title: &'static str,
    /// An empty file: its name and text.
    pub template: (&'static str, &'static str),
    /// What can be dropped: the invitation, and which files are accepted.
    pub drop: (&'static str, &'static str),
    /// What the file looks like.
    pub note: &'static str,
    /// What lets the good rows in: its icon and words.
    pub button: (&'static str, &'static str),
    /// Where to see what went in, if there is such a page: its path and words.
    pub after: Option<(&'static str, &'static str)>,
    /// The columns of the report.
    pub columns: &'static [&'static str],
    /// The report's file name.
    pub file: &'static str,
    /// Sends the file's text, to try it or not, and hands over what became of it.
    pub send: fn(Form, String, bool, Callback<Report>),
}

/// What became of a file.
#[derive(Debug, Clone)]
pub struct Report {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// How many rows would go in.
    pub good: usize,
    /// What went in, in a sentence.
    pub done: String,
    /// What it comes to, in a sentence or two.
    pub sentence: String,
    /// Row by row.
    pub rows: Vec<ReportRow>,
}

/// What became of a row.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// Counts from 1.
    pub row: u32,
    /// What the row is about.
    pub about: Cell,
    /// The outcome in words, and its colour's class.
    pub outcome: (&'static str, &'static str),
    /// Why it was refused.
    pub errors: Vec<FieldError>,
}

/// The page.
pub fn import(import: Import) -> AnyView {
    let form = Form::new();
    let content = RwSignal::new(String::new());
    let report = RwSignal::new(None::<Report>);
    let (file, text) = import.template;
    let template = move |_| browser::save_file(file, "text/csv;charset=utf-8", text.as_bytes());
    let actions =
        view! { <button type="button" class="btn" on:click=on(template)>{icon(icon::DOWNLOAD)}"Template"</button> };
    let show = Callback::new(move |answer: Report| {
        if !answer.dry_run {
            form.saved();
        }
        report.set(Some(answer));
        browser::focus_soon("#report");
    });
    let send = move |dry_run: bool| {
        let text = content.get_untracked();
        if form.check(errors_of(&text)) {
            (import.send)(form, text, dry_run, show);
        }
    };
    Effect::new(move || {
        content.track();
        report.set(None);
    });
    let take = move |_name: String, bytes: Vec<u8>| {
        content.set(
            String::from_utf8_lossy(&bytes)
                .trim_start_matches('\u{feff}')
                .to_owned(),
        );
        form.touched();
    };
    let (invitation, accepted) = import.drop;
    let fields = view! {
        <div class="card"><div class="card-body fields">
            {drop_zone(invitation, accepted, take)}
            {Field::new(form, "content", "The file's text").note(import.note).lines(content, 8)}
        </div>
        <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div></div>
    };
    let (above, path) = import.above;
    view! {
        {page::header(Some(Above::fixed(above, path)), Signal::stored(import.title.to_owned()), actions.into_any())}
        {form_element(form, move || send(true), fields.into_any())}
        {optional(move || report.get().map(|report| result(import, form, report, move || send(false))))}
    }
    .into_any()
}

/// JSON starts with a bracket, CSV does not.
pub fn format_of(text: &str) -> ImportFormat {
    if text.trim_start().starts_with(['[', '{']) {
        ImportFormat::Json
    } else {
        ImportFormat::Csv
    }
}

/// What is wrong with a file before it is sent.
fn errors_of(text: &str) -> Vec<FieldError> {
    let why = if text.trim().is_empty() {
        "Choose a file, drop one, or paste its text."
    } else if text.len() > api::MAX_BODY {
        "The file is over 1 MB. Split it."
    } else {
        return Vec::new();
    };
    vec![FieldError::new("content", why)]
}

fn result(import: Import, form: Form, report: Report, go: impl Fn() + 'static) -> AnyView {
    if !report.dry_run {
        expect_context::<Toasts>().done(report.done);
    }
    let (sign, words) = import.button;
    let button = (report.dry_run && report.good > 0).then(|| {
        view! {
            <button type="button" class="btn btn-primary" aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| go())>
                {icon(sign)}{words}
            </button>
        }
    });
    let see = import.after.filter(|_| !report.dry_run);
    let see = see.map(|(path, words)| view! { <a class="btn" href=path>{words}</a> });
    let about = About {
        title: "Row by row",
        columns: import.columns,
        file: import.file,
        empty: Empty::NEVER,
    };
    view! {
        <div class="report-head">
            <h2 class="h2 mb-0" id="report" tabindex="-1">{if report.dry_run { "What would happen" } else { "What happened" }}</h2>
            <p class="mb-0" role="status">{report.sentence}</p>
            {button}
            {see}
        </div>
        {list(about, Loaded::ready(Rows { items: report.rows, more: false }), row)}
    }
    .into_any()
}

fn row(row: &ReportRow) -> Row {
    let (text, class) = row.outcome;
    let reasons: Vec<String> = row
        .errors
        .iter()
        .map(|error| format!("{}: {}", error.field, error.message))
        .collect();
    Row(vec![
        Cell::Number(u64::from(row.row)),
        row.about.clone(),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Text(reasons.join(" ")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_and_one_that_is_too_large_are_not_sent() {
        assert!(errors_of("name,serial,model\r\n").is_empty());
        assert_eq!(errors_of(" \r\n")[0].field, "content");
        assert!(errors_of(&"x".repeat(api::MAX_BODY)).is_empty());
        assert!(errors_of(&"x".repeat(api::MAX_BODY + 1))[0].message.contains("1 MB"));
    }

    #[test]
    fn a_bracket_tells_json_from_csv() {
        assert_eq!(format_of(" [{}]"), ImportFormat::Json);
        assert_eq!(format_of("organisation_id,purchase_order"), ImportFormat::Csv);
    }
}
