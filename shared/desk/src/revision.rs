//! What a change of details was made on. A revision is a digest of every member of the
//! details as they are on the wire, so that of two who change the same thing at once the
//! second is told what the first changed, and nothing more has to be kept.

use api::{FieldError, ProblemCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::event::{Envelope, Event};
use runtime::{Error, problem};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, future::Future};

/// The characters of a member's digest: 36 bits of it, so that one in 70 billion changes of a
/// member goes unseen.
const LENGTH: usize = 6;

/// The revision of these details; every member has to be there, whatever it is.
pub fn of(details: &impl Serialize) -> String {
    members(details)
        .iter()
        .map(|(name, value)| digest(name, value))
        .collect()
}

/// What has changed since a revision: nothing, or the members that are others now. They cannot
/// be told where the revision is none of these details.
pub fn changed_since(revision: &str, details: &impl Serialize) -> Option<Vec<FieldError>> {
    if revision == of(details) {
        return None;
    }
    let members = members(details);
    let known = revision.is_ascii() && revision.len() == members.len() * LENGTH;
    let before = revision.as_bytes().chunks(LENGTH);
    let others = members
        .iter()
        .zip(before)
        .filter(|((name, value), before)| known && digest(name, value).as_bytes() != *before);
    let told = others.map(|((name, value), _)| {
        let now = match value {
            Value::String(text) if text.is_empty() => "It is empty now.".to_owned(),
            Value::String(text) => format!("It is now: {text}"),
            Value::Number(number) => format!("It is now: {number}"),
            _ => "It is another one now.".to_owned(),
        };
        FieldError::new(name, now)
    });
    Some(told.collect())
}

/// Who changed details last, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The name of who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Refuses a change that was made on another revision than that of the details now. Only then
/// is asked who changed them; their members stand below this prefix in the request.
///
/// # Errors
/// [`ProblemCode::DetailsOutdated`], with what has changed and the revision that there is now.
pub async fn check(
    sent: &str,
    now: &impl Serialize,
    prefix: &str,
    changed: impl Future<Output = Result<Option<Changed>, Error>>,
) -> Result<(), Error> {
    let Some(members) = changed_since(sent, now) else {
        return Ok(());
    };
    let who = match changed.await? {
        Some(Changed { by, at }) => {
            format!(
                "{by} changed this on {}, after you opened it.",
                at.format("%-d %B %Y at %H:%M UTC")
            )
        }
        None => "This was changed after you opened it.".to_owned(),
    };
    let errors = members
        .into_iter()
        .map(|member| FieldError::new(format!("{prefix}{}", member.field), member.message));
    let refusal =
        format!("{who} Nothing of yours is saved yet: look at what is different, and save again to replace it.");
    let mut problem = problem::new(ProblemCode::DetailsOutdated, refusal).into_problem();
    problem.errors = errors.collect();
    problem.revision = Some(of(now));
    Err(problem.into())
}

/// Who did the newest of these events that is one of these kinds.
pub fn newest(events: &[Event], kinds: &[&str]) -> Option<Changed> {
    let is_one = |event: &&Event| {
        let happening = event.happening.as_ref();
        happening.is_ok_and(|happening| kinds.contains(&happening.what()))
    };
    let Envelope { actor, at, .. } = &events.iter().find(is_one)?.envelope;
    Some(Changed {
        by: actor.to_string(),
        at: *at,
    })
}

fn digest(name: &str, value: &Value) -> String {
    let mut digest = Sha256::new();
    digest.update(name.as_bytes());
    digest.update(b"\0");
    digest.update(value.to_string().as_bytes());
    let mut text = URL_SAFE_NO_PAD.encode(digest.finalize());
    text.truncate(LENGTH);
    text
}

/// Every member by its path; a list is one.
fn members(details: &impl Serialize) -> BTreeMap<String, Value> {
    fn add(at: &str, value: Value, found: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let at = if at.is_empty() { name } else { format!("{at}/{name}") };
                    add(&at, member, found);
                }
            }
            other => {
                found.insert(at.to_owned(), other);
            }
        }
    }
    let mut found = BTreeMap::new();
    add("", serde_json::to_value(details).unwrap_or_default(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changed_is_named_and_what_it_is_now() {
        let before = json!({ "name": "A", "address": { "city": "Delft", "zip": "" }, "items": [1] });
        let now = json!({ "name": "A", "address": { "city": "Utrecht", "zip": "" }, "items": [1, 2] });
        let revision = of(&before);
        assert_eq!(changed_since(&revision, &before), None);
        assert_eq!(
            changed_since(&revision, &now),
            Some(vec![
                FieldError::new("address/city", "It is now: Utrecht"),
                FieldError::new("items", "It is another one now."),
            ])
        );
        // Back again is back again.
        assert_eq!(of(&before), revision);
    }

    #[test]
    fn a_revision_of_something_else_is_another_one_and_names_nothing() {
        let details = json!({ "name": "A", "reference": "R" });
        for other in ["", "x", "é", &of(&json!({ "name": "A" })), &"é".repeat(6)] {
            assert_eq!(changed_since(other, &details), Some(Vec::new()), "{other}");
        }
    }
}
