//! Idempotency records (spec chapter 6, 1): what was answered to a request that came
//! with an `Idempotency-Key`. Only successes are recorded, in their transaction.

use crate::{
    Error, Store, Transaction,
    expression::put_new,
    item::{Item, number, string, text},
    keys,
    transaction::Condition,
};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// How long an answer is remembered.
pub const HOURS: i64 = 24;

/// One request with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Digest of organisation, principal, acting-for, operation, path and key.
    scope: Vec<u8>,
    /// Digest of the body.
    body: String,
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
    /// The request of this caller, described from the outside in: each part counts by
    /// itself, so that no two descriptions run into each other.
    pub fn new(scope: &[&str], body: &[u8]) -> Self {
        let mut digest = Sha256::new();
        for part in scope {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self {
            scope: digest.finalize().to_vec(),
            body: keys::hex(&Sha256::digest(body)),
        }
    }
}

impl Store {
    /// Remembers the answer, in the same transaction as what it answers.
    pub fn remember(&self, transaction: &mut Transaction, request: &Request, answer: &str, now: DateTime<Utc>) {
        let mut record: Item = keys::idempotency(&request.scope).attributes();
        record.insert("body_digest".to_owned(), text(&request.body));
        record.insert("answer".to_owned(), text(answer));
        record.insert(
            "expires".to_owned(),
            number((now + TimeDelta::hours(HOURS)).timestamp()),
        );
        let mut put = put_new(&self.table, record);
        // TTL deletes late: a record past its time counts as gone.
        put.condition_expression = Some("attribute_not_exists(pk) OR expires < :now".to_owned());
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
        let expires = record
            .get("expires")
            .and_then(|expires| expires.as_n().ok()?.parse::<i64>().ok());
        if expires.is_none_or(|expires| expires < now.timestamp()) {
            return Ok(None);
        }
        if string(&record, "body_digest") != Some(request.body.as_str()) {
            return Ok(Some(Remembered::AnotherRequest));
        }
        Ok(string(&record, "answer").map(|answer| Remembered::Answer(answer.to_owned())))
    }
}
