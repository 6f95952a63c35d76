//! `get-customer-swa`, `quote-swa-renewal`, `get-swa-renewal`, `export-swa-renewal`,
//! `renew-swa`.

use api::{ProblemCode, assurance::*, operations::*, renewals::*};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{day::Day, id::LocationId};
use serde_json::{Value, json};
use tests::Answer;
use tests::assured::{Assured, day, figures};

fn hkc(n: u32) -> String {
    format!("18CYG-IPS-00000000BJZ{n:05}QK")
}

pub async fn quote(scene: &Assured, body: Value) -> Answer {
    scene
        .desk
        .call::<QuoteSwaRenewal>(scene.sam(), &[&scene.customer], body)
        .await
}

pub async fn renew(scene: &Assured, quote: &RenewalView) -> Answer {
    let ids: [&dyn ToString; 2] = [&scene.customer, &quote.renewal_id];
    let body = json!({ "reference": "REF-2", "authorised": true });
    scene.desk.call::<RenewSwa>(scene.sam(), &ids, body).await
}

/// Quotes and renews.
pub async fn renew_all(scene: &Assured, body: Value) -> RenewalView {
    let quoted: RenewalView = quote(scene, body).await.read();
    let renewed: RenewalView = renew(scene, &quoted).await.read();
    assert_eq!(renewed.state, RenewalState::Renewed);
    renewed
}

async fn page(scene: &Assured) -> CustomerSwaView {
    scene
        .desk
        .call::<GetCustomerSwa>(scene.sam(), &[&scene.customer], json!(null))
        .await
        .read()
}

/// So many SV8300 with twelve months from 1 July 2013, and units.
async fn with_agreements(count: u32) -> (Assured, Vec<LocationId>) {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(1_000_000, "2030-01-01").await;
    let mut locations = Vec::new();
    for n in 0..count {
        let location = scene.sv8300(&hkc(n)).await;
        scene.activate_swa(location, 12).await;
        locations.push(location);
    }
    (scene, locations)
}

#[tokio::test]
async fn a_running_and_a_lapsed_agreement_are_renewed_to_one_end() {
    let (scene, locations) = with_agreements(2).await;
    // The first goes on for two years; the second lapses.
    scene.desk.travel_to_day("2014-06-01").await;
    let one = json!([{ "location_id": locations[0], "application": "sv8300" }]);
    renew_all(&scene, json!({ "agreements": one, "months": 24 })).await;
    scene.desk.travel_to_day("2015-02-10").await;
    let open = page(&scene).await;
    let standings: Vec<_> = open
        .agreements
        .iter()
        .map(|one| (one.standing, one.renewable))
        .collect();
    assert!(
        standings.contains(&(Standing::Active, true)) && standings.contains(&(Standing::Lapsed, true)),
        "{open:#?}"
    );
    let lapsed = open
        .agreements
        .iter()
        .find(|one| one.standing == Standing::Lapsed)
        .unwrap();
    assert_eq!(lapsed.lapsed.unwrap().starts, day("2014-07-01"));
    assert_eq!(lapsed.lapsed.unwrap().ends, day("2015-02-10"));

    // From 1 March 2015 on, 24 months: to 28 February 2017.
    let quoted: RenewalView = quote(&scene, json!({ "months": 24 })).await.read();
    assert_eq!((quoted.ends, quoted.state), (day("2017-02-28"), RenewalState::Quoted));
    let line = |location: LocationId| quoted.lines.iter().find(|line| line.location_id == location).unwrap();
    let running = line(locations[0]);
    // 1 July 2016 to 28 February 2017.
    assert_eq!(
        (running.starts, running.months, running.units),
        (day("2016-07-01"), 8, 176)
    );
    assert_eq!(running.reinstatement_months, 0);
    assert!(running.number.ends_with("-R02"), "{}", running.number);
    let back = line(locations[1]);
    // July 2014 to February 2015: eight months begun.
    assert_eq!((back.starts, back.months, back.units), (day("2015-03-01"), 24, 513));
    assert_eq!((back.reinstatement_months, back.reinstatement_units), (8, 176));
    assert!(back.number.ends_with("-R01"), "{}", back.number);
    assert_eq!(quoted.total, 176 + 513 + 176);
    assert_eq!(quoted.valid_until, day("2015-02-28"), "reinstatement is in it");

    let before = scene.counts().await;
    let renewed: RenewalView = renew(&scene, &quoted).await.read();
    assert_eq!(
        (renewed.state, renewed.reference.as_str()),
        (RenewalState::Renewed, "REF-2")
    );
    assert_eq!(scene.counts().await.0, before.0 - 865);
    for location in &locations {
        let agreement = scene.agreement(*location).await;
        assert_eq!(agreement.expires, day("2017-02-28"));
        assert_eq!(agreement.standing, Standing::Active);
        assert_eq!(agreement.number, line(*location).number);
    }
    // Asked again it says so, and takes nothing.
    let again: RenewalView = renew(&scene, &quoted).await.read();
    assert_eq!(
        (again.state, scene.counts().await.0),
        (RenewalState::Renewed, before.0 - 865)
    );
    let mails = scene
        .subjects("Software assurance of Test Customer is renewed until 28 Feb 2017")
        .await;
    assert_eq!(mails.len(), 1);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn at_the_end_of_the_term_the_units_are_held_until_then_and_the_suffix_rises_then() {
    let (scene, locations) = with_agreements(1).await;
    let renewed = renew_all(&scene, json!({ "moment": "end_of_term" })).await;
    assert_eq!(renewed.lines[0].taken_on, Some(day("2014-07-01")));
    let counts = scene.counts().await;
    assert_eq!((counts.1, counts.2), (264, 1_000_000 - 2 * 264));
    let agreement = scene.agreement(locations[0]).await;
    assert!(agreement.number.ends_with("-N"));
    assert_eq!(
        (agreement.expires, agreement.next.clone().unwrap().starts),
        (day("2015-06-30"), day("2014-07-01"))
    );
    assert!(!agreement.renewable);
    assert_eq!(
        page(&scene).await.agreements[0].failure.as_ref().unwrap().reason,
        RenewalFailure::AlreadyRenewed
    );
    scene.desk.travel_to_day("2014-06-30").await;
    assert!(scene.agreement(locations[0]).await.number.ends_with("-N"));
    scene.desk.travel_to_day("2014-07-01").await;
    let begun = scene.agreement(locations[0]).await;
    assert!(begun.number.ends_with("-R01") && begun.next.is_none());
    assert_eq!(Day::of(begun.terms[1].activated_at.unwrap()), day("2014-07-01"));
    assert_eq!(scene.counts().await.1, 0);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn licences_that_are_added_are_paid_once_before_a_renewal_and_once_after() {
    let (scene, locations) = with_agreements(1).await;
    scene.desk.travel_to_day("2013-10-15").await;
    scene.activate(locations[0], &[("LK180064", 1)]).await;
    assert!(!scene.agreement(locations[0]).await.renewable);
    let chosen = json!([{ "location_id": locations[0], "application": "sv8300" }]);
    for moment in ["today", "end_of_term"] {
        let body = json!({ "agreements": chosen, "moment": moment, "ends": "2015-06-30" });
        let quoted: RenewalView = quote(&scene, body).await.read();
        let failure = quoted.lines[0].failure.as_ref().unwrap();
        assert_eq!(failure.reason, RenewalFailure::LicencesAdded);
        renew(&scene, &quoted).await.refused(ProblemCode::NothingToQuote);
    }
    // October to June at 10 a month.
    assert_eq!(figures(&scene.quote(locations[0]).await), [(9, 90)]);
    scene.activate_swa(locations[0], 9).await;
    let renewed = renew_all(&scene, json!({ "moment": "end_of_term" })).await;
    assert_eq!(renewed.lines[0].units, 384);
    let nothing = async || {
        let asked = scene.ask_quote(locations[0], json!({})).await;
        asked.refused(ProblemCode::NothingToQuote);
    };
    nothing().await;

    // What comes after the renewal is paid to the renewed term's end: 21 months are 20.46.
    scene.activate(locations[0], &[("LK180064", 1)]).await;
    assert_eq!(figures(&scene.quote(locations[0]).await), [(21, 205)]);
    scene.activate_swa(locations[0], 21).await;
    nothing().await;
    scene.desk.travel_to_day("2014-07-01").await;
    assert!(scene.agreement(locations[0]).await.number.ends_with("-R01"));
    nothing().await;
    scene.desk.ledger().await;
}

#[tokio::test]
async fn units_for_later_come_from_lots_that_are_good_then() {
    let scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(600, "2014-01-01").await;
    scene.units(263, "2014-12-31").await;
    let location = scene.sv8300(&hkc(1)).await;
    scene.activate_swa(location, 12).await;
    let quoted: RenewalView = quote(&scene, json!({ "moment": "end_of_term" })).await.read();
    let refused = renew(&scene, &quoted).await.refused(ProblemCode::NotEnoughSwaUnits);
    assert!(
        refused
            .detail
            .contains("263 are available that do not expire before 1 Jul 2014"),
        "{}",
        refused.detail
    );
    scene.units(1, "2014-07-01").await;
    renew(&scene, &quoted).await.ok();
    let lots: Vec<_> = scene
        .bin()
        .await
        .lots
        .iter()
        .map(|lot| (lot.available, lot.allocated))
        .collect();
    assert_eq!(lots, [(336, 0), (0, 1), (0, 263)]);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn what_cannot_be_quoted_says_why_and_is_left_out() {
    let (scene, locations) = with_agreements(3).await;
    // One runs to June 2015, one is pending with added licences, one is as it was.
    let first = json!([{ "location_id": locations[0], "application": "sv8300" }]);
    renew_all(&scene, json!({ "agreements": first })).await;
    scene.activate(locations[1], &[("LK180064", 1)]).await;
    scene.assign(locations[1], 16).await;
    let all: Vec<Value> = locations
        .iter()
        .map(|location| json!({ "location_id": location, "application": "sv8300" }))
        .collect();
    let reasons = async |body: Value| -> Vec<Option<RenewalFailure>> {
        let quoted: RenewalView = quote(&scene, body).await.read();
        let of = |location: &LocationId| {
            let line = quoted.lines.iter().find(|line| line.location_id == *location).unwrap();
            assert_eq!(line.failure.is_some(), line.months == 0);
            line.failure.as_ref().map(|failure| failure.reason)
        };
        locations.iter().map(of).collect()
    };
    use RenewalFailure::*;
    assert_eq!(
        reasons(json!({ "agreements": all, "ends": "2015-06-30" })).await,
        [Some(EndBeforeStart), Some(Pending), None]
    );
    assert_eq!(
        reasons(json!({ "agreements": all, "ends": "2016-03-31" })).await,
        [None, Some(Pending), None]
    );
    // SV8300 is assured for 36 months at most.
    assert_eq!(
        reasons(json!({ "agreements": all, "ends": "2016-04-30" })).await,
        [Some(TooLong), Some(Pending), Some(TooLong)]
    );
    // Two of them, neither for 12 months.
    assert_eq!(
        reasons(json!({ "agreements": all, "ends": "2015-05-31" })).await,
        [Some(EndBeforeStart), Some(Pending), Some(TwelveMonths)]
    );
    let quoted: RenewalView = quote(&scene, json!({ "agreements": all, "ends": "2016-04-30" }))
        .await
        .read();
    let too_long = &quoted
        .lines
        .iter()
        .find(|line| line.location_id == locations[0])
        .unwrap();
    assert_eq!(
        (too_long.latest_end, too_long.limited_by),
        (day("2016-03-31"), RenewalLimit::ApplicationMaximum)
    );
    assert!(
        too_long.failure.as_ref().unwrap().message.contains("31 Mar 2016"),
        "{too_long:?}"
    );
    renew(&scene, &quoted).await.refused(ProblemCode::NothingToQuote);
    // By default everything renewable is chosen, today, for 12 months.
    let quoted: RenewalView = quote(&scene, json!({})).await.read();
    assert_eq!(
        (quoted.lines.len(), quoted.ends, quoted.moment),
        (2, day("2015-06-30"), RenewalMoment::Today)
    );
    let ids: [&dyn ToString; 2] = [&scene.customer, &quoted.renewal_id];
    let csv: QuoteExport = scene
        .desk
        .call::<ExportSwaRenewal>(scene.sam(), &ids, json!(null))
        .await
        .read();
    assert_eq!(csv.content.lines().count(), 3);
}

#[tokio::test]
async fn bad_questions_are_refused_at_their_field() {
    let (scene, locations) = with_agreements(1).await;
    let one = json!({ "location_id": locations[0], "application": "sv8300" });
    let other = json!({ "location_id": LocationId::new(9, &[9; 10]), "application": "sv8300" });
    for (body, field) in [
        (json!({ "months": 0 }), "months"),
        (json!({ "months": 61 }), "months"),
        (json!({ "months": 12, "ends": "2015-06-30" }), "ends"),
        (json!({ "ends": "2015-06-29" }), "ends"),
        (json!({ "agreements": [] }), "agreements"),
        (json!({ "agreements": [one, one] }), "agreements/1"),
        (json!({ "agreements": [one, other] }), "agreements/1"),
        (json!({ "agreements": vec![other.clone(); 501] }), "agreements"),
    ] {
        let fields = quote(&scene, body.clone())
            .await
            .refused_fields(ProblemCode::InvalidFields);
        assert!(fields.contains(&field.to_owned()), "{body}: {fields:?}");
    }
    let quoted: RenewalView = quote(&scene, json!({})).await.read();
    let ids: [&dyn ToString; 2] = [&scene.customer, &quoted.renewal_id];
    let refused = scene
        .desk
        .call::<RenewSwa>(scene.sam(), &ids, json!({ "authorised": false }))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::NotAuthorised), ["authorised"]);
    // Licences change, and the quote does not hold any more.
    scene.activate(locations[0], &[("LK180064", 1)]).await;
    renew(&scene, &quoted).await.refused(ProblemCode::QuoteOutdated);
    scene.activate_swa(locations[0], 16).await;
    let quoted: RenewalView = quote(&scene, json!({})).await.read();
    scene.desk.travel_to_day("2013-04-26").await;
    renew(&scene, &quoted).await.refused(ProblemCode::QuoteOutdated);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn of_two_renewals_of_one_agreement_one_takes_effect() {
    let (scene, locations) = with_agreements(2).await;
    let one = json!([{ "location_id": locations[0], "application": "sv8300" }]);
    let first: RenewalView = quote(&scene, json!({ "agreements": one })).await.read();
    let both: RenewalView = quote(&scene, json!({})).await.read();
    let (a, b) = tokio::join!(renew(&scene, &first), renew(&scene, &both));
    let good = [&a, &b].into_iter().filter(|answer| answer.status.is_success()).count();
    assert!(good <= 1, "{} {}", a.text, b.text);
    for refused in [&a, &b].into_iter().filter(|answer| !answer.status.is_success()) {
        let code = refused.body["code"].as_str().unwrap();
        assert!(["being_renewed", "quote_outdated"].contains(&code), "{code}");
    }
    let ledger = scene.desk.ledger().await;
    assert_eq!(ledger.count("renewal-decided"), good);
    // The other, afterwards.
    if a.status.is_success() {
        renew(&scene, &both).await.refused(ProblemCode::QuoteOutdated);
    }
}

/// How many of the agreements have this many terms; none is held, and no units are.
async fn with_terms(scene: &Assured, terms: usize) -> usize {
    let ledger = scene.desk.ledger().await;
    let agreements = ledger.agreements();
    assert!(agreements.iter().all(|one| one.held.is_none()));
    let lots = ledger.lots();
    assert!(lots.iter().all(|lot| lot.allocated == 0), "{lots:?}");
    agreements.iter().filter(|one| one.terms.len() == terms).count()
}

#[tokio::test]
async fn more_than_one_transaction_holds_stays_all_or_nothing_wherever_it_breaks_off() {
    // Two transactions hold 55 agreements, and each location is renewed by one of its own:
    // begin, hold, hold, decide, 55 locations, finish.
    const COUNT: u32 = 55;
    let (scene, _) = with_agreements(COUNT).await;
    let faults = &scene.desk.faults;
    let (mut terms, mut year) = (1, 2014);
    for (written, renewed) in [
        (0, false),
        (1, false),
        (2, false),
        (3, false),
        (4, true),
        (5, true),
        (30, true),
        (59, true),
        (60, true),
    ] {
        scene.desk.travel_to_day(&format!("{year}-06-01")).await;
        let quoted: RenewalView = quote(&scene, json!({})).await.read();
        assert_eq!(
            (quoted.lines.len(), quoted.ends),
            (55, day(&format!("{}-06-30", year + 1)))
        );
        faults.die_at(written + 1, false);
        let answer = renew(&scene, &quoted).await;
        assert_eq!(answer.status.is_success(), written == 60, "{written}: {}", answer.text);
        faults.die_at(0, false);
        // The sweep is not at it before five minutes are over: somebody may still be.
        let now = scene.desk.now();
        scene.desk.travel_to(now + chrono::TimeDelta::minutes(10)).await;
        terms += usize::from(renewed);
        year += i32::from(renewed);
        assert_eq!(with_terms(&scene, terms).await, 55, "broken off after {written}");
        let closed = renew(&scene, &quoted).await;
        match (renewed, written) {
            (true, _) => assert_eq!(closed.ok()["state"], "renewed"),
            // It never began.
            (false, 0) => assert_eq!(closed.ok()["state"], "renewed"),
            (false, _) => drop(closed.refused(ProblemCode::RenewalClosed)),
        }
        if written == 0 {
            terms += 1;
            year += 1;
        }
    }
}

/// The value with every text that holds `from` holding `to` instead.
fn renamed(value: AttributeValue, from: &str, to: &str) -> AttributeValue {
    match value {
        AttributeValue::S(text) => AttributeValue::S(text.replace(from, to)),
        AttributeValue::M(map) => {
            let entries = map.into_iter();
            AttributeValue::M(entries.map(|(name, value)| (name, renamed(value, from, to))).collect())
        }
        AttributeValue::L(list) => AttributeValue::L(list.into_iter().map(|value| renamed(value, from, to)).collect()),
        other => other,
    }
}

#[tokio::test]
async fn five_hundred_agreements_are_renewed_in_one_go_and_one_more_is_too_many() {
    let (scene, locations) = with_agreements(1).await;
    // Its copies: what is asked of them is what renewing reads.
    let table = scene.desk.table().await;
    let first = locations[0].to_string();
    let of_first = |sk: &str| table[&(format!("LOCATION#{first}"), sk.to_owned())].clone();
    let (location, agreement) = (of_first("LOCATION"), of_first("SWA#sv8300"));
    let copy = async |n: u8, m: u8| {
        let id = LocationId::new(1, &[n, m, 7, 7, 7, 7, 7, 7, 7, 7]).to_string();
        for item in [&location, &agreement] {
            let item = item.clone().into_iter();
            let copied = item.map(|(name, value)| (name, renamed(value, &first, &id)));
            scene.desk.put_item(copied.collect()).await;
        }
    };
    for n in 0..499_u16 {
        copy((n / 250) as u8, (n % 250) as u8).await;
    }
    let before = scene.counts().await;
    let quoted: RenewalView = quote(&scene, json!({ "ends": "2015-06-30" })).await.read();
    assert_eq!((quoted.lines.len(), quoted.total), (500, 500 * 264));
    let renewed: RenewalView = renew(&scene, &quoted).await.read();
    assert_eq!(renewed.state, RenewalState::Renewed);
    assert_eq!(scene.counts().await, (before.0 - 132_000, 0, before.2 - 132_000));
    let ends: Vec<_> = page(&scene)
        .await
        .agreements
        .iter()
        .map(|one| one.agreed[1].ends)
        .collect();
    assert_eq!(ends, vec![day("2015-06-30"); 500]);
    copy(9, 9).await;
    scene.desk.travel_to_day("2015-07-01").await;
    let all = quote(&scene, json!({})).await;
    assert_eq!(all.refused_fields(ProblemCode::InvalidFields), ["agreements"]);
}

#[tokio::test]
async fn what_a_renewal_holds_is_kept_from_all_others_until_the_sweep_lets_it_go() {
    let (scene, locations) = with_agreements(1).await;
    let location = locations[0];
    let (first, second): (RenewalView, RenewalView) = (
        quote(&scene, json!({})).await.read(),
        quote(&scene, json!({})).await.read(),
    );
    let faults = &scene.desk.faults;
    // Begun and held; whoever does it dies before it is decided.
    faults.die_at(3, false);
    assert!(renew(&scene, &first).await.status.is_server_error());
    faults.die_at(0, false);
    let agreement = scene.agreement(location).await;
    assert!(agreement.being_renewed && !agreement.renewable && !agreement.quotable);
    assert_eq!(scene.counts().await.1, 264);
    renew(&scene, &first).await.refused(ProblemCode::BeingRenewed);
    renew(&scene, &second).await.refused(ProblemCode::BeingRenewed);
    let all: RenewalView = quote(
        &scene,
        json!({ "agreements": [{ "location_id": location, "application": "sv8300" }], "ends": "2015-06-30" }),
    )
    .await
    .read();
    assert_eq!(
        all.lines[0].failure.as_ref().unwrap().reason,
        RenewalFailure::BeingRenewed
    );
    // Licences are not kept from anybody.
    scene.activate(location, &[("LK180064", 1)]).await;
    let now = scene.desk.now();
    scene.desk.travel_to(now + chrono::TimeDelta::minutes(6)).await;
    assert!(!scene.agreement(location).await.being_renewed);
    assert_eq!(with_terms(&scene, 1).await, 1);
    renew(&scene, &first).await.refused(ProblemCode::RenewalClosed);
    renew(&scene, &second).await.refused(ProblemCode::QuoteOutdated);
}

#[tokio::test]
async fn an_agreement_that_changes_meanwhile_stops_the_whole_renewal() {
    let (scene, _) = with_agreements(3).await;
    let quoted: RenewalView = quote(&scene, json!({})).await.read();
    // Licences were added at one of them after the quote.
    scene.activate(quoted.lines[2].location_id, &[("LK180064", 1)]).await;
    renew(&scene, &quoted).await.refused(ProblemCode::QuoteOutdated);
    assert_eq!(with_terms(&scene, 1).await, 3);
}
