//! Mail that came back: an address that takes no mail, or whose reader wants no more of it,
//! is not mailed again until somebody has confirmed it.

use crate::organisation::User;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What came of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BounceKind {
    /// The address takes no mail, for good.
    Bounced,
    /// Its reader reported the mail as unwanted.
    Complained,
}

/// Why a user is not mailed, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undeliverable {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub kind: BounceKind,
}

/// What the mail service says of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// What came of it.
    pub kind: BounceKind,
    /// The addresses that it is said of, as the service writes them.
    pub addresses: Vec<String>,
    /// When the mail was sent.
    pub sent_at: DateTime<Utc>,
}

/// Why a mail that came back changes nothing. None of it is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmarked {
    /// The user has another address by now.
    #[error("it is not the user's address")]
    AnotherAddress,
    /// It is known: the same message came before, or another mail came back.
    #[error("the address is marked already")]
    AlreadyMarked,
    /// The address was confirmed after the mail was sent: this says nothing new of it.
    #[error("the address was confirmed since")]
    ConfirmedSince,
}

/// The user, not to be mailed any more.
///
/// # Errors
/// The mail says nothing of the address that the user has now, or nothing new.
pub fn mark(user: &User, bounce: &Bounce, now: DateTime<Utc>) -> Result<User, Unmarked> {
    let own = user.email.as_str();
    // Services fold the case of what they report.
    if !bounce.addresses.iter().any(|address| address.eq_ignore_ascii_case(own)) {
        return Err(Unmarked::AnotherAddress);
    }
    if user.undeliverable.is_some() {
        return Err(Unmarked::AlreadyMarked);
    }
    if user.confirmed_at.is_some_and(|at| bounce.sent_at <= at) {
        return Err(Unmarked::ConfirmedSince);
    }
    let mark = Undeliverable {
        since: now,
        kind: bounce.kind,
    };
    Ok(User {
        undeliverable: Some(mark),
        ..user.clone()
    })
}

/// The user, to be mailed again; as it is where nothing is marked.
pub fn confirm(user: &User, now: DateTime<Utc>) -> User {
    if user.undeliverable.is_none() {
        return user.clone();
    }
    User {
        undeliverable: None,
        confirmed_at: Some(now),
        ..user.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{OrganisationId, UserId},
        organisation::{OrganisationKind, UserState},
        text::{EmailAddress, Name},
    };
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn user() -> User {
        User {
            user_id: UserId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[1; 10]),
            organisation_kind: OrganisationKind::Dealer,
            name: Name::parse("Dora").unwrap(),
            email: EmailAddress::parse("Dora@example.com").unwrap(),
            roles: BTreeSet::new(),
            state: UserState::Active,
            invitation: 1,
            invited_at: at(0),
            undeliverable: None,
            confirmed_at: None,
            roles_since: None,
        }
    }

    fn bounce(kind: BounceKind, addresses: &[&str], sent_at: i64) -> Bounce {
        Bounce {
            kind,
            addresses: addresses.iter().map(|one| (*one).to_owned()).collect(),
            sent_at: at(sent_at),
        }
    }

    #[test]
    fn only_what_is_new_of_the_users_own_address_marks() {
        use BounceKind::{Bounced, Complained};
        let fresh = user();
        let marked = mark(&fresh, &bounce(Bounced, &["dora@example.com"], 10), at(11)).unwrap();
        let confirmed = confirm(&marked, at(20));
        for (user, addresses, sent_at, expected) in [
            (&fresh, &["Dora@example.com"][..], 10, None),
            (&fresh, &["otto@example.com", "DORA@EXAMPLE.COM"], 10, None),
            (&fresh, &[], 10, Some(Unmarked::AnotherAddress)),
            (&fresh, &["otto@example.com"], 10, Some(Unmarked::AnotherAddress)),
            (
                &fresh,
                &["dora@example.com.example.net"],
                10,
                Some(Unmarked::AnotherAddress),
            ),
            (&marked, &["dora@example.com"], 10, Some(Unmarked::AlreadyMarked)),
            (&marked, &["dora@example.com"], 12, Some(Unmarked::AlreadyMarked)),
            (&confirmed, &["dora@example.com"], 10, Some(Unmarked::ConfirmedSince)),
            (&confirmed, &["dora@example.com"], 20, Some(Unmarked::ConfirmedSince)),
            (&confirmed, &["dora@example.com"], 21, None),
            (&confirmed, &["otto@example.com"], 21, Some(Unmarked::AnotherAddress)),
        ] {
            for kind in [Bounced, Complained] {
                let outcome = mark(user, &bounce(kind, addresses, sent_at), at(30));
                assert_eq!(outcome.as_ref().err(), expected.as_ref(), "{addresses:?} {sent_at}");
                if let Ok(marked) = outcome {
                    assert_eq!(marked.undeliverable, Some(Undeliverable { since: at(30), kind }));
                }
            }
        }
    }

    #[test]
    fn what_is_not_marked_needs_no_confirming() {
        assert_eq!(confirm(&user(), at(5)), user());
    }

    /// Mails in the order in which they were sent, their reports in any order and number,
    /// a confirmation anywhere between.
    #[derive(Debug, Clone, Copy)]
    enum Step {
        Report { sent_at: i64 },
        Confirm,
    }

    proptest! {
        #[test]
        fn a_confirmed_address_is_marked_again_by_later_mails_alone(
            steps in proptest::collection::vec(
                prop_oneof![(0_i64..40).prop_map(|sent_at| Step::Report { sent_at }), Just(Step::Confirm)],
                0..40,
            ),
        ) {
            let (mut user, mut confirmed) = (user(), None);
            for (now, step) in (0_i64..).zip(steps) {
                let before = user.clone();
                match step {
                    Step::Report { sent_at } => {
                        // A mail is reported after it was sent.
                        let sent_at = sent_at.min(now);
                        let report = bounce(BounceKind::Bounced, &["dora@example.com"], sent_at);
                        let outcome = mark(&user, &report, at(now));
                        let news = confirmed.is_none_or(|confirmed| sent_at > confirmed);
                        prop_assert_eq!(outcome.is_ok(), before.undeliverable.is_none() && news);
                        user = outcome.unwrap_or(user);
                        // The same report again is the same.
                        prop_assert!(mark(&user, &report, at(now)).is_err());
                    }
                    Step::Confirm => {
                        user = confirm(&user, at(now));
                        if before.undeliverable.is_some() {
                            confirmed = Some(now);
                        }
                        prop_assert_eq!(user.undeliverable, None);
                    }
                }
            }
        }
    }
}
