//! What a subscription code becomes when a buyer redeems it.

use super::Subscription;
use crate::{
    catalogue::Catalogue,
    code::{ActivationCode, CodeRefusal, Subject},
    id::{OrganisationId, SubscriptionId},
    upgrade::Person,
};
use chrono::{DateTime, Utc};

/// A subscription of the code's seats. No device has one of them yet.
///
/// # Errors
/// The code stands for a package.
pub fn redeem(
    catalogue: &Catalogue,
    code: &ActivationCode,
    subscription_id: SubscriptionId,
    organisation_id: OrganisationId,
    buyer: Person,
    now: DateTime<Utc>,
) -> Result<Subscription, CodeRefusal> {
    let Subject::Subscription { plan, months, seats } = &code.subject else {
        return Err(CodeRefusal::ForPackage(code.subject.words(catalogue)));
    };
    Ok(Subscription {
        subscription_id,
        organisation_id,
        plan: plan.clone(),
        months: *months,
        seats: *seats,
        unassigned: *seats,
        issuer_name: code.issuer_name.clone(),
        batch_id: code.batch_id,
        number: code.number,
        redeemed_by: buyer,
        redeemed_at: now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::CodeState,
        day::Day,
        device::Device,
        id::{BatchId, DeviceId, PackageId, UserId},
        subscription::{AssignRefusal, Choice, Effect, Period, Shown, assign},
        text::{EmailAddress, Line, Name, Serial},
    };

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_603_600, 0).unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn buyer() -> Person {
        Person {
            user_id: UserId::new(1, &[1; 10]),
            name: name("Bea"),
            email: EmailAddress::parse("bea@example.com").unwrap(),
        }
    }

    fn code(subject: Subject) -> ActivationCode {
        ActivationCode {
            batch_id: BatchId::new(1, &[2; 10]),
            number: 7,
            issuer: OrganisationId::new(1, &[9; 10]),
            issuer_name: name("Fenwick Telecom"),
            subject,
            expires_on: None,
            only_for: None,
            mailed_to: None,
            state: CodeState::Unused,
        }
    }

    fn seats(plan: &str, seats: u32) -> ActivationCode {
        code(Subject::Subscription {
            plan: plan.to_owned(),
            months: 12,
            seats,
        })
    }

    fn redeemed(code: &ActivationCode) -> Result<Subscription, CodeRefusal> {
        let (id, tenant) = (SubscriptionId::new(1, &[3; 10]), OrganisationId::new(1, &[4; 10]));
        redeem(Catalogue::seed(), code, id, tenant, buyer(), now())
    }

    fn device(number: u8, periods: Vec<Period>) -> Device {
        Device {
            device_id: DeviceId::new(1, &[number; 10]),
            organisation_id: OrganisationId::new(1, &[4; 10]),
            name: name(&format!("Rack {number}")),
            serial: Serial::parse(&format!("SN-{number}")).unwrap(),
            model: Line::parse("AP9640").unwrap(),
            created_at: now(),
            revision: 0,
            periods,
        }
    }

    fn shown(starts_on: &str, ends_on: &str) -> Shown {
        Shown {
            plan: "standard".to_owned(),
            starts_on: day(starts_on),
            ends_on: day(ends_on),
        }
    }

    #[test]
    fn no_seat_is_assigned_past_the_last_day() {
        let subscription = redeemed(&seats("standard", 5)).unwrap();
        let device = device(1, Vec::new());
        let choices = [Choice {
            device: &device,
            shown: None,
        }];
        assert!(assign(Catalogue::seed(), &subscription, &choices, day("2198-12-31")).is_ok());
        let refusals = assign(Catalogue::seed(), &subscription, &choices, day("2199-01-01")).unwrap_err();
        assert_eq!(refusals, [(Some(0), AssignRefusal::BeyondTheLastDay(name("Rack 1")))]);
        assert_eq!(
            refusals[0].1.to_string(),
            "The plans of Rack 1 would end after 2199-12-31, which is the last day. Choose another device."
        );
    }

    #[test]
    fn a_subscription_says_which_code_it_was_and_every_seat_is_free() {
        let subscription = redeemed(&seats("standard", 5)).unwrap();
        assert_eq!((subscription.plan.as_str(), subscription.months), ("standard", 12));
        assert_eq!((subscription.seats, subscription.unassigned), (5, 5));
        assert_eq!(
            (subscription.batch_id, subscription.number),
            (BatchId::new(1, &[2; 10]), 7)
        );
        assert_eq!((subscription.redeemed_by, subscription.redeemed_at), (buyer(), now()));
    }

    #[test]
    fn a_package_is_activated_elsewhere() {
        let package = code(Subject::Package {
            package_id: PackageId::new(1, &[5; 10]),
            name: name("Metering"),
        });
        assert_eq!(
            redeemed(&package).unwrap_err().to_string(),
            "This activation code is for the package Metering. Activate the package on the activation code page."
        );
        assert_eq!(package.package(Catalogue::seed()), Ok(PackageId::new(1, &[5; 10])));
        let refused = seats("standard", 5).package(Catalogue::seed()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "This activation code is for 12 months of Standard for 5 devices. Redeem it in the subscription overview."
        );
    }

    #[test]
    fn devices_get_seats_as_they_were_shown_or_nobody_does() {
        let (first, second) = (device(1, Vec::new()), device(2, Vec::new()));
        let as_shown = [shown("2026-01-05", "2027-01-05")];
        let other = [shown("2026-01-06", "2027-01-06")];
        let choice = |device, shown| Choice { device, shown };
        let outdated = |index, device: &Device| (Some(index), AssignRefusal::Outdated(device.name.clone()));
        for (code, choices, outcome) in [
            (seats("standard", 2), vec![], Ok(2)),
            (seats("standard", 2), vec![choice(&first, None)], Ok(1)),
            (
                seats("standard", 2),
                vec![choice(&first, Some(&as_shown[..])), choice(&second, None)],
                Ok(0),
            ),
            (
                seats("standard", 1),
                vec![choice(&first, None), choice(&second, None)],
                Err(vec![(None, AssignRefusal::NotEnoughSeats { left: 1, chosen: 2 })]),
            ),
            (
                seats("standard", 2),
                vec![choice(&first, Some(&other[..])), choice(&second, Some(&[]))],
                Err(vec![outdated(0, &first), outdated(1, &second)]),
            ),
            (
                seats("gold", 2),
                vec![choice(&first, None)],
                Err(vec![(None, AssignRefusal::NoSuchPlan("gold".to_owned()))]),
            ),
        ] {
            let subscription = redeemed(&code).unwrap();
            let left = assign(Catalogue::seed(), &subscription, &choices, Day::of(now())).map(|placed| {
                assert!(placed.iter().all(|one| one.effect == Effect::First));
                subscription.with_assigned(placed.len()).unassigned
            });
            assert_eq!(left, outcome);
        }
    }
}
