//! Lists as their reader chose to see them: order, text, and where the page begins.

use api::{
    Page,
    page::{ListOrder, ListQuery},
};
use domain::text::{Line, folded};
use runtime::{Error, Fields};
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
