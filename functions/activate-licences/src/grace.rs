//! What activated licences are to software assurance (spec chapter 5, "Grace and term").

use domain::{
    assurance::{self, Agreement, AgreementStem},
    catalogue::Application,
    customer::Location,
    day::Day,
    licence::Licence,
};
use runtime::{Call, Principal, entropy};

/// The agreements of a location over licences that are activated with this call: the first licence of an
/// application that is covered begins its grace.
pub(crate) fn agreements<'a>(
    call: &Call<Principal>,
    location: &Location,
    agreements: &'a [Agreement],
    activated: &[&Licence],
) -> Vec<(Option<&'a Agreement>, Agreement)> {
    let (catalogue, today) = (&call.app.catalogue, Day::of(call.now));
    let new_stem =
        |application: &Application| AgreementStem::new(&application.characters, &entropy::bytes(&*call.app.entropy));
    assurance::activate_licences(
        catalogue.rate_cards().on(today),
        catalogue,
        location,
        agreements,
        activated,
        new_stem,
        today,
    )
}
