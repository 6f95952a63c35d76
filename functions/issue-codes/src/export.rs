//! `export-codes`: whoever can issue codes, for their own organisation. The codes that are
//! unused, made again from the keys, as a file. Each export is an event of the batch; no
//! answer of this operation is remembered, since codes stand in it.
//!
//! Refused: a batch whose codes are still being made, another organisation's batch.

use crate::batches;
use api::codes::{ExportCodesRequest, ExportedCodes};
use desk::activation_code::CodeKeys;
use domain::{
    code::{Batch, BatchRefusal, BatchState, CodeStatus},
    id::BatchId,
};
use runtime::{Call, Change, Error, Principal};
use std::fmt::Write as _;
use store::Transaction;

pub(crate) async fn export(call: Call<Principal>, id: BatchId, _: ExportCodesRequest) -> Result<ExportedCodes, Error> {
    let call = Call {
        idempotency: None,
        ..call
    };
    let stamp = call.stamp().await?;
    let keys = CodeKeys::load(&call.app.keys).await?;
    call.change(async || {
        let batch = batches::load(&call, id).await?;
        ready(&batch.value)?;
        let numbers: Vec<u32> = (1..=batch.value.count).collect();
        let codes = batches::codes(&call, &batch.value, &numbers).await?;
        let expires = batch.value.expires_on.map(|last| last.to_string()).unwrap_or_default();
        let mut content = String::from("number,code,expires_on\r\n");
        let mut count = 0;
        for (_, kept) in codes
            .iter()
            .filter(|(_, code)| code.status(call.now) == CodeStatus::Unused)
        {
            let code = keys.code(&batch.value, kept.number)?;
            // Writing to a text does not fail.
            let _ = write!(content, "{},{},{expires}\r\n", kept.number, code.shown());
            count += 1;
        }
        let mut transaction = Transaction::default();
        call.app.store.export_codes(&mut transaction, &batch, count, &stamp)?;
        let file_name = format!(
            "activation-codes-{}.csv",
            batch.value.issued_at.format("%Y-%m-%d-%H%M%S")
        );
        Ok(Change {
            transaction,
            answer: ExportedCodes { file_name, content },
        })
    })
    .await
}

/// That all codes are there.
pub(crate) fn ready(batch: &Batch) -> Result<(), Error> {
    match batch.state() {
        BatchState::Ready => Ok(()),
        BatchState::Preparing => Err(BatchRefusal::NotReady {
            prepared: batch.prepared,
            count: batch.count,
        }
        .into()),
    }
}
