//! What goes to another dealer together: a location, the client that came with it, and what was added to it.

use api::transfers::MovingLocation;
use desk::{external, family, view};
use domain::{
    catalogue::{Hkc, HkcState},
    customer::{Customer, CustomerDetails, Location, LocationDetails},
    day::Day,
    id::{CustomerId, LocationId, OrganisationId},
    text::EmailAddress,
    transfer::{self, HandedOver, MOST, Moving, Party, Transfer, TransferRefusal},
};
use runtime::{App, Call, Error, Fields, Principal, problem};
use store::{Stamp, Stored, Transaction, location::Installation, transfer::Moved};

/// Locations that go together, the system first.
pub(crate) struct Family {
    members: Vec<(Installation, bool)>,
    customer: Customer,
}

/// To whom they go.
pub(crate) struct Target<'a> {
    /// The new dealer.
    pub(crate) to: &'a Party,
    /// Its customer that gets them; `None` for a new one.
    pub(crate) customer_id: Option<CustomerId>,
    /// Whom the customer can ask from then on.
    pub(crate) email: &'a EmailAddress,
}

impl Family {
    /// The system that a location belongs to, with all that belongs to it, strongly consistent.
    pub(crate) async fn of(app: &App, id: LocationId) -> Result<Self, Error> {
        let missing = || problem::internal("a location of which a part is missing");
        let store = &app.store;
        let location = store.location(id).await?.ok_or_else(missing)?.value;
        let system = store.installation(location.system()).await?.ok_or_else(missing)?;
        let client = family::client_of(app, &system.location).await?;
        let others = client.map(|client| client.location_id).into_iter();
        let others: Vec<_> = others.chain(system.location.children.iter().copied()).collect();
        let customer = store
            .customer(system.location.customer_id)
            .await?
            .ok_or_else(missing)?
            .value;
        let mut installations = vec![system];
        for other in others {
            installations.push(store.installation(other).await?.ok_or_else(missing)?);
        }
        let mut members = Vec::with_capacity(installations.len());
        for installation in installations {
            let orders = external::of(app, &installation).await?;
            let awaits = orders.iter().any(|order| order.files.is_empty());
            members.push((installation, awaits));
        }
        Ok(Self { members, customer })
    }

    /// The system.
    pub(crate) fn system(&self) -> Option<&Location> {
        self.members.first().map(|(system, _)| &system.location)
    }

    /// Whether all of it is this organisation's.
    pub(crate) fn is_of(&self, organisation_id: OrganisationId) -> bool {
        let mut locations = self.members.iter().map(|(one, _)| &one.location);
        locations.all(|location| location.organisation_id == organisation_id)
    }

    /// What has to be ended first, in sentences.
    pub(crate) fn pending(&self, app: &App) -> Vec<String> {
        let members = self.members.iter();
        members
            .flat_map(|(one, awaits_file)| moving(one, *awaits_file).pending(&app.catalogue))
            .collect()
    }

    /// Refuses what cannot go, or not now.
    pub(crate) fn check(&self, app: &App) -> Result<(), TransferRefusal> {
        let pending = self.pending(app);
        if !pending.is_empty() {
            return Err(TransferRefusal::Pending(pending));
        }
        let all: usize = self.members.iter().map(|(one, _)| 1 + one.agreements.len()).sum();
        if all > MOST {
            Err(TransferRefusal::TooMuch(all))
        } else {
            Ok(())
        }
    }

    /// Each location with what it has.
    pub(crate) fn views(&self, call: &Call<Principal>) -> Vec<MovingLocation> {
        let (catalogue, today) = (&call.app.catalogue, Day::of(call.now));
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let members = self.members.iter().map(|(one, _)| MovingLocation {
            name: one.location.details.name.as_str().to_owned(),
            hkc: one.location.hkc.as_str().to_owned(),
            system_type_name: catalogue
                .system_type(one.location.system_type.as_str())
                .map(|kind| kind.name.clone())
                .unwrap_or_default(),
            licences: count(one.licences.iter().filter(|one| one.activated_at().is_some()).count()),
            licence_files: one.location.licence_files,
            assurance: one
                .agreements
                .iter()
                .filter(|agreement| !agreement.terms.is_empty())
                .map(|agreement| view::assurance::certified(catalogue, agreement, today))
                .collect(),
        });
        members.collect()
    }

    /// Puts the way to the new dealer into the transaction.
    pub(crate) async fn hand_over(
        &self,
        call: &Call<Principal>,
        transaction: &mut Transaction,
        (transfer, from): (&Transfer, &Party),
        target: &Target<'_>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let store = &call.app.store;
        let to = target.to.organisation_id;
        let customer_id = match target.customer_id {
            Some(customer_id) => {
                let theirs = store.customer(customer_id).await?;
                let theirs = theirs.filter(|customer| customer.value.organisation_id == to);
                theirs.ok_or_else(|| problem::not_found("customer"))?.value.customer_id
            }
            None => {
                let customer = self.copied(call, to);
                store.create_customer(transaction, &customer, stamp)?;
                customer.customer_id
            }
        };
        for (one, _) in &self.members {
            let after = Location {
                organisation_id: to,
                customer_id,
                was_of: [&one.location.was_of[..], &[from.organisation_id]].concat(),
                details: LocationDetails {
                    dealer_email: target.email.clone(),
                    ..one.location.details.clone()
                },
                ..one.location.clone()
            };
            let agreements = one.agreements.iter();
            let moved = Moved {
                before: &one.location,
                chain: &one.chain,
                after,
                agreements: agreements
                    .map(|before| (before, transfer::agreement(before, to, customer_id)))
                    .collect(),
                handed_over: HandedOver {
                    transfer_id: transfer.transfer_id,
                    organisation_id: from.organisation_id,
                    customer_name: self.customer.details.name.clone(),
                    at: call.now,
                    events: one.chain.length,
                    location: one.location.clone(),
                    agreements: one.agreements.clone(),
                },
            };
            let names = (from.name.as_str(), target.to.name.as_str());
            store.move_location(transaction, &moved, names, stamp)?;
        }
        Ok(())
    }

    /// The old dealer's customer as the new dealer's; what the old one noted of it stays behind.
    fn copied(&self, call: &Call<Principal>, to: OrganisationId) -> Customer {
        Customer {
            customer_id: call.new_id(CustomerId::new),
            organisation_id: to,
            created_at: call.now,
            details: CustomerDetails {
                reference: None,
                ..self.customer.details.clone()
            },
        }
    }
}

fn moving(installation: &Installation, awaits_file: bool) -> Moving<'_> {
    Moving {
        location: &installation.location,
        licences: &installation.licences,
        agreements: &installation.agreements,
        awaits_file,
    }
}

/// The location that has this code now, if somebody has.
pub(crate) async fn live(call: &Call<Principal>, typed: &str) -> Result<Option<Location>, Error> {
    let mut fields = Fields::new();
    let readings = fields.check("hkc", Hkc::readings(typed));
    for hkc in fields.finish(readings)? {
        if let Some((location, HkcState::Live)) = call.app.store.location_of_hkc(&hkc).await? {
            // The code of an emergency licence is no location's yet.
            if location.hkc == hkc || location.second_hkc.as_ref() == Some(&hkc) {
                return Ok(Some(location));
            }
        }
    }
    Ok(None)
}

/// An organisation that can hold locations.
pub(crate) async fn party(app: &App, id: OrganisationId) -> Result<Option<Party>, Error> {
    let found: Option<Stored<_>> = app.store.organisation(id).await?;
    let found = found.map(|organisation| organisation.value);
    Ok(found
        .filter(|organisation| Party::holds_locations(organisation.kind))
        .map(|organisation| Party::of(&organisation)))
}
