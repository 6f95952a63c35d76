//! `application/problem+json` (RFC 9457) with a stable code that callers match.

use crate::{catalogue::DifferenceView, upgrades::PriceChange};
use chrono::{DateTime, Utc};
use domain::id::OrganisationId;
use serde::{Deserialize, Serialize};

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:latchkey:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem with this code.
    pub title: String,
    /// The HTTP status code of the answer.
    pub status: u16,
    /// What callers match on.
    pub code: ProblemCode,
    /// What is wrong this time and what to do about it.
    pub detail: String,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The organisations of which the caller has to name one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<OrganisationChoice>,
    /// Before when it makes no sense to try again, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<DateTime<Utc>>,
    /// Of `price_changed`: the price that was shown and the one that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_change: Option<PriceChange>,
    /// Of `catalogue_changed`, and of `quote_outdated` where rates are others: what is different from
    /// the version of the catalogue that was agreed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalogue_changes: Vec<DifferenceView>,
    /// The revision that there is now, where a change was made on another one: whoever has
    /// looked at what is different sends it along to replace that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Names the request in the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where the field stands in the request body, as in `lines/0/quantity`.
    pub field: String,
    /// A sentence to show at the field.
    pub message: String,
}

/// An organisation that the caller can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationChoice {
    /// Its id.
    pub organisation_id: OrganisationId,
    /// As it is shown.
    pub name: String,
}

impl FieldError {
    /// What is wrong at this field.
    pub fn new(field: impl Into<String>, message: impl ToString) -> Self {
        Self {
            field: field.into(),
            message: message.to_string(),
        }
    }
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident $status:literal $code:literal $title:literal,)+) => {
        /// Every reason for which a call is refused. The codes never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it stands on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status of every answer with this code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// The title of every problem with this code.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

problem_codes! {
    /// The body is not JSON, or not of this operation's shape.
    MalformedBody 400 "malformed_body" "The request body cannot be read",
    /// The body is over 1 MB.
    BodyTooLarge 413 "body_too_large" "The request body is too large",
    /// The body is compressed, or not declared as JSON.
    UnsupportedMediaType 415 "unsupported_media_type" "The request body has to be plain JSON",
    /// Fields break a rule; `errors` names each.
    InvalidFields 422 "invalid_fields" "Some fields need another value",
    /// No token, or one that is expired, altered, unsigned or from elsewhere.
    NotSignedIn 401 "not_signed_in" "Sign in first",
    /// The identity is good, and bound to no user.
    NoUser 403 "no_user" "This sign-in belongs to no user",
    /// The user's roles do not allow it.
    RoleMissing 403 "role_missing" "Your roles do not allow this",
    /// The caller acts for somebody else, and nobody does this for somebody else.
    NotOnBehalf 403 "not_on_behalf" "Nobody does this for somebody else",
    /// The impersonation that the request names is over, or was never the caller's.
    ImpersonationOver 403 "impersonation_over" "You no longer act for somebody else",
    /// The organisation lets nobody act as its users.
    ImpersonationForbidden 403 "impersonation_forbidden" "This organisation lets nobody act as its users",
    /// The user has not come yet, or has no role any more.
    ImpersonationRefused 409 "impersonation_refused" "Nobody can act as this user",
    /// It does not exist, or not for this organisation.
    NotFound 404 "not_found" "There is no such thing here",
    /// The file is not there, or not yet.
    FileNotThere 404 "file_not_there" "This file is not there",
    /// The idempotency key came before with another body.
    IdempotencyKeyReused 422 "idempotency_key_reused" "This idempotency key was used for another request",
    /// The same purchase and sales order came before with something else; `errors` names each difference.
    OrderDiffers 409 "order_differs" "This order was shipped before with something else",
    /// The line holds fewer units than asked for.
    NotEnoughUnits 409 "not_enough_units" "The order line does not hold that many units",
    /// The hardware key code belongs to another location.
    HkcTaken 409 "hkc_taken" "This hardware key code is taken",
    /// An order of an external system is attached, detached and activated as a whole.
    OrderNotWhole 409 "order_not_whole" "This order cannot be split",
    /// The hardware of the location is not replaced, or not now.
    NotReplaced 409 "not_replaced" "This hardware cannot be replaced now",
    /// The location gets no limited licence of this kind, or none any more.
    NoLimitedLicence 409 "no_limited_licence" "There is no such licence for this location",
    /// The location cannot become one of another system type, or not as it stands.
    NotMigrated 409 "not_migrated" "This location cannot be migrated now",
    /// The location does not go to another dealer, or not as it stands.
    NotTransferable 409 "not_transferable" "This location cannot go to another dealer now",
    /// The location has a temporary key; or it has its hardware key code, and one was to be made.
    HkcAwaited 409 "hkc_awaited" "The hardware key code comes first, and once",
    /// The location's licence file has no room for so many licences.
    LocationFull 409 "location_full" "This location cannot have that many licences",
    /// What is activated stays activated.
    AlreadyActivated 409 "already_activated" "This licence is already activated",
    /// The licence is not attached (any more).
    NotAttached 409 "not_attached" "This licence is not attached here",
    /// The terms have to be accepted.
    TermsNotAccepted 422 "terms_not_accepted" "Accept the terms first",
    /// Upgrades are charged to a Sold-To-ID, and there is none.
    NoSoldToId 409 "no_sold_to_id" "Your organisation has no Sold-To-ID",
    /// The tenant's plan or contract does not allow the item today.
    NotAvailable 409 "not_available" "This upgrade cannot be bought today",
    /// It costs something else than was shown; `price_change` has both prices.
    PriceChanged 409 "price_changed" "The price has changed",
    /// Somebody has approved, declined or withdrawn the request.
    AlreadyDecided 409 "already_decided" "This request was decided before",
    /// The vendor can neither accept nor suspend it as it stands.
    NotProvisional 409 "not_provisional" "This order cannot be changed any more",
    /// Nobody issued this code, or it is another's, or it was revoked.
    CodeUnknown 404 "code_unknown" "This activation code does not work",
    /// The caller's organisation has redeemed the code before.
    CodeUsed 409 "code_used" "Your organisation has used this activation code",
    /// The code's last day is over.
    CodeExpired 410 "code_expired" "This activation code has expired",
    /// The code stands for something that is redeemed in another way.
    CodeOfAnotherKind 409 "code_of_another_kind" "This activation code is for something else",
    /// Too many wrong codes in a short time; `retry_at` says when to go on.
    TooManyAttempts 429 "too_many_attempts" "Too many wrong activation codes",
    /// The codes are used or revoked, and stay so.
    CodesNotUnused 409 "codes_not_unused" "Not all of these codes are unused",
    /// The batch's codes are still being made.
    CodesNotReady 409 "codes_not_ready" "These codes are still being made",
    /// What the preview showed is not what would happen now.
    PreviewOutdated 409 "preview_outdated" "Something has changed since the preview",
    /// The subscription has fewer unassigned seats than devices were chosen.
    NotEnoughSeats 409 "not_enough_seats" "There are not that many seats",
    /// The organisation has a device of this serial number.
    SerialTaken 409 "serial_taken" "You have a device with this serial number",
    /// A package is changed only before it is activated.
    PackageActive 409 "package_active" "This package is activated",
    /// Codes are generated only for packages that are activated.
    PackageNotActive 409 "package_not_active" "This package is not activated yet",
    /// A declined request gets one replacement code; others get none.
    NoReplacement 409 "no_replacement" "There is no replacement code for this request",
    /// No licence file can be made of these; `errors` names each reason by the code of the manuals, such as
    /// `INVALID_FEATURE_QUANTITY`, and by line where they come from a file.
    LicenceFileNotMade 422 "licence_file_not_made" "No licence file can be made of these",
    /// There is nothing to make a licence file of.
    NothingActivated 409 "nothing_activated" "Nothing is activated at this location",
    /// Somebody has changed the same details since they were read.
    DetailsOutdated 409 "details_outdated" "Somebody has changed this meanwhile",
    /// The draft has faults and cannot be published.
    CatalogueFaulty 422 "catalogue_faulty" "The catalogue has faults",
    /// What was agreed to is something else in the catalogue by now; `catalogue_changes` says what.
    CatalogueChanged 409 "catalogue_changed" "This has changed since it was shown",
    /// Another version was published, or comes later than this one would.
    CatalogueOutdated 409 "catalogue_outdated" "The catalogue is another one by now",
    /// The version is not one that is to come.
    VersionNotToCome 409 "version_not_to_come" "This version cannot be withdrawn",
    /// Another try goes on.
    BeingTried 409 "being_tried" "It is being tried this moment",
    /// The last admin stays.
    LastAdmin 409 "last_admin" "The last admin cannot lose the role",
    /// The invitation was accepted before.
    AlreadyActive 409 "already_active" "The invitation was accepted before",
    /// Mail came back from the address, and nobody has confirmed it since.
    AddressUndeliverable 409 "address_undeliverable" "Mail to this address came back",
    /// Another user of the organisation has the address.
    AddressTaken 409 "address_taken" "A user of this organisation has this address",
    /// The invitation is wrong, expired or used.
    InvitationInvalid 410 "invitation_invalid" "This invitation does not work (any more)",
    /// The sign-in is bound to a user already.
    IdentityTaken 409 "identity_taken" "This sign-in belongs to a user already",
    /// The SWA bin holds fewer units than asked for.
    NotEnoughSwaUnits 409 "not_enough_swa_units" "The SWA bin does not hold that many units",
    /// Licences, rates or dates are not what the quote was made with.
    QuoteOutdated 409 "quote_outdated" "The quote does not hold any more",
    /// Units have to be authorised to be taken.
    NotAuthorised 422 "not_authorised" "Authorise the units first",
    /// An assignment of the application cools off.
    SwaPending 409 "swa_pending" "An assignment is pending already",
    /// The assignment was cancelled or activated before.
    NotPending 409 "not_pending" "This assignment is not pending (any more)",
    /// There is nothing to make a quote of.
    NothingToQuote 409 "nothing_to_quote" "There is nothing to quote",
    /// Another renewal holds the agreement.
    BeingRenewed 409 "being_renewed" "Somebody else is renewing this",
    /// The renewal was withdrawn or done before.
    RenewalClosed 409 "renewal_closed" "This renewal is closed",
    /// The vendor has not let the distributor ship to the dealer.
    NoAllowance 409 "no_allowance" "The vendor has set no shipping allowance for this",
    /// The address belongs to users of several dealers; `choices` names them.
    DealerAmbiguous 409 "dealer_ambiguous" "Users of several dealers have this address",
    /// Software assurance gives nothing free of charge here, or gave it before.
    NotFreeOfCharge 409 "not_free_of_charge" "This licence is not free of charge here",
    /// Others changed the same thing all the time; nothing was done.
    TooBusy 503 "too_busy" "Many are changing this at once",
    /// A fault of ours; nothing is known of what was done. The same idempotency key makes it safe to repeat.
    Internal 500 "internal" "Something went wrong on our side",
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}
