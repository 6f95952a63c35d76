//! Looking a code up, and counting those that do not work (spec chapter 2, "The code itself").
//!
//! A code that nobody issued, one that was revoked and one of somebody else's are answered with
//! the same bytes after the same requests: one read, and the counts of the organisation and of
//! the user. After ten in ten minutes no code is looked at for ten minutes, not even a good
//! one: its answer is that of a wrong one, too.

use api::ProblemCode;
use desk::activation_code;
use domain::{
    code::{ActivationCode, Code, CodeRefusal, Use, count_wrong, usable, wait},
    organisation::{Organisation, User},
    text::Name,
};
use runtime::{Call, Change, Error, Principal, problem};
use store::{Transaction, code::Digest};
use uuid::Uuid;

/// A code as somebody typed it. One that cannot be a code is no guess: its check symbol tells
/// before anything is looked up.
pub(crate) struct Guess {
    /// Under what the code stands, if it was issued.
    pub(crate) digest: Digest,
}

impl Guess {
    pub(crate) async fn parse(call: &Call<Principal>, text: &str) -> Result<Self, Error> {
        let code = Code::parse(text).map_err(|refusal| problem::at(ProblemCode::InvalidFields, "code", refusal))?;
        let peppers = call.app.keys.code_peppers().await?;
        let digest = activation_code::digest(&peppers, &code)
            .ok_or_else(|| problem::internal("the peppers of activation codes are damaged"))?;
        Ok(Self { digest })
    }

    /// The code, if the caller can redeem it now. It is read eventually consistent, at half the
    /// price: that it is unused is a condition of the write that uses it.
    pub(crate) async fn look_up(&self, call: &Call<Principal>) -> Result<ActivationCode, Error> {
        let store = &call.app.store;
        let user = &call.caller.user;
        let code = store.code(&self.digest, false).await?;
        let code = code.ok_or(CodeRefusal::Unknown)?;
        usable(&code, user.organisation_id, call.now)?;
        let [organisation, user] = store.wrong_codes(whose(user), false).await?;
        match wait([&organisation.wrong, &user.wrong], call.now) {
            Some(until) => Err(problem::too_many_attempts(until)),
            None => Ok(code),
        }
    }
}

/// The outcome of a guess. One that did not work is counted first, for the organisation and the
/// user in one write.
pub(crate) async fn counted<T>(call: &Call<Principal>, outcome: Result<T, Error>) -> Result<T, Error> {
    match outcome {
        Err(refusal) if refusal.code == ProblemCode::CodeUnknown => {
            // The caller's idempotency key is for what the caller asked for.
            Call::of_the_desk(&call.app).change(async || count(call).await).await?;
            Err(refusal)
        }
        other => other,
    }
}

async fn count(call: &Call<Principal>) -> Result<Change<()>, Error> {
    let store = &call.app.store;
    let [organisation, user] = store.wrong_codes(whose(&call.caller.user), true).await?;
    let counted = count_wrong([&organisation.wrong, &user.wrong], call.now).map_err(problem::too_many_attempts)?;
    let mut transaction = Transaction::default();
    for (before, after) in [organisation, user].iter().zip(&counted) {
        store.enter_wrong_code(&mut transaction, before, after, call.now)?;
    }
    Ok(Change {
        transaction,
        answer: (),
    })
}

fn whose(user: &User) -> [Uuid; 2] {
    [user.organisation_id.uuid(), user.user_id.uuid()]
}

/// That the caller uses a code now.
pub(crate) fn used(call: &Call<Principal>, organisation_name: &Name) -> Use {
    let user = &call.caller.user;
    Use {
        organisation_id: user.organisation_id,
        organisation_name: organisation_name.clone(),
        by: user.name.clone(),
        at: call.now,
    }
}

/// The caller's organisation.
pub(crate) async fn organisation(call: &Call<Principal>) -> Result<Organisation, Error> {
    let organisation = call.app.store.organisation(call.caller.user.organisation_id).await;
    organisation?
        .map(|organisation| organisation.value)
        .ok_or_else(|| problem::internal("a user without an organisation"))
}
