//! `submit-activation`: buyers (spec chapter 2, "Packages"). Redeems a package code, once: the
//! code's use, the request and the event that has the provider's operators mailed are one
//! write, under the condition that the tenant's plan and contract are those that allow it. Declined or approved, the code stays used.
//!
//! Refused: whatever `preview-code` refuses, a subscription code, a company or contact that is
//! none, terms not accepted.

use crate::guess::{self, Guess};
use api::{
    ProblemCode,
    packages::{ActivationView, SubmitActivationRequest},
};
use desk::view;
use domain::{
    activation::{self, ActivationDetails},
    id::ActivationId,
    text::Line,
    upgrade::Person,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

pub(crate) async fn submit(
    call: Call<Principal>,
    (): (),
    request: SubmitActivationRequest,
) -> Result<ActivationView, Error> {
    let details = parse(&request)?;
    let guess = Guess::parse(&call, &request.code).await?;
    let id = call.new_id(ActivationId::new);
    let stamp = call.stamp().await?;
    let store = &call.app.store;
    let submitted = call.change(async || {
        let code = guess.look_up(&call).await?;
        let package = store.package(code.package(&call.app.catalogue)?).await?;
        let package = package.ok_or_else(|| problem::internal("a code of no package"))?.value;
        let tenant = guess::organisation(&call).await?;
        let command = activation::Submit {
            activation_id: id,
            package: &package,
            code: (code.batch_id, code.number),
            buyer: Person::of(&call.caller.user),
            details: details.clone(),
        };
        let activation = activation::submit(call.app.catalogue.upgrades(), &tenant, command, call.now)?;
        let used = guess::used(&call, &tenant.name);
        let mut transaction = Transaction::default();
        store.submit_activation(&mut transaction, &tenant, (&guess.digest, &used), &activation, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::codes::activation(&call.app.catalogue, &activation, false),
        })
    });
    guess::counted(&call, submitted.await).await
}

fn parse(request: &SubmitActivationRequest) -> Result<ActivationDetails, Error> {
    let mut fields = Fields::new();
    let company = fields.check("company", Line::parse(&request.company));
    let contact = fields.check("contact", Line::parse(&request.contact));
    let reference = fields.optional("reference", &request.reference, Line::parse);
    let wrong = !fields.is_empty();
    if !request.terms_accepted {
        fields.refuse("terms_accepted", "Read the Terms & Conditions and accept them.");
        if !wrong {
            return Err(fields.refused_as(ProblemCode::TermsNotAccepted));
        }
    }
    let whole = company.zip(contact).map(|(company, contact)| ActivationDetails {
        company,
        contact,
        reference,
    });
    fields.finish(whole)
}
