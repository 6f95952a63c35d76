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
    let issuer = &call.app.settings.licence_issuer;
    let claims = licence_file::claims(catalogue, issuer, location, activated, call.now);
    let second = match second {
        Some(second) => Some(SecondFile {
            called: licence_file::called(system_type, second)
                .ok_or_else(|| problem::internal("a redundant pair without product keys"))?,
            jws: signer::sign(signing, &licence_file::second(&claims, second)).map_err(problem::internal)?,
        }),
        None => None,
    };
    let file = signed(call, signing, (system_type, location), &claims, None)?;
    let length = file.jws.len() + second.as_ref().map_or(0, |second| second.jws.len());
    licence_file::fits(length, activated.len())?;
    Ok(LicenceFile { second, ..file })
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
    signed(call, signing, (kind, location), &claims, Some(limited))
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
    let (catalogue, issuer) = (&call.app.catalogue, &call.app.settings.licence_issuer);
    let claims = licence_file::emergency(catalogue, issuer, location, (hkc, activated), limited, call.now);
    let with = Location {
        hkc: hkc.clone(),
        ..location.clone()
    };
    let file = signed(call, signing, (kind, &with), &claims, Some(limited))?;
    licence_file::fits(file.jws.len(), activated.len())?;
    Ok(file)
}

/// A file of these claims, called as one of the location is.
fn signed(
    call: &Call<Principal>,
    signing: &LicenceKey,
    (kind, location): (&SystemType, &Location),
    claims: &LicenceClaims,
    limited: Option<Limited>,
) -> Result<LicenceFile, Error> {
    let jws = signer::sign(signing, claims).map_err(problem::internal)?;
    Ok(LicenceFile {
        sequence: claims.seq,
        issued_at: call.now,
        key_id: signing.kid.clone(),
        file_name: licence_file::file_name(kind, location, limited.map(|limited| limited.kind)),
        activation_code: kind.activation_code.then(|| licence_file::activation_code(&jws)),
        jws,
        limited,
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
