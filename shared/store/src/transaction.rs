//! One change, one `TransactWriteItems`.

use crate::{
    Error, Store,
    chain::{Chain, NewEvent},
    expression::{Expression, put_new},
    item::{Item, chained},
    keys::Key,
    meter::{self, Direction},
};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, Put, ReturnConsumedCapacity, TransactWriteItem};

/// The most items of one transaction.
pub const MAX_ITEMS: usize = 100;

/// Which rule an item of a transaction guards. A lost condition is told by the
/// item's position, never by a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The aggregate is as it was read: its chain has not moved.
    Unchanged,
    /// Nothing of this id is there yet.
    New,
    /// The order line holds the units.
    OrderLine,
    /// The hardware key code is free.
    Hkc,
    /// The second hardware key code is free.
    SecondHkc,
    /// No hardware key code was made from this yet.
    HkcSource,
    /// The system has no unit of the part, of which it has one at most.
    OnePerSystem,
    /// The identity is bound to nobody.
    Identity,
    /// No user of the organisation has the mail address.
    Address,
    /// The licence is attached.
    Licence,
    /// What is kept of an order of an external system is as it was read.
    External,
    /// What was agreed with the tenant is what was decided by.
    Terms,
    /// The tenant's numbers are as they were read.
    Numbers,
    /// The code is unused.
    Code,
    /// The device's periods are as they were read.
    Device,
    /// No device of the organisation has the serial number.
    Serial,
    /// Whoever tried the delivery still has it.
    Delivery,
    /// The lot of SWA units holds the units.
    Lot,
    /// The agreement is as it was read.
    Agreement,
    /// The agreement's number is free.
    AgreementNumber,
    /// The renewal stands where it was read.
    Renewal,
    /// The distributor may ship to the dealer.
    Allowance,
    /// The draft of the catalogue is as it was seen.
    Draft,
    /// The idempotency key was not used before.
    Idempotency,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// These conditions do not hold (any more).
    #[error("lost {0:?}")]
    Lost(Vec<Condition>),
    /// Others write the same items right now, or the service throttles.
    #[error("others are writing the same items")]
    Conflict,
    /// No answer came that says whether it was written. The same transaction under the
    /// same token finds out, and is written once.
    #[error("it is not known whether it was written: {0}")]
    Unknown(String),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Items that are written all together under their conditions, or not at all.
#[derive(Debug, Default, Clone)]
pub struct Transaction {
    items: Vec<(TransactWriteItem, Condition)>,
}

impl Transaction {
    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn put(&mut self, put: Put, condition: Condition) {
        self.items
            .push((TransactWriteItem::builder().put(put).build(), condition));
    }

    pub(crate) fn put_new(&mut self, store: &Store, item: Item, condition: Condition) {
        self.put(put_new(&store.table, item), condition);
    }

    pub(crate) fn update(&mut self, store: &Store, key: &Key, expression: Expression, condition: Condition) {
        let update = expression.update(&store.table, key);
        self.items
            .push((TransactWriteItem::builder().update(update).build(), condition));
    }

    pub(crate) fn check(&mut self, store: &Store, key: &Key, expression: Expression, condition: Condition) {
        let check = expression.check(&store.table, key);
        self.items
            .push((TransactWriteItem::builder().condition_check(check).build(), condition));
    }

    pub(crate) fn delete(&mut self, store: &Store, key: &Key, expression: Expression, condition: Condition) {
        let delete = expression.delete(&store.table, key);
        self.items
            .push((TransactWriteItem::builder().delete(delete).build(), condition));
    }

    /// A new aggregate with the first event of its chain.
    pub(crate) fn create(
        &mut self,
        store: &Store,
        key: &Key,
        mut item: Item,
        event: NewEvent<'_>,
    ) -> Result<(), Error> {
        let on_behalf = event.on_behalf();
        let (chain, event) = Chain::default().append(key, event)?;
        chained(&mut item, &chain);
        self.put_new(store, item, Condition::New);
        self.put_new(store, event, Condition::New);
        self.note(store, on_behalf, &key.event(chain.length))
    }

    /// A change of an aggregate with the next event of its chain, under the condition
    /// that the chain stands where it was read.
    pub(crate) fn change(
        &mut self,
        store: &Store,
        key: &Key,
        chain: &Chain,
        expression: Expression,
        event: NewEvent<'_>,
    ) -> Result<(), Error> {
        let on_behalf = event.on_behalf();
        let (next, event) = chain.append(key, event)?;
        let noted = key.event(next.length);
        let expression = expression
            .set(&["chain_length"], crate::item::number(next.length))
            .set_text("chain_head", next.head)
            .require_equal(&["chain_head"], crate::item::text(chain.head.clone()));
        self.update(store, key, expression, Condition::Unchanged);
        self.put_new(store, event, Condition::Unchanged);
        self.note(store, on_behalf, &noted)
    }
}

impl Store {
    /// Writes all or nothing. The token, up to 36 characters that nobody used before, makes
    /// the very same transaction the same write for ten minutes, whoever repeats it: the
    /// SDK, or the caller who was told [`CommitError::Unknown`].
    pub async fn commit(&self, transaction: Transaction, token: &str) -> Result<(), CommitError> {
        debug_assert!(transaction.len() <= MAX_ITEMS);
        let (items, conditions): (Vec<_>, Vec<_>) = transaction.items.into_iter().unzip();
        let result = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .client_request_token(token)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        match result {
            Ok(output) => {
                meter::count(Direction::Write, output.consumed_capacity());
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    Err(told_by_position(cancelled.cancellation_reasons(), &conditions))
                }
                _ => match Error::from(error) {
                    // Even a throttle: an earlier send of the SDK's may have been written.
                    Error::Busy(why) => Err(CommitError::Unknown(why)),
                    other => Err(other.into()),
                },
            },
        }
    }
}

fn told_by_position(reasons: &[CancellationReason], conditions: &[Condition]) -> CommitError {
    let lost: Vec<Condition> = reasons
        .iter()
        .zip(conditions)
        .filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"))
        .map(|(_, condition)| *condition)
        .collect();
    if !lost.is_empty() {
        return CommitError::Lost(lost);
    }
    let busy = |reason: &CancellationReason| {
        matches!(
            reason.code(),
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
        )
    };
    if reasons.iter().any(busy) {
        return CommitError::Conflict;
    }
    let codes: Vec<_> = reasons.iter().filter_map(CancellationReason::code).collect();
    CommitError::Store(Error::Failed(format!("the transaction was cancelled: {codes:?}")))
}
