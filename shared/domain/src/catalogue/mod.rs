//! The catalogue: what the vendor sells (spec chapter 7; chapter 4, "System types"; README,
//! "Words"). It is data of the vendor's and is passed in, as the time is; nothing here knows one
//! system type by name.

mod application;
mod characters;
mod difference;
mod document;
mod edit;
mod fault;
mod follow;
mod generation;
mod hkc;
mod hkc_format;
mod logo;
mod offer;
mod part;
mod parts;
mod publication;
mod shown;
mod system_type;
mod trade;
mod uses;

pub use application::Application;
pub use characters::{Characters, NotCharacters};
pub use difference::{Change, Difference, FieldDifference, differences};
pub use document::{Document, Entry, SECTIONS, Section};
pub use edit::Edit;
pub use fault::{Fault, faults};
pub use follow::may_follow;
pub use generation::{HkcGeneration, HkcSource, MadeFrom, NotASource, is_temporary, temporary_key};
pub use hkc::{Hkc, HkcState, NotAnHkc};
pub use hkc_format::{HkcCheck, HkcFormat, HkcOrigin, HkcRefusal};
pub use logo::{Logo, LogoType};
pub use offer::NotOffered;
pub use part::{Grant, Part, PartKind};
pub use parts::{Parts, Run};
pub use publication::{Publication, Publications, PublishRefusal};
pub use shown::Shown;
pub use system_type::{FirstHkc, Needs, NotASystemTypeId, ProductKeys, SystemType, SystemTypeId};
pub use trade::{Link, Trade};
pub use uses::{Use, uses};

use crate::{
    assurance::RateCards,
    subscription::SubscriptionPlan,
    text::{PartNumber, folded},
    upgrade::UpgradeCatalogue,
};
use std::{collections::HashMap, sync::OnceLock};

/// The number of a version of the catalogue; they count from 1. What was made before there were
/// versions belongs to version 1.
pub type Version = u32;

/// The version that what was made before there were versions belongs to.
pub const FIRST: Version = 1;

/// [`FIRST`], for what is kept without a version.
pub const fn first() -> Version {
    FIRST
}

/// Whether this is [`FIRST`], which is kept without a word.
pub const fn is_first(version: &Version) -> bool {
    *version == FIRST
}

/// A version of the catalogue that is whole, with everything found by its id.
#[derive(Debug, Clone)]
pub struct Catalogue {
    version: Version,
    /// Without the parts.
    document: Document,
    parts: Parts,
    /// What parts are looked for by, folded; made when somebody first does.
    searched: OnceLock<HashMap<PartNumber, String>>,
    system_types: HashMap<SystemTypeId, usize>,
    rate_cards: RateCards,
    upgrades: UpgradeCatalogue,
}

impl Catalogue {
    /// The catalogue of a vendor who has not published any.
    pub fn empty() -> Self {
        Self::whole(0, Document::default())
    }

    /// A version of the catalogue.
    ///
    /// # Errors
    /// Everything that is wrong with the document.
    pub fn new(version: Version, document: Document) -> Result<Self, Vec<Fault>> {
        let faults = faults(&document);
        if faults.is_empty() {
            Ok(Self::whole(version, document))
        } else {
            Err(faults)
        }
    }

    fn whole(version: Version, mut document: Document) -> Self {
        let parts = std::mem::take(&mut document.parts);
        Self::published(version, document, Parts::of(parts))
    }

    /// A version that was published, which was checked then: what its document says beside its parts,
    /// and these.
    pub fn published(version: Version, mut document: Document, parts: Parts) -> Self {
        document.subscription_plans.sort_by_key(|plan| plan.rank);
        let types = document.system_types.iter().enumerate();
        Self {
            version,
            parts,
            searched: OnceLock::new(),
            system_types: types.map(|(index, kind)| (kind.id.clone(), index)).collect(),
            rate_cards: RateCards::of(version, &document),
            upgrades: UpgradeCatalogue::of(&document),
            document,
        }
    }

    /// Its number; 0 where nothing was published.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// All of it, as it would be published again.
    pub fn document(&self) -> Document {
        Document {
            parts: self.parts().cloned().collect(),
            ..self.document.clone()
        }
    }

    /// What the desk calls itself.
    pub const fn desk(&self) -> &Trade {
        &self.document.desk
    }

    /// The vendor's pages elsewhere.
    pub fn links(&self) -> &[Link] {
        &self.document.links
    }

    /// Every part, by number; with those that are retired.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter()
    }

    /// The part of this number; it may be retired.
    pub fn part(&self, number: &PartNumber) -> Option<&Part> {
        self.parts.get(number)
    }

    /// What a part of this catalogue is looked for by: its number and name, folded.
    pub fn part_search(&self, part: &Part) -> &str {
        let of = |part: &Part| (part.number.clone(), folded(&format!("{} {}", part.number, part.name)));
        let all = self.searched.get_or_init(|| self.parts().map(of).collect());
        all.get(&part.number).map_or("", String::as_str)
    }

    /// Every system type, in the order in which they are shown; with those that are retired.
    pub fn system_types(&self) -> &[SystemType] {
        &self.document.system_types
    }

    /// The system type of this id; it may be retired.
    pub fn system_type(&self, id: &str) -> Option<&SystemType> {
        let id = SystemTypeId::parse(id).ok()?;
        self.document.system_types.get(*self.system_types.get(&id)?)
    }

    /// What is accepted when licences are activated at a location of this system type.
    pub fn terms(&self, system_type: &SystemType) -> &str {
        self.document.terms.get(&system_type.terms).map_or("", String::as_str)
    }

    /// Every application; with those that are retired.
    pub fn applications(&self) -> &[Application] {
        &self.document.applications
    }

    /// The application of this id; it may be retired.
    pub fn application(&self, id: &str) -> Option<&Application> {
        self.applications().iter().find(|application| application.id == id)
    }

    /// What software assurance takes.
    pub const fn rate_cards(&self) -> &RateCards {
        &self.rate_cards
    }

    /// What tenants can buy.
    pub const fn upgrades(&self) -> &UpgradeCatalogue {
        &self.upgrades
    }

    /// The plans that devices can have, by rank; with those that are retired.
    pub fn subscription_plans(&self) -> &[SubscriptionPlan] {
        &self.document.subscription_plans
    }

    /// The plan of this id; it may be retired.
    pub fn subscription_plan(&self, id: &str) -> Option<&SubscriptionPlan> {
        self.subscription_plans().iter().find(|plan| plan.id == id)
    }

    /// The name of the plan of this id; the id where it is none of the plans.
    pub fn subscription_plan_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.subscription_plan(id).map_or(id, |plan| plan.name.as_str())
    }

    /// The manuals' catalogue, which the tests' figures are of.
    #[cfg(test)]
    pub(crate) fn seed() -> &'static Self {
        static SEED: std::sync::LazyLock<Catalogue> = std::sync::LazyLock::new(|| {
            let document = include_str!("../../../../infra/local/data/catalogue.json");
            Catalogue::new(1, serde_json::from_str(document).unwrap()).unwrap()
        });
        &SEED
    }
}

#[cfg(test)]
mod manuals;
#[cfg(test)]
mod tests;
