//! A distributor's user acts as a user of a dealer, for eight hours at most (spec chapter 4, "Roles in the
//! channel"). `list-dealer-users`, `begin-impersonation`, `end-impersonation`: users of distributors, the last
//! one their own. `list-impersonations`, `list-done-on-behalf`, `get-impersonation-permission`,
//! `set-impersonation-permission`: users of the dealer; dealers have no admins, so any of their users forbids it.
//! What it stands on is checked on every call that names it (`runtime::caller`), so nothing here watches it.
//!
//! Refused: everything on somebody's behalf, so that nobody acts through somebody else; oneself; an address that no user of a
//! dealer has whom the vendor lets one ship to (vendor, tenants and others among them; the answer is the same),
//! or users of several, who are listed; who has not come or has no role; a dealer that lets nobody.

use api::{
    Page, ProblemCode,
    impersonations::{
        BeginImpersonationRequest, BeginImpersonationResponse, DoneOnBehalfView, EndImpersonationRequest,
        ImpersonationPermissionView, ImpersonationView, SetImpersonationPermissionRequest,
    },
    page::PageQuery,
    users::UserView,
};
use desk::{
    dealer::{self, Addressee},
    view,
};
use domain::{
    event::Reader,
    id::{ImpersonationId, OrganisationId},
    impersonation::{self, Impersonation, ImpersonationRefusal, Permission},
    organisation::Organisation,
    text::EmailAddress,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction};

/// The users of a dealer as whom the caller could act.
pub(crate) async fn users(
    call: Call<Principal>,
    dealer_id: OrganisationId,
    query: PageQuery,
) -> Result<Page<UserView>, Error> {
    let store = &call.app.store;
    let allowance = store.allowance(call.caller.user.organisation_id, dealer_id).await?;
    if !allowance.is_some_and(|allowance| allowance.allowed) {
        return Err(problem::not_found("dealer"));
    }
    let dealer = load(&call, dealer_id).await?.value;
    if impersonation::forbidden(&dealer) {
        return Err(ImpersonationRefusal::Forbidden(dealer.name).into());
    }
    let mut page = store.users(dealer_id, query.after.as_deref()).await?;
    page.items
        .retain(|user| impersonation::may_begin(user, &dealer).is_ok());
    Ok(view::page(page, |user| view::user(&user)))
}

pub(crate) async fn begin(
    call: Call<Principal>,
    (): (),
    request: BeginImpersonationRequest,
) -> Result<BeginImpersonationResponse, Error> {
    let mut fields = Fields::new();
    let email = fields.check("dealer_email", EmailAddress::parse(&request.dealer_email));
    let to = Addressee {
        email: fields.finish(email)?,
        dealer_id: request.dealer_id,
    };
    let caller = &call.caller.user;
    let id = call.new_id(ImpersonationId::new);
    let stamp = call.stamp().await?;
    call.change(async || {
        let user = match dealer::user(&call, &to).await {
            Err(refusal) if refusal.code == ProblemCode::NoAllowance && to.email.folded() == caller.email.folded() => {
                return Err(oneself());
            }
            user => user?,
        };
        let own = load(&call, caller.organisation_id).await?.value;
        let dealer = load(&call, user.organisation_id).await?;
        let begun = Impersonation::begin(id, (caller, &own), (&user, &dealer.value), call.now)?;
        let answer = BeginImpersonationResponse {
            user: view::user(&user),
            organisation: view::organisation(&dealer.value),
            impersonation: (!request.dry_run).then(|| view::impersonation::impersonation(&begun, call.now)),
        };
        let mut transaction = Transaction::default();
        if !request.dry_run {
            call.app
                .store
                .begin_impersonation(&mut transaction, &dealer.chain, &begun, &stamp)?;
        }
        Ok(Change { transaction, answer })
    })
    .await
}

fn oneself() -> Error {
    problem::at(
        ProblemCode::InvalidFields,
        "dealer_email",
        "This is your own address, and you are yourself already. Name a user of a dealer.",
    )
}

pub(crate) async fn end(
    call: Call<Principal>,
    id: ImpersonationId,
    EndImpersonationRequest {}: EndImpersonationRequest,
) -> Result<ImpersonationView, Error> {
    let store = &call.app.store;
    let stamp = call.stamp().await?;
    call.change(async || {
        let found = store.impersonation(id).await?;
        let begun = found
            .filter(|one| one.is_by(&call.caller.user))
            .ok_or_else(|| problem::not_found("impersonation"))?;
        if begun.over_since(call.now).is_some() {
            return Ok(Change::none(view::impersonation::impersonation(&begun, call.now)));
        }
        let dealer = load(&call, begun.as_user.organisation_id).await?;
        let ended = Impersonation {
            ended_at: Some(call.now),
            ..begun
        };
        let mut transaction = Transaction::default();
        store.end_impersonation(&mut transaction, &dealer.chain, &ended, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::impersonation::impersonation(&ended, call.now),
        })
    })
    .await
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<ImpersonationView>, Error> {
    let mine = call.caller.user.organisation_id;
    let page = call.app.store.impersonations(mine, query.after.as_deref()).await?;
    Ok(view::page(page, |one| {
        view::impersonation::impersonation(&one, call.now)
    }))
}

pub(crate) async fn done(
    call: Call<Principal>,
    id: ImpersonationId,
    query: PageQuery,
) -> Result<Page<DoneOnBehalfView>, Error> {
    let store = &call.app.store;
    call.caller.mine(store.impersonation(id).await?)?;
    let page = store.done_on_behalf(id, query.after.as_deref()).await?;
    let reader = Reader::of(&call.caller.user);
    let rows = page.items.iter();
    let rows = rows.filter_map(|event| view::impersonation::done(&call.app.catalogue, event, reader));
    Ok(Page {
        items: rows.collect(),
        next: page.next,
        looked_at: None,
    })
}

pub(crate) async fn permission(call: Call<Principal>, (): (), (): ()) -> Result<ImpersonationPermissionView, Error> {
    let organisation = load(&call, call.caller.user.organisation_id).await?.value;
    Ok(view::impersonation::permission(organisation.impersonation.as_ref()))
}

pub(crate) async fn set_permission(
    call: Call<Principal>,
    (): (),
    request: SetImpersonationPermissionRequest,
) -> Result<ImpersonationPermissionView, Error> {
    let mine = call.caller.user.organisation_id;
    let stamp = call.stamp().await?;
    call.change(async || {
        let organisation = load(&call, mine).await?;
        let before = organisation.value.impersonation.as_ref();
        if before.is_none_or(|said| said.allowed) == request.allowed {
            return Ok(Change::none(view::impersonation::permission(before)));
        }
        let said = Permission {
            allowed: request.allowed,
            set_at: call.now,
            set_by: call.caller.user.name.clone(),
        };
        let mut transaction = Transaction::default();
        let store = &call.app.store;
        store.set_impersonation_permission(&mut transaction, mine, &organisation.chain, &said, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::impersonation::permission(Some(&said)),
        })
    })
    .await
}

async fn load(call: &Call<Principal>, id: OrganisationId) -> Result<Stored<Organisation>, Error> {
    let organisation = call.app.store.organisation(id).await?;
    organisation.ok_or_else(|| problem::internal("no such organisation"))
}
