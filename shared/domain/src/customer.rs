//! Customers and their locations (spec chapter 4, "From order to licence file", 3).

pub mod link;
pub mod tasks;

use crate::{
    catalogue::{Hkc, MadeFrom, ProductKeys, SystemType, SystemTypeId, is_temporary},
    country::KeptCountry,
    id::{CustomerId, LocationId, OrganisationId},
    limited::LimitedUse,
    replacement::Emergency,
    text::{EmailAddress, Line, Name, OrderNumber, typed},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// Where something is. Only the country is required: every form of address fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Line>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Line>,
    /// State or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Line>,
    /// ZIP or postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<Line>,
    /// Country.
    pub country: KeptCountry,
}

/// A dealer's or distributor's end customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id.
    pub customer_id: CustomerId,
    /// Whose customer it is.
    pub organisation_id: OrganisationId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What can be changed.
    pub details: CustomerDetails,
}

impl CustomerId {
    /// The id that a customer of this name has, whoever imports it how often. The turn is 0, or
    /// counts those who were imported under the name and were given another since.
    pub fn imported(organisation: OrganisationId, name: &Name, turn: u32) -> Self {
        const CUSTOMERS: Uuid = uuid!("3d1f0f52-8a4e-5c35-9a3b-7f5be1c9d0a4");
        // Names hold no control characters, so NUL separates without doubt.
        let name = format!("{organisation}\0{}\0{turn}", name.folded());
        Self::of(Uuid::new_v5(&CUSTOMERS, name.as_bytes()))
    }
}

/// What can be changed of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetails {
    /// Business name.
    pub name: Name,
    /// Where it is.
    pub address: Address,
    /// Line of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical: Option<Line>,
    /// The dealer's own number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
}

/// One installed system of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Its id; not its hardware key code.
    pub location_id: LocationId,
    /// Whose customer's it is.
    pub organisation_id: OrganisationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// The location that it was made with or added to, where it is a client's or a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<LocationId>,
    /// The locations that were added to it, in their order; not that of a client.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<LocationId>,
    /// What kind of system it is.
    pub system_type: SystemTypeId,
    /// What its licences are bound to; unique among live locations, in whatever case.
    pub hkc: Hkc,
    /// The hardware key code of the hardware that takes over, where there is one; unique as the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_hkc: Option<Hkc>,
    /// The product key that was entered, where its system type has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_key: Option<ProductKey>,
    /// When licence users replaced its hardware within the last 12 months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<DateTime<Utc>>,
    /// The emergency licence that it has until its hardware is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Emergency>,
    /// When it last had an emergency licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_at: Option<DateTime<Utc>>,
    /// The limited licences that it had.
    #[serde(default, skip_serializing_if = "LimitedUse::is_none")]
    pub limited: LimitedUse,
    /// How often it was migrated to another system type.
    #[serde(default, skip_serializing_if = "crate::licence::is_zero")]
    pub generation: u32,
    /// What it was before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerSystem>,
    /// Whose it was before, as long as it may still be found there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was_of: Vec<OrganisationId>,
    /// A migration that is being prepared, of which nothing is seen yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrating: Option<Migrating>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The sequence number of its newest licence file; 0 for none.
    pub licence_files: u32,
    /// How many licences are attached and activated here; `None` where they were not counted
    /// yet, because nothing was attached or detached since locations know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<usize>,
    /// What can be changed.
    pub details: LocationDetails,
}

/// What a location was before it was migrated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerSystem {
    /// Its system type.
    pub system_type: SystemTypeId,
    /// Its hardware key code, which is nobody's again.
    pub hkc: Hkc,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The order that what moved has since.
    pub order: OrderNumber,
}

/// A migration that is being prepared: whoever goes on does so by what it was begun by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migrating {
    /// When it was begun.
    pub at: DateTime<Utc>,
    /// The version of the catalogue that it was begun by.
    pub catalogue: u32,
}

impl Location {
    /// The most locations that are added to one: each stands on its page with what it has.
    pub const MOST_CHILDREN: usize = 20;

    /// Whether its hardware key code is a temporary key that gives way to another one: its own, or as
    /// a client's that of the system that it came with.
    pub fn awaits_hkc(&self, kind: &SystemType) -> bool {
        let gives_way = match kind.temporary {
            true => kind.generation.is_some(),
            false => self.parent.is_some(),
        };
        gives_way && is_temporary(&self.hkc)
    }

    /// Whether it is the second of a redundant pair.
    pub const fn is_second(&self, kind: &SystemType) -> bool {
        kind.redundant && self.parent.is_some()
    }

    /// The product key that it has with a licence file: the entered one, or one that is made of the
    /// location, and no other location's.
    pub fn product_key(&self, kind: &SystemType) -> Option<ProductKey> {
        const PRODUCTS: Uuid = uuid!("e0f1a8d2-5b0c-5c53-bb0c-4f6c9a1f7e35");
        match kind.product_key? {
            ProductKeys::Entered => self.product_key.clone(),
            ProductKeys::Filled => {
                let made = Uuid::new_v5(&PRODUCTS, self.location_id.uuid().as_bytes());
                let digits = made.simple().to_string().to_ascii_uppercase();
                Some(ProductKey(digits.chars().take(ProductKey::MADE).collect()))
            }
        }
    }

    /// The location that a system is counted by: the one that others came with or were added to.
    pub fn system(&self) -> LocationId {
        self.parent.unwrap_or(self.location_id)
    }
}

/// What names a product apart from its hardware key code, such as `DT2729220`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProductKey(String);

/// Not a product key. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A product key has 5 to 20 letters and digits, such as DT2729220 at the bottom of the product.")]
pub struct NotAProductKey;

impl ProductKey {
    /// How many digits one has that is made here.
    const MADE: usize = 15;

    /// Reads one as people type it; small letters are taken as capitals.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, NotAProductKey> {
        let key = typed(text).to_ascii_uppercase();
        let right = (5..=20).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
        if right { Ok(Self(key)) } else { Err(NotAProductKey) }
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProductKey {
    type Error = NotAProductKey;
    fn try_from(text: String) -> Result<Self, NotAProductKey> {
        Self::parse(&text)
    }
}

impl From<ProductKey> for String {
    fn from(key: ProductKey) -> Self {
        key.0
    }
}

/// What can be changed of a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationDetails {
    /// As it is shown.
    pub name: Name,
    /// Where the system stands.
    pub address: Address,
    /// Line of business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vertical: Option<Line>,
    /// Hardware version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware_version: Option<Line>,
    /// Software version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_version: Option<Line>,
    /// The dealer's own number or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// What its hardware key code was made from, where it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<MadeFrom>,
    /// Where the customer's copy of the licence agreement goes.
    pub customer_email: EmailAddress,
    /// Whom the customer can ask.
    pub dealer_email: EmailAddress,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::Catalogue, licence::tests::location_of};

    #[test]
    fn a_product_key_is_entered_or_made_of_the_location() {
        for (text, read) in [
            (" dt2729220 ", Some("DT2729220")),
            ("12345", Some("12345")),
            ("1234", None),
            ("DT-2729220", None),
            ("", None),
            ("123456789012345678901", None),
        ] {
            let key = ProductKey::parse(text).ok().map(|key| key.as_str().to_owned());
            assert_eq!(key.as_deref(), read, "{text}");
        }
        let kind = |id: &str| Catalogue::seed().system_type(id).unwrap();
        let software = location_of("bx-software", "358744541284567", false);
        let made = software.product_key(kind("bx-software")).unwrap();
        assert_eq!(made.as_str().len(), 15);
        assert_eq!(ProductKey::parse(made.as_str()), Ok(made.clone()));
        let other = Location {
            location_id: LocationId::new(2, &[2; 10]),
            ..software.clone()
        };
        assert_ne!(other.product_key(kind("bx-software")), Some(made));
        let hardware = Location {
            product_key: Some(ProductKey::parse("DT2729220").unwrap()),
            ..location_of("bx-hardware", "9551484", false)
        };
        assert_eq!(hardware.product_key(kind("bx-hardware")).unwrap().as_str(), "DT2729220");
        let none = location_of("sv8100", "191000343919", false);
        assert_eq!(none.product_key(kind("sv8100")), None);
        assert!(location_of("ovoc", "66E55234A97A", true).is_second(kind("ovoc")));
        assert!(!location_of("ovoc", "66E55234A97A", false).is_second(kind("ovoc")));
    }
}
