//! To which dealer something is shipped on: one of those whom the vendor lets the caller's organisation
//! ship to, one of whose users has the address. It does not matter whether that user has accepted the
//! invitation: who invited them says whose user they are. Whose the address is otherwise is not said.

use api::{OrganisationChoice, ProblemCode};
use domain::{id::OrganisationId, organisation::Organisation, sort::sort_name, text::EmailAddress};
use runtime::{Call, Error, Principal, problem};

/// Whom something is shipped on to.
pub(crate) struct Addressee {
    /// The address of one of the dealer's users.
    pub(crate) email: EmailAddress,
    /// The dealer, where the caller has named it.
    pub(crate) dealer_id: Option<OrganisationId>,
}

/// The dealer of the addressee.
pub(crate) async fn of(call: &Call<Principal>, to: &Addressee) -> Result<Organisation, Error> {
    let store = &call.app.store;
    let allowances = store.allowances(call.caller.user.organisation_id).await?;
    let allowed = allowances.iter().filter(|allowance| allowance.allowed);
    let allowed: Vec<_> = allowed.map(|allowance| allowance.dealer).collect();
    let users = store.users_of_address(&allowed, &to.email).await?;
    let dealers: Vec<_> = users.iter().map(|user| user.organisation_id).collect();
    match (to.dealer_id, dealers.as_slice()) {
        (_, []) => Err(problem::at(
            ProblemCode::NoAllowance,
            "dealer_email",
            "This address belongs to no dealer whom the vendor lets you ship to. Check it, or ask the vendor for a shipping allowance.",
        )),
        (Some(dealer), those) if those.contains(&dealer) => load(call, dealer).await,
        (Some(_), _) => Err(problem::at(
            ProblemCode::NoAllowance,
            "dealer_id",
            "No user of this dealer has the address, or the vendor does not let you ship to this dealer. Choose another, or none.",
        )),
        (None, [dealer]) => load(call, *dealer).await,
        (None, several) => Err(ambiguous(call, several).await?),
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
