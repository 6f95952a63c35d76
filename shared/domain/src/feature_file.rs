//! Feature files: what an installed system has, as text, to be imported once; and what the quantities of
//! a system's licences have to keep, in such a file as in a licence file (spec chapter 4, "DECT import").
//!
//! A line is a feature code (the part's number) and a quantity, with a space, a comma, a semicolon or an
//! equals sign between them. Two lines say whose features they are and since when: `PARI` (or `HKC`) with
//! the hardware key code, and `MADE` with the instant (RFC 3339). What begins with `#` says nothing.

mod quantities;

pub use quantities::Quantities;

use crate::{
    catalogue::{Catalogue, Hkc, HkcOrigin, SystemType},
    customer::Location,
    id::{LocationId, OrderId},
    licence::{Licence, LicenceState, MAX_ACTIVATED_AT_ONCE},
    order::{Order, OrderLine},
    quantity::Quantity,
    software_key_code::SoftwareKeyCode,
    text::{Name, OrderNumber, PartNumber},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{collections::BTreeMap, fmt};
use uuid::{Uuid, uuid};

/// The codes that a feature file is refused with, and that no licence file is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Something that no other code says.
    UnknownError,
    /// The location has no features to import, or not any more.
    NotApplicable,
    /// The hardware key code is missing, none, or another system's.
    InvalidHardwareKeycode,
    /// A line is no feature, or the feature is missing that each file has.
    InvalidFeatureCodeString,
    /// A feature code is of no part that the system can have.
    InvalidFeatureCode,
    /// A quantity is none, or does not go with the others.
    InvalidFeatureQuantity,
    /// The instant is missing, none, or to come.
    InvalidFeatureTimestamp,
    /// The licence file would be too long.
    CannotWriteLicenseFile,
}

impl Code {
    /// As it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownError => "UNKNOWN_ERROR",
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::InvalidHardwareKeycode => "INVALID_HARDWARE_KEYCODE",
            Self::InvalidFeatureCodeString => "INVALID_FEATURE_CODE_STRING",
            Self::InvalidFeatureCode => "INVALID_FEATURE_CODE",
            Self::InvalidFeatureQuantity => "INVALID_FEATURE_QUANTITY",
            Self::InvalidFeatureTimestamp => "INVALID_FEATURE_TIMESTAMP",
            Self::CannotWriteLicenseFile => "CANNOT_WRITE_LICENSE_FILE",
        }
    }
}

/// Why a feature file is refused, or no licence file is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1; none where it is about the whole.
    pub line: Option<u32>,
    /// Which.
    pub code: Code,
    /// What is wrong and what to do: a sentence or two.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} (line {line}): {}", self.code.as_str(), self.message),
            None => write!(f, "{}: {}", self.code.as_str(), self.message),
        }
    }
}

impl Fault {
    /// About the whole.
    pub fn whole(code: Code, message: impl Into<String>) -> Self {
        Self {
            line: None,
            code,
            message: message.into(),
        }
    }

    fn at(line: u32, code: Code, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::whole(code, message)
        }
    }
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureFile {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Its features, in its order.
    pub features: Vec<FeatureLine>,
}

/// A feature of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureLine {
    /// The line, counted from 1.
    pub line: u32,
    /// The part.
    pub part: PartNumber,
    /// Units.
    pub quantity: Quantity,
}

/// Whether what an installed system has can be imported at a location with these licences: once, and
/// before anything is activated.
///
/// # Errors
/// It cannot.
pub fn may_import(kind: &SystemType, licences: &[Licence]) -> Result<(), Fault> {
    let refused = |message: &str| Err(Fault::whole(Code::NotApplicable, message));
    if kind.origin != HkcOrigin::Imported {
        return refused("Systems of this type have no licences to import. Attach them from the licence bin.");
    }
    if licences.iter().any(|licence| licence.activated_at().is_some()) {
        return refused(
            "An import comes first and once: licences are activated at this location. Ask your vendor if some are missing.",
        );
    }
    Ok(())
}

/// How much a clock may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// Reads the file of the system with this hardware key code.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(
    catalogue: &Catalogue,
    kind: &SystemType,
    hkc: &Hkc,
    text: &str,
    now: DateTime<Utc>,
) -> Result<FeatureFile, Vec<Fault>> {
    let mut reader = Reader {
        catalogue,
        kind,
        hkc,
        now,
        of: None,
        made_at: None,
        features: Vec::new(),
        faults: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        reader.line(number, line);
    }
    reader.end()
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    kind: &'a SystemType,
    hkc: &'a Hkc,
    now: DateTime<Utc>,
    of: Option<u32>,
    made_at: Option<DateTime<Utc>>,
    features: Vec<FeatureLine>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, line: u32, code: Code, message: impl Into<String>) {
        self.faults.push(Fault::at(line, code, message));
    }

    fn line(&mut self, number: u32, line: &str) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        let cells: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '='))
            .filter(|cell| !cell.is_empty())
            .collect();
        let [name, value] = cells.as_slice() else {
            let message =
                "A line is a feature code and its quantity, such as EU917062 50. Take away what else stands here.";
            return self.fault(number, Code::InvalidFeatureCodeString, message);
        };
        match name.to_ascii_uppercase().as_str() {
            "PARI" | "HKC" => self.of_whom(number, value),
            "MADE" => self.made(number, value),
            _ => self.feature(number, name, value),
        }
    }

    fn of_whom(&mut self, number: u32, value: &str) {
        let before = self.of.replace(number);
        match self.kind.parse_hkc(value) {
            _ if before.is_some() => {
                self.fault(
                    number,
                    Code::InvalidHardwareKeycode,
                    "A file is of one system: keep one of these lines.",
                );
            }
            Err(refusal) => self.fault(number, Code::InvalidHardwareKeycode, refusal.to_string()),
            Ok(hkc) if hkc != *self.hkc => {
                let message = format!(
                    "This file is of {hkc}, and the location is {}. Choose that system's file.",
                    self.hkc
                );
                self.fault(number, Code::InvalidHardwareKeycode, message);
            }
            Ok(_) => {}
        }
    }

    fn made(&mut self, number: u32, value: &str) {
        let code = Code::InvalidFeatureTimestamp;
        match DateTime::parse_from_rfc3339(value) {
            Err(_) => self.fault(
                number,
                code,
                "This is no instant, such as 2014-11-04T09:30:00Z. Make the file anew.",
            ),
            Ok(at) if at > self.now + AHEAD => self.fault(
                number,
                code,
                "The file is from a day to come. Set the clock of the system right, and make the file anew.",
            ),
            Ok(_) if self.made_at.is_some() => {
                self.fault(number, code, "A file is made once: keep one of these lines.")
            }
            Ok(at) => self.made_at = Some(at.to_utc()),
        }
    }

    fn feature(&mut self, number: u32, name: &str, value: &str) {
        let quantity = value
            .parse::<u32>()
            .ok()
            .and_then(|units| Quantity::try_from(units).ok());
        if quantity.is_none() {
            let message = format!("A quantity is a whole number from 1 to {}.", Quantity::MAX);
            self.fault(number, Code::InvalidFeatureQuantity, message);
        }
        let Ok(part) = PartNumber::parse(name) else {
            let message = "This is no feature code. A line is a feature code and its quantity, such as EU917062 50.";
            return self.fault(number, Code::InvalidFeatureCodeString, message);
        };
        if !self
            .catalogue
            .part(&part)
            .is_some_and(|known| known.fits(&self.kind.id))
        {
            let message = format!("{part} is no feature of {}. Ask your vendor.", self.kind.name);
            return self.fault(number, Code::InvalidFeatureCode, message);
        }
        if let Some(before) = self.features.iter().find(|feature| feature.part == part) {
            let message = format!("{part} stands in line {} already. Add the quantities up.", before.line);
            return self.fault(number, Code::InvalidFeatureCodeString, message);
        }
        if let Some(quantity) = quantity {
            self.features.push(FeatureLine {
                line: number,
                part,
                quantity,
            });
        }
    }

    fn end(mut self) -> Result<FeatureFile, Vec<Fault>> {
        let whole = |code, message: &str| Fault::whole(code, message);
        if self.of.is_none() {
            let message = "The file does not say whose it is: a line such as PARI 1009FFFE is missing.";
            self.faults.push(whole(Code::InvalidHardwareKeycode, message));
        }
        let instant = |fault: &Fault| fault.code == Code::InvalidFeatureTimestamp;
        if self.made_at.is_none() && !self.faults.iter().any(instant) {
            let message =
                "The file does not say when it was made: a line such as MADE 2014-11-04T09:30:00Z is missing.";
            self.faults.push(whole(Code::InvalidFeatureTimestamp, message));
        }
        if self.features.len() > MAX_ACTIVATED_AT_ONCE {
            let message = format!("A file has up to {MAX_ACTIVATED_AT_ONCE} features, and this one has more.");
            self.faults.push(whole(Code::CannotWriteLicenseFile, &message));
        }
        // What does not go together is said once each line can be read.
        if self.faults.is_empty() {
            let features = self.features.iter().map(|feature| (&feature.part, feature.quantity));
            self.faults = faults(self.catalogue, self.kind, features);
        }
        match (self.made_at, self.faults.is_empty()) {
            (Some(made_at), true) => Ok(FeatureFile {
                made_at,
                features: self.features,
            }),
            _ => Err(self.faults),
        }
    }
}

/// What is wrong with the quantities of licences that a file of this system type is to be made of.
pub fn faults<'a>(
    catalogue: &Catalogue,
    kind: &SystemType,
    licences: impl IntoIterator<Item = (&'a PartNumber, Quantity)>,
) -> Vec<Fault> {
    match &kind.quantities {
        Some(quantities) => quantities.faults(catalogue, kind, licences),
        None => Vec::new(),
    }
}

/// The order that imported licences have, one for each location.
pub fn order_id(location: LocationId) -> OrderId {
    const IMPORTS: Uuid = uuid!("6f1d3b58-8a35-5b7e-8c58-2a9e0f6f4c11");
    OrderId::of(Uuid::new_v5(&IMPORTS, location.uuid().as_bytes()))
}

/// The order and the licences, activated for good, of what a file says. The order is numbered `M-` with
/// the day and a number below 1,000.
pub fn import(
    location: &Location,
    kind: &SystemType,
    holder_name: &Name,
    features: &[FeatureLine],
    mut new_code: impl FnMut(&SystemType) -> SoftwareKeyCode,
    number: u16,
    now: DateTime<Utc>,
) -> (Order, Vec<Licence>) {
    let digits = format!("M-1{}{:03}", now.format("%Y%m%d"), number % 1_000);
    #[expect(
        clippy::expect_used,
        reason = "a letter, a dash and digits are an order number, and a test reads it"
    )]
    let numbered = OrderNumber::parse(&digits).expect("a letter, a dash and digits are an order number");
    let lines: BTreeMap<PartNumber, OrderLine> = features
        .iter()
        .map(|feature| {
            let units = feature.quantity.get();
            let line = OrderLine::of(units);
            (feature.part.clone(), line)
        })
        .collect();
    let order = Order {
        order_id: order_id(location.location_id),
        vendor: location.organisation_id,
        holder: location.organisation_id,
        holder_name: holder_name.clone(),
        purchase_order: numbered.clone(),
        sales_order: numbered.clone(),
        shipped_at: now,
        available: lines.values().map(|line| line.available).sum(),
        lines,
        swa: Vec::new(),
        swa_months: None,
        notes: None,
        is_card: false,
        free_at: Some(location.location_id),
        first_vendor: None,
        sources: BTreeMap::new(),
    };
    let licences = features.iter().map(|feature| Licence {
        software_key_code: new_code(kind),
        part: feature.part.clone(),
        quantity: feature.quantity,
        order_id: order.order_id,
        purchase_order: numbered.clone(),
        sales_order: numbered.clone(),
        attached_at: now,
        state: LicenceState::Activated { at: now },
        generation: location.generation,
        origin: None,
    });
    let licences = licences.collect();
    (order, licences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::tests::{location_of, part, quantity};
    use proptest::prelude::*;

    const GOOD: &str = "# DECT Manager\r\nPARI 1FFFFFF9\r\nMADE 2014-11-04T09:30:00Z\r\n\r\nEU917017 50\r\nEU917027;50\r\nEU917028=60\r\nEU917005, 1\r\nEU917029\t50\r\n";

    fn kind() -> &'static SystemType {
        Catalogue::seed().system_type("ip-dect").unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-01-05T09:00:00Z".parse().unwrap()
    }

    fn read_text(text: &str) -> Result<FeatureFile, Vec<Fault>> {
        let hkc = kind().parse_hkc("1fffffF9").unwrap();
        read(Catalogue::seed(), kind(), &hkc, text, now())
    }

    #[test]
    fn a_file_is_read_however_it_is_separated() {
        let file = read_text(&format!("\u{feff}{GOOD}")).unwrap();
        assert_eq!(file.made_at.to_rfc3339(), "2014-11-04T09:30:00+00:00");
        let features: Vec<_> = file
            .features
            .iter()
            .map(|feature| (feature.line, feature.part.as_str(), feature.quantity.get()))
            .collect();
        assert_eq!(
            features,
            [
                (5, "EU917017", 50),
                (6, "EU917027", 50),
                (7, "EU917028", 60),
                (8, "EU917005", 1),
                (9, "EU917029", 50)
            ]
        );
        let location = location_of("ip-dect", "1FFFFFF9", false);
        let name = Name::parse("Fenwick Telecom").unwrap();
        let new_code = |kind: &SystemType| SoftwareKeyCode::new(&kind.characters, &[1; 32]);
        let (order, licences) = import(&location, kind(), &name, &file.features, new_code, 372, now());
        assert_eq!(order.purchase_order.as_str(), "M-120260105372");
        assert_eq!((order.available, licences.len()), (211, 5));
        assert!(licences.iter().all(|licence| licence.activated_at() == Some(now())));
        assert!(!order.is_for_any_location());
    }

    #[test]
    fn what_is_wrong_is_said_by_line_with_its_code() {
        let with = |from: &str, to: &str| GOOD.replace(from, to);
        for (text, line, code, said) in [
            (
                with("PARI 1FFFFFF9\r\n", ""),
                None,
                Code::InvalidHardwareKeycode,
                "PARI 1009FFFE is missing",
            ),
            (
                with("PARI 1FFFFFF9", "PARI 1FFFFFF8"),
                Some(2),
                Code::InvalidHardwareKeycode,
                "is of 1FFFFFF8",
            ),
            (
                with("PARI 1FFFFFF9", "PARI 2FFFFFF9"),
                Some(2),
                Code::InvalidHardwareKeycode,
                "starting with 1",
            ),
            (
                with("# DECT", "HKC 1FFFFFF9\r\n# DECT"),
                Some(3),
                Code::InvalidHardwareKeycode,
                "one of these",
            ),
            (
                with("MADE 2014-11-04T09:30:00Z", ""),
                None,
                Code::InvalidFeatureTimestamp,
                "is missing",
            ),
            (
                with("2014-11-04T09:30:00Z", "4.11.2014"),
                Some(3),
                Code::InvalidFeatureTimestamp,
                "no instant",
            ),
            (
                with("2014-", "2034-"),
                Some(3),
                Code::InvalidFeatureTimestamp,
                "to come",
            ),
            (
                with("EU917005, 1", "EU917005, one"),
                Some(8),
                Code::InvalidFeatureQuantity,
                "whole number",
            ),
            (
                with("EU917005, 1", "EU917005, 0"),
                Some(8),
                Code::InvalidFeatureQuantity,
                "whole number",
            ),
            (
                with("EU917005, 1", "EU917005, -1"),
                Some(8),
                Code::InvalidFeatureQuantity,
                "whole number",
            ),
            (
                with("EU917005, 1", "EU917005, 4294967296"),
                Some(8),
                Code::InvalidFeatureQuantity,
                "whole number",
            ),
            (
                with("EU917005, 1", "EU917005"),
                Some(8),
                Code::InvalidFeatureCodeString,
                "and its quantity",
            ),
            (
                with("EU917005, 1", "EU917005 1 2"),
                Some(8),
                Code::InvalidFeatureCodeString,
                "and its quantity",
            ),
            (
                with("EU917005, 1", "Ünits, 1"),
                Some(8),
                Code::InvalidFeatureCodeString,
                "no feature code",
            ),
            (
                with("EU917005, 1", "BE107573, 1"),
                Some(8),
                Code::InvalidFeatureCode,
                "no feature of IP DECT",
            ),
            (
                with("EU917005, 1", "EU917099, 1"),
                Some(8),
                Code::InvalidFeatureCode,
                "no feature of IP DECT",
            ),
            (
                with("EU917005, 1", "EU917017, 1"),
                Some(8),
                Code::InvalidFeatureCodeString,
                "in line 5 already",
            ),
            (
                with("EU917017 50", ""),
                None,
                Code::InvalidFeatureCodeString,
                "at least one",
            ),
            (
                with("EU917029\t50", "EU917029\t49"),
                None,
                Code::InvalidFeatureQuantity,
                "as many",
            ),
            (
                with("EU917027;50", "EU917027;49"),
                None,
                Code::InvalidFeatureQuantity,
                "none or at least as many",
            ),
            (
                "\u{0}\u{1}".to_owned(),
                Some(1),
                Code::InvalidFeatureCodeString,
                "feature code",
            ),
        ] {
            let faults = read_text(&text).unwrap_err();
            let fault = faults.iter().find(|fault| (fault.line, fault.code) == (line, code));
            let fault = fault.unwrap_or_else(|| panic!("{code:?} of {text}: {faults:?}"));
            assert!(fault.message.contains(said), "{fault}");
            assert!(fault.to_string().starts_with(code.as_str()));
        }
        // Empty, everything is missing.
        let codes: Vec<_> = read_text("").unwrap_err().into_iter().map(|fault| fault.code).collect();
        assert_eq!(codes, [Code::InvalidHardwareKeycode, Code::InvalidFeatureTimestamp]);
    }

    #[test]
    fn an_import_comes_first_and_once_and_where_there_is_one() {
        let location = location_of("ip-dect", "1FFFFFF9", false);
        let name = Name::parse("Fenwick Telecom").unwrap();
        let features = read_text(GOOD).unwrap().features;
        let new_code = |kind: &SystemType| SoftwareKeyCode::new(&kind.characters, &[1; 32]);
        let (_, licences) = import(&location, kind(), &name, &features, new_code, 1, now());
        assert_eq!(may_import(kind(), &[]), Ok(()));
        assert_eq!(may_import(kind(), &licences).unwrap_err().code, Code::NotApplicable);
        let attached = Licence {
            state: LicenceState::Attached,
            ..licences[0].clone()
        };
        assert_eq!(may_import(kind(), &[attached]), Ok(()));
        let other = Catalogue::seed().system_type("dect-ns").unwrap();
        assert_eq!(may_import(other, &[]).unwrap_err().code, Code::NotApplicable);
    }

    #[test]
    fn what_goes_together_goes_and_nothing_else() {
        let faults = |lines: &[(&str, u32)]| -> Vec<Code> {
            let lines: Vec<_> = lines.iter().map(|(number, n)| (part(number), quantity(*n))).collect();
            let lines = lines.iter().map(|(part, quantity)| (part, *quantity));
            super::faults(Catalogue::seed(), kind(), lines)
                .into_iter()
                .map(|fault| fault.code)
                .collect()
        };
        let wrong = Code::InvalidFeatureQuantity;
        assert_eq!(faults(&[("EU917062", 1), ("EU917029", 1)]), []);
        assert_eq!(faults(&[("EU917062", 20), ("EU917017", 30), ("EU917029", 50)]), []);
        assert_eq!(
            faults(&[("EU917062", 2), ("EU917029", 2), ("EU917027", 2), ("EU917028", 9)]),
            []
        );
        assert_eq!(faults(&[("EU917005", 1)]), [Code::InvalidFeatureCodeString]);
        assert_eq!(faults(&[("EU917062", 2)]), [wrong]);
        assert_eq!(faults(&[("EU917062", 2), ("EU917029", 3)]), [wrong]);
        assert_eq!(faults(&[("EU917062", 2), ("EU917029", 2), ("EU917027", 1)]), [wrong]);
        assert_eq!(faults(&[("EU917062", 2), ("EU917028", 1)]), [wrong, wrong]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}|(?:[A-Z]{2}[0-9]{6}[ ,;=][0-9]{0,12}\\n){0,9}") {
            match read_text(&text) {
                Ok(file) => prop_assert!(!file.features.is_empty()),
                Err(faults) => prop_assert!(!faults.is_empty()),
            }
        }
    }
}
