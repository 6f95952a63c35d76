//! A catalogue of 10,000 parts and 500 system types beside the demo's, in one run: what a function's
//! start, pages, search and a change of the draft take. Prints a table for `infra/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use api::operations::*;
use domain::text::PartNumber;
use reqwest::Method;
use runtime::{App, catalogues::Catalogues};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::{Desk, catalogue};

/// How often each is measured; the median counts.
const TIMES: usize = 15;

async fn median<F: Future>(mut work: impl FnMut() -> F) -> Duration {
    let mut taken = Vec::new();
    for _ in 0..TIMES {
        let started = Instant::now();
        work().await;
        taken.push(started.elapsed());
    }
    taken.sort();
    taken[TIMES / 2]
}

async fn measured(parts: usize, system_types: usize) -> Vec<(&'static str, f64)> {
    let desk = Desk::start().await;
    let document = catalogue::large(parts, system_types);
    assert_eq!(domain::catalogue::faults(&document), [], "it can be published");
    desk.publish(&document, None).await;
    desk.forward(chrono::TimeDelta::seconds(60));
    let vendor = &desk.people.vendor;
    let get = async |path: &str| {
        let answer = desk
            .send(Method::GET, path, Some(&vendor.token), Value::Null, None)
            .await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        answer
    };
    get("/api/parts").await;
    let milliseconds = |taken: Duration| taken.as_secs_f64() * 1_000.0;
    let mut rows = Vec::new();
    let begun = || App {
        catalogues: Catalogues::default(),
        ..desk.app.clone()
    };
    let number = PartNumber::parse("BE107573").unwrap();
    let start = median(async || {
        let app = begun().at_work().await.unwrap();
        assert!(app.catalogue.part(&number).is_some());
    });
    rows.push((
        "a function's start: read the version in force, and a part, ms",
        milliseconds(start.await),
    ));
    let whole = median(async || {
        let app = begun().at_work().await.unwrap();
        assert_eq!(app.catalogue.parts().count(), parts);
    });
    rows.push(("the same, and every part, ms", milliseconds(whole.await)));
    let first = median(async || drop(get("/api/parts").await));
    rows.push(("the first page of parts, ms", milliseconds(first.await)));
    let search = median(async || drop(get("/api/parts?text=ip%20trunk").await));
    rows.push(("parts by a piece of their name, ms", milliseconds(search.await)));
    let types = median(async || drop(get("/api/system-types").await));
    rows.push(("every system type, ms", milliseconds(types.await)));
    let order = std::cell::Cell::new(0);
    let ship = median(async || {
        order.set(order.get() + 1);
        desk.ship(
            desk.organisations.dealer,
            &format!("PO-{}", order.get()),
            &[("BE107573", 1)],
        )
        .await
    });
    rows.push(("shipping an order, ms", milliseconds(ship.await)));
    let revision = std::cell::Cell::new(0_u32);
    let change = || {
        let body = json!({
            "revision": revision.get(), "changes": [{ "section": "desk", "put": { "name": format!("Desk {}", revision.get()) } }],
        });
        revision.set(revision.get() + 1);
        body
    };
    let edit = median(async || drop(desk.call::<EditCatalogueDraft>(vendor, &[], change()).await));
    rows.push(("a change of the draft, ms", milliseconds(edit.await)));
    let kept = desk.app.store.draft().await.unwrap().unwrap();
    let bytes = serde_json::to_vec(&kept).unwrap().len();
    rows.push(("a change of the draft, kB written", bytes as f64 / 1_024.0));
    rows
}

#[tokio::main]
async fn main() {
    let small = measured(92, 39).await;
    let large = measured(10_000, 500).await;
    println!("| | 92 parts, 39 system types | 10,000 parts, 500 system types |\n|---|--:|--:|");
    for ((what, small), (_, large)) in small.iter().zip(&large) {
        println!("| {what} | {small:.1} | {large:.1} |");
    }
}
