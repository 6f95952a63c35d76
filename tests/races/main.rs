//! Races and faults, with real concurrency against the real engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod activate;
mod attach;
mod codes;
mod customers;
mod kill;
mod lost_answers;
mod outbox;
mod ship;
mod swa;
mod terms;
mod upgrades;
mod users;

use api::{Endpoint, ProblemCode};
use serde_json::Value;
use std::{future::Future, sync::Arc};
use tests::{Answer, Desk, Person, path};

/// Starts all of them at once, each a task of its own; results in their order.
async fn at_once<F>(calls: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let tasks: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// One call, as a client makes it who does what the answer says: told that too many
/// change this at once and nothing was changed, it comes back.
fn call<E: Endpoint>(
    desk: &Arc<Desk>,
    who: &Person,
    ids: &[&dyn ToString],
    body: Value,
    key: Option<String>,
) -> impl Future<Output = Answer> + Send + 'static + use<E> {
    let (desk, token) = (desk.clone(), who.token.clone());
    let path = path(E::OPERATION.path, ids);
    let method: reqwest::Method = E::OPERATION.method.as_str().parse().unwrap();
    async move {
        for _ in 0..20 {
            let answer = desk
                .send(method.clone(), &path, Some(&token), body.clone(), key.as_deref())
                .await;
            if answer.body["code"] != ProblemCode::TooBusy.code() {
                return answer;
            }
        }
        panic!("{method} {path} is too busy for ever")
    }
}

/// How many succeeded; every other was refused with this code.
#[track_caller]
fn succeeded(answers: &[Answer], otherwise: ProblemCode) -> usize {
    let (good, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.is_success());
    for answer in refused {
        answer.refused(otherwise);
    }
    good.len()
}
