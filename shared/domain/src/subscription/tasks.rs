//! What has to leave the table because of a subscription: its buyers are mailed, and reminded before
//! devices end (spec chapter 2, "Subscriptions").

use super::{Assigned, Period, REMINDER_DAYS, Subscription, covered_until};
use crate::{
    day::Day,
    id::DeviceId,
    organisation::Role,
    outbox::{Addressees, Mail, Task, reminders},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

fn buyers(subscription: &Subscription) -> Addressees {
    Addressees::holders(subscription.organisation_id, &[Role::Buyer])
}

/// A code was redeemed, with what was assigned at once: every buyer is mailed. The event is the
/// subscription's first.
pub fn redeemed(subscription: &Subscription, assigned_now: &[Assigned], now: DateTime<Utc>) -> Vec<Task> {
    let mail = Mail::SubscriptionRedeemed {
        subscription_id: subscription.subscription_id,
    };
    let mut tasks = vec![Task::mail(buyers(subscription), mail)];
    tasks.extend(assigned(subscription, 1, assigned_now, now));
    tasks
}

/// Seats were assigned, in the event of this number: for every day on which some of the devices now
/// end, reminders before it, as far as they lie ahead. Whether they still end then is found out when
/// it is due.
pub fn assigned(subscription: &Subscription, event: u32, assigned: &[Assigned], now: DateTime<Utc>) -> Vec<Task> {
    let endings: BTreeSet<Day> = assigned.iter().filter_map(|one| one.covered_until).collect();
    let of = |ends_on| {
        reminders(ends_on, REMINDER_DAYS, now).map(move |(days, at)| {
            let mail = Mail::SubscriptionEnding {
                subscription_id: subscription.subscription_id,
                event,
                ends_on,
                days,
            };
            Task::reminder(buyers(subscription), mail, at)
        })
    };
    endings.into_iter().flat_map(of).collect()
}

/// The devices of an assignment that its reminders for this day are about.
pub fn ending(assigned: &[Assigned], ends_on: Day) -> BTreeSet<DeviceId> {
    let ending = assigned.iter().filter(|one| one.covered_until == Some(ends_on));
    ending.map(|one| one.device_id).collect()
}

/// Whether a device still ends on this day: nothing was assigned to it since.
pub fn still_ends(periods: &[Period], ends_on: Day, today: Day) -> bool {
    covered_until(periods, today) == Some(ends_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{BatchId, OrganisationId, SubscriptionId, UserId},
        subscription::place,
        text::{EmailAddress, Name},
        upgrade::Person,
    };

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_603_600, 0).unwrap()
    }

    fn subscription() -> Subscription {
        let name = |text| Name::parse(text).unwrap();
        Subscription {
            subscription_id: SubscriptionId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            plan: "standard".to_owned(),
            months: 12,
            seats: 5,
            unassigned: 5,
            issuer_name: name("Fenwick Telecom"),
            batch_id: BatchId::new(1, &[3; 10]),
            number: 1,
            redeemed_by: Person {
                user_id: UserId::new(1, &[4; 10]),
                name: name("Bea"),
                email: EmailAddress::parse("bea@example.com").unwrap(),
            },
            redeemed_at: now(),
        }
    }

    fn device(number: u8, covered_until: Option<&str>) -> Assigned {
        Assigned {
            device_id: DeviceId::new(1, &[number; 10]),
            name: Name::parse(&format!("Rack {number}")).unwrap(),
            start: day("2026-01-05"),
            end: day("2027-01-05"),
            covered_until: covered_until.map(day),
        }
    }

    /// Which day's end each reminder is about, and on which day it is sent.
    fn reminded(tasks: &[Task]) -> Vec<(String, String)> {
        let of = |task: &Task| match task {
            Task::Mail {
                to: Addressees::Holders { roles, .. },
                mail: Mail::SubscriptionEnding { ends_on, event, .. },
                not_before: Some(at),
            } => {
                assert_eq!((roles.as_slice(), *event), (&[Role::Buyer][..], 3));
                (ends_on.to_string(), at.to_string())
            }
            other => panic!("{other:?}"),
        };
        tasks.iter().map(of).collect()
    }

    #[test]
    fn buyers_are_reminded_of_every_day_on_which_devices_end() {
        for (devices, reminders) in [
            (vec![], vec![]),
            // What lies under a longer period of another plan ends nothing.
            (vec![device(1, None)], vec![]),
            (
                vec![device(1, Some("2027-01-05")), device(2, Some("2027-01-05"))],
                vec![
                    ("2027-01-05", "2026-11-06"),
                    ("2027-01-05", "2026-12-06"),
                    ("2027-01-05", "2026-12-29"),
                ],
            ),
            (
                vec![
                    device(1, Some("2026-02-05")),
                    device(2, Some("2026-02-04")),
                    device(3, Some("2026-01-12")),
                ],
                vec![
                    ("2026-02-04", "2026-01-28"),
                    ("2026-02-05", "2026-01-06"),
                    ("2026-02-05", "2026-01-29"),
                ],
            ),
        ] {
            let tasks = assigned(&subscription(), 3, &devices, now());
            let reminders: Vec<_> = reminders
                .into_iter()
                .map(|(ends, at)| (ends.to_owned(), format!("{at} 00:00:00 UTC")))
                .collect();
            assert_eq!(reminded(&tasks), reminders, "{devices:?}");
        }
    }

    #[test]
    fn buyers_are_mailed_when_a_code_is_redeemed() {
        let tasks = redeemed(&subscription(), &[device(1, Some("2026-01-20"))], now());
        let buyers = Addressees::holders(subscription().organisation_id, &[Role::Buyer]);
        let mail = Mail::SubscriptionRedeemed {
            subscription_id: subscription().subscription_id,
        };
        assert_eq!(tasks[0], Task::mail(buyers, mail));
        assert_eq!(tasks[1].not_before().unwrap().to_string(), "2026-01-13 00:00:00 UTC");
        assert_eq!(tasks.len(), 2);
    }

    #[test]
    fn a_reminder_is_about_devices_that_nothing_was_assigned_to_since() {
        let told = [
            device(1, Some("2027-01-05")),
            device(2, Some("2026-06-05")),
            device(3, None),
        ];
        assert_eq!(ending(&told, day("2027-01-05")), BTreeSet::from([told[0].device_id]));
        let id = subscription().subscription_id;
        let once = place(&[], ("standard", 1), 12, id, day("2026-01-05")).unwrap().periods;
        let twice = place(&once, ("standard", 1), 12, id, day("2026-12-01"))
            .unwrap()
            .periods;
        let ends = day("2027-01-05");
        for (periods, today, still) in [
            (&once, "2026-12-29", true),
            (&once, "2027-01-05", false),
            (&twice, "2026-12-29", false),
        ] {
            assert_eq!(still_ends(periods, ends, day(today)), still, "{today}");
        }
    }
}
