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
    /// The parent has its second, and a pair is two.
    #[error("This location is one of a redundant pair already.")]
    Pair,
    /// Licences are activated at the parent.
    #[error("Licences are activated at this location. The second location of a redundant pair is made before that.")]
    Started,
    /// The parent has as many as a location can have.
    #[error(
        "This location has {} others that were added to it, and more cannot be.",
        Location::MOST_CHILDREN
    )]
    TooMany,
}

/// The system types of which locations can be added to this one, as they are offered.
pub fn children<'a>(catalogue: &'a Catalogue, parent: &'a Location) -> impl Iterator<Item = &'a SystemType> {
    let of =
        |kind: &&SystemType| kind.creatable() && check_child(catalogue, kind, parent.customer_id, Some(parent)).is_ok();
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
    if kind.redundant && kind.id == parent.system_type {
        if !parent.children.is_empty() {
            return Err(ChildRefusal::Pair);
        }
        if parent.licence_files > 0 {
            return Err(ChildRefusal::Started);
        }
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
        let added: Vec<_> = children(catalogue, &main).map(|kind| kind.id.as_str()).collect();
        assert_eq!(added, ["sr-mgc-e", "sr-mgc-s"]);
        assert_eq!(children(catalogue, &other).count(), 0);
        assert_eq!(children(catalogue, &full).count(), 0);
    }

    #[test]
    fn a_redundant_pair_is_two_and_made_before_anything_is_activated() {
        let catalogue = Catalogue::seed();
        let kind = catalogue.system_type("bx-software").unwrap();
        let first = location_of("bx-software", "358744541284567", false);
        let check = |parent: &Location| check_child(catalogue, kind, first.customer_id, Some(parent));
        assert_eq!(check(&first), Ok(()));
        assert_eq!(check_child(catalogue, kind, first.customer_id, None), Ok(()));
        let paired = Location {
            children: vec![LocationId::new(1, &[1; 10])],
            ..first.clone()
        };
        assert_eq!(check(&paired), Err(ChildRefusal::Pair));
        let started = Location {
            licence_files: 1,
            ..first.clone()
        };
        assert_eq!(check(&started), Err(ChildRefusal::Started));
        let second = location_of("bx-software", "358744541284568", true);
        assert!(matches!(check(&second), Err(ChildRefusal::NoChildOf { .. })));
    }
}
