//! `replace-hardware`: licence users of distributors and dealers, for their own locations, twice for each in
//! any 12 months. `replace-any-hardware`: vendor admins, as often as is needed, by the hardware key code;
//! they make virtual ones anew too. Everything that the location has stays with it; its client follows;
//! both get licence files for their new codes, and the old ones are retired for good (spec chapter 4,
//! "Roles in the channel").
//!
//! Refused: a code that does not fit the system type or is taken, what no code can be made from, a
//! location that is of no hardware, has a temporary key or follows another, a third replacement, a
//! location of another organisation, a code that no location has.

use crate::file;
use api::{
    ProblemCode,
    replacement::{HardwareReplacementView, ReplaceAnyHardwareRequest, ReplaceHardwareRequest},
};
use desk::{family, hardware, made_hkc, view};
use domain::{
    catalogue::{Catalogue, Hkc, HkcState, MadeFrom, SystemType},
    client,
    customer::{Location, LocationDetails, ProductKey},
    id::LocationId,
    licence::{self, Licence},
    replacement::{self, By},
    text::Notes,
};
use runtime::{Call, Change, Error, Fields, Principal, entropy, keys::LicenceKey, problem};
use store::{
    Transaction,
    location::{Installation, LicenceFile, Replaced},
};

pub(crate) async fn own(
    call: Call<Principal>,
    id: LocationId,
    request: ReplaceHardwareRequest,
) -> Result<HardwareReplacementView, Error> {
    repeated(&call, &request, &Which::Own(id)).await
}

pub(crate) async fn any(
    call: Call<Principal>,
    (): (),
    request: ReplaceAnyHardwareRequest,
) -> Result<HardwareReplacementView, Error> {
    let ReplaceAnyHardwareRequest {
        before,
        hkc,
        product_key,
        made_from,
        reason,
    } = request;
    let request = ReplaceHardwareRequest {
        hkc,
        product_key,
        made_from,
        reason,
    };
    let before = Hkc::readings(&before).map_err(|why| problem::at(ProblemCode::InvalidFields, "before", why))?;
    repeated(&call, &request, &Which::Any(before)).await
}

/// Which location's hardware is replaced, and by whom.
enum Which {
    /// One of a licence user's own organisation.
    Own(LocationId),
    /// Whichever has this hardware key code, by the vendor: as it was typed or scanned.
    Any(Vec<Hkc>),
}

impl Which {
    fn by(&self) -> By {
        match self {
            Self::Own(_) => By::LicenceUser,
            Self::Any(_) => By::Vendor,
        }
    }

    async fn load(&self, call: &Call<Principal>) -> Result<Installation, Error> {
        let store = &call.app.store;
        match self {
            Self::Own(id) => call.caller.mine(store.installation(*id).await?),
            Self::Any(readings) => {
                for hkc in readings {
                    let Some((location, HkcState::Live)) = store.location_of_hkc(hkc).await? else {
                        continue;
                    };
                    let installation = store.installation(location.location_id).await?;
                    if let Some(found) = installation.filter(|one| one.location.hkc == *hkc) {
                        return Ok(found);
                    }
                }
                Err(nobodys())
            }
        }
    }
}

fn nobodys() -> Error {
    let message = "No location has this hardware key code. Check it, or look whether it was replaced before.";
    problem::at(ProblemCode::InvalidFields, "before", message)
}

/// Replaces it, with another code where the one that was made is somebody's.
async fn repeated(
    call: &Call<Principal>,
    request: &ReplaceHardwareRequest,
    which: &Which,
) -> Result<HardwareReplacementView, Error> {
    let mut fields = Fields::new();
    let reason = fields.check("reason", Notes::parse(&request.reason));
    let reason = fields.finish(reason)?;
    for _ in 1..made_hkc::MOST {
        match replace(call, request, &reason, which).await {
            Err(error) if request.hkc.is_empty() && made_hkc::is_taken(&error) => {}
            tried => return tried.map_err(source_taken),
        }
    }
    replace(call, request, &reason, which).await.map_err(source_taken)
}

/// What a code is made from stands among the details where a location is made, and by itself here.
fn source_taken(error: Error) -> Error {
    match error.errors.iter().any(|at| at.field == "details/made_from") {
        true => problem::hkc_source_taken("made_from"),
        false => error,
    }
}

async fn replace(
    call: &Call<Principal>,
    request: &ReplaceHardwareRequest,
    reason: &Notes,
    which: &Which,
) -> Result<HardwareReplacementView, Error> {
    let salt = entropy::bytes(&*call.app.entropy);
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    call.change(async || {
        let installation = which.load(call).await?;
        let before = &installation.location;
        let kind = catalogue
            .system_type(before.system_type.as_str())
            .ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))?;
        replacement::may_replace(kind, before, which.by(), call.now)?;
        let Hardware {
            hkc,
            product_key,
            made_from,
        } = read_hardware(catalogue, kind, before, request, &salt)?;
        let after = Location {
            product_key,
            details: LocationDetails {
                made_from,
                ..before.details.clone()
            },
            ..replacement::replaced(before, &hkc, which.by(), call.now)
        };
        let file = made(call, &signing, &after, &installation.licences).await?;
        let client = client_of(call, &signing, before, &after).await?;
        let mut transaction = Transaction::default();
        let replaced = Replaced {
            before,
            chain: &installation.chain,
            after: &after,
            file: file.as_ref(),
        };
        let follows = client.as_ref().map(|(client, hkc, file)| (client, hkc, file.as_ref()));
        store.replace_hardware(&mut transaction, &replaced, follows, reason, &stamp)?;
        if let Some((first, file)) = pair_of(call, &signing, kind, &after).await? {
            store.regenerate(&mut transaction, &first.location, &first.chain, &file, &stamp)?;
        }
        let answer = HardwareReplacementView {
            location_name: after.details.name.as_str().to_owned(),
            before: before.hkc.as_str().to_owned(),
            hkc: hkc.as_str().to_owned(),
            licence_file: file.as_ref().map(view::licence_file),
        };
        Ok(Change { transaction, answer })
    })
    .await
}

/// What the new hardware is told by.
struct Hardware {
    hkc: Hkc,
    product_key: Option<ProductKey>,
    made_from: Option<MadeFrom>,
}

/// The new hardware: its code as it was entered, or made from what was.
fn read_hardware(
    catalogue: &Catalogue,
    kind: &SystemType,
    before: &Location,
    request: &ReplaceHardwareRequest,
    salt: &[u8; 16],
) -> Result<Hardware, Error> {
    let mut fields = Fields::new();
    let (at, found) = match &kind.generation {
        Some(generation) => {
            if !request.hkc.is_empty() {
                fields.refuse("hkc", "This hardware key code is made here. Leave the field empty.");
            }
            let from = fields.check("made_from", generation.from.read(&request.made_from));
            let made = from.and_then(|from| {
                let hkc = kind.parse_hkc(&generation.code(from.value.as_str(), salt));
                Some((fields.check("made_from", hkc)?, Some(from)))
            });
            ("made_from", made)
        }
        None => {
            if !request.made_from.is_empty() {
                fields.refuse(
                    "made_from",
                    "The hardware key code of this system is entered, and made from nothing.",
                );
            }
            let hkc = fields.check("hkc", client::entered(catalogue, kind, &request.hkc));
            ("hkc", hkc.map(|hkc| (hkc, None)))
        }
    };
    if found.as_ref().is_some_and(|(hkc, _)| *hkc == before.hkc) {
        fields.refuse(at, replacement::ReplacementRefusal::Same);
    }
    let product_key = hardware::product_key(kind, &request.product_key, &mut fields);
    fields.finish(found.map(|(hkc, made_from)| Hardware {
        hkc,
        product_key,
        made_from,
    }))
}

/// The licence file for the new code, where something is activated and files are made here.
async fn made(
    call: &Call<Principal>,
    signing: &LicenceKey,
    location: &Location,
    licences: &[Licence],
) -> Result<Option<LicenceFile>, Error> {
    let activated = licence::activate(licences, &[], call.now);
    let kind = call.app.catalogue.system_type(location.system_type.as_str());
    if activated.is_empty() || kind.is_some_and(SystemType::is_external) {
        return Ok(None);
    }
    let second = file::second(call, location).await?;
    file::next(call, signing, location, second.as_ref(), &activated).map(Some)
}

/// The client that came with the location, the code that it has from now on, and its licence file.
async fn client_of(
    call: &Call<Principal>,
    signing: &LicenceKey,
    before: &Location,
    after: &Location,
) -> Result<Option<(Installation, Hkc, Option<LicenceFile>)>, Error> {
    let Some(client) = family::client_of(&call.app, before).await? else {
        return Ok(None);
    };
    let client = call.app.store.installation(client.location_id).await?;
    let Some((client, new)) = client.zip(client::hkc_of(&call.app.catalogue, after)) else {
        return Ok(None);
    };
    let with = Location {
        hkc: new.clone(),
        ..client.location.clone()
    };
    let file = made(call, signing, &with, &client.licences).await?;
    Ok(Some((client, new, file)))
}

/// The first location of a pair whose second's hardware this is, and the licence file of both for it: the
/// first one has the licences.
async fn pair_of(
    call: &Call<Principal>,
    signing: &LicenceKey,
    kind: &SystemType,
    second: &Location,
) -> Result<Option<(Installation, LicenceFile)>, Error> {
    let Some(first) = second.parent.filter(|_| second.is_second(kind)) else {
        return Ok(None);
    };
    let Some(first) = call.app.store.installation(first).await? else {
        return Ok(None);
    };
    let activated = licence::activate(&first.licences, &[], call.now);
    if activated.is_empty() {
        return Ok(None);
    }
    let file = file::next(call, signing, &first.location, Some(second), &activated)?;
    Ok(Some((first, file)))
}
