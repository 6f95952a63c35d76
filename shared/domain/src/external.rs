//! Systems whose licence files come from elsewhere: what is activated together, what a file may be, and
//! which orders wait for one (spec chapter 4, "External systems").

use crate::{
    catalogue::{Catalogue, HkcOrigin, SystemType},
    customer::Location,
    id::{LocationId, OrderId, OrganisationId},
    licence::Licence,
    order::{Order, OrderLine},
    organisation::Role,
    outbox::{Addressees, Mail, Task},
    quantity::Quantity,
    text::{Line, Name, OrderNumber, PartNumber},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most bytes of a file that is sent here: with its item it stays below what an item holds.
pub const MAX_FILE: usize = 256 << 10;

/// The most files of one order.
pub const MOST_FILES: usize = 10;

/// The endings of files that are taken: what licences of such systems come in, and nothing that a
/// machine would run.
pub const ENDINGS: [&str; 9] = ["lic", "txt", "dat", "zip", "xml", "key", "cfg", "csv", "pdf"];

/// What a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(Line);

/// Not the name of a file that is taken. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFile {
    /// Its name.
    #[error("A file's name has up to 100 characters, no slashes, and one of these endings: {}.", ENDINGS.join(", "))]
    Name,
    /// Its size.
    #[error("A file has 1 to {most} KB; this one has {0} bytes.", most = MAX_FILE >> 10)]
    Size(usize),
}

impl FileName {
    /// Checks it.
    ///
    /// # Errors
    /// It is too long, leads elsewhere, or ends with what is not taken.
    pub fn parse(text: &str) -> Result<Self, NotAFile> {
        let name = Line::parse(text).map_err(|_| NotAFile::Name)?;
        let (stem, ending) = name.as_str().rsplit_once('.').ok_or(NotAFile::Name)?;
        let known = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
        let apart = |c: char| matches!(c, '/' | '\\' | ':' | '"' | '<' | '>' | '|' | '?' | '*');
        if stem.trim_matches('.').is_empty() || !known || name.as_str().chars().any(apart) {
            return Err(NotAFile::Name);
        }
        Ok(Self(name))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether a file of so many bytes is taken.
///
/// # Errors
/// It is empty or too large.
pub const fn fits(bytes: usize) -> Result<(), NotAFile> {
    if bytes == 0 || bytes > MAX_FILE {
        return Err(NotAFile::Size(bytes));
    }
    Ok(())
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Counts from 1 within its order.
    pub number: u32,
    /// What it is called.
    pub name: FileName,
    /// Bytes.
    pub size: usize,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// An order of an external system: where it was activated, and its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalOrder {
    /// The order.
    pub order_id: OrderId,
    /// Who shipped it, and gets the file.
    pub vendor: OrganisationId,
    /// Who activated it.
    pub holder: OrganisationId,
    /// The holder's name.
    pub holder_name: Name,
    /// The buyer's number.
    pub purchase_order: OrderNumber,
    /// The vendor's number: what partners know the file by.
    pub sales_order: OrderNumber,
    /// Where it was activated.
    #[serde(default)]
    pub locations: Vec<ExternalLocation>,
    /// When it first was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<DateTime<Utc>>,
    /// Whether its file is made of one of the customer's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_request: bool,
    /// The customer's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<KeptFile>,
    /// The licence files, oldest first.
    #[serde(default)]
    pub files: Vec<KeptFile>,
    /// Rises with every change.
    pub revision: u32,
}

/// A location where an order was activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalLocation {
    /// Its id.
    pub location_id: LocationId,
    /// Its name then.
    pub name: Name,
    /// Its hardware key code.
    pub hkc: String,
    /// Its system type by name.
    pub system_type: String,
}

impl ExternalOrder {
    /// An order of which nothing is known here but itself.
    pub fn of(order: &Order) -> Self {
        Self {
            order_id: order.order_id,
            vendor: order.first_vendor(),
            holder: order.holder,
            holder_name: order.holder_name.clone(),
            purchase_order: order.purchase_order.clone(),
            sales_order: order.sales_order.clone(),
            locations: Vec::new(),
            activated_at: None,
            needs_request: false,
            request: None,
            files: Vec::new(),
            revision: 0,
        }
    }

    /// Since when it waits for its file; none where it has one, or was not activated yet.
    pub fn waits_since(&self) -> Option<DateTime<Utc>> {
        self.activated_at.filter(|_| self.files.is_empty())
    }

    fn next(&self) -> Self {
        Self {
            revision: self.revision + 1,
            ..self.clone()
        }
    }

    /// The same, activated at this location.
    pub fn activated(&self, kind: &SystemType, location: &Location, now: DateTime<Utc>) -> Self {
        let mut next = self.next();
        next.activated_at.get_or_insert(now);
        next.needs_request |= kind.request_file.is_some();
        next.locations.push(ExternalLocation {
            location_id: location.location_id,
            name: location.details.name.clone(),
            hkc: location.hkc.as_str().to_owned(),
            system_type: kind.name.clone(),
        });
        next
    }

    /// The same with one more licence file, which is the last of its `files`.
    ///
    /// # Errors
    /// It has as many as an order can have.
    pub fn delivered(&self, name: FileName, size: usize, now: DateTime<Utc>) -> Result<Self, TooManyFiles> {
        if self.files.len() >= MOST_FILES {
            return Err(TooManyFiles);
        }
        let mut next = self.next();
        let number = next.files.last().map_or(1, |last| last.number + 1);
        next.files.push(KeptFile {
            number,
            name,
            size,
            at: now,
        });
        Ok(next)
    }

    /// The same with the customer's file, in the place of one before.
    pub fn requested(&self, name: FileName, size: usize, now: DateTime<Utc>) -> Self {
        let number = self.request.as_ref().map_or(1, |before| before.number + 1);
        let request = KeptFile {
            number,
            name,
            size,
            at: now,
        };
        Self {
            request: Some(request),
            ..self.next()
        }
    }
}

/// An order has as many files as it can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An order has up to {MOST_FILES} licence files, and this one has them.")]
pub struct TooManyFiles;

/// A file is there: its holder's licence users are told.
pub fn delivered_task(order: &ExternalOrder) -> Task {
    let order_id = order.order_id;
    Task::mail(
        Addressees::holders(order.holder, &[Role::LicenceUser]),
        Mail::ExternalFile { order_id },
    )
}

/// An order of an external system was to be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "An order for {system_type} cannot be split: {doing} all of {purchase_order} together, with every line and unit."
)]
pub struct NotWhole {
    /// The system type by name.
    pub system_type: String,
    /// What is done together.
    pub doing: &'static str,
    /// The order.
    pub purchase_order: OrderNumber,
}

impl SystemType {
    /// Whether its licence files come from elsewhere, a whole order at a time.
    pub fn is_external(&self) -> bool {
        self.origin == HkcOrigin::External
    }
}

/// That all of an order that fits a location of an external system is attached at once.
///
/// # Errors
/// Some of it is left out.
pub fn whole_order(
    catalogue: &Catalogue,
    kind: &SystemType,
    order: &Order,
    lines: &[(PartNumber, Quantity)],
) -> Result<(), NotWhole> {
    let fitting = order
        .lines
        .iter()
        .filter(|(part, _)| catalogue.part(part).is_some_and(|part| part.fits(&kind.id)));
    let all = fitting.into_iter().all(|(part, line)| {
        let asked = lines.iter().find(|(asked, _)| asked == part);
        asked.is_some_and(|(_, units)| units.get() == line.quantity)
    });
    if !kind.is_external() || all {
        return Ok(());
    }
    Err(NotWhole {
        system_type: kind.name.clone(),
        doing: "attach",
        purchase_order: order.purchase_order.clone(),
    })
}

/// That all of an order's units for an external system move together, to another bin or back.
///
/// # Errors
/// Some of them are left out.
pub fn whole_move(
    catalogue: &Catalogue,
    order: &Order,
    lines: &[(PartNumber, Quantity)],
    doing: &'static str,
) -> Result<(), NotWhole> {
    let moves = |part: &PartNumber, line: &OrderLine| {
        let asked = lines.iter().find(|(asked, _)| asked == part);
        asked.is_some_and(|(_, units)| units.get() == line.quantity)
    };
    for kind in catalogue.system_types().iter().filter(|kind| kind.is_external()) {
        let fits = |part: &PartNumber| catalogue.part(part).is_some_and(|part| part.fits(&kind.id));
        let some = lines.iter().any(|(part, _)| fits(part));
        let all = order.lines.iter().all(|(part, line)| !fits(part) || moves(part, line));
        if some && !all {
            return Err(NotWhole {
                system_type: kind.name.clone(),
                doing,
                purchase_order: order.purchase_order.clone(),
            });
        }
    }
    Ok(())
}

/// That of each order all licences are chosen that are attached at a location of an external system.
///
/// # Errors
/// Some of one are left out.
pub fn whole_choice(
    kind: &SystemType,
    licences: &[Licence],
    chosen: &[&Licence],
    doing: &'static str,
) -> Result<(), NotWhole> {
    let codes: BTreeSet<_> = chosen.iter().map(|licence| &licence.software_key_code).collect();
    let left = licences.iter().find(|licence| {
        licence.activated_at().is_none()
            && !codes.contains(&licence.software_key_code)
            && chosen.iter().any(|one| one.order_id == licence.order_id)
    });
    match left.filter(|_| kind.is_external()) {
        None => Ok(()),
        Some(left) => Err(NotWhole {
            system_type: kind.name.clone(),
            doing,
            purchase_order: left.purchase_order.clone(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        licence::tests::{location_of, order, part, quantity},
        licence::{self, LicenceState},
        software_key_code::SoftwareKeyCode,
    };

    fn kind(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-01-05T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn which_files_are_taken() {
        for name in ["A123.lic", "protect.DAT", "Lizenz Büro.zip", "a.b.xml"] {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
        let long = format!("{}.lic", "a".repeat(97));
        for name in [
            "",
            "lic",
            ".lic",
            "..lic",
            "a.exe",
            "a.html",
            "a.lic.svg",
            "../a.lic",
            "c:\\a.lic",
            "a\u{0}.lic",
            &long,
        ] {
            assert_eq!(FileName::parse(name), Err(NotAFile::Name), "{name}");
        }
        assert_eq!(fits(1), Ok(()));
        assert_eq!(fits(MAX_FILE), Ok(()));
        assert_eq!(fits(0), Err(NotAFile::Size(0)));
        assert_eq!(fits(MAX_FILE + 1), Err(NotAFile::Size(MAX_FILE + 1)));
    }

    #[test]
    fn an_order_is_attached_whole_at_an_external_system() {
        let mixed = order(&[("LK120010", 2), ("LK120010-M", 1), ("BE107573", 4)]);
        let asked = |id: &str, lines: &[(&str, u32)]| {
            let lines: Vec<_> = lines.iter().map(|(number, n)| (part(number), quantity(*n))).collect();
            whole_order(Catalogue::seed(), kind(id), &mixed, &lines).is_ok()
        };
        // What fits the one is not asked of the other.
        assert!(asked("mobicall-master", &[("LK120010", 2)]));
        assert!(asked("mobicall-supervisor", &[("LK120010-M", 1)]));
        assert!(!asked("mobicall-master", &[("LK120010", 1)]));
        assert!(!asked("mobicall-master", &[]));
        assert!(asked("sv8100", &[("BE107573", 1)]));
    }

    #[test]
    fn an_order_is_activated_and_detached_whole() {
        let mut shipped = order(&[("LK886010", 2)]);
        shipped.lines.insert(part("LK886020"), crate::order::OrderLine::of(1));
        let licence = |number: &str, code: u8| Licence {
            software_key_code: SoftwareKeyCode::new(&kind("rcc").characters, &[code; 32]),
            part: part(number),
            quantity: quantity(1),
            order_id: shipped.order_id,
            purchase_order: shipped.purchase_order.clone(),
            sales_order: shipped.sales_order.clone(),
            attached_at: now(),
            state: LicenceState::Attached,
            generation: 0,
            origin: None,
        };
        let licences = [licence("LK886010", 1), licence("LK886020", 2)];
        let chosen: Vec<&Licence> = licences.iter().collect();
        assert_eq!(whole_choice(kind("rcc"), &licences, &chosen, "activate"), Ok(()));
        let refused = whole_choice(kind("rcc"), &licences, &chosen[..1], "activate").unwrap_err();
        assert!(refused.to_string().contains("activate all of PO123456"), "{refused}");
        assert_eq!(
            whole_choice(kind("sv8100"), &licences, &chosen[..1], "activate"),
            Ok(())
        );
        // What is activated by now is not asked for again.
        let activated = licence::activate(&licences, &chosen, now());
        let more = [licence("LK886010", 3)];
        let all = [&activated[..], &more[..]].concat();
        assert_eq!(whole_choice(kind("rcc"), &all, &[&more[0]], "activate"), Ok(()));
    }

    #[test]
    fn an_order_waits_from_its_activation_until_it_has_a_file() {
        let shipped = order(&[("LK660100", 1)]);
        let location = location_of("expense-management", "66045123", false);
        let name = |text: &str| FileName::parse(text).unwrap();
        let new = ExternalOrder::of(&shipped);
        assert_eq!(new.waits_since(), None);
        let waiting = new.activated(kind("expense-management"), &location, now());
        assert_eq!((waiting.waits_since(), waiting.needs_request), (Some(now()), true));
        let requested = waiting.requested(name("protect.dat"), 12, now());
        assert_eq!(requested.request.as_ref().unwrap().number, 1);
        assert_eq!(
            requested
                .requested(name("protect.dat"), 13, now())
                .request
                .unwrap()
                .number,
            2
        );
        let mut delivered = requested.delivered(name("ME.lic"), 99, now()).unwrap();
        assert_eq!(
            (delivered.waits_since(), delivered.files[0].number, delivered.revision),
            (None, 1, 3)
        );
        for number in 2..=MOST_FILES {
            delivered = delivered.delivered(name("ME.lic"), 99, now()).unwrap();
            assert_eq!(delivered.files.len(), number);
        }
        assert_eq!(delivered.delivered(name("ME.lic"), 99, now()), Err(TooManyFiles));
        // A file can be there before anything is activated.
        let early = ExternalOrder::of(&shipped).delivered(name("R.lic"), 1, now()).unwrap();
        assert_eq!(early.activated(kind("rcc"), &location, now()).waits_since(), None);
    }
}
