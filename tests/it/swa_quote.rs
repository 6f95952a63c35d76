//! `make-swa-quote`, `get-swa-quote`, `export-swa-quote`, `list-swa-prospects`: what is
//! quoted when, and how long it holds.

use api::{ProblemCode, assurance::*, operations::*};
use serde_json::json;
use tests::assured::{Assured, HKC, SIPNET, SIPNET_SERVER, day, figures, manual};

#[tokio::test]
async fn sipnet_before_june_2013_chooses_its_end_and_waived_months_cost_nothing() {
    let scene = Assured::at("2013-05-20T09:00:00Z").await;
    scene.units(989, "2015-01-01").await;
    let location = scene.location("is3000", "aa0014SA2792907248AA", "PBX network").await;
    scene.activate(location, SIPNET).await;
    scene.desk.travel_to_day("2014-03-14").await;
    let quote = scene.quote(location).await;
    assert_eq!(figures(&quote), [(12, 59), (24, 115), (36, 168)]);
    let line = &quote.applications[0];
    let reinstatement = line.reinstatement.unwrap();
    // Grace to 31 Aug 2013, so 7 months begun; the fee is waived until 2015.
    assert_eq!(
        (reinstatement.months, reinstatement.units, reinstatement.waived),
        (7, 0, true)
    );
    let range = line.choosable_ends.unwrap();
    assert_eq!((range.starts, range.ends), (day("2014-06-30"), day("2017-03-31")));
    for (ends, said) in [
        ("2014-05-31", "from 2014-06-30"),
        ("2017-04-30", "to 2017-03-31"),
        ("2014-07-15", "such as 2014-07-31"),
    ] {
        let problem = scene
            .ask_quote(location, json!({ "ends": ends }))
            .await
            .refused(ProblemCode::InvalidFields);
        assert_eq!(problem.errors[0].field, "ends");
        assert!(problem.detail.contains(said), "{}", problem.detail);
    }
    let chosen: SwaQuoteView = scene.ask_quote(location, json!({ "ends": "2014-09-30" })).await.read();
    // Six months from 1 April at the full rate: 29.4.
    assert_eq!(figures(&chosen), [(6, 30), (12, 59), (24, 115), (36, 168)]);
    let active: AssignSwaResponse = scene.ask_assign(location, &chosen, 6).await.read();
    assert_eq!(active.pending[0].ends, day("2014-09-30"));
    // What was activated later than May 2013 has its terms and nothing between.
    let later = scene.sv8300(HKC).await;
    let refused = scene.ask_quote(later, json!({ "ends": "2014-09-30" })).await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["ends"]);
}

#[tokio::test]
async fn reinstatement_of_the_manual_takes_17_units_for_3_months() {
    let scene = Assured::at("2014-12-15T09:00:00Z").await;
    scene.units(8967, "2016-01-01").await;
    let location = scene.location("is3000", "aa0014SA2792654321AA", "SIP@Net Server").await;
    scene.activate(location, SIPNET_SERVER).await;
    assert_eq!(scene.agreement(location).await.expires, day("2015-03-31"));
    scene.desk.travel_to_day("2015-06-30").await;
    assert_eq!(scene.agreement(location).await.standing, Standing::GraceOver);
    let quote = scene.quote(location).await;
    assert_eq!(figures(&quote), [(12, 66), (24, 129), (36, 189), (48, 251), (60, 304)]);
    let reinstatement = quote.applications[0].reinstatement.unwrap();
    assert_eq!(
        (reinstatement.months, reinstatement.units, reinstatement.waived),
        (3, 17, false)
    );
    assert_eq!(quote.applications[0].options[4].total, 321);
    assert_eq!(
        quote.valid_until,
        day("2015-06-30"),
        "the end of the month, with reinstatement"
    );
    let pending: AssignSwaResponse = scene.ask_assign(location, &quote, 60).await.read();
    assert_eq!(scene.counts().await, (8967, 321, 8646));
    // Assigned on the last day of June; the cooling off ends in July, and June decides.
    scene.desk.travel_to_day("2015-07-02").await;
    let active = scene.agreement(location).await;
    assert_eq!(active.terms[0].starts, day("2015-07-01"));
    assert_eq!((active.expires, active.standing), (day("2020-06-30"), Standing::Active));
    assert!(active.number.ends_with("-N"));
    assert_eq!(pending.pending[0].reinstatement_units, 17);
    scene.desk.ledger().await;
}

#[tokio::test]
async fn a_quote_holds_until_its_day_or_until_licences_or_rates_change() {
    let (scene, location) = manual().await;
    let get = async |quote: &SwaQuoteView| -> SwaQuoteView {
        let ids: [&dyn ToString; 2] = [&location, &quote.quote_id];
        scene
            .desk
            .call::<GetSwaQuote>(scene.sam(), &ids, json!(null))
            .await
            .read()
    };
    let first = scene.quote(location).await;
    assert!(get(&first).await.valid);
    scene.activate(location, &[("LK180001", 8)]).await;
    let outdated = get(&first).await;
    assert!(
        !outdated.valid && outdated.outdated.unwrap().contains("Licences"),
        "and the old one stays to be compared"
    );
    assert_eq!(figures(&get(&first).await), [(12, 264), (24, 513), (36, 753)]);
    scene
        .ask_assign(location, &first, 12)
        .await
        .refused(ProblemCode::QuoteOutdated);
    let second = scene.quote(location).await;
    assert_eq!(figures(&second)[0], (12, 288));
    scene.desk.travel_to_day("2013-04-25").await;
    assert!(get(&second).await.valid, "30 days");
    scene.desk.travel_to_day("2013-04-26").await;
    assert!(get(&second).await.outdated.unwrap().contains("25 Apr 2013"));
    scene
        .ask_assign(location, &second, 12)
        .await
        .refused(ProblemCode::QuoteOutdated);
    scene.desk.travel_to_day("2013-06-20").await;
    assert_eq!(
        scene.quote(location).await.valid_until,
        day("2013-06-30"),
        "the end of grace"
    );

    // Rates change on 1 January 2015.
    scene.desk.travel_to_day("2014-12-30").await;
    let old = scene.quote(location).await;
    assert_eq!((old.version.as_str(), old.valid_until), ("2010-1", day("2014-12-31")));
    let ids: [&dyn ToString; 2] = [&location, &old.quote_id];
    let csv: QuoteExport = scene
        .desk
        .call::<ExportSwaQuote>(scene.sam(), &ids, json!(null))
        .await
        .read();
    assert_eq!(csv.file_name, "swa-quote-2014-12-30.csv");
    let rows: Vec<&str> = csv.content.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 4);
    assert!(
        rows[1].starts_with(&format!("Test Customer,SV8300 system,{HKC},SV8300,50180-")),
        "{}",
        rows[1]
    );
    assert!(
        rows[1].ends_with(",24,12,2015-01-01,2015-12-31,288,18,0,288,2014-12-31,2010-1"),
        "{}",
        rows[1]
    );
}

#[tokio::test]
async fn prospects_are_in_grace_without_assurance_the_most_urgent_first() {
    let (scene, first) = manual().await;
    let list = async || -> Vec<String> {
        let page = scene.desk.call::<ListSwaProspects>(scene.sam(), &[], json!(null)).await;
        let rows = page.ok()["items"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| {
                format!(
                    "{} {}",
                    row["hkc"].as_str().unwrap(),
                    row["grace_ends"].as_str().unwrap()
                )
            })
            .collect()
    };
    scene.desk.travel_to_day("2013-04-01").await;
    scene.sv8300("18CYG-IPS-00000000BJZ02319QL").await;
    assert_eq!(
        list().await,
        [
            format!("{HKC} 2013-06-30"),
            "18CYG-IPS-00000000BJZ02319QL 2013-07-31".to_owned()
        ]
    );
    let pending = scene.assign(first, 12).await;
    assert_eq!(list().await.len(), 1, "what is pending is no prospect");
    scene.cancel(first, &pending).await.ok();
    assert_eq!(list().await.len(), 2);
    scene.activate_swa(first, 12).await;
    assert_eq!(list().await.len(), 1);
    scene.desk.travel_to_day("2013-08-01").await;
    assert_eq!(list().await, [""; 0], "grace is over");
    let otto = scene
        .desk
        .call::<ListSwaProspects>(&scene.desk.people.other_dealer_swa, &[], json!(null))
        .await;
    assert_eq!(otto.ok()["items"], json!([]));
}

#[tokio::test]
async fn licences_added_while_it_runs_are_quoted_to_the_running_end() {
    let (scene, location) = manual().await;
    scene.activate_swa(location, 12).await;
    scene
        .ask_quote(location, json!({}))
        .await
        .refused(ProblemCode::NothingToQuote);
    scene.desk.travel_to_day("2013-10-15").await;
    scene.activate(location, &[("LK180064", 1)]).await;
    let quote = scene.quote(location).await;
    assert_eq!(quote.applications[0].kind, AssignmentKind::Expansion);
    // October to June: nine months of 10.
    assert_eq!(figures(&quote), [(9, 90)]);
    assert_eq!(quote.valid_until, day("2013-10-31"));
    let pending: AssignSwaResponse = scene.ask_assign(location, &quote, 9).await.read();
    let expanded: AgreementView = scene.process(location, &pending.pending[0], "Now.").await.read();
    assert!(expanded.number.ends_with("-N"), "the suffix stays");
    assert_eq!(expanded.expires, day("2014-06-30"));
    assert_eq!(expanded.terms.len(), 2);
    scene
        .ask_quote(location, json!({}))
        .await
        .refused(ProblemCode::NothingToQuote);
    // All of it is in the next term.
    scene.desk.travel_to_day("2014-07-10").await;
    assert_eq!(figures(&scene.quote(location).await)[0], (12, 384));
    scene.desk.ledger().await;
}

#[tokio::test]
async fn several_applications_of_a_location_are_agreements_of_their_own() {
    let scene = Assured::at("2026-01-05T09:00:00Z").await;
    scene.units(5000, "2027-01-01").await;
    let location = scene.location("sv8100", "191000343919", "Head office").await;
    scene.activate(location, &[("BE107573", 1), ("960026172000", 2)]).await;
    let quote = scene.quote(location).await;
    let rates: Vec<_> = quote
        .applications
        .iter()
        .map(|line| (line.application.as_str(), line.monthly_rate.as_str()))
        .collect();
    assert_eq!(rates, [("bct", "3.6"), ("sv8100", "4")]);
    let choices = json!([{ "application": "sv8100", "months": 60 }, { "application": "bct", "months": 12 }]);
    let body = json!({ "quote_id": quote.quote_id, "choices": choices, "authorised": true });
    let assigned: AssignSwaResponse = scene
        .desk
        .call::<AssignSwa>(scene.sam(), &[&location], body)
        .await
        .read();
    // 4 x 55.2 = 220.8; 3.6 x 12 = 43.2.
    let units: Vec<_> = assigned
        .pending
        .iter()
        .map(|one| (one.application.as_str(), one.units))
        .collect();
    assert_eq!(units, [("sv8100", 221), ("bct", 44)]);
    assert_eq!(scene.counts().await, (5000, 265, 4735));
    scene.cancel(location, &assigned.pending[1]).await.ok();
    scene.desk.travel_to_day("2026-01-07").await;
    let numbers: Vec<_> = scene
        .swa(location)
        .await
        .agreements
        .into_iter()
        .map(|one| one.number)
        .collect();
    assert!(
        numbers[0].starts_with("50BC0-") && numbers[0].ends_with("-W"),
        "{numbers:?}"
    );
    assert!(
        numbers[1].starts_with("50190-") && numbers[1].ends_with("-N"),
        "{numbers:?}"
    );
    scene.desk.ledger().await;
}
