//! Licence files: JWS compact serialization (RFC 7515) with Ed25519 (RFC 8037, RFC 9864),
//! verifiable by any JOSE library (spec chapter 6, 3).

use crate::{
    catalogue::{Catalogue, SystemType},
    customer::Location,
    feature::{Feature, stack},
    licence::Licence,
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The `typ` of the protected header.
pub const TYP: &str = "licence+jwt";

/// The longest licence file, in characters: an item of the table holds 400 KB, this and some
/// names. A location has fewer [licences](crate::licence::MAX_LICENCES) than make one.
pub const MAX_LENGTH: usize = 400_000;

/// The location's licence file would be longer than can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The licence file of this location would list {licences} licences and be longer than {} KB, which is the most \
     that can be kept. Ask your vendor to move some of them.",
    MAX_LENGTH / 1000
)]
pub struct TooLong {
    /// How many licences it would list.
    pub licences: usize,
}

/// Whether a licence file that lists so many licences can be kept.
///
/// # Errors
/// It is too long; only a location that had more licences before there was a limit comes here.
pub const fn fits(jws: &str, licences: usize) -> Result<(), TooLong> {
    if jws.len() <= MAX_LENGTH {
        Ok(())
    } else {
        Err(TooLong { licences })
    }
}

/// The `alg` of the protected header. With an Ed25519 key both names mean the same signature,
/// and a verifier takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alg {
    /// RFC 9864: what keys sign with.
    Ed25519,
    /// RFC 8037, which RFC 9864 deprecates: what keys from before say, and their files.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Alg {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ed25519, Self::EdDsa];

    /// As it stands in a header or a key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// What a licence file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceClaims {
    /// Who issued it: the deployment's licence issuer.
    pub iss: String,
    /// The hardware key code.
    pub sub: String,
    /// `<location id>/<sequence number>`; never the same twice.
    pub jti: String,
    /// The location's sequence number; a system takes the highest it has seen.
    pub seq: u32,
    /// Seconds since the epoch.
    pub iat: i64,
    /// Seconds since the epoch, where the licence expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// The id of the system type.
    pub sys: String,
    /// What the licences add up to.
    pub features: Vec<Feature>,
    /// The licences themselves.
    pub licences: Vec<ClaimedLicence>,
}

/// One licence in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedLicence {
    /// Identifies it.
    pub software_key_code: SoftwareKeyCode,
    /// The part.
    pub part: PartNumber,
    /// Units.
    pub quantity: u32,
}

/// The protected header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// As the key says.
    pub alg: Alg,
    /// Names the key.
    pub kid: String,
    /// [`TYP`].
    pub typ: String,
}

/// What the next licence file of a location says: everything activated there.
pub fn claims(
    catalogue: &Catalogue,
    issuer: &str,
    location: &Location,
    activated: &[Licence],
    now: DateTime<Utc>,
) -> LicenceClaims {
    let seq = location.licence_files + 1;
    LicenceClaims {
        iss: issuer.to_owned(),
        sub: location.hkc.as_str().to_owned(),
        jti: format!("{}/{seq}", location.location_id),
        seq,
        iat: now.timestamp(),
        exp: None,
        sys: location.system_type.as_str().to_owned(),
        features: features(catalogue, activated),
        licences: activated
            .iter()
            .map(|licence| ClaimedLicence {
                software_key_code: licence.software_key_code.clone(),
                part: licence.part.clone(),
                quantity: licence.quantity.get(),
            })
            .collect(),
    }
}

/// What licences add up to.
pub fn features(catalogue: &Catalogue, licences: &[Licence]) -> Vec<Feature> {
    stack(
        licences
            .iter()
            .filter_map(|licence| Some((catalogue.part(&licence.part)?, licence.quantity))),
    )
}

/// The name under which the file is saved.
pub fn file_name(system_type: &SystemType, hkc: &str) -> String {
    // A hardware key code's format allows no path separators; the name is checked
    // all the same, since it ends on somebody's disk.
    let safe: String = hkc.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if system_type.zipped {
        format!("{safe}-svi.zip")
    } else {
        format!("{safe}.lic")
    }
}
