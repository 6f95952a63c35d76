//! The whole table, read at rest, and the laws that hold over it whatever happened: no
//! unit is made or lost, nothing stands alone that belongs together, no chain is broken.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{
    assurance::{Agreement, Lot, LotId, Renewal, RenewalState, Taken},
    event::{Event, Happening, LocationHappening},
    id::OrganisationId,
    order::Order,
    upgrade::{AcceptanceState, Account, Grants, Upgrade},
};
use runtime::keys::Keys;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Store, keys};

mod codes;

type Item = HashMap<String, AttributeValue>;

/// A licence as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLicence {
    /// The partition key of its location.
    pub location: String,
    /// Identifies it.
    pub software_key_code: String,
    /// The order it came from.
    pub order_id: String,
    /// The part.
    pub part: String,
    /// Units.
    pub quantity: u32,
    /// Whether it is activated; attached otherwise.
    pub activated: bool,
    /// How often its location had been migrated then.
    pub generation: u32,
    /// Whether it was another one before that.
    pub moved: bool,
}

/// Every item of a table.
pub struct Ledger {
    items: Vec<Item>,
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map_or("", String::as_str)
}

/// Whether what is due asks for something: what is to be found only waits for the search index.
fn asks(item: &&Item) -> bool {
    !text(item, "due_shard").starts_with("find-")
}

fn number(item: &Item, name: &str) -> u32 {
    item[name].as_n().unwrap().parse().unwrap()
}

impl Ledger {
    /// Reads everything, strongly consistent.
    pub async fn read(store: &Store) -> Self {
        let (mut items, mut start) = (Vec::new(), None);
        loop {
            let page = store
                .client()
                .scan()
                .table_name(store.table())
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await
                .unwrap();
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return Self { items };
            }
        }
    }

    /// Reads everything and checks every law, the event chains' included.
    pub async fn checked(store: &Store, keys: &Keys) -> Self {
        let ledger = Self::read(store).await;
        ledger.conserves_units();
        ledger.has_every_licence_file();
        ledger.counts_licences();
        ledger.has_every_sentinel();
        ledger.knows_children();
        ledger.has_one_per_system();
        ledger.counts_admins();
        ledger.keeps_addresses_apart();
        ledger.counts_upgrades();
        ledger.conserves_swa_units();
        ledger.keeps_agreement_numbers();
        ledger.uses_every_code_once();
        ledger.conserves_seats();
        ledger.shows_what_is();
        let report = store.verify(&keys.audit().await.unwrap()).await.unwrap();
        assert!(report.tampering.is_empty(), "{:?}", report.tampering);
        ledger
    }

    /// What a list shows of a thing is what the thing is. The cards of orders and locations are written
    /// otherwise, and their lists have tests of their own.
    fn shows_what_is(&self) {
        let whole = |item: &&Item| item.contains_key("search") && text(item, "sk") != "ORDER";
        let cards = self.items.iter().filter(whole);
        for (item, card) in cards.filter_map(|item| Some((item, item.get("card")?.as_m().ok()?))) {
            for (name, shown) in card {
                assert_eq!(item.get(name), Some(shown), "{} of {}", name, text(item, "pk"));
            }
        }
    }

    fn with_sort_key<'a>(&'a self, sk: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| text(item, "sk") == sk)
    }

    fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items
            .iter()
            .filter(move |item| text(item, "sk").starts_with(prefix))
    }

    /// Every licence of every location.
    pub fn licences(&self) -> Vec<HeldLicence> {
        self.with_prefix("LICENCE#")
            .map(|item| HeldLicence {
                location: text(item, "pk").to_owned(),
                software_key_code: text(item, "software_key_code").to_owned(),
                order_id: text(item, "order_id").to_owned(),
                part: text(item, "part").to_owned(),
                quantity: number(item, "quantity"),
                activated: text(item["state"].as_m().unwrap(), "is") == "activated",
                generation: item.get("generation").map_or(0, |_| number(item, "generation")),
                moved: item.contains_key("origin"),
            })
            .collect()
    }

    /// How often each location was migrated, by partition key.
    fn generations(&self) -> BTreeMap<&str, u32> {
        let of = |item| {
            (
                text(item, "pk"),
                item.get("generation").map_or(0, |_| number(item, "generation")),
            )
        };
        self.with_sort_key("LOCATION").map(of).collect()
    }

    /// The units of an order that lie in the bin.
    pub fn available(&self, order_id: &str) -> u32 {
        let order = self
            .with_sort_key("ORDER")
            .find(|item| text(item, "order_id") == order_id)
            .unwrap_or_else(|| panic!("order {order_id} is there"));
        number(order, "available")
    }

    /// How many orders there are.
    pub fn orders(&self) -> usize {
        self.with_sort_key("ORDER").count()
    }

    /// Every event.
    pub fn events(&self) -> Vec<Event> {
        self.with_prefix("EVENT#")
            .map(|item| Event::read(text(item, "body")).unwrap())
            .collect()
    }

    /// How many events of this kind there are, as in `order-shipped`.
    pub fn count(&self, what: &str) -> usize {
        self.events().iter().filter(|event| event.what() == what).count()
    }

    /// How many licence files there are.
    pub fn licence_files(&self) -> usize {
        self.with_prefix("FILE#").count()
    }

    /// How many events still ask for something.
    pub fn due(&self) -> usize {
        let due = self.items.iter().filter(|item| item.contains_key("due"));
        due.filter(asks).count()
    }

    /// How many events ask for something by this time; reminders wait for theirs.
    pub fn due_by(&self, at: DateTime<Utc>) -> usize {
        let at = keys::instant(at);
        let due = |item: &&Item| item.get("due").is_some_and(|due| *due.as_s().unwrap() <= at);
        self.items.iter().filter(due).filter(asks).count()
    }

    /// Shipped is in bins, attached, activated, shipped on or gone back: line by line, and over the order.
    /// What was shipped on of a line is what came from it elsewhere and did not go back to it.
    fn conserves_units(&self) {
        let (mut held, mut codes) = (BTreeMap::<(String, String), u32>::new(), BTreeSet::new());
        for licence in self.licences() {
            assert!(
                codes.insert(licence.software_key_code.clone()),
                "two licences have the code {}",
                licence.software_key_code
            );
            // What moved is counted as what it was, which stays.
            if !licence.moved {
                *held.entry((licence.order_id, licence.part)).or_default() += licence.quantity;
            }
        }
        let mut on = BTreeMap::<(String, String), u32>::new();
        for order in self.with_sort_key("ORDER") {
            let sources = order.get("sources").map(|sources| sources.as_m().unwrap());
            for (part, from) in sources.into_iter().flatten() {
                let mut came = 0;
                for (source, units) in from.as_m().unwrap() {
                    let units = units.as_m().unwrap();
                    *on.entry((source.clone(), part.clone())).or_default() +=
                        number(units, "units") - number(units, "back");
                    came += number(units, "units");
                }
                let line = order["lines"].as_m().unwrap()[part].as_m().unwrap();
                assert_eq!(number(line, "quantity"), came, "{part} of {}", text(order, "order_id"));
            }
        }
        for order in self.with_sort_key("ORDER") {
            let (id, mut available) = (text(order, "order_id"), 0);
            for (part, line) in order["lines"].as_m().unwrap() {
                let line = line.as_m().unwrap();
                let out = held.remove(&(id.to_owned(), part.clone())).unwrap_or_default();
                let count = |name| line.get(name).map_or(0, |_| number(line, name));
                let (left, reshipped, returned) = (count("available"), count("reshipped"), count("returned"));
                assert_eq!(
                    number(line, "quantity"),
                    left + out + reshipped + returned,
                    "order {id}, part {part}: {left} in the bin, {out} at locations, {reshipped} on, {returned} back"
                );
                let elsewhere = on.remove(&(id.to_owned(), part.clone())).unwrap_or_default();
                assert_eq!(
                    reshipped, elsewhere,
                    "order {id}, part {part}: {elsewhere} came elsewhere"
                );
                available += left;
            }
            assert_eq!(number(order, "available"), available, "order {id}");
            assert_eq!(
                order.contains_key("l_pk"),
                available > 0 && !order.contains_key("free_at"),
                "order {id} in the bin's list"
            );
        }
        assert!(held.is_empty(), "licences of no order line: {held:?}");
        assert!(on.is_empty(), "units that came from no order line: {on:?}");
    }

    fn values<T: serde::de::DeserializeOwned>(&self, prefix: &str) -> Vec<T> {
        let read = |item: &Item| serde_dynamo::from_item(item.clone()).unwrap();
        self.with_prefix(prefix).map(read).collect()
    }

    /// Every lot of every SWA bin.
    pub fn lots(&self) -> Vec<Lot> {
        self.values("LOT#")
    }

    /// Every agreement.
    pub fn agreements(&self) -> Vec<Agreement> {
        self.values("SWA#")
    }

    /// Every renewal, quoted or done.
    pub fn renewals(&self) -> Vec<Renewal> {
        self.with_prefix("RENEWAL#")
            .filter(|item| !item.contains_key("lines"))
            .map(|item| serde_dynamo::from_item(item.clone()).unwrap())
            .collect()
    }

    /// What came into a lot is available (expired or not), allocated, spent or shipped on;
    /// what is allocated is held by what is pending or agreed; what is spent paid for terms;
    /// what was shipped on is in the dealers' lots.
    fn conserves_swa_units(&self) {
        let (lots, agreements) = (self.lots(), self.agreements());
        let mut held: BTreeMap<(OrganisationId, LotId), u32> = BTreeMap::new();
        let mut hold = |organisation_id, taken: &[Taken]| {
            for taken in taken {
                *held.entry((organisation_id, taken.lot.clone())).or_default() += taken.units;
            }
        };
        let renewals = self.renewals();
        let under_way = |renewal: &&Renewal| {
            matches!(
                renewal.state,
                RenewalState::Preparing | RenewalState::Renewing | RenewalState::Withdrawing
            )
        };
        let under_way: Vec<&Renewal> = renewals.iter().filter(under_way).collect();
        for renewal in &under_way {
            hold(renewal.organisation_id, &renewal.holds);
        }
        let mut paid: BTreeMap<OrganisationId, u64> = BTreeMap::new();
        for agreement in &agreements {
            if let Some(pending) = &agreement.pending {
                hold(agreement.organisation_id, &pending.lots);
            }
            if let Some(next) = &agreement.next
                && under_way.iter().all(|renewal| renewal.renewal_id != next.renewal_id)
            {
                hold(next.holder.unwrap_or(agreement.organisation_id), &next.lots);
            }
            assert_eq!(
                agreement.held.is_some(),
                under_way.iter().any(|renewal| agreement
                    .held
                    .as_ref()
                    .is_some_and(|held| held.renewal_id == renewal.renewal_id)),
                "{} is held by nobody",
                agreement.number()
            );
            let units: u32 = agreement.terms.iter().map(|term| term.deal.total()).sum();
            *paid.entry(agreement.organisation_id).or_default() += u64::from(units);
        }
        let mut spent: BTreeMap<OrganisationId, u64> = BTreeMap::new();
        let (mut sent, mut received) = (BTreeMap::new(), BTreeMap::new());
        let orders: Vec<Order> = self
            .with_sort_key("ORDER")
            .map(|item| serde_dynamo::from_item(item.clone()).unwrap())
            .collect();
        for lot in &lots {
            let counted = lot.available + lot.allocated + lot.spent + lot.reshipped;
            assert_eq!(lot.quantity, counted, "{lot:?}");
            let allocated = held.remove(&(lot.holder, lot.lot_id.clone())).unwrap_or_default();
            assert_eq!(lot.allocated, allocated, "{lot:?}");
            *spent.entry(lot.holder).or_default() += u64::from(lot.spent);
            *sent.entry((lot.holder, lot.lot_id.expires.day())).or_insert(0) += lot.reshipped;
            let order = orders
                .iter()
                .find(|order| order.order_id == lot.lot_id.order_id)
                .unwrap();
            *received.entry((order.vendor, lot.lot_id.expires.day())).or_insert(0) += lot.quantity;
        }
        assert!(held.is_empty(), "units held out of no lot: {held:?}");
        // Terms of what went to another dealer were paid for by the one before.
        let went = self.with_prefix("HANDED-OVER#").next().is_some();
        if under_way.is_empty() && went {
            assert_eq!(spent.values().sum::<u64>(), paid.values().sum::<u64>());
        } else if under_way.is_empty() {
            paid.retain(|_, units| *units > 0);
            spent.retain(|_, units| *units > 0);
            assert_eq!(spent, paid, "what is spent paid for terms");
        }
        for (key, units) in sent {
            if units > 0 {
                assert_eq!(received.get(&key), Some(&units), "what was shipped on arrived");
            }
        }
    }

    /// Every agreement has its number for itself.
    fn keeps_agreement_numbers(&self) {
        let taken: BTreeSet<&str> = self.with_sort_key("AGREEMENT").map(|item| text(item, "pk")).collect();
        let agreements = self.agreements();
        let numbers: BTreeSet<String> = agreements.iter().map(|one| format!("AGREEMENT#{}", one.stem)).collect();
        assert_eq!(numbers.len(), agreements.len());
        assert_eq!(taken, numbers.iter().map(String::as_str).collect());
    }

    /// A location has the files that it counts, numbered without a gap, and one event for each.
    fn has_every_licence_file(&self) {
        let mut files: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for file in self.with_prefix("FILE#") {
            files
                .entry(text(file, "pk"))
                .or_default()
                .insert(number(file, "sequence"));
        }
        for location in self.with_sort_key("LOCATION") {
            let pk = text(location, "pk");
            let expected: BTreeSet<u32> = (1..=number(location, "licence_files")).collect();
            assert_eq!(files.remove(pk).unwrap_or_default(), expected, "{pk}");
        }
        assert!(files.is_empty(), "licence files of no location: {files:?}");
        let events = [
            "licences-activated",
            "licences-imported",
            "location-migrated",
            "limited-licence-made",
            "emergency-licence-made",
            "licence-file-regenerated",
            "hardware-key-code-made",
        ];
        let with = |event: &&Event| match &event.happening {
            Ok(Happening::Location(
                LocationHappening::HardwareReplaced { sequence, .. } | LocationHappening::HkcFollowed { sequence, .. },
            )) => sequence.is_some(),
            _ => false,
        };
        let replaced = self.events().iter().filter(with).count();
        let made: usize = events.iter().map(|what| self.count(what)).sum();
        assert_eq!(self.licence_files(), made + replaced, "one event for each licence file");
    }

    /// A location says how many licences it has.
    fn counts_licences(&self) {
        let generations = self.generations();
        let mut licences: BTreeMap<String, u32> = BTreeMap::new();
        for licence in self.licences() {
            if generations[licence.location.as_str()] == licence.generation {
                *licences.entry(licence.location).or_default() += 1;
            }
        }
        for location in self.with_sort_key("LOCATION") {
            let pk = text(location, "pk");
            let held = licences.remove(pk).unwrap_or_default();
            assert_eq!(number(location, "licences"), held, "{pk}");
        }
    }

    /// A hardware key code is taken by the one location that has it; those that locations had before
    /// are retired.
    fn has_every_sentinel(&self) {
        let taken: BTreeMap<&str, &str> = self
            .with_sort_key("HKC")
            .filter(|item| text(item, "state") != "retired")
            .map(|item| (text(item, "pk"), text(item, "location_id")))
            .collect();
        let locations = self.with_sort_key("LOCATION");
        let mut codes = Vec::new();
        for location in locations {
            let emergency = location.get("emergency").and_then(|emergency| emergency.as_m().ok());
            let waits = emergency.map_or("", |emergency| text(emergency, "hkc"));
            let its = [text(location, "hkc"), text(location, "second_hkc"), waits];
            codes.extend(its.map(|hkc| (location, hkc)));
        }
        codes.retain(|(_, hkc)| !hkc.is_empty());
        assert_eq!(taken.len(), codes.len());
        for (location, hkc) in codes {
            let hkc = format!("HKC#{}", hkc.to_uppercase());
            let sentinel = taken
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(&hkc))
                .map(|(_, id)| *id);
            assert_eq!(sentinel, Some(text(location, "location_id")), "{hkc}");
        }
    }

    /// A location that was added to another one is among its children.
    fn knows_children(&self) {
        let mut children = BTreeMap::new();
        for parent in self.with_sort_key("LOCATION") {
            let listed = parent.get("children").and_then(|list| list.as_l().ok());
            for child in listed.into_iter().flatten() {
                let parent = text(parent, "location_id").to_owned();
                assert_eq!(children.insert(child.as_s().unwrap().clone(), parent), None);
            }
        }
        let kinds = local::catalogue::demo();
        for location in self.with_sort_key("LOCATION") {
            let kind = kinds.system_type(text(location, "system_type")).unwrap();
            let parent = Some(text(location, "parent")).filter(|parent| !parent.is_empty() && !kind.parents.is_empty());
            let known = children.remove(text(location, "location_id"));
            assert_eq!(known.as_deref(), parent, "{}", text(location, "pk"));
        }
        assert!(children.is_empty(), "children that are not there: {children:?}");
    }

    /// Of a part of which a system has one unit, it has one at most, and that is noted where the
    /// system is counted.
    fn has_one_per_system(&self) {
        let systems: BTreeMap<&str, &str> = self
            .with_sort_key("LOCATION")
            .map(|item| {
                let own = text(item, "location_id");
                (
                    text(item, "pk"),
                    Some(text(item, "parent")).filter(|id| !id.is_empty()).unwrap_or(own),
                )
            })
            .collect();
        let mut noted: BTreeSet<(String, String)> = self
            .with_prefix("FAMILY-ONE#")
            .map(|item| (text(item, "pk").to_owned(), text(item, "software_key_code").to_owned()))
            .collect();
        for licence in self.licences() {
            let part = domain::text::PartNumber::parse(&licence.part).unwrap();
            if domain::licence::is_one_per_system(local::catalogue::demo(), &part) {
                assert_eq!(licence.quantity, 1, "{licence:?}");
                let system = format!("LOCATION#{}", systems[licence.location.as_str()]);
                assert!(
                    noted.remove(&(system, licence.software_key_code.clone())),
                    "{licence:?}"
                );
            }
        }
        assert!(noted.is_empty(), "units that no system has: {noted:?}");
    }

    /// A tenant's account counts what its upgrades say: no number twice, what waits, and the
    /// quota that was bought and is not suspended. A decision has one event, and so has each
    /// end of provisioning.
    fn counts_upgrades(&self) {
        let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
        let (mut requests, mut upgrades) = (BTreeSet::new(), BTreeSet::new());
        let mut granted = self.granted_by_packages();
        let mut decided = 0;
        for item in self.with_sort_key("UPGRADE") {
            let upgrade: Upgrade = serde_dynamo::from_item(item.clone()).unwrap();
            let pk = format!("ORG#{}", upgrade.organisation_id);
            let account = accounts.entry(pk.clone()).or_default();
            if let Some(number) = upgrade.request {
                assert!(requests.insert((pk.clone(), number)), "REQ-{number} twice");
                account.requests = account.requests.max(number);
                decided += usize::from(upgrade.managed().is_some());
            }
            if upgrade.managed().is_none() {
                account.open.insert(upgrade.upgrade_id, upgrade.requester.user_id);
            }
            let Some(purchase) = upgrade.purchase() else { continue };
            assert!(
                upgrades.insert((pk.clone(), purchase.number)),
                "IPP-{} twice",
                purchase.number
            );
            account.upgrades = account.upgrades.max(purchase.number);
            let counts = upgrade
                .acceptance()
                .is_some_and(|acceptance| acceptance.state() != AcceptanceState::Suspended);
            if counts {
                let name = Grants::name(&purchase.metric, purchase.price.last_day);
                *granted.entry((pk, name)).or_default() += purchase.units;
            }
        }
        for item in self.with_sort_key("UPGRADES") {
            let account: Account = serde_dynamo::from_item(item.clone()).unwrap();
            let pk = text(item, "pk");
            let expected = accounts.remove(pk).unwrap_or_default();
            // A number that was taken and not used is left out.
            assert!(
                account.requests >= expected.requests && account.upgrades >= expected.upgrades,
                "{pk}"
            );
            assert_eq!(account.open, expected.open, "{pk}");
            for (name, units) in item["grants"].as_m().unwrap() {
                let bought = granted.remove(&(pk.to_owned(), name.clone())).unwrap_or_default();
                assert_eq!(units.as_n().unwrap(), &bought.to_string(), "{pk} {name}");
            }
        }
        assert!(granted.is_empty(), "bought and not granted: {granted:?}");
        assert!(accounts.is_empty(), "upgrades without an account");
        let events = ["upgrade-approved", "upgrade-declined", "upgrade-withdrawn"];
        let counted: usize = events.iter().map(|what| self.count(what)).sum();
        assert_eq!(counted, decided, "one event for each decision");
    }

    /// Every organisation counts its active admins and buyers right, and an identity is one
    /// user's.
    fn counts_admins(&self) {
        let mut admins: BTreeMap<&str, u32> = BTreeMap::new();
        let mut buyers: BTreeMap<&str, u32> = BTreeMap::new();
        let (mut active, mut bound) = (BTreeSet::new(), BTreeSet::new());
        for user in self.with_prefix("USER#").filter(|user| text(user, "state") == "active") {
            active.insert(text(user, "user_id"));
            let roles = format!("{:?}", user["roles"]);
            if roles.contains("\"vendor-admin\"") || roles.contains("\"tenant-admin\"") {
                *admins.entry(text(user, "pk")).or_default() += 1;
            }
            if roles.contains("\"buyer\"") {
                *buyers.entry(text(user, "pk")).or_default() += 1;
            }
        }
        for organisation in self.with_sort_key("ORG") {
            let pk = text(organisation, "pk");
            assert_eq!(
                number(organisation, "admins"),
                admins.remove(pk).unwrap_or_default(),
                "{pk}"
            );
            assert_eq!(
                number(organisation, "buyers"),
                buyers.remove(pk).unwrap_or_default(),
                "{pk}"
            );
        }
        for binding in self.with_sort_key("IDENTITY") {
            assert!(bound.insert(text(binding, "user_id")), "two identities of one user");
        }
        assert_eq!(active, bound, "who is active has an identity");
    }

    /// An address is one user's of an organisation, and its sentinel says whose. Organisations from before
    /// there were sentinels have them for whom they have invited since.
    fn keeps_addresses_apart(&self) {
        let sentinels: BTreeMap<(&str, &str), &str> = self
            .with_prefix("ADDRESS#")
            .map(|item| ((text(item, "pk"), text(item, "sk")), text(item, "user_id")))
            .collect();
        let marked: BTreeSet<&str> = self
            .with_sort_key("ORG")
            .filter(|item| item.contains_key("addresses"))
            .map(|item| text(item, "pk"))
            .collect();
        let (mut seen, mut named) = (BTreeSet::new(), 0);
        for user in self.with_prefix("USER#") {
            let (pk, id) = (text(user, "pk"), text(user, "user_id"));
            let sk = format!("ADDRESS#{}", text(user, "email").to_lowercase());
            match sentinels.get(&(pk, sk.as_str())) {
                Some(whose) => {
                    assert_eq!(*whose, id, "{pk} {sk}");
                    named += 1;
                }
                None => assert!(!marked.contains(pk), "{pk} {sk} has no sentinel"),
            }
            assert!(seen.insert((pk, sk)), "two users of {pk} have the address of {id}");
        }
        assert_eq!(named, sentinels.len(), "addresses of nobody");
    }
}
