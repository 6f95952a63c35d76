//! `revoke-codes`: whoever can issue codes, for their own organisation (spec chapter 2, "The
//! code itself"). A code is revoked only while it is unused, under a condition of the write;
//! whoever enters it afterwards is told what everybody is who enters a wrong one.
//!
//! Refused: no numbers or more than 80, a number twice or of no code, a code that is used, a
//! batch whose codes are still being made, another organisation's batch.

use crate::{batches, export::ready, mail::refused};
use api::codes::{BatchView, RevokeCodesRequest};
use desk::view;
use domain::{
    code::{self, ActivationCode, CodeState},
    id::BatchId,
};
use runtime::{Call, Change, Error, Principal};
use store::Transaction;

pub(crate) async fn revoke(
    call: Call<Principal>,
    id: BatchId,
    request: RevokeCodesRequest,
) -> Result<BatchView, Error> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let batch = batches::load(&call, id).await?;
        ready(&batch.value)?;
        code::numbers(&batch.value, &request.numbers)?;
        let codes = batches::codes(&call, &batch.value, &request.numbers).await?;
        let kept: Vec<ActivationCode> = codes.iter().map(|(_, code)| code.clone()).collect();
        code::revoke(&kept).map_err(refused)?;
        let unused: Vec<_> = codes
            .iter()
            .filter(|(_, code)| code.state == CodeState::Unused)
            .map(|(digest, code)| (*digest, code))
            .collect();
        let answer = view::codes::batch(&call.app.catalogue, &batch.value);
        if unused.is_empty() {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app.store.revoke_codes(&mut transaction, &batch, &unused, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}
