//! Activation codes: issuing them, and what becomes of them (spec chapter 2).

use crate::{packages::PackageItemView, upgrades::PersonView};
use chrono::{DateTime, Utc};
use domain::{
    code::{BatchState, CodeStatus},
    day::Day,
    id::{BatchId, PackageId, SubscriptionId},
};
use serde::{Deserialize, Serialize};

/// A subscription code for a buyer. It is mailed; nobody else gets to see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueSubscriptionCodeRequest {
    /// The plan's id, as in `standard`.
    pub plan: String,
    /// How long a device has the plan, in calendar months, 1 to 120.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub months: f64,
    /// For how many devices, 1 to 1,000.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub seats: f64,
    /// The buyer's address.
    pub email: String,
    /// The last day on which the code works, UTC; for ever without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

/// How generated codes reach those who redeem them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CodeDelivery {
    /// As a file, which `export-codes` makes.
    Csv {
        /// How many, 1 to 1,000.
        #[cfg_attr(feature = "openapi", schema(value_type = u32))]
        count: f64,
    },
    /// By mail, a code to each address.
    Mail {
        /// 1 to 1,000 addresses, each once.
        emails: Vec<String>,
    },
}

/// Codes for a package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GenerateCodesRequest {
    /// As a file or by mail.
    pub delivery: CodeDelivery,
    /// The last day on which the codes work, UTC; for ever without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

/// What the codes of a batch stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum BatchSubject {
    /// A package.
    Package {
        /// The package.
        package_id: PackageId,
        /// Its name.
        name: String,
    },
    /// Seats of a plan.
    Subscription {
        /// The plan's id.
        plan: String,
        /// The plan's name.
        plan_name: String,
        /// Calendar months.
        months: u32,
        /// Devices.
        seats: u32,
    },
}

/// Codes that were issued together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchView {
    /// Their id.
    pub batch_id: BatchId,
    /// What each stands for.
    pub subject: BatchSubject,
    /// How many there are to be.
    pub count: u32,
    /// How many there are; fewer than `count` while they are being made.
    pub prepared: u32,
    /// Whether they are all there.
    pub state: BatchState,
    /// Whether they were mailed; exported otherwise.
    pub mailed: bool,
    /// The last day on which they work, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
    /// Who issued them.
    pub issued_by: PersonView,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// Whether it replaces the code of a request that was declined.
    pub replacement: bool,
}

/// What became of one code. The code itself is shown nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeView {
    /// Its number in the batch, from 1.
    pub number: u32,
    /// What became of it.
    pub status: CodeStatus,
    /// Where it was mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed_to: Option<String>,
    /// The organisation that used it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_by: Option<String>,
    /// When it was used or revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// A batch with what became of its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchDetail {
    /// The batch.
    pub batch: BatchView,
    /// How many can still be redeemed.
    pub unused: u32,
    /// How many were redeemed.
    pub used: u32,
    /// How many were revoked.
    pub revoked: u32,
    /// How many have expired unused.
    pub expired: u32,
    /// By number.
    pub codes: Vec<CodeView>,
}

/// Export the codes that are unused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExportCodesRequest {}

/// A file of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedCodes {
    /// How to name it.
    pub file_name: String,
    /// CSV: `number,code,expires_on`. Only codes that are unused.
    pub content: String,
}

/// Mail codes again to where they were mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MailCodesRequest {
    /// 1 to 80 numbers, each once.
    pub numbers: Vec<u32>,
}

/// Revoke codes that are unused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeCodesRequest {
    /// 1 to 80 numbers, each once.
    pub numbers: Vec<u32>,
}

/// A code, to see what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewCodeRequest {
    /// As it was typed: case, dashes and spaces do not matter, O is 0, I and L are 1.
    pub code: String,
}

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum CodeOffer {
    /// A package, activated by `submit-activation`.
    Package {
        /// Its name.
        name: String,
        /// What it is.
        description: String,
        /// What it brings.
        items: Vec<PackageItemView>,
        /// Who provides it.
        provider: String,
    },
    /// Seats of a plan, redeemed by `redeem-code`.
    Subscription {
        /// The plan's id.
        plan: String,
        /// The plan's name.
        plan_name: String,
        /// Calendar months.
        months: u32,
        /// Devices.
        seats: u32,
        /// Who issued it.
        issuer: String,
    },
}

/// A code that works, and what it stands for. Looking consumes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodePreview {
    /// What it stands for.
    pub offer: CodeOffer,
    /// The last day on which it works, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

/// What a subscription code was redeemed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionView {
    /// Its id.
    pub subscription_id: SubscriptionId,
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// The plan's rank: a higher one starts at once, a lower one waits.
    pub rank: u8,
    /// Calendar months.
    pub months: u32,
    /// Devices that it is for.
    pub seats: u32,
    /// Seats that no device has yet.
    pub unassigned: u32,
    /// Who issued the code.
    pub issuer: String,
    /// Who redeemed it.
    pub redeemed_by: PersonView,
    /// When.
    pub redeemed_at: DateTime<Utc>,
}
