//! `renew-swa`: SWA users of distributors and dealers. Renews every agreement that a
//! renewal's quote could quote, or none (spec chapter 5, "Renewal"). No cooling off. Asked
//! again for what is renewed already, it says so.
//!
//! Refused: units not authorised, a customer or renewal of another organisation, a quote
//! that does not hold any more or could quote nothing, fewer units than it takes, an
//! agreement that somebody else renews at this moment, a renewal that was withdrawn.

use crate::load;
use api::renewals::{RenewSwaRequest, RenewalView};
use desk::renewal::Stages;
use domain::{
    assurance::RenewalTask,
    id::{CustomerId, RenewalId},
    text::Line,
};
use runtime::{Call, Error, Fields, Principal, problem};

pub(crate) async fn renew(
    call: Call<Principal>,
    (id, renewal_id): (CustomerId, RenewalId),
    request: RenewSwaRequest,
) -> Result<RenewalView, Error> {
    let mut fields = Fields::new();
    let reference = fields.optional("reference", &request.reference, Line::parse);
    fields.finish(Some(()))?;
    let customer = load::customer(&call, id).await?.value;
    let store = &call.app.store;
    let renewal = store.renewal(id, renewal_id).await?;
    let renewal = renewal.ok_or_else(|| problem::not_found("renewal"))?;
    if !request.authorised {
        return Err(problem::not_authorised());
    }
    let lines = store.renewal_lines(id, renewal_id).await?;
    let task = renewal.asked(&lines)?;
    let mut stages = Stages::new(&call.app, &call.request_id, renewal, lines);
    if task == RenewalTask::Renew {
        let (begun, taken) = stages.begin(call.caller.actor(), reference).await?;
        stages = begun;
        if let Err(refusal) = stages.hold(taken).await {
            // Where this fails too, the sweep does it.
            stages.withdraw().await?;
            return Err(refusal);
        }
        stages.decide().await?;
    }
    // Asked again for what is renewed: the first answer.
    if task != RenewalTask::Nothing {
        stages.carry_out().await?;
    }
    load::view(&call, &stages.renewal, &stages.lines, &customer).await
}
