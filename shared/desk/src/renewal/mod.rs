//! Renewing a customer's agreements to one end, all or none. A renewal is more than one
//! transaction holds, so it goes in [`Stages`]; [`resume`] brings one that was left to its
//! end, back before the commit point, forward after it.

mod stages;
mod withdraw;

pub use stages::Stages;

use domain::{
    assurance::RenewalTask,
    id::{CustomerId, RenewalId},
};
use runtime::{App, Call, Error};

/// Brings a renewal that nobody is at any more to its end; the sweep calls it some minutes after the
/// renewal began. Lets go what is held where nothing was decided, and carries out what was.
pub async fn resume(app: &App, id: CustomerId, renewal_id: RenewalId) -> Result<(), Error> {
    let renewal = app.store.renewal(id, renewal_id).await?;
    let Some(renewal) = renewal else { return Ok(()) };
    let lines = app.store.renewal_lines(id, renewal_id).await?;
    let request_id = Call::of_the_desk(app).request_id;
    let mut stages = Stages::new(app, &request_id, renewal, lines);
    match stages.renewal.state.left() {
        RenewalTask::Withdraw => stages.withdraw().await,
        RenewalTask::CarryOut => stages.carry_out().await,
        RenewalTask::Renew | RenewalTask::Nothing => Ok(()),
    }
}
