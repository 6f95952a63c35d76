//! `get-licence-file`: licence users, for their own organisation's locations.
//! `get-key-set`: anybody.

use crate::locations;
use api::{
    ProblemCode,
    external::KeptFileContent,
    licences::{KeySetView, KeyView, LicenceFileContent},
};
use desk::licence_file;
use domain::{
    external::ExternalOrder,
    id::{LocationId, OrderId},
};
use runtime::{Call, Error, Principal, problem};

pub(crate) async fn get(
    call: Call<Principal>,
    (id, sequence): (LocationId, u32),
    (): (),
) -> Result<LicenceFileContent, Error> {
    locations::owned(&call, id).await?;
    let file = call.app.store.licence_file(id, sequence).await?;
    let file = file.ok_or_else(|| problem::not_found("licence file"))?;
    licence_file::content(&file)
}

/// `get-external-file`: licence users, for their own organisation's locations: of an order that is
/// activated there.
pub(crate) async fn external(
    call: Call<Principal>,
    (id, order_id, number): (LocationId, OrderId, u32),
    (): (),
) -> Result<KeptFileContent, Error> {
    locations::owned(&call, id).await?;
    let store = &call.app.store;
    let order = store.external_order(order_id).await?;
    let here = |order: &ExternalOrder| order.locations.iter().any(|location| location.location_id == id);
    let missing = || {
        problem::new(
            ProblemCode::FileNotThere,
            "The licence file of this order is not there yet.",
        )
    };
    let order = order.filter(here).ok_or_else(missing)?;
    let file = order
        .files
        .iter()
        .find(|file| file.number == number)
        .ok_or_else(missing)?;
    Ok(KeptFileContent {
        file_name: file.name.as_str().to_owned(),
        content: store.external_file(order_id, number).await?.ok_or_else(missing)?,
    })
}

pub(crate) async fn key_set(call: Call<()>, (): (), (): ()) -> Result<KeySetView, Error> {
    let public = call.app.keys.licence_public().await?;
    let keys = public
        .keys
        .into_iter()
        .map(|(kid, key)| KeyView {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: key.x,
            kid,
            alg: key.alg.name().to_owned(),
            use_: "sig".to_owned(),
        })
        .collect();
    Ok(KeySetView { keys })
}
