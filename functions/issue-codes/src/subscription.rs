//! `issue-subscription-code`: vendor admins, and licence users of distributors and dealers
//! (spec chapter 2, "Subscriptions"). A code for seats of a plan, mailed to the buyer; the
//! issuer does not get to see it.
//!
//! Refused: a plan that there is not or that is retired, a term that is not 1 to 120 whole months, seats that are
//! not 1 to 1,000, an address that is none, a last day in the past.

use crate::generate::{expiry, issuer};
use api::codes::{BatchView, IssueSubscriptionCodeRequest};
use desk::{
    activation_code::CodeKeys,
    code_batch::{self, NewBatch},
};
use domain::{
    catalogue::Catalogue,
    code::{Batch, Count, Subject},
    day::Day,
    subscription::{MOST_MONTHS, MOST_SEATS},
    text::EmailAddress,
};
use runtime::{Call, Error, Fields, Principal};

pub(crate) async fn issue(
    call: Call<Principal>,
    (): (),
    request: IssueSubscriptionCodeRequest,
) -> Result<BatchView, Error> {
    let (subject, email) = match parse(&call.app.catalogue, &request, Day::of(call.now)) {
        Ok(parsed) => parsed,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let keys = CodeKeys::load(&call.app.keys).await?;
    let new = NewBatch {
        batch: Batch {
            batch_id: code_batch::new_id(&call),
            issuer: issuer(&call).await?,
            subject,
            count: 1,
            prepared: 0,
            key_version: keys.version_symbol()?,
            mailed: true,
            expires_on: request.expires_on,
            only_for: None,
            replaces: None,
            issued_at: call.now,
        },
        emails: vec![email],
    };
    code_batch::issue(&call, &keys, &new).await
}

fn parse(
    catalogue: &Catalogue,
    request: &IssueSubscriptionCodeRequest,
    today: Day,
) -> Result<(Subject, EmailAddress), Error> {
    let mut fields = Fields::new();
    let plan = fields.check("plan", catalogue.offered_subscription_plan(&request.plan));
    let months = fields.check("months", Count { most: MOST_MONTHS }.parse(request.months));
    let seats = fields.check("seats", Count { most: MOST_SEATS }.parse(request.seats));
    let email = fields.check("email", EmailAddress::parse(&request.email));
    fields.check("expires_on", expiry(request.expires_on, today));
    let whole = plan.zip(months).zip(seats).zip(email);
    let whole = whole.map(|(((plan, months), seats), email)| {
        let subject = Subject::Subscription {
            plan: plan.id.clone(),
            months,
            seats,
        };
        (subject, email)
    });
    fields.finish(whole)
}
