//! How many licences a location holds: as many as fit its licence file, which lists them all
//! (spec chapter 6, 3), and where its system type takes one alone, that one (chapter 4, "System types").

use crate::{catalogue::SystemType, customer::Location, quantity::Quantity};

/// The most licences of one location, attached and activated. The longest file that lists so
/// many is shorter than [`MAX_LENGTH`](crate::licence_file::MAX_LENGTH) by a quarter.
pub const MAX_LICENCES: usize = 2_000;

/// The location's licence file has no room for so many more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "A licence file lists at most {MAX_LICENCES} licences, and this location has {held} of them: {} to attach. \
     Units of one part are one licence, so attach more units with fewer lines.",
    room(*.held)
)]
pub struct LocationFull {
    /// How many licences the location has.
    pub held: usize,
}

/// A location has no room for what is to be attached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRoom {
    /// Its licence file is full.
    #[error(transparent)]
    Full(#[from] LocationFull),
    /// It is the second of a redundant pair.
    #[error(
        "This is the second location of a redundant pair of {0}. Attach licences to the first one: its licence file is for both."
    )]
    Second(String),
    /// Its system type takes one licence of one unit.
    #[error(
        "A location of {system_type} takes one licence of one unit, and no other. {}",
        if *.has { "It has it." } else { "Attach one line with a quantity of 1." }
    )]
    One {
        /// The system type by name.
        system_type: String,
        /// Whether the location has its licence.
        has: bool,
    },
}

fn room(held: usize) -> String {
    match MAX_LICENCES.saturating_sub(held) {
        0 => "there is none left".to_owned(),
        1 => "there is 1 left".to_owned(),
        left => format!("there are {left} left"),
    }
}

/// How many licences a location of this system type has that holds so many and gets more, of these
/// quantities.
///
/// # Errors
/// It has no room for them.
pub fn with_room(
    system_type: &SystemType,
    held: usize,
    more: impl IntoIterator<Item = Quantity>,
) -> Result<usize, NoRoom> {
    let more: Vec<Quantity> = more.into_iter().collect();
    let one = held == 0 && matches!(more.as_slice(), [quantity] if quantity.get() == 1);
    if system_type.one_licence && !one {
        return Err(NoRoom::One {
            system_type: system_type.name.clone(),
            has: held > 0,
        });
    }
    Ok(together(held, more.len())?)
}

/// That licences go to this location: of a redundant pair they go to the first.
///
/// # Errors
/// It is the second.
pub fn on_the_first(kind: &SystemType, location: &Location) -> Result<(), NoRoom> {
    if location.is_second(kind) {
        return Err(NoRoom::Second(kind.name.clone()));
    }
    Ok(())
}

const fn together(held: usize, more: usize) -> Result<usize, LocationFull> {
    match held.checked_add(more) {
        Some(together) if together <= MAX_LICENCES => Ok(together),
        _ => Err(LocationFull { held }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Catalogue, Grant},
        feature::stack,
        licence_file::{ClaimedLicence, LicenceClaims, MAX_LENGTH},
        software_key_code::SoftwareKeyCode,
    };

    #[test]
    fn a_location_gets_as_many_licences_as_its_file_has_room_for() {
        for (held, more, together) in [
            (0, 80, Some(80)),
            (1_920, 80, Some(2_000)),
            (1_999, 1, Some(2_000)),
            (1_921, 80, None),
            (2_000, 1, None),
            (3_900, 1, None),
            (usize::MAX, 1, None),
        ] {
            assert_eq!(super::together(held, more).ok(), together, "{held} and {more}");
        }
        let said = |held| super::together(held, 80).unwrap_err().to_string();
        assert!(said(1_990).contains("at most 2000 licences, and this location has 1990 of them: there are 10 left"));
        assert!(said(1_999).contains("there is 1 left"));
        assert!(said(3_900).contains("there is none left"));
    }

    #[test]
    fn where_a_system_takes_one_licence_it_takes_one_of_one_unit() {
        let quantities = |units: &[u32]| -> Vec<Quantity> {
            units.iter().map(|units| Quantity::try_from(*units).unwrap()).collect()
        };
        let kind = |id: &str| Catalogue::seed().system_type(id).unwrap();
        for (held, more, takes) in [
            (0, &[1][..], true),
            (0, &[2], false),
            (0, &[1, 1], false),
            (1, &[1], false),
        ] {
            let with = |id| with_room(kind(id), held, quantities(more));
            assert_eq!(with("dect-ns").is_ok(), takes, "{held} and {more:?}");
            assert_eq!(with("ip-dect"), Ok(held + more.len()));
        }
        let said = |held| {
            with_room(kind("dect-ns"), held, quantities(&[2]))
                .unwrap_err()
                .to_string()
        };
        assert!(
            said(0).ends_with("Attach one line with a quantity of 1."),
            "{}",
            said(0)
        );
        assert!(said(1).ends_with("It has it."), "{}", said(1));
    }

    /// Every licence as long as one can be, and no two alike, of each part of the catalogue.
    #[test]
    fn the_longest_file_of_so_many_licences_fits_and_leaves_a_quarter() {
        for part in Catalogue::seed().parts().filter(|part| part.grants.is_some()) {
            let quantities = (0..MAX_LICENCES).map(|number| Quantity::MAX - u32::try_from(number).unwrap());
            let quantities: Vec<_> = quantities.map(|units| Quantity::try_from(units).unwrap()).collect();
            let kinds = Catalogue::seed().system_types();
            let kind = kinds.iter().find(|kind| part.fits(&kind.id)).unwrap();
            let code = SoftwareKeyCode::new(&kind.characters, &[7; 32]);
            let claims = LicenceClaims {
                iss: format!("https://{}.example.com", "licences".repeat(20)),
                sub: "X".repeat(40),
                second: Some("X".repeat(40)),
                jti: "00000000-0000-0000-0000-000000000000/4294967295".to_owned(),
                seq: u32::MAX,
                iat: 4_102_444_800,
                exp: Some(4_102_444_800),
                limited: Some(crate::limited::LimitedKind::Emergency),
                sys: kind.id.as_str().to_owned(),
                features: stack(quantities.iter().map(|units| (part, *units))),
                licences: quantities
                    .iter()
                    .map(|units| ClaimedLicence {
                        software_key_code: code.clone(),
                        part: part.number.clone(),
                        quantity: units.get(),
                    })
                    .collect(),
            };
            if matches!(part.grants, Some(Grant::Quantity { .. })) {
                assert!(
                    claims.features[0].made_of.len() > MAX_LICENCES * 7,
                    "no two terms alike"
                );
            }
            let bytes = serde_json::to_vec(&claims).unwrap().len();
            // Base64, beside a header and a signature of less than 300 characters.
            let length = bytes.div_ceil(3) * 4 + 300;
            assert!(length <= MAX_LENGTH / 4 * 3, "{}: {length}", part.number);
        }
    }
}
