//! The demo data: made-up companies, people at example.com, and what they have done.

use api::{customers::Address, packages::PackageRequest, upgrades::Verdict};
use chrono::TimeDelta;
use domain::{
    day::Day,
    organisation::{OrganisationKind, Role},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everything that a new stack begins with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// The vendor; its first user is the first admin.
    pub vendor: Vendor,
    /// The others.
    pub organisations: Vec<Organisation>,
    /// What was long ago, while the stack's clock was behind.
    pub history: History,
    /// What the vendor has shipped, oldest first.
    pub orders: Vec<Order>,
    /// Customers with their locations.
    pub customers: Vec<Customer>,
    /// Subscription codes that dealers issued.
    pub codes: Vec<IssuedCode>,
}

/// What was long ago.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// How many days.
    pub days: i64,
    /// What the vendor has shipped then.
    pub orders: Vec<Order>,
    /// Customers of then.
    pub customers: Vec<Customer>,
}

/// The vendor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name.
    pub name: String,
    /// Its users.
    pub users: Vec<User>,
}

/// A distributor, dealer or tenant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Its users.
    pub users: Vec<User>,
    /// What was agreed with a tenant, and its upgrades.
    #[serde(default)]
    pub tenant: Option<Tenant>,
}

/// What was agreed with a tenant, and its upgrades.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// The plan's id.
    pub plan: String,
    /// Whose account upgrades are charged to.
    pub sold_to_id: String,
    /// How many days ago the contract of a year began.
    pub contract_began_days_ago: i64,
    /// Where order forms go.
    pub commercial_contact: String,
    /// What is used, by metric.
    pub used: BTreeMap<String, u32>,
    /// What was asked for and bought, oldest first; each is over before the next begins.
    pub upgrades: Vec<Upgrade>,
    /// Its devices, what codes were redeemed to, and its package.
    pub codes: Codes,
}

/// A tenant's devices, what codes were redeemed to, and its package. All of it but the last
/// request is over before the first upgrade was asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// The subject of the buyer.
    pub buyer: String,
    /// The subject of the operator.
    pub operator: String,
    /// Devices, there from the beginning.
    pub devices: Vec<Device>,
    /// Codes that the vendor issued and the buyer redeemed, oldest first.
    pub subscriptions: Vec<Subscription>,
    /// What the operator sells.
    pub package: PackageRequest,
    /// How many days ago it was built.
    pub package_days_ago: i64,
    /// Requests to activate it, oldest first.
    pub activations: Vec<Activation>,
}

/// A device.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// Its model.
    pub model: String,
}

/// A code that was issued and redeemed on the same day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// When.
    pub days_ago: i64,
    /// The plan's id.
    pub plan: String,
    /// Calendar months.
    pub months: u32,
    /// Devices that it is for.
    pub seats: u32,
    /// The serial numbers of those that got a seat.
    pub devices: Vec<String>,
}

/// A request to activate the package.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// When.
    pub days_ago: i64,
    /// The company that it is for.
    pub company: String,
    /// Whom to ask.
    pub contact: String,
    /// The company's own reference.
    pub reference: String,
    /// What the operator decided, on the same day; nothing where it waits.
    #[serde(default)]
    pub decision: Option<ActivationDecision>,
}

/// What an operator decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationDecision {
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why.
    pub comment: String,
}

/// A code that was issued today and not redeemed yet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedCode {
    /// The subject of the user who issued it.
    pub by: String,
    /// The plan's id.
    pub plan: String,
    /// Calendar months.
    pub months: u32,
    /// Devices.
    pub seats: u32,
    /// The subject of the buyer to whom it was mailed.
    pub to: String,
}

/// A request or purchase.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upgrade {
    /// When.
    pub days_ago: i64,
    /// The subject of the user who submitted it.
    pub by: String,
    /// The item.
    pub sku: String,
    /// How many.
    pub quantity: u32,
    /// What was done next.
    #[serde(default)]
    pub then: Option<Step>,
    /// Whether the vendor's endpoint was away for more than a day.
    #[serde(default)]
    pub fails: bool,
    /// What the vendor said of the order.
    #[serde(default)]
    pub review: Option<Review>,
}

/// What was done with a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When.
    pub days_ago: i64,
    /// The subject of the user who did it.
    pub by: String,
    /// Approve or decline; nothing where it was withdrawn.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Why.
    #[serde(default)]
    pub comment: String,
}

/// What the vendor said of an order.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// It is accepted.
    Accepted,
    /// It is suspended, for this reason.
    Suspended(String),
}

/// A user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The subject at the issuer; absent for who has not accepted the invitation yet.
    pub subject: Option<String>,
    /// As shown.
    pub name: String,
    /// At example.com.
    pub email: String,
    /// What the user may do.
    pub roles: Vec<Role>,
}

/// An order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The name of who it is for.
    pub organisation: String,
    /// The buyer's number.
    pub purchase_order: String,
    /// The vendor's number.
    pub sales_order: String,
    /// Units by part number.
    pub lines: BTreeMap<String, u32>,
    /// Software assurance asked for.
    pub swa_months: Option<u32>,
    /// The last day of its SWA units; a year after shipping where absent.
    pub swa_expires: Option<Day>,
    /// Free text.
    pub notes: Option<String>,
}

/// A customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The subject of the user who made it.
    pub by: String,
    /// Its name.
    pub name: String,
    /// Its line of business.
    pub vertical: String,
    /// The dealer's note.
    pub reference: String,
    /// Where it is, and its locations are.
    pub address: Address,
    /// Its locations.
    pub locations: Vec<Location>,
}

/// A location.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The system type's id.
    pub system_type: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its name.
    pub name: String,
    /// Hardware version.
    #[serde(default)]
    pub hardware_version: String,
    /// Software version.
    #[serde(default)]
    pub software_version: String,
    /// The customer's address.
    pub customer_email: String,
    /// What was attached, and whether it was activated, in this order.
    pub attach: Vec<Attachment>,
    /// Its software assurance.
    pub assure: Option<Assurance>,
}

/// Software assurance for every application of a location.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assurance {
    /// The subject of the SWA user who assigns it.
    pub by: String,
    /// The term.
    pub months: u32,
    /// Why it was activated at once; pending where absent.
    pub reason: Option<String>,
}

/// Units of an order at a location.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The order's purchase order number.
    pub purchase_order: String,
    /// Units by part number.
    pub lines: BTreeMap<String, u32>,
    /// Whether they were activated.
    pub activate: bool,
}

impl Demo {
    /// The data that came with the program.
    pub fn read() -> anyhow::Result<Self> {
        Ok(serde_json::from_str(include_str!("../../data/demo.json"))?)
    }

    /// The vendor and its first admin alone: what a new deployment begins with.
    pub fn empty(self) -> Self {
        let mut vendor = self.vendor;
        vendor.users.truncate(1);
        Self {
            vendor,
            organisations: Vec::new(),
            history: History {
                days: 0,
                orders: Vec::new(),
                customers: Vec::new(),
            },
            orders: Vec::new(),
            customers: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// How far back it begins.
    pub fn past(&self) -> TimeDelta {
        TimeDelta::days(self.history.days).max(self.past_of_tenants())
    }

    /// How far back tenants begin.
    pub fn past_of_tenants(&self) -> TimeDelta {
        let tenants = self.organisations.iter().filter_map(|other| other.tenant.as_ref());
        let days = tenants.flat_map(|tenant| {
            let upgrades = tenant.upgrades.iter().map(|upgrade| upgrade.days_ago);
            let codes = tenant.codes.subscriptions.iter().map(|code| code.days_ago);
            upgrades.chain(codes)
        });
        TimeDelta::days(days.max().map_or(0, |days| days + 1))
    }

    /// The user of this subject.
    pub fn user(&self, subject: &str) -> Option<&User> {
        self.users()
            .map(|(_, _, user)| user)
            .find(|user| user.subject.as_deref() == Some(subject))
    }

    /// Every user with the organisation's name and kind; those of one together.
    pub fn users(&self) -> impl Iterator<Item = (&str, OrganisationKind, &User)> {
        let vendor = self
            .vendor
            .users
            .iter()
            .map(|user| (self.vendor.name.as_str(), OrganisationKind::Vendor, user));
        let others = self.organisations.iter().flat_map(|organisation| {
            organisation
                .users
                .iter()
                .map(|user| (organisation.name.as_str(), organisation.kind, user))
        });
        vendor.chain(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use domain::text::{EmailAddress, PartNumber, Sku};

    /// Says how many days ago the last of it was over.
    fn codes_keep_their_rules(demo: &Demo, codes: &Codes) -> i64 {
        assert!(demo.user(&codes.buyer).is_some() && demo.user(&codes.operator).is_some());
        let mut time = i64::MAX;
        let mut before = |days_ago: i64| {
            assert!(days_ago <= time, "{days_ago} days ago goes back in time");
            time = days_ago;
        };
        for subscription in &codes.subscriptions {
            before(subscription.days_ago);
            assert!(catalogue::demo().subscription_plan(&subscription.plan).is_some());
            assert!(subscription.devices.len() <= subscription.seats as usize);
            for serial in &subscription.devices {
                assert!(codes.devices.iter().any(|device| device.serial == *serial), "{serial}");
            }
        }
        before(codes.package_days_ago);
        for item in &codes.package.items {
            assert!(
                catalogue::demo()
                    .upgrades()
                    .item(&Sku::parse(&item.sku).unwrap())
                    .is_some()
            );
        }
        for request in codes.activations.iter().filter(|request| request.decision.is_some()) {
            before(request.days_ago);
        }
        time
    }

    #[test]
    fn the_demo_data_keeps_the_catalogues_rules() {
        let demo = Demo::read().unwrap();
        let catalogue = catalogue::demo();
        for (organisation, kind, user) in demo.users() {
            assert!(
                EmailAddress::parse(&user.email).is_ok() && user.email.ends_with("example.com"),
                "{}",
                user.email
            );
            assert!(
                user.roles.iter().all(|role| role.held_by(kind)),
                "{} of {organisation}",
                user.name
            );
        }
        let orders = || demo.history.orders.iter().chain(&demo.orders);
        for order in orders() {
            for part in order.lines.keys() {
                assert!(catalogue.part(&PartNumber::parse(part).unwrap()).is_some(), "{part}");
            }
        }
        let tenants = demo.organisations.iter().filter_map(|other| other.tenant.as_ref());
        for tenant in tenants {
            let upgrades = catalogue::demo().upgrades();
            assert!(upgrades.plan(&tenant.plan).is_some(), "{}", tenant.plan);
            assert!(tenant.used.keys().all(|metric| upgrades.metric(metric).is_some()));
            let mut time = codes_keep_their_rules(&demo, &tenant.codes);
            for upgrade in &tenant.upgrades {
                let item = upgrades.item(&Sku::parse(&upgrade.sku).unwrap()).unwrap();
                assert!(item.prerequisites.contains(&tenant.plan), "{}", item.sku);
                assert!((1..=item.maximum_quantity).contains(&upgrade.quantity), "{}", item.sku);
                assert!(demo.user(&upgrade.by).is_some(), "{}", upgrade.by);
                for at in [Some(upgrade.days_ago), upgrade.then.as_ref().map(|then| then.days_ago)] {
                    assert!(at.unwrap_or(0) <= time, "{} goes back in time", item.sku);
                    time = at.unwrap_or(time);
                }
                time -= if upgrade.fails { 2 } else { 0 };
                assert!(time >= 0);
            }
        }
        for code in &demo.codes {
            assert!(demo.user(&code.by).is_some() && demo.user(&code.to).is_some());
            assert!(
                catalogue::demo().subscription_plan(&code.plan).is_some(),
                "{}",
                code.plan
            );
        }
        for customer in demo.history.customers.iter().chain(&demo.customers) {
            assert!(demo.user(&customer.by).is_some(), "{}", customer.by);
            for location in &customer.locations {
                let system_type = catalogue.system_type(&location.system_type).unwrap();
                assert!(system_type.creatable(), "{}", location.system_type);
                assert!(system_type.parse_hkc(&location.hkc).is_ok(), "{}", location.hkc);
                assert_ne!(location.hkc, "191000343919", "kept free for the walk");
                for (part, attachment) in location
                    .attach
                    .iter()
                    .flat_map(|it| it.lines.keys().map(move |part| (part, it)))
                {
                    let part = catalogue.part(&PartNumber::parse(part).unwrap()).unwrap();
                    assert!(part.fits(&system_type.id), "{} at {}", part.number, location.name);
                    assert!(orders().any(|order| order.purchase_order == attachment.purchase_order));
                }
            }
        }
    }
}
