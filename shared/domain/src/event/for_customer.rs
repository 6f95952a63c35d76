//! What a customer is told of its systems' history (spec chapter 4, "Moving on"): what they have and run
//! on, and until when. Of orders, prices, units, reasons and what a dealer only prepares it is told nothing:
//! what does not stand here is not for customers.

use super::{
    AssuranceHappening, Happening, LicenceHappening, LocationHappening, licence::LicenceUnits, phrase::product,
};
use crate::{catalogue::Catalogue, day::Day};
use chrono::{DateTime, Utc};

impl Happening {
    /// What happened, in a sentence for the customer; `None` for what is not the customer's to know.
    pub fn for_customer(&self, catalogue: &Catalogue) -> Option<String> {
        match self {
            Self::Location(happening) => of_location(happening),
            Self::Licence(happening) => of_licences(happening, catalogue),
            Self::Assurance(happening) => of_assurance(happening, catalogue),
            _ => None,
        }
    }
}

fn of_location(happening: &LocationHappening) -> Option<String> {
    use LocationHappening as Is;
    Some(match happening {
        Is::Created { system_type, hkc, .. } => format!("The system was registered: {system_type} {hkc}."),
        Is::Migrated {
            from, before, to, hkc, ..
        } => format!("{from} {before} became {to} {hkc}."),
        Is::HkcFollowed { hkc, .. } => format!("The hardware key code is {hkc} now."),
        Is::HardwareReplaced { before, hkc, .. } => {
            format!("The hardware was replaced: {hkc} in the place of {before}.")
        }
        Is::EmergencyMade { hkc, ends, .. } => format!("Emergency licence for {hkc}, until {}.", moment(*ends)),
        Is::Transferred { to, .. } => format!("{to} looks after the system from now on."),
        Is::Updated { .. } | Is::ChildAdded { .. } => return None,
    })
}

fn of_licences(happening: &LicenceHappening, catalogue: &Catalogue) -> Option<String> {
    use LicenceHappening as Is;
    Some(match happening {
        Is::Activated { licences, .. } | Is::Registered { licences } => {
            format!("Activated for good: {}.", units(licences, catalogue))
        }
        Is::HkcMade { hkc, licences, .. } => {
            format!(
                "The hardware key code {hkc} was made, and activated for good: {}.",
                units(licences, catalogue)
            )
        }
        Is::Imported { licences, .. } => format!("Registered as it was there: {}.", units(licences, catalogue)),
        Is::LimitedMade { kind, ends, .. } => format!("{kind}, until {}.", moment(*ends)),
        Is::FileRegenerated { sequence } => format!("Licence file {sequence} was made anew."),
        Is::Attached { .. } | Is::Detached { .. } | Is::RequestFileSent { .. } | Is::FreeAttached { .. } => {
            return None;
        }
    })
}

fn of_assurance(happening: &AssuranceHappening, catalogue: &Catalogue) -> Option<String> {
    use AssuranceHappening as Is;
    let runs = |application: &str, ends: Day| {
        format!(
            "Software assurance of {} runs until {}.",
            product(catalogue, application),
            ends.format("%-d %b %Y")
        )
    };
    Some(match happening {
        Is::Activated { activated, .. } => runs(&activated.application, activated.ends),
        Is::Renewed { renewed } => {
            let each = renewed.iter().map(|renewed| runs(&renewed.application, renewed.ends));
            each.collect::<Vec<_>>().join(" ")
        }
        Is::TermBegun { application, ends, .. } => runs(application, *ends),
        Is::Quoted { .. } | Is::Assigned { .. } | Is::Cancelled { .. } => return None,
    })
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y at %H:%M UTC").to_string()
}

/// Units by the parts' names, and by their numbers where the catalogue has dropped them.
fn units(licences: &[LicenceUnits], catalogue: &Catalogue) -> String {
    let each = licences.iter().map(|units| {
        let name = catalogue
            .part(&units.part)
            .map_or(units.part.as_str(), |part| &part.name);
        format!("{} x {name}", units.quantity)
    });
    each.collect::<Vec<_>>().join(", ")
}
