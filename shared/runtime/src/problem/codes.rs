//! Refusals about activation codes, subscriptions and packages.

use super::{at, document, new};
use crate::Error;
use api::{Problem, ProblemCode};
use chrono::{DateTime, Utc};
use domain::{
    activation::ActivationRefusal,
    code::{BatchRefusal, CodeRefusal},
    package::PackageRefusal,
    subscription::AssignRefusal,
};

impl From<CodeRefusal> for Error {
    fn from(refusal: CodeRefusal) -> Self {
        let code = match &refusal {
            CodeRefusal::Unknown => ProblemCode::CodeUnknown,
            CodeRefusal::Used { .. } => ProblemCode::CodeUsed,
            CodeRefusal::Expired(_) => ProblemCode::CodeExpired,
            CodeRefusal::ForSubscription(_) | CodeRefusal::ForPackage(_) => ProblemCode::CodeOfAnotherKind,
        };
        at(code, "code", &refusal)
    }
}

/// Too many wrong codes came before.
pub fn too_many_attempts(until: DateTime<Utc>) -> Error {
    // Rounded up to the minute, so that who comes back then is let in.
    let at = until + chrono::TimeDelta::seconds(59);
    let detail = format!(
        "Too many wrong activation codes were entered in your organisation. Try again after {}.",
        at.format("%H:%M UTC")
    );
    Error::from(Problem {
        retry_at: Some(until),
        ..document(ProblemCode::TooManyAttempts, detail)
    })
}

/// Seats were not assigned, by index of the device: where it stands in the request, as in
/// `devices` and `/device_id`.
pub fn of_seats(refusals: &[(Option<usize>, AssignRefusal)], list: &str, member: &str) -> Error {
    let mut code = refusals.iter().map(|(_, refusal)| match refusal {
        AssignRefusal::NotEnoughSeats { .. } => ProblemCode::NotEnoughSeats,
        AssignRefusal::Outdated(_) => ProblemCode::PreviewOutdated,
        AssignRefusal::TooManyPeriods(_) | AssignRefusal::BeyondTheLastDay(_) | AssignRefusal::NoSuchPlan(_) => {
            ProblemCode::NotAvailable
        }
    });
    indexed(code.next_back(), refusals, list, member)
}

impl From<Vec<(Option<usize>, BatchRefusal)>> for Error {
    fn from(refusals: Vec<(Option<usize>, BatchRefusal)>) -> Self {
        let unused = refusals
            .iter()
            .any(|(_, refusal)| matches!(refusal, BatchRefusal::NotUnused { .. }));
        let code = unused.then_some(ProblemCode::CodesNotUnused);
        indexed(code, &refusals, "numbers", "")
    }
}

impl From<BatchRefusal> for Error {
    fn from(refusal: BatchRefusal) -> Self {
        match &refusal {
            BatchRefusal::NotReady { .. } => new(ProblemCode::CodesNotReady, refusal.to_string()),
            BatchRefusal::LastDayOver(_) => at(ProblemCode::InvalidFields, "expires_on", &refusal),
            _ => at(ProblemCode::InvalidFields, "numbers", &refusal),
        }
    }
}

fn indexed<R: ToString>(code: Option<ProblemCode>, refusals: &[(Option<usize>, R)], list: &str, member: &str) -> Error {
    let refusals: Vec<_> = refusals.iter().map(|(index, refusal)| (*index, refusal)).collect();
    let mut fields = crate::Fields::new();
    for (index, refusal) in refusals {
        let field = index.map_or_else(|| list.to_owned(), |index| format!("{list}/{index}{member}"));
        fields.refuse(field, refusal.to_string());
    }
    fields.refused_as(code.unwrap_or(ProblemCode::InvalidFields))
}

impl From<PackageRefusal> for Error {
    fn from(refusal: PackageRefusal) -> Self {
        let code = match &refusal {
            PackageRefusal::Active(_) => ProblemCode::PackageActive,
            PackageRefusal::Draft(_) => ProblemCode::PackageNotActive,
            PackageRefusal::OtherPlan { .. } | PackageRefusal::ContractEnded { .. } => ProblemCode::NotAvailable,
        };
        new(code, refusal.to_string())
    }
}

impl From<ActivationRefusal> for Error {
    fn from(refusal: ActivationRefusal) -> Self {
        match &refusal {
            ActivationRefusal::Decided { .. } => new(ProblemCode::AlreadyDecided, refusal.to_string()),
            ActivationRefusal::Package(refusal) => refusal.clone().into(),
            ActivationRefusal::NotDeclined | ActivationRefusal::Replaced { .. } => {
                new(ProblemCode::NoReplacement, refusal.to_string())
            }
        }
    }
}
