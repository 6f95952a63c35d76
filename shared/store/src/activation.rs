//! Requests to activate a package. A request stands in two lists: its tenant's and its
//! provider's.

use crate::{
    Error, PageOf, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::Stamp,
    code::Digest,
    expression::Expression,
    item::{Item, Stored, attribute, item, list, stored},
    keys,
    page::Paging,
    read::key_of,
    transaction::Condition,
};
use domain::{
    activation::{Activation, ActivationState, tasks},
    code::{ActivationCode, Batch, Use},
    event::ActivationHappening,
    id::{ActivationId, OrganisationId},
    organisation::Organisation,
    outbox::Task,
    package,
    text::Line,
    upgrade::Grants,
};

/// Whole requests stand in a page of a provider's.
const PAGE: i32 = 50;

/// A list shows all of a request.
impl Card for Activation {
    fn search(&self) -> String {
        let reference = self.details.reference.iter().map(Line::as_str);
        let named = [
            self.package_name.as_str(),
            self.provider.as_str(),
            self.tenant_name.as_str(),
            self.details.company.as_str(),
            self.requester.name.as_str(),
        ];
        card::searched(named.into_iter().chain(reference))
    }
}

/// A request before and after a change.
#[derive(Debug, Clone, Copy)]
pub struct ActivationChange<'a> {
    /// As it was read.
    pub before: &'a Stored<Activation>,
    /// As it will be.
    pub after: &'a Activation,
}

impl Store {
    /// The request, strongly consistent.
    pub async fn activation(&self, id: ActivationId) -> Result<Option<Stored<Activation>>, Error> {
        self.get(&keys::activation(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of a tenant's requests, newest first, as the reader chose it.
    pub async fn activations(
        &self,
        organisation_id: OrganisationId,
        choice: &Choice,
    ) -> Result<Found<Activation>, Error> {
        let list = keys::lists::activations(organisation_id);
        self.choose(Cards::newest_first(&list), choice).await
    }

    /// A page of the requests for a provider's packages, newest first.
    pub async fn activations_of_provider(
        &self,
        provider: OrganisationId,
        after: Option<&str>,
    ) -> Result<PageOf<Activation>, Error> {
        let list = keys::lists::activations_of_provider(provider);
        let request = |row: &Item| Some(keys::activation(keys::activation_of(&key_of(row)?)?));
        self.page_through(&list, Paging::newest_first(after, PAGE), request)
            .await
    }

    /// Redeems a code to a request, which the provider's operators are mailed. The tenant's terms are
    /// those that were read.
    pub fn submit_activation(
        &self,
        transaction: &mut Transaction,
        tenant: &Organisation,
        (digest, used): (&Digest, &Use),
        activation: &Activation,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        self.check_terms(transaction, tenant)?;
        self.use_code(transaction, digest, used)?;
        let (id, at) = (activation.activation_id, activation.submitted_at);
        let key = keys::activation(id);
        let mut body = item(&key, activation)?;
        list(&mut body, keys::activations(activation.organisation_id, at, id));
        card::put(&mut body, activation)?;
        let mut of_provider: Item = keys::activation_of_provider(id).attributes();
        list(
            &mut of_provider,
            keys::activations_of_provider(activation.provider_id, at, id),
        );
        let happening = ActivationHappening::Submitted {
            activation_id: id,
            package: activation.package_name.clone(),
            tenant: activation.tenant_name.clone(),
            company: activation.details.company.clone(),
        };
        let tasks = [tasks::submitted(activation)];
        transaction.create(self, &key, body, stamp.event(happening, &tasks))?;
        transaction.put_new(self, of_provider, Condition::New);
        Ok(())
    }

    /// An operator's decision. What is approved is in the tenant's quota with it, where the tenant's
    /// terms are those that were read.
    pub fn decide_activation(
        &self,
        transaction: &mut Transaction,
        tenant: &Organisation,
        change: ActivationChange<'_>,
        by_link: bool,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = change.after;
        let decision = after
            .decision()
            .ok_or_else(|| Error::Failed("this is no decision".to_owned()))?;
        let comment = decision.comment.clone();
        let happening = match &after.state {
            ActivationState::Approved { last_day, .. } => {
                self.check_terms(transaction, tenant)?;
                let units = package::units(stamp.catalogue.upgrades(), &after.items);
                let granted = units.iter().fold(
                    Expression::default().require_exists(&["pk"]),
                    |granted, (metric, units)| {
                        granted.add_from_zero(&["grants", &Grants::name(metric, *last_day)], i64::from(*units))
                    },
                );
                if !units.is_empty() {
                    let account = keys::account(after.organisation_id);
                    transaction.update(self, &account, granted, Condition::Numbers);
                }
                ActivationHappening::Approved {
                    comment,
                    units,
                    by_link,
                }
            }
            _ => ActivationHappening::Declined { comment, by_link },
        };
        self.change_activation(transaction, change, happening, &[tasks::decided(after)], stamp)
    }

    /// A replacement for the code of a declined request: a batch of one code, mailed.
    pub fn replace_code(
        &self,
        transaction: &mut Transaction,
        change: ActivationChange<'_>,
        batch: &Batch,
        code: (Digest, ActivationCode),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = ActivationHappening::CodeReplaced {
            batch_id: batch.batch_id,
            email: change.after.requester.email.clone(),
        };
        self.change_activation(transaction, change, happening, &[], stamp)?;
        self.issue_codes(transaction, batch, &[code], &[], stamp)
    }

    fn change_activation(
        &self,
        transaction: &mut Transaction,
        ActivationChange { before, after }: ActivationChange<'_>,
        happening: ActivationHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["state"], attribute(&after.state)?)
            .require_equal(&["state", "is"], attribute(&before.value.status())?);
        let expression = card::set_card(expression, after)?;
        transaction.change(
            self,
            &keys::activation(after.activation_id),
            &before.chain,
            expression,
            stamp.event(happening, tasks),
        )
    }
}
