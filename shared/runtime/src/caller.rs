//! Who calls. The authorizer says which identity a token vouches for; which user that
//! is, and what the user may do, is read from the table on every call.

use crate::{App, Error, problem};
use api::ProblemCode;
use domain::{
    event::Actor,
    organisation::{Role, User},
    owned::Owned,
};
use lambda_http::{http::Extensions, request::RequestContext};

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

/// A user who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The user, with the roles of this moment.
    pub user: User,
}

impl Principal {
    /// The user that the identity is bound to.
    pub async fn load(app: &App, identity: &Identity) -> Result<Self, Error> {
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
        Ok(Self {
            user: user.ok_or_else(no_user)?,
        })
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

    /// Who events say it was.
    pub fn actor(&self) -> Actor {
        Actor::user(&self.user)
    }
}
