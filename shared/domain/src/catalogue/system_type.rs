//! System types (spec chapter 4, "System types").

use super::{Catalogue, Characters, Hkc, HkcFormat, HkcGeneration, HkcOrigin, HkcRefusal};
use crate::{feature_file::Quantities, licence::Licence, limited::Allowance, migration::Becomes};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The id of a system type: kebab-case, as in `press-12`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct SystemTypeId(String);

/// Not in the form of a system type's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A system type's id has up to 40 small letters, digits and dashes, such as press-12.")]
pub struct NotASystemTypeId;

impl SystemTypeId {
    /// Checks the form, not whether there is such a system type.
    pub fn parse(text: &str) -> Result<Self, NotASystemTypeId> {
        let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=40).contains(&text.len()) && text.bytes().all(kebab) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASystemTypeId)
        }
    }

    /// As it is stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SystemTypeId {
    type Error = NotASystemTypeId;
    fn try_from(text: String) -> Result<Self, NotASystemTypeId> {
        Self::parse(&text)
    }
}

impl FromStr for SystemTypeId {
    type Err = NotASystemTypeId;
    fn from_str(text: &str) -> Result<Self, NotASystemTypeId> {
        Self::parse(text)
    }
}

impl From<SystemTypeId> for String {
    fn from(id: SystemTypeId) -> String {
        id.0
    }
}

impl fmt::Display for SystemTypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A kind of installed system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SystemType {
    /// Its id.
    pub id: SystemTypeId,
    /// As it is shown.
    pub name: String,
    /// Positions 3 and 4 of the software key codes of its licences. System types of
    /// one family share them.
    pub characters: Characters,
    /// What its hardware key codes look like.
    #[cfg_attr(feature = "openapi", schema(value_type = super::hkc_format::Row))]
    pub hkc: HkcFormat,
    /// How its hardware key codes come about.
    pub origin: HkcOrigin,
    /// How they are made, where they are made here from what its users enter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<HkcGeneration>,
    /// Whether a new location of it has a temporary key that is made here: for good, or until the
    /// hardware key code is made from what its users enter then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub temporary: bool,
    /// The system types to whose locations one of it is added, as a child.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<SystemTypeId>,
    /// Whether each of its licence files comes with an activation code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub activation_code: bool,
    /// Whether making a location takes more than this desk knows of: nobody can make one here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub special: bool,
    /// Where its systems have a product key, how that comes about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_key: Option<ProductKeys>,
    /// What its licence files are called, in a zip with a log, where they are not called by the hardware
    /// key code: `*` stands for the product key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Whether two of its locations can be a redundant pair: the second is added to the first, which has
    /// the licences and the licence files of both.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redundant: bool,
    /// Whether a location can have a second hardware key code, of hardware that takes over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_hkc: bool,
    /// Whether one licence of one unit stands at a location of it, and no other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_licence: bool,
    /// How the quantities of its licences go together, in whatever a licence file is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantities: Option<Quantities>,
    /// Whether hardware key codes are scanned from labels that add `A_`, dashes and
    /// underscores, which are dropped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scanned: bool,
    /// Whether its licence file is delivered as `<HKC>-svi.zip` and not `<HKC>.lic`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zipped: bool,
    /// The system type of the child location for the License Manager Client that is
    /// made with it, named `<location>_LMC`, with hardware key code `LM` + the parent's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_lmc: Option<SystemTypeId>,
    /// The demo licences that each of its locations gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<Allowance>,
    /// The service licences that each of its locations gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Allowance>,
    /// What it can become: another system type, with the licences that have a counterpart there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Becomes>,
    /// The file of the customer's that its licence files are made of, where they come from elsewhere and
    /// are: what it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_file: Option<String>,
    /// What its licences have to grant before it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Needs>,
    /// The name of the terms that are accepted at activation.
    pub terms: String,
    /// Whether the two characters are of our choosing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// Not offered and not accepted for anything new; what exists of it goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A feature without which a system does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The feature.
    pub feature: String,
    /// What is said where no activated licence grants it.
    pub warning: String,
}

impl Needs {
    /// Whether any of these licences grants it.
    pub fn are_met(&self, catalogue: &Catalogue, activated: &[Licence]) -> bool {
        activated
            .iter()
            .filter_map(|licence| catalogue.part(&licence.part)?.grants.as_ref())
            .any(|grant| grant.feature() == self.feature)
    }
}

/// How the product keys of a system type come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProductKeys {
    /// They are read off the hardware and entered.
    Entered,
    /// They are made with a location's first licence file.
    Filled,
}

/// How a new location comes by its hardware key code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstHkc<'a> {
    /// Its users enter it.
    Entered,
    /// It is made here from what its users enter.
    Made(&'a HkcGeneration),
    /// A temporary key is made here.
    Temporary,
}

impl SystemType {
    /// How a location of it comes by its first hardware key code.
    pub const fn first_hkc(&self) -> FirstHkc<'_> {
        match (self.temporary, &self.generation) {
            (true, _) => FirstHkc::Temporary,
            (false, Some(generation)) => FirstHkc::Made(generation),
            (false, None) => FirstHkc::Entered,
        }
    }

    /// How the hardware key code is made that takes the place of a temporary key, where one does.
    pub fn later_hkc(&self) -> Option<&HkcGeneration> {
        self.generation.as_ref().filter(|_| self.temporary)
    }

    /// Whether a location of it can be made: by entering its hardware key code, or what that is made
    /// from, or with a temporary key.
    pub fn creatable(&self) -> bool {
        let entered = match self.origin {
            HkcOrigin::Entered | HkcOrigin::Imported | HkcOrigin::External => true,
            HkcOrigin::Generated => self.generation.is_some(),
            HkcOrigin::Child => self.temporary && !self.parents.is_empty(),
        };
        entered && !self.special
    }

    /// Reads a hardware key code as people type it. Case is kept; a scanned code loses what
    /// the label adds where the system type says so, and nowhere else.
    pub fn parse_hkc(&self, text: &str) -> Result<Hkc, HkcRefusal> {
        self.hkc.read(text, self.scanned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn system_type(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    #[test]
    fn ids_are_kebab_case() {
        assert_eq!(SystemTypeId::parse("sv9100-cp20").unwrap().as_str(), "sv9100-cp20");
        for bad in ["", "SV8100", "sv 8100", "sv8100/", &"a".repeat(41)] {
            assert_eq!(SystemTypeId::parse(bad), Err(NotASystemTypeId), "{bad:?}");
        }
    }

    #[test]
    fn a_scanned_appliance_code_loses_what_the_label_adds() {
        let appliance = system_type("sv9500-appliance");
        for scanned in [
            "A_3565-A9C3-0842-67EF-2E44-A473-6DI2",
            " a_3565-A9C3-0842-67EF-2E44-A473-6DI2\r\n",
            "3565-A9C3_0842-67EF-2E44-A473-6DI2",
            "3565A9C3084267EF2E44A4736DI2",
        ] {
            assert_eq!(
                appliance.parse_hkc(scanned).unwrap().as_str(),
                "3565A9C3084267EF2E44A4736DI2",
                "{scanned:?}"
            );
        }
        for bad in [
            "A3565-A9C3-0842-67EF-2E44-A473-6DI2",
            "35-150601035832-610-TEMP-KEY",
            "A_",
        ] {
            assert!(appliance.parse_hkc(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn nothing_else_loses_dashes() {
        for (id, hkc) in [
            ("sr-mgc-e", "22-130320025726-607-TEMP-KEY"),
            ("sv9500-standard", "35-150601035832-610-TEMP-KEY"),
            ("lmc-sv9500", "LM35-150601035832-610-TEMP-KEY"),
            ("sv8300", "18CYG-IPS-00000000BJZ02319QK"),
            ("um4730", "11-10465697"),
        ] {
            assert_eq!(system_type(id).parse_hkc(hkc).unwrap().as_str(), hkc);
        }
        for id in ["sv8100", "sv8500", "sv9500-se", "3c"] {
            let example = system_type(id).hkc.example.as_str();
            let (start, rest) = example.split_at(2);
            for marked in [
                format!("A_{example}"),
                format!("{start}-{rest}"),
                format!("{start}_{rest}"),
            ] {
                assert!(system_type(id).parse_hkc(&marked).is_err(), "{id} {marked}");
            }
        }
    }

    #[test]
    fn what_has_a_way_of_its_own_is_not_offered() {
        let offered: Vec<_> = Catalogue::seed()
            .system_types()
            .iter()
            .filter(|system_type| system_type.creatable())
            .map(|system_type| system_type.id.as_str())
            .collect();
        assert_eq!(
            offered,
            [
                "sl1000",
                "sl2100",
                "sv8100",
                "sv9100-cp10",
                "sv9100-cp20",
                "sv8300",
                "sv9300",
                "sv8500",
                "sr-mgc-e",
                "sr-mgc-s",
                "sv9500-standard",
                "sv9500-appliance",
                "sv9500-se",
                "is3000",
                "is3000-dongle-less",
                "umobility",
                "3c",
                "3c-cat2",
                "ip-dect",
                "dect-ns",
                "lmc-is3000",
                "lmc-3c",
                "lmc-sv7000",
                "lmc-2000ips",
                "uip",
                "bct-dongle",
                "bx-hardware",
                "bx-software",
                "ovoc",
                "rcc",
                "um4730",
                "expense-management",
                "mobicall-master",
                "mobicall-supervisor",
                "mobibox",
            ]
        );
    }

    #[test]
    fn some_have_a_zip_and_some_a_child() {
        let having = |has: fn(&SystemType) -> bool| -> Vec<&str> {
            let types = Catalogue::seed().system_types().iter();
            types
                .filter(|system_type| has(system_type))
                .map(|system_type| system_type.id.as_str())
                .collect()
        };
        assert_eq!(having(|t| t.zipped), ["sr-mgc-e", "sr-mgc-s", "sv9500-standard"]);
        assert_eq!(
            having(|t| t.child_lmc.is_some()),
            [
                "sv8300",
                "sv9300",
                "sv8500",
                "sv9500-standard",
                "sv9500-appliance",
                "sv9500-se"
            ]
        );
        assert_eq!(having(|t| t.scanned), ["sv9500-appliance"]);
        assert_eq!(having(|t| t.temporary), ["sr-mgc-e", "sr-mgc-s", "sv9500-standard"]);
        assert_eq!(having(|t| t.later_hkc().is_some()), ["sv9500-standard"]);
        assert_eq!(
            having(|t| !t.parents.is_empty()),
            ["sr-mgc-e", "sr-mgc-s", "bx-software", "ovoc"]
        );
        assert_eq!(having(|t| t.redundant), ["bx-software", "ovoc"]);
        assert_eq!(
            having(|t| t.file_name.is_some()),
            ["bx-hardware", "bx-software", "ovoc"]
        );
        assert_eq!(having(|t| t.second_hkc), ["sv9500-appliance"]);
    }
}
