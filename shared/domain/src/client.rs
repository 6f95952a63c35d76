//! License Manager Clients: the location of one comes with its parent's, named
//! `<location>_LMC`, with hardware key code `LM` + the parent's (spec chapter 4, "System types").

use crate::{
    catalogue::{Catalogue, Hkc, HkcRefusal, SystemType},
    customer::{Location, LocationDetails},
    text::Name,
};

/// What the hardware key code of a client begins with.
const CLIENT: &str = "LM";

/// The location of a client that is to be made with its parent.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client's system type.
    pub kind: SystemType,
    /// `LM` + the parent's.
    pub hkc: Hkc,
    /// As the parent's, but for the name.
    pub details: LocationDetails,
}

/// Why a location is refused for its client's sake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefusal {
    /// The client's name would be too long.
    #[error("With this system type the name has at most 96 characters: its License Manager Client is named after it.")]
    Name,
    /// The catalogue has no such client, or one with another format.
    #[error(transparent)]
    Hkc(#[from] HkcRefusal),
    /// The code belongs to the client of a system.
    #[error(
        "This is the hardware key code of the License Manager Client of an {system_type} with hardware key code {parent}. Make that location: its client comes with it."
    )]
    ComesWithParent {
        /// The parent's system type by name.
        system_type: String,
        /// The parent's hardware key code.
        parent: String,
    },
}

/// The system type and hardware key code of the client that comes with a system of this type and
/// code, if one does.
fn kind_and_hkc<'a>(
    catalogue: &'a Catalogue,
    kind: &SystemType,
    hkc: &Hkc,
) -> Result<Option<(&'a SystemType, Hkc)>, HkcRefusal> {
    let child = kind.child_lmc.as_ref();
    let Some(client) = child.and_then(|id| catalogue.system_type(id.as_str())) else {
        return Ok(None);
    };
    Ok(Some((client, client.parse_hkc(&format!("{CLIENT}{hkc}"))?)))
}

/// The hardware key code of the client that came with a location, if one did.
pub fn hkc_of(catalogue: &Catalogue, location: &Location) -> Option<Hkc> {
    let kind = catalogue.system_type(location.system_type.as_str())?;
    let (_, hkc) = kind_and_hkc(catalogue, kind, &location.hkc).ok()??;
    Some(hkc)
}

/// The client that comes with a location, if one does.
pub fn client_of(
    catalogue: &Catalogue,
    kind: &SystemType,
    hkc: &Hkc,
    details: &LocationDetails,
) -> Result<Option<Client>, ClientRefusal> {
    let Some((client, hkc)) = kind_and_hkc(catalogue, kind, hkc)? else {
        return Ok(None);
    };
    let name = Name::parse(&format!("{}_LMC", details.name)).map_err(|_| ClientRefusal::Name)?;
    Ok(Some(Client {
        kind: client.clone(),
        hkc,
        details: LocationDetails {
            name,
            made_from: None,
            ..details.clone()
        },
    }))
}

/// A code that is entered for hardware of its own.
///
/// # Errors
/// It is none of the system type, or that of a system's client.
pub fn entered(catalogue: &Catalogue, kind: &SystemType, text: &str) -> Result<Hkc, ClientRefusal> {
    let hkc = kind.parse_hkc(text)?;
    check_entered(catalogue, &hkc)?;
    Ok(hkc)
}

/// Refuses a code that is entered for a location of its own and is that of a system's client:
/// it belongs to whoever has the parent's.
fn check_entered(catalogue: &Catalogue, hkc: &Hkc) -> Result<(), ClientRefusal> {
    let code = hkc.as_str();
    let Some(parent) = code.strip_prefix(CLIENT) else {
        return Ok(());
    };
    let kind = catalogue
        .system_types()
        .iter()
        .find(|kind| kind.child_lmc.is_some() && kind.parse_hkc(parent).is_ok_and(|found| found.as_str() == parent));
    kind.map_or(Ok(()), |kind| {
        Err(ClientRefusal::ComesWithParent {
            system_type: kind.name.clone(),
            parent: parent.to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(id: &str, text: &str) -> Result<Hkc, ClientRefusal> {
        let catalogue = Catalogue::seed();
        entered(catalogue, catalogue.system_type(id).unwrap(), text)
    }

    #[test]
    fn a_clients_code_belongs_to_whoever_has_the_parents() {
        for (id, hkc) in [
            ("lmc-sv7000", "LM22CC528207AFC059020340CD57xO"),
            ("lmc-sv7000", "LM18CYG-IPS-00000000BJZ12329QK"),
            ("lmc-sv7000", "LM36LYRAABK000000000CP10A087HY"),
        ] {
            let refused = enter(id, hkc).unwrap_err();
            assert!(matches!(refused, ClientRefusal::ComesWithParent { .. }), "{hkc}");
            assert!(refused.to_string().contains(&hkc[2..]), "{refused}");
        }
        for (id, hkc) in [
            ("lmc-sv7000", "LM01PZPC3500000000H2TRP62357gM"),
            ("uip", "LM16717688D912171C3E3E603E1836"),
            ("sv8500", "22CC538207AFD058020640CD57xO"),
        ] {
            assert_eq!(enter(id, hkc).unwrap().as_str(), hkc);
        }
    }
}
