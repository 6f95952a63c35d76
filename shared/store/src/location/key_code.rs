//! Licences by their software key codes and by their orders. Each is listed under its code in the index, so that
//! a look-up is one read, whoever's it is. Beside its order stands at which locations licences were attached, by
//! which codes; what was detached since is named there and is no more. No decision reads either.

use crate::{
    Error, PageOf, Store,
    expression::Expression,
    item::{FORM, Item, form, item, list, string, text, value},
    keys::{self, Key},
    meter::counted_here,
    page::Paging,
    read::key_of,
};
use domain::{
    id::{LocationId, OrderId},
    licence::Licence,
    software_key_code::SoftwareKeyCode,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tokio::task::JoinSet;

/// At how many locations the licences of a page of an order's are.
const PLACES: i32 = 25;

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

    /// Some of an order's licences, with their locations: those that were attached at the next locations.
    pub async fn licences_of_order(
        &self,
        id: OrderId,
        after: Option<&str>,
    ) -> Result<PageOf<(LocationId, Licence)>, Error> {
        #[derive(Deserialize)]
        struct Place {
            sk: String,
            codes: BTreeSet<SoftwareKeyCode>,
        }
        let list = keys::lists::places(id);
        let page = self.page(&list, Paging::forward(after, PLACES)).await?;
        let mut codes = Vec::new();
        for item in &page.items {
            let place: Place = value(item)?;
            let at = keys::location_of_place(&place.sk);
            codes.extend(place.codes.into_iter().filter_map(|code| Some((at?, code))));
        }
        let mut items = self.licences_of(&codes).await?;
        // A licence that was migrated is another order's.
        items.retain(|(_, licence)| licence.order_id == id);
        Ok(PageOf { items, next: page.next })
    }

    /// Lists the licences of a location that were written before there were such lists.
    pub async fn list_licences(&self, location: &Key) -> Result<(), Error> {
        let Some(id) = keys::location_of(&location.pk) else {
            return Ok(());
        };
        let mut orders: BTreeMap<OrderId, Vec<String>> = BTreeMap::new();
        for item in self.collection(&keys::licences(id)).await? {
            let licence: Licence = value(&item)?;
            let code = licence.software_key_code.to_string();
            orders.entry(licence.order_id).or_default().push(code);
            let (Some(key), false) = (key_of(&item), item.contains_key("l_pk")) else {
                continue;
            };
            let listed = keys::key_code(&licence.software_key_code);
            let expression = Expression::default()
                .set_text("l_pk", listed.pk)
                .set_text("l_sk", listed.sk)
                // What is detached meanwhile is not made anew.
                .require_equal(&["sk"], text(&key.sk));
            self.update_if(&key, expression).await?;
        }
        for (order, codes) in orders {
            let attached = Expression::default().unite("codes", codes).set(&[FORM], form());
            self.update_if(&keys::place(order, id), attached).await?;
        }
        Ok(())
    }
}
