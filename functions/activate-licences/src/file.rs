//! Makes a location's next licence file (spec chapter 4, "From order to licence file",
//! 7; chapter 6, 3).

use desk::signer;
use domain::{
    catalogue::{Hkc, SystemType},
    customer::Location,
    licence::Licence,
    licence_file::{self, LicenceClaims},
    limited::Limited,
};
use runtime::{Call, Error, Principal, keys::LicenceKey, problem};
use store::location::{LicenceFile, SecondFile};

/// The file that grants everything activated, signed in this process; refused where it would be
/// too long to be kept.
pub(crate) fn next(
    call: &Call<Principal>,
    signing: &LicenceKey,
    location: &Location,
    second: Option<&Location>,
    activated: &[Licence],
) -> Result<LicenceFile, Error> {
    let catalogue = &call.app.catalogue;
    let system_type = catalogue
        .system_type(location.system_type.as_str())
        .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
    let claims: LicenceClaims = licence_file::claims(
        catalogue,
        &call.app.settings.licence_issuer,
        location,
        activated,
        call.now,
    );
    let jws = signer::sign(signing, &claims).map_err(problem::internal)?;
    let second = match second {
        Some(second) => Some(SecondFile {
            called: licence_file::called(system_type, second)
                .ok_or_else(|| problem::internal("a redundant pair without product keys"))?,
            jws: signer::sign(signing, &licence_file::second(&claims, second)).map_err(problem::internal)?,
        }),
        None => None,
    };
    let length = jws.len() + second.as_ref().map_or(0, |second| second.jws.len());
    licence_file::fits(length, activated.len())?;
    let activation_code = system_type.activation_code.then(|| licence_file::activation_code(&jws));
    Ok(LicenceFile {
        sequence: claims.seq,
        issued_at: call.now,
        key_id: signing.kid.clone(),
        file_name: licence_file::file_name(system_type, location, None),
        jws,
        activation_code,
        limited: None,
        second,
    })
}

/// A file that holds for a while and grants everything that the system type has.
pub(crate) fn everything(
    call: &Call<Principal>,
    signing: &LicenceKey,
    kind: &SystemType,
    location: &Location,
    limited: Limited,
) -> Result<LicenceFile, Error> {
    let issuer = &call.app.settings.licence_issuer;
    let claims = licence_file::everything(&call.app.catalogue, kind, issuer, location, limited, call.now);
    let jws = signer::sign(signing, &claims).map_err(problem::internal)?;
    let activation_code = kind.activation_code.then(|| licence_file::activation_code(&jws));
    Ok(LicenceFile {
        sequence: claims.seq,
        issued_at: call.now,
        key_id: signing.kid.clone(),
        file_name: licence_file::file_name(kind, location, Some(limited.kind)),
        jws,
        activation_code,
        limited: Some(limited),
        second: None,
    })
}

/// A file for hardware that is to take the place of what died, for a while.
pub(crate) fn emergency(
    call: &Call<Principal>,
    signing: &LicenceKey,
    kind: &SystemType,
    location: &Location,
    (hkc, activated): (&Hkc, &[Licence]),
    limited: Limited,
) -> Result<LicenceFile, Error> {
    let issuer = &call.app.settings.licence_issuer;
    let claims = licence_file::emergency(
        &call.app.catalogue,
        issuer,
        location,
        (hkc, activated),
        limited,
        call.now,
    );
    let jws = signer::sign(signing, &claims).map_err(problem::internal)?;
    licence_file::fits(jws.len(), activated.len())?;
    let with = Location {
        hkc: hkc.clone(),
        ..location.clone()
    };
    let activation_code = kind.activation_code.then(|| licence_file::activation_code(&jws));
    Ok(LicenceFile {
        sequence: claims.seq,
        issued_at: call.now,
        key_id: signing.kid.clone(),
        file_name: licence_file::file_name(kind, &with, Some(limited.kind)),
        jws,
        activation_code,
        limited: Some(limited),
        second: None,
    })
}

/// The second location of the pair that this one is the first of, where it is one.
pub(crate) async fn second(call: &Call<Principal>, location: &Location) -> Result<Option<Location>, Error> {
    let kind = call.app.catalogue.system_type(location.system_type.as_str());
    match (kind, location.children.first()) {
        (Some(kind), Some(second)) if kind.redundant => {
            let second = call.app.store.location(*second).await?;
            Ok(second.map(|second| second.value))
        }
        _ => Ok(None),
    }
}
