//! Whom a request to activate a package is mailed to (spec chapter 2, "Packages").

use super::Activation;
use crate::{
    organisation::Role,
    outbox::{Addressees, Mail, Task},
};

/// A request was submitted: every operator of the provider is asked to decide.
pub fn submitted(activation: &Activation) -> Task {
    Task::mail(
        Addressees::holders(activation.provider_id, &[Role::Operator]),
        Mail::ActivationNeeded {
            activation_id: activation.activation_id,
        },
    )
}

/// A request was decided: whoever asked is told.
pub fn decided(activation: &Activation) -> Task {
    Task::mail(
        Addressees::user(activation.organisation_id, activation.requester.user_id),
        Mail::ActivationOutcome {
            activation_id: activation.activation_id,
            status: activation.status(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        activation::{ActivationDetails, ActivationState, ActivationStatus, Decision},
        day::Day,
        id::{ActivationId, BatchId, OrganisationId, PackageId, UserId},
        text::{Comment, EmailAddress, Line, Name, Notes},
        upgrade::Person,
    };
    use chrono::DateTime;

    fn person(number: u8) -> Person {
        Person {
            user_id: UserId::new(1, &[number; 10]),
            name: Name::parse("Bea").unwrap(),
            email: EmailAddress::parse("bea@example.com").unwrap(),
        }
    }

    fn activation(state: ActivationState) -> Activation {
        let (name, line) = (Name::parse("Metering").unwrap(), Line::parse("Orchard Works").unwrap());
        Activation {
            activation_id: ActivationId::new(1, &[1; 10]),
            package_id: PackageId::new(1, &[2; 10]),
            provider_id: OrganisationId::new(1, &[3; 10]),
            provider: name.clone(),
            package_name: name.clone(),
            description: Notes::parse("What it is.").unwrap(),
            items: Vec::new(),
            organisation_id: OrganisationId::new(1, &[4; 10]),
            tenant_name: name,
            requester: person(5),
            details: ActivationDetails {
                company: line.clone(),
                contact: line,
                reference: None,
            },
            batch_id: BatchId::new(1, &[6; 10]),
            number: 1,
            submitted_at: DateTime::UNIX_EPOCH,
            state,
        }
    }

    #[test]
    fn operators_are_asked_and_whoever_asked_is_told() {
        let decision = || Decision {
            by: person(7),
            at: DateTime::UNIX_EPOCH,
            comment: Comment::parse("As agreed.").unwrap(),
        };
        let approved = ActivationState::Approved {
            decision: decision(),
            last_day: Day::LAST,
        };
        let declined = ActivationState::Declined {
            decision: decision(),
            replacement: None,
        };
        let activation_id = ActivationId::new(1, &[1; 10]);
        let operators = Addressees::holders(OrganisationId::new(1, &[3; 10]), &[Role::Operator]);
        let asked = Task::mail(operators, Mail::ActivationNeeded { activation_id });
        assert_eq!(submitted(&activation(ActivationState::Submitted)), asked);
        for (state, status) in [
            (approved, ActivationStatus::Approved),
            (declined, ActivationStatus::Declined),
        ] {
            let buyer = Addressees::user(OrganisationId::new(1, &[4; 10]), UserId::new(1, &[5; 10]));
            let told = Task::mail(buyer, Mail::ActivationOutcome { activation_id, status });
            assert_eq!(decided(&activation(state)), told);
        }
    }
}
