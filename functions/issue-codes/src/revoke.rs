//! `revoke-codes`: whoever can issue codes, for their own organisation (spec chapter 2, "The
//! code itself"). A code is revoked only while it is unused, under a condition of the write;
//! whoever enters it afterwards is told what everybody is who enters a wrong one.
//!
//! Refused: no numbers or more than 80, a number twice or of no code, a code that is used, a
//! batch whose codes are still being made, another organisation's batch.

use crate::{batches, export::ready, mail::refused};
use api::{
    Problem,
    codes::{BatchView, RevokeCodesRequest},
};
use domain::{
    code::{self, ActivationCode, CodeState},
    id::BatchId,
};
use runtime::{Call, Change, Principal, code_view, problem};
use store::Transaction;

pub(crate) async fn revoke(
    call: Call<Principal>,
    id: BatchId,
    request: RevokeCodesRequest,
) -> Result<BatchView, Problem> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let batch = batches::load(&call, id).await?;
        ready(&batch.value)?;
        code::numbers(&batch.value, &request.numbers).map_err(|refusals| problem::of_numbers(&refusals))?;
        let codes = batches::codes(&call, &batch.value, &request.numbers).await?;
        let kept: Vec<ActivationCode> = codes.iter().map(|(_, code)| code.clone()).collect();
        code::revoke(&kept).map_err(refused)?;
        let unused: Vec<_> = codes
            .iter()
            .filter(|(_, code)| code.state == CodeState::Unused)
            .map(|(digest, code)| (*digest, code))
            .collect();
        let answer = code_view::batch(&batch.value);
        if unused.is_empty() {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app
            .store
            .revoke_codes(&mut transaction, &batch, &unused, &stamp)
            .map_err(problem::of_store)?;
        Ok(Change { transaction, answer })
    })
    .await
}
