//! Event chains (spec chapter 6, 2): every change appends its event to the chain of
//! one aggregate. An HMAC under a key outside the table covers the event's JSON,
//! which holds the MAC before; the aggregate's item holds length and head.

use crate::{
    Error,
    card::SEARCH,
    item::{Item, list, text},
    keys::{self, Key},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::{
    catalogue::Catalogue,
    event::{Actor, Envelope, Happening, LicenceHappening, OrderHappening},
    id::ImpersonationId,
    outbox::Task,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{collections::BTreeMap, sync::Arc};

/// Where an aggregate's chain stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// How many events there are.
    pub length: u32,
    /// The MAC of the newest; empty when there is none.
    pub head: String,
}

/// The keys that chains are made with. Old ones stay, to verify what they made.
#[derive(Debug, Clone)]
pub struct AuditKeys {
    current: String,
    keys: BTreeMap<String, Vec<u8>>,
}

impl AuditKeys {
    /// Keys by id, and the id of the one in use; `None` where it is not among them.
    pub fn new(current: String, keys: BTreeMap<String, Vec<u8>>) -> Option<Self> {
        keys.contains_key(&current).then_some(Self { current, keys })
    }

    /// The MAC of this body under the key in use, with the key's id before it.
    pub fn sign(&self, body: &str) -> Result<String, Error> {
        self.mac(&self.current, body)
            .ok_or_else(|| Error::Failed("the audit key in use is not among the audit keys".to_owned()))
    }

    fn mac(&self, id: &str, body: &str) -> Option<String> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.keys.get(id)?).ok()?;
        mac.update(body.as_bytes());
        Some(format!("{id}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
    }

    /// Whether the MAC is this body's, under the key that it names.
    pub fn verifies(&self, body: &str, mac: &str) -> bool {
        // Both are at hand to whoever runs this; there is no secret to time.
        mac.split_once('.')
            .and_then(|(id, _)| self.mac(id, body))
            .is_some_and(|expected| expected == mac)
    }
}

/// A MAC of bytes that come bit by bit.
#[derive(Clone)]
pub(crate) struct Sealing {
    id: String,
    mac: Hmac<Sha256>,
}

impl Sealing {
    fn new(id: &str, key: &[u8]) -> Option<Self> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
        Some(Self { id: id.to_owned(), mac })
    }

    /// One under the key in use.
    pub(crate) fn current(keys: &AuditKeys) -> Result<Self, Error> {
        let key = keys.keys.get(&keys.current);
        key.and_then(|key| Self::new(&keys.current, key))
            .ok_or_else(|| Error::Failed("the audit key in use is not among the audit keys".to_owned()))
    }

    /// One under each of the keys.
    pub(crate) fn each(keys: &AuditKeys) -> Vec<Self> {
        keys.keys.iter().filter_map(|(id, key)| Self::new(id, key)).collect()
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.mac.update(bytes);
    }

    /// The MAC of all of them, with the id of its key before it.
    pub(crate) fn mac(self) -> String {
        let Self { id, mac } = self;
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }
}

/// Who makes a change, when, from which request.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Who.
    pub actor: Actor,
    /// When.
    pub now: DateTime<Utc>,
    /// From which request.
    pub request_id: String,
    /// What it was decided by.
    pub catalogue: Arc<Catalogue>,
    /// The keys of the chains.
    pub audit: AuditKeys,
}

/// An event before it has its place in a chain: what happened, by whom, and what has to
/// leave the table because of it.
pub(crate) struct NewEvent<'a> {
    stamp: &'a Stamp,
    happening: Happening,
    tasks: &'a [Task],
    found_by: Option<String>,
}

impl NewEvent<'_> {
    /// The folded text by which the list that it stands in finds it.
    pub(crate) fn found_by(self, text: String) -> Self {
        Self {
            found_by: Some(text),
            ..self
        }
    }

    /// What let it be done for somebody else, and when it is; none where it is done for oneself.
    pub(crate) fn on_behalf(&self) -> Option<(ImpersonationId, DateTime<Utc>)> {
        let other = self.stamp.actor.acting_for.as_ref()?;
        Some((other.impersonation_id, self.stamp.now))
    }
}

impl Stamp {
    pub(crate) fn event<'a>(&'a self, happening: impl Into<Happening>, tasks: &'a [Task]) -> NewEvent<'a> {
        NewEvent {
            stamp: self,
            happening: happening.into(),
            tasks,
            found_by: None,
        }
    }
}

impl Chain {
    /// The chain with one more event, and that event's item. What has to leave the
    /// table goes with it as tasks, due at once or when the first of them is.
    pub(crate) fn append(&self, aggregate: &Key, event: NewEvent<'_>) -> Result<(Self, Item), Error> {
        let NewEvent {
            stamp,
            happening,
            tasks,
            found_by,
        } = event;
        let listed = listed_as(&happening);
        let envelope = Envelope {
            aggregate: aggregate.pk.clone(),
            sequence: self.length + 1,
            at: stamp.now,
            actor: stamp.actor.clone().into(),
            request_id: stamp.request_id.clone(),
            previous: self.head.clone(),
            catalogue: stamp.catalogue.version(),
        };
        let body = envelope.body(&happening)?;
        let mac = stamp.audit.sign(&body)?;
        let key = aggregate.event(envelope.sequence);
        let mut item = key.attributes();
        item.insert("body".to_owned(), text(body));
        item.insert("mac".to_owned(), text(mac.clone()));
        if let Some(what) = listed {
            list(
                &mut item,
                keys::happenings(stamp.actor.in_whose_name().0, what, stamp.now, &key),
            );
            if let Some(found_by) = found_by {
                item.insert(SEARCH.to_owned(), text(found_by));
            }
        }
        if let Some(due) = tasks.iter().map(|task| task.not_before().unwrap_or(stamp.now)).min() {
            item.insert("tasks".to_owned(), text(serde_json::to_string(tasks)?));
            item.insert("due_shard".to_owned(), text(keys::due_shard(&key)));
            item.insert("due".to_owned(), text(keys::instant(due)));
        }
        Ok((
            Self {
                length: envelope.sequence,
                head: mac,
            },
            item,
        ))
    }
}

/// The list of its organisation that an event stands in: recently shipped, attached, activated.
const fn listed_as(happening: &Happening) -> Option<&'static str> {
    match happening {
        Happening::Order(OrderHappening::Shipped { .. }) => Some("order-shipped"),
        Happening::Licence(LicenceHappening::Attached { .. } | LicenceHappening::FreeAttached { .. }) => {
            Some("licences-attached")
        }
        Happening::Licence(
            LicenceHappening::Activated { .. }
            | LicenceHappening::HkcMade { .. }
            | LicenceHappening::Imported { .. }
            | LicenceHappening::Registered { .. },
        ) => Some("licences-activated"),
        _ => None,
    }
}
