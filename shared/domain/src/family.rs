//! Locations that are added to others: which system types are children of which (spec chapter 4,
//! "System types").

use crate::{
    catalogue::{Catalogue, HkcOrigin, SystemType},
    customer::Location,
    id::CustomerId,
};

/// Why a location is not made as another's child, or not without a parent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChildRefusal {
    /// It is made as a child, and no parent was named.
    #[error("A location of {kind} is added to one of {parents}. Open that location, and add it there.")]
    NoParent {
        /// The system type by name.
        kind: String,
        /// Its parents' system types by name.
        parents: String,
    },
    /// Nothing of this system type is added to a location of that one.
    #[error("A location of {kind} cannot be added to one of {parent}.")]
    NoChildOf {
        /// The system type by name.
        kind: String,
        /// The parent's by name.
        parent: String,
    },
    /// The parent is another customer's.
    #[error("This location is another customer's. A location and those that are added to it have one customer.")]
    OfAnotherCustomer,
    /// The parent has as many as a location can have.
    #[error(
        "This location has {} others that were added to it, and more cannot be.",
        Location::MOST_CHILDREN
    )]
    TooMany,
}

/// The system types of which locations are added to one of this type, as they are offered.
pub fn children<'a>(catalogue: &'a Catalogue, parent: &'a SystemType) -> impl Iterator<Item = &'a SystemType> {
    let of = |kind: &&SystemType| kind.parents.contains(&parent.id) && kind.creatable();
    let kinds = catalogue.system_types().iter().filter(of);
    kinds.filter(|kind| catalogue.offered_system_type(kind.id.as_str()).is_ok())
}

/// Whether a location of this system type can be made for the customer with this parent, or without.
///
/// # Errors
/// The parent is missing, or cannot be its parent.
pub fn check_child(
    catalogue: &Catalogue,
    kind: &SystemType,
    customer: CustomerId,
    parent: Option<&Location>,
) -> Result<(), ChildRefusal> {
    let name = |id: &str| {
        let known = catalogue.system_type(id);
        known.map_or_else(|| id.to_owned(), |known| known.name.clone())
    };
    let Some(parent) = parent else {
        if kind.origin != HkcOrigin::Child {
            return Ok(());
        }
        let parents: Vec<_> = kind.parents.iter().map(|parent| name(parent.as_str())).collect();
        return Err(ChildRefusal::NoParent {
            kind: kind.name.clone(),
            parents: parents.join(" or "),
        });
    };
    if !kind.parents.contains(&parent.system_type) || parent.parent.is_some() {
        return Err(ChildRefusal::NoChildOf {
            kind: kind.name.clone(),
            parent: name(parent.system_type.as_str()),
        });
    }
    if parent.customer_id != customer {
        return Err(ChildRefusal::OfAnotherCustomer);
    }
    if parent.children.len() >= Location::MOST_CHILDREN {
        return Err(ChildRefusal::TooMany);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::LocationId, licence::tests::location_of};

    #[test]
    fn which_locations_are_added_to_which() {
        let catalogue = Catalogue::seed();
        let kind = |id: &str| catalogue.system_type(id).unwrap();
        let main = location_of("sv8500", "22CC538207AFD058020640CD57xO", false);
        let other = location_of("sv8100", "191000343919", false);
        let client = location_of("lmc-sv8500", "LM22CC538207AFD058020640CD57xO", true);
        let mut full = main.clone();
        full.children = vec![LocationId::new(1, &[1; 10]); Location::MOST_CHILDREN];
        let customer = main.customer_id;
        let check = |id: &str, parent: Option<&Location>| check_child(catalogue, kind(id), customer, parent);
        assert_eq!(check("sr-mgc-e", Some(&main)), Ok(()));
        assert_eq!(check("sv8500", None), Ok(()));
        assert_eq!(check("sr-mgc-s", Some(&full)), Err(ChildRefusal::TooMany));
        let said = |refused: Result<(), ChildRefusal>| refused.unwrap_err().to_string();
        assert!(said(check("sr-mgc-e", None)).contains("added to one of SV8500."));
        assert!(said(check("sr-mgc-e", Some(&other))).contains("to one of SV8100."));
        assert!(said(check("sr-mgc-e", Some(&client))).contains("cannot be added"));
        assert!(said(check("sv8100", Some(&main))).contains("SV8100 cannot be added to one of SV8500."));
        let elsewhere = check_child(catalogue, kind("sr-mgc-e"), CustomerId::new(9, &[9; 10]), Some(&main));
        assert_eq!(elsewhere, Err(ChildRefusal::OfAnotherCustomer));
        let added: Vec<_> = children(catalogue, kind("sv8500"))
            .map(|kind| kind.id.as_str())
            .collect();
        assert_eq!(added, ["sr-mgc-e", "sr-mgc-s"]);
        assert_eq!(children(catalogue, kind("sv8100")).count(), 0);
    }
}
