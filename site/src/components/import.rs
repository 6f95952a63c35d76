//! A page that takes a file: first what would become of it, row by row; then the good rows
//! go in. A file that takes longer than one request goes on by itself, and says how far it is.

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
    browser, format,
    load::{Loaded, Rows},
};
use api::{
    FieldError,
    files::{FileEncoding, ImportFormat},
};
use leptos::prelude::*;

/// What is imported, in words.
#[derive(Clone, Copy)]
pub struct Import {
    /// The page above.
    pub above: Above,
    /// The page's title.
    pub title: &'static str,
    /// An empty file: its name and text.
    pub template: (&'static str, &'static str),
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
    /// Sends a file, to try it or not, and hands over what became of it.
    pub send: Callback<(Form, Sent, Callback<Report>)>,
    /// What a file comes to: what went in, in a sentence, and the whole in a sentence or two.
    pub say: fn(&Counts, bool) -> (String, String),
}

/// A file as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// CSV or JSON.
    pub format: ImportFormat,
    /// Its text, where it was pasted or changed on the page.
    pub content: Option<String>,
    /// Its bytes as they are on disk.
    pub content_base64: Option<String>,
    /// Whether it is only tried.
    pub dry_run: bool,
    /// Where to go on.
    pub from_row: Option<u32>,
}

/// How many of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that would go in.
    pub good: usize,
    /// Rows that went in.
    pub went_in: usize,
    /// Rows that are refused.
    pub refused: usize,
    /// Customers that are added, or would be.
    pub customers: usize,
    /// Locations that are added, or would be.
    pub locations: usize,
}

/// What became of a file, or of a part of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// How its bytes were read.
    pub encoding: Option<FileEncoding>,
    /// How many rows the file has.
    pub rows_in_file: usize,
    /// What its rows come to.
    pub counts: Counts,
    /// Row by row.
    pub rows: Vec<ReportRow>,
    /// Where to go on.
    pub next_row: Option<u32>,
}

/// What became of a row.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// As the spreadsheet counts.
    pub row: u32,
    /// What the row is about.
    pub about: Cell,
    /// The outcome in words, and its colour's class.
    pub outcome: (&'static str, &'static str),
    /// Why it was refused.
    pub errors: Vec<FieldError>,
}

impl Report {
    /// This and what came after it.
    fn with(mut self, more: Self) -> Self {
        self.rows.extend(more.rows);
        // An order's rows are told with its first, wherever they stand.
        self.rows.sort_by_key(|row| row.row);
        let (before, now) = (self.counts, more.counts);
        Self {
            counts: Counts {
                good: before.good + now.good,
                went_in: before.went_in + now.went_in,
                refused: before.refused + now.refused,
                customers: before.customers + now.customers,
                locations: before.locations + now.locations,
            },
            rows: self.rows,
            ..more
        }
    }
}

/// A file that was chosen: its bytes, and the text that the page shows of it.
#[derive(Clone)]
struct Chosen {
    bytes: Vec<u8>,
    text: String,
}

/// The page.
pub fn import(import: Import) -> AnyView {
    let form = Form::new();
    let content = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<Chosen>);
    let report = RwSignal::new(None::<Report>);
    let (file, text) = import.template;
    let template = move |_| browser::save_file(file, "text/csv;charset=utf-8", text.as_bytes());
    let actions =
        view! { <button type="button" class="btn" on:click=on(template)>{icon(icon::DOWNLOAD)}"Template"</button> };
    // What is done with the answer outlives the report that its button stands in.
    let owner = StoredValue::new(Owner::current());
    let send = move |dry_run: bool| {
        let text = content.get_untracked();
        let file = chosen.get_untracked().filter(|file| file.text == text);
        let length = file.as_ref().map_or(text.len(), |file| file.bytes.len() / 3 * 4);
        if form.check(errors_of(&text, length)) {
            let sent = Sent {
                format: format_of(&text),
                content_base64: file.map(|file| browser::to_base64(&file.bytes)),
                content: None,
                dry_run,
                from_row: None,
            };
            report.set(None);
            let go_on = || send_on(import, form, with_text(sent, text), report);
            owner.with_value(|owner| match owner {
                Some(owner) => owner.with(go_on),
                None => go_on(),
            });
        }
    };
    Effect::new(move || {
        content.track();
        report.set(None);
    });
    let take = move |_name: String, bytes: Vec<u8>| {
        let text = browser::decode(&bytes);
        content.set(text.clone());
        chosen.set(Some(Chosen { bytes, text }));
        form.touched();
    };
    let fields = view! {
        <div class="card"><div class="card-body fields">
            {drop_zone("Choose a CSV or JSON file", ".csv,.tsv,.txt,.json,text/csv,application/json", take)}
            {Field::new(form, "content", "The file's text").note(import.note).lines(content, 8)}
        </div>
        <div class="card-footer">{form.submit(Signal::stored("Check".to_owned()))}</div></div>
    };
    view! {
        {page::header(Some(import.above), Signal::stored(import.title.to_owned()), actions.into_any())}
        {form_element(form, move || send(true), fields.into_any())}
        {optional(move || report.get().map(|report| result(import, form, report, move || send(false))))}
    }
    .into_any()
}

/// The text goes along where the file's bytes do not.
fn with_text(sent: Sent, text: String) -> Sent {
    Sent {
        content: sent.content_base64.is_none().then_some(text),
        ..sent
    }
}

/// Sends a file, and what is left of it for as long as something is.
fn send_on(import: Import, form: Form, sent: Sent, report: RwSignal<Option<Report>>) {
    let next = sent.clone();
    let show = Callback::new(move |answer: Report| {
        let first = report.with_untracked(Option::is_none);
        let answer = match report.get_untracked() {
            Some(before) => before.with(answer),
            None => answer,
        };
        let (dry_run, next_row) = (answer.dry_run, answer.next_row);
        report.set(Some(answer));
        match next_row {
            Some(_) => send_on(
                import,
                form,
                Sent {
                    from_row: next_row,
                    ..next.clone()
                },
                report,
            ),
            None if !dry_run => form.saved(),
            None => {}
        }
        if first || next_row.is_none() {
            browser::focus_soon("#report");
        }
    });
    import.send.run((form, sent, show));
}

/// JSON starts with a bracket, CSV does not.
fn format_of(text: &str) -> ImportFormat {
    if text.trim_start().starts_with(['[', '{']) {
        ImportFormat::Json
    } else {
        ImportFormat::Csv
    }
}

/// What is wrong with a file before it is sent, as so many bytes.
fn errors_of(text: &str, length: usize) -> Vec<FieldError> {
    let why = if text.trim().is_empty() {
        "Choose a file, drop one, or paste its text."
    } else if length > api::MAX_BODY {
        "The file is over 1 MB. Split it."
    } else {
        return Vec::new();
    };
    vec![FieldError::new("content", why)]
}

/// How the file was read and how far it is, in sentences.
fn said(report: &Report, sentence: &str) -> String {
    let read_as = report
        .encoding
        .map(|encoding| format!("Read as {}. ", encoding.name()))
        .unwrap_or_default();
    match report.next_row {
        Some(next_row) => format!(
            "{read_as}{} of {} done; it goes on from row {next_row}.",
            format::number(report.rows.len() as u64),
            format::count(report.rows_in_file, "row is", "rows are"),
        ),
        None => format!("{read_as}{sentence}"),
    }
}

fn result(import: Import, form: Form, report: Report, go: impl Fn() + 'static) -> AnyView {
    let (done, sentence) = (import.say)(&report.counts, report.dry_run);
    let whole = report.next_row.is_none();
    if !report.dry_run && whole {
        expect_context::<Toasts>().done(done);
    }
    let sentence = said(&report, &sentence);
    let (sign, words) = import.button;
    let button = (report.dry_run && whole && report.counts.good > 0).then(|| {
        view! {
            <button type="button" class="btn btn-primary" aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| go())>
                {icon(sign)}{words}
            </button>
        }
    });
    let progress = (!whole).then(|| {
        view! { <progress class="progress" max=report.rows_in_file.to_string() value=report.rows.len().to_string() aria-hidden="true"></progress> }
    });
    let see = import.after.filter(|_| !report.dry_run && whole);
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
            <p class="mb-0" role="status">{sentence}</p>
            {progress}
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
        .map(|error| match error.field.as_str() {
            "" => error.message.clone(),
            field => format!("{field}: {}", error.message),
        })
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

    fn report(rows: &[u32], next_row: Option<u32>) -> Report {
        Report {
            dry_run: true,
            encoding: Some(FileEncoding::Windows1252),
            rows_in_file: 3,
            counts: Counts {
                good: rows.len(),
                ..Counts::default()
            },
            rows: rows
                .iter()
                .map(|row| ReportRow {
                    row: *row,
                    about: Cell::Text(String::new()),
                    outcome: ("Can be added", "bg-green-lt"),
                    errors: Vec::new(),
                })
                .collect(),
            next_row,
        }
    }

    #[test]
    fn an_empty_file_and_one_that_is_too_large_are_not_sent() {
        assert!(errors_of("name,serial,model\r\n", 19).is_empty());
        assert_eq!(errors_of(" \r\n", 3)[0].field, "content");
        assert!(errors_of("x", api::MAX_BODY).is_empty());
        assert!(errors_of("x", api::MAX_BODY + 1)[0].message.contains("1 MB"));
    }

    #[test]
    fn a_bracket_tells_json_from_csv() {
        assert_eq!(format_of(" [{}]"), ImportFormat::Json);
        assert_eq!(format_of("organisation_id,purchase_order"), ImportFormat::Csv);
    }

    #[test]
    fn the_parts_of_a_long_file_are_one_report() {
        let first = report(&[2, 9], Some(3));
        assert_eq!(
            said(&first, "All."),
            "Read as Windows-1252. 2 of 3 rows are done; it goes on from row 3."
        );
        let whole = first.with(report(&[3], None));
        assert_eq!(whole.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 9]);
        assert_eq!((whole.counts.good, whole.next_row), (3, None));
        assert_eq!(said(&whole, "All."), "Read as Windows-1252. All.");
    }
}
