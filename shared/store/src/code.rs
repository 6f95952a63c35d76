//! Activation codes and the batches they are issued in. A code stands here under its digest,
//! from which nobody gets the code; it is made anew, outside the table, whenever it is given
//! out.

use crate::{
    Error, Store, Transaction,
    card::{self, Card, Cards, Choice, Found, SEARCH},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, item, list, number, stored, text, value},
    keys::{self, Key},
    transaction::Condition,
};
use domain::{
    code::{ActivationCode, Batch, BatchState, CodeState, Subject, Use, tasks},
    event::CodeHappening,
    id::{BatchId, OrganisationId},
    outbox::Task,
    text::EmailAddress,
};

/// Under what a code stands: its digest.
pub type Digest = [u8; 32];

/// How many codes of a batch are written together, with their mails in one event.
pub const AT_A_TIME: u32 = 40;

/// A list shows all of a batch.
impl Card for Batch {
    fn search(&self) -> String {
        let subject = match &self.subject {
            Subject::Package { name, .. } => name.as_str(),
            Subject::Subscription { plan, .. } => plan,
        };
        search(self, subject)
    }
}

fn search(batch: &Batch, subject: &str) -> String {
    card::searched([subject, batch.issuer.person.name.as_str()])
}

impl Store {
    /// The batch, strongly consistent.
    pub async fn batch(&self, id: BatchId) -> Result<Option<Stored<Batch>>, Error> {
        self.get(&keys::batch(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of the batches that an organisation issued, newest first, as the reader chose it.
    pub async fn batches(&self, organisation_id: OrganisationId, choice: &Choice) -> Result<Found<Batch>, Error> {
        let list = keys::lists::batches(organisation_id);
        self.choose(Cards::newest_first(&list), choice).await
    }

    /// The code of this digest. A guess is looked up eventually consistent, at half the price:
    /// what is decided on it is a condition of the write.
    pub async fn code(&self, digest: &Digest, consistent: bool) -> Result<Option<ActivationCode>, Error> {
        self.get(&keys::code(digest), consistent)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// The codes of these digests that are there, in their order, strongly consistent.
    pub async fn codes(&self, digests: &[Digest]) -> Result<Vec<ActivationCode>, Error> {
        let keys: Vec<Key> = digests.iter().map(keys::code).collect();
        self.get_all_consistent(&keys).await?.iter().map(value).collect()
    }

    /// Where the codes of a batch are to be mailed, by number, where it has more than are
    /// written at a time.
    pub async fn addresses(&self, id: BatchId) -> Result<Vec<EmailAddress>, Error> {
        #[derive(serde::Deserialize)]
        struct Addresses {
            emails: Vec<EmailAddress>,
        }
        let found = self.get(&keys::addresses(id), true).await?;
        let found: Option<Addresses> = found.map(|item| value(&item)).transpose()?;
        Ok(found.map(|addresses| addresses.emails).unwrap_or_default())
    }

    /// A new batch with its first codes. What is mailed is mailed; where more codes are to
    /// come, the outbox makes them if nobody else does.
    pub fn issue_codes(
        &self,
        transaction: &mut Transaction,
        batch: &Batch,
        codes: &[(Digest, ActivationCode)],
        emails: &[EmailAddress],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::batch(batch.batch_id);
        let mut body = item(&key, batch)?;
        list(
            &mut body,
            keys::batches(batch.issuer.organisation_id, batch.issued_at, batch.batch_id),
        );
        card::put(&mut body, batch)?;
        let subject = batch.subject.words(&stamp.catalogue);
        body.insert(SEARCH.to_owned(), text(search(batch, &subject)));
        if batch.state() == BatchState::Preparing && !emails.is_empty() {
            let mut addresses: Item = keys::addresses(batch.batch_id).attributes();
            addresses.insert("emails".to_owned(), attribute(&emails)?);
            transaction.put_new(self, addresses, Condition::New);
        }
        let mut tasks = mails(codes);
        tasks.extend(tasks::prepared(batch, stamp.now));
        transaction.create(self, &key, body, stamp.event(issued(batch, 1, stamp), &tasks))?;
        self.put_codes(transaction, codes)
    }

    /// More codes of a batch: `batch` is as it will be, `chain` where it was read.
    pub fn prepare_codes(
        &self,
        transaction: &mut Transaction,
        batch: &Batch,
        chain: &Chain,
        codes: &[(Digest, ActivationCode)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let first = codes.first().map_or(batch.prepared, |(_, code)| code.number);
        let expression = Expression::default().set(&["prepared"], number(batch.prepared));
        let expression = card::set_card(expression, batch)?;
        let tasks = mails(codes);
        transaction.change(
            self,
            &keys::batch(batch.batch_id),
            chain,
            expression,
            stamp.event(issued(batch, first, stamp), &tasks),
        )?;
        self.put_codes(transaction, codes)
    }

    fn put_codes(&self, transaction: &mut Transaction, codes: &[(Digest, ActivationCode)]) -> Result<(), Error> {
        for (digest, code) in codes {
            transaction.put_new(self, item(&keys::code(digest), code)?, Condition::New);
        }
        Ok(())
    }

    /// Notes that the unused codes of a batch were exported.
    pub fn export_codes(
        &self,
        transaction: &mut Transaction,
        batch: &Stored<Batch>,
        count: u32,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.note(transaction, batch, CodeHappening::Exported { count }, &[], stamp)
    }

    /// Mails codes again to where they were mailed.
    pub fn mail_codes(
        &self,
        transaction: &mut Transaction,
        batch: &Stored<Batch>,
        codes: &[(Digest, ActivationCode)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = CodeHappening::MailedAgain {
            numbers: codes.iter().map(|(_, code)| code.number).collect(),
        };
        self.note(transaction, batch, happening, &mails(codes), stamp)
    }

    /// Revokes codes, under the condition that each is unused.
    pub fn revoke_codes(
        &self,
        transaction: &mut Transaction,
        batch: &Stored<Batch>,
        codes: &[(Digest, &ActivationCode)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        for (digest, _) in codes {
            let revoked = CodeState::Revoked { at: stamp.now };
            self.end_code(transaction, digest, &revoked)?;
        }
        let happening = CodeHappening::Revoked {
            numbers: codes.iter().map(|(_, code)| code.number).collect(),
        };
        self.note(transaction, batch, happening, &[], stamp)
    }

    /// Uses a code, under the condition that it is unused: of all who redeem it one does.
    pub(crate) fn use_code(&self, transaction: &mut Transaction, digest: &Digest, used: &Use) -> Result<(), Error> {
        self.end_code(transaction, digest, &CodeState::Used(used.clone()))
    }

    fn end_code(&self, transaction: &mut Transaction, digest: &Digest, state: &CodeState) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["state"], attribute(state)?)
            .require_equal(&["state", "is"], text("unused"));
        transaction.update(self, &keys::code(digest), expression, Condition::Code);
        Ok(())
    }

    fn note(
        &self,
        transaction: &mut Transaction,
        batch: &Stored<Batch>,
        happening: CodeHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        transaction.change(
            self,
            &keys::batch(batch.value.batch_id),
            &batch.chain,
            Expression::default(),
            stamp.event(happening, tasks),
        )
    }
}

fn issued(batch: &Batch, first: u32, stamp: &Stamp) -> CodeHappening {
    CodeHappening::Issued {
        subject: batch.subject.words(&stamp.catalogue),
        first,
        last: batch.prepared,
        count: batch.count,
        mailed: batch.mailed,
    }
}

fn mails(codes: &[(Digest, ActivationCode)]) -> Vec<Task> {
    tasks::mailed(codes.iter().map(|(_, code)| code))
}
