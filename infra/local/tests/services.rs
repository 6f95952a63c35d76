//! SES and Scheduler, as the real SDKs see them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use aws_credential_types::Credentials;
use aws_sdk_scheduler::{
    config::{BehaviorVersion, Region, SharedCredentialsProvider},
    error::ProvideErrorMetadata,
    types::{ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target},
};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use chrono::{DateTime, Utc};
use local::{
    mail::MailStore,
    schedules::ScheduleStore,
    services::{Services, router},
};
use runtime::clock::Clock;
use std::{net::Ipv4Addr, sync::Arc};
use tempfile::TempDir;
use tokio::net::TcpListener;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2027-03-01T12:00:00Z".parse().unwrap()
    }
}

struct Served {
    services: Services,
    endpoint: String,
    _folder: TempDir,
}

async fn serve() -> Served {
    let folder = tempfile::tempdir().unwrap();
    let services = Services {
        mails: MailStore::new(folder.path().to_owned()),
        schedules: ScheduleStore::new(folder.path().to_owned()),
        clock: Arc::new(Noon),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router(services.clone())).into_future());
    Served {
        services,
        endpoint,
        _folder: folder,
    }
}

fn scheduler(endpoint: &str) -> aws_sdk_scheduler::Client {
    let config = aws_sdk_scheduler::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "local", "local", None, None, "test",
        )))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_scheduler::Client::from_conf(config)
}

fn content(data: &str) -> Content {
    Content::builder().data(data).charset("UTF-8").build().unwrap()
}

fn tag(name: &str, value: &str) -> MessageTag {
    MessageTag::builder().name(name).value(value).build().unwrap()
}

#[tokio::test]
async fn a_mail_is_kept_as_it_was_sent() {
    let served = serve().await;
    let ses = runtime::aws::ses(Some(&served.endpoint));
    let body = Body::builder()
        .text(content("Grüße\n"))
        .html(content("<p>Grüße</p>"))
        .build();
    let message = Message::builder()
        .subject(content("An order has arrived – PO123456"))
        .body(body)
        .build();
    let sent = ses
        .send_email()
        .from_email_address("Latchkey <no-reply@example.com>")
        .destination(Destination::builder().to_addresses("finn.carter@example.com").build())
        .content(EmailContent::builder().simple(message).build())
        .email_tags(tag("user_id", "019a9c3e-0000-7000-8000-000000000002"))
        .send()
        .await
        .unwrap();

    let mails = served.services.mails.all().unwrap();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(sent.message_id(), Some(mail.mail_id.to_string().as_str()));
    assert_eq!(mail.subject, "An order has arrived – PO123456");
    assert_eq!(mail.to, ["finn.carter@example.com"]);
    assert_eq!((mail.text.as_str(), mail.html.as_str()), ("Grüße\n", "<p>Grüße</p>"));
    assert_eq!(
        mail.tags,
        [("user_id".to_owned(), "019a9c3e-0000-7000-8000-000000000002".to_owned())]
    );
    assert_eq!(mail.sent_at, Noon.now());
}

#[tokio::test]
async fn a_mail_to_nobody_is_a_bad_request() {
    let served = serve().await;
    let message = Message::builder()
        .subject(content("x"))
        .body(Body::builder().text(content("y")).build())
        .build();
    let refused = runtime::aws::ses(Some(&served.endpoint))
        .send_email()
        .from_email_address("no-reply@example.com")
        .content(EmailContent::builder().simple(message).build())
        .send()
        .await
        .unwrap_err();
    assert!(refused.as_service_error().unwrap().is_bad_request_exception());
    assert!(served.services.mails.all().unwrap().is_empty());
}

#[tokio::test]
async fn a_tag_of_other_characters_is_a_bad_request() {
    let served = serve().await;
    for (name, value) in [
        ("user_id", "dora@example.com"),
        ("user id", "1"),
        ("user_id", ""),
        ("user_id", &"1".repeat(257)),
    ] {
        let message = Message::builder()
            .subject(content("x"))
            .body(Body::builder().text(content("y")).build())
            .build();
        let refused = runtime::aws::ses(Some(&served.endpoint))
            .send_email()
            .from_email_address("no-reply@example.com")
            .destination(Destination::builder().to_addresses("dora@example.com").build())
            .content(EmailContent::builder().simple(message).build())
            .email_tags(tag(name, value))
            .send()
            .await
            .unwrap_err();
        assert!(refused.as_service_error().unwrap().is_bad_request_exception(), "{name}");
    }
    assert!(served.services.mails.all().unwrap().is_empty());
}

#[tokio::test]
async fn a_schedule_is_made_once_read_and_removed() {
    let served = serve().await;
    let scheduler = scheduler(&served.endpoint);
    let create = |token: &str, at: &str| {
        scheduler
            .create_schedule()
            .name("swa-start-0001")
            .schedule_expression(at)
            .flexible_time_window(
                FlexibleTimeWindow::builder()
                    .mode(FlexibleTimeWindowMode::Off)
                    .build()
                    .unwrap(),
            )
            .target(
                Target::builder()
                    .arn("arn:aws:lambda:us-east-1:000000000000:function:sweep")
                    .role_arn("arn:aws:iam::000000000000:role/timer")
                    .input("{}")
                    .build()
                    .unwrap(),
            )
            .action_after_completion(ActionAfterCompletion::Delete)
            .client_token(token)
            .send()
    };
    let at = "at(2027-03-02T09:00:00)";
    let made = create("first", at).await.unwrap();
    assert_eq!(create("first", at).await.unwrap().schedule_arn(), made.schedule_arn());
    let again = create("second", at).await.unwrap_err();
    assert!(
        again.as_service_error().unwrap().is_conflict_exception(),
        "{:?}",
        again.code()
    );

    let read = scheduler.get_schedule().name("swa-start-0001").send().await.unwrap();
    assert_eq!(read.schedule_expression(), Some(at));
    assert_eq!(read.arn(), Some(made.schedule_arn()));
    assert_eq!(read.target().unwrap().input(), Some("{}"));
    assert_eq!(read.action_after_completion(), Some(&ActionAfterCompletion::Delete));

    scheduler.delete_schedule().name("swa-start-0001").send().await.unwrap();
    let gone = scheduler
        .get_schedule()
        .name("swa-start-0001")
        .send()
        .await
        .unwrap_err();
    assert!(gone.as_service_error().unwrap().is_resource_not_found_exception());
    let gone = scheduler
        .delete_schedule()
        .name("swa-start-0001")
        .send()
        .await
        .unwrap_err();
    assert!(gone.as_service_error().unwrap().is_resource_not_found_exception());

    for refused in ["at(2027-03-01T11:59:59)", "rate(5 minutes)"] {
        let refused = create("third", refused).await.unwrap_err();
        assert!(refused.as_service_error().unwrap().is_validation_exception());
    }
}

#[test]
fn what_is_due_comes_in_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = ScheduleStore::new(folder.path().to_owned());
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (name, time, keep) in [
        ("late", "2027-03-03T00:00:00Z", true),
        ("early", "2027-03-02T00:00:00Z", false),
        ("far", "2028-01-01T00:00:00Z", false),
    ] {
        let schedule = local::schedules::Schedule {
            name: name.to_owned(),
            at: at(time),
            target: "arn:aws:lambda:us-east-1:000000000000:function:sweep".to_owned(),
            role: String::new(),
            input: None,
            keep,
            client_token: None,
            created_at: Noon.now(),
            fired_at: None,
        };
        store.keep(&schedule).unwrap();
    }
    let now = at("2027-03-04T00:00:00Z");
    let mut fired = Vec::new();
    while let Some(schedule) = store.next_due(now).unwrap() {
        fired.push(schedule.name.clone());
        store.fired(schedule, now).unwrap();
    }
    assert_eq!(fired, ["early", "late"]);
    assert!(store.find("early").unwrap().is_none(), "it was to be deleted");
    assert_eq!(store.find("late").unwrap().unwrap().fired_at, Some(now));
}
