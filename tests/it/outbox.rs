//! The outbox: what events ask for is done at least once, and by one at a time.

use api::{ProblemCode, operations::*};
use aws_sdk_dynamodb::types::AttributeValue;
use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chrono::TimeDelta;
use domain::{id::UpgradeId, outbox::Task};
use runtime::{App, aws, mail::Mailer};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use store::{
    keys::{Key, due_shards},
    outbox::CLAIM,
};
use tests::{Desk, Item};
use tokio::sync::Semaphore;

/// A mail service that refuses whom it is told to.
#[derive(Clone, Default)]
struct Service {
    refused: Arc<Mutex<Vec<String>>>,
    sent: Arc<Mutex<Vec<String>>>,
    slow: Option<Arc<Slow>>,
}

/// What makes a service take as long for each mail as the test says.
struct Slow {
    asked: Semaphore,
    answers: Semaphore,
}

impl Service {
    /// The same app with this mail service.
    async fn before(&self, app: &App) -> App {
        let router = Router::new()
            .route("/v2/email/outbound-emails", post(send))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        App {
            mailer: Mailer::new(move || aws::ses(Some(&url)), "no-reply@example.com"),
            ..app.clone()
        }
    }

    fn refuse(&self, addresses: &[&str]) {
        *self.refused.lock().unwrap() = addresses.iter().map(|one| (*one).to_owned()).collect();
    }

    fn sent(&self) -> Vec<String> {
        let mut sent = self.sent.lock().unwrap().clone();
        sent.sort();
        sent
    }
}

async fn send(State(service): State<Service>, Json(mail): Json<Value>) -> (StatusCode, Json<Value>) {
    let to = mail["Destination"]["ToAddresses"][0].as_str().unwrap().to_owned();
    if service.refused.lock().unwrap().contains(&to) {
        // Not one that the SDK tries again by itself. A service names its errors.
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({ "__type": "MessageRejected", "message": "Email address is not verified." })),
        );
    }
    service.sent.lock().unwrap().push(to);
    if let Some(slow) = &service.slow {
        slow.asked.add_permits(1);
        slow.answers.acquire().await.unwrap().forget();
    }
    (StatusCode::OK, Json(json!({ "MessageId": "1" })))
}

async fn due(app: &App) -> Vec<Key> {
    let mut due = Vec::new();
    for shard in due_shards() {
        due.extend(app.store.due(&shard, app.clock.now()).await.unwrap());
    }
    due
}

async fn item(desk: &Desk, key: &Key) -> Item {
    desk.table().await[&(key.pk.clone(), key.sk.clone())].clone()
}

/// A desk with one order shipped to Dora's and Sam's dealer, its mail not yet sent.
async fn shipped() -> (Desk, Key) {
    let desk = Desk::start().await;
    desk.mails().await;
    desk.ship_manual_order(desk.organisations.dealer).await;
    let due = due(&desk.app).await;
    assert_eq!(due.len(), 1);
    let key = due.into_iter().next().unwrap();
    (desk, key)
}

/// Has an order's event ask for the same mail again, in so many days.
async fn remind_in(desk: &Desk, key: &Key, days: &[i64]) {
    let mut event = item(desk, key).await;
    let mut tasks: Vec<Task> = serde_json::from_str(event["tasks"].as_s().unwrap()).unwrap();
    let Task::Mail { to, mail, .. } = tasks[0].clone() else {
        panic!("an order's first task is its mail: {tasks:?}")
    };
    for days in days {
        let at = desk.now() + TimeDelta::days(*days);
        tasks.push(Task::reminder(to.clone(), mail.clone(), at));
    }
    let tasks = serde_json::to_string(&tasks).unwrap();
    event.insert("tasks".to_owned(), AttributeValue::S(tasks));
    desk.put_item(event).await;
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_written_and_once_sent_nothing_is_due() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    assert!(desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["dora@example.com", "sam@example.com"]);
    assert!(due(&app).await.is_empty());
    let item = item(&desk, &key).await;
    assert!(!item.contains_key("due") && !item.contains_key("due_shard"));
    // What comes late or twice finds it done.
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    desk.forward(TimeDelta::days(2));
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent().len(), 2);
}

#[tokio::test]
async fn a_reminder_waits_for_its_time_and_goes_out_once() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    remind_in(&desk, &key, &[3, 7]).await;

    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 1);
    assert_eq!(service.sent().len(), 2);
    for (days, sent) in [(3, 4), (4, 6)] {
        assert!(due(&app).await.is_empty());
        let waits_until = app.store.next_due().await.unwrap();
        assert_eq!(waits_until, Some(desk.now() + TimeDelta::days(days)));
        desk.forward(TimeDelta::days(days) - TimeDelta::seconds(1));
        assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 0);
        desk.forward(TimeDelta::seconds(1));
        assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 1);
        assert_eq!(service.sent().len(), sent);
    }
    assert_eq!(app.store.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn many_who_deliver_at_once_send_once() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (app, key) = (app.clone(), key.clone());
        all.spawn(async move { desk::outbox::deliver(&app, &key).await.unwrap() });
    }
    let finished = all.join_all().await;
    assert_eq!(finished.into_iter().filter(|finished| *finished).count(), 1);
    assert_eq!(service.sent(), ["dora@example.com", "sam@example.com"]);
}

#[tokio::test]
async fn a_mail_service_that_fails_leaves_it_due_later_and_later() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["dora@example.com", "sam@example.com"]);
    // 30 s, then twice that each time, at most an hour.
    for (attempts, pause) in (1..).zip([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
        assert_eq!(due(&app).await, std::slice::from_ref(&key));
        assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
        assert_eq!(
            item(&desk, &key).await["attempts"],
            AttributeValue::N(attempts.to_string())
        );
        desk.forward(TimeDelta::seconds(pause - 1));
        assert!(due(&app).await.is_empty(), "attempt {attempts}");
        assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
        desk.forward(TimeDelta::seconds(1));
    }
    service.refuse(&[]);
    assert!(desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["dora@example.com", "sam@example.com"]);
}

/// What fails, as the vendor sees it.
async fn failing(desk: &Desk) -> Vec<Value> {
    let page = desk.call::<ListFailing>(&desk.people.vendor, &[], Value::Null).await;
    page.ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_fails_is_listed_with_the_reason_and_tried_again_at_once() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    assert_eq!(failing(&desk).await, [] as [Value; 0]);
    service.refuse(&["dora@example.com"]);
    let since = desk.now();
    for pause in [30, 60] {
        assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
        desk.forward(TimeDelta::seconds(pause));
    }
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    let listed = failing(&desk).await;
    assert_eq!(listed.len(), 1);
    let one = &listed[0];
    assert_eq!(one["aggregate"], key.pk);
    assert_eq!(one["tasks"], json!(["Send a mail"]));
    // In words, and nothing of how the machine is made.
    assert_eq!(
        one["reason"],
        "the mail was not accepted: Email address is not verified. (MessageRejected)"
    );
    assert_eq!(one["attempts"], 3);
    assert_eq!(one["since"], json!(since));
    assert_eq!(one["next_at"], json!(desk.now() + TimeDelta::seconds(120)));
    // Nobody waits for the pause who has mended the reason.
    service.refuse(&[]);
    assert!(due(&app).await.is_empty());
    let request = json!({ "aggregate": one["aggregate"], "sequence": one["sequence"] });
    for _ in 0..2 {
        let again = desk.call::<TryAgain>(&desk.people.vendor, &[], request.clone()).await;
        assert_eq!(again.ok()["next_at"], json!(desk.now()));
    }
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 1);
    assert_eq!(service.sent(), ["dora@example.com", "sam@example.com"]);
    assert_eq!(failing(&desk).await, [] as [Value; 0]);
    let gone = desk.call::<TryAgain>(&desk.people.vendor, &[], request).await;
    gone.refused(ProblemCode::NotFound);
}

#[tokio::test]
async fn what_is_being_tried_is_not_tried_beside_it() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["dora@example.com"]);
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    desk.forward(TimeDelta::seconds(30));
    let claimed = app.store.claim(&key, desk.now()).await.unwrap().unwrap();
    let listed = failing(&desk).await;
    assert_eq!(listed[0].get("next_at"), None);
    let request = json!({ "aggregate": key.pk, "sequence": listed[0]["sequence"] });
    let again = desk.call::<TryAgain>(&desk.people.vendor, &[], request).await;
    again.refused(ProblemCode::BeingTried);
    // The claim is as good as it was.
    assert!(app.store.finish(&claimed, desk.now()).await.unwrap());
}

#[tokio::test]
async fn a_task_for_later_waits_among_the_others_after_one_that_failed() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    remind_in(&desk, &key, &[3]).await;
    service.refuse(&["dora@example.com"]);
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(
        failing(&desk).await[0]["tasks"],
        json!(["Send a mail"]),
        "what is for later does not fail"
    );
    service.refuse(&[]);
    desk.forward(TimeDelta::seconds(30));
    assert!(desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(failing(&desk).await, [] as [Value; 0]);
    desk.forward(TimeDelta::days(3));
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 1);
    assert_eq!(service.sent().len(), 4);
}

#[tokio::test]
async fn what_fails_for_more_than_a_day_is_given_up_and_says_why() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["dora@example.com"]);
    let start = desk.now();
    let mut tries = 0;
    while !due(&app).await.is_empty() {
        desk::outbox::deliver(&app, &key).await.unwrap();
        desk.forward(TimeDelta::hours(1));
        tries += 1;
        assert!(tries < 100);
    }
    assert!(desk.now() - start > TimeDelta::days(1));
    let item = item(&desk, &key).await;
    assert!(item["failed"].as_s().unwrap().contains("not accepted"), "{item:?}");
    assert!(!item.contains_key("due"));
    // The history is whole all the same.
    let audit = app.keys.audit().await.unwrap();
    assert_eq!(app.store.verify(&audit).await.unwrap().tampering, []);
}

#[tokio::test]
async fn several_addressees_go_on_where_it_stopped() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["sam@example.com"]);
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["dora@example.com"]);
    service.refuse(&[]);
    desk.forward(TimeDelta::seconds(30));
    assert!(desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["dora@example.com", "sam@example.com"]);
}

#[tokio::test]
async fn one_address_that_never_works_keeps_no_other_from_its_mail() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["dora@example.com"]);
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["sam@example.com"]);
}

#[tokio::test]
async fn who_dies_after_the_claim_leaves_it_due_again() {
    let (desk, key) = shipped().await;
    let now = desk.now();
    let claimed = desk.app.store.claim(&key, now).await.unwrap().unwrap();
    assert_eq!(claimed.attempts, 1);
    assert!(desk.app.store.claim(&key, now).await.unwrap().is_none());
    assert!(due(&desk.app).await.is_empty());
    desk.forward(CLAIM - TimeDelta::seconds(1));
    assert!(due(&desk.app).await.is_empty());
    desk.forward(TimeDelta::seconds(1));
    assert_eq!(due(&desk.app).await, std::slice::from_ref(&key));
    // Another takes over; the one thought dead has no say any more.
    let second = desk.app.store.claim(&key, desk.now()).await.unwrap().unwrap();
    assert_eq!(second.attempts, 2);
    assert!(!desk.app.store.finish(&claimed, desk.now()).await.unwrap());
    assert!(item(&desk, &key).await.contains_key("due"));
    assert!(desk.app.store.finish(&second, desk.now()).await.unwrap());
    assert!(!item(&desk, &key).await.contains_key("due"));
}

#[tokio::test]
async fn the_sweep_finds_everything_that_was_left() {
    let desk = Desk::start().await;
    desk.mails().await;
    for n in 0..60 {
        desk.ship(desk.organisations.other_dealer, &format!("PO{n}"), &[("BE107573", 1)])
            .await;
    }
    let service = Service::default();
    let app = service.before(&desk.app).await;
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 60);
    let each = [vec!["olly@example.com"; 60], vec!["otto@example.com"; 60]];
    assert_eq!(service.sent(), each.concat());
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 0);
}

#[tokio::test]
async fn an_event_that_cannot_be_delivered_holds_up_no_other() {
    let (desk, _) = shipped().await;
    desk.ship(desk.organisations.other_dealer, "PO2", &[("BE107573", 1)])
        .await;
    let customer = desk.customer(&desk.people.dealer, "Riverside Clinic").await;
    desk.location(&desk.people.dealer, customer, "A", "191000343919").await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    service.refuse(&["dora@example.com", "sam@example.com"]);
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 2);
    assert_eq!(
        service.sent(),
        ["customer@example.com", "olly@example.com", "otto@example.com"]
    );
    let invite = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["buyer"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&desk.organisations.tenant], invite)
        .await
        .ok();
    assert_eq!(desk::outbox::sweep(&app).await.unwrap(), 1);
}

#[tokio::test]
async fn who_has_lost_the_claim_stops() {
    let (desk, key) = shipped().await;
    let slow = Arc::new(Slow {
        asked: Semaphore::new(0),
        answers: Semaphore::new(0),
    });
    let first = Service {
        slow: Some(slow.clone()),
        ..Service::default()
    };
    let app = first.before(&desk.app).await;
    let delivering = tokio::spawn({
        let key = key.clone();
        async move { desk::outbox::deliver(&app, &key).await.unwrap() }
    });
    // The first mail is on its way for longer than a claim lasts, and another takes over.
    slow.asked.acquire().await.unwrap().forget();
    desk.forward(CLAIM);
    let second = Service::default();
    let other = second.before(&desk.app).await;
    assert!(desk::outbox::deliver(&other, &key).await.unwrap());
    assert_eq!(second.sent(), ["dora@example.com", "sam@example.com"]);
    // Whoever comes back sends nobody else a second mail.
    slow.answers.add_permits(2);
    assert!(!delivering.await.unwrap());
    assert_eq!(first.sent().len(), 1);
    assert!(due(&desk.app).await.is_empty());
}

#[tokio::test]
async fn who_takes_longer_than_the_claim_stops_though_nobody_took_over() {
    let (desk, key) = shipped().await;
    let slow = Arc::new(Slow {
        asked: Semaphore::new(0),
        answers: Semaphore::new(0),
    });
    let service = Service {
        slow: Some(slow.clone()),
        ..Service::default()
    };
    let app = service.before(&desk.app).await;
    let delivering = tokio::spawn({
        let key = key.clone();
        async move { desk::outbox::deliver(&app, &key).await.unwrap() }
    });
    slow.asked.acquire().await.unwrap().forget();
    desk.forward(CLAIM);
    slow.answers.add_permits(2);
    assert!(!delivering.await.unwrap());
    assert_eq!(service.sent().len(), 1);
    // The other addressee's mail is due, and the first one's is noted.
    assert_eq!(due(&desk.app).await, std::slice::from_ref(&key));
    let second = Service::default();
    assert!(
        desk::outbox::deliver(&second.before(&desk.app).await, &key)
            .await
            .unwrap()
    );
    assert_ne!(first_of(&service), first_of(&second));
}

fn first_of(service: &Service) -> String {
    let sent = service.sent();
    assert_eq!(sent.len(), 1);
    sent[0].clone()
}

#[tokio::test]
async fn a_change_of_state_is_never_given_up() {
    let (desk, key) = shipped().await;
    let service = Service::default();
    let app = service.before(&desk.app).await;
    // Provisioning that cannot succeed, beside a mail that cannot be sent.
    let mut event = item(&desk, &key).await;
    let mut tasks: Vec<Task> = serde_json::from_str(event["tasks"].as_s().unwrap()).unwrap();
    let upgrade_id = UpgradeId::new(1, &[1; 10]);
    tasks.push(Task::Provision { upgrade_id });
    let tasks = serde_json::to_string(&tasks).unwrap();
    event.insert("tasks".to_owned(), AttributeValue::S(tasks));
    desk.put_item(event).await;
    service.refuse(&["dora@example.com"]);
    for attempt in 1..=60 {
        assert_eq!(due(&app).await, std::slice::from_ref(&key), "attempt {attempt}");
        assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
        desk.forward(TimeDelta::hours(1));
    }
    // The mail was given up and says why; what is owed still waits.
    let event = item(&desk, &key).await;
    assert!(event["failed"].as_s().unwrap().contains("not accepted"));
    service.refuse(&[]);
    assert!(!desk::outbox::deliver(&app, &key).await.unwrap());
    assert_eq!(service.sent(), ["sam@example.com"]);
}
