//! What time does to agreements: a cooling off that is over activates its assignment, a
//! renewed term begins when the running one ends (spec chapter 5, "Assign, cool off,
//! activate" and "Renewal"). Nobody calls it but a schedule, or the sweep where that was
//! lost; what it is called with is a hint. It decides from what stands in the table, so
//! that it may be called twice, late, early, or for what was cancelled.

use domain::{
    assurance::{Agreement, AgreementRefusal, WhyNow},
    id::LocationId,
    outbox::CoolingOff,
};
use runtime::{App, Call, Change, Error};
use serde::{Deserialize, Serialize};
use store::{Chain, Stored, Transaction};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was time, and it is done.
    Done,
    /// It was decided before.
    NothingToDo,
    /// It is not time yet; the sweep comes back to it.
    TooEarly,
}

/// Ends a cooling off that is over.
pub async fn end_cooling_off(app: &App, assignment: &CoolingOff) -> Result<Outcome, Error> {
    let app = &app.at_work().await?;
    let call = Call::of_the_desk(app);
    let store = &app.store;
    call.change(async || {
        let Some((before, chain)) = load(app, assignment.location_id, &assignment.application).await? else {
            return Ok(Change::none(Outcome::NothingToDo));
        };
        let (after, pending) = match before.activate(assignment.assignment, WhyNow::CoolingOffOver, call.now) {
            Ok(activated) => activated,
            Err(AgreementRefusal::CoolingOff(_)) => return Ok(Change::none(Outcome::TooEarly)),
            Err(_) => return Ok(Change::none(Outcome::NothingToDo)),
        };
        let stamp = call.desk_stamp(before.organisation_id).await?;
        let mut transaction = Transaction::default();
        store.activate_swa(&mut transaction, &chain, (&before, &after), pending, &stamp)?;
        Ok(Change {
            transaction,
            answer: Outcome::Done,
        })
    })
    .await
}

/// Begins a renewed term whose first day has come.
pub async fn begin_term(app: &App, location_id: LocationId, application: &str) -> Result<Outcome, Error> {
    let app = &app.at_work().await?;
    let call = Call::of_the_desk(app);
    let store = &app.store;
    call.change(async || {
        let Some((before, chain)) = load(app, location_id, application).await? else {
            return Ok(Change::none(Outcome::NothingToDo));
        };
        let Some((after, next)) = before.begin_next(call.now) else {
            return Ok(Change::none(Outcome::NothingToDo));
        };
        let stamp = call.desk_stamp(before.organisation_id).await?;
        let mut transaction = Transaction::default();
        store.begin_term(&mut transaction, &chain, (&before, &after), next, &stamp)?;
        Ok(Change {
            transaction,
            answer: Outcome::Done,
        })
    })
    .await
}

/// The agreement, read after its location.
async fn load(app: &App, id: LocationId, application: &str) -> Result<Option<(Agreement, Chain)>, Error> {
    let location = app.store.location(id).await?;
    let Some(Stored { chain, .. }) = location else {
        return Ok(None);
    };
    let agreement = app.store.agreement(id, application).await?;
    Ok(agreement.map(|agreement| (agreement, chain)))
}
