//! Licence files: JWS compact serialization (RFC 7515) with Ed25519 (RFC 8037, RFC 9864),
//! verifiable by any JOSE library (spec chapter 6, 3).

use crate::{
    catalogue::{Catalogue, Hkc, SystemType},
    customer::Location,
    feature::{Feature, stack},
    licence::Licence,
    limited::{self, Limited, LimitedKind},
    software_key_code::SoftwareKeyCode,
    text::PartNumber,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

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

/// Whether licence files of this length together, each of so many licences, can be kept.
///
/// # Errors
/// It is too long; only a location that had more licences before there was a limit comes here.
pub const fn fits(length: usize, licences: usize) -> Result<(), TooLong> {
    if length <= MAX_LENGTH {
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
    /// The hardware key code of the hardware that takes over, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// `<location id>/<sequence number>`; never the same twice.
    pub jti: String,
    /// The location's sequence number; a system takes the highest it has seen.
    pub seq: u32,
    /// Seconds since the epoch.
    pub iat: i64,
    /// Seconds since the epoch, where the licence expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// What the file is for, where it holds for a while: `demo`, `service` or `emergency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<LimitedKind>,
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
        second: location.second_hkc.as_ref().map(|hkc| hkc.as_str().to_owned()),
        jti: format!("{}/{seq}", location.location_id),
        seq,
        iat: now.timestamp(),
        exp: None,
        limited: None,
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

/// What a licence file says that holds for a while and grants everything that the system type has.
pub fn everything(
    catalogue: &Catalogue,
    system_type: &SystemType,
    issuer: &str,
    location: &Location,
    limited: Limited,
    now: DateTime<Utc>,
) -> LicenceClaims {
    LicenceClaims {
        exp: Some(limited.ends.timestamp()),
        limited: Some(limited.kind),
        features: limited::everything(catalogue, system_type),
        ..claims(catalogue, issuer, location, &[], now)
    }
}

/// What a licence file says of hardware that is to take the place of what died: all that the location has,
/// for a while.
pub fn emergency(
    catalogue: &Catalogue,
    issuer: &str,
    location: &Location,
    (hkc, activated): (&Hkc, &[Licence]),
    limited: Limited,
    now: DateTime<Utc>,
) -> LicenceClaims {
    LicenceClaims {
        sub: hkc.as_str().to_owned(),
        exp: Some(limited.ends.timestamp()),
        limited: Some(limited.kind),
        ..claims(catalogue, issuer, location, activated, now)
    }
}

/// What the licence file of the second location of a redundant pair says: what the first one's does.
pub fn second(first: &LicenceClaims, second: &Location) -> LicenceClaims {
    LicenceClaims {
        sub: second.hkc.as_str().to_owned(),
        jti: format!("{}/{}", second.location_id, first.seq),
        ..first.clone()
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

/// What a system asks for when a file is loaded into it whose system type has activation codes: 16
/// digits, four by four, of which the last checks the others (ISO/IEC 7812-1, annex B). It is worked
/// out from the file and is no secret: it says that the file in the system is the one that was mailed.
pub fn activation_code(jws: &str) -> String {
    const FILES: Uuid = uuid!("0c8f4b0e-7a57-5d5c-8f0a-6b6a1f3f9f21");
    const FIFTEEN: u128 = 1_000_000_000_000_000;
    let digits = format!("{:015}", Uuid::new_v5(&FILES, jws.as_bytes()).as_u128() % FIFTEEN);
    let weighed = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit - b'0');
        match place % 2 {
            0 if digit > 4 => digit * 2 - 9,
            0 => digit * 2,
            _ => digit,
        }
    });
    let check = (10 - weighed.sum::<u32>() % 10) % 10;
    let digits = format!("{digits}{check}");
    [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join("-")
}

/// What a system's files are called by its product key, without their ending, where they are.
pub fn called(system_type: &SystemType, location: &Location) -> Option<String> {
    let key = location.product_key(system_type)?;
    Some(system_type.file_name.as_ref()?.replace('*', key.as_str()))
}

/// The name under which the file is saved.
pub fn file_name(system_type: &SystemType, location: &Location, limited: Option<LimitedKind>) -> String {
    let besides = limited.map(|kind| format!("-{}", kind.word())).unwrap_or_default();
    if let Some(called) = called(system_type, location) {
        return format!("{called}{besides}.zip");
    }
    let hkc = location.hkc.as_str();
    // A hardware key code's format allows no path separators; the name is checked
    // all the same, since it ends on somebody's disk.
    let safe: String = hkc.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if system_type.zipped {
        format!("{safe}{besides}-svi.zip")
    } else {
        format!("{safe}{besides}.lic")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_activation_code_is_its_files_and_checks_itself(jws in "[a-z]{5}[.][a-z]{5}", at in 0_usize..16, slip in 0_u8..10) {
            let code = activation_code(&jws);
            prop_assert_eq!(&activation_code(&jws), &code);
            prop_assert_ne!(activation_code(&format!("{jws}x")), code.clone());
            let parts: Vec<_> = code.split('-').collect();
            prop_assert!(parts.len() == 4 && parts.iter().all(|part| part.len() == 4));
            let digits: Vec<u32> = code.bytes().filter(u8::is_ascii_digit).map(|b| u32::from(b - b'0')).collect();
            let sum = |digits: &[u32]| -> u32 {
                let doubled = |(place, digit): (usize, &u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
                digits.iter().enumerate().map(doubled).sum()
            };
            prop_assert_eq!(sum(&digits) % 10, 0);
            let mut slipped = digits.clone();
            slipped[at] = u32::from(slip);
            prop_assert!(slipped == digits || sum(&slipped) % 10 != 0);
        }
    }
}
