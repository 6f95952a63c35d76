//! Makes a location's next licence file (spec chapter 4, "From order to licence file",
//! 7; chapter 6, 3).

use desk::signer;
use domain::{
    customer::Location,
    licence::Licence,
    licence_file::{self, LicenceClaims},
};
use runtime::{Call, Error, Principal, keys::LicenceKey, problem};
use store::location::LicenceFile;

/// The file that grants everything activated, signed in this process; refused where it would be
/// too long to be kept.
pub(crate) fn next(
    call: &Call<Principal>,
    signing: &LicenceKey,
    location: &Location,
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
    licence_file::fits(&jws, activated.len())?;
    let activation_code = system_type.activation_code.then(|| licence_file::activation_code(&jws));
    Ok(LicenceFile {
        sequence: claims.seq,
        issued_at: call.now,
        key_id: signing.kid.clone(),
        file_name: licence_file::file_name(system_type, location.hkc.as_str()),
        jws,
        activation_code,
    })
}
