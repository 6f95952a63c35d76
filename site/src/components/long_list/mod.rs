//! A list however long: the first page at once, the next as its end comes into sight or is asked
//! for. Filter and order are the service's, and stand in the address.

mod listing;
mod view;

use super::{
    list::{About, Export, Listed},
    row::Row,
};
use crate::client::{self, Failure, PathIds};
use api::{Endpoint, Page, page::ListQuery};
use leptos::prelude::*;
use listing::Listing;
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin, rc::Rc};

/// A page as it came.
struct Fetched {
    rows: Vec<Listed>,
    next: Option<String>,
    looked_at: Option<u32>,
}

/// Fetches a page. What the rows are of is known here and nowhere else.
type Fetch = Rc<dyn Fn(ListQuery) -> Pin<Box<dyn Future<Output = Result<Fetched, Failure>>>>>;

/// The list of an operation, each item made a row. The service orders it by the first column.
pub fn long_list<E, T>(
    about: About,
    path: E::Path,
    to_row: impl Fn(&T) -> Row + 'static,
    export: Option<Export<T>>,
) -> AnyView
where
    E: Endpoint<Path: PathIds, Request = ListQuery, Response = Page<T>> + 'static,
    T: DeserializeOwned + 'static,
{
    let columns = export.as_ref().map_or(about.columns, |export| export.columns);
    let listed = Rc::new(move |item: &T| Listed {
        row: to_row(item),
        exported: export.as_ref().map(|export| (export.rows)(item)),
    });
    let ids = path.ids();
    let fetch: Fetch = Rc::new(move |query| {
        let (ids, listed) = (ids.clone(), listed.clone());
        Box::pin(async move {
            let text = client::send(client::Row::of::<E>(), ids, client::to_json(&query)?, None).await?;
            let page: Page<T> = client::from_json(&text)?;
            Ok(Fetched {
                rows: page.items.iter().map(|item| listed(item)).collect(),
                next: page.next,
                looked_at: page.looked_at,
            })
        })
    });
    view::list(Listing::new(about, columns, fetch))
}
