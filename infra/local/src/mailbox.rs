//! The mailbox: every mail that the stack sent, as pages and as JSON.

use crate::{
    mail::{Mail, MailStore},
    page::{Page, failed},
};
use askama::Template;
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use uuid::Uuid;

/// `/local/mailbox`, `/local/mailbox/{mail_id}` and its `/html`.
pub fn pages(mails: MailStore) -> Router {
    Router::new()
        .route("/local/mailbox", get(list))
        .route("/local/mailbox/{mail_id}", get(open))
        .route("/local/mailbox/{mail_id}/html", get(html))
        .with_state(mails)
}

/// `/local/mailbox.json`.
pub fn json(mails: MailStore) -> Router {
    Router::new()
        .route("/local/mailbox.json", get(list_json))
        .with_state(mails)
}

/// What a mail's HTML may do: be looked at. Links open in a page of their own.
const HTML_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

#[derive(Template)]
#[template(path = "mailbox.html")]
struct List {
    mails: Vec<Row>,
}

struct Row {
    mail_id: Uuid,
    sent_at: String,
    to: String,
    subject: String,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Open<'a> {
    mail: &'a Mail,
    sent_at: String,
    to: String,
    links: Vec<&'a str>,
}

fn time(mail: &Mail) -> String {
    mail.sent_at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The web addresses in a text, each once.
fn links(text: &str) -> Vec<&str> {
    let mut links: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "<>\"()".contains(c))
        .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
        .map(|word| word.trim_end_matches(['.', ',', ';']))
        .collect();
    links.dedup();
    links
}

async fn list(State(mails): State<MailStore>) -> Response {
    let mails = match mails.all() {
        Ok(mails) => mails,
        Err(error) => return failed(&error),
    };
    let row = |mail: &Mail| Row {
        mail_id: mail.mail_id,
        sent_at: time(mail),
        to: mail.to.join(", "),
        subject: mail.subject.clone(),
    };
    Page(List {
        mails: mails.iter().map(row).collect(),
    })
    .into_response()
}

async fn open(State(mails): State<MailStore>, Path(mail_id): Path<Uuid>) -> Response {
    match mails.find(mail_id) {
        Ok(Some(mail)) => Page(Open {
            mail: &mail,
            sent_at: time(&mail),
            to: mail.to.join(", "),
            links: links(&mail.text),
        })
        .into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn html(State(mails): State<MailStore>, Path(mail_id): Path<Uuid>) -> Response {
    match mails.find(mail_id) {
        Ok(Some(mail)) => {
            let headers = [
                (CONTENT_TYPE, "text/html; charset=utf-8"),
                (CONTENT_SECURITY_POLICY, HTML_POLICY),
            ];
            (headers, in_new_pages(&mail.html)).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

/// The site forbids to be framed, so that a link followed inside the frame would end in
/// nothing.
fn in_new_pages(html: &str) -> String {
    const BASE: &str = r#"<base target="_blank">"#;
    match html.find("<head>") {
        Some(at) => {
            let (before, after) = html.split_at(at + "<head>".len());
            format!("{before}{BASE}{after}")
        }
        None => format!("{BASE}{html}"),
    }
}

async fn list_json(State(mails): State<MailStore>) -> Response {
    match mails.all() {
        Ok(mails) => Json(json!({ "mails": mails })).into_response(),
        Err(error) => failed(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_text_end_where_the_sentence_does() {
        let text = "Open http://127.0.0.1:8080/invitation#token=a.b-c.\nOr <https://example.com/x>, or none.";
        assert_eq!(
            links(text),
            ["http://127.0.0.1:8080/invitation#token=a.b-c", "https://example.com/x"]
        );
    }

    #[test]
    fn links_of_html_open_in_new_pages() {
        assert_eq!(
            in_new_pages("<html><head><title>"),
            r#"<html><head><base target="_blank"><title>"#
        );
        assert_eq!(in_new_pages("<p>"), r#"<base target="_blank"><p>"#);
    }
}
