//! Who calls. The authorizer says which identity a token vouches for; which user that
//! is, and what the user may do, is read from the table on every call.

use crate::{App, Error, problem};
use api::{ACTING_AS, Operation, ProblemCode};
use domain::{
    event::Actor,
    id::ImpersonationId,
    impersonation::{Ground, Impersonation},
    organisation::{Role, User},
    owned::Owned,
};
use lambda_http::{
    http::{Extensions, HeaderMap},
    request::RequestContext,
};

/// An issuer's subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// The subject.
    pub subject: String,
}

/// The names of the authorizer's context fields.
pub const ISSUER: &str = "issuer";
/// See [`ISSUER`].
pub const SUBJECT: &str = "subject";

impl Identity {
    /// What the authorizer wrote into the gateway's request context. It is the only
    /// source: no header is believed.
    pub fn from_context(extensions: &Extensions) -> Option<Self> {
        let RequestContext::ApiGatewayV2(context) = extensions.get::<RequestContext>()? else {
            return None;
        };
        let fields = &context.authorizer.as_ref()?.fields;
        let field = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            issuer: field(ISSUER)?,
            subject: field(SUBJECT)?,
        })
    }
}

/// A user who calls, or in whose name somebody else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// In whose name it is done, with the roles of this moment: the caller, or whom the caller acts for.
    pub user: User,
    /// Who acts for the user; none where the user does it.
    pub impersonator: Option<Impersonator>,
}

/// Who acts for another user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impersonator {
    /// The caller.
    pub user: User,
    /// What lets it be done.
    pub impersonation: Impersonation,
}

impl Principal {
    /// The user that the identity is bound to; where the request names an impersonation, whom that user acts
    /// for, as far as it still stands (spec chapter 4, "Roles in the channel").
    pub async fn load(app: &App, identity: &Identity, acting_as: Option<ActingAs>) -> Result<Self, Error> {
        let Some(acting_as) = acting_as else {
            let user = Self::user_of(app, identity).await?;
            return Ok(Self {
                user,
                impersonator: None,
            });
        };
        let (caller, impersonation) = tokio::join!(Self::user_of(app, identity), acting_as.load(app));
        let (caller, impersonation) = (caller?, impersonation?);
        let impersonation = impersonation
            .filter(|one| one.is_by(&caller))
            .ok_or_else(|| over("There is no such impersonation of yours."))?;
        let user = acted_for(app, &caller, &impersonation).await?;
        Ok(Self {
            user,
            impersonator: Some(Impersonator {
                user: caller,
                impersonation,
            }),
        })
    }

    async fn user_of(app: &App, identity: &Identity) -> Result<User, Error> {
        let store = &app.store;
        let mut binding = store.binding(&identity.issuer, &identity.subject, false).await?;
        if binding.is_none() {
            // It may have been bound a moment ago.
            binding = store.binding(&identity.issuer, &identity.subject, true).await?;
        }
        let no_user = || {
            problem::new(
                ProblemCode::NoUser,
                "This sign-in is not connected to a user. Open the link in your invitation mail, or ask your vendor's admin for an invitation.",
            )
        };
        let binding = binding.ok_or_else(no_user)?;
        let user = store.user(binding.organisation_id, binding.user_id).await?;
        user.ok_or_else(no_user)
    }

    /// Refuses who holds none of the roles.
    pub fn require(&self, roles: &[Role]) -> Result<(), Error> {
        if self.user.has_any(roles) {
            return Ok(());
        }
        let words: Vec<_> = roles.iter().map(|role| role.word()).collect();
        Err(problem::new(
            ProblemCode::RoleMissing,
            format!(
                "This needs one of the roles {}. Ask an admin of your organisation.",
                words.join(", ")
            ),
        ))
    }

    /// What was found, if it is the caller's organisation's. What is another's does not exist here.
    pub fn mine<T: Owned>(&self, found: Option<T>) -> Result<T, Error> {
        found
            .filter(|found| found.owner() == self.user.organisation_id)
            .ok_or_else(|| problem::not_found(T::THING))
    }

    /// Who calls.
    pub fn caller(&self) -> &User {
        self.impersonator.as_ref().map_or(&self.user, |other| &other.user)
    }

    /// Who events say it was.
    pub fn actor(&self) -> Actor {
        match &self.impersonator {
            None => Actor::user(&self.user),
            Some(Impersonator { user, impersonation }) => {
                Actor::user(user).acting_for(&self.user, impersonation.impersonation_id)
            }
        }
    }
}

/// The impersonation that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingAs(Option<ImpersonationId>);

impl ActingAs {
    /// What stands in the request's header, where there is one.
    ///
    /// # Errors
    /// Nobody does this for somebody else.
    pub fn read(operation: &Operation, headers: &HeaderMap) -> Result<Option<Self>, Error> {
        let Some(named) = headers.get(ACTING_AS) else {
            return Ok(None);
        };
        if !operation.on_behalf {
            return Err(problem::new(
                ProblemCode::NotOnBehalf,
                "You act for somebody else, and this can only be done for oneself. End the impersonation first, or ask them to do it.",
            ));
        }
        Ok(Some(Self(named.to_str().ok().and_then(|id| id.parse().ok()))))
    }

    async fn load(self, app: &App) -> Result<Option<Impersonation>, Error> {
        match self.0 {
            Some(id) => Ok(app.store.impersonation(id).await?),
            None => Ok(None),
        }
    }
}

/// Whom the caller acts for, if everything is as it was when it began.
async fn acted_for(app: &App, caller: &User, impersonation: &Impersonation) -> Result<User, Error> {
    let store = &app.store;
    let as_user = &impersonation.as_user;
    let (user, organisation, allowance) = tokio::try_join!(
        store.user(as_user.organisation_id, as_user.user_id),
        store.organisation(as_user.organisation_id),
        store.allowance(caller.organisation_id, as_user.organisation_id),
    )?;
    let (user, organisation) = user
        .zip(organisation)
        .ok_or_else(|| problem::internal("an impersonation of nobody"))?;
    let ground = Ground {
        by: caller,
        as_user: &user,
        organisation: &organisation.value,
        allowed_since: allowance.filter(|one| one.allowed).map(|one| one.set_at),
    };
    impersonation
        .check(ground, app.clock.now())
        .map_err(|reason| over(&format!("You no longer act for {}. {reason}", user.name)))?;
    Ok(user)
}

fn over(why: &str) -> Error {
    problem::new(
        ProblemCode::ImpersonationOver,
        format!("{why} Nothing was done. You are yourself again; begin anew if they still need it."),
    )
}
