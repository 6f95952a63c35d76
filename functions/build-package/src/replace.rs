//! `replace-code`: operators, for requests that their organisation declined (spec chapter 2,
//! "Packages"). Issues a code in place of the one that the request consumed, and mails it to
//! who asked; only that tenant can redeem it. There is one for each request: that, the new
//! batch and its code are one write.
//!
//! Refused: a request that is not declined, or has its replacement; a request for another
//! organisation's package.

use crate::decide;
use api::{
    Problem,
    packages::{ActivationView, ReplaceCodeRequest},
};
use domain::{
    activation,
    code::{Batch, IssuedBy, Subject},
    id::{ActivationId, BatchId},
    upgrade::Person,
};
use runtime::{Call, Change, Principal, activation_code::CodeKeys, code_batch, code_view, problem};
use store::{Transaction, activation::ActivationChange};

pub(crate) async fn replace(
    call: Call<Principal>,
    id: ActivationId,
    _: ReplaceCodeRequest,
) -> Result<ActivationView, Problem> {
    let batch_id = call.new_id(BatchId::new);
    let keys = CodeKeys::load(&call.app.keys).await.map_err(problem::of_keys)?;
    let stamp = call.stamp().await?;
    let user = &call.caller.user;
    let store = &call.app.store;
    call.change(async || {
        let before = decide::load(&call, user.organisation_id, id).await?;
        let request = &before.value;
        let after =
            activation::replace(request, batch_id, call.now).map_err(|refusal| problem::of_activation(&refusal))?;
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
        store
            .replace_code(&mut transaction, change, &batch, code, &stamp)
            .map_err(problem::of_store)?;
        Ok(Change {
            transaction,
            answer: code_view::activation(&after, true),
        })
    })
    .await
}
