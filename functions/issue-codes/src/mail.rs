//! `mail-codes`: whoever can issue codes, for their own organisation. Mails codes again to
//! where they were mailed; each is made again when its mail is sent.
//!
//! Refused: no numbers or more than 80, a number twice or of no code, a code that is used,
//! revoked, expired or was never mailed, a batch whose codes are still being made, another
//! organisation's batch.

use crate::{batches, export::ready};
use api::codes::{BatchView, MailCodesRequest};
use desk::view;
use domain::{
    code::{self, ActivationCode, BatchRefusal},
    id::BatchId,
};
use runtime::{Call, Change, Error, Principal};
use store::Transaction;

pub(crate) async fn mail(call: Call<Principal>, id: BatchId, request: MailCodesRequest) -> Result<BatchView, Error> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let batch = batches::load(&call, id).await?;
        ready(&batch.value)?;
        code::numbers(&batch.value, &request.numbers)?;
        let codes = batches::codes(&call, &batch.value, &request.numbers).await?;
        let kept: Vec<ActivationCode> = codes.iter().map(|(_, code)| code.clone()).collect();
        code::mailable(&kept, call.now).map_err(refused)?;
        let mut transaction = Transaction::default();
        call.app.store.mail_codes(&mut transaction, &batch, &codes, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::codes::batch(&call.app.catalogue, &batch.value),
        })
    })
    .await
}

/// Refusals by index of the number.
pub(crate) fn refused(refusals: Vec<(usize, BatchRefusal)>) -> Error {
    let refusals: Vec<_> = refusals
        .into_iter()
        .map(|(index, refusal)| (Some(index), refusal))
        .collect();
    refusals.into()
}
