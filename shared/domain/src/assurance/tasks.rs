//! What has to leave the table because of software assurance: whom a change is mailed to, when they
//! are reminded, and what time has to do (spec chapter 5, "Assign, cool off, activate" and
//! "Renewal").

use super::{Agreement, Pending, REMINDER_DAYS, Renewal};
use crate::{
    day::Day,
    id::OrganisationId,
    organisation::Role,
    outbox::{Addressees, CoolingOff, Mail, Task, reminders},
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long whoever renews may take before the sweep does the rest.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// Whoever sees software assurance at the organisation.
fn holders(organisation_id: OrganisationId) -> Addressees {
    Addressees::holders(organisation_id, &[Role::SwaUser])
}

/// Units were assigned: they cool off.
pub fn assigned(agreement: &Agreement, pending: &Pending) -> [Task; 2] {
    let assignment = CoolingOff {
        location_id: agreement.location_id,
        application: agreement.application.clone(),
        assignment: pending.assignment,
    };
    Task::cooling_off(assignment, pending.until)
}

/// An assignment was activated: its holder is mailed, and reminded before the agreement ends. An
/// expansion ends with what it was added to, which has its reminders.
pub fn activated(before: &Agreement, after: &Agreement, assignment: u32, now: DateTime<Utc>) -> Vec<Task> {
    let to = holders(after.organisation_id);
    let activated = Mail::SwaActivated {
        location_id: after.location_id,
        application: after.application.clone(),
        assignment,
    };
    let mut tasks = vec![Task::mail(to.clone(), activated)];
    if before.agreed_until() != after.agreed_until() {
        let ends = after.expires();
        let ending = || Mail::SwaEnding {
            location_id: after.location_id,
            application: after.application.clone(),
            ends,
        };
        tasks.extend(reminders(ends, REMINDER_DAYS, now).map(|(_, at)| Task::reminder(to.clone(), ending(), at)));
    }
    tasks
}

/// Whether a reminder that an agreement ends is still true: it was not renewed since.
pub fn still_ends(agreement: &Agreement, ends: Day) -> bool {
    agreement.expires() == ends
}

/// A renewal was begun: whoever renews may die, and then the sweep brings it to its end.
pub fn begun(renewal: &Renewal, now: DateTime<Utc>) -> Task {
    Task::FinishRenewal {
        customer_id: renewal.customer_id,
        renewal_id: renewal.renewal_id,
        not_before: now + PATIENCE,
    }
}

/// A renewal was decided: its holder is mailed, and reminded once of all that ends together.
pub fn decided(renewal: &Renewal, now: DateTime<Utc>) -> Vec<Task> {
    let (customer_id, renewal_id) = (renewal.customer_id, renewal.renewal_id);
    let to = holders(renewal.organisation_id);
    let renewed = Mail::SwaRenewed {
        customer_id,
        renewal_id,
    };
    let ending = || Mail::RenewedEnding {
        customer_id,
        renewal_id,
    };
    let reminders = reminders(renewal.ends, REMINDER_DAYS, now);
    let reminders = reminders.map(|(_, at)| Task::reminder(to.clone(), ending(), at));
    [Task::mail(to.clone(), renewed)].into_iter().chain(reminders).collect()
}

/// An agreement was renewed: where the new term waits, it begins on its first day.
pub fn renewed(agreement: &Agreement) -> Option<Task> {
    agreement.next.as_ref().map(|next| Task::BeginTerm {
        location_id: agreement.location_id,
        application: agreement.application.clone(),
        not_before: next.deal.starts.begins(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assurance::{AssignmentKind, Deal, Next, RenewalMoment, RenewalState, Term, tests::in_grace},
        id::{CustomerId, RenewalId},
        text::Name,
    };
    use std::collections::BTreeMap;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn nine(on: &str) -> DateTime<Utc> {
        day(on).begins() + TimeDelta::hours(9)
    }

    fn deal(starts: &str, ends: &str) -> Deal {
        Deal {
            kind: AssignmentKind::New,
            months: 12,
            starts: day(starts),
            ends: day(ends),
            units: 264,
            reinstatement_months: 0,
            reinstatement_units: 0,
            version: "2013".to_owned(),
        }
    }

    /// An agreement that runs until this day.
    fn running(ends: &str) -> Agreement {
        let mut agreement = in_grace(1, day("2013-03-26"));
        agreement.terms.push(Term {
            deal: deal("2013-07-01", ends),
            assignment: Some(1),
            reference: None,
            assigned_at: nine("2013-06-28"),
            assigned_by: Name::parse("Sam").unwrap(),
            activated_at: nine("2013-06-29"),
            reason: None,
        });
        agreement
    }

    fn renewal(ends: &str) -> Renewal {
        Renewal {
            renewal_id: RenewalId::new(1, &[7; 10]),
            customer_id: CustomerId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            state: RenewalState::Preparing,
            made_at: nine("2014-06-01"),
            version: "2013".to_owned(),
            catalogue: 1,
            valid_until: day("2014-06-30"),
            moment: RenewalMoment::Today,
            ends: day(ends),
            started: None,
            reference: None,
            holds: Vec::new(),
            spends: Vec::new(),
        }
    }

    /// What is mailed to the holder, and on which day, if not at once.
    fn mailed(tasks: Vec<Task>) -> Vec<(Mail, String)> {
        let holders = holders(OrganisationId::new(1, &[2; 10]));
        let of = |task| match task {
            Task::Mail { to, mail, not_before } if to == holders => {
                let at = not_before.map(|at| at.to_string().replace(" 00:00:00 UTC", ""));
                (mail, at.unwrap_or_default())
            }
            other => panic!("{other:?}"),
        };
        tasks.into_iter().map(of).collect()
    }

    #[test]
    fn a_holder_is_mailed_and_reminded_where_an_end_is_new() {
        let fresh = in_grace(1, day("2013-03-26"));
        for (before, ends, now, reminded) in [
            (
                &fresh,
                "2014-06-30",
                "2013-06-29",
                &["2014-04-01", "2014-05-01", "2014-05-31"][..],
            ),
            // Late: what is over is not said.
            (&fresh, "2014-06-30", "2014-05-01", &["2014-05-31"]),
            (&fresh, "2014-06-30", "2014-06-30", &[]),
            // Licences that were added end with what runs.
            (&running("2014-06-30"), "2014-06-30", "2013-06-29", &[]),
        ] {
            let after = running(ends);
            let activated = Mail::SwaActivated {
                location_id: after.location_id,
                application: after.application.clone(),
                assignment: 1,
            };
            let ending = Mail::SwaEnding {
                location_id: after.location_id,
                application: after.application.clone(),
                ends: day(ends),
            };
            let mut expected = vec![(activated, String::new())];
            expected.extend(reminded.iter().map(|at| (ending.clone(), (*at).to_owned())));
            assert_eq!(
                mailed(self::activated(before, &after, 1, nine(now))),
                expected,
                "{ends} {now}"
            );
        }
    }

    #[test]
    fn a_renewal_is_mailed_once_and_reminded_once_of_all_that_ends() {
        for (ends, now, reminded) in [
            (
                "2015-06-30",
                "2014-06-01",
                &["2015-04-01", "2015-05-01", "2015-05-31"][..],
            ),
            ("2014-07-31", "2014-06-01", &["2014-07-01"]),
        ] {
            let renewal = renewal(ends);
            let (customer_id, renewal_id) = (renewal.customer_id, renewal.renewal_id);
            let mut expected = vec![(
                Mail::SwaRenewed {
                    customer_id,
                    renewal_id,
                },
                String::new(),
            )];
            let ending = Mail::RenewedEnding {
                customer_id,
                renewal_id,
            };
            expected.extend(reminded.iter().map(|at| (ending.clone(), (*at).to_owned())));
            assert_eq!(mailed(decided(&renewal, nine(now))), expected, "{ends}");
        }
        let finish = begun(&renewal("2015-06-30"), nine("2014-06-01"));
        assert_eq!(finish.not_before(), Some(nine("2014-06-01") + TimeDelta::minutes(5)));
        assert!(matches!(finish, Task::FinishRenewal { .. }));
    }

    #[test]
    fn a_term_that_waits_begins_on_its_first_day_and_a_renewed_end_is_no_end() {
        let mut agreement = running("2014-06-30");
        assert_eq!(renewed(&agreement), None);
        assert!(still_ends(&agreement, day("2014-06-30")));
        agreement.next = Some(Next {
            renewal_id: RenewalId::new(1, &[7; 10]),
            deal: deal("2014-07-01", "2015-06-30"),
            lots: Vec::new(),
            holder: None,
            covers: BTreeMap::new(),
            reference: None,
            at: nine("2014-06-01"),
            by: Name::parse("Sam").unwrap(),
        });
        let begins = renewed(&agreement).unwrap();
        assert_eq!(begins.not_before(), Some(day("2014-07-01").begins()));
        assert!(!still_ends(&agreement, day("2014-06-30")));
        assert!(still_ends(&agreement, day("2015-06-30")));
    }
}
