//! Lists by cards: all that a list shows of a thing stands in the index, beside its place in the
//! list, so that a page is one read of the index.
//!
//! What was written before its kind had cards has none until it is next changed, and is read
//! from the table.

use crate::{
    Error, PageOf, Store,
    cursor::{self, Way},
    item::{Item, attribute, string, text, value},
    keys::{Key, List},
    page::Paging,
    read::key_of,
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// How many rows a page has.
const ROWS: u16 = 50;

/// How many rows are looked at for a text, read by read: common text is found in the first.
const READS: [i32; 3] = [100, 300, 600];

/// The attribute that holds a card.
pub(crate) const CARD: &str = "card";

/// The attribute that holds what is looked for a text.
pub(crate) const SEARCH: &str = "search";

/// What a list shows of a thing.
pub(crate) trait Card: Serialize + DeserializeOwned {
    /// What a reader may look for a part of, folded.
    fn search(&self) -> String;
}

/// Which page of a list, and how its reader chose to see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Where the page begins.
    pub after: Option<String>,
    /// Against the list's order.
    pub descending: bool,
    /// The folded text that its rows hold.
    pub text: Option<String>,
}

/// A page of what was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The page: less than 50 rows, and not the last, where enough was looked at.
    pub page: PageOf<T>,
    /// How many rows were looked at, where a text was looked for.
    pub looked_at: Option<u32>,
}

/// A row as it stands in the index, and its card.
struct Row<T> {
    place: Item,
    card: T,
}

impl<T: Card> Row<T> {
    fn holds(&self, part: &str) -> bool {
        match string(&self.place, SEARCH) {
            Some(search) => search.contains(part),
            None => self.card.search().contains(part),
        }
    }
}

/// Puts a thing's card on its item.
pub(crate) fn put(item: &mut Item, card: &impl Card) -> Result<(), Error> {
    item.insert(CARD.to_owned(), attribute(card)?);
    item.insert(SEARCH.to_owned(), text(card.search()));
    Ok(())
}

impl Store {
    /// The page of a list that its reader chose.
    pub(crate) async fn choose<T: Card>(&self, list: &List, choice: &Choice) -> Result<Found<T>, Error> {
        let way = Way {
            newest_first: choice.descending,
            text: choice.text.as_deref(),
        };
        let mut after = choice.after.clone();
        let Some(part) = way.text else {
            let page = self
                .page(list, Paging::going(way, after.as_deref(), i32::from(ROWS)))
                .await?;
            let items = self.rows(page.items).await?.into_iter().map(|row| row.card).collect();
            let page = PageOf { items, next: page.next };
            return Ok(Found { page, looked_at: None });
        };
        let (mut items, mut looked_at, most) = (Vec::new(), 0, usize::from(ROWS));
        for rows in READS {
            let page = self.page(list, Paging::going(way, after.as_deref(), rows)).await?;
            after = page.next;
            let mut rows = self.rows::<T>(page.items).await?.into_iter().peekable();
            while let Some(row) = rows.next() {
                looked_at += 1;
                if row.holds(part) {
                    if items.len() + 1 == most && rows.peek().is_some() {
                        after = cursor::encode(list, way, &row.place);
                    }
                    items.push(row.card);
                }
                if items.len() == most {
                    break;
                }
            }
            if items.len() == most || after.is_none() {
                break;
            }
        }
        Ok(Found {
            page: PageOf { items, next: after },
            looked_at: Some(looked_at),
        })
    }

    /// The cards of an index's rows, in their order; of what has none, from the table.
    async fn rows<T: Card>(&self, places: Vec<Item>) -> Result<Vec<Row<T>>, Error> {
        let without = places.iter().filter(|place| !place.contains_key(CARD));
        let keys: Vec<Key> = without.filter_map(key_of).collect();
        let read = self.get_all(&keys).await?;
        let mut read: HashMap<Key, Item> = read
            .into_iter()
            .filter_map(|item| Some((key_of(&item)?, item)))
            .collect();
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let card = match place.get(CARD) {
                Some(card) => serde_dynamo::from_attribute_value(card.clone())?,
                None => match key_of(&place).and_then(|key| read.remove(&key)) {
                    Some(item) => value(&item)?,
                    None => continue,
                },
            };
            rows.push(Row { place, card });
        }
        Ok(rows)
    }
}
