//! Lists as their reader chose to see them: order, text, and where the page begins.

use api::{
    Page,
    page::{ListOrder, ListQuery},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::text::{Line, folded};
use runtime::{Error, Fields, problem};
use sha2::{Digest, Sha256};
use store::{
    PageOf,
    card::{Choice, Found},
};

/// What the query asks for; refused at `text` where it is none.
pub fn choice(query: ListQuery) -> Result<Choice, Error> {
    let mut fields = Fields::new();
    let text = query.text.map(|text| fields.check("text", Line::parse(&text)));
    let text = match text {
        Some(text) => Some(folded(fields.finish(text)?.as_str())),
        None => None,
    };
    Ok(Choice {
        after: query.after,
        descending: query.order == Some(ListOrder::Descending),
        text,
    })
}

/// The page that was found, each row as it goes out.
pub fn page<T, U>(found: Found<T>, view: impl FnMut(T) -> U) -> Page<U> {
    let PageOf { items, next } = found.page.map(view);
    Page {
        items,
        next,
        looked_at: found.looked_at,
    }
}

/// How many rows of a list that is in memory are a page.
const ROWS: usize = 500;

/// How many bytes of a cursor say what it is of.
const SEAL: usize = 8;

/// A page of a list that is in memory, sorted by what its rows are told apart by; of a text, which is
/// folded, those that hold it. A cursor is of its list, order and text alone.
///
/// # Errors
/// The text is none to look for, or the cursor is another list's.
pub fn in_memory<T, V>(
    list: &str,
    query: ListQuery,
    rows: &[&T],
    (key, holds): (impl Fn(&T) -> &str, impl Fn(&T, &str) -> bool),
    view: impl Fn(&T) -> Option<V>,
) -> Result<Page<V>, Error> {
    let Choice {
        after,
        descending,
        text,
    } = choice(query)?;
    let named = format!("{list}\0{descending}\0{}", text.as_deref().unwrap_or_default());
    let seal = &Sha256::digest(named)[..SEAL];
    let after = after.map(|cursor| opened(seal, &cursor)).transpose()?;
    // Rows are read on from the cursor, whichever way, up to one more than a page.
    let place = after
        .as_deref()
        .map(|after| rows.partition_point(|row| key(row) <= after));
    let ahead: Box<dyn Iterator<Item = &T>> = match (descending, place) {
        (false, place) => Box::new(rows[place.unwrap_or(0)..].iter().copied()),
        (true, None) => Box::new(rows.iter().rev().copied()),
        (true, Some(place)) => {
            let before = after
                .as_deref()
                .is_some_and(|after| place > 0 && key(rows[place - 1]) == after);
            Box::new(rows[..place - usize::from(before)].iter().rev().copied())
        }
    };
    let holds = |row: &&T| text.as_ref().is_none_or(|text| holds(row, text));
    let found = ahead.filter(holds).filter_map(|row| Some((key(row), view(row)?)));
    let mut found: Vec<_> = found.take(ROWS + 1).collect();
    let next = (found.len() > ROWS).then(|| {
        found.truncate(ROWS);
        let last = found.last().map_or("", |(key, _)| key);
        URL_SAFE_NO_PAD.encode([seal, last.as_bytes()].concat())
    });
    Ok(Page {
        items: found.into_iter().map(|(_, view)| view).collect(),
        next,
        looked_at: text.map(|_| u32::try_from(rows.len()).unwrap_or(u32::MAX)),
    })
}

fn opened(seal: &[u8], cursor: &str) -> Result<String, Error> {
    let foreign = |_| problem::foreign_cursor();
    let decoded = URL_SAFE_NO_PAD.decode(cursor).map_err(foreign)?;
    match decoded.split_at_checked(SEAL) {
        Some((sealed, key)) if sealed == seal => String::from_utf8(key.to_vec()).map_err(|_| problem::foreign_cursor()),
        _ => Err(problem::foreign_cursor()),
    }
}
