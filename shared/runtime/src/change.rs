//! The loop of every change: load, decide, commit; again when a condition was lost, so
//! that the loser gets the true refusal.

use crate::{App, Call, Error, entropy, problem};
use api::ProblemCode;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    time::{Duration, Instant},
};
use store::{CommitError, Transaction, idempotency::Remembered};

/// How long a change is tried before the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(8);

/// What was decided: what to write, and what to answer once it is written. An empty
/// transaction changes nothing.
pub struct Change<T> {
    /// What to write.
    pub transaction: Transaction,
    /// What to answer.
    pub answer: T,
}

impl<T> Change<T> {
    /// Nothing is to be written.
    pub fn none(answer: T) -> Self {
        Self {
            transaction: Transaction::default(),
            answer,
        }
    }
}

impl<C> Call<C> {
    /// Runs `attempt` (load and decide) and commits what it decided, until it is
    /// written, refused, or 8 seconds are over. A request that succeeded before under
    /// the same idempotency key is answered as it was then; that is looked up only
    /// when something stands in the way, since mostly there is nothing to find.
    pub async fn change<T, F, Fut>(&self, mut attempt: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<Change<T>, Error>>,
    {
        let started = Instant::now();
        for round in 0.. {
            let Change {
                mut transaction,
                answer,
            } = match attempt().await {
                Ok(change) => change,
                Err(refusal) => return self.refuse(refusal).await,
            };
            if transaction.is_empty() {
                if let Some(before) = self.answered_before().await? {
                    return Ok(before);
                }
                if self.idempotency.is_none() {
                    return Ok(answer);
                }
                // The answer is remembered all the same: a repeat that comes after somebody
                // else's change must not become a change of its own.
            }
            if let Some(request) = &self.idempotency {
                let answer = serde_json::to_string(&answer).map_err(problem::internal)?;
                self.app.store.remember(&mut transaction, request, &answer, self.now);
            }
            match self.commit(transaction, started).await {
                Ok(()) => return Ok(answer),
                Err(CommitError::Lost(lost)) => {
                    // A retry of this very request may lose any condition to itself.
                    if let Some(answer) = self.answered_before().await? {
                        return Ok(answer);
                    }
                    if let Some(refusal) = problem::of_lost(&lost) {
                        return Err(refusal);
                    }
                }
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
            if started.elapsed() > PATIENCE {
                break;
            }
            tokio::time::sleep(pause(&self.app, round)).await;
        }
        Err(problem::too_busy())
    }

    /// Writes a step that is taken before the change itself and shows nothing of it. Says whether it was
    /// written: where it was not, others write the same, and what it was decided by is to be read again.
    ///
    /// # Errors
    /// The table cannot be written.
    pub async fn step(&self, transaction: Transaction) -> Result<bool, Error> {
        match self.commit(transaction, Instant::now()).await {
            Ok(()) => Ok(true),
            Err(CommitError::Lost(_) | CommitError::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Refuses what the catalogue does not offer, but not the repeat of a request that succeeded
    /// before: what was offered then may be retired by now, and the answer is the one of then.
    ///
    /// # Errors
    /// The refusal, where there was no such request.
    pub async fn refuse<T: DeserializeOwned>(&self, refusal: Error) -> Result<T, Error> {
        self.answered_before().await?.ok_or(refusal)
    }

    /// Commits, and while no answer says whether it was written, sends the same write again.
    async fn commit(&self, transaction: Transaction, started: Instant) -> Result<(), CommitError> {
        let token = entropy::write_token(&*self.app.entropy);
        for round in 0.. {
            match self.app.store.commit(transaction.clone(), &token).await {
                Err(CommitError::Unknown(why)) if started.elapsed() < PATIENCE => {
                    tracing::warn!(why, "sent again");
                    tokio::time::sleep(pause(&self.app, round)).await;
                }
                known => return known,
            }
        }
        unreachable!("rounds do not end")
    }

    /// The answer that the same request got before, if it did.
    pub async fn answered_before<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        let Some(request) = &self.idempotency else {
            return Ok(None);
        };
        match self.app.store.recall(request, self.now).await? {
            None => Ok(None),
            Some(Remembered::Answer(answer)) => serde_json::from_str(&answer).map(Some).map_err(problem::internal),
            Some(Remembered::AnotherRequest) => Err(problem::new(
                ProblemCode::IdempotencyKeyReused,
                "This idempotency key came before with another request. Use a new key for every new request; nothing was changed.",
            )),
        }
    }
}

/// Up to 10 ms, then twice that each round, at most 320 ms; anywhere below, so that
/// those who lost together do not meet again.
fn pause(app: &App, round: u32) -> Duration {
    let most = 10_000_u64 << round.min(5);
    Duration::from_micros(u64::from_be_bytes(entropy::bytes(&*app.entropy)) % most)
}
