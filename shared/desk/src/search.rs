//! Keeps the search index: the table's stream starts it where there is one, the
//! sweep finds what was left, and the operator has it made anew.

use runtime::clock::Clock;
use store::{
    Error, Store,
    keys::{Key, search_shards},
    search::Indexed,
};
use tokio::task::JoinSet;

/// How many things are written at a time.
const AT_ONCE: usize = 16;

/// Lets everything be found by what it is now. Says how many it wrote; what failed stays due.
pub async fn index_due(store: &Store, clock: &dyn Clock) -> Result<usize, Error> {
    let mut written = 0;
    for shard in search_shards() {
        let due = store.due_for_search(&shard, clock.now()).await?;
        let (done, failed) = each(store, clock, due, false).await;
        written += done;
        if let Some(error) = failed {
            tracing::warn!(%error, "things are written into the search index later");
        }
    }
    Ok(written)
}

/// The same, until nothing is due.
pub async fn sweep(store: &Store, clock: &dyn Clock) -> Result<usize, Error> {
    let mut written = 0;
    loop {
        match index_due(store, clock).await? {
            0 => return Ok(written),
            some => written += some,
        }
    }
}

/// Makes the index anew, due or not, while the desk is at work. Says of how many things. Where another is at one, it is due after that.
pub async fn rebuild(store: &Store, clock: &dyn Clock) -> Result<usize, Error> {
    let (mut written, mut after) = (0, None);
    loop {
        let (some, next) = store.some_findable(after.as_ref()).await?;
        let count = some.len();
        if let (_, Some(error)) = each(store, clock, some, true).await {
            return Err(error);
        }
        written += count;
        after = next;
        if after.is_none() {
            store.note_search_index(clock.now()).await?;
            return Ok(written);
        }
    }
}

/// How many of these were written, and the first failure.
async fn each(store: &Store, clock: &dyn Clock, things: Vec<Key>, anew: bool) -> (usize, Option<Error>) {
    let (mut written, mut failed) = (0, None);
    let mut left = things.into_iter();
    let mut writing = JoinSet::new();
    loop {
        for thing in left.by_ref().take(AT_ONCE - writing.len()) {
            let (store, now) = (store.clone(), clock.now());
            writing.spawn(async move {
                match anew {
                    true => {
                        store.list_licences(&thing).await?;
                        store.index_anew(&thing, now).await
                    }
                    false => store.index(&thing, now).await,
                }
            });
        }
        match writing.join_next().await {
            Some(Ok(Ok(indexed))) => written += usize::from(indexed == Indexed::Done),
            Some(Ok(Err(error))) => failed = failed.or(Some(error)),
            Some(Err(error)) => tracing::error!(%error, "writing a thing into the search index was cut off"),
            None => return (written, failed),
        }
    }
}
