//! Lists by cards: all that a list shows of a thing stands in the index, beside its place in the
//! list, so that a page is one read of the index.
//!
//! What was written before its kind had cards has none until it is next changed, and is read
//! from the table.

use crate::{
    Error, PageOf, Store,
    cursor::{self, Way},
    expression::Expression,
    item::{Item, attribute, string, text, value},
    keys::{Key, List},
    page::Paging,
    read::key_of,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::text::folded;
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

    /// The thing as its row in the index has it: the card says all of it, where it is not told
    /// otherwise.
    fn of_row(_row: &Item, card: AttributeValue) -> Result<Self, Error> {
        Ok(serde_dynamo::from_attribute_value(card)?)
    }
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

/// Puts the card of a thing that changes on its item.
pub(crate) fn set(expression: Expression, card: &impl Card) -> Result<Expression, Error> {
    let search = card.search();
    Ok(set_card(expression, card)?.set_text(SEARCH, search))
}

/// The same, where what is looked for a text stays.
pub(crate) fn set_card(expression: Expression, card: &impl Card) -> Result<Expression, Error> {
    Ok(expression.set(&[CARD], attribute(card)?))
}

/// What a reader looks for in these texts.
pub(crate) fn searched<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    folded(&texts.into_iter().collect::<Vec<_>>().join("\n"))
}

/// A list of cards: where it stands, and how its rows are read.
pub(crate) struct Cards<'a> {
    /// Where.
    pub(crate) list: &'a List,
    /// Whether it begins with the newest where the reader says nothing.
    pub(crate) newest_first: bool,
    /// The item of a row that has no card.
    pub(crate) of: fn(&Item) -> Option<Key>,
}

impl<'a> Cards<'a> {
    /// Things listed by themselves, as the sort keys go.
    pub(crate) const fn of_things(list: &'a List) -> Self {
        Self {
            list,
            newest_first: false,
            of: key_of,
        }
    }

    /// The same, the newest first.
    pub(crate) const fn newest_first(list: &'a List) -> Self {
        Self {
            newest_first: true,
            ..Self::of_things(list)
        }
    }
}

impl Store {
    /// The page of a list that its reader chose.
    pub(crate) async fn choose<T: Card>(&self, cards: Cards<'_>, choice: &Choice) -> Result<Found<T>, Error> {
        let Cards { list, newest_first, of } = cards;
        let way = Way {
            newest_first: choice.descending != newest_first,
            text: choice.text.as_deref(),
        };
        let mut after = choice.after.clone();
        let Some(part) = way.text else {
            let page = self
                .page(list, Paging::going(way, after.as_deref(), i32::from(ROWS)))
                .await?;
            let rows = self.rows(page.items, of).await?;
            let items = rows.into_iter().map(|row| row.card).collect();
            let page = PageOf { items, next: page.next };
            return Ok(Found { page, looked_at: None });
        };
        let (mut items, mut looked_at, most) = (Vec::new(), 0, usize::from(ROWS));
        for rows in READS {
            let page = self.page(list, Paging::going(way, after.as_deref(), rows)).await?;
            after = page.next;
            let all = page.items.len();
            // What the index says does not hold it is not read.
            let may_hold = |place: &Item| string(place, SEARCH).is_none_or(|search| search.contains(part));
            let mut places = page.items.into_iter().enumerate().filter(|(_, place)| may_hold(place));
            let mut seen = all;
            while items.len() < most {
                // No more are read than the page has room for.
                let (numbers, chunk): (Vec<_>, Vec<_>) = places.by_ref().take(most - items.len()).unzip();
                let Some(last) = numbers.last() else { break };
                let end = chunk.last().cloned();
                let read = self.rows::<T>(chunk, of).await?;
                items.extend(read.into_iter().filter(|row| row.holds(part)).map(|row| row.card));
                if items.len() == most && last + 1 < all {
                    seen = last + 1;
                    after = end.and_then(|place| cursor::encode(list, way, &place));
                }
            }
            looked_at += u32::try_from(seen).unwrap_or(u32::MAX);
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
    async fn rows<T: Card>(&self, places: Vec<Item>, of: fn(&Item) -> Option<Key>) -> Result<Vec<Row<T>>, Error> {
        let without = places.iter().filter(|place| !place.contains_key(CARD));
        let keys: Vec<Key> = without.filter_map(of).collect();
        let read = self.get_all(&keys).await?;
        let mut read: HashMap<Key, Item> = read
            .into_iter()
            .filter_map(|item| Some((key_of(&item)?, item)))
            .collect();
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let card = match place.get(CARD) {
                Some(card) => T::of_row(&place, card.clone())?,
                None => match of(&place).and_then(|key| read.remove(&key)) {
                    Some(item) => value(&item)?,
                    None => continue,
                },
            };
            rows.push(Row { place, card });
        }
        Ok(rows)
    }
}
