//! Lists in pages.

use crate::{
    Error, Store,
    cursor::{self, Way},
    item::{Item, text, value},
    keys::{Key, List},
    meter::{self, Direction},
    read::key_of,
};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use serde::de::DeserializeOwned;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

impl<T> PageOf<T> {
    /// The same page with other rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> PageOf<U> {
        PageOf {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }

    /// The same page with what comes of each row.
    pub(crate) fn try_map<U>(self, f: impl FnMut(T) -> Result<U, Error>) -> Result<PageOf<U>, Error> {
        Ok(PageOf {
            items: self.items.into_iter().map(f).collect::<Result<_, _>>()?,
            next: self.next,
        })
    }

    /// Every row of a list, page by page.
    ///
    /// # Errors
    /// What reading a page fails with.
    pub async fn every<F>(page: impl Fn(Option<String>) -> F) -> Result<Vec<T>, Error>
    where
        F: Future<Output = Result<Self, Error>>,
    {
        let (mut items, mut after) = (Vec::new(), None);
        loop {
            let read = page(after).await?;
            items.extend(read.items);
            after = read.next;
            if after.is_none() {
                return Ok(items);
            }
        }
    }
}

/// Which page of a list, and in which order.
#[derive(Debug, Clone)]
pub(crate) struct Paging<'a> {
    after: Option<&'a str>,
    way: Way<'a>,
    rows: i32,
}

impl<'a> Paging<'a> {
    /// As the sort keys go: by name, or oldest first.
    pub(crate) fn forward(after: Option<&'a str>, rows: i32) -> Self {
        Self {
            after,
            way: Way::default(),
            rows,
        }
    }

    /// Against the sort keys.
    pub(crate) fn newest_first(after: Option<&'a str>, rows: i32) -> Self {
        Self::ordered(true, after, rows)
    }

    /// One way or the other.
    pub(crate) fn ordered(newest_first: bool, after: Option<&'a str>, rows: i32) -> Self {
        let way = Way {
            newest_first,
            text: None,
        };
        Self::going(way, after, rows)
    }

    /// One way or the other, for a text that whoever reads the rows looks for in them.
    pub(crate) fn going(way: Way<'a>, after: Option<&'a str>, rows: i32) -> Self {
        Self {
            way,
            ..Self::forward(after, rows)
        }
    }
}

impl Store {
    /// A page of a list, as it stands there. No decision reads it: it may lag behind.
    pub(crate) async fn page(&self, list: &List, paging: Paging<'_>) -> Result<PageOf<Item>, Error> {
        let Paging { after, way, rows } = paging;
        let start = match after {
            Some(cursor) => cursor::decode(list, way, cursor)?,
            None => None,
        };
        let (pk, sk) = list.index.key();
        let mut request = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(list.index.name().map(str::to_owned))
            .expression_attribute_values(":pk", text(&list.pk))
            .scan_index_forward(!way.newest_first)
            .set_exclusive_start_key(start)
            .limit(rows)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        request = match (&list.prefix, &list.from) {
            (Some(prefix), _) => request
                .key_condition_expression(format!("{pk} = :pk AND begins_with({sk}, :prefix)"))
                .expression_attribute_values(":prefix", text(prefix)),
            (None, Some(from)) => request
                .key_condition_expression(format!("{pk} = :pk AND {sk} >= :from"))
                .expression_attribute_values(":from", text(from)),
            (None, None) => request.key_condition_expression(format!("{pk} = :pk")),
        };
        let output = request.send().await?;
        meter::count(Direction::Read, output.consumed_capacity());
        let last = output.last_evaluated_key.as_ref();
        Ok(PageOf {
            next: last.and_then(|row| cursor::encode(list, way, row)),
            items: output.items.unwrap_or_default(),
        })
    }

    /// The same, each row as a value.
    pub(crate) async fn page_of<T: DeserializeOwned>(
        &self,
        list: &List,
        paging: Paging<'_>,
    ) -> Result<PageOf<T>, Error> {
        self.page(list, paging).await?.try_map(|item| value(&item))
    }

    /// The same, each row read from the table by the key that `of` finds in it, in the list's order.
    pub(crate) async fn page_through<T: DeserializeOwned>(
        &self,
        list: &List,
        paging: Paging<'_>,
        of: impl Fn(&Item) -> Option<Key>,
    ) -> Result<PageOf<T>, Error> {
        let page = self.page(list, paging).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(of).collect();
        let items = self.get_all(&keys).await?.iter().map(value).collect::<Result<_, _>>()?;
        Ok(PageOf { items, next: page.next })
    }

    /// The same, where what is listed is the item itself.
    pub(crate) async fn page_of_listed<T: DeserializeOwned>(
        &self,
        list: &List,
        paging: Paging<'_>,
    ) -> Result<PageOf<T>, Error> {
        self.page_through(list, paging, key_of).await
    }
}
