//! `assign-swa`, `cancel-swa`, `process-swa`, `get-location-swa`.

use api::{ProblemCode, assurance::*, operations::*};
use chrono::TimeDelta;
use domain::id::QuoteId;
use serde_json::{Value, json};
use tests::{
    Answer,
    assured::{Assured, HKC, day, figures, manual},
};

#[tokio::test]
async fn the_manuals_first_example_comes_out_to_the_unit_and_the_day() {
    let (scene, location) = manual().await;
    let before = scene.agreement(location).await;
    assert_eq!(before.standing, Standing::InGrace);
    assert_eq!(
        (before.grace.starts, before.expires),
        (day("2013-03-26"), day("2013-06-30"))
    );
    assert!(
        before.number.starts_with("50180-") && before.number.ends_with("-W"),
        "{}",
        before.number
    );

    let quote = scene.quote(location).await;
    assert_eq!(figures(&quote), [(12, 264), (24, 513), (36, 753)]);
    assert_eq!((quote.available, quote.version.as_str()), (5985, "2010-1"));
    assert_eq!(quote.valid_until, day("2013-04-25"));
    let pending: AssignSwaResponse = scene.ask_assign(location, &quote, 12).await.read();
    let pending = &pending.pending[0];
    assert_eq!(scene.counts().await, (5985, 264, 5721));
    assert_eq!(pending.activates_at - pending.assigned_at, TimeDelta::hours(24));
    assert_eq!((pending.starts, pending.ends), (day("2013-07-01"), day("2014-06-30")));

    let answer = scene
        .process(location, pending, "Need to activate SWA Immediately")
        .await;
    let active: AgreementView = answer.read();
    let stem = before.number.strip_suffix("-W").unwrap();
    assert_eq!(active.number, format!("{stem}-N"));
    assert_eq!((active.standing, active.expires), (Standing::Active, day("2014-06-30")));
    assert_eq!(
        active.terms[0].reason.as_deref(),
        Some("Need to activate SWA Immediately")
    );
    assert_eq!(active.terms[0].reference, "REF-1");
    assert_eq!(scene.counts().await, (5721, 0, 5721));
    assert_eq!(
        scene.subjects("Software assurance").await,
        [format!("Software assurance {stem}-N is active")]
    );
    let events = scene
        .desk
        .call::<ListLocationEvents>(scene.sam(), &[&location], json!(null))
        .await;
    let newest = events.ok()["items"][0]["summary"].as_str().unwrap().to_owned();
    assert!(
        newest.ends_with("Processed immediately: Need to activate SWA Immediately"),
        "{newest}"
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_cancelled_assignment_returns_every_unit_to_its_lot() {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(600, "2014-05-18").await;
    scene.units(112, "2013-03-26").await;
    let location = scene.sv8300(HKC).await;
    let pending = scene.assign(location, 12).await;
    let of = |bin: api::units::SwaBinView| -> Vec<(u32, u32, bool)> {
        bin.lots
            .iter()
            .map(|lot| (lot.available, lot.allocated, lot.expired))
            .collect()
    };
    // 264: all of the lot that expires today, the rest of the other.
    assert_eq!(of(scene.bin().await), [(0, 112, false), (448, 152, false)]);
    scene.desk.forward(TimeDelta::hours(23));
    scene.cancel(location, &pending).await.ok();
    // The first has expired meanwhile; it has its units back and stays expired.
    assert_eq!(of(scene.bin().await), [(112, 0, true), (600, 0, false)]);
    assert_eq!(scene.counts().await, (600, 0, 600));
    assert_eq!(scene.agreement(location).await.pending, None);
    Assured::not_pending(&scene.cancel(location, &pending).await);
    Assured::not_pending(&scene.process(location, &pending, "Too late.").await);
    // The same quote can be taken again, as a new assignment.
    let again = scene.assign(location, 12).await;
    assert_eq!(again.assignment, 2);
    Assured::not_pending(&scene.cancel(location, &pending).await);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn bad_assignments_are_refused_and_change_nothing() {
    let (scene, location) = manual().await;
    let quote = scene.quote(location).await;
    scene.desk.mails().await;
    let table = scene.desk.table().await;
    let body = |quote: QuoteId, choices: Value, authorised: bool| json!({ "quote_id": quote, "choices": choices, "authorised": authorised });
    let choice = |application: &str, months: u32| json!({ "application": application, "months": months });
    let assign = async |body: Value| -> Answer { scene.desk.call::<AssignSwa>(scene.sam(), &[&location], body).await };
    let good = json!([choice("sv8300", 12)]);
    for (body, code, field) in [
        (
            body(quote.quote_id, good.clone(), false),
            ProblemCode::NotAuthorised,
            "authorised",
        ),
        (
            body(quote.quote_id, json!([]), true),
            ProblemCode::InvalidFields,
            "choices",
        ),
        (
            body(quote.quote_id, json!([choice("sv8300", 13)]), true),
            ProblemCode::InvalidFields,
            "choices/0/months",
        ),
        (
            body(quote.quote_id, json!([choice("bct", 12)]), true),
            ProblemCode::InvalidFields,
            "choices/0/application",
        ),
        (
            body(
                quote.quote_id,
                json!([choice("sv8300", 12), choice("sv8300", 24)]),
                true,
            ),
            ProblemCode::InvalidFields,
            "choices/1/application",
        ),
    ] {
        assert_eq!(assign(body.clone()).await.refused_fields(code), [field], "{body}");
    }
    assign(body(QuoteId::new(9, &[9; 10]), good.clone(), true))
        .await
        .refused(ProblemCode::NotFound);
    let pending = json!({ "application": "sv8300", "assignment": 1, "reason": " " });
    let no_reason = scene.desk.call::<ProcessSwa>(scene.sam(), &[&location], pending).await;
    assert_eq!(no_reason.refused_fields(ProblemCode::InvalidFields), ["reason"]);
    assert_eq!(scene.desk.table().await, table);

    // A second one while the first is pending.
    scene.ask_assign(location, &quote, 12).await.ok();
    let second = scene.ask_assign(location, &quote, 12).await;
    assert!(second.refused(ProblemCode::SwaPending).detail.contains("264 units"));
    scene
        .ask_quote(location, json!({}))
        .await
        .refused(ProblemCode::NothingToQuote);
}

#[tokio::test]
async fn too_few_units_and_lots_that_expire_meanwhile_are_refused() {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(300, "2013-03-27").await;
    scene.units(200, "2014-01-01").await;
    let location = scene.sv8300(HKC).await;
    let quote = scene.quote(location).await;
    assert_eq!(quote.available, 500);
    let more = scene.ask_assign(location, &quote, 24).await;
    let problem = more.refused(ProblemCode::NotEnoughSwaUnits);
    assert_eq!(problem.errors[0].field, "choices/0/months");
    assert!(
        problem.detail.contains("takes 513 SWA units, and 500 are available"),
        "{}",
        problem.detail
    );
    scene.desk.travel_to_day("2013-03-28").await;
    let expired = scene.ask_assign(location, &quote, 12).await;
    assert!(
        expired
            .refused(ProblemCode::NotEnoughSwaUnits)
            .detail
            .contains("200 are available")
    );
    scene.desk.ledger().await;
}

#[tokio::test]
async fn who_has_no_swa_role_sees_nothing_of_it_in_histories() {
    let (scene, location) = manual().await;
    scene.activate_swa(location, 12).await;
    let events = async |who| {
        let answer = scene
            .desk
            .call::<ListLocationEvents>(who, &[&location], json!(null))
            .await;
        let rows = answer.ok()["items"].as_array().unwrap().clone();
        rows.iter()
            .filter(|row| row["operation"].as_str().unwrap().starts_with("swa-"))
            .count()
    };
    assert_eq!(events(&scene.desk.people.dealer).await, 0);
    assert_eq!(events(scene.sam()).await, 3);
}
