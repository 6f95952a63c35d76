//! Idempotency records (spec chapter 6, 1): what was answered to a request that came
//! with an `Idempotency-Key`. Only successes are recorded, in their transaction.

use crate::{
    Error, Store, Transaction,
    expression::put_new,
    item::{DELETE_AFTER, Item, number, string, text},
    keys,
    transaction::Condition,
};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// How long an answer is remembered.
pub const HOURS: i64 = 24;

/// Where records that are kept already say until when they count.
const BEFORE: &str = "expires";

/// One request with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Digest of organisation, principal, acting-for, operation and key.
    scope: Vec<u8>,
    /// Digest of path and body.
    asked: String,
}

/// What is remembered under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembered {
    /// The same request succeeded with this answer.
    Answer(String),
    /// Another request used the key.
    AnotherRequest,
}

impl Request {
    /// The request: in whose name and under which key it came, and what it asks for.
    pub fn new(scope: &[&str], path: &str, body: &[u8]) -> Self {
        let scope: Vec<&[u8]> = scope.iter().map(|part| part.as_bytes()).collect();
        Self {
            scope: digest(&scope),
            asked: keys::hex(&digest(&[path.as_bytes(), body])),
        }
    }
}

impl Request {
    /// The same 16 bytes whenever the same request comes: for the id of something large that
    /// is made in several steps, so that a repeat goes on where the first one stopped.
    pub fn bytes(&self) -> [u8; 16] {
        let whole = digest(&[&self.scope, self.asked.as_bytes()]);
        std::array::from_fn(|index| whole[index])
    }
}

/// Each part counts by itself, so that no two lists of parts run into each other.
fn digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

impl Store {
    /// Remembers the answer, in the same transaction as what it answers.
    pub fn remember(&self, transaction: &mut Transaction, request: &Request, answer: &str, now: DateTime<Utc>) {
        let mut record: Item = keys::idempotency(&request.scope).attributes();
        record.insert("asked".to_owned(), text(&request.asked));
        record.insert("answer".to_owned(), text(answer));
        record.insert(
            DELETE_AFTER.to_owned(),
            number((now + TimeDelta::hours(HOURS)).timestamp()),
        );
        let mut put = put_new(&self.table, record);
        // TTL deletes late: a record past its time counts as gone.
        put.condition_expression = Some(format!(
            "attribute_not_exists(pk) OR {DELETE_AFTER} < :now OR {BEFORE} < :now"
        ));
        put.expression_attribute_values = Some(std::collections::HashMap::from([(
            ":now".to_owned(),
            number(now.timestamp()),
        )]));
        transaction.put(put, Condition::Idempotency);
    }

    /// What is remembered of the request, if anything.
    pub async fn recall(&self, request: &Request, now: DateTime<Utc>) -> Result<Option<Remembered>, Error> {
        let Some(record) = self.get(&keys::idempotency(&request.scope), true).await? else {
            return Ok(None);
        };
        let expires = [DELETE_AFTER, BEFORE]
            .iter()
            .find_map(|name| record.get(*name)?.as_n().ok()?.parse::<i64>().ok());
        if expires.is_none_or(|expires| expires < now.timestamp()) {
            return Ok(None);
        }
        if string(&record, "asked") != Some(request.asked.as_str()) {
            return Ok(Some(Remembered::AnotherRequest));
        }
        Ok(string(&record, "answer").map(|answer| Remembered::Answer(answer.to_owned())))
    }
}
