//! The wrong activation codes that users and organisations entered lately (spec chapter 2, "The
//! code itself"). They are no aggregate and make no events; their items expire.

use crate::{
    Error, Store, Transaction,
    expression::Expression,
    item::{DELETE_AFTER, FORM, Item, attribute, form, number, string, text, value},
    keys::{self, Key, instant},
    transaction::Condition,
};
use chrono::{DateTime, Utc};
use domain::code::{WITHIN, WrongCodes};
use uuid::Uuid;

/// What a user or an organisation entered lately, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    key: Key,
    /// The wrong codes.
    pub wrong: WrongCodes,
}

impl Store {
    /// What these entered lately.
    pub async fn wrong_codes(&self, whose: [Uuid; 2], consistent: bool) -> Result<[Entered; 2], Error> {
        let wanted = whose.map(keys::wrong_codes);
        let items = match consistent {
            true => self.get_all_consistent(&wanted).await?,
            false => self.get_all(&wanted).await?,
        };
        let [first, second] = wanted;
        Ok([entered(first, &items)?, entered(second, &items)?])
    }

    /// Notes what was entered by now, under the condition that it is as it was read.
    pub fn enter_wrong_code(
        &self,
        transaction: &mut Transaction,
        before: &Entered,
        after: &WrongCodes,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["at"], attribute(after)?)
            .set(&["wrong"], number(after.len()))
            .set_text("latest", instant(now))
            .set(&[DELETE_AFTER], number((now + WITHIN * 2).timestamp()))
            .set(&[FORM], form());
        let expression = match before.wrong.latest() {
            Some(latest) => expression
                .require_equal(&["wrong"], number(before.wrong.len()))
                .require_equal(&["latest"], text(instant(latest))),
            None => expression.require_absent(&["pk"]),
        };
        transaction.update(self, &before.key, expression, Condition::Unchanged);
        Ok(())
    }
}

fn entered(key: Key, items: &[Item]) -> Result<Entered, Error> {
    let item = items.iter().find(|item| string(item, "pk") == Some(key.pk.as_str()));
    let wrong = item.map(wrong).transpose()?.unwrap_or_default();
    Ok(Entered { key, wrong })
}

/// An item of an earlier version holds how many there were, and when the last one came.
fn wrong(item: &Item) -> Result<WrongCodes, Error> {
    #[derive(serde::Deserialize)]
    struct Kept {
        at: Option<WrongCodes>,
        wrong: usize,
        latest: DateTime<Utc>,
    }
    let Kept { at, wrong, latest } = value(item)?;
    Ok(at.unwrap_or_else(|| WrongCodes::at_once(wrong, latest)))
}
