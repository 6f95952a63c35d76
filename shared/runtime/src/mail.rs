//! Mail by SES v2.

use aws_sdk_sesv2::{
    Client,
    error::DisplayErrorContext,
    types::{Body, Content, Destination, EmailContent, Message},
};

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The addressee.
    pub to: String,
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

/// Sends mail.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    from: String,
}

impl Mailer {
    /// Mail from this address.
    pub fn new(client: Client, from: impl Into<String>) -> Self {
        Self {
            client,
            from: from.into(),
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
        self.client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(&letter.to).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await
            .map(drop)
            .map_err(|error| MailError(DisplayErrorContext(&error).to_string()))
    }
}
