//! `SendEmail` of SES v2, content `Simple`.

use super::{Body, Fault, Services};
use crate::mail::Mail;
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// What the functions say in a `SendEmail`; members that they do not use are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendEmailRequest {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
    #[serde(default)]
    email_tags: Vec<Tag>,
    configuration_set_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Data,
    body: Parts,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parts {
    text: Option<Data>,
    html: Option<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    name: String,
    value: String,
}

impl Tag {
    /// Names and values have 1 to 256 letters, digits, dashes and underscores.
    fn is_good(&self) -> bool {
        [&self.name, &self.value].into_iter().all(|text| {
            (1..=256).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    }
}

/// Keeps the mail. What SES would refuse is refused: no sender, no addressee, more than
/// 50 of them, no body, a content other than `Simple`, a tag of other characters.
pub async fn send_email(
    State(services): State<Services>,
    Body(request): Body<SendEmailRequest>,
) -> Result<Json<Value>, Fault> {
    let bad = |message: &str| Fault::new(StatusCode::BAD_REQUEST, "BadRequestException", message);
    let from = request
        .from_email_address
        .ok_or_else(|| bad("FromEmailAddress is missing"))?;
    let Destination {
        to_addresses,
        cc_addresses,
        bcc_addresses,
    } = request.destination;
    let to = [to_addresses, cc_addresses, bcc_addresses].concat();
    if to.is_empty() || to.len() > 50 {
        return Err(bad("a mail goes to 1 to 50 addresses"));
    }
    let simple = request
        .content
        .simple
        .ok_or_else(|| bad("only Simple content is answered here"))?;
    if simple.body.text.is_none() && simple.body.html.is_none() {
        return Err(bad("a mail has a text, or HTML, or both"));
    }
    if !request.email_tags.iter().all(Tag::is_good) {
        return Err(bad("a tag has letters, digits, dashes and underscores"));
    }
    let part = |data: Option<Data>| data.map_or_else(String::new, |data| data.data);
    let mail = Mail {
        mail_id: Uuid::now_v7(),
        sent_at: services.clock.now(),
        from,
        to,
        subject: simple.subject.data,
        text: part(simple.body.text),
        html: part(simple.body.html),
        headers: simple
            .headers
            .into_iter()
            .map(|header| (header.name, header.value))
            .collect(),
        configuration_set: request.configuration_set_name,
        tags: request
            .email_tags
            .into_iter()
            .map(|tag| (tag.name, tag.value))
            .collect(),
    };
    services.mails.keep(&mail)?;
    Ok(Json(json!({ "MessageId": mail.mail_id })))
}
