//! Making the codes of a batch. Up to 40 are written with the batch; more come in steps, each
//! of them one transaction that says how far the batch is. Whoever goes on after a crash, be it
//! the caller who repeats the request or the outbox, goes on where the last step ended.

use crate::{activation_code::CodeKeys, view};
use api::codes::BatchView;
use domain::{
    code::{ActivationCode, Batch, BatchState, CodeState},
    event::Actor,
    id::BatchId,
    text::EmailAddress,
};
use runtime::{App, Call, Change, Error, Principal, problem};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use store::{
    Stamp, Transaction,
    code::{AT_A_TIME, Digest},
};

/// Codes to be issued.
pub struct NewBatch {
    /// The batch, with none of its codes yet.
    pub batch: Batch,
    /// Where to mail each code, by number; empty where they are exported.
    pub emails: Vec<EmailAddress>,
}

/// The id of a new batch. A request that comes again under its idempotency key makes the same.
pub fn new_id<C>(call: &Call<C>) -> BatchId {
    match &call.idempotency {
        Some(request) => BatchId::of(uuid::Builder::from_custom_bytes(request.bytes()).into_uuid()),
        None => call.new_id(BatchId::new),
    }
}

/// Makes a batch and all of its codes.
pub async fn issue(call: &Call<Principal>, keys: &CodeKeys, new: &NewBatch) -> Result<BatchView, Error> {
    let stamp = call.stamp().await?;
    // The last step alone meets what is remembered under the key: by then the codes of another
    // request would be there.
    if new.batch.count > AT_A_TIME
        && let Some(answer) = call.answered_before().await?
    {
        return Ok(answer);
    }
    // The answer is remembered with the last step: until then nothing has succeeded.
    let step_before = Call {
        app: call.app.clone(),
        caller: (),
        request_id: call.request_id.clone(),
        now: call.now,
        idempotency: None,
    };
    let fresh = AtomicBool::new(true);
    let mut prepared = 0;
    loop {
        let last = prepared + AT_A_TIME >= new.batch.count;
        let step = async || {
            step(
                &call.app,
                Some(new),
                (new.batch.batch_id, fresh.swap(false, Relaxed)),
                last,
                keys,
                &stamp,
            )
            .await
        };
        let batch = if last {
            call.change(step).await?
        } else {
            step_before.change(step).await?
        };
        if batch.state == BatchState::Ready {
            return Ok(batch);
        }
        prepared = batch.prepared;
    }
}

/// Makes the codes that a batch does not have yet, in the name of who issued it.
pub async fn resume(app: &App, id: BatchId) -> Result<(), Error> {
    let call = Call::of_the_desk(app);
    let batch = app.store.batch(id).await?;
    let batch = batch.ok_or_else(|| problem::not_found("batch"))?.value;
    let stamp = call
        .stamp_as(Actor::named(
            batch.issuer.organisation_id,
            batch.issuer.person.user_id,
            batch.issuer.person.name.clone(),
        ))
        .await?;
    let keys = CodeKeys::load(&app.keys).await?;
    loop {
        let step = async || step(app, None, (id, false), true, &keys, &stamp).await;
        if call.change(step).await?.state == BatchState::Ready {
            return Ok(());
        }
    }
}

/// The next codes of a batch, the batch itself with the first; the last codes only where
/// that is said.
async fn step(
    app: &App,
    new: Option<&NewBatch>,
    (id, fresh): (BatchId, bool),
    last: bool,
    keys: &CodeKeys,
    stamp: &Stamp,
) -> Result<Change<BatchView>, Error> {
    let store = &app.store;
    // A new id has never been written but by an earlier try of the same request: that is
    // found out by the write.
    let existing = match (fresh, new) {
        (true, Some(_)) => None,
        _ => store.batch(id).await?,
    };
    let (before, chain) = match (existing, new) {
        (Some(existing), _) => (existing.value, Some(existing.chain)),
        (None, Some(new)) => (new.batch.clone(), None),
        (None, None) => return Err(problem::not_found("batch")),
    };
    // An earlier try of the same request may have come further than we know.
    let is_last = before.prepared + AT_A_TIME >= before.count;
    if before.state() == BatchState::Ready || is_last && !last {
        return Ok(Change::none(view::codes::batch(&app.catalogue, &before)));
    }
    let after = Batch {
        prepared: before.count.min(before.prepared + AT_A_TIME),
        ..before.clone()
    };
    let resumed;
    let emails = match new {
        Some(new) => &new.emails,
        None => {
            resumed = store.addresses(id).await?;
            &resumed
        }
    };
    let codes = (before.prepared + 1..=after.prepared).map(|number| code(keys, &after, number, emails));
    let codes: Vec<_> = codes.collect::<Result<_, _>>()?;
    let mut transaction = Transaction::default();
    match &chain {
        None => store.issue_codes(&mut transaction, &after, &codes, emails, stamp),
        Some(chain) => store.prepare_codes(&mut transaction, &after, chain, &codes, stamp),
    }?;
    Ok(Change {
        transaction,
        answer: view::codes::batch(&app.catalogue, &after),
    })
}

/// A code of a batch, unused, and under what it stands.
pub fn code(
    keys: &CodeKeys,
    batch: &Batch,
    number: u32,
    emails: &[EmailAddress],
) -> Result<(Digest, ActivationCode), Error> {
    let digest = keys.digest(batch, number)?;
    let index = usize::try_from(number - 1).map_err(problem::internal)?;
    let code = ActivationCode {
        batch_id: batch.batch_id,
        number,
        issuer: batch.issuer.organisation_id,
        issuer_name: batch.issuer.organisation_name.clone(),
        subject: batch.subject.clone(),
        expires_on: batch.expires_on,
        only_for: batch.only_for,
        mailed_to: emails.get(index).cloned(),
        state: CodeState::Unused,
    };
    Ok((digest, code))
}
