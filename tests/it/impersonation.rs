//! A distributor's user acts as a user of a dealer (spec chapter 4, "Roles in the channel").

use crate::scene::Scene;
use api::{
    Page, ProblemCode,
    impersonations::{BeginImpersonationResponse, DoneOnBehalfView, ImpersonationPermissionView, ImpersonationView},
    operations::*,
    users::{Session, UserView},
};
use chrono::TimeDelta;
use domain::{id::UserId, organisation::Role};
use serde_json::{Value, json};
use tests::{Answer, Desk, Person, assured::Assured, location_body};

const DORA: &str = "dora@example.com";

async fn begin(desk: &Desk, who: &Person, body: Value) -> Answer {
    desk.call::<BeginImpersonation>(who, &[], body).await
}

async fn end(desk: &Desk, acting: &Person) -> Answer {
    let own = oneself(acting);
    desk.call::<EndImpersonation>(&own, &[&acting.acting_as.as_ref().unwrap()], json!({}))
        .await
}

fn oneself(acting: &Person) -> Person {
    Person {
        acting_as: None,
        ..acting.clone()
    }
}

async fn bin(desk: &Desk, who: &Person) -> Answer {
    desk.call::<GetBin>(who, &[], Value::Null).await
}

async fn permit(desk: &Desk, who: &Person, allowed: bool) -> Answer {
    desk.call::<SetImpersonationPermission>(who, &[], json!({ "allowed": allowed }))
        .await
}

async fn set_roles(desk: &Desk, whose: &Person, roles: &[Role]) {
    let ids: [&dyn ToString; 2] = [&whose.organisation_id.unwrap(), &whose.user_id.unwrap()];
    desk.call::<SetRoles>(&desk.people.vendor, &ids, json!({ "roles": roles }))
        .await
        .ok();
}

async fn listed(desk: &Desk, who: &Person) -> Vec<ImpersonationView> {
    let page: Page<ImpersonationView> = desk.call::<ListImpersonations>(who, &[], Value::Null).await.read();
    page.items
}

async fn done(desk: &Desk, who: &Person, id: impl ToString) -> Vec<DoneOnBehalfView> {
    let page: Page<DoneOnBehalfView> = desk.call::<ListDoneOnBehalf>(who, &[&id], Value::Null).await.read();
    page.items
}

fn without_request_id(answer: &Answer) -> String {
    answer.text.replace(answer.body["request_id"].as_str().unwrap(), "")
}

#[tokio::test]
async fn what_is_done_for_a_user_is_the_users_and_names_both() {
    let scene = Scene::new().await;
    let (desk, people) = (&scene.desk, &scene.desk.people);
    desk.allow(desk.organisations.dealer, true).await;
    let shown = json!({ "dealer_email": "Dora@Example.COM ", "dry_run": true });
    let table = desk.table().await;
    let preview: BeginImpersonationResponse = begin(desk, &people.distributor, shown).await.read();
    assert_eq!(preview.user.name, "dora");
    assert_eq!(preview.user.roles, [Role::LicenceUser]);
    assert_eq!(preview.organisation.name, "Fenwick Telecom");
    assert!(preview.impersonation.is_none());
    assert_eq!(desk.table().await, table, "showing it begins nothing");

    let dina = desk.acting(&people.distributor, DORA).await;
    let session: Session = desk.call::<GetSession>(&dina, &[], Value::Null).await.read();
    assert_eq!(Some(session.user.user_id), people.dealer.user_id);
    let said = session.impersonation.unwrap();
    assert_eq!((said.by.as_str(), said.user.as_str()), ("dina", "dora"));
    assert_eq!(said.by_organisation, "Harbour Distribution");
    assert_eq!(said.ends_at - said.begun_at, TimeDelta::hours(8));
    let own: Session = desk
        .call::<GetSession>(&people.distributor, &[], Value::Null)
        .await
        .read();
    assert_eq!(Some(own.user.user_id), people.distributor.user_id);
    assert!(own.impersonation.is_none());

    let codes = desk
        .attach(&dina, scene.location, &scene.order, &[("BE107582", 2)])
        .await;
    desk.forward(TimeDelta::minutes(1));
    desk.activate(&dina, scene.location, &codes).await.ok();
    desk.forward(TimeDelta::minutes(1));
    let body = json!({ "name": "Harbour Clinic", "address": { "country": "NL" } });
    desk.call::<CreateCustomer>(&dina, &[], body).await.ok();
    let events = desk
        .call::<ListLocationEvents>(&people.dealer, &[&scene.location], Value::Null)
        .await;
    let by: Vec<_> = events.ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["by"])
        .collect();
    assert_eq!(by, ["dina for dora", "dina for dora", "dora"]);
    // What the user did lately is listed for the user's organisation, and for no other.
    let recent = desk
        .call::<ListRecentlyActivated>(&people.dealer, &[], Value::Null)
        .await;
    assert_eq!(recent.ok()["items"].as_array().unwrap().len(), 1);
    let recent = desk
        .call::<ListRecentlyActivated>(&people.distributor, &[], Value::Null)
        .await;
    assert_eq!(recent.ok()["items"], json!([]));

    // Whoever is acted for reads what was done; whoever acts does not.
    let rows = listed(desk, &people.dealer_swa).await;
    assert_eq!(rows.as_slice(), std::slice::from_ref(&said));
    let rows = done(desk, &people.dealer, said.impersonation_id).await;
    let what: Vec<_> = rows.iter().map(|row| row.event.operation.as_str()).collect();
    assert_eq!(what, ["customer-created", "licences-activated", "licences-attached"]);
    assert!(rows[0].customer_id.is_some() && rows[0].location_id.is_none());
    assert_eq!(rows[1].location_id, Some(scene.location));
    assert_eq!(rows[2].event.by, "dina for dora");
    assert_eq!(listed(desk, &people.distributor).await, []);
    assert_eq!(listed(desk, &people.other_dealer).await, []);
    let id = [&said.impersonation_id as &dyn ToString];
    for stranger in [&people.distributor, &people.other_dealer] {
        desk.call::<ListDoneOnBehalf>(stranger, &id, Value::Null)
            .await
            .refused(ProblemCode::NotFound);
    }

    let ended: ImpersonationView = end(desk, &dina).await.read();
    assert_eq!(ended.ended_at, Some(desk.now()));
    let events = desk
        .call::<ListOrganisationEvents>(&people.vendor, &[&desk.organisations.dealer], Value::Null)
        .await;
    let said: Vec<_> = events.ok()["items"].as_array().unwrap()[..2]
        .iter()
        .map(|event| (event["by"].as_str().unwrap(), event["summary"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("dina", "Harbour Distribution no longer acts as dora."),
            (
                "dina",
                "Harbour Distribution acts as dora, until 5 Jan 2026 at 17:00 UTC at most."
            ),
        ]
    );
    desk.ledger().await;
}

#[tokio::test]
async fn nobody_else_is_acted_as_and_nothing_is_told_of_them() {
    let desk = Desk::start().await;
    let people = &desk.people;
    let as_whom = |email: &str| json!({ "dealer_email": email });
    let elsewhere = [
        // Without an allowance a dealer's user is like all others.
        DORA,
        "otto@example.com",
        "vera@northbell.example.com",
        "tenant-buyer@example.com",
        "dev@example.com",
        "nobody.at.all@example.com",
    ];
    let before = desk.table().await;
    let mut told = Vec::new();
    for email in elsewhere {
        let refused = begin(&desk, &people.distributor, as_whom(email)).await;
        assert_eq!(refused.refused_fields(ProblemCode::NoAllowance), ["dealer_email"]);
        told.push(without_request_id(&refused));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "the answer tells nothing");
    let own = begin(&desk, &people.distributor, as_whom("DINA@example.com")).await;
    assert!(
        own.refused(ProblemCode::InvalidFields)
            .detail
            .contains("your own address")
    );
    let wrong = begin(&desk, &people.distributor, as_whom("dora")).await;
    assert_eq!(wrong.refused_fields(ProblemCode::InvalidFields), ["dealer_email"]);
    // Only distributors have allowances.
    begin(&desk, &people.dealer, as_whom("sam@example.com"))
        .await
        .refused(ProblemCode::NoAllowance);
    for who in [&people.vendor, &people.tenant[0]] {
        begin(&desk, who, as_whom(DORA)).await.refused(ProblemCode::RoleMissing);
    }
    assert_eq!(desk.table().await, before);

    desk.allow(desk.organisations.dealer, true).await;
    for email in &elsewhere[1..] {
        begin(&desk, &people.distributor, as_whom(email))
            .await
            .refused(ProblemCode::NoAllowance);
    }
    let mut named = as_whom(DORA);
    named["dealer_id"] = json!(desk.organisations.other_dealer);
    let refused = begin(&desk, &people.distributor, named).await;
    assert_eq!(refused.refused_fields(ProblemCode::NoAllowance), ["dealer_id"]);
    desk.call::<ListDealerUsers>(&people.distributor, &[&desk.organisations.other_dealer], Value::Null)
        .await
        .refused(ProblemCode::NotFound);
}

#[tokio::test]
async fn who_has_not_come_or_has_left_is_not_acted_as() {
    let desk = Desk::start().await;
    let (people, dealer) = (&desk.people, desk.organisations.dealer);
    desk.allow(dealer, true).await;
    let ines = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    desk.call::<InviteUser>(&people.vendor, &[&dealer], ines).await.ok();
    set_roles(&desk, &people.dealer, &[]).await;
    for (email, says) in [
        ("ines@example.com", "Ines has not accepted"),
        (DORA, "dora has no role"),
    ] {
        let refused = begin(&desk, &people.distributor, json!({ "dealer_email": email })).await;
        let problem = refused.refused(ProblemCode::ImpersonationRefused);
        assert!(problem.detail.starts_with(says), "{problem:?}");
    }
    let users: Page<UserView> = desk
        .call::<ListDealerUsers>(&people.distributor, &[&dealer], Value::Null)
        .await
        .read();
    let names: Vec<_> = users.items.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["sam"]);
}

#[tokio::test]
async fn the_dealer_is_named_where_several_have_the_address() {
    let desk = Desk::start().await;
    let organisations = desk.organisations;
    for dealer in [organisations.dealer, organisations.other_dealer] {
        desk.allow(dealer, true).await;
    }
    let dora = json!({ "name": "Dora", "email": DORA, "roles": ["swa-user"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&organisations.other_dealer], dora)
        .await
        .ok();
    let token = json!({ "token": desk.invitation_token().await });
    desk.call::<AcceptInvitation>(&desk.stranger("dora-of-alder"), &[], token)
        .await
        .ok();
    let which = begin(&desk, &desk.people.distributor, json!({ "dealer_email": DORA })).await;
    let problem = which.refused(ProblemCode::DealerAmbiguous);
    assert_eq!(problem.choices.len(), 2);
    let body = json!({ "dealer_email": DORA, "dealer_id": organisations.other_dealer });
    let begun: BeginImpersonationResponse = begin(&desk, &desk.people.distributor, body).await.read();
    assert_eq!(begun.organisation.name, "Alder Networks");
    assert_eq!(begun.user.roles, [Role::SwaUser]);
}

#[tokio::test]
async fn nothing_of_oneself_is_done_for_somebody_else() {
    let desk = Desk::start().await;
    desk.allow(desk.organisations.dealer, true).await;
    let dina = desk.acting(&desk.people.distributor, DORA).await;
    let before = desk.table().await;
    // No chain, no end from within, no say about it, no look at it.
    begin(&desk, &dina, json!({ "dealer_email": "sam@example.com" }))
        .await
        .refused(ProblemCode::NotOnBehalf);
    let id = dina.acting_as.clone().unwrap();
    desk.call::<EndImpersonation>(&dina, &[&id], json!({}))
        .await
        .refused(ProblemCode::NotOnBehalf);
    permit(&desk, &dina, false).await.refused(ProblemCode::NotOnBehalf);
    desk.call::<ListImpersonations>(&dina, &[], Value::Null)
        .await
        .refused(ProblemCode::NotOnBehalf);
    assert_eq!(desk.table().await, before);
}

#[tokio::test]
async fn an_impersonation_is_good_for_who_began_it_alone() {
    let desk = Desk::start().await;
    let people = &desk.people;
    desk.allow(desk.organisations.dealer, true).await;
    let dina = desk.acting(&people.distributor, DORA).await;
    let id = dina.acting_as.clone().unwrap();
    let with = |who: &Person, id: &str| Person {
        acting_as: Some(id.to_owned()),
        ..who.clone()
    };
    let never = UserId::new(9, &[9; 10]).to_string();
    let mut told = Vec::new();
    for who in [
        with(&people.distributor_swa, &id),
        with(&people.dealer_swa, &id),
        with(&people.vendor, &id),
        with(&people.distributor, &never),
        with(&people.distributor, "none"),
        with(&people.distributor, ""),
    ] {
        let refused = bin(&desk, &who).await;
        refused.refused(ProblemCode::ImpersonationOver);
        told.push(without_request_id(&refused));
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    let nobody = with(&people.nobody, &id);
    bin(&desk, &nobody).await.refused(ProblemCode::NoUser);
    for who in [&people.distributor_swa, &people.dealer] {
        desk.call::<EndImpersonation>(who, &[&id], json!({}))
            .await
            .refused(ProblemCode::NotFound);
    }
    // Who asks nobody who they are asks nobody for whom.
    let nobody = with(&people.nobody, "none");
    desk.call::<GetDesk>(&nobody, &[], Value::Null).await.ok();
    bin(&desk, &dina).await.ok();
}

#[tokio::test]
async fn it_is_over_when_somebody_ends_it_or_after_eight_hours() {
    let desk = Desk::start().await;
    let people = &desk.people;
    desk.allow(desk.organisations.dealer, true).await;
    let first = desk.acting(&people.distributor, DORA).await;
    desk.forward(TimeDelta::minutes(1));
    let second = desk.acting(&people.distributor, "sam@example.com").await;
    end(&desk, &first).await.ok();
    let refused = bin(&desk, &first).await;
    let problem = refused.refused(ProblemCode::ImpersonationOver);
    assert!(
        problem.detail.starts_with("You no longer act for dora. It was ended."),
        "{problem:?}"
    );
    bin(&desk, &second).await.ok();
    desk.forward(TimeDelta::hours(8) - TimeDelta::seconds(1));
    bin(&desk, &second).await.ok();
    assert_eq!(listed(&desk, &people.dealer).await[0].ended_at, None);
    desk.forward(TimeDelta::seconds(1));
    let problem = bin(&desk, &second).await.refused(ProblemCode::ImpersonationOver);
    assert!(problem.detail.contains("8 hours"), "{problem:?}");
    let over = listed(&desk, &people.dealer).await[0].clone();
    assert_eq!(over.ended_at, Some(over.ends_at));
    // Nothing is left to be ended.
    let table = desk.table().await;
    for acting in [&first, &second] {
        let ended: ImpersonationView = end(&desk, acting).await.read();
        assert!(ended.ended_at.is_some());
    }
    assert_eq!(desk.table().await, table);
    bin(&desk, &oneself(&first)).await.ok();
    desk.ledger().await;
}

#[tokio::test]
async fn it_is_over_for_good_with_what_it_stands_on() {
    let desk = Desk::start().await;
    let (people, dealer) = (&desk.people, desk.organisations.dealer);
    let over = async |acting: &Person, says: &str| {
        let problem = bin(&desk, acting).await.refused(ProblemCode::ImpersonationOver);
        assert!(problem.detail.contains(says), "{problem:?}");
    };
    let later = || desk.forward(TimeDelta::minutes(1));
    desk.allow(dealer, true).await;

    let acting = desk.acting(&people.distributor, DORA).await;
    later();
    desk.allow(dealer, false).await;
    over(&acting, "taken back").await;
    desk.allow(dealer, true).await;
    over(&acting, "taken back").await;

    later();
    let acting = desk.acting(&people.distributor, DORA).await;
    bin(&desk, &acting).await.ok();
    later();
    set_roles(&desk, &people.dealer, &[Role::SwaUser]).await;
    desk.call::<GetSwaBin>(&acting, &[], Value::Null).await.ok();
    set_roles(&desk, &people.dealer, &[]).await;
    over(&acting, "They have lost their roles").await;
    set_roles(&desk, &people.dealer, &[Role::LicenceUser]).await;
    over(&acting, "They have lost their roles").await;

    later();
    let acting = desk.acting(&people.distributor, DORA).await;
    desk.call::<GetSwaBin>(&acting, &[], Value::Null)
        .await
        .refused(ProblemCode::RoleMissing);
    later();
    set_roles(&desk, &people.distributor, &[]).await;
    over(&acting, "your own roles").await;
    set_roles(&desk, &people.distributor, &[Role::LicenceUser]).await;
    over(&acting, "your own roles").await;

    later();
    let acting = desk.acting(&people.distributor, DORA).await;
    bin(&desk, &acting).await.ok();
    later();
    permit(&desk, &people.dealer_swa, false).await.ok();
    over(&acting, "lets nobody act as its users").await;
    permit(&desk, &people.dealer_swa, true).await.ok();
    over(&acting, "lets nobody act as its users").await;
    later();
    let acting = desk.acting(&people.distributor, DORA).await;
    bin(&desk, &acting).await.ok();
    desk.ledger().await;
}

#[tokio::test]
async fn a_dealer_forbids_it_and_allows_it_again() {
    let desk = Desk::start().await;
    let (people, dealer) = (&desk.people, desk.organisations.dealer);
    desk.allow(dealer, true).await;
    let said = async || -> ImpersonationPermissionView {
        desk.call::<GetImpersonationPermission>(&people.dealer_swa, &[], Value::Null)
            .await
            .read()
    };
    assert_eq!((said().await.allowed, said().await.set_by), (true, None));
    let table = desk.table().await;
    permit(&desk, &people.dealer, true).await.ok();
    assert_eq!(desk.table().await, table, "it is allowed as it was");
    let body = json!({ "allowed": false });
    desk.once::<SetImpersonationPermission>(&people.dealer, &[], body).await;
    assert_eq!(
        (said().await.allowed, said().await.set_by.as_deref()),
        (false, Some("dora"))
    );
    let refused = begin(&desk, &people.distributor, json!({ "dealer_email": DORA })).await;
    let problem = refused.refused(ProblemCode::ImpersonationForbidden);
    assert!(problem.detail.starts_with("Fenwick Telecom lets nobody"), "{problem:?}");
    desk.call::<ListDealerUsers>(&people.distributor, &[&dealer], Value::Null)
        .await
        .refused(ProblemCode::ImpersonationForbidden);
    // It says nothing to whom the vendor does not let ship there.
    desk.allow(dealer, false).await;
    begin(&desk, &people.distributor, json!({ "dealer_email": DORA }))
        .await
        .refused(ProblemCode::NoAllowance);
    desk.allow(dealer, true).await;
    permit(&desk, &people.dealer_swa, true).await.ok();
    desk.acting(&people.distributor, DORA).await;
    let events = desk
        .call::<ListOrganisationEvents>(&people.vendor, &[&dealer], Value::Null)
        .await;
    let said: Vec<_> = events.ok()["items"].as_array().unwrap()[1..3]
        .iter()
        .map(|event| event["summary"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "Distributors who may ship here may act as its users.",
            "Nobody may act as its users."
        ]
    );
    desk.ledger().await;
}

#[tokio::test]
async fn what_was_sent_under_a_key_is_answered_again_to_who_may_still_call() {
    let desk = Desk::start().await;
    let people = &desk.people;
    desk.allow(desk.organisations.dealer, true).await;
    let body = json!({ "dealer_email": DORA });
    desk.once::<BeginImpersonation>(&people.distributor, &[], body).await;
    let dina = desk.acting(&people.distributor, DORA).await;
    let customer = json!({ "name": "Riverside Clinic", "address": { "country": "NL" } });
    let create = async |who: &Person| {
        desk.call_with_key::<CreateCustomer>(who, &[], customer.clone(), Some("key"))
            .await
    };
    let first = create(&dina).await;
    assert_eq!(create(&dina).await.ok(), first.ok());
    // The same key of whoever acts, of the user acted for, and for another user are other requests.
    let sam = desk.acting(&people.distributor, "sam@example.com").await;
    let mut made = vec![first.ok()["customer_id"].clone()];
    for who in [&people.distributor, &people.dealer, &sam] {
        made.push(create(who).await.ok()["customer_id"].clone());
    }
    made.sort_by_key(ToString::to_string);
    made.dedup();
    assert_eq!(made.len(), 4);
    // An answer that was lost is had once more, by another impersonation of the same user too.
    let again = desk.acting(&people.distributor, DORA).await;
    assert_eq!(create(&again).await.ok(), first.ok());
    end(&desk, &dina).await.ok();
    create(&dina).await.refused(ProblemCode::ImpersonationOver);
    desk.ledger().await;
}

#[tokio::test]
async fn of_two_at_once_one_ends_it() {
    let desk = Desk::start().await;
    let people = &desk.people;
    desk.allow(desk.organisations.dealer, true).await;
    let body = json!({ "dealer_email": DORA });
    let send = || desk.call_with_key::<BeginImpersonation>(&people.distributor, &[], body.clone(), Some("begin"));
    let (one, two) = tokio::join!(send(), send());
    assert_eq!(one.ok(), two.ok());
    assert_eq!(desk.ledger().await.count("impersonation-begun"), 1);
    let acting = Person {
        acting_as: Some(
            one.body["impersonation"]["impersonation_id"]
                .as_str()
                .unwrap()
                .to_owned(),
        ),
        ..people.distributor.clone()
    };
    let (one, two, three) = tokio::join!(end(&desk, &acting), end(&desk, &acting), end(&desk, &acting));
    for answer in [&one, &two, &three] {
        assert_eq!(answer.ok()["ended_at"], one.ok()["ended_at"]);
    }
    assert_eq!(desk.ledger().await.count("impersonation-ended"), 1);
}

#[tokio::test]
async fn whoever_forbids_it_while_it_begins_has_forbidden_it() {
    for _ in 0..4 {
        let desk = Desk::start().await;
        let people = &desk.people;
        desk.allow(desk.organisations.dealer, true).await;
        let (begun, forbidden) = tokio::join!(
            begin(&desk, &people.distributor, json!({ "dealer_email": DORA })),
            permit(&desk, &people.dealer, false)
        );
        forbidden.ok();
        if begun.status.is_success() {
            let id = begun.body["impersonation"]["impersonation_id"].as_str().unwrap();
            let acting = Person {
                acting_as: Some(id.to_owned()),
                ..people.distributor.clone()
            };
            bin(&desk, &acting).await.refused(ProblemCode::ImpersonationOver);
        } else {
            begun.refused(ProblemCode::ImpersonationForbidden);
        }
        desk.ledger().await;
    }
}

#[tokio::test]
async fn an_allowance_that_is_taken_back_meanwhile_stops_what_comes_after() {
    let scene = Scene::new().await;
    let (desk, people) = (&scene.desk, &scene.desk.people);
    desk.allow(desk.organisations.dealer, true).await;
    let dina = desk.acting(&people.distributor, DORA).await;
    let attach = async || {
        let body = json!({ "order_id": scene.order, "lines": [{ "part": "BE107585", "quantity": 1 }] });
        desk.call::<AttachLicences>(&dina, &[&scene.location], body).await
    };
    let (first, ()) = tokio::join!(attach(), desk.allow(desk.organisations.dealer, false));
    // It was let in before or after; once it is taken back nobody gets in.
    let attached = usize::from(first.status.is_success());
    if attached == 0 {
        first.refused(ProblemCode::ImpersonationOver);
    }
    attach().await.refused(ProblemCode::ImpersonationOver);
    let ledger = desk.ledger().await;
    assert_eq!(ledger.count("licences-attached"), attached);
}

#[tokio::test]
async fn what_comes_of_it_goes_to_the_user() {
    let desk = Desk::start().await;
    let people = &desk.people;
    let customer = desk.customer(&people.dealer, "Orchard Hotel").await;
    let order = desk.ship(desk.organisations.dealer, "PO1", &[("EU900074", 1)]).await;
    desk.allow(desk.organisations.dealer, true).await;
    let dina = desk.acting(&people.distributor, DORA).await;
    let main = location_body("sv8500", "22CC538207AFD058020640CD57xO", "Main");
    let main = desk.call::<CreateLocation>(&dina, &[&customer], main).await;
    let mut body = location_body("sr-mgc-e", "", "Gateway");
    body["parent"] = main.ok()["location_id"].clone();
    let gateway = desk.call::<CreateLocation>(&dina, &[&customer], body).await;
    let gateway = gateway.ok()["location_id"].as_str().unwrap().parse().unwrap();
    let codes = desk.attach(&dina, gateway, &order, &[("EU900074", 1)]).await;
    desk.activate(&dina, gateway, &codes).await.ok();
    let file = desk.licence_file(&dina, gateway, 1).await;
    let code = file.ok()["licence_file"]["activation_code"].as_str().unwrap();
    let mails = desk.mails().await;
    let to: Vec<_> = mails
        .iter()
        .filter(|mail| mail.text.contains(code))
        .map(|mail| &mail.to)
        .collect();
    assert_eq!(to, [&[DORA.to_owned()]]);
}

#[tokio::test]
async fn a_renewal_goes_on_in_both_names_when_whoever_began_it_is_gone() {
    let mut scene = Assured::at("2013-03-26T09:00:00Z").await;
    scene.units(1_000_000, "2030-01-01").await;
    let location = scene.sv8300("18CYG-IPS-00000000BJZ02319QK").await;
    scene.activate_swa(location, 12).await;
    scene.desk.allow(scene.desk.organisations.dealer, true).await;
    let dev = scene.desk.people.distributor_swa.clone();
    let dev = scene.desk.acting(&dev, "sam@example.com").await;
    let id = dev.acting_as.clone().unwrap();
    let sam = std::mem::replace(&mut scene.desk.people.dealer_swa, dev.clone());
    let quoted = crate::swa_renewal::quote(&scene, json!({})).await.read();
    // It dies when it has decided; the rest is done when its task falls due, after the impersonation.
    scene.desk.faults.die_at(3, true);
    let answer = crate::swa_renewal::renew(&scene, &quoted).await;
    assert!(!answer.status.is_success(), "{answer:?}");
    scene.desk.faults.die_at(0, false);
    end(&scene.desk, &dev).await.ok();
    scene.desk.forward(TimeDelta::minutes(30));
    scene.desk.mails().await;
    let ledger = scene.desk.ledger().await;
    assert_eq!(ledger.count("swa-renewed"), 1);
    let rows = done(&scene.desk, &sam, id).await;
    assert!(rows.iter().any(|row| row.event.operation == "swa-renewed"), "{rows:#?}");
    assert!(rows.iter().all(|row| row.event.by == "dev for sam"), "{rows:#?}");
}
