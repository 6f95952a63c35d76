//! Renewals. One transaction holds too few items for all agreements of one, so it is staged:
//! units and agreements are held, then one conditional update of the renewal's item
//! decides, then everything held is renewed. Holding and letting go are no events; what
//! is decided is one of the customer, and each location has one of its own.

use crate::{
    Error, Store, Transaction,
    agreement::{agreement_item, as_read},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{attribute, item, string, text, value},
    keys,
    lots::Count,
    transaction::Condition,
};
use domain::{
    assurance::{Agreement, Renewal, RenewalLine, RenewalState, tasks},
    event::{AssuranceHappening, RenewalHappening, RenewedUnits},
    id::{CustomerId, LocationId, RenewalId},
    outbox::Task,
};

/// Lines of a renewal in one item.
const LINES: usize = 50;

/// Agreements that one transaction holds or lets go.
pub const HELD_AT_ONCE: usize = 50;

impl Store {
    /// The renewal, strongly consistent.
    pub async fn renewal(&self, id: CustomerId, renewal_id: RenewalId) -> Result<Option<Renewal>, Error> {
        self.get(&keys::renewal(id, renewal_id), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// The renewal's lines, in their order.
    pub async fn renewal_lines(&self, id: CustomerId, renewal_id: RenewalId) -> Result<Vec<RenewalLine>, Error> {
        let items = self.collection(&keys::lines_of_renewal(id, renewal_id)).await?;
        let mut lines = Vec::new();
        for item in &items {
            let some: Vec<RenewalLine> = serde_json::from_str(string(item, "lines").unwrap_or("[]"))?;
            lines.extend(some);
        }
        Ok(lines)
    }

    /// A new quote of a renewal.
    pub fn keep_renewal(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        lines: &[RenewalLine],
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::renewal(renewal.customer_id, renewal.renewal_id);
        transaction.put_new(self, item(&key, renewal)?, Condition::New);
        for (number, some) in lines.chunks(LINES).enumerate() {
            let mut body = keys::renewal_lines(renewal.customer_id, renewal.renewal_id, number).attributes();
            // As one string: it is read and written as a whole, and smaller so.
            body.insert("lines".to_owned(), text(serde_json::to_string(some)?));
            transaction.put_new(self, body, Condition::New);
        }
        let quoted = lines.iter().filter(|line| line.deal.is_some()).count();
        let happening = RenewalHappening::Quoted {
            renewal_id: renewal.renewal_id,
            agreements: u32::try_from(quoted).unwrap_or(u32::MAX),
            ends: renewal.ends,
        };
        self.change_customer(transaction, renewal, chain, happening, &[], stamp)
    }

    /// The renewal begun: its units are allocated. Whoever dies from here on leaves the
    /// rest to the sweep.
    pub fn begin_renewal(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_renewal(transaction, RenewalState::Quoted, renewal)?;
        let moved = (Count::Available, Count::Allocated);
        self.move_units(transaction, renewal.organisation_id, &renewal.holds, moved);
        let happening = RenewalHappening::Begun {
            renewal_id: renewal.renewal_id,
            units: renewal.holds.iter().map(|taken| taken.units).sum(),
        };
        let finish = [tasks::begun(renewal, stamp.now)];
        self.change_customer(transaction, renewal, chain, happening, &finish, stamp)
    }

    /// Agreements held for a renewal, or let go by it, as long as it is in this state: each
    /// as it was read, and as it will be. At most [`HELD_AT_ONCE`].
    pub fn hold_agreements(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        state: RenewalState,
        changes: &[(&Agreement, Agreement)],
    ) -> Result<(), Error> {
        let key = keys::renewal(renewal.customer_id, renewal.renewal_id);
        let expression = Expression::default().require_equal(&["state"], attribute(&state)?);
        transaction.check(self, &key, expression, Condition::Renewal);
        self.put_agreements(transaction, changes)
    }

    fn put_agreements(&self, transaction: &mut Transaction, changes: &[(&Agreement, Agreement)]) -> Result<(), Error> {
        for (before, after) in changes {
            transaction.put(
                as_read(before).put(&self.table, agreement_item(after)?),
                Condition::Agreement,
            );
        }
        Ok(())
    }

    /// The commit point: from here on every agreement of the renewal is renewed.
    pub fn decide_renewal(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        lines: &[RenewalLine],
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_renewal(transaction, RenewalState::Preparing, renewal)?;
        let happening = RenewalHappening::Decided {
            renewal_id: renewal.renewal_id,
            agreements: u32::try_from(lines.iter().filter(|line| line.deal.is_some()).count()).unwrap_or(u32::MAX),
            ends: renewal.ends,
        };
        let tasks = tasks::decided(renewal, stamp.now);
        self.change_customer(transaction, renewal, chain, happening, &tasks, stamp)
    }

    /// One location's agreements renewed: each as it was read, and as it will be. A term that
    /// waits for the running one's end is begun then.
    pub fn renew_location(
        &self,
        transaction: &mut Transaction,
        id: LocationId,
        chain: &Chain,
        changes: &[(&Agreement, Agreement)],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_agreements(transaction, changes)?;
        let mut waiting = Vec::new();
        let mut renewed = Vec::new();
        for (_, after) in changes {
            let waits = after.next.as_ref();
            let deal = waits
                .map(|next| &next.deal)
                .or(after.terms.last().map(|term| &term.deal));
            let Some(deal) = deal else { continue };
            renewed.push(RenewedUnits {
                application: after.application.clone(),
                units: deal.total(),
                ends: deal.ends,
                begins: waits.map(|next| next.deal.starts),
            });
            waiting.extend(tasks::renewed(after));
        }
        let happening = AssuranceHappening::Renewed { renewed };
        self.change_location(transaction, id, chain, happening, &waiting, stamp)
    }

    /// Everything is renewed: the units of terms that count from now on are spent.
    pub fn finish_renewal(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_renewal(transaction, RenewalState::Renewing, renewal)?;
        self.spend(transaction, renewal.organisation_id, &renewal.spends);
        let happening = RenewalHappening::Done {
            renewal_id: renewal.renewal_id,
        };
        self.change_customer(transaction, renewal, chain, happening, &[], stamp)
    }

    /// It will not be: from here on everything held is let go.
    pub fn withdraw_renewal(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_renewal(transaction, RenewalState::Preparing, renewal)?;
        let happening = RenewalHappening::Withdrawn {
            renewal_id: renewal.renewal_id,
        };
        self.change_customer(transaction, renewal, chain, happening, &[], stamp)
    }

    /// Every agreement is let go: the units go back to the lots that they came from.
    pub fn close_withdrawn(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        chain: &Chain,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.put_renewal(transaction, RenewalState::Withdrawing, renewal)?;
        let moved = (Count::Allocated, Count::Available);
        self.move_units(transaction, renewal.organisation_id, &renewal.holds, moved);
        let happening = RenewalHappening::UnitsReturned {
            renewal_id: renewal.renewal_id,
            units: renewal.holds.iter().map(|taken| taken.units).sum(),
        };
        self.change_customer(transaction, renewal, chain, happening, &[], stamp)
    }

    /// Writes a renewal over the state that it was read in.
    fn put_renewal(&self, transaction: &mut Transaction, was: RenewalState, renewal: &Renewal) -> Result<(), Error> {
        let body = item(&keys::renewal(renewal.customer_id, renewal.renewal_id), renewal)?;
        let expression = Expression::default().require_equal(&["state"], attribute(&was)?);
        transaction.put(expression.put(&self.table, body), Condition::Renewal);
        Ok(())
    }

    fn change_customer(
        &self,
        transaction: &mut Transaction,
        renewal: &Renewal,
        chain: &Chain,
        happening: RenewalHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let event = stamp.event(happening, tasks);
        transaction.change(
            self,
            &keys::customer(renewal.customer_id),
            chain,
            Expression::default(),
            event,
        )
    }
}
