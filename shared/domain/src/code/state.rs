//! What becomes of a code: it is used once, or revoked, or its last day passes.

use super::{BatchRefusal, Subject};
use crate::{
    catalogue::Catalogue,
    day::Day,
    id::{BatchId, OrganisationId, PackageId},
    text::{EmailAddress, Name},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A code as it is kept: everything but the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationCode {
    /// The batch it was issued in.
    pub batch_id: BatchId,
    /// Its number in the batch, from 1.
    pub number: u32,
    /// Who issued it.
    pub issuer: OrganisationId,
    /// The issuer's name then.
    pub issuer_name: Name,
    /// What it stands for.
    pub subject: Subject,
    /// The last day on which it works, UTC.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::day::kept_optional"
    )]
    pub expires_on: Option<Day>,
    /// The only organisation that can redeem it; any without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<OrganisationId>,
    /// Where it was mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed_to: Option<EmailAddress>,
    /// What became of it.
    pub state: CodeState,
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum CodeState {
    /// Nothing yet.
    Unused,
    /// It was redeemed.
    Used(Use),
    /// Its issuer revoked it.
    Revoked {
        /// When.
        at: DateTime<Utc>,
    },
}

/// Who used a code, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name then.
    pub organisation_name: Name,
    /// The user's name then.
    pub by: Name,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of a code, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CodeStatus {
    /// It can be redeemed.
    Unused,
    /// It was redeemed.
    Used,
    /// Its issuer revoked it.
    Revoked,
    /// Its last day is over, and nobody used it.
    Expired,
}

impl ActivationCode {
    /// What became of it by now.
    pub fn status(&self, now: DateTime<Utc>) -> CodeStatus {
        match &self.state {
            CodeState::Used(_) => CodeStatus::Used,
            CodeState::Revoked { .. } => CodeStatus::Revoked,
            CodeState::Unused if self.has_expired(now) => CodeStatus::Expired,
            CodeState::Unused => CodeStatus::Unused,
        }
    }

    /// The package that it stands for.
    ///
    /// # Errors
    /// It stands for seats of a plan.
    pub fn package(&self, catalogue: &Catalogue) -> Result<PackageId, CodeRefusal> {
        match &self.subject {
            Subject::Package { package_id, .. } => Ok(*package_id),
            Subject::Subscription { .. } => Err(CodeRefusal::ForSubscription(self.subject.words(catalogue))),
        }
    }

    fn has_expired(&self, now: DateTime<Utc>) -> bool {
        self.expires_on.is_some_and(|last| Day::of(now) > last)
    }
}

/// Why a code is not redeemed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// Nobody issued it, or it was revoked, or it is another organisation's. Which of these,
    /// nobody is told.
    #[error(
        "This activation code does not work here. Compare it with the code that you were sent; if it is right, ask whoever sent it to you."
    )]
    Unknown,
    /// The organisation has used it.
    #[error("{by} used this activation code on {}. A code can be used once; ask for another.", .at.format("%-d %B %Y at %H:%M UTC"))]
    Used {
        /// Who of the organisation.
        by: Name,
        /// When.
        at: DateTime<Utc>,
    },
    /// Its last day is over.
    #[error("This activation code worked until {}. Ask whoever sent it to you for another.", .0.format("%-d %B %Y"))]
    Expired(Day),
    /// It stands for seats of a plan.
    #[error("This activation code is for {0}. Redeem it in the subscription overview.")]
    ForSubscription(String),
    /// It stands for a package.
    #[error("This activation code is for {0}. Activate the package on the activation code page.")]
    ForPackage(String),
}

/// Whether an organisation can redeem the code now.
pub fn usable(code: &ActivationCode, organisation_id: OrganisationId, now: DateTime<Utc>) -> Result<(), CodeRefusal> {
    if code.only_for.is_some_and(|only| only != organisation_id) {
        return Err(CodeRefusal::Unknown);
    }
    match &code.state {
        CodeState::Used(used) if used.organisation_id == organisation_id => Err(CodeRefusal::Used {
            by: used.by.clone(),
            at: used.at,
        }),
        CodeState::Used(_) | CodeState::Revoked { .. } => Err(CodeRefusal::Unknown),
        CodeState::Unused => match code.expires_on {
            Some(last) if code.has_expired(now) => Err(CodeRefusal::Expired(last)),
            _ => Ok(()),
        },
    }
}

/// That none of the codes was used, so that they can be revoked. What is revoked stays so.
pub fn revoke(codes: &[ActivationCode]) -> Result<(), Vec<(usize, BatchRefusal)>> {
    let refusals: Vec<_> = codes
        .iter()
        .enumerate()
        .filter_map(|(index, code)| match &code.state {
            CodeState::Used(used) => Some((
                index,
                BatchRefusal::NotUnused {
                    number: code.number,
                    what: format!("was used on {}", used.at.format("%-d %B %Y")),
                },
            )),
            _ => None,
        })
        .collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// That all of the codes can be mailed again: they were mailed, and are unused.
pub fn mailable(codes: &[ActivationCode], now: DateTime<Utc>) -> Result<(), Vec<(usize, BatchRefusal)>> {
    let refusal = |code: &ActivationCode| {
        let what = match code.status(now) {
            CodeStatus::Unused if code.mailed_to.is_none() => return Some(BatchRefusal::NotMailed(code.number)),
            CodeStatus::Unused => return None,
            CodeStatus::Used => "was used",
            CodeStatus::Revoked => "was revoked",
            CodeStatus::Expired => "has expired",
        };
        Some(BatchRefusal::NotUnused {
            number: code.number,
            what: what.to_owned(),
        })
    };
    let refusals: Vec<_> = codes
        .iter()
        .enumerate()
        .filter_map(|(index, code)| Some((index, refusal(code)?)))
        .collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn organisation(number: u8) -> OrganisationId {
        OrganisationId::new(1, &[number; 10])
    }

    fn code(state: CodeState) -> ActivationCode {
        ActivationCode {
            batch_id: BatchId::new(1, &[1; 10]),
            number: 1,
            issuer: organisation(9),
            issuer_name: Name::parse("Fenwick Telecom").unwrap(),
            subject: Subject::Subscription {
                plan: "standard".to_owned(),
                months: 12,
                seats: 5,
            },
            expires_on: Day::ymd(2026, 1, 31),
            only_for: None,
            mailed_to: None,
            state,
        }
    }

    fn at(month: u32, day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, month, day, 23, 59, 59).unwrap()
    }

    fn used(by: u8) -> CodeState {
        CodeState::Used(Use {
            organisation_id: organisation(by),
            organisation_name: Name::parse("Orchard Works").unwrap(),
            by: Name::parse("Bea").unwrap(),
            at: at(1, 5),
        })
    }

    #[test]
    fn who_can_redeem_what_when() {
        let unused = code(CodeState::Unused);
        let bound = ActivationCode {
            only_for: Some(organisation(2)),
            ..unused.clone()
        };
        let last = Day::ymd(2026, 1, 31).unwrap();
        let by_us = CodeRefusal::Used {
            by: Name::parse("Bea").unwrap(),
            at: at(1, 5),
        };
        for (code, now, outcome) in [
            (&unused, at(1, 5), Ok(())),
            (&unused, at(1, 31), Ok(())),
            (&unused, at(2, 1), Err(CodeRefusal::Expired(last))),
            (&bound, at(1, 5), Err(CodeRefusal::Unknown)),
            (&code(used(1)), at(2, 1), Err(by_us)),
            (&code(used(2)), at(1, 5), Err(CodeRefusal::Unknown)),
            (
                &code(CodeState::Revoked { at: at(1, 6) }),
                at(1, 7),
                Err(CodeRefusal::Unknown),
            ),
        ] {
            assert_eq!(usable(code, organisation(1), now), outcome, "{code:?} {now}");
        }
        assert_eq!(usable(&bound, organisation(2), at(1, 5)), Ok(()));
    }

    #[test]
    fn what_is_used_is_not_revoked() {
        let codes = [code(CodeState::Unused), code(CodeState::Revoked { at: at(1, 6) })];
        assert_eq!(revoke(&codes), Ok(()));
        let codes = [code(CodeState::Unused), code(used(2))];
        let refused = revoke(&codes).unwrap_err();
        assert_eq!(refused[0].0, 1);
        assert_eq!(
            refused[0].1.to_string(),
            "Code 1 was used on 5 January 2026, and stays so."
        );
    }
}
