//! What time does: the timer of a cooling off, whatever becomes of its message, and
//! reminders.

use api::{ProblemCode, assurance::*, operations::*};
use chrono::TimeDelta;
use desk::timers::Outcome;
use domain::{id::LocationId, outbox::CoolingOff};
use serde_json::json;
use tests::assured::{Assured, day, manual};

fn message(location: LocationId, pending: &PendingView) -> CoolingOff {
    CoolingOff {
        location_id: location,
        application: pending.application.clone(),
        assignment: pending.assignment,
    }
}

async fn fire(scene: &Assured, message: &CoolingOff) -> Outcome {
    desk::timers::end_cooling_off(&scene.desk.app, message).await.unwrap()
}

#[tokio::test]
async fn the_timer_activates_when_the_24_hours_are_over_and_deletes_itself() {
    let (scene, location) = manual().await;
    let pending = scene.assign(location, 24).await;
    scene.desk.mails().await;
    let timer = message(location, &pending);
    let schedule = scene.desk.schedules.find(&timer.schedule_name()).unwrap().unwrap();
    assert_eq!(schedule.at, pending.activates_at);
    assert_eq!(schedule.function(), "swa-timer");
    assert!(!schedule.keep, "it deletes itself");
    scene.desk.travel_to(pending.activates_at - TimeDelta::seconds(1)).await;
    assert!(scene.agreement(location).await.pending.is_some());
    scene.desk.travel_to(pending.activates_at).await;
    let active = scene.agreement(location).await;
    assert_eq!((active.pending, active.expires), (None, day("2015-06-30")));
    assert_eq!(active.terms[0].reason, None);
    assert_eq!(active.terms[0].activated_at, Some(pending.activates_at));
    assert_eq!(scene.desk.schedules.find(&timer.schedule_name()).unwrap(), None);
    let events = scene
        .desk
        .call::<ListLocationEvents>(scene.sam(), &[&location], json!(null))
        .await;
    assert_eq!(events.ok()["items"][0]["by"], "Latchkey");
    scene.desk.travel_to_day("2013-04-02").await;
    assert_eq!(scene.subjects("Software assurance").await.len(), 1);
    assert_eq!(scene.desk.ledger().await.count("swa-activated"), 1);
}

#[tokio::test]
async fn the_timers_message_may_come_never_once_twice_or_five_times() {
    for times in [0, 1, 2, 5] {
        let (scene, location) = manual().await;
        let pending = scene.assign(location, 12).await;
        let timer = message(location, &pending);
        scene.desk.mails().await;
        // The schedule itself is lost; the messages are ours.
        scene.desk.schedules.remove(&timer.schedule_name()).unwrap();
        scene.desk.forward(TimeDelta::hours(24));
        for n in 0..times {
            let expected = if n == 0 { Outcome::Done } else { Outcome::NothingToDo };
            assert_eq!(fire(&scene, &timer).await, expected);
        }
        let swept = scene.desk.now() + TimeDelta::minutes(5);
        scene.desk.travel_to(swept - TimeDelta::seconds(1)).await;
        assert_eq!(scene.agreement(location).await.pending.is_none(), times > 0);
        scene.desk.travel_to(swept).await;
        assert_eq!(scene.agreement(location).await.standing, Standing::Active);
        assert_eq!(
            scene.subjects("Software assurance").await.len(),
            1,
            "one mail after {times}"
        );
        assert_eq!(scene.counts().await, (5721, 0, 5721));
        assert_eq!(scene.desk.ledger().await.count("swa-activated"), 1);
    }
}

#[tokio::test]
async fn an_early_message_does_nothing_and_a_late_one_what_is_left() {
    let (scene, location) = manual().await;
    let pending = scene.assign(location, 12).await;
    let timer = message(location, &pending);
    let until = |seconds| pending.activates_at + TimeDelta::seconds(seconds);
    assert_eq!(fire(&scene, &timer).await, Outcome::TooEarly);
    scene.desk.forward(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(fire(&scene, &timer).await, Outcome::TooEarly);
    // What is too late for cancel is not for a reason.
    scene.desk.forward(until(3 * 24 * 3600) - scene.desk.now());
    let late = scene.cancel(location, &pending).await;
    assert!(
        late.refused(ProblemCode::NotPending)
            .detail
            .contains("24 hours were over")
    );
    assert_eq!(fire(&scene, &timer).await, Outcome::Done);
    let active = scene.agreement(location).await;
    assert_eq!(active.expires, day("2014-06-30"), "the day of assignment decides");
    // A message for what never was.
    let nothing = CoolingOff {
        assignment: 9,
        ..timer.clone()
    };
    assert_eq!(fire(&scene, &nothing).await, Outcome::NothingToDo);
    let nowhere = CoolingOff {
        location_id: LocationId::new(9, &[9; 10]),
        ..timer
    };
    assert_eq!(fire(&scene, &nowhere).await, Outcome::NothingToDo);
}

#[tokio::test]
async fn after_cancel_and_after_push_the_message_changes_nothing() {
    for push in [false, true] {
        let (scene, location) = manual().await;
        let pending = scene.assign(location, 12).await;
        let decided = match push {
            true => scene.process(location, &pending, "Now.").await,
            false => scene.cancel(location, &pending).await,
        };
        decided.ok();
        let (counts, number) = (scene.counts().await, scene.agreement(location).await.number);
        scene
            .desk
            .travel_to(pending.activates_at + TimeDelta::minutes(10))
            .await;
        assert_eq!(fire(&scene, &message(location, &pending)).await, Outcome::NothingToDo);
        assert_eq!(scene.counts().await, counts);
        assert_eq!(scene.agreement(location).await.number, number);
        assert_eq!(scene.subjects("Software assurance").await.len(), usize::from(push));
        // A second assignment's timer is not the first one's.
        if !push {
            let second = scene.assign(location, 24).await;
            assert_eq!(fire(&scene, &message(location, &pending)).await, Outcome::NothingToDo);
            assert_eq!(scene.agreement(location).await.pending, Some(second));
        }
        scene.desk.ledger().await;
    }
}

#[tokio::test]
async fn reminders_come_90_60_and_30_days_before_the_end_unless_it_was_renewed() {
    let (scene, location) = manual().await;
    scene.activate_swa(location, 12).await;
    scene.units(1000, "2016-01-01").await;
    let ending = async || {
        scene
            .subjects("Software assurance of Test Customer ends on")
            .await
            .len()
    };
    for (day, mails) in [
        ("2014-03-31", 0),
        ("2014-04-01", 1),
        ("2014-04-30", 1),
        ("2014-05-01", 2),
    ] {
        scene.desk.travel_to_day(day).await;
        assert_eq!(ending().await, mails, "{day}");
    }
    let mails = scene.desk.mails().await;
    let reminder = mails
        .iter()
        .rev()
        .find(|mail| mail.subject.contains("ends on"))
        .unwrap();
    let link = format!(
        "https://latchkey.example.com/customers/{}/renewal?location={location}&application=sv8300",
        scene.customer
    );
    assert!(reminder.text.contains(&link), "{}", reminder.text);
    assert!(reminder.text.contains("in 60 days"), "{}", reminder.text);
    crate::swa_renewal::renew_all(&scene, json!({})).await;
    scene.desk.travel_to_day("2014-06-29").await;
    assert_eq!(ending().await, 2, "the last reminder has nothing to say");
    scene.desk.travel_to_day("2015-06-29").await;
    assert_eq!(ending().await, 5, "those of the renewed term");
}
