//! `invite-again`: vendor admins, tenant admins for their own tenant. Refused: an invitation
//! that is accepted, an address that mail came back from and that nobody has confirmed since.
//!
//! `accept-invitation`: whoever is signed in at the issuer and has the link from the
//! mail. Refused: a link that is wrong, older than 14 days or not the newest, one that
//! was accepted by another identity, an identity that is bound to a user already.

use crate::{organisations, session, users};
use api::{
    ProblemCode,
    users::{AcceptInvitationRequest, InviteAgainRequest, Session, UserView},
};
use chrono::TimeDelta;
use desk::{invitation, view};
use domain::{
    event::Actor,
    id::{OrganisationId, UserId},
    organisation::{Counts, INVITATION_DAYS, User, UserRefusal, UserState},
};
use runtime::{Call, Change, Error, Identity, Principal, problem};
use store::Transaction;

pub(crate) async fn invite_again(
    call: Call<Principal>,
    (id, user_id): (OrganisationId, UserId),
    _: InviteAgainRequest,
) -> Result<UserView, Error> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let organisation = organisations::load(&call, id).await?;
        let user = users::load(&call, id, user_id).await?;
        if user.state == UserState::Active {
            return Err(UserRefusal::AlreadyActive.into());
        }
        if user.undeliverable.is_some() {
            return Err(UserRefusal::Undeliverable.into());
        }
        let user = User {
            invitation: user.invitation + 1,
            invited_at: call.now,
            ..user
        };
        let mut transaction = Transaction::default();
        call.app
            .store
            .invite_again(&mut transaction, &organisation.chain, &user, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::user(&user),
        })
    })
    .await
}

pub(crate) async fn accept(call: Call<Identity>, (): (), request: AcceptInvitationRequest) -> Result<Session, Error> {
    let store = &call.app.store;
    let links = call.app.keys.links().await?;
    let invalid = || {
        problem::at(
            ProblemCode::InvitationInvalid,
            "token",
            "This invitation does not work: it is incomplete, older than 14 days, or a newer one was sent. Ask for a new invitation.",
        )
    };
    let invited = invitation::read(&links, &request.token).ok_or_else(invalid)?;
    let identity = (call.caller.issuer.as_str(), call.caller.subject.as_str());
    call.change(async || {
        // The organisation is read before the user: whoever changes one of its users moves
        // its chain, and then this is not written.
        let organisation = store.organisation(invited.organisation_id).await?.ok_or_else(invalid)?;
        let user = store
            .user(invited.organisation_id, invited.user_id)
            .await?
            .ok_or_else(invalid)?;
        // And the binding after the user, so that who finds the user active finds by whom.
        let binding = store.binding(identity.0, identity.1, true).await?;
        if binding.is_some_and(|binding| binding.user_id == user.user_id) {
            return Ok(Change::none(session::of(&call.app, &user, call.now).await?));
        }
        if user.state == UserState::Active {
            return Err(UserRefusal::AlreadyActive.into());
        }
        if user.invitation != invited.number || call.now - user.invited_at > TimeDelta::days(INVITATION_DAYS) {
            return Err(invalid());
        }
        if binding.is_some() {
            return Err(problem::identity_taken());
        }
        let active = User {
            state: UserState::Active,
            ..user.clone()
        };
        let counts = Counts::between(&user, &active);
        let stamp = call.stamp_as(Actor::user(&active)).await?;
        let mut transaction = Transaction::default();
        store.accept_invitation(&mut transaction, &organisation.chain, &active, counts, identity, &stamp)?;
        let answer = Session {
            user: view::user(&active),
            organisation: view::organisation(&organisation.value),
            now: call.now,
            links: session::links(&call.app, &active),
            impersonation: None,
        };
        Ok(Change { transaction, answer })
    })
    .await
}
