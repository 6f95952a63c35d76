//! `replace-code`: operators, for requests that their organisation declined (spec chapter 2,
//! "Packages"). Issues a code in place of the one that the request consumed, and mails it to
//! who asked; only that tenant can redeem it. There is one for each request: that, the new
//! batch and its code are one write.
//!
//! Refused: a request that is not declined, or has its replacement; a request for another
//! organisation's package.

use crate::decide;
use api::packages::{ActivationView, ReplaceCodeRequest};
use desk::{activation_code::CodeKeys, code_batch, view};
use domain::{
    activation,
    code::{Batch, IssuedBy, Subject},
    id::{ActivationId, BatchId},
    upgrade::Person,
};
use runtime::{Call, Change, Error, Principal};
use store::{Transaction, activation::ActivationChange};

pub(crate) async fn replace(
    call: Call<Principal>,
    id: ActivationId,
    _: ReplaceCodeRequest,
) -> Result<ActivationView, Error> {
    let batch_id = call.new_id(BatchId::new);
    let keys = CodeKeys::load(&call.app.keys).await?;
    let stamp = call.stamp().await?;
    let user = &call.caller.user;
    let store = &call.app.store;
    call.change(async || {
        let before = decide::load(&call, user.organisation_id, id).await?;
        let request = &before.value;
        let after = activation::replace(request, batch_id, call.now)?;
        let batch = Batch {
            batch_id,
            issuer: IssuedBy {
                organisation_id: request.provider_id,
                organisation_name: request.provider.clone(),
                person: Person::of(user),
            },
            subject: Subject::Package {
                package_id: request.package_id,
                name: request.package_name.clone(),
            },
            count: 1,
            prepared: 1,
            key_version: keys.version_symbol()?,
            mailed: true,
            expires_on: None,
            only_for: Some(request.organisation_id),
            replaces: Some(id),
            issued_at: call.now,
        };
        let code = code_batch::code(&keys, &batch, 1, std::slice::from_ref(&request.requester.email))?;
        let change = ActivationChange {
            before: &before,
            after: &after,
        };
        let mut transaction = Transaction::default();
        store.replace_code(&mut transaction, change, &batch, code, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::codes::activation(&call.app.catalogue, &after, true),
        })
    })
    .await
}
