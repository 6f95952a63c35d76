//! Cursors: where a list goes on. A cursor is opaque, safe in a URL, and of its list alone: what
//! was made for another list, by hand, or by an accident on the way is refused.

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

fn seal(list: &List, newest_first: bool, place: &[u8]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update([list.index as u8, u8::from(newest_first)]);
    // NUL occurs in no key.
    for part in [list.pk.as_str(), list.prefix.as_deref().unwrap_or_default()] {
        digest.update(part);
        digest.update([0]);
    }
    digest.update(place);
    digest.finalize()[..SEAL].to_vec()
}

/// The cursor of the place after this row.
pub(crate) fn encode(list: &List, newest_first: bool, row: &Item) -> Option<String> {
    let values: Option<Vec<&str>> = place(list).iter().map(|name| string(row, name)).collect();
    let place = values?.join("\0").into_bytes();
    let mut cursor = seal(list, newest_first, &place);
    cursor.extend(place);
    Some(URL_SAFE_NO_PAD.encode(cursor))
}

/// Where a cursor leads; `None` for the list's beginning.
///
/// # Errors
/// [`Error::ForeignCursor`] for whatever was not made for this list.
pub(crate) fn decode(list: &List, newest_first: bool, cursor: &str) -> Result<Option<Item>, Error> {
    let decoded = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::ForeignCursor)?;
    let (sealed, at) = decoded.split_at_checked(SEAL).ok_or(Error::ForeignCursor)?;
    if seal(list, newest_first, at) != sealed {
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
            for newest_first in [false, true] {
                let cursor = encode(&list, newest_first, &row("2026-03-31#A")).unwrap();
                assert!(
                    cursor
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                );
                let start = decode(&list, newest_first, &cursor).unwrap().unwrap();
                assert_eq!(string(&start, "sk"), Some("row"));
                assert_eq!(
                    string(&start, "l_sk"),
                    (list.index == Index::Lookup).then_some("2026-03-31#A")
                );
                let (partition, _) = list.index.key();
                assert_eq!(string(&start, partition), Some(&*list.pk));
                for (other, direction) in all().iter().flat_map(|other| [(other, false), (other, true)]) {
                    let leads = decode(other, direction, &cursor).is_ok();
                    assert_eq!(
                        leads,
                        (other, direction) == (&list, newest_first),
                        "{other:?} by {list:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let list = lists::bin(organisation(1));
        let cursor = encode(&list, false, &row("2026")).unwrap();
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
                matches!(decode(&list, false, &cursor), Err(Error::ForeignCursor)),
                "{cursor}"
            );
        }
    }

    #[test]
    fn a_cursor_of_yesterday_leads_to_where_the_list_begins_today() {
        let days = ["2026-03-31", "2026-04-01", "2026-04-02"].map(|day| day.parse().unwrap());
        let [before, on, after] = days.map(|day| lists::prospects_from(organisation(1), day));
        let cursor = encode(&before, false, &row("2026-04-01#A")).unwrap();
        assert!(decode(&before, false, &cursor).unwrap().is_some());
        assert!(decode(&on, false, &cursor).unwrap().is_some());
        assert!(decode(&after, false, &cursor).unwrap().is_none());
    }
}
