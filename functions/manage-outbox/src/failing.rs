//! `list-failing`, `try-again`: vendor admins. A change of state that fails is never given up
//! (spec chapter 6, 2): here is seen what waits, why, and until when, and whoever has mended the
//! reason need not wait.
//!
//! Refused: an event of which nothing fails any more, or that is being tried.

use api::{
    Page, ProblemCode,
    outbox::{FailingView, TryAgainRequest},
    page::PageQuery,
};
use domain::{catalogue::Catalogue, event::Reader, text::Name};
use runtime::{Call, Error, Fields, Principal, problem};
use store::outbox::Failing;

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<FailingView>, Error> {
    let page = call.app.store.failing(query.after.as_deref(), call.now).await?;
    let page = page.map(|failing| view(&call.app.catalogue, failing));
    Ok(Page {
        items: page.items,
        next: page.next,
        looked_at: None,
    })
}

pub(crate) async fn try_again(call: Call<Principal>, (): (), request: TryAgainRequest) -> Result<FailingView, Error> {
    let mut fields = Fields::new();
    let aggregate = fields.check("aggregate", Name::parse(&request.aggregate));
    if request.sequence == 0 {
        fields.refuse("sequence", "Events are counted from 1.");
    }
    let aggregate = fields.finish(aggregate)?;
    let store = &call.app.store;
    loop {
        let failing = store
            .failing_event(aggregate.as_str(), request.sequence, call.now)
            .await?;
        let failing = failing.ok_or_else(|| problem::not_found("failing event"))?;
        let Some(next_at) = failing.next_at else {
            return Err(problem::new(
                ProblemCode::BeingTried,
                "It is being tried this moment. Look again in a minute.",
            ));
        };
        // Where the write is lost, another has asked, tried or done it since: it says which.
        if next_at <= call.now || store.try_again(&failing, call.now).await? {
            return Ok(FailingView {
                next_at: Some(call.now),
                ..view(&call.app.catalogue, failing)
            });
        }
    }
}

fn view(catalogue: &Catalogue, failing: Failing) -> FailingView {
    FailingView {
        aggregate: failing.event.envelope.aggregate.clone(),
        sequence: failing.event.envelope.sequence,
        event: failing.event.sentence(Reader::VENDOR, catalogue),
        tasks: failing.tasks.iter().map(|task| task.says().to_owned()).collect(),
        reason: failing.reason,
        since: failing.since,
        attempts: failing.attempts,
        next_at: failing.next_at,
    }
}
