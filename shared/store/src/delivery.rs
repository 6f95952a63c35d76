//! Messages to the vendor's endpoint. A delivery is to its receiver what an event of the
//! outbox is to the mail: due until it is done, and claimed by whoever is at it.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::Stamp,
    expression::{Expression, put_new},
    item::{Stored, attribute, item, list, number, string, text, value},
    keys::{self, Key},
    meter::{self, Direction},
    outbox::CLAIM,
    page::Paging,
    transaction::Condition,
    upgrade::UpgradeChange,
};
use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::ReturnConsumedCapacity};
use chrono::{DateTime, Utc};
use domain::{event::UpgradeHappening, id::UpgradeId, upgrade::Upgrade, webhook::Delivery};

/// A delivery that was claimed for one attempt.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The delivery, as it was before the attempt.
    pub delivery: Delivery,
    until: String,
}

impl Store {
    /// The delivery of an upgrade, strongly consistent.
    pub async fn delivery(&self, id: UpgradeId) -> Result<Option<Delivery>, Error> {
        self.get(&keys::delivery(id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// A page of all deliveries, newest first.
    pub async fn deliveries(&self, after: Option<&str>) -> Result<PageOf<Delivery>, Error> {
        self.page_of_listed(&keys::lists::deliveries(), Paging::newest_first(after, 50))
            .await
    }

    /// Hands an upgrade on to the endpoint; once, however often it is asked for.
    pub async fn create_delivery(&self, delivery: &Delivery) -> Result<(), Error> {
        let key = keys::delivery(delivery.upgrade_id);
        let mut body = item(&key, delivery)?;
        list(&mut body, keys::deliveries(delivery.created_at, delivery.upgrade_id));
        body.insert("due_shard".to_owned(), text(keys::delivery_shard(&key)));
        body.insert("due".to_owned(), text(keys::instant(delivery.created_at)));
        let put = put_new(&self.table, body);
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        match result {
            Ok(output) => {
                meter::count(Direction::Write, output.consumed_capacity());
                Ok(())
            }
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(PutItemError::ConditionalCheckFailedException(_))
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The keys of the deliveries that are due in this shard, longest due first.
    pub async fn due_deliveries(&self, shard: u32, now: DateTime<Utc>) -> Result<Vec<Key>, Error> {
        self.due_in(&keys::webhooks(shard), now).await
    }

    /// Claims a due delivery for one attempt. `None` where it is not due or another was faster.
    pub async fn claim_delivery(&self, key: &Key, now: DateTime<Utc>) -> Result<Option<Claimed>, Error> {
        let Some(item) = self.get(key, true).await? else {
            return Ok(None);
        };
        let Some(due) = string(&item, "due").filter(|due| **due <= *keys::instant(now)) else {
            return Ok(None);
        };
        let until = keys::instant(now + CLAIM);
        let expression = Expression::default()
            .set_text("due", until.clone())
            .require_equal(&["due"], text(due));
        if !self.update_if(key, expression).await? {
            return Ok(None);
        }
        Ok(Some(Claimed {
            delivery: value(&item)?,
            until,
        }))
    }

    /// Notes what came of an attempt that changes nothing of the upgrade.
    pub async fn note_attempt(&self, claimed: &Claimed, tried: &Delivery) -> Result<(), Error> {
        let expression = attempted(claimed, tried)?;
        self.update_if(&keys::delivery(tried.upgrade_id), expression).await?;
        Ok(())
    }

    /// Notes what came of an attempt, in the transaction of what it means for the upgrade.
    pub fn settle_delivery(
        &self,
        transaction: &mut Transaction,
        claimed: &Claimed,
        tried: &Delivery,
    ) -> Result<(), Error> {
        let expression = attempted(claimed, tried)?;
        transaction.update(self, &keys::delivery(tried.upgrade_id), expression, Condition::Delivery);
        Ok(())
    }

    /// Makes a delivery due again at once. An upgrade that failed is in progress again: `after`.
    pub fn send_again(
        &self,
        transaction: &mut Transaction,
        (before, again): (&Delivery, &Delivery),
        upgrade: &Stored<Upgrade>,
        after: Option<&Upgrade>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::delivery(again.upgrade_id);
        let due = again.next_at.unwrap_or(stamp.now);
        let expression = written(again)?
            .set_text("due_shard", keys::delivery_shard(&key))
            .set_text("due", keys::instant(due))
            .require_equal(&["status"], attribute(&before.status)?)
            .require_equal(&["attempts"], number(before.attempts));
        transaction.update(self, &key, expression, Condition::Delivery);
        let happening = UpgradeHappening::MessageSentAgain {
            reopened: after.is_some(),
        };
        match after {
            Some(after) => {
                let change = UpgradeChange { before: upgrade, after };
                self.change_upgrade(transaction, change, happening, &[], stamp)
            }
            None => {
                let event = stamp.event(happening, &[]);
                let key = keys::upgrade(again.upgrade_id);
                transaction.change(self, &key, &upgrade.chain, Expression::default(), event)
            }
        }
    }
}

/// What of a delivery changes.
fn written(delivery: &Delivery) -> Result<Expression, Error> {
    let mut expression = Expression::default()
        .set(&["status"], attribute(&delivery.status)?)
        .set(&["attempts"], number(delivery.attempts));
    if let Some(outcome) = &delivery.outcome {
        expression = expression.set_text("outcome", outcome);
    }
    if let Some(tried_at) = &delivery.tried_at {
        expression = expression.set(&["tried_at"], attribute(tried_at)?);
    }
    Ok(match &delivery.next_at {
        Some(next_at) => expression.set(&["next_at"], attribute(next_at)?),
        None => expression.remove(&["next_at"]),
    })
}

fn attempted(claimed: &Claimed, tried: &Delivery) -> Result<Expression, Error> {
    let expression = written(tried)?.require_equal(&["due"], text(&claimed.until));
    Ok(match tried.next_at {
        Some(at) => expression.set_text("due", keys::instant(at)),
        None => expression.remove(&["due"]).remove(&["due_shard"]),
    })
}
