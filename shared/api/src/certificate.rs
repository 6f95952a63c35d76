//! The certificate of a location: what a customer files away, and anybody can check.

use crate::customers::{Address, FeatureView};
use chrono::{DateTime, Utc};
use domain::{assurance::Standing, day::Day};
use serde::{Deserialize, Serialize};

/// What a location may use at a moment, and the licence file that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// The moment by the desk's clock.
    pub as_of: DateTime<Utc>,
    /// The name of the vendor that shipped the licences; absent before the first activation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The name of the organisation whose customer it is.
    pub dealer: String,
    /// The customer's name.
    pub customer_name: String,
    /// Where the customer is.
    pub customer_address: Address,
    /// The location's name.
    pub location_name: String,
    /// Where the system stands.
    pub location_address: Address,
    /// The name of the system type.
    pub system_type_name: String,
    /// The hardware key code.
    pub hkc: String,
    /// What the activated licences add up to.
    pub features: Vec<FeatureView>,
    /// Software assurance by application; absent for who sees nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Vec<CertifiedAssurance>>,
    /// The newest licence file; absent before the first activation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_file: Option<CertifiedFile>,
}

/// Software assurance of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertifiedAssurance {
    /// The application's name.
    pub application_name: String,
    /// The agreement's number at this moment.
    pub number: String,
    /// Where it stands.
    pub standing: Standing,
    /// The last day of grace or of what is agreed.
    pub expires: Day,
}

/// The licence file that proves a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertifiedFile {
    /// Rises by one with every file of the location.
    pub sequence: u32,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The file itself, JWS compact serialization (RFC 7515).
    pub jws: String,
}
