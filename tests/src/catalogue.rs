//! Versions of the catalogue that tests publish.

use crate::Desk;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    catalogue::{Document, Publications},
    event::Actor,
    text::Name,
};
use local::catalogue;
use runtime::{Call, Change};
use serde_json::{Value, json};
use store::{Transaction, catalogue::VersionRecord};

/// The demo's catalogue after this change of it.
pub fn changed(change: impl FnOnce(&mut Value)) -> Document {
    let mut document = serde_json::to_value(catalogue::demo().document()).unwrap();
    change(&mut document);
    serde_json::from_value(document).unwrap()
}

/// The entry of a section that is told apart by this.
pub fn entry<'a>(document: &'a mut Value, section: &str, id: &str) -> &'a mut Value {
    let key = domain::catalogue::SECTIONS
        .iter()
        .find(|one| one.name == section)
        .unwrap()
        .key;
    let entries = document[section].as_array_mut().unwrap();
    entries
        .iter_mut()
        .find(|entry| entry[key] == id)
        .expect("an entry of the catalogue")
}

impl Desk {
    /// Publishes past the API, from this moment or from now on. Functions follow within a minute.
    pub async fn publish(&self, document: &Document, from: Option<DateTime<Utc>>) -> Publications {
        let store = &self.app.store;
        let digest = store.keep_document(document).await.unwrap();
        let call = Call::of_the_desk(&self.app);
        let stamp = call.stamp_as(Actor::latchkey(self.organisations.vendor)).await.unwrap();
        call.change(async || {
            let before = store.publications().await?.unwrap();
            let last = before.value.last().map_or(0, |last| last.version);
            let (publications, publication) = before.value.publish(last, from, digest.clone(), call.now).unwrap();
            let record = VersionRecord {
                publication,
                published_by: Name::parse("Vera Admin").unwrap(),
                published_at: call.now,
                entries: 1,
                withdrawn: false,
            };
            let mut transaction = Transaction::default();
            store.publish(&mut transaction, Some(&before.chain), &publications, &record, &stamp)?;
            Ok(Change {
                transaction,
                answer: publications,
            })
        })
        .await
        .unwrap()
    }

    /// Publishes the demo's catalogue after this change of it, and waits until all functions follow.
    pub async fn publish_changed(&self, change: impl FnOnce(&mut Value)) {
        self.publish(&changed(change), None).await;
        self.forward(TimeDelta::seconds(60));
    }

    /// Publishes a version in which these entries, each of a section, are retired, and waits until all
    /// functions follow.
    pub async fn retire(&self, entries: &[(&str, &str)]) {
        self.publish_changed(|document| {
            for (section, id) in entries {
                entry(document, section, id)["retired"] = json!(true);
            }
        })
        .await;
    }
}

/// The demo's catalogue with so many parts and system types; those that are added are like its own.
pub fn large(parts: usize, system_types: usize) -> Document {
    changed(|document| {
        let grow = |section: &str, key: &str, count: usize, document: &mut Value| {
            let entries = document[section].as_array_mut().unwrap();
            let models = entries.clone();
            for n in entries.len()..count {
                let mut entry = models[n % models.len()].clone();
                let of = entry["name"].as_str().unwrap().to_owned();
                entry["name"] = json!(format!("{of} {n}"));
                entry[key] = json!(if key == "id" {
                    format!("type-{n}")
                } else {
                    format!("P{n:06}")
                });
                entries.push(entry);
            }
        };
        grow("parts", "number", parts, document);
        grow("system_types", "id", system_types, document);
    })
}
