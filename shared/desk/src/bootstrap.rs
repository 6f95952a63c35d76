//! The first steps of a deployment: the vendor and its first admin, who invites all others.

use domain::{
    event::Actor,
    id::{OrganisationId, UserId},
    organisation::{Organisation, OrganisationKind, Role, User, UserState},
    text::{EmailAddress, Name},
};
use runtime::{App, Call, Change, Error, entropy};
use std::collections::BTreeSet;
use store::{Stamp, Transaction};

/// Makes the vendor and its first admin and mails the admin the invitation. The vendor's
/// id is given, so that doing it again finds it done: the answer is the admin if it was
/// done now.
pub async fn start(
    app: &App,
    vendor: OrganisationId,
    name: Name,
    admin_name: Name,
    admin_email: EmailAddress,
) -> Result<Option<User>, Error> {
    let now = app.clock.now();
    let organisation = Organisation {
        organisation_id: vendor,
        kind: OrganisationKind::Vendor,
        name,
        created_at: now,
        admins: 0,
        buyers: 0,
        tenant: None,
        impersonation: None,
    };
    let admin = User {
        user_id: UserId::new(now.timestamp_millis().unsigned_abs(), &entropy::bytes(&*app.entropy)),
        organisation_id: vendor,
        organisation_kind: OrganisationKind::Vendor,
        name: admin_name,
        email: admin_email,
        roles: BTreeSet::from([Role::VendorAdmin]),
        state: UserState::Invited,
        invitation: 1,
        invited_at: now,
        undeliverable: None,
        confirmed_at: None,
        roles_since: None,
    };
    let audit = app.keys.audit().await?;
    let stamp = Stamp {
        actor: Actor::user(&admin),
        now,
        request_id: "bootstrap".to_owned(),
        catalogue: app.catalogue.clone(),
        audit,
    };
    let call = Call::of_the_desk(app);
    call.change(async || {
        let there = app.store.organisation(vendor).await?;
        if there.is_some() {
            return Ok(Change::none(None));
        }
        let mut transaction = Transaction::default();
        app.store
            .start_deployment(&mut transaction, &organisation, &admin, &stamp)?;
        Ok(Change {
            transaction,
            answer: Some(admin.clone()),
        })
    })
    .await
}
