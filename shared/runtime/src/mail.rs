//! Mail by SES v2.

use aws_sdk_sesv2::{
    Client,
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
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
    /// Whom it is from, beside the address; whom the deployment names where it is nobody.
    pub sender: Option<String>,
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
            .from_email_address(from(&self.from, letter.sender.as_deref()))
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

/// The deployment's address under the sender's name. The address is what SES has verified, so the
/// name alone changes.
fn from(deployment: &str, sender: Option<&str>) -> String {
    let Some(sender) = sender else {
        return deployment.to_owned();
    };
    let address = match deployment.rsplit_once('<') {
        Some((_, address)) => address.trim_end().trim_end_matches('>'),
        None => deployment.trim(),
    };
    format!("{} <{address}>", display_name(sender))
}

/// A name as it stands in a header: quoted (RFC 5322), or in encoded words (RFC 2047) where it is
/// not of ASCII. An encoded word has at most 75 characters, and no character in two of them.
fn display_name(name: &str) -> String {
    const BYTES: usize = 45;
    if name.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut words = vec![String::new()];
    for character in name.chars() {
        match words.last_mut() {
            Some(word) if word.len() + character.len_utf8() <= BYTES => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    let encoded = words
        .iter()
        .map(|word| format!("=?UTF-8?B?{}?=", BASE64_STANDARD.encode(word)));
    encoded.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_changes_the_name_and_never_the_address() {
        const DEPLOYMENT: &str = "Latchkey <no-reply@example.com>";
        for (sender, expected) in [
            (None, DEPLOYMENT),
            (
                Some("Northbell Systems"),
                "\"Northbell Systems\" <no-reply@example.com>",
            ),
            (
                Some("A \"B\" <x@y>, C\\D"),
                "\"A \\\"B\\\" <x@y>, C\\\\D\" <no-reply@example.com>",
            ),
            (
                Some("Glocke Süd"),
                "=?UTF-8?B?R2xvY2tlIFPDvGQ=?= <no-reply@example.com>",
            ),
        ] {
            assert_eq!(from(DEPLOYMENT, sender), expected);
        }
        assert_eq!(
            from("no-reply@example.com", Some("Desk")),
            "\"Desk\" <no-reply@example.com>"
        );
    }

    #[test]
    fn a_long_name_is_in_words_of_at_most_75_characters_that_hold_whole_characters() {
        let name = "ü€漢".repeat(33);
        let encoded = display_name(&name);
        let mut decoded = String::new();
        for word in encoded.split(' ') {
            assert!(word.len() <= 75, "{word}");
            let base64 = word.strip_prefix("=?UTF-8?B?").unwrap().strip_suffix("?=").unwrap();
            decoded += std::str::from_utf8(&BASE64_STANDARD.decode(base64).unwrap()).unwrap();
        }
        assert_eq!(decoded, name);
    }
}
