//! A renewal that nobody is at any more, brought to its end. The sweep calls it some
//! minutes after the renewal began.

use crate::stages::Stages;
use api::Problem;
use domain::{
    assurance::RenewalState,
    id::{CustomerId, RenewalId},
};
use runtime::{App, Call, problem};

/// Lets go what is held where nothing was decided, and carries out what was.
pub async fn resume(app: &App, id: CustomerId, renewal_id: RenewalId) -> Result<(), Problem> {
    let renewal = app.store.renewal(id, renewal_id).await.map_err(problem::of_store)?;
    let Some(renewal) = renewal else { return Ok(()) };
    let lines = app
        .store
        .renewal_lines(id, renewal_id)
        .await
        .map_err(problem::of_store)?;
    let request_id = Call::of_the_desk(app).request_id;
    let mut stages = Stages::new(app, &request_id, renewal, lines);
    match stages.renewal.state {
        RenewalState::Preparing | RenewalState::Withdrawing => stages.withdraw().await,
        RenewalState::Renewing => stages.carry_out().await,
        RenewalState::Quoted | RenewalState::Renewed | RenewalState::Withdrawn => Ok(()),
    }
}
