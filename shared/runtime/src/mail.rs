//! Mail by SES v2.

use aws_sdk_sesv2::{
    Client,
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use domain::id::{OrganisationId, UserId};
use std::sync::{Arc, LazyLock};

/// The names of the tags that a mail to a user carries. SES gives them back with what came
/// of the mail.
pub const ORGANISATION_TAG: &str = "organisation_id";
/// See [`ORGANISATION_TAG`].
pub const USER_TAG: &str = "user_id";

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The addressee.
    pub to: String,
    /// The user whose address it is; `None` where it is no user's.
    pub user: Option<(OrganisationId, UserId)>,
    /// One line.
    pub subject: String,
    /// Always there.
    pub text: String,
    /// The same, as a page.
    pub html: String,
}

/// The mail was not accepted.
#[derive(Debug, thiserror::Error)]
#[error("the mail was not accepted: {0}")]
pub struct MailError(String);

/// Sends mail. The client is made when the first mail is sent: most functions send none,
/// and each client makes their start longer.
#[derive(Clone)]
pub struct Mailer {
    client: Arc<LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>>,
    from: String,
    configuration_set: Option<String>,
}

impl Mailer {
    /// Mail from this address, by the client that is made so.
    pub fn new(client: impl FnOnce() -> Client + Send + 'static, from: impl Into<String>) -> Self {
        Self {
            client: Arc::new(LazyLock::new(Box::new(client))),
            from: from.into(),
            configuration_set: None,
        }
    }

    /// The same, under this configuration set of SES, which publishes what becomes of mails.
    pub fn under(self, configuration_set: impl Into<String>) -> Self {
        Self {
            configuration_set: Some(configuration_set.into()),
            ..self
        }
    }

    /// Hands the mail to SES.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let content = |data: &str| {
            Content::builder()
                .data(data)
                .charset("UTF-8")
                .build()
                .unwrap_or_else(|_| unreachable!("the data is set"))
        };
        let body = Body::builder()
            .text(content(&letter.text))
            .html(content(&letter.html))
            .build();
        let message = Message::builder().subject(content(&letter.subject)).body(body).build();
        let tag = |name: &str, value: String| {
            MessageTag::builder()
                .name(name)
                .value(value)
                .build()
                .unwrap_or_else(|_| unreachable!("name and value are set"))
        };
        let tags = letter.user.map(|(organisation_id, user_id)| {
            vec![
                tag(ORGANISATION_TAG, organisation_id.to_string()),
                tag(USER_TAG, user_id.to_string()),
            ]
        });
        self.client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(&letter.to).build())
            .content(EmailContent::builder().simple(message).build())
            .set_email_tags(tags)
            .set_configuration_set_name(self.configuration_set.clone())
            .send()
            .await
            .map(drop)
            .map_err(|error| MailError(store::error::told(&error)))
    }
}
