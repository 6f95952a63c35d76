//! `/codes`: the codes that the organisation issued.

pub mod batch;
pub mod issue;

use crate::{
    components::{
        empty::Empty,
        icon,
        list::About,
        long_list::{Ordered, long_list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    format,
    pages::seats::words,
    session::Session,
};
use api::{
    codes::{BatchSubject, BatchView},
    operations::{GenerateCodes, IssueSubscriptionCode, ListCodeBatches},
};
use domain::code::BatchState;
use leptos::prelude::*;

/// What the codes of a batch stand for.
pub fn subject(subject: &BatchSubject) -> String {
    match subject {
        BatchSubject::Package { name, .. } => name.clone(),
        BatchSubject::Subscription {
            plan_name,
            months,
            seats,
            ..
        } => words(plan_name, *months, *seats),
    }
}

/// The list of batches.
pub fn codes() -> AnyView {
    let session = expect_context::<Session>();
    let issue = session
        .may::<IssueSubscriptionCode>()
        .then(|| fixed_action("/codes/new", icon::PLUS, "Issue a code", true));
    let generate = session
        .may::<GenerateCodes>()
        .then(|| fixed_action("/packages", icon::PACKAGE, "Generate codes for a package", true));
    let about = About {
        title: "Issued codes",
        columns: &["For", "Codes", "Made", "How", "Works until", "Issued by", "Issued"],
        file: "code-batches",
        empty: if untrack(|| session.may::<IssueSubscriptionCode>()) {
            Empty::go("No codes were issued yet.", "/codes/new", icon::PLUS, "Issue a code")
        } else {
            Empty::go(
                "No codes were issued yet. They are generated for a package.",
                "/packages",
                icon::PACKAGE,
                "Choose a package",
            )
        },
    };
    view! {
        {page::header(None, Signal::stored("Activation codes".to_owned()), view! { {issue}{generate} }.into_any())}
        {long_list::<ListCodeBatches, _>((about, Ordered::NewestFirst(6)), (), row, None)}
    }
    .into_any()
}

fn row(batch: &BatchView) -> Row {
    let (text, class) = match batch.state {
        BatchState::Preparing => ("Being made", "bg-yellow-lt"),
        BatchState::Ready => ("All made", "bg-green-lt"),
    };
    let how = match (batch.replacement, batch.mailed) {
        (true, _) => "Replacement, by mail",
        (false, true) => "By mail",
        (false, false) => "As a file",
    };
    let until = batch.expires_on.map(format::day);
    Row(vec![
        Cell::link(subject(&batch.subject), format!("/codes/{}", batch.batch_id)),
        Cell::Number(u64::from(batch.count)),
        Cell::Badge {
            text: text.to_owned(),
            class,
        },
        Cell::Text(how.to_owned()),
        Cell::Text(until.unwrap_or_else(|| "No end".to_owned())),
        Cell::Text(batch.issued_by.name.clone()),
        Cell::Time(batch.issued_at),
    ])
}
