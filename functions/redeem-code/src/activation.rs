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
    code::{CodeRefusal, Subject},
    id::ActivationId,
    text::Line,
    upgrade::Person,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stamp, Transaction};

pub(crate) async fn submit(
    call: Call<Principal>,
    (): (),
    request: SubmitActivationRequest,
) -> Result<ActivationView, Error> {
    let details = parse(&request)?;
    let guess = Guess::parse(&call, &request.code).await?;
    let id = call.new_id(ActivationId::new);
    let stamp = call.stamp().await?;
    let outcome = call
        .change(async || attempt(&call, &guess, &details, id, &stamp).await)
        .await;
    guess::counted(&call, outcome).await
}

async fn attempt(
    call: &Call<Principal>,
    guess: &Guess,
    details: &ActivationDetails,
    activation_id: ActivationId,
    stamp: &Stamp,
) -> Result<Change<ActivationView>, Error> {
    let store = &call.app.store;
    let found = guess.look_up(call).await?;
    let code = &found.code;
    let Subject::Package { package_id, .. } = &code.subject else {
        return Err(CodeRefusal::ForSubscription(code.subject.words()).into());
    };
    let package = store.package(*package_id).await?;
    let package = package.ok_or_else(|| problem::internal("a code of no package"))?.value;
    let tenant = guess::organisation(call).await?;
    let command = activation::Submit {
        activation_id,
        package: &package,
        code: (code.batch_id, code.number),
        buyer: Person::of(&call.caller.user),
        details: details.clone(),
    };
    let activation = activation::submit(&tenant, command, call.now)?;
    let used = guess::used(call, &tenant.name);
    let mut transaction = Transaction::default();
    store.submit_activation(&mut transaction, &tenant, (&found.digest, &used), &activation, stamp)?;
    Ok(Change {
        transaction,
        answer: view::codes::activation(&activation, false),
    })
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
