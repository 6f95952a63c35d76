//! Does what events ask for outside the table, at least once. The table's stream starts
//! it where there is one; the sweep finds what was left.
//!
//! An event is claimed before anything is done: of all who find it due one goes on, and
//! whoever dies on the way leaves it due again. What is done is noted addressee by
//! addressee, so that a second try leaves out whom the first has reached.

mod letters;
mod provision;

use crate::{code_batch, renewal, timers};
use chrono::{DateTime, Utc};
use domain::{
    organisation::User,
    outbox::{Addressees, Mail, Task},
    text::EmailAddress,
};
use runtime::App;
use store::{
    PageOf,
    keys::{Key, due_shards},
    outbox::Due,
};

/// After how many tries a mail is given up: over a day, with the pauses between.
const MOST_ATTEMPTS: u32 = 30;

/// What went wrong. Whatever it is, the event stays due.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The table.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] runtime::keys::KeyError),
    /// The mail service.
    #[error(transparent)]
    Mail(#[from] runtime::mail::MailError),
    /// The timers' service.
    #[error(transparent)]
    Schedule(#[from] runtime::scheduler::ScheduleError),
    /// A change that time makes was refused or could not be written.
    #[error(transparent)]
    Change(#[from] runtime::Error),
    /// The claim has run out or was taken over.
    #[error("another has taken over")]
    ClaimLost,
    /// A template.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// What the mail is about is not there.
    #[error("what the mail is about is not there: {0}")]
    Missing(&'static str),
}

/// Does everything that is due now. Says how many events it finished.
pub async fn deliver_due(app: &App) -> Result<usize, Error> {
    let mut finished = 0;
    for shard in due_shards() {
        for key in app.store.due(&shard, app.clock.now()).await? {
            finished += usize::from(deliver(app, &key).await?);
        }
    }
    Ok(finished)
}

/// Does everything that is due, until nothing is: what stays due because whoever was to do it
/// died, failed, or was never called. Says how many events it finished.
pub async fn sweep(app: &App) -> Result<usize, Error> {
    let mut finished = 0;
    loop {
        match deliver_due(app).await? {
            0 => return Ok(finished),
            some => finished += some,
        }
    }
}

/// Does what one event asks for, unless it is not due or another is at it. A failure is
/// logged, and tried again after a pause.
pub async fn deliver(app: &App, key: &Key) -> Result<bool, Error> {
    let app = &app.at_work().await?;
    let now = app.clock.now();
    let Some(mut due) = app.store.claim(key, now).await? else {
        return Ok(false);
    };
    match perform(app, &mut due, now).await {
        Ok(()) => Ok(app.store.finish(&due, now).await?),
        Err(Error::ClaimLost) => {
            tracing::warn!(event = ?key, "another has taken over");
            Ok(false)
        }
        Err(error) => {
            if due.attempts >= MOST_ATTEMPTS {
                tracing::error!(%error, event = ?key, attempts = due.attempts, "a change waits for more than a day");
            } else {
                tracing::warn!(%error, event = ?key, attempts = due.attempts, "will be tried again");
            }
            app.store.release(&due, &error.to_string(), app.clock.now()).await?;
            Ok(false)
        }
    }
}

/// Tries everything that is due, and every addressee of it, whoever of them fails: an address
/// that never works keeps no other from its mail. The first failure is the answer.
async fn perform(app: &App, due: &mut Due, now: DateTime<Utc>) -> Result<(), Error> {
    let mut outcome = Ok(());
    for (index, task) in due.tasks.clone().into_iter().enumerate() {
        if !task.is_due(now) {
            continue;
        }
        let Task::Mail { to, mail, .. } = &task else {
            let name = index.to_string();
            if !due.done.contains(&name) {
                held(app, due)?;
                let tried = other_than_mail(app, &task, now).await;
                note(app, due, name, &task, tried, &mut outcome).await?;
            }
            continue;
        };
        for addressee in addressees(app, to, mail).await? {
            let name = format!("{index} {}", addressee.name());
            if !due.done.contains(&name) {
                held(app, due)?;
                let tried = mail_to(app, mail, &addressee).await;
                note(app, due, name, &task, tried, &mut outcome).await?;
            }
        }
    }
    outcome
}

/// Whoever has lost the claim stops before the next thing: another is at it.
fn held(app: &App, due: &Due) -> Result<(), Error> {
    if due.is_held(app.clock.now()) {
        Ok(())
    } else {
        Err(Error::ClaimLost)
    }
}

/// Notes what came of one thing, and keeps the first failure. A mail that has failed for more
/// than a day is given up; nothing else is.
async fn note(
    app: &App,
    due: &mut Due,
    name: String,
    task: &Task,
    tried: Result<(), Error>,
    outcome: &mut Result<(), Error>,
) -> Result<(), Error> {
    let noted = match tried {
        // Once it is provisioned it is not in progress any more: doing it again does nothing.
        Ok(()) if matches!(task, Task::Provision { .. }) => true,
        Ok(()) => app.store.note_done(due, name).await?,
        Err(error) if task.may_be_given_up() && due.attempts >= MOST_ATTEMPTS => {
            tracing::error!(%error, event = ?due.event.envelope.aggregate, "given up");
            app.store.note_given_up(due, name, &error.to_string()).await?
        }
        Err(error) => {
            if outcome.is_ok() {
                *outcome = Err(error);
            }
            true
        }
    };
    if noted { Ok(()) } else { Err(Error::ClaimLost) }
}

async fn other_than_mail(app: &App, task: &Task, now: DateTime<Utc>) -> Result<(), Error> {
    match task {
        Task::Mail { .. } => {}
        Task::Provision { upgrade_id } => provision::provision(app, *upgrade_id, now).await?,
        Task::ScheduleTimer { name, at, assignment } => {
            // A time that has passed is refused; what is overdue by then, its own task ends.
            if *at > now {
                let input = serde_json::to_string(assignment).map_err(store::Error::from)?;
                app.scheduler.once(name, *at, &input).await?;
            }
        }
        Task::FinishCoolingOff { assignment, .. } => {
            timers::end_cooling_off(app, assignment).await?;
        }
        Task::BeginTerm {
            location_id,
            application,
            ..
        } => {
            timers::begin_term(app, *location_id, application).await?;
        }
        Task::FinishRenewal {
            customer_id,
            renewal_id,
            ..
        } => renewal::resume(app, *customer_id, *renewal_id).await?,
        Task::PrepareCodes { batch_id, .. } => code_batch::resume(app, *batch_id).await?,
    }
    Ok(())
}

async fn mail_to(app: &App, mail: &Mail, addressee: &Addressee) -> Result<(), Error> {
    if let Some(user) = addressee.user.as_ref().filter(|user| !mail.is_for(user)) {
        tracing::info!(user_id = %user.user_id, "not mailed: the address is not confirmed, or it is not theirs any more");
        return Ok(());
    }
    // A mail whose matter has changed is not sent: nothing is left to say.
    if let Some(letter) = letters::write(app, mail, addressee).await? {
        app.mailer.send(&letter).await?;
    }
    Ok(())
}

/// Who gets a mail: a user, or an address alone.
pub(crate) struct Addressee {
    pub(crate) email: EmailAddress,
    pub(crate) user: Option<User>,
}

impl Addressee {
    /// Tells addressees apart: users may share an address, and each has links of their own.
    fn name(&self) -> String {
        match &self.user {
            Some(user) => user.user_id.to_string(),
            None => self.email.as_str().to_owned(),
        }
    }
}

async fn addressees(app: &App, to: &Addressees, mail: &Mail) -> Result<Vec<Addressee>, Error> {
    let of = |user: User| Addressee {
        email: user.email.clone(),
        user: Some(user),
    };
    Ok(match to {
        Addressees::Address { email } => vec![Addressee {
            email: email.clone(),
            user: None,
        }],
        Addressees::CommercialContact { organisation_id } => {
            let tenant = app.store.organisation(*organisation_id).await?;
            let terms = tenant.and_then(|tenant| tenant.value.tenant);
            let contact = terms.map(|terms| Addressee {
                email: terms.commercial_contact,
                user: None,
            });
            contact.into_iter().collect()
        }
        Addressees::User {
            organisation_id,
            user_id,
        } => app
            .store
            .user(*organisation_id, *user_id)
            .await?
            .map(of)
            .into_iter()
            .collect(),
        Addressees::Holders { organisation_id, .. } => {
            let page = |after: Option<String>| async move { app.store.users(*organisation_id, after.as_deref()).await };
            let users = PageOf::every(page).await?;
            users
                .into_iter()
                .filter(|user| to.include(user, mail))
                .map(of)
                .collect()
        }
    })
}
