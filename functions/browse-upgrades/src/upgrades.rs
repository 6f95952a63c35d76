//! `list-upgrades`, `get-upgrade`, `list-upgrade-events`: requesters and buyers, for their
//! own tenant. Refused: another tenant's upgrade, a tenant without a Sold-To-ID.

use api::{
    Page,
    events::EventView,
    page::PageQuery,
    upgrades::{UpdatedOrder, UpgradeSummary, UpgradeView, UpgradesQuery, UpgradesTab},
};
use desk::{tenancy, view};
use domain::{id::UpgradeId, text::folded, upgrade::Upgrade};
use runtime::{Call, Error, Principal};

/// A page has as many rows, or is the last.
const ROWS: usize = 50;

pub(crate) async fn list(call: Call<Principal>, (): (), query: UpgradesQuery) -> Result<Page<UpgradeSummary>, Error> {
    let id = call.caller.user.organisation_id;
    tenancy::load(&call.app, id).await?;
    let newest_first = query.order != Some(UpdatedOrder::Oldest);
    let filter = Filter::of(&query);
    let mut after = query.after;
    let mut items = Vec::new();
    loop {
        let store = &call.app.store;
        let page = store.upgrades(id, after.as_deref(), newest_first).await?;
        let found = page.items.iter().filter(|upgrade| filter.passes(upgrade));
        items.extend(found.map(|one| view::upgrades::summary(&call.app.catalogue, one)));
        after = page.next;
        if after.is_none() || items.len() >= ROWS {
            return Ok(Page {
                items,
                next: after,
                looked_at: None,
            });
        }
    }
}

/// What a row has to be; empty text asks for nothing.
struct Filter {
    tab: Option<UpgradesTab>,
    number: String,
    requester: String,
    status: Option<domain::upgrade::UpgradeStatus>,
    sku: String,
}

impl Filter {
    fn of(query: &UpgradesQuery) -> Self {
        let sought = |text: &Option<String>| folded(text.as_deref().unwrap_or_default().trim());
        Self {
            tab: query.tab,
            number: sought(&query.number),
            requester: sought(&query.requester),
            status: query.status,
            sku: sought(&query.sku),
        }
    }

    fn passes(&self, upgrade: &Upgrade) -> bool {
        let numbers = [upgrade.request_number(), upgrade.upgrade_number()];
        let in_tab = match self.tab {
            Some(UpgradesTab::Requested) => upgrade.request.is_some(),
            Some(UpgradesTab::Completed) => upgrade.purchase().is_some(),
            None => true,
        };
        let requester = &upgrade.requester;
        in_tab
            && numbers
                .iter()
                .flatten()
                .any(|number| folded(number).contains(&self.number))
            && [requester.name.as_str(), requester.email.as_str()]
                .iter()
                .any(|text| folded(text).contains(&self.requester))
            && self.status.is_none_or(|status| upgrade.status() == status)
            && (self.sku.is_empty() || folded(upgrade.sku.as_str()) == self.sku)
    }
}

pub(crate) async fn get(call: Call<Principal>, id: UpgradeId, (): ()) -> Result<UpgradeView, Error> {
    let tenant = tenancy::load(&call.app, call.caller.user.organisation_id).await?;
    let upgrade = load(&call, id).await?;
    Ok(view::upgrades::upgrade(
        &call.app.catalogue,
        &tenant.organisation,
        &upgrade,
        call.now,
    ))
}

pub(crate) async fn events(call: Call<Principal>, id: UpgradeId, query: PageQuery) -> Result<Page<EventView>, Error> {
    tenancy::load(&call.app, call.caller.user.organisation_id).await?;
    load(&call, id).await?;
    let page = call.app.store.upgrade_events(id, query.after.as_deref()).await?;
    Ok(view::events(&call.app.catalogue, page, &call.caller.user))
}

async fn load(call: &Call<Principal>, id: UpgradeId) -> Result<Upgrade, Error> {
    Ok(call.caller.mine(call.app.store.upgrade(id).await?)?.value)
}
