//! A tenant's upgrades: the catalogue, requests, decisions, action links, order forms.

use chrono::{DateTime, Utc};
use domain::{
    day::Day,
    id::{OrganisationId, UpgradeId, UserId},
    money::Money,
    upgrade::{AcceptanceState, AgreedPrice, DecisionKind, Price, UpgradeStatus, pro_rata},
};
use serde::{Deserialize, Serialize};

/// What the home page of upgrades shows; what a role may not see is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpgradesHome {
    /// The tenant's name.
    pub tenant_name: String,
    /// The plan's name.
    pub plan_name: String,
    /// The contract's first day, UTC.
    pub contract_first_day: Day,
    /// The contract's last day, UTC; it counts.
    pub contract_last_day: Day,
    /// How many days of the contract remain, today and the last day included, at most 365.
    pub remaining_days: u32,
    /// Whether any user of the tenant can decide requests.
    pub has_buyer: bool,
    /// For buyers: the tenant's Sold-To-ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_to_id: Option<String>,
    /// For buyers: how many requests wait for a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_requests: Option<u32>,
    /// How many requests of the caller's own wait for a decision.
    pub own_open_requests: u32,
}

/// An item of the catalogue, as the tenant can or cannot buy it today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpgradeItemView {
    /// What it is ordered by.
    pub sku: String,
    /// As it is shown.
    pub name: String,
    /// What it brings, in a sentence.
    pub description: String,
    /// The metric it raises, as in `asset-instances`.
    pub metric: String,
    /// The metric as it is shown.
    pub metric_name: String,
    /// What the metric counts.
    pub unit: String,
    /// By how much one of it raises the metric.
    pub amount: u32,
    /// How many can be bought at a time.
    pub maximum_quantity: u32,
    /// The price of one for a year.
    pub price_per_year: Money,
    /// The price of one for a month, for the reader.
    pub price_per_month: Money,
    /// The price of one from today to the contract's end. For a quantity it is the price of a
    /// year x quantity x days / 365, rounded half up to the minor unit, once.
    pub pro_rata: Money,
    /// The days that the price pro rata is for.
    pub remaining_days: u32,
    /// The last of them: the contract's last day, UTC.
    pub last_day: Day,
    /// As in `Up-front`.
    pub billing_term: String,
    /// As in `Payment on account`.
    pub payment_method: String,
    /// As in `Co-termination with your underlying subscription`.
    pub subscription_term: String,
    /// The names of the plans of which the tenant needs one.
    pub prerequisites: Vec<String>,
    /// Who provides it.
    pub provider: String,
    /// Why the tenant cannot buy it; absent where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<String>,
    /// The version of the catalogue that this was shown by. Send it along: what is something else by
    /// then is refused with `catalogue_changed`.
    #[serde(default)]
    pub catalogue: u32,
}

impl UpgradeItemView {
    /// What a quantity of it costs today.
    pub const fn price(&self, quantity: u32) -> PriceView {
        PriceView {
            per_year: self.price_per_year,
            per_month: self.price_per_month,
            for_quantity: self.price_per_year.times(quantity),
            pro_rata: pro_rata(self.price_per_year, quantity, self.remaining_days),
            days: self.remaining_days,
            last_day: self.last_day,
        }
    }
}

/// Which of a tenant's upgrades to list, most recently updated first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpgradesQuery {
    /// Only requests, or only purchases; both without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tab: Option<UpgradesTab>,
    /// Only whose number contains this, in whatever case: `REQ-12` or `12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Only whose requester's name or address contains this, in whatever case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// Only in this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<UpgradeStatus>,
    /// Only of this item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Newest first without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<UpdatedOrder>,
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The tabs of My Upgrades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UpgradesTab {
    /// Everything with a number REQ-n.
    Requested,
    /// Everything with a number IPP-n.
    Completed,
}

/// How lists by last update are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UpdatedOrder {
    /// Most recently updated first.
    Newest,
    /// Least recently updated first.
    Oldest,
}

/// A person, as named then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub name: String,
    /// The user's address.
    pub email: String,
}

/// Who decided on a request, bought, or withdrew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedView {
    /// What was decided.
    pub decision: DecisionKind,
    /// Who.
    pub by: PersonView,
    /// When.
    pub at: DateTime<Utc>,
    /// Why; purchases and withdrawals have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A row of My Upgrades, with what it opens to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpgradeSummary {
    /// Its id.
    pub upgrade_id: UpgradeId,
    /// `REQ-n`; absent for what a buyer bought directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_number: Option<String>,
    /// `IPP-n`; absent until it is approved or bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_number: Option<String>,
    /// Where it stands.
    pub status: UpgradeStatus,
    /// What it is ordered by.
    pub sku: String,
    /// The item's name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Who asked for it, or bought it.
    pub requested_by: PersonView,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Who managed it; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<ManagedView>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What the vendor says of the order; present from when it is provisioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<AcceptanceState>,
}

/// An upgrade with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpgradeView {
    /// What lists show of it.
    pub summary: UpgradeSummary,
    /// The tenant's name.
    pub tenant_name: String,
    /// The item's description.
    pub description: String,
    /// As in `Up-front`.
    pub billing_term: String,
    /// As in `Payment on account`.
    pub payment_method: String,
    /// As in `Co-termination with your underlying subscription`.
    pub subscription_term: String,
    /// The names of the plans of which the tenant needs one.
    pub prerequisites: Vec<String>,
    /// Who provides it.
    pub provider: String,
    /// What it costs: as of today while it waits, as decided from then on. Absent where it
    /// waits and the contract has ended, and where it was declined or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceView>,
    /// Why the vendor suspended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_because: Option<String>,
    /// The version of the catalogue that this was shown by. Send it along: what is something else by
    /// then is refused with `catalogue_changed`.
    #[serde(default)]
    pub catalogue: u32,
}

/// What an upgrade costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceView {
    /// One, for a year.
    pub per_year: Money,
    /// One, for a month.
    pub per_month: Money,
    /// The quantity, for a year.
    pub for_quantity: Money,
    /// The quantity, for the days: what is charged.
    pub pro_rata: Money,
    /// The days, from the day of the decision to the contract's end.
    pub days: u32,
    /// The last of them.
    pub last_day: Day,
}

impl PriceView {
    /// A price for a quantity.
    pub const fn of(price: &Price, quantity: u32) -> Self {
        Self {
            per_year: price.per_year,
            per_month: price.per_month,
            for_quantity: price.per_year.times(quantity),
            pro_rata: price.pro_rata,
            days: price.days,
            last_day: price.last_day,
        }
    }

    /// What of it is agreed to.
    pub const fn agreed(&self) -> AgreedPrice {
        AgreedPrice {
            pro_rata: self.pro_rata,
            days: self.days,
            last_day: self.last_day,
        }
    }
}

/// An upgrade costs something else than was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceChange {
    /// What was shown, and came along.
    pub shown: AgreedPrice,
    /// What it costs now.
    pub now: PriceView,
}

/// Buys, for a buyer; asks for approval, for a requester.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitUpgradeRequest {
    /// The item.
    pub sku: String,
    /// Whole units, 1 to the item's maximum.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub quantity: f64,
    /// The price that was shown for the quantity. Another one is answered `price_changed`.
    pub price: AgreedPrice,
    /// The notes and the Terms & Conditions were accepted.
    #[serde(default)]
    pub terms_accepted: bool,
    /// The version of the catalogue that it was shown by. What is something else by now is answered
    /// `catalogue_changed`; without a version only the price counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<u32>,
}

/// What came of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmitUpgradeResponse {
    /// The request or purchase.
    pub upgrade: UpgradeView,
    /// Whether any user of the tenant can decide it now. Without one it waits.
    pub has_buyer: bool,
}

/// Approves or declines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Buys it.
    Approve,
    /// Does not.
    Decline,
}

/// A buyer's decision on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideUpgradeRequest {
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why: 1 to 250 characters (Unicode scalar values, without white space around).
    pub comment: String,
    /// The price that was shown; approving needs it. Another one is answered `price_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AgreedPrice>,
    /// The Terms & Conditions were accepted; approving needs them.
    #[serde(default)]
    pub terms_accepted: bool,
    /// The version of the catalogue that it was shown by. What is something else by now is answered
    /// `catalogue_changed`; without a version only the price counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<u32>,
}

/// Takes a request of one's own back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WithdrawUpgradeRequest {}

/// Opens an action link. It changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadActionLinkRequest {
    /// The token from the fragment of the link in the mail.
    pub token: String,
}

/// A buyer's decision on a request, by action link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideByActionLinkRequest {
    /// The token from the fragment of the link in the mail.
    pub token: String,
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why: 1 to 250 characters (Unicode scalar values, without white space around).
    pub comment: String,
    /// The price that was shown; approving needs it. Another one is answered `price_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<AgreedPrice>,
    /// The Terms & Conditions were accepted; approving needs them.
    #[serde(default)]
    pub terms_accepted: bool,
    /// The version of the catalogue that it was shown by. What is something else by now is answered
    /// `catalogue_changed`; without a version only the price counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<u32>,
}

/// What an action link shows: the form while the request waits, the decision from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionLinkView {
    /// The request.
    pub upgrade: UpgradeView,
    /// Whose link it is.
    pub addressee: PersonView,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
}

/// An order that the vendor reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderFormView {
    /// The upgrade.
    pub upgrade_id: UpgradeId,
    /// `IPP-n`, within the tenant.
    pub upgrade_number: String,
    /// The tenant.
    pub organisation_id: OrganisationId,
    /// The tenant's name.
    pub tenant_name: String,
    /// What it is ordered by.
    pub sku: String,
    /// The item's name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Who bought it.
    pub buyer: PersonView,
    /// What is charged.
    pub price: PriceView,
    /// Since when the tenant has access.
    pub provisioned_at: DateTime<Utc>,
    /// Provisional until it is accepted; without access while it is suspended.
    pub acceptance: AcceptanceState,
    /// Why it was suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_because: Option<String>,
}

/// Accepts an order; what was suspended is there again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptUpgradeRequest {}

/// Suspends provisional access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SuspendUpgradeRequest {
    /// Why, for the tenant to read: 1 to 250 characters.
    pub reason: String,
}
