//! Whom a user's change is mailed to (spec, "Organisations and users"; chapter 1, "Submit").

use super::{Counts, User};
use crate::outbox::{Addressees, Mail, Task};

/// A user was invited: they are mailed the link of this invitation.
pub const fn invited(user: &User) -> Task {
    let number = user.invitation;
    Task::mail(
        Addressees::user(user.organisation_id, user.user_id),
        Mail::Invitation { number },
    )
}

/// A user's roles have changed: whoever becomes a buyer is mailed the requests that wait.
pub fn roles_set(user: &User, counts: Counts) -> Vec<Task> {
    let becomes_buyer = counts.buyers > 0;
    let mail = || {
        Task::mail(
            Addressees::user(user.organisation_id, user.user_id),
            Mail::ApprovalsWaiting,
        )
    };
    becomes_buyer.then(mail).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{OrganisationId, UserId},
        organisation::{OrganisationKind, UserState},
        text::{EmailAddress, Name},
    };
    use chrono::DateTime;

    #[test]
    fn who_is_invited_and_who_becomes_a_buyer_is_mailed() {
        let user = User {
            user_id: UserId::new(1, &[1; 10]),
            organisation_id: OrganisationId::new(1, &[2; 10]),
            organisation_kind: OrganisationKind::Tenant,
            name: Name::parse("Bea").unwrap(),
            email: EmailAddress::parse("bea@example.com").unwrap(),
            roles: Default::default(),
            state: UserState::Invited,
            invitation: 3,
            invited_at: DateTime::UNIX_EPOCH,
            undeliverable: None,
            confirmed_at: None,
            roles_since: None,
        };
        let to = Addressees::user(user.organisation_id, user.user_id);
        let invitation = Mail::Invitation { number: 3 };
        assert_eq!(invited(&user), Task::mail(to.clone(), invitation));
        for (buyers, mailed) in [(1, true), (0, false), (-1, false)] {
            let counts = Counts { admins: 1, buyers };
            let mail = Task::mail(to.clone(), Mail::ApprovalsWaiting);
            let expected: Vec<Task> = mailed.then_some(mail).into_iter().collect();
            assert_eq!(roles_set(&user, counts), expected, "{buyers}");
        }
    }
}
