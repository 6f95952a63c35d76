//! Checkpoints: what somebody with access to the table does to a chain and to what its aggregate
//! says of it shows beside a file that was out of his reach.

use crate::audit::{Scene, scene, text};
use api::operations::*;
use aws_sdk_dynamodb::types::AttributeValue;
use runtime::keys::KeyKind;
use serde_json::json;
use std::{fs, path::PathBuf};
use store::{
    audit::{Checkpoint, Report, Tampering},
    keys::{self, Key},
};
use tests::Desk;

impl Scene {
    fn file(&self) -> PathBuf {
        self.desk.folder().join("checkpoint.jsonl")
    }

    async fn checkpoint(&self) -> Report {
        let audit = self.desk.app.keys.audit().await.unwrap();
        let (store, now) = (&self.desk.app.store, self.desk.now());
        store.checkpoint(&audit, now, &self.file()).await.unwrap()
    }

    async fn since(&self) -> Report {
        let audit = self.desk.app.keys.audit().await.unwrap();
        let checkpoint = Checkpoint::open(&self.file(), &audit).unwrap();
        self.desk.app.store.verify_against(&audit, &checkpoint).await.unwrap()
    }

    async fn regenerate(&self) {
        self.desk
            .call::<RegenerateLicenceFile>(&self.desk.people.dealer, &[&self.location], json!({}))
            .await
            .ok();
    }

    /// Cuts the chain off after this event and lets the aggregate say so.
    async fn cut_off(&self, after: u32) {
        let length = self.item(&self.key()).await["chain_length"]
            .as_n()
            .unwrap()
            .parse::<u32>()
            .unwrap();
        for sequence in after + 1..=length {
            self.desk.delete_item(&self.key().event(sequence)).await;
        }
        let head = text(&self.event(after).await, "mac");
        let mut location = self.item(&self.key()).await;
        location.insert("chain_length".to_owned(), AttributeValue::N(after.to_string()));
        location.insert("chain_head".to_owned(), AttributeValue::S(head));
        // The next file is to have a number that no item has.
        location.insert("licence_files".to_owned(), AttributeValue::N("100".to_owned()));
        self.desk.put_item(location).await;
    }

    /// Removes everything of an aggregate.
    async fn remove(&self, aggregate: &Key) {
        for (pk, sk) in self.desk.table().await.keys().filter(|(pk, _)| *pk == aggregate.pk) {
            let (pk, sk) = (pk.clone(), sk.clone());
            self.desk.delete_item(&Key { pk, sk }).await;
        }
    }
}

#[tokio::test]
async fn what_goes_on_after_a_checkpoint_is_no_tampering() {
    let scene = scene().await;
    let report = scene.checkpoint().await;
    assert_eq!((report.tampering.as_slice(), report.chains), (&[][..], 9));
    // A line for each chain, one before and one after them.
    assert_eq!(fs::read_to_string(scene.file()).unwrap().lines().count(), 11);
    assert_eq!(scene.since().await, report);
    scene.regenerate().await;
    let dealer = &scene.desk.people.dealer;
    scene.desk.customer(dealer, "Later").await;
    assert_eq!(scene.since().await.tampering, []);
}

#[tokio::test]
async fn a_chain_that_was_cut_off_with_what_its_aggregate_says_is_named() {
    let scene = scene().await;
    scene.checkpoint().await;
    for found in [5, 1] {
        scene.cut_off(found).await;
        assert_eq!(
            scene.report().await.tampering,
            [],
            "nothing shows without the checkpoint"
        );
        let aggregate = scene.aggregate();
        let shortened = Tampering::Shortened {
            aggregate,
            expected: 6,
            found,
        };
        assert_eq!(scene.since().await.tampering, [shortened]);
    }
}

#[tokio::test]
async fn a_chain_that_was_cut_off_and_goes_on_otherwise_is_named() {
    let scene = scene().await;
    scene.checkpoint().await;
    scene.cut_off(4).await;
    for _ in 0..3 {
        scene.regenerate().await;
    }
    assert_eq!(scene.report().await.tampering, []);
    let aggregate = scene.aggregate();
    assert_eq!(
        scene.since().await.tampering,
        [Tampering::Rewritten { aggregate, sequence: 6 }]
    );
}

#[tokio::test]
async fn an_aggregate_that_was_removed_is_named() {
    let scene = scene().await;
    scene.checkpoint().await;
    let gone = [scene.key(), keys::organisation(scene.desk.organisations.dealer)];
    for key in &gone {
        scene.remove(key).await;
    }
    assert_eq!(scene.report().await.tampering, []);
    let named = scene.since().await.tampering;
    let mut named: Vec<_> = named.iter().map(ToString::to_string).collect();
    named.sort();
    assert!(named[0].starts_with(&format!("{}: the aggregate and its 6 events", gone[0].pk)));
    assert!(named[1].starts_with(&format!("{}: the aggregate and its ", gone[1].pk)));
    assert_eq!(named.len(), 2);
}

#[tokio::test]
async fn what_shows_by_itself_is_named_once() {
    let scene = scene().await;
    scene.checkpoint().await;
    scene.desk.delete_item(&scene.key().event(6)).await;
    let aggregate = scene.aggregate();
    let cut_off = Tampering::CutOff {
        aggregate,
        expected: 6,
        found: 5,
    };
    assert_eq!(scene.since().await.tampering, [cut_off]);
}

#[tokio::test]
async fn a_checkpoint_is_written_of_broken_chains_too_and_says_so() {
    let scene = scene().await;
    scene.desk.delete_item(&scene.key().event(2)).await;
    let dropped = Tampering::Dropped {
        aggregate: scene.aggregate(),
        sequence: 2,
    };
    assert_eq!(scene.checkpoint().await.tampering, std::slice::from_ref(&dropped));
    assert_eq!(scene.since().await.tampering, [dropped]);
}

#[tokio::test]
async fn a_checkpoint_is_made_once_and_read_under_every_key_of_its_deployment_alone() {
    let scene = scene().await;
    scene.checkpoint().await;
    let written = fs::read(scene.file()).unwrap();
    let audit = scene.desk.app.keys.audit().await.unwrap();
    let (store, now) = (&scene.desk.app.store, scene.desk.now());
    assert!(store.checkpoint(&audit, now, &scene.file()).await.is_err());
    assert_eq!(fs::read(scene.file()).unwrap(), written, "never written over");

    let key = scene.desk.rotate(KeyKind::Audit);
    assert_eq!(scene.since().await.tampering, []);
    fs::remove_file(scene.file()).unwrap();
    scene.checkpoint().await;
    let last = fs::read_to_string(scene.file()).unwrap();
    assert!(last.lines().last().unwrap().starts_with(&format!("{{\"mac\":\"{key}.")));
    scene.regenerate().await;
    assert!(text(&scene.event(7).await, "mac").starts_with(&format!("{key}.")));
    assert_eq!(scene.since().await.tampering, []);

    let elsewhere = Desk::of_another_deployment().await.app.keys.audit().await.unwrap();
    let refusal = Checkpoint::open(&scene.file(), &elsewhere).unwrap_err().to_string();
    assert!(refusal.contains("its MAC does not fit"), "{refusal}");
    let forged = fs::read_to_string(scene.file())
        .unwrap()
        .replacen("\"length\":7", "\"length\":6", 1);
    let forged = forged.replacen("\"length\":6", "\"length\":5", 1);
    fs::write(scene.file(), forged).unwrap();
    assert!(Checkpoint::open(&scene.file(), &audit).is_err());
}

/// A scan reads a long partition in pages: events in one, the aggregate in a later.
#[tokio::test]
async fn what_happens_while_chains_are_verified_is_no_tampering() {
    let scene = scene().await;
    for sequence in 9001..9006 {
        let mut file = keys::licence_file(scene.location, sequence).attributes();
        file.insert("jws".to_owned(), AttributeValue::S("x".repeat(350_000)));
        scene.desk.put_item(file).await;
    }
    scene.checkpoint().await;
    let writing = async {
        for _ in 0..25 {
            scene.regenerate().await;
        }
    };
    let verifying = async {
        for _ in 0..25 {
            assert_eq!(scene.since().await.tampering, []);
        }
    };
    tokio::join!(writing, verifying);
}
