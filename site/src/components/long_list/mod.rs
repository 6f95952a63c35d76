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

/// By what the service orders a list.
#[derive(Clone, Copy)]
pub enum Ordered {
    /// By the first column, from A to Z.
    ByName,
    /// By the time in this column, from the oldest.
    OldestFirst(usize),
    /// By the time in this column, from the newest.
    NewestFirst(usize),
}

impl Ordered {
    const fn column(self) -> usize {
        match self {
            Self::ByName => 0,
            Self::OldestFirst(column) | Self::NewestFirst(column) => column,
        }
    }

    /// Whether the column falls as the list goes; `turned`, where it goes the other way.
    const fn falls(self, turned: bool) -> bool {
        matches!(self, Self::NewestFirst(_)) != turned
    }

    /// What the order is called, and the other one.
    const fn words(self) -> [&'static str; 2] {
        match self {
            Self::ByName => ["A to Z", "Z to A"],
            Self::OldestFirst(_) => ["oldest first", "newest first"],
            Self::NewestFirst(_) => ["newest first", "oldest first"],
        }
    }
}

/// The list of an operation, each item made a row.
pub fn long_list<E, T>(
    (about, ordered): (About, Ordered),
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
    view::list(Listing::new(about, ordered, columns, fetch))
}
