//! SWA units and agreements, with many at them at once: never more than the lots hold, and
//! of cancel, process immediately and the timer exactly one.

use api::{assurance::*, operations::*, renewals::RenewalView};
use chrono::TimeDelta;
use desk::timers::Outcome;
use domain::{id::LocationId, outbox::CoolingOff};
use serde_json::json;
use std::{
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};
use tests::{Answer, Assured};
use tokio::task::LocalSet;

fn hkc(n: usize) -> String {
    format!("18CYG-IPS-00000000BJZ{n:05}QK")
}

/// Starts all of them at once; results in their order. The callers share a thread, the
/// functions that they call do not.
async fn at_once<F>(calls: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let callers = LocalSet::new();
    let calls: Vec<_> = calls.into_iter().map(|call| callers.spawn_local(call)).collect();
    callers.await;
    let mut results = Vec::with_capacity(calls.len());
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

/// A desk with so many units and SV8300 systems in grace.
async fn desk(units: u32, systems: usize) -> (Arc<Assured>, Vec<LocationId>) {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(units / 3, "2014-01-01").await;
    scene.units(units - units / 3, "2014-06-01").await;
    let mut locations = Vec::new();
    for n in 0..systems {
        locations.push(scene.sv8300(&hkc(n)).await);
    }
    (Arc::new(scene), locations)
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_assign_at_once_take_what_is_there_and_no_more() {
    // Three systems' worth for eight.
    let (scene, locations) = desk(3 * 264 + 100, 8).await;
    let mut quotes = Vec::new();
    for location in &locations {
        quotes.push(scene.quote(*location).await);
    }
    let calls = locations.iter().zip(quotes).map(|(location, quote)| {
        let (scene, location) = (scene.clone(), *location);
        async move { retried(async || scene.ask_assign(location, &quote, 12).await).await }
    });
    let answers = at_once(calls).await;
    let good = answers.iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(good, 3);
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        assert_eq!(answer.body["code"], "not_enough_swa_units", "{}", answer.text);
    }
    assert_eq!(scene.counts().await, (892, 792, 100));
    scene.desk.ledger().await;
}

/// The call again, while others are too many.
async fn retried(mut call: impl AsyncFnMut() -> Answer) -> Answer {
    loop {
        let answer = call().await;
        if answer.body["code"] != "too_busy" {
            return answer;
        }
    }
}

/// What somebody did to an assignment, where it took effect.
type Attempt = Pin<Box<dyn Future<Output = Option<&'static str>>>>;

#[tokio::test(flavor = "multi_thread")]
async fn of_cancel_process_and_timer_at_the_same_moment_exactly_one_takes_effect() {
    let (scene, locations) = desk(20_000, 1).await;
    let location = locations[0];
    let (mut activated, mut effects) = (0, Vec::new());
    for round in 0..16 {
        // Until it was activated for the first time, then again and again what was added.
        let quote = scene.quote(location).await;
        let months = quote.applications[0].options[0].months;
        let assigned: AssignSwaResponse = scene.ask_assign(location, &quote, months).await.read();
        let pending = assigned.pending.into_iter().next().unwrap();
        let before = scene.counts().await;
        let last_moment = pending.activates_at - TimeDelta::milliseconds(1);
        scene.desk.forward(last_moment - scene.desk.now());
        let timer = CoolingOff {
            location_id: location,
            application: pending.application.clone(),
            assignment: pending.assignment,
        };
        let mut attempts: Vec<Attempt> = Vec::new();
        for n in 0..6 {
            let (scene, pending, timer) = (scene.clone(), pending.clone(), timer.clone());
            attempts.push(match (n + round) % 3 {
                0 => Box::pin(async move {
                    let answer = retried(async || scene.cancel(location, &pending).await).await;
                    answer.status.is_success().then_some("cancel")
                }),
                1 => Box::pin(async move {
                    let answer = retried(async || scene.process(location, &pending, "Now.").await).await;
                    answer.status.is_success().then_some("process")
                }),
                _ => Box::pin(async move {
                    // The moment itself.
                    scene.desk.forward(pending.activates_at - scene.desk.now());
                    let outcome = desk::timers::end_cooling_off(&scene.desk.app, &timer).await.unwrap();
                    (outcome == Outcome::Done).then_some("timer")
                }),
            });
        }
        let effect: Vec<&str> = at_once(attempts).await.into_iter().flatten().collect();
        assert_eq!(effect.len(), 1, "{effect:?}");
        let units = u64::from(pending.units);
        let after = scene.counts().await;
        if effect[0] == "cancel" {
            assert_eq!(after, (before.0, before.1 - units, before.2 + units));
        } else {
            activated += 1;
            assert_eq!(after, (before.0 - units, before.1 - units, before.2));
            scene.activate(location, &[("LK180001", 4)]).await;
        }
        effects.extend(effect);
        let agreement = scene.agreement(location).await;
        assert_eq!(agreement.terms.len(), activated);
        assert_eq!(agreement.number.ends_with("-N"), activated > 0);
        assert_eq!(scene.subjects("Software assurance 50").await.len(), activated);
    }
    let ledger = scene.desk.ledger().await;
    assert_eq!(ledger.count("swa-activated"), activated, "{effects:?}");
    assert_eq!(ledger.count("swa-cancelled"), 16 - activated, "{effects:?}");
}

/// A small generator (SplitMix64), so that a run can be done again from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// One thing that somebody does; refusals are as good as successes.
async fn anything(scene: Arc<Assured>, locations: Arc<Vec<LocationId>>, mut random: Random) {
    let location = locations[random.below(locations.len())];
    let pending = scene
        .swa(location)
        .await
        .agreements
        .into_iter()
        .next()
        .and_then(|one| one.pending);
    let answer = match (random.below(7), pending) {
        (0 | 1, None) => {
            let quote = scene.ask_quote(location, json!({})).await;
            if !quote.status.is_success() {
                return;
            }
            let quote: SwaQuoteView = quote.read();
            let options = &quote.applications[0].options;
            let months = options[random.below(options.len())].months;
            scene.ask_assign(location, &quote, months).await
        }
        (0, Some(pending)) => scene.cancel(location, &pending).await,
        (1 | 2, Some(pending)) => scene.process(location, &pending, "Now.").await,
        (3, Some(pending)) => {
            let timer = CoolingOff {
                location_id: location,
                application: pending.application,
                assignment: pending.assignment,
            };
            desk::timers::end_cooling_off(&scene.desk.app, &timer).await.unwrap();
            return;
        }
        (4, _) => {
            let moment = ["today", "end_of_term"][random.below(2)];
            let body = json!({ "moment": moment, "months": 1 + random.below(36) });
            let quoted = scene
                .desk
                .call::<QuoteSwaRenewal>(scene.sam(), &[&scene.customer], body)
                .await;
            if !quoted.status.is_success() {
                return;
            }
            let quoted: RenewalView = quoted.read();
            let ids: [&dyn ToString; 2] = [&scene.customer, &quoted.renewal_id];
            scene
                .desk
                .call::<RenewSwa>(scene.sam(), &ids, json!({ "authorised": true }))
                .await
        }
        (5, _) => {
            scene.activate(location, &[("LK180001", 1)]).await;
            return;
        }
        _ => {
            scene
                .desk
                .forward(TimeDelta::hours(i64::try_from(random.below(30 * 24)).unwrap()));
            return;
        }
    };
    assert!(
        !answer.status.is_server_error() || answer.body["code"] == "too_busy",
        "{}",
        answer.text
    );
}

/// How long a seeded run goes on: thirty times as long by `LATCHKEY_LONG=1`.
fn seconds() -> u64 {
    if std::env::var_os("LATCHKEY_LONG").is_some() {
        600
    } else {
        20
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_many_do_at_once_no_unit_is_made_or_lost() {
    let seed = std::env::var("LATCHKEY_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(6);
    println!("LATCHKEY_SEED={seed}");
    let mut random = Random(seed);
    let started = Instant::now();
    let mut run = 0;
    while run == 0 || started.elapsed() < Duration::from_secs(seconds()) {
        run += 1;
        let (scene, locations) = desk(4000, 4).await;
        let locations = Arc::new(locations);
        for _ in 0..6 {
            let them: Vec<_> = (0..6)
                .map(|_| {
                    let own = Random(random.below(usize::MAX) as u64);
                    anything(scene.clone(), locations.clone(), own)
                })
                .collect();
            at_once(them).await;
            // What is left half done is brought to its end, and everything adds up.
            let now = scene.desk.now();
            scene.desk.travel_to(now + TimeDelta::minutes(10)).await;
            scene.desk.ledger().await;
        }
    }
}
