//! The mails that were sent, one file each.

use crate::durable;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, path::PathBuf};
use uuid::Uuid;

/// A mail as it was handed to SES.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// What SES answered as message id; later mails have greater ids.
    pub mail_id: Uuid,
    /// When, by the test clock.
    pub sent_at: DateTime<Utc>,
    /// The sender's address, with or without a name.
    pub from: String,
    /// Everybody it was sent to.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text; empty where the mail had none.
    pub text: String,
    /// The HTML; empty where the mail had none.
    pub html: String,
    /// Further headers, in the order given.
    pub headers: Vec<(String, String)>,
    /// The configuration set that it was sent under.
    #[serde(default)]
    pub configuration_set: Option<String>,
    /// The tags, in the order given.
    #[serde(default)]
    pub tags: Vec<(String, String)>,
}

/// A folder of mails.
#[derive(Debug, Clone)]
pub struct MailStore {
    folder: PathBuf,
}

impl MailStore {
    /// The mails in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a mail; it is on the disk when this returns.
    pub fn keep(&self, mail: &Mail) -> anyhow::Result<()> {
        durable::write_json(&self.path(mail.mail_id), mail)
    }

    /// The mail of this id.
    pub fn find(&self, mail_id: Uuid) -> anyhow::Result<Option<Mail>> {
        durable::read_json(&self.path(mail_id))
    }

    /// Every mail, newest first.
    pub fn all(&self) -> anyhow::Result<Vec<Mail>> {
        let mut mails: Vec<Mail> = durable::read_all_json(&self.folder)?;
        mails.sort_by_key(|mail| Reverse((mail.sent_at, mail.mail_id)));
        Ok(mails)
    }

    fn path(&self, mail_id: Uuid) -> PathBuf {
        self.folder.join(format!("{mail_id}.json"))
    }
}
