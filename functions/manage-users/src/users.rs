//! `list-users`, `invite-user`, `set-roles`: vendor admins, tenant admins for their own
//! tenant. Who becomes a buyer is mailed the requests that wait. Refused: roles of another
//! kind of organisation, a subtenant user with a role of the upgrade tool, no role at an
//! invitation, an address that a user of the organisation has (who it is is said: whoever may invite
//! sees the organisation's users), taking the admin role of the last admin who can sign in.

use crate::organisations;
use api::{
    Page,
    page::PageQuery,
    users::{InviteUserRequest, SetRolesRequest, UserView},
};
use desk::view;
use domain::{
    id::{OrganisationId, UserId},
    organisation::{self, Role, User, UserState},
    text::{EmailAddress, Name},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::BTreeSet;
use store::Transaction;

pub(crate) async fn list(call: Call<Principal>, id: OrganisationId, query: PageQuery) -> Result<Page<UserView>, Error> {
    organisations::load(&call, id).await?;
    let page = call.app.store.users(id, query.after.as_deref()).await?;
    Ok(view::page(page, |user| view::user(&user)))
}

pub(crate) async fn invite(
    call: Call<Principal>,
    id: OrganisationId,
    request: InviteUserRequest,
) -> Result<UserView, Error> {
    let mut fields = Fields::new();
    let name = fields.check("name", Name::parse(&request.name));
    let email = fields.check("email", EmailAddress::parse(&request.email));
    let roles: BTreeSet<Role> = request.roles.into_iter().collect();
    if roles.is_empty() {
        fields.refuse("roles", "Choose at least one role.");
    }
    let (name, email) = fields.finish(name.zip(email))?;
    let user_id = call.new_id(UserId::new);
    let stamp = call.stamp().await?;
    call.change(async || {
        let organisation = organisations::load(&call, id).await?;
        organisation::check_roles(organisation.value.kind, &roles)?;
        // The organisation is read before whose the address is: where sentinels do not keep two
        // invitations apart, its chain does.
        let whose = call.app.store.user_of_address(id, &email).await?;
        organisation::check_address(whose.as_ref())?;
        let user = User {
            user_id,
            organisation_id: id,
            organisation_kind: organisation.value.kind,
            name: name.clone(),
            email: email.clone(),
            roles: roles.clone(),
            state: UserState::Invited,
            invitation: 1,
            invited_at: call.now,
            undeliverable: None,
            confirmed_at: None,
            roles_since: None,
        };
        let mut transaction = Transaction::default();
        call.app
            .store
            .invite_user(&mut transaction, &organisation.chain, &user, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::user(&user),
        })
    })
    .await
}

pub(crate) async fn set_roles(
    call: Call<Principal>,
    (id, user_id): (OrganisationId, UserId),
    request: SetRolesRequest,
) -> Result<UserView, Error> {
    let roles: BTreeSet<Role> = request.roles.into_iter().collect();
    let stamp = call.stamp().await?;
    call.change(async || {
        let organisation = organisations::load(&call, id).await?;
        let user = load(&call, id, user_id).await?;
        let change = organisation::set_roles(&organisation.value, &user, roles.clone(), call.now)?;
        let answer = view::user(&change.user);
        if change.user == user {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app
            .store
            .set_roles(&mut transaction, &organisation.chain, &change, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

pub(crate) async fn load(call: &Call<Principal>, id: OrganisationId, user_id: UserId) -> Result<User, Error> {
    let user = call.app.store.user(id, user_id).await?;
    user.ok_or_else(|| problem::not_found("user"))
}
