//! Which dealer is meant, to ship something on to or to act as a user of: one of those whom the vendor lets
//! the caller's organisation ship to, one of whose users has the address. It does not matter whether that user
//! has accepted the invitation: who invited them says whose user they are. Whose the address is otherwise is
//! not said.

use api::{OrganisationChoice, ProblemCode};
use domain::{
    id::OrganisationId,
    organisation::{Organisation, User},
    sort::sort_name,
    text::EmailAddress,
};
use runtime::{Call, Error, Principal, problem};

/// Who is meant.
pub struct Addressee {
    /// The address of one of the dealer's users.
    pub email: EmailAddress,
    /// The dealer, where the caller has named it.
    pub dealer_id: Option<OrganisationId>,
}

/// The dealer of the addressee.
///
/// # Errors
/// See [`user`].
pub async fn of(call: &Call<Principal>, to: &Addressee) -> Result<Organisation, Error> {
    let user = user(call, to).await?;
    load(call, user.organisation_id).await
}

/// The dealer's user who is meant.
///
/// # Errors
/// No such dealer has a user of the address, or several have.
pub async fn user(call: &Call<Principal>, to: &Addressee) -> Result<User, Error> {
    let store = &call.app.store;
    let allowances = store.allowances(call.caller.user.organisation_id).await?;
    let allowed = allowances.iter().filter(|allowance| allowance.allowed);
    let allowed: Vec<_> = allowed.map(|allowance| allowance.dealer).collect();
    let users = store.users_of_address(&allowed, &to.email).await?;
    match (to.dealer_id, users.as_slice()) {
        (_, []) => Err(problem::at(
            ProblemCode::NoAllowance,
            "dealer_email",
            "This address belongs to no dealer whom the vendor lets you ship to. Check it, or ask the vendor for a shipping allowance.",
        )),
        (Some(dealer), those) => {
            let meant = those.iter().find(|user| user.organisation_id == dealer);
            meant.cloned().ok_or_else(|| {
                problem::at(
                    ProblemCode::NoAllowance,
                    "dealer_id",
                    "No user of this dealer has the address, or the vendor does not let you ship to this dealer. Choose another, or none.",
                )
            })
        }
        (None, [user]) => Ok(user.clone()),
        (None, several) => {
            let dealers: Vec<_> = several.iter().map(|user| user.organisation_id).collect();
            Err(ambiguous(call, &dealers).await?)
        }
    }
}

/// Users of all these dealers have the address.
async fn ambiguous(call: &Call<Principal>, dealers: &[OrganisationId]) -> Result<Error, Error> {
    let mut choices = Vec::with_capacity(dealers.len());
    for dealer in dealers {
        let dealer = load(call, *dealer).await?;
        choices.push(OrganisationChoice {
            organisation_id: dealer.organisation_id,
            name: dealer.name.into(),
        });
    }
    choices.sort_by_cached_key(|choice| sort_name(&choice.name));
    Ok(problem::choose(ProblemCode::DealerAmbiguous, "dealer_id", choices))
}

async fn load(call: &Call<Principal>, dealer: OrganisationId) -> Result<Organisation, Error> {
    let dealer = call.app.store.organisation(dealer).await?;
    dealer
        .map(|dealer| dealer.value)
        .ok_or_else(|| problem::internal("an allowance for nobody"))
}
