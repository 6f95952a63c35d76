//! What system types with a way of their own cost: a temporary key that gives way to a hardware key
//! code, a child that is added to its parent.

use super::Meter;
use api::operations::*;
use serde_json::json;
use tests::location_body;

pub(super) async fn systems(meter: &mut Meter) {
    let (dealer, organisation) = (meter.desk.people.dealer.clone(), meter.desk.organisations.dealer);
    let customer = meter.desk.customer(&dealer, "Orchard Hotel").await;
    let order = meter.desk.ship(organisation, "PO-SV9500", &[("BE114234", 1)]).await;
    let body = location_body("sv9500-standard", "", "Server");
    let server = meter
        .call::<CreateLocation>(
            "an SV9500 with a temporary key, and its client",
            &dealer,
            &[&customer],
            body,
        )
        .await;
    let server = server.ok()["location_id"].as_str().unwrap().parse().unwrap();
    meter.desk.attach(&dealer, server, &order, &[("BE114234", 1)]).await;
    let body = json!({ "made_from": "192.0.2.105", "terms_accepted": true });
    meter
        .call::<MakeHkc>("with a client", &dealer, &[&server], body)
        .await
        .ok();
    let body = location_body("sv8500", "22CC538207AFD058020640CD57xO", "Main");
    let main = meter.desk.call::<CreateLocation>(&dealer, &[&customer], body).await;
    let mut body = location_body("sr-mgc-e", "", "Gateway");
    body["parent"] = main.ok()["location_id"].clone();
    meter
        .call::<CreateLocation>("an SR-MGC of an SV8500", &dealer, &[&customer], body)
        .await
        .ok();
    meter
        .call::<GetLocation>(
            "an SV8500 with its client and an SR-MGC",
            &dealer,
            &[&main.body["location_id"].as_str().unwrap()],
            json!(null),
        )
        .await
        .ok();
    let body = location_body("ip-dect", "1FFFFFF9", "DECT");
    let dect = meter.desk.call::<CreateLocation>(&dealer, &[&customer], body).await;
    let dect = dect.ok()["location_id"].as_str().unwrap().to_owned();
    let file = "PARI 1FFFFFF9\nMADE 2014-11-04T09:30:00Z\nEU917017 50\nEU917029 50\n";
    for (scenario, dry_run) in [("2 features, shown", true), ("2 features", false)] {
        let body = json!({ "content": file, "dry_run": dry_run });
        meter
            .call::<ImportLicences>(scenario, &dealer, &[&dect], body)
            .await
            .ok();
    }
    external(meter, &customer).await;
    migration(meter, &customer).await;
}

async fn external(meter: &mut Meter, customer: &domain::id::CustomerId) {
    let people = meter.desk.people.clone();
    let (vendor, dealer) = (&people.vendor, &people.dealer);
    let body = location_body("expense-management", "66045123", "Costs");
    let costs = meter.desk.call::<CreateLocation>(dealer, &[customer], body).await;
    let costs: domain::id::LocationId = costs.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let to = meter.desk.organisations.dealer;
    let order = meter.desk.ship(to, "PO-ME", &[("LK660100", 1)]).await;
    let codes = meter.desk.attach(dealer, costs, &order, &[("LK660100", 1)]).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    meter
        .call::<ActivateLicences>("an external order of 1 licence", dealer, &[&costs], body)
        .await
        .ok();
    let file = json!({ "file_name": "ME.dat", "content_base64": "QQ==" });
    let ids: [&dyn ToString; 2] = [&costs, &order];
    meter
        .call::<SendRequestFile>("a small file", dealer, &ids, file.clone())
        .await
        .ok();
    meter
        .call::<ListAwaitedFiles>("1 order", vendor, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetExternalOrder>("one that waits", vendor, &[&order], json!(null))
        .await
        .ok();
    meter
        .call::<GetRequestFile>("a small file", vendor, &[&order], json!(null))
        .await
        .ok();
    meter
        .call::<SendExternalFile>("a small file", vendor, &[&order], file)
        .await
        .ok();
    let ids: [&dyn ToString; 3] = [&costs, &order, &1];
    meter
        .call::<GetExternalFile>("a small file", dealer, &ids, json!(null))
        .await
        .ok();
}

async fn migration(meter: &mut Meter, customer: &domain::id::CustomerId) {
    let dealer = meter.desk.people.dealer.clone();
    let body = location_body("sv9100-cp10", "341006761783", "CP10");
    let made = meter.desk.call::<CreateLocation>(&dealer, &[customer], body).await;
    let location: domain::id::LocationId = made.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let to = meter.desk.organisations.dealer;
    let order = meter
        .desk
        .ship(to, "PO-CP10", &[("BE114063", 8), ("BE114065", 60)])
        .await;
    let lines = [("BE114063", 8), ("BE114065", 60)];
    let codes = meter.desk.attach(&dealer, location, &order, &lines).await;
    let body = json!({ "software_key_codes": codes, "terms_accepted": true });
    meter
        .desk
        .call::<ActivateLicences>(&dealer, &[&location], body)
        .await
        .ok();
    let body = json!({ "kind": "demo" });
    meter
        .call::<IssueLimited>("a demo licence", &dealer, &[&location], body)
        .await
        .ok();
    for (scenario, dry_run) in [("2 licences, shown", true), ("2 licences", false)] {
        let body = json!({ "hkc": "441018029547", "dry_run": dry_run });
        meter
            .call::<MigrateLocation>(scenario, &dealer, &[&location], body)
            .await
            .ok();
    }
    meter
        .call::<GetFormerSystems>("2 licences", &dealer, &[&location], json!(null))
        .await
        .ok();
    let body = json!({ "hkc": "441018029549", "reason": "Dead board" });
    let ids: [&dyn ToString; 1] = [&location];
    meter.desk.forward(chrono::TimeDelta::hours(12));
    meter
        .call::<IssueEmergency>("2 licences", &dealer, &ids, body)
        .await
        .ok();
    meter
        .call::<ListDueReplacements>("1 location", &dealer, &[], json!(null))
        .await
        .ok();
    let body = json!({ "hkc": "441018029549", "reason": "Dead board" });
    meter
        .call::<ReplaceHardware>("2 licences, after an emergency", &dealer, &ids, body)
        .await
        .ok();
    let vendor = meter.desk.people.vendor.clone();
    let body = json!({ "before": "441018029549", "hkc": "441018029550", "reason": "Again" });
    meter
        .call::<ReplaceAnyHardware>("2 licences", &vendor, &[], body)
        .await
        .ok();
    let body = json!({ "hkcs": ["441018029549", "441018029550", "440000000000"] });
    for (who, scenario) in [(&dealer, "3 codes"), (&vendor, "3 codes, by the vendor")] {
        meter.call::<LookUpHkcs>(scenario, who, &[], body.clone()).await.ok();
    }
    let seen = meter.desk.seen(&dealer, location).await;
    let mut codes: Vec<_> = seen["activated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|licence| licence["software_key_code"].clone())
        .collect();
    codes.push(json!("HV19BBXB9E9CVDK52N0W"));
    let body = json!({ "software_key_codes": codes });
    for (who, scenario) in [(&dealer, "3 codes"), (&vendor, "3 codes, by the vendor")] {
        meter
            .call::<LookUpKeyCodes>(scenario, who, &[], body.clone())
            .await
            .ok();
    }
}
