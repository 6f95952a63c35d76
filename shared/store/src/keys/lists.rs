//! Lists: partitions of the index `lookup` and of the table that are read in pages.

use super::{
    DONE, FAILING, FILE, Kind, LINK, Lookup, PLACE, Side, USER, VERSION, catalogue, customer, impersonation, instant,
    location, order, organisation,
};
use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{CustomerId, ImpersonationId, LocationId, OrderId, OrganisationId},
    software_key_code::SoftwareKeyCode,
    sort::sort_name,
};
use std::fmt::Display;

/// How many symbols of software key codes name a partition.
const FIRST_SYMBOLS: usize = 4;

/// Where a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// In the table itself.
    Table,
    /// In the index of what is listed.
    Lookup,
    /// In the index of what is due.
    Due,
}

impl Index {
    /// Its name; None is the table's.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Table => None,
            Self::Lookup => Some("lookup"),
            Self::Due => Some("due"),
        }
    }

    /// The attributes that are its partition key and its sort key.
    pub const fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Table => ("pk", "sk"),
            Self::Lookup => ("l_pk", "l_sk"),
            Self::Due => ("due_shard", "due"),
        }
    }
}

/// What is read in pages: a partition, or what of it begins alike or comes late enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Where it stands.
    pub index: Index,
    /// The partition key.
    pub pk: String,
    /// What the sort keys of its rows begin with.
    pub prefix: Option<String>,
    /// The sort key that its rows have, or a later one; never beside a prefix.
    pub from: Option<String>,
}

impl List {
    fn in_index(pk: impl Into<String>) -> Self {
        Self {
            index: Index::Lookup,
            pk: pk.into(),
            prefix: None,
            from: None,
        }
    }

    pub(super) fn in_partition(pk: String, prefix: &str) -> Self {
        Self {
            index: Index::Table,
            pk,
            prefix: Some(prefix.to_owned()),
            from: None,
        }
    }

    fn beginning(self, prefix: String) -> Self {
        Self {
            prefix: Some(prefix),
            ..self
        }
    }

    pub(super) fn entry(self, sk: String) -> Lookup {
        Lookup { pk: self.pk, sk }
    }

    pub(super) fn by_time(self, at: DateTime<Utc>, id: impl Display) -> Lookup {
        self.entry(format!("{}#{id}", instant(at)))
    }

    pub(super) fn by_name(self, name: &str, id: impl Display) -> Lookup {
        self.entry(format!("{}#{id}", sort_name(name)))
    }
}

/// The events of which something fails, what is tried next first.
pub fn failing() -> List {
    List {
        index: Index::Due,
        pk: FAILING.to_owned(),
        prefix: None,
        from: None,
    }
}

/// Every version of the catalogue that was published.
pub fn versions() -> List {
    List::in_partition(catalogue().pk, VERSION)
}

/// Every organisation, by name.
pub fn organisations() -> List {
    List::in_index("ORGS")
}

/// An organisation's users.
pub fn users(organisation_id: OrganisationId) -> List {
    List::in_partition(organisation(organisation_id).pk, USER)
}

/// Who acted as users of a dealer, by when they began.
pub fn impersonations(dealer: OrganisationId) -> List {
    List::in_index(format!("IMPERSONATIONS#{dealer}"))
}

/// What was done by an impersonation, by when.
pub fn done(id: ImpersonationId) -> List {
    List::in_partition(impersonation(id).pk, DONE)
}

/// A tenant's upgrades, by last update.
pub fn upgrades(organisation_id: OrganisationId) -> List {
    List::in_index(format!("UPGRADES#{organisation_id}"))
}

/// The orders of upgrades that the vendor reviews.
pub fn order_forms() -> List {
    List::in_index("ORDER-FORMS")
}

/// What was sent to the endpoint.
pub fn deliveries() -> List {
    List::in_index("DELIVERIES")
}

/// The locations whose hardware has to be replaced, by organisation and since when.
pub fn emergencies() -> List {
    List::in_index("EMERGENCIES")
}

/// Those of an organisation.
pub fn emergencies_of(organisation_id: OrganisationId) -> List {
    emergencies().beginning(format!("{organisation_id}#"))
}

/// The orders that wait for a licence file from elsewhere, which the vendor sends.
pub fn awaited_files(vendor: OrganisationId) -> List {
    List::in_index(format!("AWAITED-FILES#{vendor}"))
}

/// The batches of codes that an organisation issued.
pub fn batches(organisation_id: OrganisationId) -> List {
    List::in_index(format!("BATCHES#{organisation_id}"))
}

/// A tenant's subscriptions.
pub fn subscriptions(organisation_id: OrganisationId) -> List {
    List::in_index(format!("SUBSCRIPTIONS#{organisation_id}"))
}

/// A tenant's devices, by name.
pub fn devices(organisation_id: OrganisationId) -> List {
    List::in_index(format!("DEVICES#{organisation_id}"))
}

/// An organisation's packages, by name.
pub fn packages(organisation_id: OrganisationId) -> List {
    List::in_index(format!("PACKAGES#{organisation_id}"))
}

/// A tenant's requests to activate packages.
pub fn activations(organisation_id: OrganisationId) -> List {
    List::in_index(format!("ACTIVATIONS#{organisation_id}"))
}

/// The requests to activate a provider's packages.
pub fn activations_of_provider(provider: OrganisationId) -> List {
    List::in_index(format!("PROVIDED#{provider}"))
}

/// An organisation's transfers.
pub fn transfers(organisation_id: OrganisationId) -> List {
    List::in_index(format!("TRANSFERS#{organisation_id}"))
}

/// What an organisation's locations were that went to another dealer.
pub fn handed_over(organisation_id: OrganisationId) -> List {
    List::in_index(format!("HANDED-OVER#{organisation_id}"))
}

/// The orders in a bin.
pub fn bin(holder: OrganisationId) -> List {
    List::in_index(format!("BIN#{holder}"))
}

/// What left an organisation's bin for who had shipped it, or came back to it, by when.
pub fn returns(organisation_id: OrganisationId, side: Side) -> List {
    List::in_index(match side {
        Side::From => format!("RETURNS-FROM#{organisation_id}"),
        Side::To => format!("RETURNS-TO#{organisation_id}"),
    })
}

/// The locations where licences of an order were attached.
pub fn places(id: OrderId) -> List {
    List::in_partition(order(id).pk, PLACE)
}

/// An organisation's customers, by name.
pub fn customers(organisation_id: OrganisationId) -> List {
    List::in_index(format!("CUSTOMERS#{organisation_id}"))
}

/// The links that a customer was given.
pub fn customer_links(id: CustomerId) -> List {
    List::in_partition(customer(id).pk, LINK)
}

/// An organisation's locations, by customer and name.
pub fn locations(organisation_id: OrganisationId) -> List {
    List::in_index(format!("LOCATIONS#{organisation_id}"))
}

/// A customer's locations, by name.
pub fn locations_of(organisation_id: OrganisationId, customer_id: CustomerId) -> List {
    locations(organisation_id).beginning(format!("{customer_id}#"))
}

/// Where an organisation's things of a kind are found by the tokens that begin with this, in their
/// order; `None` for the text of no character.
pub fn found(kind: Kind, organisation_id: OrganisationId, beginning: &str) -> Option<List> {
    let first = beginning.chars().next()?;
    let partition = format!("{}#{organisation_id}#{first}", kind.partition());
    Some(List::in_partition(partition, beginning))
}

/// The licence of this software key code. The first symbols are the partition: with two that are drawn
/// at random there is none that all writes meet at.
pub fn key_codes(code: &SoftwareKeyCode) -> List {
    let first = &code.as_str()[..FIRST_SYMBOLS];
    List::in_index(format!("KEY-CODES#{first}")).beginning(code.as_str().to_owned())
}

/// A location's licence files.
pub fn licence_files(id: LocationId) -> List {
    List::in_partition(location(id).pk, FILE)
}

/// An organisation's agreements that were never activated, by the end of their grace.
pub fn prospects(organisation_id: OrganisationId) -> List {
    List::in_index(format!("PROSPECTS#{organisation_id}"))
}

/// Those whose grace ends on this day or later.
pub fn prospects_from(organisation_id: OrganisationId, day: Day) -> List {
    List {
        from: Some(day.to_string()),
        ..prospects(organisation_id)
    }
}

/// An organisation's agreements that were ever activated, by customer and location.
pub fn agreements(organisation_id: OrganisationId) -> List {
    List::in_index(format!("AGREEMENTS#{organisation_id}"))
}

/// Those of a customer, by location.
pub fn agreements_of(organisation_id: OrganisationId, customer_id: CustomerId) -> List {
    agreements(organisation_id).beginning(format!("{customer_id}#"))
}

/// What an organisation did of one kind, oldest first.
pub fn happenings(organisation_id: OrganisationId, what: &str) -> List {
    List::in_index(format!("EVENTS#{organisation_id}#{what}"))
}
