//! `mail-codes`: whoever can issue codes, for their own organisation. Mails codes again to
//! where they were mailed; each is made again when its mail is sent.
//!
//! Refused: no numbers or more than 80, a number twice or of no code, a code that is used,
//! revoked, expired or was never mailed, a batch whose codes are still being made, another
//! organisation's batch.

use crate::{batches, export::ready};
use api::{
    Problem,
    codes::{BatchView, MailCodesRequest},
};
use domain::{
    code::{self, ActivationCode, BatchRefusal},
    id::BatchId,
};
use runtime::{Call, Change, Principal, code_view, problem};
use store::Transaction;

pub(crate) async fn mail(call: Call<Principal>, id: BatchId, request: MailCodesRequest) -> Result<BatchView, Problem> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let batch = batches::load(&call, id).await?;
        ready(&batch.value)?;
        code::numbers(&batch.value, &request.numbers).map_err(|refusals| problem::of_numbers(&refusals))?;
        let codes = batches::codes(&call, &batch.value, &request.numbers).await?;
        let kept: Vec<ActivationCode> = codes.iter().map(|(_, code)| code.clone()).collect();
        code::mailable(&kept, call.now).map_err(refused)?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .mail_codes(&mut transaction, &batch, &codes, &stamp)
            .map_err(problem::of_store)?;
        Ok(Change {
            transaction,
            answer: code_view::batch(&batch.value),
        })
    })
    .await
}

/// Refusals by index of the number.
pub(crate) fn refused(refusals: Vec<(usize, BatchRefusal)>) -> Problem {
    let refusals: Vec<_> = refusals
        .into_iter()
        .map(|(index, refusal)| (Some(index), refusal))
        .collect();
    problem::of_numbers(&refusals)
}
