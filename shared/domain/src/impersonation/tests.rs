use super::*;
use crate::organisation::{OrganisationKind, set_roles};
use chrono::TimeZone;
use std::collections::BTreeSet;

fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 5, hour, minute, 0).unwrap()
}

fn organisation(kind: OrganisationKind, name: &str) -> Organisation {
    Organisation {
        organisation_id: OrganisationId::new(1, &[u8::try_from(name.len()).unwrap(); 10]),
        kind,
        name: Name::parse(name).unwrap(),
        created_at: at(0, 0),
        admins: 0,
        buyers: 0,
        tenant: None,
        impersonation: None,
    }
}

fn user(of: &Organisation, name: &str, roles: &[Role]) -> User {
    User {
        user_id: UserId::new(1, &[u8::try_from(name.len()).unwrap(); 10]),
        organisation_id: of.organisation_id,
        organisation_kind: of.kind,
        name: Name::parse(name).unwrap(),
        email: crate::text::EmailAddress::parse("somebody@example.com").unwrap(),
        roles: roles.iter().copied().collect(),
        state: UserState::Active,
        invitation: 1,
        invited_at: at(0, 0),
        undeliverable: None,
        confirmed_at: None,
        roles_since: None,
    }
}

fn said(allowed: bool, set_at: DateTime<Utc>) -> Option<Permission> {
    Some(Permission {
        allowed,
        set_at,
        set_by: Name::parse("Sam").unwrap(),
    })
}

struct Scene {
    distributor: Organisation,
    dina: User,
    dealer: Organisation,
    dora: User,
    allowed_since: Option<DateTime<Utc>>,
}

impl Scene {
    fn new() -> Self {
        let distributor = organisation(OrganisationKind::Distributor, "Harbour Distribution");
        let dealer = organisation(OrganisationKind::Dealer, "Fenwick Telecom");
        Self {
            dina: user(&distributor, "Dina", &[Role::LicenceUser]),
            dora: user(&dealer, "Dora", &[Role::SwaUser]),
            allowed_since: Some(at(8, 0)),
            distributor,
            dealer,
        }
    }

    fn begin(&self) -> Result<Impersonation, ImpersonationRefusal> {
        let (by, as_user) = ((&self.dina, &self.distributor), (&self.dora, &self.dealer));
        Impersonation::begin(ImpersonationId::new(1, &[9; 10]), by, as_user, at(9, 0))
    }

    fn check(&self, begun: &Impersonation, now: DateTime<Utc>) -> Result<(), Over> {
        let ground = Ground {
            by: &self.dina,
            as_user: &self.dora,
            organisation: &self.dealer,
            allowed_since: self.allowed_since,
        };
        begun.check(ground, now)
    }

    /// After what was done to it since.
    fn after(change: impl FnOnce(&mut Self, &mut Impersonation)) -> Result<(), Over> {
        let mut scene = Self::new();
        let mut begun = scene.begin().unwrap();
        change(&mut scene, &mut begun);
        scene.check(&begun, at(10, 0))
    }
}

#[test]
fn it_holds_for_eight_hours() {
    let scene = Scene::new();
    let begun = scene.begin().unwrap();
    assert!(begun.is_by(&scene.dina) && !begun.is_by(&scene.dora));
    for (now, over) in [
        (at(9, 0), Ok(())),
        (at(16, 59), Ok(())),
        (at(17, 0), Err(Over::TimeUp)),
        (at(23, 0), Err(Over::TimeUp)),
    ] {
        assert_eq!(scene.check(&begun, now), over, "{now}");
        assert_eq!(begun.over_since(now), over.err().map(|_| at(17, 0)));
    }
}

#[test]
fn what_it_stands_on_is_lost_for_good() {
    assert_eq!(Scene::after(|_, _| ()), Ok(()));
    assert_eq!(
        Scene::after(|_, begun| begun.ended_at = Some(at(9, 30))),
        Err(Over::Ended)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.allowed_since = None),
        Err(Over::NoAllowance)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.allowed_since = Some(at(9, 30))),
        Err(Over::NoAllowance)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.dealer.impersonation = said(false, at(9, 30))),
        Err(Over::Forbidden)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.dealer.impersonation = said(true, at(9, 30))),
        Err(Over::Forbidden)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.dealer.impersonation = said(true, at(8, 30))),
        Ok(())
    );
    assert_eq!(
        Scene::after(|scene, _| scene.dora.roles = BTreeSet::new()),
        Err(Over::TheirRoles)
    );
    assert_eq!(
        Scene::after(|scene, _| scene.dina.roles = BTreeSet::new()),
        Err(Over::OwnRoles)
    );
}

#[test]
fn who_lost_every_role_and_has_one_again_is_somebody_else_for_it() {
    let give = |of: &Organisation, user: &mut User, roles: &[Role]| {
        *user = set_roles(of, user, roles.iter().copied().collect(), at(9, 30))
            .unwrap()
            .user;
    };
    let other = Scene::after(|scene, _| give(&scene.dealer, &mut scene.dora, &[Role::LicenceUser]));
    assert_eq!(other, Ok(()), "another role is what the user may now");
    let again = Scene::after(|scene, _| {
        give(&scene.dealer, &mut scene.dora, &[]);
        give(&scene.dealer, &mut scene.dora, &[Role::SwaUser]);
    });
    assert_eq!(again, Err(Over::TheirRoles));
    let own = Scene::after(|scene, _| {
        give(&scene.distributor, &mut scene.dina, &[]);
        give(&scene.distributor, &mut scene.dina, &[Role::LicenceUser]);
    });
    assert_eq!(own, Err(Over::OwnRoles));
}

#[test]
fn nobody_acts_as_who_has_not_come_or_has_left() {
    let refused = |change: fn(&mut Scene)| {
        let mut scene = Scene::new();
        change(&mut scene);
        scene.begin().unwrap_err()
    };
    assert!(matches!(
        refused(|scene| scene.dora.state = UserState::Invited),
        ImpersonationRefusal::Invited(name) if name.as_str() == "Dora"
    ));
    assert!(matches!(
        refused(|scene| scene.dora.roles = BTreeSet::new()),
        ImpersonationRefusal::NoRole(name) if name.as_str() == "Dora"
    ));
    assert!(matches!(
        refused(|scene| scene.dealer.impersonation = said(false, at(1, 0))),
        ImpersonationRefusal::Forbidden(name) if name.as_str() == "Fenwick Telecom"
    ));
}
