//! `submit-upgrade`: requesters and buyers (spec chapter 1, "Submit"). A buyer buys: the
//! upgrade gets its number IPP-n and is provisioned. Anybody else asks: the request gets its
//! number REQ-n and every buyer a mail with an action link of their own. The numbers are
//! the tenant's; each is taken by one request alone, and one that is not used after all is left out. Plan, Sold-To-ID and contract
//! are a condition of the write: where the vendor changes them at the same time, they count as they are.
//!
//! Refused: an item that the catalogue does not have or that is retired, a quantity that is none or above the
//! item's maximum, terms not accepted, a tenant without a Sold-To-ID, with another plan than
//! the item needs, or whose contract has ended, another price than was shown, an item or
//! conditions that are others than those of the version that was shown, more than 500
//! requests that wait.

use api::{
    ProblemCode,
    upgrades::{SubmitUpgradeRequest, SubmitUpgradeResponse},
};
use desk::{tenancy, view};
use domain::{
    catalogue::{Catalogue, Shown},
    id::UpgradeId,
    text::Sku,
    upgrade::{self, Submit, UpgradeItem, UpgradeRefusal},
};
use runtime::{Call, Change, Error, Fields, Principal};
use store::Transaction;

pub(crate) async fn submit(
    call: Call<Principal>,
    (): (),
    request: SubmitUpgradeRequest,
) -> Result<SubmitUpgradeResponse, Error> {
    let (item, quantity) = match parse(&call.app.catalogue, &request) {
        Ok(parsed) => parsed,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let upgrade_id = call.new_id(UpgradeId::new);
    let stamp = call.stamp().await?;
    let user = &call.caller.user;
    call.change(async || {
        let tenant = tenancy::load(&call.app, user.organisation_id).await?;
        let account = tenancy::account(&call.app, user.organisation_id).await?;
        let command = Submit {
            upgrade_id,
            item,
            quantity,
            price: request.price,
        };
        let catalogue = call.app.catalogue.upgrades();
        let decided = upgrade::submit(catalogue, &tenant.organisation, &account, user, command, call.now)?;
        call.check_shown(request.catalogue, |catalogue| Shown::of_upgrade(catalogue, item))
            .await?;
        let upgrade = tenancy::numbered(&call.app, user.organisation_id, decided).await?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .submit_upgrade(&mut transaction, &tenant.organisation, &upgrade, &stamp)?;
        Ok(Change {
            transaction,
            answer: SubmitUpgradeResponse {
                upgrade: view::upgrades::upgrade(&call.app.catalogue, &tenant.organisation, &upgrade, call.now),
                has_buyer: tenant.organisation.buyers > 0,
            },
        })
    })
    .await
}

fn parse<'a>(catalogue: &'a Catalogue, request: &SubmitUpgradeRequest) -> Result<(&'a UpgradeItem, u32), Error> {
    let mut fields = Fields::new();
    let sku = fields.check("sku", Sku::parse(&request.sku));
    let item = sku.and_then(|sku| fields.check("sku", catalogue.offered_upgrade(&sku)));
    if let Some(item) = item {
        let most = item.maximum_quantity;
        let number = request.quantity;
        if number.fract() != 0.0 || !(1.0..=f64::from(most)).contains(&number) {
            fields.refuse("quantity", UpgradeRefusal::Quantity { most });
        }
    }
    let wrong = !fields.is_empty();
    if !request.terms_accepted {
        fields.refuse(
            "terms_accepted",
            "Read the notes and the Terms & Conditions and accept them.",
        );
        if !wrong {
            return Err(fields.refused_as(ProblemCode::TermsNotAccepted));
        }
    }
    // Checked above: whole and at most the item's maximum.
    fields.finish(item.map(|item| (item, request.quantity as u32)))
}
