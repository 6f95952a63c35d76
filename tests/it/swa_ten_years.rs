//! Ten years of one customer on the test clock, with every date and figure.

use crate::swa_renewal::{quote, renew};
use api::{assurance::*, operations::*, renewals::*};
use chrono::TimeDelta;
use domain::{day::Day, id::LocationId};
use serde_json::json;
use tests::assured::{Assured, SIPNET_SERVER, day, figures};

/// Number's suffix, standing and last day of every agreement, by application.
async fn agreements(scene: &Assured, location: LocationId) -> Vec<(String, String, Standing, String)> {
    let agreements = scene.swa(location).await.agreements;
    let row = |one: AgreementView| {
        let suffix = one.number.rsplit('-').next().unwrap().to_owned();
        (one.application, suffix, one.standing, one.expires.to_string())
    };
    agreements.into_iter().map(row).collect()
}

#[track_caller]
fn is(found: &[(String, String, Standing, String)], expected: &[(&str, &str, Standing, &str)]) {
    let found: Vec<_> = found
        .iter()
        .map(|(application, suffix, standing, ends)| (application.as_str(), suffix.as_str(), *standing, ends.as_str()))
        .collect();
    assert_eq!(found, expected);
}

/// A line's start, months, units and reinstatement.
fn line(renewal: &RenewalView, location: LocationId, application: &str) -> (String, u32, u32, u32, u32) {
    let line = renewal
        .lines
        .iter()
        .find(|line| line.location_id == location && line.application == application)
        .unwrap();
    let (months, units) = (line.reinstatement_months, line.reinstatement_units);
    (line.starts.to_string(), line.months, line.units, months, units)
}

#[tokio::test]
async fn ten_years_of_a_customer() {
    use Standing::*;
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    let desk = &scene.desk;
    scene.units(264, "2013-06-30").await;
    scene.units(19_736, "2030-12-31").await;

    // 2013: an SV8300 is activated, assured, cancelled, and assured on the last day of grace.
    let sv8300 = scene.sv8300("18CYG-IPS-00000000BJZ02319QK").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "W", InGrace, "2013-06-30")],
    );
    desk.travel_to_day("2013-04-02").await;
    let pending = scene.assign(sv8300, 12).await;
    assert_eq!(scene.counts().await, (20_000, 264, 19_736));
    desk.forward(TimeDelta::hours(23));
    scene.cancel(sv8300, &pending).await.ok();
    assert_eq!(scene.counts().await, (20_000, 0, 20_000));
    desk.travel_to_day("2013-06-30").await;
    let pending = scene.assign(sv8300, 12).await;
    assert_eq!(
        (pending.assignment, pending.starts, pending.ends),
        (2, day("2013-07-01"), day("2014-06-30"))
    );
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "W", InGrace, "2013-06-30")],
    );
    desk.travel_to_day("2013-07-01").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "N", Active, "2014-06-30")],
    );
    // It took the lot that expired that night.
    assert_eq!(scene.counts().await, (19_736, 0, 19_736));

    // 2014: renewed for two years, to be taken when the running term ends.
    desk.travel_to_day("2014-06-10").await;
    let quoted: RenewalView = quote(&scene, json!({ "moment": "end_of_term", "months": 24 }))
        .await
        .read();
    assert_eq!(
        line(&quoted, sv8300, "sv8300"),
        ("2014-07-01".to_owned(), 24, 513, 0, 0)
    );
    renew(&scene, &quoted).await.ok();
    assert_eq!(scene.counts().await, (19_736, 513, 19_223));
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "N", Active, "2016-06-30")],
    );
    desk.travel_to_day("2014-07-01").await;
    assert_eq!(scene.counts().await, (19_223, 0, 19_223));
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R01", Active, "2016-06-30")],
    );

    // 2015: a SIP@Net server, assured three months too late.
    desk.travel_to_day("2014-12-15").await;
    let server = scene.location("is3000", "aa0014SA2792654321AA", "SIP@Net Server").await;
    scene.activate(server, SIPNET_SERVER).await;
    is(
        &agreements(&scene, server).await,
        &[("is3000", "W", InGrace, "2015-03-31")],
    );
    desk.travel_to_day("2015-06-30").await;
    is(
        &agreements(&scene, server).await,
        &[("is3000", "W", GraceOver, "2015-03-31")],
    );
    assert_eq!(
        figures(&scene.quote(server).await),
        [(12, 66), (24, 129), (36, 189), (48, 251), (60, 304)]
    );
    scene.activate_swa(server, 60).await;
    assert_eq!(scene.counts().await, (18_902, 0, 18_902), "304 and 17");
    is(
        &agreements(&scene, server).await,
        &[("is3000", "N", Active, "2020-06-30")],
    );

    // 2016: the SV8300 lapses and is reinstated, at the second try.
    desk.travel_to_day("2016-07-01").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R01", Lapsed, "2016-06-30")],
    );
    desk.travel_to_day("2016-10-20").await;
    let pending = scene.assign(sv8300, 12).await;
    assert_eq!((pending.reinstatement_months, pending.reinstatement_units), (4, 88));
    assert_eq!((pending.starts, pending.ends), (day("2016-11-01"), day("2017-10-31")));
    scene.cancel(sv8300, &pending).await.ok();
    desk.travel_to_day("2016-11-05").await;
    let pending = scene.assign(sv8300, 12).await;
    assert_eq!((pending.reinstatement_months, pending.reinstatement_units), (5, 110));
    assert_eq!((pending.starts, pending.ends), (day("2016-12-01"), day("2017-11-30")));
    desk.travel_to(pending.activates_at).await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R02", Active, "2017-11-30")],
    );
    assert_eq!(scene.counts().await, (18_528, 0, 18_528), "264 and 110");

    // 2017: more licences at the SV8300, and a third system with two applications.
    desk.travel_to_day("2017-02-14").await;
    scene.activate(sv8300, &[("LK180064", 1)]).await;
    assert_eq!(figures(&scene.quote(sv8300).await), [(10, 100)]);
    scene.activate_swa(sv8300, 10).await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R02", Active, "2017-11-30")],
    );
    desk.travel_to_day("2017-05-10").await;
    let office = scene.location("sv8100", "191000343919", "Head office").await;
    scene.activate(office, &[("BE107573", 1), ("960026172000", 2)]).await;
    let in_grace = quote_terms(&scene, office, &[("bct", 24), ("sv8100", 60)]).await;
    assert_eq!(in_grace, [84, 221]);
    desk.travel_to_day("2017-05-12").await;
    let both = [
        ("bct", "N", Active, "2019-08-31"),
        ("sv8100", "N", Active, "2022-08-31"),
    ];
    is(&agreements(&scene, office).await, &both);
    assert_eq!(scene.counts().await, (18_123, 0, 18_123), "100, 84 and 221");

    // Everything to one end; what runs longer is left out.
    desk.travel_to_day("2017-11-20").await;
    let quoted: RenewalView = quote(&scene, json!({ "months": 36 })).await.read();
    assert_eq!(quoted.ends, day("2020-11-30"));
    assert_eq!(
        line(&quoted, sv8300, "sv8300"),
        ("2017-12-01".to_owned(), 36, 1095, 0, 0)
    );
    assert_eq!(line(&quoted, server, "is3000"), ("2020-07-01".to_owned(), 5, 28, 0, 0));
    assert_eq!(line(&quoted, office, "bct"), ("2019-09-01".to_owned(), 15, 54, 0, 0));
    let left_out = quoted.lines.iter().find(|line| line.application == "sv8100").unwrap();
    assert_eq!(
        left_out.failure.as_ref().unwrap().reason,
        RenewalFailure::EndBeforeStart
    );
    assert_eq!(quoted.total, 1177);
    renew(&scene, &quoted).await.ok();
    assert_eq!(scene.counts().await, (16_946, 0, 16_946));
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R03", Active, "2020-11-30")],
    );
    is(
        &agreements(&scene, server).await,
        &[("is3000", "R01", Active, "2020-11-30")],
    );
    is(
        &agreements(&scene, office).await,
        &[("bct", "R01", Active, "2020-11-30"), both[1]],
    );

    // 2020: three of four lapse for some days; all of them to the end of 2023.
    desk.travel_to_day("2020-12-05").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R03", Lapsed, "2020-11-30")],
    );
    let body = json!({ "moment": "end_of_term", "ends": "2023-12-31" });
    let quoted: RenewalView = quote(&scene, body).await.read();
    assert_eq!(
        line(&quoted, sv8300, "sv8300"),
        ("2021-01-01".to_owned(), 36, 1095, 1, 32)
    );
    assert_eq!(
        line(&quoted, server, "is3000"),
        ("2021-01-01".to_owned(), 36, 189, 1, 6)
    );
    assert_eq!(line(&quoted, office, "bct"), ("2021-01-01".to_owned(), 36, 124, 1, 4));
    assert_eq!(line(&quoted, office, "sv8100"), ("2022-09-01".to_owned(), 16, 64, 0, 0));
    assert_eq!(quoted.total, 1514);
    renew(&scene, &quoted).await.ok();
    // What has lapsed is taken at once, the rest when its term ends.
    assert_eq!(scene.counts().await, (15_496, 64, 15_432));
    desk.travel_to_day("2022-08-31").await;
    is(
        &agreements(&scene, office).await,
        &[
            ("bct", "R02", Active, "2023-12-31"),
            ("sv8100", "N", Active, "2023-12-31"),
        ],
    );
    desk.travel_to_day("2022-09-01").await;
    assert_eq!(scene.counts().await, (15_432, 0, 15_432));
    desk.travel_to_day("2023-03-26").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R04", Active, "2023-12-31")],
    );
    is(
        &agreements(&scene, server).await,
        &[("is3000", "R02", Active, "2023-12-31")],
    );
    is(
        &agreements(&scene, office).await,
        &[
            ("bct", "R02", Active, "2023-12-31"),
            ("sv8100", "R01", Active, "2023-12-31"),
        ],
    );
    desk.travel_to_day("2024-01-01").await;
    is(
        &agreements(&scene, sv8300).await,
        &[("sv8300", "R04", Lapsed, "2023-12-31")],
    );

    // The numbers have stayed, and every mail came on its day.
    let first = &scene.agreement(sv8300).await;
    let stem = first.number.strip_suffix("-R04").unwrap();
    let numbers: Vec<_> = first
        .terms
        .iter()
        .map(|term| term.number.strip_prefix(stem).unwrap())
        .collect();
    assert_eq!(numbers, ["-N", "-R01", "-R02", "-R02", "-R03", "-R04"]);
    let mails = desk.mails().await;
    let on = |begins: &str| -> Vec<String> {
        let mails = mails.iter().filter(|mail| mail.subject.starts_with(begins));
        mails.map(|mail| Day::of(mail.sent_at).to_string()).collect()
    };
    assert_eq!(
        on("Software assurance of Test Customer ends on"),
        [
            ["2014-04-01", "2014-05-01", "2014-05-31"],
            ["2016-04-01", "2016-05-01", "2016-05-31"],
            ["2017-09-01", "2017-10-01", "2017-10-31"],
            ["2020-09-01", "2020-10-01", "2020-10-31"],
            ["2023-10-02", "2023-11-01", "2023-12-01"],
        ]
        .concat()
    );
    assert_eq!(
        on("Software assurance of Test Customer is renewed"),
        ["2014-06-10", "2017-11-20", "2020-12-05"]
    );
    assert_eq!(
        on("Software assurance 50"),
        [
            "2013-07-01",
            "2015-06-30",
            "2016-11-06",
            "2017-02-14",
            "2017-05-11",
            "2017-05-11"
        ]
    );
    let ledger = desk.ledger().await;
    assert_eq!(ledger.lots().iter().map(|lot| lot.spent).sum::<u32>(), 20_000 - 15_432);
    assert_eq!(ledger.due(), 0, "nothing is left to do");
}

/// Assigns these terms of one quote; their units.
async fn quote_terms(scene: &Assured, location: LocationId, terms: &[(&str, u32)]) -> Vec<u32> {
    let quote = scene.quote(location).await;
    let choices: Vec<_> = terms
        .iter()
        .map(|(application, months)| json!({ "application": application, "months": months }))
        .collect();
    let body = json!({ "quote_id": quote.quote_id, "choices": choices, "authorised": true });
    let assigned: AssignSwaResponse = scene
        .desk
        .call::<AssignSwa>(scene.sam(), &[&location], body)
        .await
        .read();
    assigned.pending.iter().map(|pending| pending.units).collect()
}
