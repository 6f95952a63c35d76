//! `list-code-batches`, `get-code-batch`, `list-code-batch-events`: whoever can issue codes,
//! for their own organisation. What became of a code is shown, the code is not. Refused:
//! another organisation's batch.

use api::{
    Page,
    codes::{BatchDetail, BatchView},
    events::EventView,
    page::{ListQuery, PageQuery},
};
use desk::{activation_code::CodeKeys, list, view};
use domain::{
    code::{ActivationCode, Batch, CodeStatus},
    id::BatchId,
};
use runtime::{Call, Error, Principal, problem};
use store::{Stored, code::Digest};

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<BatchView>, Error> {
    let store = &call.app.store;
    let found = store
        .batches(call.caller.user.organisation_id, &list::choice(query)?)
        .await?;
    Ok(list::page(found, |batch| {
        view::codes::batch(&call.app.catalogue, &batch)
    }))
}

pub(crate) async fn get(call: Call<Principal>, id: BatchId, (): ()) -> Result<BatchDetail, Error> {
    let batch = load(&call, id).await?.value;
    let numbers: Vec<u32> = (1..=batch.prepared).collect();
    let codes = codes(&call, &batch, &numbers).await?;
    let with = |status| {
        let count = codes.iter().filter(|(_, code)| code.status(call.now) == status).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    Ok(BatchDetail {
        batch: view::codes::batch(&call.app.catalogue, &batch),
        unused: with(CodeStatus::Unused),
        used: with(CodeStatus::Used),
        revoked: with(CodeStatus::Revoked),
        expired: with(CodeStatus::Expired),
        codes: codes
            .iter()
            .map(|(_, code)| view::codes::code(code, call.now))
            .collect(),
    })
}

pub(crate) async fn events(call: Call<Principal>, id: BatchId, query: PageQuery) -> Result<Page<EventView>, Error> {
    load(&call, id).await?;
    let page = call.app.store.batch_events(id, query.after.as_deref()).await;
    Ok(view::events(&call.app.catalogue, page?, &call.caller.user))
}

/// The batch, if it is the caller's organisation's.
pub(crate) async fn load(call: &Call<Principal>, id: BatchId) -> Result<Stored<Batch>, Error> {
    call.caller.mine(call.app.store.batch(id).await?)
}

/// The codes of these numbers, as they are kept, and under what. Nothing lists a batch's codes:
/// where they stand is worked out from the keys.
pub(crate) async fn codes(
    call: &Call<Principal>,
    batch: &Batch,
    numbers: &[u32],
) -> Result<Vec<(Digest, ActivationCode)>, Error> {
    let keys = CodeKeys::load(&call.app.keys).await?;
    let digests: Vec<Digest> = numbers
        .iter()
        .map(|number| keys.digest(batch, *number))
        .collect::<Result<_, _>>()?;
    let found = call.app.store.codes(&digests).await?;
    if found.len() != digests.len() {
        return Err(problem::internal("a code of a batch is missing"));
    }
    Ok(digests.into_iter().zip(found).collect())
}
