//! `look-up-hkcs`: vendor admins for all locations, licence users for their own. Says of up to 50 hardware key
//! codes whose they are, or by which they were replaced; a code that no location of theirs has or had is
//! unknown, whoever else's it is (spec chapter 4, "Tools").

use api::hkcs::{KnownAs, KnownHkc, KnownHkcs, KnownLocation, LookUpHkcsRequest, MOST_HKCS};
use domain::{
    catalogue::{Hkc, HkcState},
    customer::{Customer, Location},
    id::{CustomerId, OrganisationId},
    organisation::{Organisation, OrganisationKind},
};
use runtime::{Call, Error, Fields, Principal};

pub(crate) async fn look_up(call: Call<Principal>, (): (), request: LookUpHkcsRequest) -> Result<KnownHkcs, Error> {
    let asked = readings(&request)?;
    let (store, user) = (&call.app.store, &call.caller.user);
    let sees_all = user.organisation_kind == OrganisationKind::Vendor;
    let codes: Vec<Hkc> = asked.iter().flat_map(|(_, readings)| readings.clone()).collect();
    let holders = store.holders_of_hkcs(&codes).await?;
    let ids: Vec<_> = holders.iter().flatten().map(|(id, _)| *id).collect();
    let mut locations = store.locations_of(&ids).await?;
    locations.retain(|location| sees_all || location.organisation_id == user.organisation_id);
    let names = Names::of(&call, &locations, sees_all).await?;

    let mut holders = codes.into_iter().zip(holders);
    let known = asked.into_iter().map(|(typed, readings)| {
        let of_it: Vec<_> = holders.by_ref().take(readings.len()).collect();
        let found = of_it.into_iter().find_map(|(hkc, holder)| {
            let (id, state) = holder?;
            let location = locations.iter().find(|location| location.location_id == id)?;
            Some((known_as(&hkc, state, location), location))
        });
        KnownHkc {
            hkc: typed,
            state: found.map_or(KnownAs::Unknown, |(state, _)| state),
            location: found.map(|(_, location)| names.view(&call, location)),
        }
    });
    Ok(KnownHkcs { items: known.collect() })
}

/// Every code as it was asked for, with what it can be.
fn readings(request: &LookUpHkcsRequest) -> Result<Vec<(String, Vec<Hkc>)>, Error> {
    let mut fields = Fields::new();
    if !(1..=MOST_HKCS).contains(&request.hkcs.len()) {
        fields.refuse(
            "hkcs",
            format!("Enter 1 to {MOST_HKCS} hardware key codes, one a line."),
        );
    }
    let asked = request.hkcs.iter().enumerate().take(MOST_HKCS);
    let read = asked.map(|(at, text)| {
        let readings = fields.check(format!("hkcs/{at}"), Hkc::readings(text));
        readings.map(|readings| (text.trim().to_owned(), readings))
    });
    let read: Option<Vec<_>> = read.collect::<Vec<_>>().into_iter().collect();
    fields.finish(read)
}

fn known_as(hkc: &Hkc, state: HkcState, location: &Location) -> KnownAs {
    let emergency = location.emergency.as_ref().map(|emergency| &emergency.hkc);
    match state {
        HkcState::Retired => KnownAs::Retired,
        HkcState::Live if location.second_hkc.as_ref() == Some(hkc) => KnownAs::Secondary,
        HkcState::Live if emergency == Some(hkc) => KnownAs::Emergency,
        HkcState::Live => KnownAs::Live,
    }
}

/// The names that stand beside locations: their customers' for who has them, their organisations' for the
/// vendor.
pub(crate) struct Names {
    customers: Vec<Customer>,
    organisations: Vec<Organisation>,
}

impl Names {
    pub(crate) async fn of(call: &Call<Principal>, locations: &[Location], sees_all: bool) -> Result<Self, Error> {
        let store = &call.app.store;
        let (mut customers, mut organisations) = (Vec::new(), Vec::new());
        if sees_all {
            let ids: Vec<OrganisationId> = locations.iter().map(|location| location.organisation_id).collect();
            organisations = store.organisations_of(&ids).await?;
        } else {
            let ids: Vec<CustomerId> = locations.iter().map(|location| location.customer_id).collect();
            customers = store.customers_of(&ids).await?;
        }
        Ok(Self {
            customers,
            organisations,
        })
    }

    pub(crate) fn view(&self, call: &Call<Principal>, location: &Location) -> KnownLocation {
        let kind = call.app.catalogue.system_type(location.system_type.as_str());
        let customer = self
            .customers
            .iter()
            .find(|customer| customer.customer_id == location.customer_id);
        let organisation = self
            .organisations
            .iter()
            .find(|organisation| organisation.organisation_id == location.organisation_id);
        KnownLocation {
            location_id: location.location_id,
            name: location.details.name.as_str().to_owned(),
            system_type_name: kind.map_or_else(|| location.system_type.to_string(), |kind| kind.name.clone()),
            hkc: location.hkc.as_str().to_owned(),
            customer_name: customer.map(|customer| customer.details.name.as_str().to_owned()),
            organisation_name: organisation.map(|organisation| organisation.name.as_str().to_owned()),
        }
    }
}
