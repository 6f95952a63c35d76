//! What has to leave the table because of activation codes: their mails, and codes that are still to
//! be made (spec chapter 2, "The code itself").

use super::{ActivationCode, Batch, BatchState};
use crate::outbox::{Addressees, Mail, Task};
use chrono::{DateTime, TimeDelta, Utc};

/// When the codes that are still missing are made without whoever issued them.
const RESUME_AFTER: TimeDelta = TimeDelta::minutes(2);

/// Every code that has an address is mailed there. The code itself is not in the mail's task.
pub fn mailed<'a>(codes: impl IntoIterator<Item = &'a ActivationCode>) -> Vec<Task> {
    let mail = |code: &ActivationCode| {
        let to = Addressees::Address {
            email: code.mailed_to.clone()?,
        };
        let mail = Mail::ActivationCode {
            batch_id: code.batch_id,
            number: code.number,
        };
        Some(Task::mail(to, mail))
    };
    codes.into_iter().filter_map(mail).collect()
}

/// A batch was issued with its first codes: whoever issued it makes the others, or the outbox does.
pub fn prepared(batch: &Batch, now: DateTime<Utc>) -> Option<Task> {
    (batch.state() == BatchState::Preparing).then(|| Task::PrepareCodes {
        batch_id: batch.batch_id,
        not_before: now + RESUME_AFTER,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::{CodeState, IssuedBy, Subject},
        id::{BatchId, OrganisationId, UserId},
        text::{EmailAddress, Name},
        upgrade::Person,
    };

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn email(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn subject() -> Subject {
        Subject::Subscription {
            plan: "standard".to_owned(),
            months: 12,
            seats: 5,
        }
    }

    fn code(number: u32, mailed_to: Option<&str>) -> ActivationCode {
        ActivationCode {
            batch_id: BatchId::new(1, &[1; 10]),
            number,
            issuer: OrganisationId::new(1, &[9; 10]),
            issuer_name: name("Fenwick Telecom"),
            subject: subject(),
            expires_on: None,
            only_for: None,
            mailed_to: mailed_to.map(email),
            state: CodeState::Unused,
        }
    }

    #[test]
    fn a_code_is_mailed_to_its_address_and_to_nobody_without_one() {
        let codes = [
            code(1, Some("a@example.com")),
            code(2, None),
            code(3, Some("a@example.com")),
        ];
        let mail = |number| {
            let to = Addressees::Address {
                email: email("a@example.com"),
            };
            let batch_id = BatchId::new(1, &[1; 10]);
            Task::mail(to, Mail::ActivationCode { batch_id, number })
        };
        assert_eq!(mailed(&codes), [mail(1), mail(3)]);
    }

    #[test]
    fn codes_that_are_missing_are_made_after_two_minutes() {
        for (prepared_codes, left) in [(1, true), (40, true), (41, false)] {
            let batch = Batch {
                batch_id: BatchId::new(1, &[1; 10]),
                issuer: IssuedBy {
                    organisation_id: OrganisationId::new(1, &[9; 10]),
                    organisation_name: name("Fenwick Telecom"),
                    person: Person {
                        user_id: UserId::new(1, &[2; 10]),
                        name: name("Sam"),
                        email: email("sam@example.com"),
                    },
                },
                subject: subject(),
                count: 41,
                prepared: prepared_codes,
                key_version: 'A',
                mailed: true,
                expires_on: None,
                only_for: None,
                replaces: None,
                issued_at: DateTime::UNIX_EPOCH,
            };
            let due = prepared(&batch, DateTime::UNIX_EPOCH).and_then(|task| task.not_before());
            let after = DateTime::UNIX_EPOCH + TimeDelta::minutes(2);
            assert_eq!(due, left.then_some(after), "{prepared_codes}");
        }
    }
}
