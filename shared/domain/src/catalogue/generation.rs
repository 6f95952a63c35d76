//! Hardware key codes that are made here, for systems that have none of their own (spec chapter 4,
//! "System types").

use super::{Characters, Hkc, HkcFormat};
use crate::{
    mail_domain,
    text::{Line, typed},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};
use uuid::{Uuid, uuid};

/// What a hardware key code is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HkcSource {
    /// The full name of the computer, which can be changed later while the code stays.
    ComputerName,
    /// The domain, of which there can be several systems.
    Domain,
    /// The MAC address of the server's network card. One code is made from it, and no other.
    MacAddress,
    /// The IP address of the server, which several systems can have, each in a network of its own.
    IpAddress,
}

/// How the hardware key codes of a system type are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HkcGeneration {
    /// What from.
    pub from: HkcSource,
    /// What one looks like: `#` is a place for a digit and `%` for a hexadecimal digit, of which
    /// there are 10 to 26; the last two check the others.
    pub form: String,
    /// The feature whose licence is attached alone before the code is made, and activated with it,
    /// where locations have a temporary key until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// What a location's hardware key code was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFrom {
    /// What it is.
    pub source: HkcSource,
    /// As it is now.
    pub value: Line,
}

/// Not what a code is made from. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotASource(&'static str);

impl HkcSource {
    /// Reads it as people type it: in small letters, a MAC address as 12 capital hexadecimal digits.
    pub fn read(self, text: &str) -> Result<MadeFrom, NotASource> {
        const TOO_LONG: NotASource = NotASource("This has up to 100 characters.");
        let text = typed(text);
        if text.chars().count() > 100 {
            return Err(TOO_LONG);
        }
        let value = match self {
            Self::ComputerName => computer_name(&text).ok_or(NotASource(
                "A full computer name has letters, digits, dashes, underscores and dots, such as pbx.hotel.example.com.",
            )),
            Self::Domain => mail_domain::ascii(&text).map(Into::into).ok_or(NotASource(
                "A domain name has letters, digits and dashes with dots between them, such as hotel.example.com.",
            )),
            Self::MacAddress => mac_address(&text).ok_or(NotASource(
                "A MAC address of a network card is 12 hexadecimal digits, such as 6CE4DA01378C or 6C-E4-DA-01-37-8C.",
            )),
            Self::IpAddress => ip_address(&text).ok_or(NotASource(
                "An IP address of a server is four numbers up to 255 with dots between them, such as 192.0.2.105, or an IPv6 address.",
            )),
        }?;
        let value = Line::parse(&value).map_err(|_| TOO_LONG)?;
        Ok(MadeFrom { source: self, value })
    }

    /// Whether one code is made from it and no other.
    pub const fn is_used_once(self) -> bool {
        matches!(self, Self::MacAddress)
    }

    /// Whether it can be another one later, while the code stays.
    pub const fn may_change(self) -> bool {
        matches!(self, Self::ComputerName)
    }
}

fn computer_name(text: &str) -> Option<String> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    text.split('.').all(label).then(|| text.to_ascii_lowercase())
}

fn mac_address(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | '-' | '.' | ' ')).collect();
    let hexadecimal = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let first = u8::from_str_radix(digits.get(..2)?, 16).ok()?;
    // The lowest bit of the first byte says that it is a group's and no card's (IEEE 802).
    let card = first & 1 == 0 && digits.bytes().any(|b| b != b'0');
    (hexadecimal && card).then(|| digits.to_ascii_uppercase())
}

fn ip_address(text: &str) -> Option<String> {
    let address: IpAddr = text.parse().ok()?;
    let all_ones = address == IpAddr::V4(Ipv4Addr::BROADCAST);
    let server = !(address.is_unspecified() || address.is_loopback() || address.is_multicast() || all_ones);
    server.then(|| address.to_string())
}

/// What a temporary key ends with.
const TEMPORARY: &str = "-TEMP-KEY";

/// A temporary key: the characters of its system type, the time, and a number of the salt's.
pub fn temporary_key(characters: &Characters, now: DateTime<Utc>, salt: &[u8; 16]) -> String {
    let number = u16::from_be_bytes([salt[0], salt[1]]) % 1_000;
    format!("{characters}-{}-{number:03}{TEMPORARY}", now.format("%y%m%d%H%M%S"))
}

/// Whether a hardware key code is a temporary key.
pub fn is_temporary(hkc: &Hkc) -> bool {
    hkc.as_str().ends_with(TEMPORARY)
}

/// A place for a digit.
const DIGIT: char = '#';
/// A place for a hexadecimal digit.
const HEXADECIMAL: char = '%';
/// How many places check the others.
const CHECKS: usize = 2;

/// How many values a place has, if it is one.
const fn values(place: char) -> Option<u128> {
    match place {
        DIGIT => Some(10),
        HEXADECIMAL => Some(16),
        _ => None,
    }
}

/// Fills places with the digits of a number.
fn fill(code: &mut [char], places: &[usize], mut number: u128) {
    for place in places {
        let Some(values) = values(code[*place]) else { continue };
        let digit = u32::try_from(number % values)
            .ok()
            .and_then(|digit| char::from_digit(digit, 16));
        code[*place] = digit.unwrap_or('0').to_ascii_uppercase();
        number /= values;
    }
}

/// What the last places say of the others: another number after any slip of one character, and after
/// two neighbours have changed places. Their weights and differences are below 97, which is prime.
fn check(code: &[char]) -> u128 {
    let characters = (1..).zip(code).filter(|(_, c)| values(**c).is_none());
    let weighed = characters.map(|(weight, c): (u128, _)| weight * u128::from(c.to_digit(36).unwrap_or(36)));
    weighed.sum::<u128>() % 97
}

/// What is random of a UUID: two of its bytes say of which kind it is (RFC 9562, 4).
fn random(uuid: Uuid) -> u128 {
    let bytes = uuid
        .as_bytes()
        .iter()
        .enumerate()
        .filter(|(place, _)| ![6, 8].contains(place));
    bytes.fold(0, |all, (_, byte)| (all << 8) | u128::from(*byte))
}

impl HkcGeneration {
    /// How few places a form has at least: fewer would be used up.
    const FEWEST: usize = 10;
    /// How many places a form has at most: a digest fills no more.
    const MOST: usize = 26;

    /// What is wrong with the form, whose codes have to be of the format, if anything: a sentence that
    /// is shown at the field.
    pub fn fault(&self, format: &HkcFormat) -> Option<String> {
        let known = |c: char| values(c).is_some() || c.is_ascii_alphanumeric() || c == '-';
        if !self.form.chars().all(known) {
            return Some(
                "A form has letters, digits and dashes, # for a digit and % for a hexadecimal digit.".to_owned(),
            );
        }
        let places = self.form.chars().filter(|c| values(*c).is_some()).count();
        if !(Self::FEWEST..=Self::MOST).contains(&places) {
            return Some(format!(
                "A form has {} to {} places: # for a digit and % for a hexadecimal digit.",
                Self::FEWEST,
                Self::MOST
            ));
        }
        // Samples prove nothing of all codes; in these every place has every value.
        let filled = |value: u128| {
            let mut code: Vec<char> = self.form.chars().collect();
            for place in 0..code.len() {
                fill(&mut code, &[place], value);
            }
            code.into_iter().collect::<String>()
        };
        let mut samples = (0..16).map(filled);
        let wrong = samples.find(|code| format.read(code, false).map_or(true, |hkc| hkc.as_str() != code));
        wrong.map(|code| format!("A code that is made, such as {code}, is not of the format."))
    }

    /// The code that these make: from the same with another salt another one, whose last places check
    /// the others.
    pub fn code(&self, from: &str, salt: &[u8; 16]) -> String {
        const CODES: Uuid = uuid!("5b8f7c1e-2f0b-5c0a-9a35-0c7d3f7f3a55");
        let mut code: Vec<char> = self.form.chars().collect();
        let places: Vec<usize> = (0..code.len()).filter(|place| values(code[*place]).is_some()).collect();
        let (first, last) = places.split_at(places.len().saturating_sub(CHECKS));
        let made_of = [self.form.as_bytes(), from.as_bytes(), salt].join(&0);
        fill(&mut code, first, random(Uuid::new_v5(&CODES, &made_of)));
        let check = check(&code);
        fill(&mut code, last, check);
        code.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use proptest::prelude::*;

    #[test]
    fn what_a_code_is_made_from_is_read_as_people_type_it() {
        use HkcSource::{ComputerName, Domain, IpAddress, MacAddress};
        for (source, text, read) in [
            (
                ComputerName,
                " PBX-1.Hotel.Example.COM ",
                Some("pbx-1.hotel.example.com"),
            ),
            (ComputerName, "SIPSERVER_2", Some("sipserver_2")),
            (ComputerName, "pbx..example", None),
            (ComputerName, "pbx 1", None),
            (ComputerName, "", None),
            (Domain, "Hotel.Example.COM", Some("hotel.example.com")),
            (Domain, "müller.example", Some("xn--mller-kva.example")),
            (Domain, "hotel", None),
            (Domain, "https://hotel.example.com", None),
            (MacAddress, "6CE4DA01378C", Some("6CE4DA01378C")),
            (MacAddress, "6c-e4-da-01-37-8c", Some("6CE4DA01378C")),
            (MacAddress, "6c:e4:da:01:37:8c", Some("6CE4DA01378C")),
            (MacAddress, "6ce4.da01.378c", Some("6CE4DA01378C")),
            (MacAddress, "6CE4DA01378", None),
            (MacAddress, "6CE4DA01378G", None),
            (MacAddress, "FF-FF-FF-FF-FF-FF", None),
            (MacAddress, "01-00-5E-00-00-01", None),
            (MacAddress, "000000000000", None),
            (MacAddress, "é1é1é1é1é1é1", None),
            (IpAddress, " 192.0.2.105 ", Some("192.0.2.105")),
            (IpAddress, "10.0.0.1", Some("10.0.0.1")),
            (IpAddress, "2001:DB8:0:0::5", Some("2001:db8::5")),
            (IpAddress, "192.0.2", None),
            (IpAddress, "192.0.2.256", None),
            (IpAddress, "192.000.002.105", None),
            (IpAddress, "0.0.0.0", None),
            (IpAddress, "127.0.0.1", None),
            (IpAddress, "224.0.0.1", None),
            (IpAddress, "255.255.255.255", None),
            (IpAddress, "::", None),
            (IpAddress, "192.0.2.105:80", None),
            (IpAddress, "server", None),
        ] {
            let value = source.read(text).ok().map(|from| from.value.as_str().to_owned());
            assert_eq!(value.as_deref(), read, "{source:?} {text:?}");
        }
    }

    #[test]
    fn a_form_makes_codes_of_its_format() {
        for (id, length) in [
            ("is3000-dongle-less", 22),
            ("3c", 12),
            ("3c-cat2", 12),
            ("sv9500-se", 28),
            ("sv9500-standard", 28),
        ] {
            let kind = Catalogue::seed().system_type(id).unwrap();
            let generation = kind.generation.as_ref().unwrap();
            assert_eq!(generation.fault(&kind.hkc), None, "{id}");
            let code = generation.code("hotel.example.com", &[7; 16]);
            assert_eq!(kind.parse_hkc(&code).unwrap().as_str(), code, "{id}");
            assert_eq!(code.len(), length, "{id}");
        }
        let hkc = &Catalogue::seed().system_type("3c").unwrap().hkc;
        for (form, said) in [
            ("3C", "10 to 26 places"),
            ("3C%%%%%%%%%", "10 to 26 places"),
            ("3C%%%%%%%%%%%%%%%%%%%%%%%%%%%", "10 to 26 places"),
            ("3C%%%%%%%%%%%", "is not of the format"),
            ("3D%%%%%%%%%%", "is not of the format"),
            ("3C_%%%%%%%%%%", "letters, digits and dashes"),
        ] {
            let from = HkcSource::Domain;
            let fault = HkcGeneration {
                from,
                form: form.to_owned(),
                with: None,
            }
            .fault(hkc);
            assert!(
                fault.as_deref().is_some_and(|fault| fault.contains(said)),
                "{form} {fault:?}"
            );
        }
    }

    #[test]
    fn a_temporary_key_is_of_its_format_and_so_is_that_of_its_client() {
        let now = "2015-06-01T03:58:32Z".parse().unwrap();
        for (id, salt, key) in [
            ("sv9500-standard", [2, 98], "35-150601035832-610-TEMP-KEY"),
            ("sr-mgc-e", [0, 7], "22-150601035832-007-TEMP-KEY"),
            ("sr-mgc-s", [255, 255], "22-150601035832-535-TEMP-KEY"),
        ] {
            let kind = Catalogue::seed().system_type(id).unwrap();
            let mut random = [9; 16];
            random[..2].copy_from_slice(&salt);
            let made = temporary_key(&kind.characters, now, &random);
            assert_eq!(made, key);
            assert!(is_temporary(&kind.parse_hkc(&made).unwrap()));
            if let Some(client) = &kind.child_lmc {
                let client = Catalogue::seed().system_type(client.as_str()).unwrap();
                assert!(is_temporary(&client.parse_hkc(&format!("LM{made}")).unwrap()));
            }
        }
    }

    proptest! {
        #[test]
        fn salt_makes_another_code_and_a_slip_is_no_code(
            from in "[a-z]{1,20}\\.example", salt: [u8; 16], other: [u8; 16], at in 2_usize..26, slip in "[0-9A-F]",
        ) {
            let form = format!("35{}", "%".repeat(26));
            let generation = HkcGeneration { from: HkcSource::Domain, form, with: None };
            let code = generation.code(&from, &salt);
            prop_assert_eq!(&generation.code(&from, &salt), &code);
            prop_assert!(salt == other || generation.code(&from, &other) != code);
            // The last places, as they are for the others.
            let checked = |code: &str| {
                let form = format!("{}%%", &code[..26]);
                HkcGeneration { from: HkcSource::Domain, form, with: None }.code("", &[0; 16])
            };
            prop_assert_eq!(checked(&code), code.clone());
            let mut slipped = code.clone();
            slipped.replace_range(at..=at, &slip);
            prop_assert!(slipped == code || checked(&slipped) != slipped);
            let mut turned = code.clone().into_bytes();
            turned.swap(at, (at + 1).min(25));
            let turned = String::from_utf8(turned).unwrap();
            prop_assert!(turned == code || checked(&turned) != turned);
        }
    }
}
