//! The way back: what a renewal holds is let go, as long as nothing is decided.

use super::Stages;
use domain::assurance::{Agreement, RenewalLine, RenewalState};
use runtime::{Change, Error};
use store::{Transaction, renewal::HELD_AT_ONCE};

impl Stages {
    /// Lets go everything that is held, and returns the units to their lots.
    pub async fn withdraw(&mut self) -> Result<(), Error> {
        self.renewal.state = RenewalState::Withdrawing;
        let call = self.call();
        let stamp = self.stamp(&call).await?;
        let store = &self.app.store;
        call.change(async || {
            if self.state().await? != RenewalState::Preparing {
                return Ok(Change::none(()));
            }
            let customer = self.customer().await?;
            let mut transaction = Transaction::default();
            store.withdraw_renewal(&mut transaction, &self.renewal, &customer.chain, &stamp)?;
            Ok(Change {
                transaction,
                answer: (),
            })
        })
        .await?;
        if self.state().await? != RenewalState::Withdrawing {
            return Ok(());
        }
        self.let_go().await?;
        self.renewal.state = RenewalState::Withdrawn;
        call.change(async || {
            if self.state().await? != RenewalState::Withdrawing {
                return Ok(Change::none(()));
            }
            let customer = self.customer().await?;
            let mut transaction = Transaction::default();
            store.close_withdrawn(&mut transaction, &self.renewal, &customer.chain, &stamp)?;
            Ok(Change {
                transaction,
                answer: (),
            })
        })
        .await
    }

    async fn let_go(&self) -> Result<(), Error> {
        let lines: Vec<&RenewalLine> = self.quoted().collect();
        for some in lines.chunks(HELD_AT_ONCE) {
            let call = self.call();
            call.change(async || {
                // Strongly consistent, one by one: what is overlooked would be held for ever.
                let mut agreements = Vec::new();
                for line in some {
                    let found = self.app.store.agreement(line.location_id, &line.application).await;
                    agreements.extend(found?);
                }
                let changes: Vec<(&Agreement, Agreement)> = agreements
                    .iter()
                    .filter_map(|before| Some((before, before.let_go(self.renewal.renewal_id)?)))
                    .collect();
                self.write_held(&changes, RenewalState::Withdrawing)
            })
            .await?;
        }
        Ok(())
    }
}
