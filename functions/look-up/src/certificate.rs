//! `get-certificate`: licence users, for their own organisation's locations. What it says of
//! software assurance is for SWA users alone. Refused: another organisation's location.

use crate::{customers, locations};
use api::{
    certificate::{CertificateView, CertifiedFile},
    customers::{CustomerView, LocationView},
};
use desk::view;
use domain::{
    customer::Location,
    day::Day,
    feature_file,
    id::{LocationId, OrganisationId},
    licence::Licence,
    organisation::Role,
};
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn get(call: Call<Principal>, id: LocationId, (): ()) -> Result<CertificateView, Error> {
    let installation = locations::load(&call, id).await?;
    let location = &installation.location;
    let customer = customers::load(&call, location.customer_id).await?;
    let vendor = vendor(&call, id, &installation.licences).await?;
    let dealer = name(&call, location.organisation_id).await?;
    let licence_file = newest_file(&call, location).await?;
    let sees_assurance = call.caller.user.has_any(&[Role::SwaUser]);
    let today = Day::of(call.now);
    let CustomerView { name, address, .. } = view::customer(&customer);
    let LocationView {
        hkc,
        system_type_name,
        details,
        features,
        ..
    } = view::location(&call.app.catalogue, &installation, &name, &[], Vec::new(), call.now);
    Ok(CertificateView {
        as_of: call.now,
        vendor,
        dealer,
        customer_name: name,
        customer_address: address,
        location_name: details.name,
        location_address: details.address,
        system_type_name,
        hkc,
        features,
        assurance: sees_assurance.then(|| {
            installation
                .agreements
                .iter()
                .map(|one| view::assurance::certified(&call.app.catalogue, one, today))
                .collect()
        }),
        licence_file,
    })
}

/// Who shipped what was activated first. A deployment has one vendor; licences free of charge come
/// from nobody, and there are none before others are activated.
async fn vendor(call: &Call<Principal>, location: LocationId, licences: &[Licence]) -> Result<Option<String>, Error> {
    // What was imported is the location's own, and nobody shipped it.
    let shipped = |licence: &&Licence| licence.order_id != feature_file::order_id(location);
    let activated = licences.iter().filter(|licence| licence.activated_at().is_some());
    let activated = activated.filter(shipped);
    let Some(first) = activated.min_by_key(|licence| licence.activated_at()) else {
        return Ok(None);
    };
    let order = call.app.store.order(first.order_id).await?;
    let order = order.ok_or_else(|| problem::internal("a licence without an order"))?;
    name(call, order.value.first_vendor()).await.map(Some)
}

async fn name(call: &Call<Principal>, id: OrganisationId) -> Result<String, Error> {
    let organisation = call.app.store.organisation(id).await?;
    let organisation = organisation.ok_or_else(|| problem::internal("an order or location of nobody"))?;
    Ok(organisation.value.name.as_str().to_owned())
}

async fn newest_file(call: &Call<Principal>, location: &Location) -> Result<Option<CertifiedFile>, Error> {
    if location.licence_files == 0 {
        return Ok(None);
    }
    let (store, id) = (&call.app.store, location.location_id);
    let newest = store.licence_file(id, location.licence_files).await?;
    let mut file = newest.ok_or_else(|| problem::internal("a location without its licence file"))?;
    if file.limited.is_some() {
        // What holds for a while proves nothing of what the location has.
        let before = store
            .licence_files(id)
            .await?
            .into_iter()
            .find(|file| file.limited.is_none());
        let Some(before) = before else { return Ok(None) };
        file = before;
    }
    Ok(Some(CertifiedFile {
        sequence: file.sequence,
        issued_at: file.issued_at,
        key_id: file.key_id,
        jws: file.jws,
    }))
}
