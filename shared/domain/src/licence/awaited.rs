//! What may be attached and activated while a location has a temporary key that gives way to its
//! hardware key code (spec chapter 4, "System types": SV9500 Standard Server Model).

use super::Licence;
use crate::{
    catalogue::{Catalogue, HkcGeneration, SystemType},
    customer::Location,
    quantity::Quantity,
    text::PartNumber,
};

/// Why something has to wait for the hardware key code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Awaited {
    /// One licence is attached first, and alone.
    #[error(
        "This location has a temporary key. Attach one unit of the part that grants {0} first, alone; the hardware key code is made with it."
    )]
    First(String),
    /// That licence is there.
    #[error(
        "The licence that grants {0} is attached. Make the hardware key code on the location's page; everything else is attached after it."
    )]
    Make(String),
    /// It is the client of a system that has a temporary key.
    #[error(
        "This location belongs to a system that has a temporary key. Its hardware key code follows that of the system: make that one first."
    )]
    OfItsSystem,
    /// There is nothing to wait for.
    #[error("This location has its hardware key code, which is made once. Ask your vendor if another is needed.")]
    Nothing,
}

/// Whether a part grants what has to be attached first.
fn opens(catalogue: &Catalogue, generation: &HkcGeneration, part: &PartNumber) -> bool {
    let granted = catalogue.part(part).and_then(|part| part.grants.as_ref());
    granted.is_some_and(|grant| generation.with.as_deref() == Some(grant.feature()))
}

fn feature(generation: &HkcGeneration) -> String {
    generation.with.clone().unwrap_or_default()
}

/// Whether these may be attached at a location that holds so many licences.
///
/// # Errors
/// It awaits its hardware key code, and these are something else than what comes before it.
pub fn may_attach<'a>(
    catalogue: &Catalogue,
    kind: &SystemType,
    location: &Location,
    held: usize,
    lines: impl IntoIterator<Item = (&'a PartNumber, Quantity)>,
) -> Result<(), Awaited> {
    if !location.awaits_hkc(kind) {
        return Ok(());
    }
    let generation = kind.later_hkc().ok_or(Awaited::OfItsSystem)?;
    if held > 0 {
        return Err(Awaited::Make(feature(generation)));
    }
    let lines: Vec<_> = lines.into_iter().collect();
    match lines.as_slice() {
        [(part, quantity)] if quantity.get() == 1 && opens(catalogue, generation, part) => Ok(()),
        _ => Err(Awaited::First(feature(generation))),
    }
}

/// Whether licences may be activated at a location.
///
/// # Errors
/// It awaits its hardware key code.
pub fn may_activate(kind: &SystemType, location: &Location) -> Result<(), Awaited> {
    if !location.awaits_hkc(kind) {
        return Ok(());
    }
    Err(kind
        .later_hkc()
        .map_or(Awaited::OfItsSystem, |generation| Awaited::Make(feature(generation))))
}

/// How the hardware key code of a location is made now, and the licence that is activated with it.
///
/// # Errors
/// It has its hardware key code, or the licence is not attached.
pub fn to_make<'a, 'b>(
    catalogue: &Catalogue,
    kind: &'a SystemType,
    location: &Location,
    licences: &'b [Licence],
) -> Result<(&'a HkcGeneration, &'b Licence), Awaited> {
    let awaiting = kind.later_hkc().filter(|_| location.awaits_hkc(kind));
    let generation = awaiting.ok_or(Awaited::Nothing)?;
    let licence = licences
        .iter()
        .find(|licence| opens(catalogue, generation, &licence.part));
    Ok((generation, licence.ok_or_else(|| Awaited::First(feature(generation)))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licence::tests::{location_of, part, quantity};

    fn kind(id: &str) -> &'static SystemType {
        Catalogue::seed().system_type(id).unwrap()
    }

    #[test]
    fn one_licence_is_attached_alone_before_the_code_is_made() {
        let standard = kind("sv9500-standard");
        let waiting = location_of("sv9500-standard", "35-150601035832-610-TEMP-KEY", false);
        let made = location_of("sv9500-standard", "35G00N360103F0S0007490B6E0yQ", false);
        let attach = |location: &Location, held: usize, lines: &[(&str, u32)]| {
            let lines: Vec<_> = lines.iter().map(|(number, n)| (part(number), quantity(*n))).collect();
            let lines = lines.iter().map(|(part, quantity)| (part, *quantity));
            may_attach(Catalogue::seed(), standard, location, held, lines)
        };
        let first = Err(Awaited::First("virtualization".to_owned()));
        assert_eq!(attach(&waiting, 0, &[("BE114234", 1)]), Ok(()));
        assert_eq!(attach(&waiting, 0, &[("BE114234", 2)]), first);
        assert_eq!(attach(&waiting, 0, &[("BE114511", 1)]), first);
        assert_eq!(attach(&waiting, 0, &[("BE114234", 1), ("BE114511", 1)]), first);
        let make = Err(Awaited::Make("virtualization".to_owned()));
        assert_eq!(attach(&waiting, 1, &[("BE114234", 1)]), make);
        assert_eq!(attach(&waiting, 1, &[("BE114511", 1)]), make);
        assert_eq!(attach(&made, 0, &[("BE114511", 1), ("BE114263", 9)]), Ok(()));
        assert_eq!(may_activate(standard, &waiting), make);
        assert_eq!(may_activate(standard, &made), Ok(()));
    }

    #[test]
    fn a_client_waits_for_its_system_and_a_child_keeps_its_temporary_key() {
        let client = location_of("lmc-sv9500", "LM35-150601035832-610-TEMP-KEY", true);
        let lines = [(part("LK390010"), quantity(1))];
        let lines = || lines.iter().map(|(part, quantity)| (part, *quantity));
        let kind_of = kind("lmc-sv9500");
        let refused = may_attach(Catalogue::seed(), kind_of, &client, 0, lines());
        assert_eq!(refused, Err(Awaited::OfItsSystem));
        assert_eq!(may_activate(kind_of, &client), Err(Awaited::OfItsSystem));
        let child = location_of("sr-mgc-e", "22-121126064636-613-TEMP-KEY", true);
        assert_eq!(
            may_attach(Catalogue::seed(), kind("sr-mgc-e"), &child, 3, lines()),
            Ok(())
        );
        assert_eq!(may_activate(kind("sr-mgc-e"), &child), Ok(()));
        let nothing = to_make(Catalogue::seed(), kind("sr-mgc-e"), &child, &[]);
        assert_eq!(nothing.unwrap_err(), Awaited::Nothing);
        // What was typed in for a system of its own is its own.
        let typed = location_of("lmc-sv7000", "LM22-121126064636-613-TEMP-KEY", false);
        assert_eq!(may_activate(kind("lmc-sv7000"), &typed), Ok(()));
    }
}
