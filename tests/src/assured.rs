//! A desk whose dealer has SWA units and a location with activated licences.

use crate::{Answer, Desk, Person, location_body};
use api::{ProblemCode, assurance::*, operations::*, units::SwaBinView};
use domain::{
    day::Day,
    id::{CustomerId, LocationId},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The manual's SV8300 at 22 units a month: parts that add up to that rate.
pub const SV8300: &[(&str, u32)] = &[("LK180007", 1), ("LK180064", 1), ("LK180001", 40)];
/// A SIP@Net system at 4.9 units a month.
pub const SIPNET: &[(&str, u32)] = &[
    ("EU920000", 1),
    ("960026138000", 1),
    ("960025871000", 10),
    ("960026036000", 5),
];
/// A SIP@Net server at 5.5 units a month.
pub const SIPNET_SERVER: &[(&str, u32)] = &[
    ("960026138000", 1),
    ("EU920000", 1),
    ("960025871000", 4),
    ("960026036000", 2),
    ("EU920014", 40),
    ("EU92067151", 1),
];

/// The hardware key code of the manual's first example.
pub const HKC: &str = "18CYG-IPS-00000000BJZ02319QK";

/// The manual's first example: an SV8300 activated on 26 March 2013, 5985 units.
pub async fn manual() -> (Assured, LocationId) {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(5985, "2014-05-18").await;
    let location = scene.sv8300(HKC).await;
    (scene, location)
}

/// The desk, and the customer that everything belongs to.
pub struct Assured {
    /// The desk.
    pub desk: Desk,
    /// The customer.
    pub customer: CustomerId,
    orders: AtomicU32,
}

impl Assured {
    /// A desk whose clock stands at this instant.
    pub async fn at(now: &str) -> Self {
        let desk = Desk::start_at(now).await;
        let customer = desk.customer(&desk.people.dealer, "Test Customer").await;
        Self {
            desk,
            customer,
            orders: AtomicU32::new(0),
        }
    }

    /// The dealer's SWA user.
    pub fn sam(&self) -> &Person {
        &self.desk.people.dealer_swa
    }

    fn number(&self, prefix: &str) -> String {
        format!("{prefix}-{}", self.orders.fetch_add(1, Relaxed) + 1)
    }

    /// SWA units for the dealer, in a lot of their own.
    pub async fn units(&self, quantity: u32, expires: &str) {
        let number = self.number("SWA");
        let body = json!({
            "organisation_id": self.desk.organisations.dealer, "purchase_order": number, "sales_order": number,
            "lines": [{ "part": "BE112031", "quantity": quantity }], "swa_expires": expires,
        });
        self.desk
            .call::<ShipOrder>(&self.desk.people.vendor, &[], body)
            .await
            .ok();
    }

    /// A location of this system type with nothing on it.
    pub async fn location(&self, system_type: &str, hkc: &str, name: &str) -> LocationId {
        let body = location_body(system_type, hkc, name);
        let answer = self
            .desk
            .call::<CreateLocation>(self.sam(), &[&self.customer], body)
            .await;
        answer.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    /// Ships, attaches and activates these parts there.
    pub async fn activate(&self, location: LocationId, parts: &[(&str, u32)]) {
        let desk = &self.desk;
        let order = desk.ship(desk.organisations.dealer, &self.number("PO"), parts).await;
        let codes = desk.attach(self.sam(), location, &order, parts).await;
        let body = json!({ "software_key_codes": codes, "terms_accepted": true });
        desk.call::<ActivateLicences>(self.sam(), &[&location], body).await.ok();
    }

    /// The manual's SV8300 with a monthly rate of 22.
    pub async fn sv8300(&self, hkc: &str) -> LocationId {
        let location = self.location("sv8300", hkc, "SV8300 system").await;
        self.activate(location, SV8300).await;
        location
    }

    /// Asks for a quote.
    pub async fn ask_quote(&self, location: LocationId, body: Value) -> Answer {
        self.desk.call::<MakeSwaQuote>(self.sam(), &[&location], body).await
    }

    /// A quote of the location's terms.
    pub async fn quote(&self, location: LocationId) -> SwaQuoteView {
        self.ask_quote(location, json!({})).await.read()
    }

    /// Asks for a term of a quote's first application.
    pub async fn ask_assign(&self, location: LocationId, quote: &SwaQuoteView, months: u32) -> Answer {
        let application = &quote.applications[0].application;
        let body = json!({
            "quote_id": quote.quote_id, "choices": [{ "application": application, "months": months }],
            "reference": "REF-1", "authorised": true,
        });
        self.desk.call::<AssignSwa>(self.sam(), &[&location], body).await
    }

    /// Quotes and assigns a term of so many months.
    pub async fn assign(&self, location: LocationId, months: u32) -> PendingView {
        let quote = self.quote(location).await;
        let assigned: AssignSwaResponse = self.ask_assign(location, &quote, months).await.read();
        assigned.pending.into_iter().next().unwrap()
    }

    /// Asks to take an assignment back.
    pub async fn cancel(&self, location: LocationId, pending: &PendingView) -> Answer {
        let body = json!({ "application": pending.application, "assignment": pending.assignment });
        self.desk.call::<CancelSwa>(self.sam(), &[&location], body).await
    }

    /// Asks to activate an assignment at once.
    pub async fn process(&self, location: LocationId, pending: &PendingView, reason: &str) -> Answer {
        let body = json!({ "application": pending.application, "assignment": pending.assignment, "reason": reason });
        self.desk.call::<ProcessSwa>(self.sam(), &[&location], body).await
    }

    /// Assigns a term and activates it at once.
    pub async fn activate_swa(&self, location: LocationId, months: u32) -> AgreementView {
        let pending = self.assign(location, months).await;
        self.process(location, &pending, "Needed today.").await.read()
    }

    /// A location's software assurance.
    pub async fn swa(&self, location: LocationId) -> LocationSwaView {
        self.desk
            .call::<GetLocationSwa>(self.sam(), &[&location], json!(null))
            .await
            .read()
    }

    /// The one agreement of a location.
    pub async fn agreement(&self, location: LocationId) -> AgreementView {
        let mut agreements = self.swa(location).await.agreements;
        assert_eq!(agreements.len(), 1, "{agreements:#?}");
        agreements.remove(0)
    }

    /// The dealer's SWA bin.
    pub async fn bin(&self) -> SwaBinView {
        self.desk.call::<GetSwaBin>(self.sam(), &[], json!(null)).await.read()
    }

    /// Unallocated, allocated and available units.
    pub async fn counts(&self) -> (u64, u64, u64) {
        let bin = self.bin().await;
        (bin.unallocated, bin.allocated, bin.available)
    }

    /// The subjects of mails to the dealer's SWA user that begin so.
    pub async fn subjects(&self, begin: &str) -> Vec<String> {
        let mails = self.desk.mails().await;
        mails
            .iter()
            .filter(|mail| mail.to == ["sam@example.com"] && mail.subject.starts_with(begin))
            .map(|mail| mail.subject.clone())
            .collect()
    }

    /// Refused, since it is not pending any more.
    #[track_caller]
    pub fn not_pending(answer: &Answer) {
        answer.refused(ProblemCode::NotPending);
    }
}

/// Terms and units of the quote's only application.
pub fn figures(quote: &SwaQuoteView) -> Vec<(u32, u32)> {
    assert_eq!(quote.applications.len(), 1);
    let options = &quote.applications[0].options;
    options.iter().map(|option| (option.months, option.units)).collect()
}

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
