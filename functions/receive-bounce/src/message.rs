//! The events that SES publishes, as far as they matter here. Members that are not named
//! are ignored.

use chrono::{DateTime, Utc};
use domain::{
    bounce::{Bounce, BounceKind},
    id::{OrganisationId, UserId},
};
use runtime::mail::{ORGANISATION_TAG, USER_TAG};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One event of one mail.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    mail: Mail,
    #[serde(flatten)]
    event: Event,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    /// When it was sent.
    timestamp: DateTime<Utc>,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "eventType")]
enum Event {
    Bounce {
        bounce: BounceEvent,
    },
    Complaint {
        complaint: ComplaintEvent,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BounceEvent {
    /// `Permanent`, `Transient` or `Undetermined`.
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ComplaintEvent {
    complained_recipients: Vec<Recipient>,
    /// As in RFC 5965 and 6430; not every provider says it.
    complaint_feedback_type: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

impl Message {
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What `SendEmail` answered as message id.
    pub(crate) fn mail_id(&self) -> &str {
        &self.mail.message_id
    }

    /// The user that the mail was for, by its tags.
    pub(crate) fn user(&self) -> Option<(OrganisationId, UserId)> {
        let tag = |name: &str| self.mail.tags.get(name)?.first();
        Some((tag(ORGANISATION_TAG)?.parse().ok()?, tag(USER_TAG)?.parse().ok()?))
    }

    /// What came of the mail, if it is for good.
    pub(crate) fn bounce(&self) -> Option<Bounce> {
        let (kind, recipients) = match &self.event {
            Event::Bounce { bounce } if bounce.bounce_type == "Permanent" => {
                (BounceKind::Bounced, &bounce.bounced_recipients)
            }
            // A reader who takes mail out of the spam folder is told of as a complaint too.
            Event::Complaint { complaint } if complaint.complaint_feedback_type.as_deref() != Some("not-spam") => {
                (BounceKind::Complained, &complaint.complained_recipients)
            }
            _ => return None,
        };
        Some(Bounce {
            kind,
            addresses: recipients.iter().map(|one| one.email_address.clone()).collect(),
            sent_at: self.mail.timestamp,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ORGANISATION: &str = "019a9c3e-0000-7000-8000-000000000001";
    const USER: &str = "019a9c3e-0000-7000-8000-000000000002";

    /// As SES writes it, members included that do not matter here.
    fn event(kind: &str, member: &str, about: Value) -> Value {
        json!({
            "eventType": kind,
            member: about,
            "mail": {
                "timestamp": "2026-02-03T08:00:00.125Z",
                "source": "Latchkey <no-reply@example.com>",
                "sendingAccountId": "123456789012",
                "messageId": "0100019bfe2c-000000",
                "destination": ["dora@example.com"],
                "headersTruncated": false,
                "headers": [{ "name": "To", "value": "dora@example.com" }],
                "commonHeaders": { "to": ["dora@example.com"], "subject": "An order has arrived" },
                "tags": {
                    "ses:configuration-set": ["latchkey"],
                    "ses:source-ip": ["192.0.2.1"],
                    "organisation_id": [ORGANISATION],
                    "user_id": [USER],
                },
            },
        })
    }

    fn bounced(kind: &str) -> Value {
        let about = json!({
            "bounceType": kind,
            "bounceSubType": "General",
            "bouncedRecipients": [{
                "emailAddress": "dora@example.com",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }],
            "timestamp": "2026-02-03T08:00:02.669Z",
            "feedbackId": "0100019bfe2c-000001",
            "reportingMTA": "dsn; mta.example.com",
        });
        event("Bounce", "bounce", about)
    }

    fn complained(kind: Value) -> Value {
        let about = json!({
            "complainedRecipients": [{ "emailAddress": "dora@example.com" }],
            "complaintSubType": null,
            "complaintFeedbackType": kind,
            "timestamp": "2026-02-03T08:00:02.669Z",
            "feedbackId": "0100019bfe2c-000001",
        });
        event("Complaint", "complaint", about)
    }

    fn read(message: &Value) -> Message {
        Message::parse(&message.to_string()).unwrap()
    }

    #[test]
    fn what_is_for_good_is_told_from_what_passes() {
        use BounceKind::{Bounced, Complained};
        for (message, kind) in [
            (bounced("Permanent"), Some(Bounced)),
            (bounced("Transient"), None),
            (bounced("Undetermined"), None),
            (bounced("SomethingNew"), None),
            (complained(json!("abuse")), Some(Complained)),
            (complained(json!("fraud")), Some(Complained)),
            (complained(json!(null)), Some(Complained)),
            (complained(json!("not-spam")), None),
            (event("Delivery", "delivery", json!({ "recipients": [] })), None),
            (event("DeliveryDelay", "deliveryDelay", json!({})), None),
        ] {
            let read = read(&message);
            let expected = kind.map(|kind| Bounce {
                kind,
                addresses: vec!["dora@example.com".to_owned()],
                sent_at: "2026-02-03T08:00:00.125Z".parse().unwrap(),
            });
            assert_eq!(read.bounce(), expected, "{message}");
            assert_eq!(read.mail_id(), "0100019bfe2c-000000");
        }
    }

    #[test]
    fn the_user_is_whom_the_tags_name() {
        let (organisation, user) = (ORGANISATION.parse().unwrap(), USER.parse().unwrap());
        assert_eq!(read(&bounced("Permanent")).user(), Some((organisation, user)));
        for tags in [
            json!({}),
            json!({ "user_id": [USER] }),
            json!({ "organisation_id": [ORGANISATION] }),
            json!({ "organisation_id": [ORGANISATION], "user_id": [] }),
            json!({ "organisation_id": ["none"], "user_id": [USER] }),
        ] {
            let mut message = bounced("Permanent");
            message["mail"]["tags"] = tags.clone();
            assert_eq!(read(&message).user(), None, "{tags}");
        }
        let mut untagged = bounced("Permanent");
        untagged["mail"].as_object_mut().unwrap().remove("tags");
        assert_eq!(read(&untagged).user(), None);
    }

    #[test]
    fn what_is_no_event_is_not_read() {
        let mut without_mail = bounced("Permanent");
        without_mail.as_object_mut().unwrap().remove("mail");
        let mut without_time = bounced("Permanent");
        without_time["mail"]["timestamp"] = json!("yesterday");
        let mut without_recipients = bounced("Permanent");
        without_recipients["bounce"]
            .as_object_mut()
            .unwrap()
            .remove("bouncedRecipients");
        // As an identity's own notifications are, which carry no tags.
        let mut notification = bounced("Permanent");
        notification.as_object_mut().unwrap().remove("eventType");
        notification["notificationType"] = json!("Bounce");
        for message in [without_mail, without_time, without_recipients, notification] {
            assert!(Message::parse(&message.to_string()).is_err(), "{message}");
        }
        // What SES says once, when the topic is connected.
        for text in [
            "",
            "Successfully validated SNS topic for Amazon SES event publishing.",
            "[]",
            "{}",
            "null",
        ] {
            assert!(Message::parse(text).is_err(), "{text}");
        }
    }
}
