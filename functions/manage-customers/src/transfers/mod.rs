//! `ask-for-location`, `offer-location`, `accept-transfer`, `end-transfer`, `order-transfer`,
//! `list-transfers`, `get-transfer` (spec chapter 4, "Moving on"). A location goes to another dealer with
//! all that it has and what belongs to it, in one write: licences, software assurance, history, files. Licence
//! users ask for another dealer's and offer their own; the other dealer accepts or declines. The vendor orders it.
//!
//! Whoever asks for a code that nobody has, or offers to an address of nobody, gets the answer that others get.
//!
//! Refused: what is pending (named, to be ended first), what was decided before, a location that went
//! elsewhere meanwhile, another organisation's location or customer, fields that break a rule.

mod family;
mod order;

pub(crate) use order::order;

use api::{
    Page, ProblemCode,
    page::PageQuery,
    transfers::{
        AcceptTransferRequest, AskForLocationRequest, EndTransferRequest, OfferLocationRequest, TransferDetails,
        TransferView,
    },
};
use desk::view;
use domain::{
    event::TransferHappening,
    id::{LocationId, OrganisationId, TransferId},
    organisation::OrganisationKind,
    text::{EmailAddress, Notes},
    transfer::{Party, Transfer, TransferRefusal, TransferState, TransferStatus, TransferWay},
    upgrade::Person,
};
use family::{Family, Target};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{PageOf, Stored, Transaction, card::Choice, organisation::OrganisationCard};

pub(crate) async fn ask(call: Call<Principal>, (): (), request: AskForLocationRequest) -> Result<TransferView, Error> {
    let mut fields = Fields::new();
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let reason = fields.finish(reason)?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let user = &call.caller.user;
    call.change(async || {
        let me = me(&call).await?;
        if let Some(customer_id) = request.customer_id {
            call.caller.mine(store.customer(customer_id).await?)?;
        }
        let found = family::live(&call, &request.hkc).await?;
        if found
            .as_ref()
            .is_some_and(|location| location.organisation_id == me.organisation_id)
        {
            return Err(problem::at(ProblemCode::NotTransferable, "hkc", TransferRefusal::Yours));
        }
        let from = match &found {
            Some(location) => family::party(&call.app, location.organisation_id).await?,
            None => None,
        };
        let transfer = Transfer {
            way: TransferWay::Asked,
            hkc: request.hkc.trim().to_owned(),
            location_id: found.map(|location| location.system()),
            from,
            to: Some(me.clone()),
            customer_id: request.customer_id,
            email: user.email.clone(),
            ..begun(&call, &me, &reason)
        };
        let happening = TransferHappening::Asked {
            transfer_id: transfer.transfer_id,
            hkc: transfer.hkc.clone(),
            to: me.name.clone(),
        };
        let mut transaction = Transaction::default();
        store.begin_transfer(
            &mut transaction,
            &transfer,
            happening,
            transfer.begun().as_slice(),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: shown(&transfer, me.organisation_id),
        })
    })
    .await
}

pub(crate) async fn offer(
    call: Call<Principal>,
    id: LocationId,
    request: OfferLocationRequest,
) -> Result<TransferView, Error> {
    let mut fields = Fields::new();
    let email = fields.check("email", EmailAddress::parse(&request.email));
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let (email, reason) = fields.finish(email.zip(reason))?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let me = me(&call).await?;
        let location = call.caller.mine(store.location(id).await?)?.value;
        let system = call.caller.mine(store.location(location.system()).await?)?.value;
        let transfer = Transfer {
            way: TransferWay::Offered,
            hkc: system.hkc.as_str().to_owned(),
            location_id: Some(system.location_id),
            from: Some(me.clone()),
            to: dealer_of(&call, &email).await?,
            customer_id: None,
            email: email.clone(),
            ..begun(&call, &me, &reason)
        };
        let happening = TransferHappening::Offered {
            transfer_id: transfer.transfer_id,
            hkc: transfer.hkc.clone(),
            from: me.name.clone(),
        };
        let mut transaction = Transaction::default();
        store.begin_transfer(
            &mut transaction,
            &transfer,
            happening,
            transfer.begun().as_slice(),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: shown(&transfer, me.organisation_id),
        })
    })
    .await
}

pub(crate) async fn accept(
    call: Call<Principal>,
    id: TransferId,
    request: AcceptTransferRequest,
) -> Result<TransferView, Error> {
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let user = &call.caller.user;
    let mine = user.organisation_id;
    call.change(async || {
        let before = load(&call, id).await?;
        let transfer = &before.value;
        transfer.check_waits()?;
        let (from, to) = decided_by(transfer, mine)?;
        let family = Family::of(&call.app, location_of(transfer)?).await?;
        if !family.is_of(from.organisation_id) {
            return Err(TransferRefusal::Gone.into());
        }
        family.check(&call.app)?;
        let offered = transfer.way == TransferWay::Offered;
        let after = Transfer {
            customer_id: if offered {
                request.customer_id
            } else {
                transfer.customer_id
            },
            state: TransferState::Done {
                by: Person::of(user),
                at: call.now,
            },
            ..transfer.clone()
        };
        let target = Target {
            to,
            customer_id: after.customer_id,
            email: if offered { &user.email } else { &transfer.email },
        };
        let mut transaction = Transaction::default();
        let happening = TransferHappening::Accepted {
            hkc: transfer.hkc.clone(),
        };
        store.decide_transfer(&mut transaction, (&before, &after), happening, &stamp)?;
        family
            .hand_over(&call, &mut transaction, (&after, from), &target, &stamp)
            .await?;
        Ok(Change {
            transaction,
            answer: shown(&after, mine),
        })
    })
    .await
}

pub(crate) async fn end(call: Call<Principal>, id: TransferId, _: EndTransferRequest) -> Result<TransferView, Error> {
    let stamp = call.stamp().await?;
    let user = &call.caller.user;
    let mine = user.organisation_id;
    call.change(async || {
        let before = load(&call, id).await?;
        before.value.check_waits()?;
        let (by, at) = (Person::of(user), call.now);
        let hkc = before.value.hkc.clone();
        let (state, happening) = match before.value.by_organisation.organisation_id == mine {
            true => (
                TransferState::Withdrawn { by, at },
                TransferHappening::Withdrawn { hkc },
            ),
            false => (TransferState::Declined { by, at }, TransferHappening::Declined { hkc }),
        };
        let after = Transfer {
            state,
            ..before.value.clone()
        };
        let mut transaction = Transaction::default();
        let change = (&before, &after);
        call.app
            .store
            .decide_transfer(&mut transaction, change, happening, &stamp)?;
        Ok(Change {
            transaction,
            answer: shown(&after, mine),
        })
    })
    .await
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<TransferView>, Error> {
    let mine = call.caller.user.organisation_id;
    let page = call.app.store.transfers(mine, query.after.as_deref()).await?;
    Ok(view::page(page, |transfer| shown(&transfer, mine)))
}

pub(crate) async fn get(call: Call<Principal>, id: TransferId, (): ()) -> Result<TransferDetails, Error> {
    let transfer = load(&call, id).await?.value;
    let mine = call.caller.user.organisation_id;
    let mut details = TransferDetails {
        transfer: shown(&transfer, mine),
        locations: Vec::new(),
        pending: Vec::new(),
    };
    if !details.transfer.is_yours_to_decide {
        return Ok(details);
    }
    let (from, _) = decided_by(&transfer, mine)?;
    let family = Family::of(&call.app, location_of(&transfer)?).await?;
    if family.is_of(from.organisation_id) {
        details.locations = family.views(&call);
        details.pending = family.pending(&call.app);
    } else {
        details.pending = vec![TransferRefusal::Gone.to_string()];
    }
    Ok(details)
}

/// The transfer, if the caller's organisation has anything to do with it.
async fn load(call: &Call<Principal>, id: TransferId) -> Result<Stored<Transfer>, Error> {
    let found = call.app.store.transfer(id).await?;
    found
        .filter(|transfer| transfer.value.concerns(call.caller.user.organisation_id))
        .ok_or_else(|| problem::not_found("transfer"))
}

/// The dealers of a transfer that this organisation decides on.
fn decided_by(transfer: &Transfer, mine: OrganisationId) -> Result<(&Party, &Party), Error> {
    let parties = transfer.from.as_ref().zip(transfer.to.as_ref());
    let decides = transfer.decides() == Some(mine);
    parties
        .filter(|_| decides)
        .ok_or_else(|| TransferRefusal::NotYours.into())
}

fn location_of(transfer: &Transfer) -> Result<LocationId, Error> {
    transfer
        .location_id
        .ok_or_else(|| problem::internal("a transfer of nothing that somebody decides on"))
}

/// What every transfer begins as.
fn begun(call: &Call<Principal>, by: &Party, reason: &Notes) -> Transfer {
    Transfer {
        transfer_id: call.new_id(TransferId::new),
        way: TransferWay::Asked,
        hkc: String::new(),
        location_id: None,
        from: None,
        to: None,
        customer_id: None,
        email: call.caller.user.email.clone(),
        reason: reason.clone(),
        by: Person::of(&call.caller.user),
        by_organisation: by.clone(),
        at: call.now,
        state: TransferState::Waiting,
    }
}

/// The caller's organisation.
async fn me(call: &Call<Principal>) -> Result<Party, Error> {
    let organisation = call.app.store.organisation(call.caller.user.organisation_id).await?;
    let organisation = organisation.ok_or_else(|| problem::internal("a user of nobody"))?;
    Ok(Party::of(&organisation.value))
}

/// The one other dealer or distributor of which a user has this address. Whose it is otherwise is not said,
/// and neither is whether it is anybody's.
async fn dealer_of(call: &Call<Principal>, email: &EmailAddress) -> Result<Option<Party>, Error> {
    let store = &call.app.store;
    let page = |after: Option<String>| async move {
        let all = Choice {
            after,
            ..Choice::default()
        };
        store.organisations(&all).await.map(|found| found.page)
    };
    let organisations: Vec<OrganisationCard> = PageOf::every(page).await?;
    let mine = call.caller.user.organisation_id;
    let dealers = organisations.iter().filter(|one| {
        matches!(one.kind, OrganisationKind::Dealer | OrganisationKind::Distributor) && one.organisation_id != mine
    });
    let dealers: Vec<_> = dealers.map(|one| one.organisation_id).collect();
    match store.users_of_address(&dealers, email).await?.as_slice() {
        [user] => family::party(&call.app, user.organisation_id).await,
        _ => Ok(None),
    }
}

/// A transfer as this organisation may see it.
fn shown(transfer: &Transfer, mine: OrganisationId) -> TransferView {
    let name = |party: &Option<Party>| party.as_ref().map(|party| party.name.as_str().to_owned());
    let is = |party: &Option<Party>| party.as_ref().is_some_and(|party| party.organisation_id == mine);
    let began = transfer.by_organisation.organisation_id == mine;
    let status = transfer.status();
    let (waits, done) = (status == TransferStatus::Waiting, status == TransferStatus::Done);
    // Whoever began it learns of the other dealer once that has accepted.
    let hidden = |way| began && !done && transfer.way == way;
    let here = is(&transfer.from) && !done || is(&transfer.to) && done;
    TransferView {
        transfer_id: transfer.transfer_id,
        way: transfer.way,
        hkc: transfer.hkc.clone(),
        from: name(&transfer.from).filter(|_| !hidden(TransferWay::Asked)),
        to: name(&transfer.to).filter(|_| !hidden(TransferWay::Offered)),
        offered_to: (began && transfer.way == TransferWay::Offered).then(|| transfer.email.as_str().to_owned()),
        location_id: transfer.location_id.filter(|_| here),
        reason: transfer.reason.as_str().to_owned(),
        by: format!("{}, {}", transfer.by.name, transfer.by_organisation.name),
        at: transfer.at,
        status,
        decided_at: match &transfer.state {
            TransferState::Waiting => None,
            TransferState::Done { at, .. }
            | TransferState::Declined { at, .. }
            | TransferState::Withdrawn { at, .. } => Some(*at),
        },
        is_yours_to_decide: waits && transfer.decides() == Some(mine),
        is_yours_to_withdraw: waits && began,
    }
}
