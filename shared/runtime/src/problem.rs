//! From refusals and errors to `application/problem+json` (RFC 9457). Which HTTP status
//! a refusal has stands beside its code, in `api::problem`, and nowhere else.

use crate::Error;
use api::{
    FieldError, OrganisationChoice, Problem, ProblemCode,
    catalogue::DifferenceView,
    upgrades::{PriceChange, PriceView},
};
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use chrono::{DateTime, Utc};
use domain::{
    action_link::DeadLink,
    assurance::{AgreementRefusal, AssignRefusal, FreeRefusal, LotRefusal, QuoteRefusal, RenewalRefusal},
    catalogue,
    customer::link::DeadCustomerLink,
    external::{NotWhole, TooManyFiles},
    family::ChildRefusal,
    feature_file::Fault,
    impersonation::ImpersonationRefusal,
    licence::{AttachRefusal, LicenceRefusal, NoRoom, awaited::Awaited},
    licence_file::TooLong,
    limited::LimitedRefusal,
    migration::MigrationRefusal,
    order::{Difference, MoveRefusal, OrderRefusal},
    organisation::UserRefusal,
    replacement::{EmergencyRefusal, ReplacementRefusal},
    transfer::TransferRefusal,
    upgrade::UpgradeRefusal,
};
use std::time::Duration;
use store::{CommitError, Condition};

/// How many entries that have changed a sentence names.
const SAID: usize = 3;

mod codes;

pub use codes::{of_seats, too_many_attempts};

/// The status of every problem with this code.
fn status(code: ProblemCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A problem of this code.
pub fn new(code: ProblemCode, detail: impl Into<String>) -> Error {
    document(code, detail.into()).into()
}

fn document(code: ProblemCode, detail: String) -> Problem {
    Problem {
        kind: format!("urn:latchkey:problem:{}", code.code()),
        title: code.title().to_owned(),
        status: code.status(),
        code,
        detail,
        errors: Vec::new(),
        choices: Vec::new(),
        retry_at: None,
        price_change: None,
        catalogue_changes: Vec::new(),
        revision: None,
        request_id: None,
    }
}

/// A problem of this code at one field.
pub fn at(code: ProblemCode, field: &str, message: impl ToString) -> Error {
    let message = message.to_string();
    Error::from(Problem {
        errors: vec![FieldError::new(field, &message)],
        ..document(code, message)
    })
}

/// Several organisations are meant by what was sent, and the caller names one of them in this field.
pub fn choose(code: ProblemCode, field: &str, choices: Vec<OrganisationChoice>) -> Error {
    let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
    let message = format!("{}: {}. Choose one of them.", code.title(), names.join(", "));
    Error::from(Problem {
        errors: vec![FieldError::new(field, &message)],
        choices,
        ..document(code, message)
    })
}

/// What was agreed to is something else in the catalogue by now: what was, and what is.
pub fn catalogue_changed(code: ProblemCode, differences: &[catalogue::Difference]) -> Error {
    let said: Vec<_> = differences.iter().take(SAID).map(ToString::to_string).collect();
    let more = match differences.len().saturating_sub(SAID) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let detail = format!(
        "The catalogue has changed since this was shown ({}{more}). Nothing was done: look at it again, then confirm it.",
        said.join("; ")
    );
    Error::from(Problem {
        errors: vec![FieldError::new("catalogue", &detail)],
        catalogue_changes: differences.iter().map(DifferenceView::of).collect(),
        ..document(code, detail)
    })
}

/// It does not exist, or not for the caller; the answer is the same.
pub fn not_found(thing: &str) -> Error {
    new(
        ProblemCode::NotFound,
        format!("There is no such {thing} in your organisation. It may have been removed, or the address is wrong."),
    )
}

/// A fault of ours. What it was stands in the log only.
pub fn internal(error: impl std::fmt::Display) -> Error {
    tracing::error!(%error, "internal error");
    new(
        ProblemCode::Internal,
        "Something went wrong on our side. Try again; with the same idempotency key nothing is done twice. If it stays, give us the request id.",
    )
}

/// The table is asked too much by others.
pub fn too_busy() -> Error {
    new(
        ProblemCode::TooBusy,
        "Many are changing this at the same time, and your request did not get its turn. Nothing was changed. Try again in a few seconds.",
    )
}

/// The cursor is not one of the list that it was given for.
pub fn foreign_cursor() -> Error {
    at(
        ProblemCode::InvalidFields,
        "after",
        "This is no place in this list. Give the `next` of its page before, or nothing for its first page.",
    )
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::ForeignCursor => foreign_cursor(),
            store::Error::Busy(why) => {
                tracing::warn!(why, "the table is busy");
                too_busy()
            }
            other => internal(other),
        }
    }
}

/// A lost condition that is an answer by itself. Others mean that the state has moved:
/// loading and deciding again gives the true refusal.
pub fn of_lost(lost: &[Condition]) -> Option<Error> {
    if lost.contains(&Condition::HkcSource) {
        return Some(hkc_source_taken("details/made_from"));
    }
    if lost.contains(&Condition::Hkc) {
        return Some(hkc_taken("hkc"));
    }
    if lost.contains(&Condition::SecondHkc) {
        return Some(hkc_taken("second_hkc"));
    }
    if lost.contains(&Condition::OnePerSystem) {
        return Some(one_per_system());
    }
    if lost.contains(&Condition::Serial) {
        return Some(serial_taken());
    }
    None
}

/// A location has this hardware key code; whose it is is not said.
pub fn hkc_taken(field: &str) -> Error {
    at(
        ProblemCode::HkcTaken,
        field,
        "This hardware key code belongs to another location already. Check it against the label; if it is right, ask your vendor.",
    )
}

/// The system has its one unit of a part, here or at another of its locations.
pub fn one_per_system() -> Error {
    at(
        ProblemCode::LocationFull,
        "lines",
        "A system has one unit of this part, and this system has it, here or at another of its locations. Leave the line out.",
    )
}

/// A hardware key code was made from this already; whose it is is not said.
pub fn hkc_source_taken(field: &str) -> Error {
    at(
        ProblemCode::HkcTaken,
        field,
        "A hardware key code was made from this already, and no other is. Check it against the hardware; if it is right, ask your vendor.",
    )
}

/// The organisation has a device of this serial number.
pub fn serial_taken() -> Error {
    at(
        ProblemCode::SerialTaken,
        "serial",
        "You have a device with this serial number already. Check it against the label.",
    )
}

/// The identity belongs to another user.
pub fn identity_taken() -> Error {
    new(
        ProblemCode::IdentityTaken,
        "This sign-in already belongs to a user. Sign out, and sign in as the person who was invited.",
    )
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Lost(_) | CommitError::Conflict => too_busy(),
            CommitError::Unknown(why) => internal(why),
            CommitError::Store(error) => error.into(),
        }
    }
}

impl From<OrderRefusal> for Error {
    fn from(refusal: OrderRefusal) -> Self {
        match &refusal {
            OrderRefusal::Expired(_) => at(ProblemCode::InvalidFields, "swa_expires", &refusal),
            OrderRefusal::NoBin(_) => at(ProblemCode::InvalidFields, "organisation_id", &refusal),
            OrderRefusal::Differs(_) => new(ProblemCode::OrderDiffers, refusal.to_string()),
        }
    }
}

/// The same numbers were shipped before with something else: what, each at its field.
pub fn order_differs(
    refusal: &OrderRefusal,
    differences: &[Difference],
    field: impl Fn(&Difference) -> String,
) -> Error {
    let errors = differences.iter().map(|difference| {
        let mut message = format!("{difference}.");
        message.get_mut(..1).map(str::make_ascii_uppercase);
        FieldError::new(field(difference), message)
    });
    Error::from(Problem {
        errors: errors.collect(),
        ..document(ProblemCode::OrderDiffers, refusal.to_string())
    })
}

impl From<UserRefusal> for Error {
    fn from(refusal: UserRefusal) -> Self {
        match &refusal {
            UserRefusal::RoleOfAnotherKind { .. } | UserRefusal::SubtenantApart => {
                at(ProblemCode::InvalidFields, "roles", &refusal)
            }
            UserRefusal::AddressTaken { .. } => at(ProblemCode::AddressTaken, "email", &refusal),
            UserRefusal::SecondVendor => at(ProblemCode::InvalidFields, "kind", &refusal),
            UserRefusal::LastAdmin => new(ProblemCode::LastAdmin, refusal.to_string()),
            UserRefusal::AlreadyActive => new(ProblemCode::AlreadyActive, refusal.to_string()),
            UserRefusal::Undeliverable => new(ProblemCode::AddressUndeliverable, refusal.to_string()),
        }
    }
}

impl From<ImpersonationRefusal> for Error {
    fn from(refusal: ImpersonationRefusal) -> Self {
        match &refusal {
            ImpersonationRefusal::Forbidden(_) => new(ProblemCode::ImpersonationForbidden, refusal.to_string()),
            ImpersonationRefusal::Invited(_) | ImpersonationRefusal::NoRole(_) => {
                at(ProblemCode::ImpersonationRefused, "dealer_email", &refusal)
            }
        }
    }
}

impl From<UpgradeRefusal> for Error {
    fn from(refusal: UpgradeRefusal) -> Self {
        match &refusal {
            UpgradeRefusal::NoSoldToId => new(ProblemCode::NoSoldToId, refusal.to_string()),
            UpgradeRefusal::ContractNotBegun(_) | UpgradeRefusal::ContractEnded(_) | UpgradeRefusal::TooManyOpen(_) => {
                new(ProblemCode::NotAvailable, refusal.to_string())
            }
            UpgradeRefusal::OtherPlan { .. } | UpgradeRefusal::Dropped(_) => {
                at(ProblemCode::NotAvailable, "sku", &refusal)
            }
            UpgradeRefusal::PriceChanged { shown, now, quantity } => {
                let now = PriceView::of(now, *quantity);
                let confirm = format!("Confirm the new price: {}.", now.agreed());
                Self::from(Problem {
                    errors: vec![FieldError::new("price", confirm)],
                    price_change: Some(PriceChange { shown: *shown, now }),
                    ..document(ProblemCode::PriceChanged, refusal.to_string())
                })
            }
            UpgradeRefusal::Quantity { .. } => at(ProblemCode::InvalidFields, "quantity", &refusal),
            UpgradeRefusal::Managed(_) => new(ProblemCode::AlreadyDecided, refusal.to_string()),
            UpgradeRefusal::NotYours(_) => new(ProblemCode::RoleMissing, refusal.to_string()),
            UpgradeRefusal::NotProvisioned { .. } | UpgradeRefusal::Accepted(_) => {
                new(ProblemCode::NotProvisional, refusal.to_string())
            }
        }
    }
}

impl From<DeadCustomerLink> for Error {
    fn from(refusal: DeadCustomerLink) -> Self {
        new(ProblemCode::NotFound, refusal.to_string())
    }
}

impl From<DeadLink> for Error {
    fn from(refusal: DeadLink) -> Self {
        new(ProblemCode::NotFound, refusal.to_string())
    }
}

impl From<Vec<(usize, AttachRefusal)>> for Error {
    fn from(refusals: Vec<(usize, AttachRefusal)>) -> Self {
        let enough = !refusals
            .iter()
            .any(|(_, refusal)| matches!(refusal, AttachRefusal::NotEnough { .. }));
        let code = if enough {
            ProblemCode::InvalidFields
        } else {
            ProblemCode::NotEnoughUnits
        };
        by_index(code, &refusals, |index, refusal| match refusal {
            AttachRefusal::NotEnough { .. } => format!("lines/{index}/quantity"),
            _ => format!("lines/{index}/part"),
        })
    }
}

impl From<Vec<(usize, MoveRefusal)>> for Error {
    fn from(refusals: Vec<(usize, MoveRefusal)>) -> Self {
        let lost = refusals
            .iter()
            .any(|(_, refusal)| matches!(refusal, MoveRefusal::NotEnough { .. }));
        let code = if lost {
            ProblemCode::NotEnoughUnits
        } else {
            ProblemCode::InvalidFields
        };
        by_index(code, &refusals, |index, refusal| match refusal {
            MoveRefusal::NoOrder | MoveRefusal::OneLocation(_) => format!("lines/{index}/order_id"),
            MoveRefusal::NotInOrder { .. } => format!("lines/{index}/part"),
            MoveRefusal::NotEnough { .. } | MoveRefusal::NotWhole(_) | MoveRefusal::TooMany(_) => {
                format!("lines/{index}/quantity")
            }
        })
    }
}

impl From<Awaited> for Error {
    fn from(refusal: Awaited) -> Self {
        new(ProblemCode::HkcAwaited, refusal.to_string())
    }
}

/// No licence file can be made of what stands in this field, a text of which lines may be named, or nothing.
pub fn of_feature_faults(field: &str, faults: &[Fault]) -> Error {
    let errors = faults.iter().map(|fault| {
        let at = fault
            .line
            .map_or_else(|| field.to_owned(), |line| format!("{field}/line/{line}"));
        FieldError::new(at, fault)
    });
    let detail = match faults {
        [one] => one.to_string(),
        faults => format!("{} things are wrong with what the file would be made of.", faults.len()),
    };
    Error::from(Problem {
        errors: errors.collect(),
        ..document(ProblemCode::LicenceFileNotMade, detail)
    })
}

impl From<NotWhole> for Error {
    fn from(refusal: NotWhole) -> Self {
        new(ProblemCode::OrderNotWhole, refusal.to_string())
    }
}

impl From<TooManyFiles> for Error {
    fn from(refusal: TooManyFiles) -> Self {
        at(ProblemCode::InvalidFields, "file_name", refusal)
    }
}

impl From<LimitedRefusal> for Error {
    fn from(refusal: LimitedRefusal) -> Self {
        new(ProblemCode::NoLimitedLicence, refusal.to_string())
    }
}

impl From<ReplacementRefusal> for Error {
    fn from(refusal: ReplacementRefusal) -> Self {
        new(ProblemCode::NotReplaced, refusal.to_string())
    }
}

impl From<EmergencyRefusal> for Error {
    fn from(refusal: EmergencyRefusal) -> Self {
        new(ProblemCode::NoLimitedLicence, refusal.to_string())
    }
}

impl From<MigrationRefusal> for Error {
    fn from(refusal: MigrationRefusal) -> Self {
        new(ProblemCode::NotMigrated, refusal.to_string())
    }
}

impl From<TransferRefusal> for Error {
    fn from(refusal: TransferRefusal) -> Self {
        let code = match refusal {
            TransferRefusal::Decided => ProblemCode::AlreadyDecided,
            _ => ProblemCode::NotTransferable,
        };
        new(code, refusal.to_string())
    }
}

impl From<ChildRefusal> for Error {
    fn from(refusal: ChildRefusal) -> Self {
        at(ProblemCode::InvalidFields, "parent", &refusal)
    }
}

/// The location has no room for what this field asks for.
pub fn of_room(field: &str, refusal: &NoRoom) -> Error {
    at(ProblemCode::LocationFull, field, refusal)
}

impl From<TooLong> for Error {
    fn from(refusal: TooLong) -> Self {
        new(ProblemCode::LocationFull, refusal.to_string())
    }
}

impl From<Vec<(usize, LicenceRefusal)>> for Error {
    fn from(refusals: Vec<(usize, LicenceRefusal)>) -> Self {
        let any = |is: fn(&LicenceRefusal) -> bool| refusals.iter().any(|(_, refusal)| is(refusal));
        let code = if any(|refusal| matches!(refusal, LicenceRefusal::Activated(_))) {
            ProblemCode::AlreadyActivated
        } else if any(|refusal| matches!(refusal, LicenceRefusal::NotHere)) {
            ProblemCode::NotAttached
        } else {
            ProblemCode::InvalidFields
        };
        by_index(code, &refusals, |index, _| format!("software_key_codes/{index}"))
    }
}

impl From<LotRefusal> for Error {
    fn from(refusal: LotRefusal) -> Self {
        match &refusal {
            LotRefusal::NotEnough { .. } | LotRefusal::TooManyLots(_) => {
                new(ProblemCode::NotEnoughSwaUnits, refusal.to_string())
            }
        }
    }
}

const fn of_agreement_code(refusal: &AgreementRefusal) -> ProblemCode {
    match refusal {
        AgreementRefusal::NoAgreement => ProblemCode::InvalidFields,
        AgreementRefusal::Pending(_) => ProblemCode::SwaPending,
        AgreementRefusal::NotPending | AgreementRefusal::CoolingOffOver(_) | AgreementRefusal::CoolingOff(_) => {
            ProblemCode::NotPending
        }
        AgreementRefusal::BeingRenewed => ProblemCode::BeingRenewed,
    }
}

impl From<AgreementRefusal> for Error {
    fn from(refusal: AgreementRefusal) -> Self {
        match &refusal {
            AgreementRefusal::NoAgreement => at(ProblemCode::InvalidFields, "application", &refusal),
            other => new(of_agreement_code(other), other.to_string()),
        }
    }
}

impl From<QuoteRefusal> for Error {
    fn from(refusal: QuoteRefusal) -> Self {
        match &refusal {
            QuoteRefusal::Nothing => new(ProblemCode::NothingToQuote, refusal.to_string()),
            _ => at(ProblemCode::InvalidFields, "ends", &refusal),
        }
    }
}

impl From<Vec<(usize, AssignRefusal)>> for Error {
    fn from(refusals: Vec<(usize, AssignRefusal)>) -> Self {
        let code = |refusal: &AssignRefusal| match refusal {
            AssignRefusal::NotQuoted(_) | AssignRefusal::NoSuchTerm { .. } => ProblemCode::InvalidFields,
            AssignRefusal::Outdated(_) => ProblemCode::QuoteOutdated,
            AssignRefusal::Agreement(refusal) => of_agreement_code(refusal),
            AssignRefusal::Lots(_) => ProblemCode::NotEnoughSwaUnits,
        };
        let first = refusals
            .first()
            .map_or(ProblemCode::InvalidFields, |(_, first)| code(first));
        by_index(first, &refusals, |index, refusal| match refusal {
            AssignRefusal::NoSuchTerm { .. } | AssignRefusal::Lots(_) => format!("choices/{index}/months"),
            _ => format!("choices/{index}/application"),
        })
    }
}

impl From<RenewalRefusal> for Error {
    fn from(refusal: RenewalRefusal) -> Self {
        match &refusal {
            RenewalRefusal::Nothing => new(ProblemCode::NothingToQuote, refusal.to_string()),
            RenewalRefusal::NotAMonthEnd(_) => at(ProblemCode::InvalidFields, "ends", &refusal),
            RenewalRefusal::NothingQuoted => new(ProblemCode::NothingToQuote, refusal.to_string()),
            RenewalRefusal::Outdated { .. } | RenewalRefusal::Changed(_) => {
                new(ProblemCode::QuoteOutdated, refusal.to_string())
            }
            RenewalRefusal::Agreement(refusal) => refusal.clone().into(),
            RenewalRefusal::UnderWay => new(ProblemCode::BeingRenewed, refusal.to_string()),
            RenewalRefusal::TookTooLong | RenewalRefusal::Withdrawn => {
                new(ProblemCode::RenewalClosed, refusal.to_string())
            }
        }
    }
}

impl From<Vec<(usize, FreeRefusal)>> for Error {
    fn from(refusals: Vec<(usize, FreeRefusal)>) -> Self {
        by_index(ProblemCode::NotFreeOfCharge, &refusals, |index, _| {
            format!("parts/{index}")
        })
    }
}

/// Units are taken only where that is authorised.
pub fn not_authorised() -> Error {
    at(
        ProblemCode::NotAuthorised,
        "authorised",
        "Authorise that SWA units are taken from your SWA bin.",
    )
}

fn by_index<R: ToString>(code: ProblemCode, refusals: &[(usize, R)], field: impl Fn(usize, &R) -> String) -> Error {
    let mut fields = crate::Fields::new();
    for (index, refusal) in refusals {
        fields.refuse(field(*index, refusal), refusal.to_string());
    }
    fields.refused_as(code)
}

/// The problem as an answer to a request that came with a token or without.
pub fn response(error: Error, request_id: &str, with_token: bool) -> Response<Body> {
    let problem = error.into_problem();
    let status = status(problem.code);
    let retry = match problem.code {
        ProblemCode::TooBusy => Some(HeaderValue::from_static("2")),
        // An HTTP date says when without knowing what the caller's clock says.
        ProblemCode::TooManyAttempts => problem.retry_at.and_then(http_date),
        _ => None,
    };
    let problem = Problem {
        request_id: Some(request_id.to_owned()),
        ..problem
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(retry) = retry {
        headers.insert(header::RETRY_AFTER, retry);
    }
    match status {
        // RFC 6750, 3: who sent no token is not told of an error.
        StatusCode::UNAUTHORIZED if with_token => {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        StatusCode::UNAUTHORIZED => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // RFC 9110, 15.5.16.
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        _ => {}
    }
    response
}

fn http_date(at: DateTime<Utc>) -> Option<HeaderValue> {
    HeaderValue::from_str(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// A success as an answer, which may be kept for so long, or not at all.
pub fn success(body: Vec<u8>, kept: Option<Duration>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let kept = kept.map(|kept| format!("public, max-age={}", kept.as_secs()));
    let kept = kept.and_then(|kept| HeaderValue::from_str(&kept).ok());
    headers.insert(
        header::CACHE_CONTROL,
        kept.unwrap_or(HeaderValue::from_static("no-store")),
    );
    response
}
