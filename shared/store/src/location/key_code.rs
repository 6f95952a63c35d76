//! Licences by their software key codes: each is listed under its code in the index, so that a look-up is one
//! read, whoever's it is. No decision reads it.

use crate::{
    Error, Store,
    expression::Expression,
    item::{Item, item, list, string, text, value},
    keys::{self, Key},
    meter::counted_here,
    page::Paging,
    read::key_of,
};
use domain::{id::LocationId, licence::Licence, software_key_code::SoftwareKeyCode};
use tokio::task::JoinSet;

/// A licence as it is kept: beside its location, and in the list by its code.
pub(crate) fn licence_item(id: LocationId, licence: &Licence) -> Result<Item, Error> {
    let code = &licence.software_key_code;
    let mut body = item(&keys::licence(id, code), licence)?;
    list(&mut body, keys::key_code(code));
    Ok(body)
}

impl Store {
    /// The locations where licences of these codes stand, as they were written lately; in no order.
    pub async fn places_of_key_codes(
        &self,
        codes: &[SoftwareKeyCode],
    ) -> Result<Vec<(LocationId, SoftwareKeyCode)>, Error> {
        let mut distinct = codes.to_vec();
        distinct.sort();
        distinct.dedup();
        let mut reading = JoinSet::new();
        for code in distinct {
            let store = self.clone();
            reading.spawn(counted_here(async move {
                let page = store
                    .page(&keys::lists::key_codes(&code), Paging::forward(None, 2))
                    .await?;
                let pks = page.items.iter().filter_map(|item| string(item, "pk"));
                let places = pks.filter_map(|pk| Some((keys::location_of(pk)?, code.clone())));
                Ok::<_, Error>(places.collect::<Vec<_>>())
            }));
        }
        let mut places = Vec::new();
        for read in reading.join_all().await {
            places.extend(read?);
        }
        Ok(places)
    }

    /// Lists the licences of a location that were written before there was such a list.
    pub async fn list_key_codes(&self, location: &Key) -> Result<(), Error> {
        let Some(id) = keys::location_of(&location.pk) else {
            return Ok(());
        };
        for item in self.collection(&keys::licences(id)).await? {
            let (Some(key), false) = (key_of(&item), item.contains_key("l_pk")) else {
                continue;
            };
            let listed = keys::key_code(&value::<Licence>(&item)?.software_key_code);
            let expression = Expression::default()
                .set_text("l_pk", listed.pk)
                .set_text("l_sk", listed.sk)
                // What is detached meanwhile is not made anew.
                .require_equal(&["sk"], text(&key.sk));
            self.update_if(&key, expression).await?;
        }
        Ok(())
    }
}
