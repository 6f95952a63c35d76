//! Upgrades: requests, purchases, and what becomes of them. An upgrade is the aggregate;
//! the tenant's account beside its organisation holds its numbers, the requests that wait
//! and what was added to the quota.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::Stamp,
    expression::Expression,
    item::{Item, Stored, attribute, item, list, stored, text, value},
    keys::{self, Key, List},
    page::Paging,
    read::key_of,
    transaction::Condition,
};
use domain::{
    event::{UpgradeHappening, UpgradeUnits},
    id::{OrganisationId, UpgradeId},
    organisation::Organisation,
    outbox::Task,
    upgrade::{
        self, Acceptance, AcceptanceState, Grants, MOST_OPEN_REQUESTS, Numbering, Purchase, Upgrade, UpgradeState,
    },
};

/// Whole upgrades stand in a page.
const PAGE: i32 = 50;

/// An upgrade before and after a change.
#[derive(Debug, Clone, Copy)]
pub struct UpgradeChange<'a> {
    /// As it was read.
    pub before: &'a Stored<Upgrade>,
    /// As it will be.
    pub after: &'a Upgrade,
}

impl Store {
    /// The upgrade, strongly consistent.
    pub async fn upgrade(&self, id: UpgradeId) -> Result<Option<Stored<Upgrade>>, Error> {
        self.get(&keys::upgrade(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The upgrades of these ids that are there, in their order.
    pub async fn upgrades_of(&self, ids: impl Iterator<Item = UpgradeId>) -> Result<Vec<Upgrade>, Error> {
        let keys: Vec<Key> = ids.map(keys::upgrade).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// A page of a tenant's upgrades, by last update.
    pub async fn upgrades(
        &self,
        organisation_id: OrganisationId,
        after: Option<&str>,
        newest_first: bool,
    ) -> Result<PageOf<Upgrade>, Error> {
        self.upgrades_listed(
            &keys::lists::upgrades(organisation_id),
            Paging::ordered(newest_first, after, PAGE),
        )
        .await
    }

    /// A page of the upgrades of all tenants that the vendor reviews, newest first.
    pub async fn order_forms(&self, after: Option<&str>) -> Result<PageOf<Upgrade>, Error> {
        self.upgrades_listed(&keys::lists::order_forms(), Paging::newest_first(after, PAGE))
            .await
    }

    async fn upgrades_listed(&self, list: &List, paging: Paging<'_>) -> Result<PageOf<Upgrade>, Error> {
        let upgrade = |row: &Item| Some(keys::upgrade(keys::upgrade_of(&key_of(row)?)?));
        self.page_through(list, paging, upgrade).await
    }

    /// Takes the tenant's next number: nobody else gets it, whatever becomes of this one.
    pub async fn take_number(&self, id: OrganisationId, numbering: Numbering) -> Result<u32, Error> {
        let counter = match numbering {
            Numbering::Request => "requests",
            Numbering::Upgrade => "upgrades",
        };
        let one_more = Expression::default().add(&[counter], 1).require_exists(&["pk"]);
        let account = self.update_returning(&keys::account(id), one_more).await?;
        let number = account.and_then(|account| account.get(counter)?.as_n().ok()?.parse().ok());
        number.ok_or_else(|| Error::Failed("an account without its numbers".to_owned()))
    }

    /// A new request, which its tenant's buyers are mailed, or a purchase, which is
    /// provisioned. The tenant's terms are those that were read.
    pub fn submit_upgrade(
        &self,
        transaction: &mut Transaction,
        tenant: &Organisation,
        upgrade: &Upgrade,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::upgrade(upgrade.upgrade_id);
        let mut body = item(&key, upgrade)?;
        list(
            &mut body,
            keys::upgrades(upgrade.organisation_id, upgrade.updated_at, upgrade.upgrade_id),
        );
        self.check_terms(transaction, tenant)?;
        let (happening, tasks) = match (upgrade.purchase(), upgrade.request) {
            (Some(purchase), _) => {
                let happening = UpgradeHappening::Bought {
                    upgrade: units(upgrade, stamp),
                    number: purchase.number,
                    price: purchase.price.pro_rata,
                };
                (happening, vec![upgrade::provisioning(upgrade)])
            }
            (None, request) => {
                let request = request.ok_or_else(|| Error::Failed("a request without a number".to_owned()))?;
                let id = upgrade.upgrade_id.to_string();
                let one_more = Expression::default()
                    .set(&["open", &id], text(upgrade.requester.user_id.to_string()))
                    .require_fewer(&["open"], MOST_OPEN_REQUESTS);
                let account = keys::account(upgrade.organisation_id);
                transaction.update(self, &account, one_more, Condition::Numbers);
                let happening = UpgradeHappening::Requested {
                    upgrade: units(upgrade, stamp),
                    number: request,
                };
                (happening, upgrade::approval(upgrade))
            }
        };
        transaction.create(self, &key, body, stamp.event(happening, &tasks))
    }

    /// A buyer's decision on a request that waits, or its withdrawal. What is approved is
    /// provisioned; who asked is mailed what was declined. The tenant's terms are those that were
    /// read.
    pub fn decide_upgrade(
        &self,
        transaction: &mut Transaction,
        tenant: &Organisation,
        change: UpgradeChange<'_>,
        by_link: bool,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = change.after;
        let id = after.upgrade_id.to_string();
        let (happening, tasks) = match &after.state {
            UpgradeState::InProgress { purchase } => {
                let comment = purchase.comment.clone();
                let happening = UpgradeHappening::Approved {
                    number: purchase.number,
                    price: purchase.price.pro_rata,
                    comment: comment.ok_or_else(|| Error::Failed("an approval without a comment".to_owned()))?,
                    by_link,
                };
                let tasks = vec![upgrade::provisioning(after)];
                (happening, tasks)
            }
            UpgradeState::Declined { comment, .. } => {
                let happening = UpgradeHappening::Declined {
                    comment: comment.clone(),
                    by_link,
                };
                (happening, vec![upgrade::outcome(after)])
            }
            UpgradeState::Withdrawn { .. } => (UpgradeHappening::Withdrawn, Vec::new()),
            _ => return Err(Error::Failed("this is no decision".to_owned())),
        };
        self.check_terms(transaction, tenant)?;
        let account = keys::account(after.organisation_id);
        let one_less = Expression::default().remove(&["open", &id]).require_exists(&["pk"]);
        transaction.update(self, &account, one_less, Condition::Numbers);
        self.change_upgrade(transaction, change, happening, &tasks, stamp)
    }

    /// Raises the quota by what was bought, lists it for the vendor's review, and mails who
    /// asked for it, who bought it, and the commercial contact.
    pub fn provision_upgrade(
        &self,
        transaction: &mut Transaction,
        change: UpgradeChange<'_>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = change.after;
        let purchase = purchase(after)?;
        self.grant(transaction, after, i64::from(purchase.units));
        let mut form: Item = keys::order_form(after.upgrade_id).attributes();
        list(&mut form, keys::order_forms(after.updated_at, after.upgrade_id));
        transaction.put_new(self, form, Condition::New);
        let happening = UpgradeHappening::Provisioned {
            metric: purchase.metric.clone(),
            units: purchase.units,
        };
        self.change_upgrade(transaction, change, happening, &upgrade::provisioned(after), stamp)
    }

    /// What was bought cannot be provisioned: who asked for it and who bought it are mailed.
    pub fn fail_upgrade(
        &self,
        transaction: &mut Transaction,
        change: UpgradeChange<'_>,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = UpgradeHappening::Failed {
            reason: reason.to_owned(),
        };
        self.change_upgrade(transaction, change, happening, &upgrade::outcomes(change.after), stamp)
    }

    /// What the vendor says of an order. While it is suspended, its quota is not there.
    pub fn review_upgrade(
        &self,
        transaction: &mut Transaction,
        change: UpgradeChange<'_>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let after = change.after;
        let purchase = purchase(after)?;
        let acceptance = after
            .acceptance()
            .ok_or_else(|| Error::Failed("a review of what is not provisioned".to_owned()))?;
        let counts = |acceptance: Option<&Acceptance>| {
            let suspended = acceptance.is_some_and(|acceptance| acceptance.state() == AcceptanceState::Suspended);
            if suspended { 0 } else { i64::from(purchase.units) }
        };
        let units = counts(Some(acceptance)) - counts(change.before.value.acceptance());
        if units != 0 {
            self.grant(transaction, after, units);
        }
        let happening = match acceptance {
            Acceptance::Suspended { reason, .. } => UpgradeHappening::Suspended { reason: reason.clone() },
            _ => UpgradeHappening::Accepted,
        };
        self.change_upgrade(transaction, change, happening, &upgrade::reviewed(after), stamp)
    }

    fn grant(&self, transaction: &mut Transaction, upgrade: &Upgrade, units: i64) {
        let Some(purchase) = upgrade.purchase() else { return };
        let name = Grants::name(&purchase.metric, purchase.price.last_day);
        let expression = Expression::default()
            .add_from_zero(&["grants", &name], units)
            .require_exists(&["pk"]);
        transaction.update(
            self,
            &keys::account(upgrade.organisation_id),
            expression,
            Condition::Numbers,
        );
    }

    /// Writes an upgrade's new state, under the condition that its state is the one that was
    /// decided on: of all who decide at once, one does.
    pub(crate) fn change_upgrade(
        &self,
        transaction: &mut Transaction,
        UpgradeChange { before, after }: UpgradeChange<'_>,
        happening: UpgradeHappening,
        tasks: &[Task],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lookup = keys::upgrades(after.organisation_id, after.updated_at, after.upgrade_id);
        let expression = Expression::default()
            .set(&["state"], attribute(&after.state)?)
            .set(&["updated_at"], attribute(&after.updated_at)?)
            .set_text("l_sk", lookup.sk)
            .require_equal(&["state", "is"], attribute(&before.value.status())?);
        transaction.change(
            self,
            &keys::upgrade(after.upgrade_id),
            &before.chain,
            expression,
            stamp.event(happening, tasks),
        )
    }
}

fn purchase(upgrade: &Upgrade) -> Result<&Purchase, Error> {
    upgrade
        .purchase()
        .ok_or_else(|| Error::Failed("an upgrade that was not bought".to_owned()))
}

fn units(upgrade: &Upgrade, stamp: &Stamp) -> UpgradeUnits {
    let item = stamp.catalogue.upgrades().item(&upgrade.sku);
    UpgradeUnits {
        sku: upgrade.sku.clone(),
        name: item.map_or_else(|| upgrade.sku.as_str().to_owned(), |item| item.name.clone()),
        quantity: upgrade.quantity,
    }
}
