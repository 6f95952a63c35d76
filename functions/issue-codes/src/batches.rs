//! `list-code-batches`, `get-code-batch`, `list-code-batch-events`: whoever can issue codes,
//! for their own organisation. What became of a code is shown, the code is not. Refused:
//! another organisation's batch.

use api::{
    Page, Problem,
    codes::{BatchDetail, BatchView},
    events::EventView,
    page::PageQuery,
};
use domain::{
    code::{ActivationCode, Batch, CodeStatus},
    id::BatchId,
};
use runtime::{Call, Principal, activation_code::CodeKeys, code_view, problem, view};
use store::{Stored, code::Digest};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<BatchView>, Problem> {
    let store = &call.app.store;
    let page = store
        .batches(call.caller.user.organisation_id, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    Ok(view::page(page, |batch| code_view::batch(&batch)))
}

pub(crate) async fn get(call: Call<Principal>, id: BatchId, (): ()) -> Result<BatchDetail, Problem> {
    let batch = load(&call, id).await?.value;
    let numbers: Vec<u32> = (1..=batch.prepared).collect();
    let codes = codes(&call, &batch, &numbers).await?;
    let with = |status| {
        let count = codes.iter().filter(|(_, code)| code.status(call.now) == status).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    Ok(BatchDetail {
        batch: code_view::batch(&batch),
        unused: with(CodeStatus::Unused),
        used: with(CodeStatus::Used),
        revoked: with(CodeStatus::Revoked),
        expired: with(CodeStatus::Expired),
        codes: codes.iter().map(|(_, code)| code_view::code(code, call.now)).collect(),
    })
}

pub(crate) async fn events(call: Call<Principal>, id: BatchId, query: PageQuery) -> Result<Page<EventView>, Problem> {
    load(&call, id).await?;
    let page = call.app.store.batch_events(id, query.after.as_deref()).await;
    Ok(view::page(page.map_err(problem::of_store)?, |event| {
        view::event(&event)
    }))
}

/// The batch, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: BatchId) -> Result<Stored<Batch>, Problem> {
    let batch = call.app.store.batch(id).await.map_err(problem::of_store)?;
    batch
        .filter(|batch| batch.value.issuer.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("batch"))
}

/// The codes of these numbers, as they are kept, and under what. Nothing lists a batch's codes:
/// where they stand is worked out from the keys.
pub(crate) async fn codes(
    call: &Call<Principal>,
    batch: &Batch,
    numbers: &[u32],
) -> Result<Vec<(Digest, ActivationCode)>, Problem> {
    let keys = CodeKeys::load(&call.app.keys).await.map_err(problem::of_keys)?;
    let digests: Vec<Digest> = numbers
        .iter()
        .map(|number| keys.digest(batch, *number))
        .collect::<Result<_, _>>()?;
    let found = call.app.store.codes(&digests).await.map_err(problem::of_store)?;
    if found.len() != digests.len() {
        return Err(problem::internal("a code of a batch is missing"));
    }
    Ok(digests.into_iter().zip(found).collect())
}
