//! Marks users whose mail came back, so that they are not mailed again until a vendor admin
//! has confirmed the address (`confirm-address`).
//!
//! SES tells it, by the configuration set's events. Every mail to a user carries the user's
//! ids as tags, and they come back with it; a mail without them went to an address that is
//! no user's, such as a customer's. What marks is a bounce for good or a complaint, of the
//! address that the user has now, and newer than its last confirmation. All else is noted
//! in the log, without the address, and changes nothing: a message that cannot be read would
//! be no better the next time.

mod message;

use domain::{
    bounce::{self, Bounce},
    id::{OrganisationId, UserId},
};
use message::Message;
use runtime::{App, Call, Change, Error};
use serde::{Deserialize, Serialize};
use store::Transaction;

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The user is not mailed any more.
    Marked,
    /// It says nothing new of the user's address.
    NothingNew,
    /// The mail went to nobody who is a user.
    NoUser,
    /// The mail may arrive yet, or has arrived.
    NotForGood,
    /// It is no message that SES publishes events by.
    Unreadable,
}

/// Takes a message that SES has published.
///
/// # Errors
/// The table or the keys cannot be had. The same message is to be sent again.
pub async fn receive(app: &App, message: &str) -> Result<Outcome, Error> {
    let message = match Message::parse(message) {
        Ok(message) => message,
        Err(error) => {
            // The error's own text may quote an address.
            let (kind, line, column) = (error.classify(), error.line(), error.column());
            tracing::warn!(?kind, line, column, "not a message of SES");
            return Ok(Outcome::Unreadable);
        }
    };
    let mail_id = message.mail_id();
    let outcome = match (message.bounce(), message.user()) {
        (None, _) => Outcome::NotForGood,
        (Some(_), None) => Outcome::NoUser,
        // In a box, since the compiler does not follow a future this deep.
        (Some(bounce), Some(user)) => Box::pin(mark(app, mail_id, &bounce, user)).await?,
    };
    tracing::info!(mail_id, ?outcome, "a mail's fate");
    Ok(outcome)
}

async fn mark(
    app: &App,
    mail_id: &str,
    bounce: &Bounce,
    (organisation_id, user_id): (OrganisationId, UserId),
) -> Result<Outcome, Error> {
    let call = Call {
        // The history names the mail.
        request_id: mail_id.to_owned(),
        ..Call::of_the_desk(app)
    };
    let stamp = call.desk_stamp(organisation_id).await?;
    let store = &app.store;
    call.change(async || {
        // The organisation before the user: whoever changes one of its users moves its chain.
        let organisation = store.organisation(organisation_id).await?;
        let user = store.user(organisation_id, user_id).await?;
        let Some((organisation, user)) = organisation.zip(user) else {
            return Ok(Change::none(Outcome::NoUser));
        };
        let marked = match bounce::mark(&user, bounce, call.now) {
            Ok(marked) => marked,
            Err(why) => {
                tracing::info!(mail_id, %why, "nothing is marked");
                return Ok(Change::none(Outcome::NothingNew));
            }
        };
        let mut transaction = Transaction::default();
        store.mark_undeliverable(&mut transaction, &organisation.chain, &marked, bounce.kind, &stamp)?;
        Ok(Change {
            transaction,
            answer: Outcome::Marked,
        })
    })
    .await
}
