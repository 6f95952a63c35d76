//! `order-transfer`: vendor admins. A location goes to another dealer at once, with a reason that both read.
//! A dry run shows what goes along, and what has to be ended first.

use super::{
    begun,
    family::{self, Family, Target},
    me, shown,
};
use api::{
    ProblemCode,
    transfers::{OrderTransferRequest, TransferDetails},
};
use domain::{
    event::TransferHappening,
    text::{EmailAddress, Notes},
    transfer::{Party, Transfer, TransferState, TransferWay},
    upgrade::Person,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

pub(crate) async fn order(
    call: Call<Principal>,
    (): (),
    request: OrderTransferRequest,
) -> Result<TransferDetails, Error> {
    let mut fields = Fields::new();
    let email = fields.check("dealer_email", EmailAddress::parse(&request.dealer_email));
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let (email, reason) = fields.finish(email.zip(reason))?;
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    call.change(async || {
        let vendor = me(&call).await?;
        let (family, from, to) = asked(&call, &request).await?;
        let transfer = Transfer {
            way: TransferWay::Ordered,
            hkc: family
                .system()
                .map(|system| system.hkc.as_str().to_owned())
                .unwrap_or_default(),
            location_id: family.system().map(|system| system.location_id),
            from: Some(from.clone()),
            to: Some(to.clone()),
            email: email.clone(),
            state: TransferState::Done {
                by: Person::of(&call.caller.user),
                at: call.now,
            },
            ..begun(&call, &vendor, &reason)
        };
        let answer = TransferDetails {
            transfer: shown(&transfer, vendor.organisation_id),
            locations: family.views(&call),
            pending: family.pending(&call.app),
        };
        if request.dry_run {
            return Ok(Change::none(answer));
        }
        family.check(&call.app)?;
        let happening = TransferHappening::Ordered {
            transfer_id: transfer.transfer_id,
            hkc: transfer.hkc.clone(),
            from: from.name.clone(),
            to: to.name.clone(),
            reason: reason.as_str().to_owned(),
        };
        let mut transaction = Transaction::default();
        store.begin_transfer(&mut transaction, &transfer, happening, &transfer.decided(), &stamp)?;
        let target = Target {
            to: &to,
            customer_id: None,
            email: &email,
        };
        family
            .hand_over(&call, &mut transaction, (&transfer, &from), &target, &stamp)
            .await?;
        Ok(Change { transaction, answer })
    })
    .await
}

/// What goes, from whom and to whom.
async fn asked(call: &Call<Principal>, request: &OrderTransferRequest) -> Result<(Family, Party, Party), Error> {
    let wrong = |field, message: &str| problem::at(ProblemCode::InvalidFields, field, message);
    let found = family::live(call, &request.hkc).await?;
    let found = found.ok_or_else(|| wrong("hkc", "No location has this hardware key code."))?;
    let to = family::party(&call.app, request.organisation_id).await?;
    let to = to.ok_or_else(|| wrong("organisation_id", "Choose a dealer or distributor."))?;
    if to.organisation_id == found.organisation_id {
        return Err(wrong("organisation_id", "The location is this organisation's already."));
    }
    let from = family::party(&call.app, found.organisation_id).await?;
    let from = from.ok_or_else(|| problem::internal("a location of nobody"))?;
    let family = Family::of(&call.app, found.location_id).await?;
    if family.is_of(from.organisation_id) {
        Ok((family, from, to))
    } else {
        Err(problem::internal("a system of several dealers"))
    }
}
