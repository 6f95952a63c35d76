//! Mail that comes back: what SES would publish of a mail, handed to `receive-bounce` at
//! the press of a button, since no mail leaves the machine.

use crate::{
    mail::{Mail, MailStore},
    page::{Page, failed},
};
use askama::Template;
use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, SecondsFormat, Utc};
use receive_bounce::Outcome;
use runtime::App;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What comes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// There is no such address.
    Bounce,
    /// The mailbox is full today.
    TransientBounce,
    /// The reader calls it spam.
    Complaint,
}

/// What SES publishes of it, through a configuration set.
pub fn message(mail: &Mail, event: Event, at: DateTime<Utc>) -> Value {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let recipients: Vec<Value> = mail.to.iter().map(|to| json!({ "emailAddress": to })).collect();
    let (kind, member, about) = match event {
        Event::Bounce | Event::TransientBounce => {
            let lasting = event == Event::Bounce;
            let about = json!({
                "bounceType": if lasting { "Permanent" } else { "Transient" },
                "bounceSubType": if lasting { "General" } else { "MailboxFull" },
                "bouncedRecipients": recipients,
                "timestamp": time(at),
            });
            ("Bounce", "bounce", about)
        }
        Event::Complaint => {
            let about = json!({
                "complainedRecipients": recipients,
                "complaintFeedbackType": "abuse",
                "timestamp": time(at),
            });
            ("Complaint", "complaint", about)
        }
    };
    let tags: Map<String, Value> = mail
        .tags
        .iter()
        .map(|(name, value)| (name.clone(), json!([value])))
        .collect();
    json!({
        "eventType": kind,
        member: about,
        "mail": {
            "timestamp": time(mail.sent_at),
            "messageId": mail.mail_id,
            "source": mail.from,
            "destination": mail.to,
            "tags": tags,
        },
    })
}

/// The mails, and the app whose users they went to.
#[derive(Clone)]
pub struct Bounces {
    /// The app.
    pub app: App,
    /// The mails.
    pub mails: MailStore,
}

impl Bounces {
    /// `POST /local/mailbox/{mail_id}/{event}`, for programs.
    pub fn json(self) -> Router {
        Router::new()
            .route("/local/mailbox/{mail_id}/{event}", post(answer))
            .with_state(self)
    }

    /// `POST /local/mailbox/{mail_id}`, for the buttons on the mail's page.
    pub fn pages(self) -> Router {
        Router::new()
            .route("/local/mailbox/{mail_id}", post(pressed))
            .with_state(self)
    }

    /// Lets it happen; `None` where there is no such mail.
    async fn happen(&self, mail_id: Uuid, event: Event) -> anyhow::Result<Option<Outcome>> {
        let Some(mail) = self.mails.find(mail_id)? else {
            return Ok(None);
        };
        let message = message(&mail, event, self.app.clock.now()).to_string();
        let outcome = receive_bounce::receive(&self.app, &message).await;
        outcome.map(Some).map_err(anyhow::Error::from)
    }
}

async fn answer(State(bounces): State<Bounces>, Path((mail_id, event)): Path<(Uuid, Event)>) -> Response {
    match bounces.happen(mail_id, event).await {
        Ok(Some(outcome)) => Json(json!({ "outcome": outcome })).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct Pressed {
    event: Event,
}

#[derive(Template)]
#[template(path = "came-back.html")]
struct CameBack {
    mail_id: Uuid,
    sentence: &'static str,
}

async fn pressed(
    State(bounces): State<Bounces>,
    Path(mail_id): Path<Uuid>,
    Form(Pressed { event }): Form<Pressed>,
) -> Response {
    let sentence = match bounces.happen(mail_id, event).await {
        Ok(Some(Outcome::Marked)) => {
            "Its reader is not mailed any more, until a vendor admin confirms the address on the organisation's page."
        }
        Ok(Some(Outcome::NothingNew)) => "Nothing has changed: it says nothing new of this address.",
        Ok(Some(Outcome::NoUser)) => "Nothing has changed: the address is no user's.",
        Ok(Some(Outcome::NotForGood | Outcome::Unreadable)) => "Nothing has changed: it was not for good.",
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return failed(&error),
    };
    Page(CameBack { mail_id, sentence }).into_response()
}
