//! Tenants: what was agreed with them, and their admins.

use api::{ProblemCode, operations::*};
use domain::organisation::Role;
use serde_json::{Value, json};
use tests::{AGENTS, Desk, submission, terms};

#[tokio::test]
async fn the_vendor_sets_what_was_agreed_and_says_what_is_wrong() {
    let desk = Desk::start().await;
    let (vendor, tenant) = (&desk.people.vendor, desk.organisations.tenant);
    let admin = desk.tenant(Role::TenantAdmin);
    let before = desk.call::<GetTenant>(admin, &[&tenant], Value::Null).await;
    assert_eq!(before.ok().get("terms"), None);
    assert_eq!(before.ok()["buyers"], 1);
    let table = desk.table().await;
    for (field, value, named) in [
        ("plan", json!("golden-plan"), "plan"),
        ("sold_to_id", json!("30-01"), "sold_to_id"),
        ("sold_to_id", json!("1".repeat(21)), "sold_to_id"),
        ("contract_last_day", json!("2025-12-31"), "contract_last_day"),
        ("contract_last_day", json!("2026-02-30"), "contract_last_day"),
        ("contract_first_day", json!("tomorrow"), "contract_first_day"),
        ("commercial_contact", json!("nobody"), "commercial_contact"),
    ] {
        let mut terms = terms();
        terms[field] = value;
        let refused = desk.set_terms(terms).await;
        assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), [named]);
    }
    for organisation in [desk.organisations.dealer, desk.organisations.vendor] {
        desk.call::<SetTenant>(vendor, &[&organisation], terms())
            .await
            .refused(ProblemCode::NotFound);
        desk.call::<GetTenant>(vendor, &[&organisation], Value::Null)
            .await
            .refused(ProblemCode::NotFound);
    }
    desk.call::<SetTenant>(admin, &[&tenant], terms())
        .await
        .refused(ProblemCode::RoleMissing);
    let no_terms = desk
        .call::<SetQuotaUse>(vendor, &[&tenant], json!({ "used": { "agents": 1 } }))
        .await;
    no_terms.refused(ProblemCode::NotAvailable);
    assert_eq!(desk.table().await, table);

    let set = desk.set_terms(terms()).await;
    assert_eq!(set.ok()["terms"], terms());
    let seen = desk.call::<GetTenant>(admin, &[&tenant], Value::Null).await;
    // The account is for the vendor's eyes and for buyers', who charge it.
    let mut without = set.ok().clone();
    without["terms"]["sold_to_id"] = json!("");
    // What it is a revision of is what is shown: nobody tries accounts out on it.
    assert_ne!(seen.ok()["revision"], without["revision"]);
    without["revision"] = seen.ok()["revision"].clone();
    assert_eq!(*seen.ok(), without);
    assert_eq!(seen.ok()["has_sold_to_id"], true);
    let seen = desk.call::<GetTenant>(vendor, &[&tenant], Value::Null).await;
    assert_eq!(seen.ok(), set.ok());
    let table = desk.table().await;
    desk.set_terms(terms()).await.ok();
    assert_eq!(desk.table().await, table, "the same again is no change");
    let events = desk
        .call::<ListOrganisationEvents>(admin, &[&tenant], Value::Null)
        .await;
    assert_eq!(
        events.ok()["items"][0]["summary"],
        "The terms are now: IoT Value Plan, contract from 2026-01-01 to 2026-12-31."
    );
}

#[tokio::test]
async fn a_tenant_admin_invites_and_gives_and_takes_roles_of_the_tenant() {
    let desk = Desk::with_tenant().await;
    let tenant = desk.organisations.tenant;
    let admin = desk.tenant(Role::TenantAdmin);
    let body = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["standard-user"] });
    let invited = desk.call::<InviteUser>(admin, &[&tenant], body).await;
    let ines = invited.ok()["user_id"].as_str().unwrap().to_owned();
    desk.call::<InviteAgain>(admin, &[&tenant, &ines], json!({})).await.ok();
    let token = desk.invitation_token().await;
    let person = desk.stranger("ines");
    desk.call::<AcceptInvitation>(&person, &[], json!({ "token": token }))
        .await
        .ok();
    desk.call::<SubmitUpgrade>(&person, &[], submission(AGENTS, 1))
        .await
        .ok();
    let roles = json!({ "roles": ["tenant-admin", "buyer"] });
    desk.call::<SetRoles>(admin, &[&tenant, &ines], roles).await.ok();
    desk.call::<ListUsers>(&person, &[&tenant], Value::Null).await.ok();
    // Ines is an admin now, and can take the first one's role; then she is the last.
    let first = admin.user_id.unwrap();
    desk.call::<SetRoles>(&person, &[&tenant, &first], json!({ "roles": [] }))
        .await
        .ok();
    desk.call::<ListUsers>(admin, &[&tenant], Value::Null)
        .await
        .refused(ProblemCode::RoleMissing);
    desk.call::<SetRoles>(&person, &[&tenant, &ines], json!({ "roles": ["buyer"] }))
        .await
        .refused(ProblemCode::LastAdmin);
    desk.ledger().await;
}

#[tokio::test]
async fn a_tenant_admin_reaches_no_other_organisation() {
    let desk = Desk::with_tenant().await;
    let admin = desk.tenant(Role::TenantAdmin);
    let table = desk.table().await;
    let nothing = "019a9c3e-0000-7000-8000-000000000000";
    let (dealer, vendor) = (
        desk.organisations.dealer.to_string(),
        desk.organisations.vendor.to_string(),
    );
    let user = desk.people.dealer.user_id.unwrap();
    let mut texts = Vec::new();
    for id in [dealer.as_str(), vendor.as_str(), nothing] {
        let invite = json!({ "name": "I", "email": "i@example.com", "roles": ["buyer"] });
        for answer in [
            desk.call::<ListUsers>(admin, &[&id], Value::Null).await,
            desk.call::<ListOrganisationEvents>(admin, &[&id], Value::Null).await,
            desk.call::<InviteUser>(admin, &[&id], invite).await,
            desk.call::<InviteAgain>(admin, &[&id, &user], json!({})).await,
            desk.call::<SetRoles>(admin, &[&id, &user], json!({ "roles": [] }))
                .await,
        ] {
            texts.push(answer.refused(ProblemCode::NotFound).detail);
        }
        desk.call::<GetTenant>(admin, &[&id], Value::Null)
            .await
            .refused(ProblemCode::NotFound);
    }
    assert!(texts.windows(2).all(|two| two[0] == two[1]), "{texts:?}");
    // Nor does one give roles of another kind of organisation.
    let own = desk.tenant(Role::Operator).user_id.unwrap();
    let tenant = desk.organisations.tenant;
    let refused = desk
        .call::<SetRoles>(admin, &[&tenant, &own], json!({ "roles": ["vendor-admin"] }))
        .await;
    assert_eq!(refused.refused_fields(ProblemCode::InvalidFields), ["roles"]);
    assert_eq!(desk.table().await, table);
}

#[tokio::test]
async fn a_subtenant_user_has_no_role_of_the_upgrade_tool() {
    let desk = Desk::with_tenant().await;
    let who = desk.tenant(Role::SubtenantUser);
    let table = desk.table().await;
    for role in [Role::TenantAdmin, Role::StandardUser, Role::Requester, Role::Buyer] {
        let refused = desk.set_tenant_roles(who, &[Role::SubtenantUser, role]).await;
        assert_eq!(
            refused.refused_fields(ProblemCode::InvalidFields),
            ["roles"],
            "{role:?}"
        );
    }
    assert_eq!(desk.table().await, table);
    desk.set_tenant_roles(who, &[Role::SubtenantUser, Role::Operator])
        .await
        .ok();
}

#[tokio::test]
async fn who_becomes_a_buyer_is_mailed_the_requests_that_wait() {
    let desk = Desk::with_tenant().await;
    let buyer = desk.tenant(Role::Buyer).clone();
    desk.set_tenant_roles(&buyer, &[Role::StandardUser]).await.ok();
    let asked = desk
        .call::<SubmitUpgrade>(desk.tenant(Role::StandardUser), &[], submission(AGENTS, 1))
        .await;
    assert_eq!(asked.ok()["has_buyer"], false);
    desk.ask(AGENTS, 2).await;
    let home = desk
        .call::<GetUpgradesHome>(desk.tenant(Role::StandardUser), &[], Value::Null)
        .await;
    assert_eq!(home.ok()["has_buyer"], false);
    let sent = desk.mails().await.len();

    // Given the role.
    desk.set_tenant_roles(&buyer, &[Role::Buyer]).await.ok();
    let mails = desk.mails().await.split_off(sent);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.to, ["tenant-buyer@example.com"]);
    assert_eq!(mail.subject, "2 upgrade requests of Orchard Works wait for a buyer");
    let tokens = tests::action_tokens(mail);
    assert_eq!(tokens.len(), 2);
    for token in &tokens {
        let read = desk.send_action("read", json!({ "token": token })).await;
        assert_eq!(read.ok()["upgrade"]["summary"]["status"], "submitted-for-approval");
    }
    // Invited as one: when the invitation is accepted.
    desk.decide(read_id(&desk, &tokens[0]).await.as_str(), "decline")
        .await
        .ok();
    let sent = desk.mails().await.len();
    desk.invite(desk.organisations.tenant, "bea", Role::Buyer).await;
    let mails = desk.mails_to("bea@example.com", sent).await;
    assert_eq!(mails.len(), 2, "the invitation, and what waits");
    assert_eq!(mails[1].subject, "1 upgrade request of Orchard Works waits for a buyer");
    // Nothing waits any more: nothing is mailed.
    desk.decide(read_id(&desk, &tokens[1]).await.as_str(), "decline")
        .await
        .ok();
    let sent = desk.mails().await.len();
    desk.set_tenant_roles(&buyer, &[]).await.ok();
    desk.set_tenant_roles(&buyer, &[Role::Buyer]).await.ok();
    assert_eq!(desk.mails().await.len(), sent);
    desk.ledger().await;
}

async fn read_id(desk: &Desk, token: &str) -> String {
    let read = desk.send_action("read", json!({ "token": token })).await;
    let id = &read.ok()["upgrade"]["summary"]["upgrade_id"];
    id.as_str().unwrap().to_owned()
}
