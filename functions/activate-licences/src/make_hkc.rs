//! `make-hardware-key-code`: licence users of distributors and dealers. A location that has a
//! temporary key gets its hardware key code, made from the address of the server, once; the licence
//! that waits for it is activated for good with it, and the License Manager Client that came with the
//! location follows (spec chapter 4, "System types": SV9500 Standard Server Model).
//!
//! Refused: what is no address, terms not accepted or others than were shown, a location that has its
//! hardware key code or not the licence that comes first, a location of another organisation.

use crate::{file, grace};
use api::{
    ProblemCode,
    customers::{MakeHkcRequest, MakeHkcResponse},
};
use desk::{family, made_hkc, view};
use domain::{
    catalogue::{HkcSource, MadeFrom, Shown, SystemType},
    client,
    customer::{Location, LocationDetails},
    id::LocationId,
    licence::{self, awaited},
    text::Line,
};
use runtime::{Call, Change, Error, Fields, Principal, entropy, problem};
use store::{Stored, Transaction};

pub(crate) async fn make(
    call: Call<Principal>,
    id: LocationId,
    request: MakeHkcRequest,
) -> Result<MakeHkcResponse, Error> {
    if !request.terms_accepted {
        return Err(problem::at(
            ProblemCode::TermsNotAccepted,
            "terms_accepted",
            "Read the terms and accept them. The hardware key code and the activation stay.",
        ));
    }
    let mut fields = Fields::new();
    let text = fields.check("made_from", Line::parse(&request.made_from));
    let text = fields.finish(text)?;
    for _ in 1..made_hkc::MOST {
        match make_once(&call, id, &request, &text).await {
            Err(error) if made_hkc::is_taken(&error) => {}
            tried => return tried,
        }
    }
    make_once(&call, id, &request, &text).await
}

async fn make_once(
    call: &Call<Principal>,
    id: LocationId,
    request: &MakeHkcRequest,
    text: &Line,
) -> Result<MakeHkcResponse, Error> {
    let salt = entropy::bytes(&*call.app.entropy);
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let before = &installation.location;
        let kind = catalogue
            .system_type(before.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        call.check_shown(request.catalogue, |catalogue| Shown::of_terms(catalogue, kind))
            .await?;
        let (generation, waiting) = awaited::to_make(catalogue, kind, before, &installation.licences)?;
        let made_from = source(generation.from, text.as_str())?;
        let code = generation.code(made_from.value.as_str(), &salt);
        let location = with_code(kind, before, &code, made_from)?;
        let chosen = [waiting];
        let activated = licence::activate(&installation.licences, &chosen, call.now);
        let agreements = grace::agreements(call, &location, &installation.agreements, &chosen);
        let file = file::next(call, &signing, &location, None, &activated)?;
        let mut transaction = Transaction::default();
        store.make_hkc(
            &mut transaction,
            &installation,
            &location,
            waiting,
            &agreements,
            &file,
            &stamp,
        )?;
        if let Some(client) = family::client_of(&call.app, before).await?
            && let Some(Stored { value, chain }) = store.location(client.location_id).await?
            && let Some(hkc) = client::hkc_of(catalogue, &location)
        {
            store.follow_hkc(&mut transaction, (&value, &chain), &hkc, None, &stamp)?;
        }
        let activated = activated
            .iter()
            .find(|one| one.software_key_code == waiting.software_key_code);
        let answer = MakeHkcResponse {
            hkc: code,
            activated: view::licence(catalogue, activated.unwrap_or(waiting)),
            licence_file: view::licence_file(&file),
        };
        Ok(Change { transaction, answer })
    })
    .await
}

fn source(from: HkcSource, text: &str) -> Result<MadeFrom, Error> {
    let mut fields = Fields::new();
    let made_from = fields.check("made_from", from.read(text));
    fields.finish(made_from)
}

/// The location as it is with the code.
fn with_code(kind: &SystemType, before: &Location, code: &str, made_from: MadeFrom) -> Result<Location, Error> {
    let hkc = kind.parse_hkc(code).map_err(problem::internal)?;
    let details = LocationDetails {
        made_from: Some(made_from),
        ..before.details.clone()
    };
    Ok(Location {
        hkc,
        details,
        ..before.clone()
    })
}
