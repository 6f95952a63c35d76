//! `import-licences`: licence users of distributors and dealers. Registers what an installed system has,
//! from the feature file that it has made: activated for good, under an order `M-` and a number, with a
//! licence file (spec chapter 4, "DECT import"). Once, and before anything is activated: the order is
//! the location's, and is made under the condition that there is none.
//!
//! Refused, with the manuals' codes and by line: a file of another system, what is no feature of the
//! system type, quantities that do not go together, a file without its instant, a location that has
//! nothing to import or has imported. A location of another organisation.

use crate::{file, grace};
use api::{
    ProblemCode,
    licences::{ImportLicencesRequest, ImportedFeature, LicencesImport},
};
use desk::view;
use domain::{
    catalogue::SystemType,
    feature_file::{self, Code, Fault, FeatureFile},
    id::LocationId,
    licence::{self, Licence},
    software_key_code::SoftwareKeyCode,
};
use runtime::{Call, Change, Error, Principal, entropy, problem};
use store::Transaction;

/// Where what is wrong with the file is said.
const FILE: &str = "content";

pub(crate) async fn import(
    call: Call<Principal>,
    id: LocationId,
    request: ImportLicencesRequest,
) -> Result<LicencesImport, Error> {
    let text = files::decode(request.content.as_deref(), request.content_base64.as_deref())
        .map_err(|why| problem::at(ProblemCode::InvalidFields, FILE, why))?
        .text;
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let location = &installation.location;
        let kind = catalogue
            .system_type(location.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        let refused = |faults: &[Fault]| problem::of_feature_faults(FILE, faults);
        feature_file::may_import(kind, &installation.licences).map_err(|fault| refused(&[fault]))?;
        let read = feature_file::read(catalogue, kind, &location.hkc, &text, call.now);
        let read = read.map_err(|faults| refused(&faults))?;
        if request.dry_run {
            return Ok(Change::none(answer(&call, &read)));
        }
        let holder = store.organisation(location.organisation_id).await?;
        let holder = holder.ok_or_else(|| problem::internal("a location of nobody"))?.value;
        let new_code = |kind: &SystemType| SoftwareKeyCode::new(&kind.characters, &entropy::bytes(&*call.app.entropy));
        let number = u16::from_be_bytes(entropy::bytes(&*call.app.entropy));
        let features = &read.features;
        let (order, licences) =
            feature_file::import(location, kind, &holder.name, features, new_code, number, call.now);
        let more = licences.iter().map(|licence| licence.quantity);
        let held = licence::with_room(kind, installation.licences.len(), more)
            .map_err(|why| refused(&[Fault::whole(Code::CannotWriteLicenseFile, why.to_string())]))?;
        let chosen: Vec<&Licence> = licences.iter().collect();
        let agreements = grace::agreements(&call, location, &installation.agreements, &chosen);
        let file = file::next(&call, &signing, location, None, &licences)?;
        let mut transaction = Transaction::default();
        let (changed, made) = ((location, &installation.chain), (licences.as_slice(), held));
        store.import_licences(&mut transaction, changed, &order, made, &agreements, &file, &stamp)?;
        let answer = LicencesImport {
            dry_run: false,
            purchase_order: Some(order.purchase_order.as_str().to_owned()),
            licence_file: Some(view::licence_file(&file)),
            ..answer(&call, &read)
        };
        Ok(Change { transaction, answer })
    })
    .await
}

fn answer(call: &Call<Principal>, file: &FeatureFile) -> LicencesImport {
    let features = file.features.iter().map(|feature| ImportedFeature {
        line: feature.line,
        part: feature.part.as_str().to_owned(),
        part_name: view::part_name(&call.app.catalogue, &feature.part),
        quantity: feature.quantity.get(),
    });
    LicencesImport {
        dry_run: true,
        made_at: file.made_at,
        features: features.collect(),
        purchase_order: None,
        licence_file: None,
    }
}
