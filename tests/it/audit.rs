//! The verifier of event chains: what somebody with access to the table does to the
//! history shows, at the first event where it does.

use api::operations::*;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::id::LocationId;
use runtime::keys::KeyKind;
use serde_json::json;
use store::{
    audit::{Report, Tampering},
    keys::{self, Key},
};
use tests::{Desk, Item};

pub(crate) struct Scene {
    pub(crate) desk: Desk,
    pub(crate) location: LocationId,
}

/// A location with six events: made, attached, detached, attached, activated, file anew.
pub(crate) async fn scene() -> Scene {
    let desk = Desk::start().await;
    let dealer = &desk.people.dealer;
    let order = desk.ship_manual_order(desk.organisations.dealer).await;
    let customer = desk.customer(dealer, "Riverside Clinic").await;
    let location = desk.location(dealer, customer, "Location A", "191000343919").await;
    let codes = desk.attach(dealer, location, &order, &[("BE107573", 1)]).await;
    let body = json!({ "software_key_codes": codes });
    desk.call::<DetachLicences>(dealer, &[&location], body).await.ok();
    let codes = desk.attach(dealer, location, &order, &[("BE107573", 1)]).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    desk.call::<ActivateLicences>(dealer, &[&location], body).await.ok();
    desk.call::<RegenerateLicenceFile>(dealer, &[&location], json!({}))
        .await
        .ok();
    desk.mails().await;
    Scene { desk, location }
}

impl Scene {
    pub(crate) fn key(&self) -> Key {
        keys::location(self.location)
    }

    pub(crate) fn aggregate(&self) -> String {
        self.key().pk
    }

    pub(crate) async fn item(&self, key: &Key) -> Item {
        self.desk.table().await[&(key.pk.clone(), key.sk.clone())].clone()
    }

    pub(crate) async fn event(&self, sequence: u32) -> Item {
        self.item(&self.key().event(sequence)).await
    }

    pub(crate) async fn report(&self) -> Report {
        let audit = self.desk.app.keys.audit().await.unwrap();
        self.desk.app.store.verify(&audit).await.unwrap()
    }

    /// Puts text into an item's attributes.
    async fn edit(&self, mut item: Item, attributes: &[(&str, String)]) {
        for (name, value) in attributes {
            item.insert((*name).to_owned(), AttributeValue::S(value.clone()));
        }
        self.desk.put_item(item).await;
    }
}

pub(crate) fn text(item: &Item, name: &str) -> String {
    item[name].as_s().unwrap().clone()
}

#[tokio::test]
async fn a_walk_leaves_whole_chains() {
    let scene = scene().await;
    let report = scene.report().await;
    assert_eq!(report.tampering, []);
    let table = scene.desk.table().await;
    let events = table.keys().filter(|(_, sk)| sk.starts_with("EVENT#")).count();
    assert_eq!(report.events, events);
    // Five organisations, the catalogue, an order, a customer, a location.
    assert_eq!(report.chains, 9);
}

#[tokio::test]
async fn an_edited_event_is_named() {
    for sequence in [1, 2, 6] {
        let scene = scene().await;
        let item = scene.event(sequence).await;
        let body = text(&item, "body").replace("dora", "otto");
        assert_ne!(body, text(&item, "body"));
        scene.edit(item, &[("body", body)]).await;
        let aggregate = scene.aggregate();
        assert_eq!(
            scene.report().await.tampering,
            [Tampering::Edited { aggregate, sequence }]
        );
    }
}

#[tokio::test]
async fn every_altered_byte_of_an_event_is_seen() {
    let scene = scene().await;
    let item = scene.event(5).await;
    let audit = scene.desk.app.keys.audit().await.unwrap();
    let (body, mac) = (text(&item, "body"), text(&item, "mac"));
    assert!(audit.verifies(&body, &mac));
    for index in 0..body.len() {
        let mut altered = body.clone().into_bytes();
        altered[index] ^= 1;
        assert!(!audit.verifies(&String::from_utf8(altered).unwrap(), &mac), "{index}");
    }
    for index in 0..mac.len() {
        let mut altered = mac.clone().into_bytes();
        altered[index] = if altered[index] == b'A' { b'B' } else { b'A' };
        assert!(!audit.verifies(&body, &String::from_utf8(altered).unwrap()), "{index}");
    }
}

#[tokio::test]
async fn an_event_signed_anew_without_the_key_is_named() {
    let scene = scene().await;
    let elsewhere = Desk::of_another_deployment().await;
    // Made with a key of another deployment, under its name, and under ours.
    let item = scene.event(2).await;
    let foreign = elsewhere.app.keys.audit().await.unwrap();
    let theirs = elsewhere.table().await;
    let (_, theirs) = theirs.iter().find(|((_, sk), _)| sk.starts_with("EVENT#")).unwrap();
    let (body, mac) = (text(theirs, "body"), text(theirs, "mac"));
    assert!(foreign.verifies(&body, &mac));
    let ours = text(&item, "mac");
    let under_ours = format!("{}.{}", ours.split_once('.').unwrap().0, mac.split_once('.').unwrap().1);
    for mac in [mac, under_ours] {
        scene.edit(item.clone(), &[("body", body.clone()), ("mac", mac)]).await;
        let aggregate = scene.aggregate();
        assert_eq!(
            scene.report().await.tampering,
            [Tampering::Edited { aggregate, sequence: 2 }]
        );
    }
}

#[tokio::test]
async fn a_dropped_event_is_named() {
    for sequence in [1, 3] {
        let scene = scene().await;
        scene.desk.delete_item(&scene.key().event(sequence)).await;
        let aggregate = scene.aggregate();
        assert_eq!(
            scene.report().await.tampering,
            [Tampering::Dropped { aggregate, sequence }]
        );
    }
}

#[tokio::test]
async fn swapped_events_are_named_at_the_first() {
    let scene = scene().await;
    let (two, four) = (scene.event(2).await, scene.event(4).await);
    let take = |item: &Item| [("body", text(item, "body")), ("mac", text(item, "mac"))];
    scene.edit(two.clone(), &take(&four)).await;
    scene.edit(four, &take(&two)).await;
    let aggregate = scene.aggregate();
    assert_eq!(
        scene.report().await.tampering,
        [Tampering::Dropped { aggregate, sequence: 2 }]
    );
}

#[tokio::test]
async fn an_event_moved_up_into_a_gap_is_named() {
    let scene = scene().await;
    let three = scene.event(3).await;
    let take = [("body", text(&three, "body")), ("mac", text(&three, "mac"))];
    let two = scene.event(2).await;
    scene.edit(two, &take).await;
    scene.desk.delete_item(&scene.key().event(3)).await;
    let aggregate = scene.aggregate();
    assert_eq!(
        scene.report().await.tampering,
        [Tampering::Dropped { aggregate, sequence: 2 }]
    );
}

#[tokio::test]
async fn an_event_of_another_chain_is_named() {
    let scene = scene().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let customer = desk.customer(dealer, "Elsewhere").await;
    let other = keys::location(desk.location(dealer, customer, "B", "191000343920").await);
    let theirs = scene.item(&other.event(1)).await;
    let ours = scene.event(1).await;
    scene
        .edit(ours, &[("body", text(&theirs, "body")), ("mac", text(&theirs, "mac"))])
        .await;
    let aggregate = scene.aggregate();
    assert_eq!(
        scene.report().await.tampering,
        [Tampering::Dropped { aggregate, sequence: 1 }]
    );
}

#[tokio::test]
async fn a_chain_that_was_cut_off_is_named() {
    let scene = scene().await;
    let aggregate = scene.aggregate();
    scene.desk.delete_item(&scene.key().event(6)).await;
    let cut_off = |found| Tampering::CutOff {
        aggregate: aggregate.clone(),
        expected: 6,
        found,
    };
    assert_eq!(scene.report().await.tampering, [cut_off(5)]);
    scene.desk.delete_item(&scene.key().event(5)).await;
    assert_eq!(scene.report().await.tampering, [cut_off(4)]);
    for sequence in 1..=4 {
        scene.desk.delete_item(&scene.key().event(sequence)).await;
    }
    assert_eq!(scene.report().await.tampering, [cut_off(0)]);
}

#[tokio::test]
async fn an_old_state_put_back_over_a_longer_chain_is_named() {
    let scene = scene().await;
    let old = scene.item(&scene.key()).await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    desk.call::<RegenerateLicenceFile>(dealer, &[&scene.location], json!({}))
        .await
        .ok();
    scene.desk.put_item(old).await;
    let aggregate = scene.aggregate();
    assert_eq!(
        scene.report().await.tampering,
        [Tampering::CutOff {
            aggregate,
            expected: 6,
            found: 7
        }]
    );
}

#[tokio::test]
async fn events_without_their_aggregate_are_named() {
    let scene = scene().await;
    scene.desk.delete_item(&scene.key()).await;
    let aggregate = scene.aggregate();
    assert_eq!(scene.report().await.tampering, [Tampering::Orphaned { aggregate }]);
}

#[tokio::test]
async fn every_broken_chain_is_named_and_each_once() {
    let scene = scene().await;
    scene.desk.delete_item(&scene.key().event(2)).await;
    scene.desk.delete_item(&scene.key().event(4)).await;
    let dealer = keys::organisation(scene.desk.organisations.dealer);
    scene.desk.delete_item(&dealer.event(1)).await;
    let mut tampering = scene.report().await.tampering;
    tampering.sort_by_key(ToString::to_string);
    assert_eq!(
        tampering,
        [
            Tampering::Dropped {
                aggregate: scene.aggregate(),
                sequence: 2
            },
            Tampering::Dropped {
                aggregate: dealer.pk,
                sequence: 1
            },
        ]
    );
}

#[tokio::test]
async fn chains_go_on_over_a_new_key() {
    let scene = scene().await;
    let (desk, dealer) = (&scene.desk, &scene.desk.people.dealer);
    let before = text(&scene.event(6).await, "mac");
    desk.rotate(KeyKind::Audit);
    desk.call::<RegenerateLicenceFile>(dealer, &[&scene.location], json!({}))
        .await
        .ok();
    let after = text(&scene.event(7).await, "mac");
    assert_ne!(before.split_once('.').unwrap().0, after.split_once('.').unwrap().0);
    assert_eq!(scene.report().await.tampering, []);
    // Tampering before and after the rotation shows as before.
    for sequence in [3, 7] {
        let item = scene.event(sequence).await;
        let body = text(&item, "body").replace("dora", "otto");
        scene.edit(item.clone(), &[("body", body)]).await;
        let aggregate = scene.aggregate();
        assert_eq!(
            scene.report().await.tampering,
            [Tampering::Edited { aggregate, sequence }]
        );
        scene.desk.put_item(item).await;
    }
    assert_eq!(scene.report().await.tampering, []);
}
