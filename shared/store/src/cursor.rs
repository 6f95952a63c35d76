//! Cursors: where a list goes on. A cursor is opaque, safe in a URL, and of its list alone, in its
//! order and for the text that is looked for: what was made for another, by hand, or by an accident
//! on the way is refused.

use crate::{
    Error,
    item::{Item, string, text},
    keys::{Index, List},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How many bytes of a cursor bind it to its list. Nothing is kept secret by it: a cursor
/// that somebody makes up names a place in a list that they may read anyway.
const SEAL: usize = 9;

/// The attributes whose values make up a place in the list.
const fn place(list: &List) -> &'static [&'static str] {
    match list.index {
        Index::Table => &["sk"],
        Index::Lookup => &["l_sk", "pk", "sk"],
        Index::Due => &["due", "pk", "sk"],
    }
}

/// How a list is gone through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Way<'a> {
    /// Against the sort keys.
    pub(crate) newest_first: bool,
    /// The folded text that is looked for.
    pub(crate) text: Option<&'a str>,
}

fn seal(list: &List, way: Way<'_>, place: &[u8]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update([list.index as u8, u8::from(way.newest_first)]);
    // NUL occurs in no key.
    for part in [list.pk.as_str(), list.prefix.as_deref().unwrap_or_default()] {
        digest.update(part);
        digest.update([0]);
    }
    if let Some(text) = way.text {
        digest.update(text);
        // No text holds a line break, and no place begins with one.
        digest.update(b"\n");
    }
    digest.update(place);
    digest.finalize()[..SEAL].to_vec()
}

/// The cursor of the place after this row.
pub(crate) fn encode(list: &List, way: Way<'_>, row: &Item) -> Option<String> {
    let values: Option<Vec<&str>> = place(list).iter().map(|name| string(row, name)).collect();
    let place = values?.join("\0").into_bytes();
    let mut cursor = seal(list, way, &place);
    cursor.extend(place);
    Some(URL_SAFE_NO_PAD.encode(cursor))
}

/// Where a cursor leads; `None` for the list's beginning.
///
/// # Errors
/// [`Error::ForeignCursor`] for whatever was not made for this list.
pub(crate) fn decode(list: &List, way: Way<'_>, cursor: &str) -> Result<Option<Item>, Error> {
    let decoded = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::ForeignCursor)?;
    let (sealed, at) = decoded.split_at_checked(SEAL).ok_or(Error::ForeignCursor)?;
    if seal(list, way, at) != sealed {
        return Err(Error::ForeignCursor);
    }
    let at = std::str::from_utf8(at).map_err(|_| Error::ForeignCursor)?;
    let names = place(list);
    let values: Vec<&str> = at.split('\0').collect();
    if values.len() != names.len() {
        return Err(Error::ForeignCursor);
    }
    // The list begins later than when the cursor was made: all that came before it is over.
    if list.from.as_deref().is_some_and(|from| values[0] < from) {
        return Ok(None);
    }
    let (partition, _) = list.index.key();
    let mut start = Item::from([(partition.to_owned(), text(&list.pk))]);
    start.extend(
        names
            .iter()
            .zip(values)
            .map(|(name, value)| ((*name).to_owned(), text(value))),
    );
    Ok(Some(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{self, lists};
    use domain::id::{CustomerId, LocationId, OrganisationId};

    fn organisation(n: u8) -> OrganisationId {
        OrganisationId::new(1, &[n; 10])
    }

    fn row(l_sk: &str) -> Item {
        let attributes = [("l_sk", l_sk), ("due", l_sk), ("pk", "partition"), ("sk", "row")];
        Item::from(attributes.map(|(name, value)| (name.to_owned(), text(value))))
    }

    /// Either direction, looking for nothing, something, and something else.
    fn ways() -> [Way<'static>; 6] {
        let way = |newest_first, text| Way { newest_first, text };
        [false, true]
            .map(|direction| [None, Some("clinic"), Some("clinics")].map(|text| way(direction, text)))
            .concat()
            .try_into()
            .unwrap()
    }

    /// Every kind of list, and some that are nearly another.
    fn all() -> Vec<List> {
        let (one, two) = (organisation(1), organisation(2));
        let (near, far) = (CustomerId::new(1, &[1; 10]), CustomerId::new(1, &[2; 10]));
        let location = LocationId::new(1, &[1; 10]);
        vec![
            lists::bin(one),
            lists::bin(two),
            lists::customers(one),
            lists::organisations(),
            lists::locations(one),
            lists::locations_of(one, near),
            lists::locations_of(one, far),
            lists::failing(),
            lists::happenings(one, "order-shipped"),
            lists::happenings(one, "licences-attached"),
            lists::users(one),
            lists::users(two),
            keys::organisation(one).events(),
            keys::location(location).events(),
            lists::licence_files(location),
        ]
    }

    #[test]
    fn a_cursor_leads_on_in_its_own_list_alone() {
        for list in all() {
            for way in ways() {
                let cursor = encode(&list, way, &row("2026-03-31#A")).unwrap();
                assert!(
                    cursor
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                );
                let start = decode(&list, way, &cursor).unwrap().unwrap();
                assert_eq!(string(&start, "sk"), Some("row"));
                assert_eq!(
                    string(&start, "l_sk"),
                    (list.index == Index::Lookup).then_some("2026-03-31#A")
                );
                let (partition, _) = list.index.key();
                assert_eq!(string(&start, partition), Some(&*list.pk));
                for (other, another) in all().iter().flat_map(|other| ways().map(|way| (other, way))) {
                    let leads = decode(other, another, &cursor).is_ok();
                    assert_eq!(leads, (other, another) == (&list, way), "{other:?} by {list:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let list = lists::bin(organisation(1));
        let cursor = encode(&list, Way::default(), &row("2026")).unwrap();
        let mut altered: Vec<String> = (0..cursor.len())
            .map(|at| {
                let mut bytes = cursor.clone().into_bytes();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                String::from_utf8(bytes).unwrap()
            })
            .collect();
        altered.extend((0..cursor.len()).map(|end| cursor[..end].to_owned()));
        altered.extend(["garbage", "EVENT%2300000060", "=", "\u{e4}"].map(str::to_owned));
        altered.push(format!("{cursor}A"));
        for cursor in altered {
            assert!(
                matches!(decode(&list, Way::default(), &cursor), Err(Error::ForeignCursor)),
                "{cursor}"
            );
        }
    }

    #[test]
    fn a_cursor_of_yesterday_leads_to_where_the_list_begins_today() {
        let days = ["2026-03-31", "2026-04-01", "2026-04-02"].map(|day| day.parse().unwrap());
        let [before, on, after] = days.map(|day| lists::prospects_from(organisation(1), day));
        let cursor = encode(&before, Way::default(), &row("2026-04-01#A")).unwrap();
        assert!(decode(&before, Way::default(), &cursor).unwrap().is_some());
        assert!(decode(&on, Way::default(), &cursor).unwrap().is_some());
        assert!(decode(&after, Way::default(), &cursor).unwrap().is_none());
    }
}
