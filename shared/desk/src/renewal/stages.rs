//! The stages of a renewal. Each is a loop of its own that loads, decides and commits, so
//! that whoever dies in one leaves what the next caller of it finishes:
//!
//! 1. begin: the renewal is preparing, its units are allocated;
//! 2. hold: each agreement is kept from all others, as long as the renewal is preparing;
//! 3. decide: one conditional update of the renewal's item, the commit point;
//! 4. carry out: location by location the agreements are renewed, then the units spent.
//!
//! Before 3, withdraw undoes 2 and 1; after it there is no way back.

use api::ProblemCode;
use domain::{
    assurance::{self, Agreement, Renewal, RenewalLine, RenewalState, Taken},
    catalogue::Shown,
    customer::Customer,
    day::Day,
    event::Actor,
    id::LocationId,
    text::Line,
};
use runtime::{App, Call, Change, Error, problem};
use std::collections::BTreeMap;
use store::{Stamp, Stored, Transaction, meter, renewal::HELD_AT_ONCE};
use tokio::task::JoinSet;

/// How many locations are renewed at the same time.
const AT_ONCE: usize = 8;

/// A renewal on its way.
#[derive(Clone)]
pub struct Stages {
    /// Everything beyond the request.
    pub app: App,
    request_id: String,
    /// The renewal, as it stands.
    pub renewal: Renewal,
    /// Its lines.
    pub lines: Vec<RenewalLine>,
}

impl Stages {
    /// A renewal to go on with; what is done is logged under this request.
    pub fn new(app: &App, request_id: &str, renewal: Renewal, lines: Vec<RenewalLine>) -> Self {
        Self {
            app: app.clone(),
            request_id: request_id.to_owned(),
            renewal,
            lines,
        }
    }

    pub(crate) fn call(&self) -> Call<()> {
        Call {
            request_id: self.request_id.clone(),
            ..Call::of_the_desk(&self.app)
        }
    }

    /// Everything is done in the name of who renewed.
    pub(crate) async fn stamp(&self, call: &Call<()>) -> Result<Stamp, Error> {
        let (_, actor) = self
            .renewal
            .started
            .as_ref()
            .ok_or_else(|| problem::internal("a renewal that nobody began"))?;
        call.stamp_as(actor.clone()).await
    }

    pub(crate) async fn customer(&self) -> Result<Stored<Customer>, Error> {
        let customer = self.app.store.customer(self.renewal.customer_id).await;
        customer?.ok_or_else(|| problem::internal("a renewal without a customer"))
    }

    /// Where the renewal stands now.
    pub(crate) async fn state(&self) -> Result<RenewalState, Error> {
        let Renewal {
            customer_id,
            renewal_id,
            ..
        } = self.renewal;
        let renewal = self.app.store.renewal(customer_id, renewal_id).await;
        let renewal = renewal?;
        renewal
            .map(|renewal| renewal.state)
            .ok_or_else(|| problem::internal("a renewal that is no more"))
    }

    /// Allocates the units. The renewal as it is from then on, and the units of each line.
    pub async fn begin(mut self, actor: Actor, reference: Option<Line>) -> Result<(Self, Vec<Vec<Taken>>), Error> {
        let call = self.call();
        let today = Day::of(call.now);
        self.renewal = self
            .renewal
            .begin(actor, reference, self.app.catalogue.rate_cards().on(today), call.now)?;
        let stamp = self.stamp(&call).await?;
        let store = &self.app.store;
        let begun = call.change(async || {
            self.state().await?.check_quoted()?;
            let customer = self.customer().await?;
            let agreements = self.check_all().await?;
            self.check_rates(&call, &agreements, today).await?;
            let lots = store.lots(self.renewal.organisation_id, today).await;
            let mut lots = lots?;
            let taken = assurance::take_all(&self.lines, &mut lots, today)?;
            let renewal = self.renewal.holding(&self.lines, &taken);
            let mut transaction = Transaction::default();
            store.begin_renewal(&mut transaction, &renewal, &customer.chain, &stamp)?;
            Ok(Change {
                transaction,
                answer: (renewal, taken),
            })
        });
        let (renewal, taken) = begun.await?;
        self.renewal = renewal;
        Ok((self, taken))
    }

    pub(crate) fn quoted(&self) -> impl Iterator<Item = &RenewalLine> {
        self.lines.iter().filter(|line| line.deal.is_some())
    }

    /// Refuses early where an agreement has moved on; what moves on later, hold finds.
    async fn check_all(&self) -> Result<Vec<Agreement>, Error> {
        let lines: Vec<&RenewalLine> = self.quoted().collect();
        let agreements = self.agreements(&lines).await?;
        for line in lines {
            line.check(&agreements)?;
        }
        Ok(agreements)
    }

    /// Refuses where the rates are others than those that it was quoted with.
    async fn check_rates(&self, call: &Call<()>, agreements: &[Agreement], today: Day) -> Result<(), Error> {
        let (version, made_on) = (self.renewal.catalogue, Day::of(self.renewal.made_at));
        let changes = call.changes_since(
            version,
            |catalogue| Shown::of_rates(catalogue, made_on, agreements),
            |catalogue| Shown::of_rates(catalogue, today, agreements),
        );
        call.unchanged(ProblemCode::QuoteOutdated, version, &changes.await?)
    }

    async fn agreements(&self, lines: &[&RenewalLine]) -> Result<Vec<Agreement>, Error> {
        let names: Vec<_> = lines
            .iter()
            .map(|line| (line.location_id, line.application.clone()))
            .collect();
        Ok(self.app.store.agreements_of(&names).await?)
    }

    /// Keeps every agreement from all others.
    pub async fn hold(&self, taken: Vec<Vec<Taken>>) -> Result<(), Error> {
        let lines: Vec<(&RenewalLine, Vec<Taken>)> = self
            .lines
            .iter()
            .zip(taken)
            .filter(|(line, _)| line.deal.is_some())
            .collect();
        for some in lines.chunks(HELD_AT_ONCE) {
            let call = self.call();
            call.change(async || {
                self.state().await?.check_preparing()?;
                let of: Vec<&RenewalLine> = some.iter().map(|(line, _)| *line).collect();
                let agreements = self.agreements(&of).await?;
                let changes = assurance::hold(self.renewal.renewal_id, some, &agreements)?;
                self.write_held(&changes, RenewalState::Preparing)
            })
            .await?;
        }
        Ok(())
    }

    pub(crate) fn write_held(
        &self,
        changes: &[(&Agreement, Agreement)],
        state: RenewalState,
    ) -> Result<Change<()>, Error> {
        let mut transaction = Transaction::default();
        if !changes.is_empty() {
            self.app
                .store
                .hold_agreements(&mut transaction, &self.renewal, state, changes)?;
        }
        Ok(Change {
            transaction,
            answer: (),
        })
    }

    /// The commit point.
    pub async fn decide(&mut self) -> Result<(), Error> {
        self.renewal.state = RenewalState::Renewing;
        let call = self.call();
        let stamp = self.stamp(&call).await?;
        call.change(async || {
            let state = self.state().await?;
            // An earlier try was written, and the sweep may have gone on from there.
            if state.is_decided() {
                return Ok(Change::none(()));
            }
            state.check_preparing()?;
            let customer = self.customer().await?;
            let mut transaction = Transaction::default();
            self.app
                .store
                .decide_renewal(&mut transaction, &self.renewal, &self.lines, &customer.chain, &stamp)?;
            Ok(Change {
                transaction,
                answer: (),
            })
        })
        .await
    }

    /// Renews what is held, location by location, and spends the units.
    pub async fn carry_out(&mut self) -> Result<(), Error> {
        let mut by_location: BTreeMap<LocationId, Vec<RenewalLine>> = BTreeMap::new();
        for line in self.quoted() {
            by_location.entry(line.location_id).or_default().push(line.clone());
        }
        let mut waiting = by_location.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && let Some((id, lines)) = waiting.next()
            {
                let stages = self.clone();
                running.spawn(meter::counted_here(
                    async move { stages.renew_location(id, &lines).await },
                ));
            }
            match running.join_next().await {
                None => break,
                Some(done) => done.map_err(problem::internal)??,
            }
        }
        self.renewal.state = RenewalState::Renewed;
        let call = self.call();
        let stamp = self.stamp(&call).await?;
        call.change(async || {
            if self.state().await? == RenewalState::Renewed {
                return Ok(Change::none(()));
            }
            let customer = self.customer().await?;
            let mut transaction = Transaction::default();
            self.app
                .store
                .finish_renewal(&mut transaction, &self.renewal, &customer.chain, &stamp)?;
            Ok(Change {
                transaction,
                answer: (),
            })
        })
        .await
    }

    async fn renew_location(&self, id: LocationId, lines: &[RenewalLine]) -> Result<(), Error> {
        let call = self.call();
        let stamp = self.stamp(&call).await?;
        let store = &self.app.store;
        call.change(async || {
            let location = store.location(id).await?;
            let location = location.ok_or_else(|| problem::internal("an agreement without a location"))?;
            let agreements = store.agreements(id).await?;
            let changes: Vec<(&Agreement, Agreement)> = agreements
                .iter()
                .filter_map(|before| {
                    let line = lines.iter().find(|line| line.application == before.application)?;
                    Some((before, before.renew(&self.renewal, line)?))
                })
                .collect();
            let mut transaction = Transaction::default();
            if !changes.is_empty() {
                store.renew_location(&mut transaction, id, &location.chain, &changes, &stamp)?;
            }
            Ok(Change {
                transaction,
                answer: (),
            })
        })
        .await
    }
}
