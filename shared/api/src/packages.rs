//! Packages, and the requests to activate them (spec chapter 2, "Packages").

use crate::upgrades::{PersonView, Verdict};
use chrono::{DateTime, Utc};
use domain::{
    activation::ActivationStatus,
    id::{ActivationId, BatchId, PackageId},
    package::PackageStatus,
};
use serde::{Deserialize, Serialize};

/// Something that packages can hold: an item of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackageChoiceView {
    /// What it is named by.
    pub sku: String,
    /// As it is shown.
    pub name: String,
    /// What one of it brings, in a sentence.
    pub description: String,
    /// The metric that it raises, as it is shown.
    pub metric_name: String,
    /// What the metric counts.
    pub unit: String,
    /// By how much one of it raises the metric.
    pub amount: u32,
    /// How many of it a package can hold.
    pub maximum_quantity: u32,
}

/// An item of a package, and how many of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PackageItemRequest {
    /// The item.
    pub sku: String,
    /// How many, 1 to the item's maximum.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub quantity: f64,
}

/// A package, new or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PackageRequest {
    /// Up to 100 characters.
    pub name: String,
    /// What it is, up to 1,000 characters.
    pub description: String,
    /// 1 to 20 items, each once.
    pub items: Vec<PackageItemRequest>,
}

/// Other contents of a package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePackageRequest {
    /// The revision that the change is made on, as it was read.
    pub revision: String,
    /// Up to 100 characters.
    pub name: String,
    /// What it is, up to 1,000 characters.
    pub description: String,
    /// 1 to 20 items, each once.
    pub items: Vec<PackageItemRequest>,
}

impl UpdatePackageRequest {
    /// The contents, apart from what they were changed on.
    pub fn split(self) -> (String, PackageRequest) {
        let contents = PackageRequest {
            name: self.name,
            description: self.description,
            items: self.items,
        };
        (self.revision, contents)
    }

    /// A change of a package as it was read at this revision.
    pub fn of(revision: String, contents: PackageRequest) -> Self {
        Self {
            revision,
            name: contents.name,
            description: contents.description,
            items: contents.items,
        }
    }
}

/// An item of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackageItemView {
    /// What it is named by.
    pub sku: String,
    /// As it is shown.
    pub name: String,
    /// How many of it.
    pub quantity: u32,
    /// By how much it raises the metric, all of them together.
    pub amount: u32,
    /// What the metric counts.
    pub unit: String,
}

/// A package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackageView {
    /// Its id.
    pub package_id: PackageId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it brings.
    pub items: Vec<PackageItemView>,
    /// What a change of these details is made on: it goes along with the change.
    #[serde(default)]
    pub revision: String,
    /// Who provides it: the operator's organisation.
    pub provider: String,
    /// Whether codes can be generated for it.
    pub status: PackageStatus,
    /// Who built it.
    pub built_by: PersonView,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Activate a package: from then on it stays as it is, and codes can be generated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivatePackageRequest {}

/// Ask to activate the package that a code stands for. This consumes the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitActivationRequest {
    /// The code.
    pub code: String,
    /// The company that it is for, up to 100 characters.
    pub company: String,
    /// Whom the provider can ask, up to 100 characters.
    pub contact: String,
    /// The company's own reference, up to 100 characters; may be empty.
    #[serde(default)]
    pub reference: String,
    /// Whether the terms were accepted.
    #[serde(default)]
    pub terms_accepted: bool,
}

/// What the provider's operator decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivationDecisionView {
    /// Who.
    pub by: PersonView,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub comment: String,
}

/// A replacement for the code of a request that was declined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplacementView {
    /// Where it was mailed.
    pub mailed_to: String,
    /// When it was issued.
    pub at: DateTime<Utc>,
    /// For the provider: its batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<BatchId>,
}

/// A request to activate a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivationView {
    /// Its id.
    pub activation_id: ActivationId,
    /// Where it stands.
    pub status: ActivationStatus,
    /// The package's name.
    pub package_name: String,
    /// What it is.
    pub description: String,
    /// What it brings.
    pub items: Vec<PackageItemView>,
    /// Who provides it.
    pub provider: String,
    /// The tenant that asks.
    pub tenant_name: String,
    /// The buyer who asks.
    pub requester: PersonView,
    /// The company that it is for.
    pub company: String,
    /// Whom to ask.
    pub contact: String,
    /// The company's own reference; may be empty.
    pub reference: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// What was decided; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ActivationDecisionView>,
    /// The replacement code, where the request was declined and one was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<ReplacementView>,
}

/// An operator's decision. There is one, ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideActivationRequest {
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why, 1 to 250 characters.
    pub comment: String,
}

/// Issue a replacement for the code of a request that was declined, mailed to who asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplaceCodeRequest {}

/// The token from an operator's mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadActivationLinkRequest {
    /// What stands after `#token=` in the link.
    pub token: String,
}

/// What an operator's link is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivationLinkView {
    /// The request.
    pub activation: ActivationView,
    /// The operator to whom the link was mailed; the decision is theirs.
    pub addressee: PersonView,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
}

/// A decision by the link from an operator's mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideByActivationLinkRequest {
    /// What stands after `#token=` in the link.
    pub token: String,
    /// Approve or decline.
    pub verdict: Verdict,
    /// Why, 1 to 250 characters.
    pub comment: String,
}
