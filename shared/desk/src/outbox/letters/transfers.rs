//! Mails about locations that go from one dealer to another. What a mail asks for is done on the page that
//! its link opens.

use super::{Addressee, App, Error, Letter, name};
use askama::Template;
use domain::{
    id::TransferId,
    transfer::{Transfer, TransferState, TransferStatus, TransferWay},
};

letter!(About: "transfer/subject.txt", "transfer/body.txt", "transfer/body.html");

struct About {
    subject: String,
    name: String,
    sentence: String,
    hkc: String,
    reason: String,
    link: String,
}

/// A request that waits for its addressee, or what became of one; nothing, once it stands elsewhere.
pub(super) async fn transfer(
    app: &App,
    id: TransferId,
    status: TransferStatus,
    to: &Addressee,
) -> Result<Option<Letter>, Error> {
    let transfer = app.store.transfer(id).await?.ok_or(Error::Missing("transfer"))?.value;
    if transfer.status() != status {
        return Ok(None);
    }
    let organisation = to.user.as_ref().map(|user| user.organisation_id);
    let was_theirs = transfer.from.as_ref().map(|party| party.organisation_id) == organisation;
    let sentence = sentence(&transfer, was_theirs);
    About {
        subject: match status {
            TransferStatus::Waiting => format!("A transfer of {} waits for you", transfer.hkc),
            TransferStatus::Done => format!("The transfer of {} is done", transfer.hkc),
            TransferStatus::Declined => format!("The transfer of {} was declined", transfer.hkc),
            TransferStatus::Withdrawn => return Ok(None),
        },
        name: name(to),
        sentence,
        link: match (&transfer.state, was_theirs) {
            (TransferState::Done { .. }, true) => format!("{}/handed-over", app.settings.public_url),
            _ => format!("{}/transfers", app.settings.public_url),
        },
        hkc: transfer.hkc,
        reason: transfer.reason.as_str().to_owned(),
    }
    .letter(app, to)
}

fn sentence(transfer: &Transfer, was_theirs: bool) -> String {
    let by = transfer.by_organisation.name.as_str();
    match (transfer.status(), transfer.way) {
        (TransferStatus::Waiting, TransferWay::Offered) => {
            format!("{by} offers you this location with all that it has. Accept it, or decline.")
        }
        (TransferStatus::Waiting, _) => {
            format!("{by} asks for this location with all that it has. Accept, or decline.")
        }
        (TransferStatus::Done, TransferWay::Ordered) if was_theirs => {
            format!(
                "{by} had this location go to another dealer, with all that it has. You can go on reading what was until then."
            )
        }
        (TransferStatus::Done, TransferWay::Ordered) => {
            format!("{by} had this location go to you, with all that it has.")
        }
        (TransferStatus::Done, _) if was_theirs => {
            "The location is the other dealer's now, with all that it has. You can go on reading what was until then."
                .to_owned()
        }
        (TransferStatus::Done, _) => "The location is yours now, with all that it has.".to_owned(),
        (TransferStatus::Declined | TransferStatus::Withdrawn, _) => "The other dealer declined.".to_owned(),
    }
}
