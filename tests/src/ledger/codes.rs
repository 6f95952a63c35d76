//! Laws over codes, subscriptions, devices and packages.

use super::{Item, Ledger, number, text};
use domain::{
    activation::{Activation, ActivationState},
    code::{ActivationCode, Batch, CodeState},
    device::Device,
    id::{BatchId, SubscriptionId},
    package,
    subscription::Subscription,
    upgrade::Grants,
};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

fn read<T: DeserializeOwned>(item: &Item) -> T {
    serde_dynamo::from_item(item.clone()).unwrap()
}

impl Ledger {
    fn activations(&self) -> impl Iterator<Item = Activation> {
        self.with_sort_key("ACTIVATION").map(read)
    }

    /// Every subscription.
    pub fn subscriptions(&self) -> Vec<Subscription> {
        self.with_sort_key("SUBSCRIPTION").map(read).collect()
    }

    /// What packages that were approved add to quotas: by account and grant.
    pub(super) fn granted_by_packages(&self) -> BTreeMap<(String, String), u32> {
        let mut granted = BTreeMap::new();
        for activation in self.activations() {
            if let ActivationState::Approved { last_day, .. } = &activation.state {
                for (metric, units) in package::units(local::catalogue::demo().upgrades(), &activation.items) {
                    let account = format!("ORG#{}", activation.organisation_id);
                    *granted.entry((account, Grants::name(&metric, *last_day))).or_default() += units;
                }
            }
        }
        granted
    }

    /// A batch has the codes that it counts; a code is used where there is one thing that it was
    /// redeemed to, and one event that says so.
    pub(super) fn uses_every_code_once(&self) {
        let mut numbers: BTreeMap<BatchId, BTreeSet<u32>> = BTreeMap::new();
        let mut used = BTreeSet::new();
        for item in self.with_sort_key("CODE") {
            let code: ActivationCode = read(item);
            assert!(numbers.entry(code.batch_id).or_default().insert(code.number));
            if matches!(code.state, CodeState::Used(_)) {
                used.insert((code.batch_id, code.number));
            }
        }
        for item in self.with_sort_key("BATCH") {
            let batch: Batch = read(item);
            let expected: BTreeSet<u32> = (1..=batch.prepared).collect();
            assert_eq!(numbers.remove(&batch.batch_id).unwrap_or_default(), expected);
        }
        assert!(numbers.is_empty(), "codes of no batch: {numbers:?}");
        let mut redeemed: Vec<_> = self.activations().map(|one| (one.batch_id, one.number)).collect();
        redeemed.extend(self.subscriptions().iter().map(|one| (one.batch_id, one.number)));
        let distinct: BTreeSet<_> = redeemed.iter().copied().collect();
        assert_eq!(distinct.len(), redeemed.len(), "a code was redeemed twice");
        assert_eq!(distinct, used);
        let events = self.count("code-redeemed") + self.count("activation-submitted");
        assert_eq!(events, used.len(), "one event for each use");
        let decided = self.activations().filter(|one| one.decision().is_some()).count();
        let events = self.count("activation-approved") + self.count("activation-declined");
        assert_eq!(events, decided, "one event for each decision");
    }

    /// A seat is unassigned or has a period on one device; a serial number is one device's.
    pub(super) fn conserves_seats(&self) {
        let mut assigned: BTreeMap<SubscriptionId, u32> = BTreeMap::new();
        let mut serials = BTreeSet::new();
        for item in self.with_sort_key("DEVICE") {
            let device: Device = read(item);
            serials.insert((
                format!("SERIAL#{}#{}", device.organisation_id, device.serial.folded()),
                device.device_id.to_string(),
            ));
            assert_eq!(number(item, "revision") > 0, !device.periods.is_empty());
            for period in &device.periods {
                *assigned.entry(period.subscription_id).or_default() += 1;
                assert_eq!(Some(period.end), period.start.after_months(period.months));
            }
        }
        for subscription in self.subscriptions() {
            let assigned = assigned.remove(&subscription.subscription_id).unwrap_or_default();
            assert_eq!(
                subscription.seats,
                subscription.unassigned + assigned,
                "{subscription:?}"
            );
        }
        assert!(assigned.is_empty(), "periods of no subscription: {assigned:?}");
        let taken: BTreeSet<_> = self
            .with_sort_key("SERIAL")
            .map(|item| (text(item, "pk").to_owned(), text(item, "device_id").to_owned()))
            .collect();
        assert_eq!(taken, serials);
    }
}
