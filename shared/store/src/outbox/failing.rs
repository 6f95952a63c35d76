//! What was tried and failed, and waits for the next try: in a shard of its own, so that it is
//! listed without looking at anything else.

use super::{attempts, done, tasks};
use crate::{
    Error, PageOf, Store,
    expression::Expression,
    item::{Item, string, text},
    keys::{self, FAILING, Key},
    page::Paging,
    read::key_of,
};
use chrono::{DateTime, Utc};
use domain::{event::Event, outbox::Task};

/// An event of which something fails.
#[derive(Debug, Clone)]
pub struct Failing {
    key: Key,
    due: String,
    /// The event.
    pub event: Event,
    /// What is not done yet, though it is time. A mail may have reached some of its addressees.
    pub tasks: Vec<Task>,
    /// What the newest try failed with.
    pub reason: String,
    /// When it failed first.
    pub since: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `None` while a try goes on.
    pub next_at: Option<DateTime<Utc>>,
}

impl Failing {
    fn read(key: Key, item: &Item, now: DateTime<Utc>) -> Result<Option<Self>, Error> {
        let Some(due) = string(item, "due").filter(|_| string(item, "due_shard") == Some(FAILING)) else {
            return Ok(None);
        };
        let done = done(item);
        let left = tasks(item)?.into_iter().enumerate();
        let left = left.filter(|(index, task)| task.is_due(now) && !done.contains(&index.to_string()));
        let at = |name| string(item, name).and_then(|at| at.parse().ok());
        Ok(Some(Self {
            key,
            due: due.to_owned(),
            event: crate::audit::event(item)?,
            tasks: left.map(|(_, task)| task).collect(),
            reason: string(item, "reason").unwrap_or_default().to_owned(),
            since: at("failing_since"),
            attempts: attempts(item),
            next_at: at("due").filter(|_| !item.contains_key("claimed")),
        }))
    }
}

impl Store {
    /// A page of what fails, what is tried next first.
    pub async fn failing(&self, after: Option<&str>, now: DateTime<Utc>) -> Result<PageOf<Failing>, Error> {
        let page = self.page(&keys::lists::failing(), Paging::forward(after, 50)).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(key_of).collect();
        let items = self.get_all_consistent(&keys).await?;
        let failing = items.iter().filter_map(|item| {
            let key = key_of(item)?;
            Failing::read(key, item, now).transpose()
        });
        Ok(PageOf {
            items: failing.collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// One event of which something fails, strongly consistent; `None` once it is done.
    pub async fn failing_event(
        &self,
        aggregate: &str,
        sequence: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Failing>, Error> {
        let key = Key::of_event(aggregate, sequence);
        match self.get(&key, true).await? {
            Some(item) => Failing::read(key, &item, now),
            None => Ok(None),
        }
    }

    /// Has it tried at once. False where it was claimed, tried or done since it was read.
    pub async fn try_again(&self, failing: &Failing, now: DateTime<Utc>) -> Result<bool, Error> {
        let expression = Expression::default()
            .set_text("due", keys::instant(now))
            .require_equal(&["due_shard"], text(FAILING))
            .require_equal(&["due"], text(&failing.due))
            .require_absent(&["claimed"]);
        self.update_if(&failing.key, expression).await
    }
}
