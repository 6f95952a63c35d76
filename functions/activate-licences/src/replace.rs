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
use desk::{made_hkc, view};
use domain::{
    catalogue::{Hkc, HkcState, MadeFrom, SystemType},
    client,
    customer::{Location, LocationDetails},
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
        made_from,
        reason,
    } = request;
    let request = ReplaceHardwareRequest { hkc, made_from, reason };
    let before = Hkc::try_from(before.trim().to_owned()).map_err(|_| nobodys())?;
    repeated(&call, &request, &Which::Any(before)).await
}

/// Which location's hardware is replaced, and by whom.
enum Which {
    /// One of a licence user's own organisation.
    Own(LocationId),
    /// Whichever has this hardware key code, by the vendor.
    Any(Hkc),
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
            Self::Any(hkc) => {
                let found = store.location_of_hkc(hkc).await?;
                let (location, _) = found
                    .filter(|(_, state)| *state == HkcState::Live)
                    .ok_or_else(nobodys)?;
                let installation = store.installation(location.location_id).await?;
                installation.filter(|one| one.location.hkc == *hkc).ok_or_else(nobodys)
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
            tried => return tried,
        }
    }
    replace(call, request, &reason, which).await
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
        let (hkc, made_from) = code(kind, before, request, &salt)?;
        let after = Location {
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

/// The new code: as it was entered, or made from what was.
fn code(
    kind: &SystemType,
    before: &Location,
    request: &ReplaceHardwareRequest,
    salt: &[u8; 16],
) -> Result<(Hkc, Option<MadeFrom>), Error> {
    let mut fields = Fields::new();
    let found = match &kind.generation {
        Some(generation) => {
            if !request.hkc.is_empty() {
                fields.refuse("hkc", "This hardware key code is made here. Leave the field empty.");
            }
            let from = fields.check("made_from", generation.from.read(&request.made_from));
            let hkc = from
                .as_ref()
                .map(|from| kind.parse_hkc(&generation.code(from.value.as_str(), salt)));
            let hkc = hkc.and_then(|hkc| fields.check("hkc", hkc));
            hkc.map(|hkc| (hkc, from))
        }
        None => {
            if !request.made_from.is_empty() {
                fields.refuse(
                    "made_from",
                    "The hardware key code of this system is entered, and made from nothing.",
                );
            }
            fields.check("hkc", kind.parse_hkc(&request.hkc)).map(|hkc| (hkc, None))
        }
    };
    if found.as_ref().is_some_and(|(hkc, _)| *hkc == before.hkc) {
        fields.refuse("hkc", replacement::ReplacementRefusal::Same);
    }
    fields.finish(found)
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
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    let Some((old, new)) = client::hkc_of(catalogue, before).zip(client::hkc_of(catalogue, after)) else {
        return Ok(None);
    };
    let Some((client, _)) = store.location_of_hkc(&old).await? else {
        return Ok(None);
    };
    let Some(client) = store.installation(client.location_id).await? else {
        return Ok(None);
    };
    let with = Location {
        hkc: new.clone(),
        ..client.location.clone()
    };
    let file = made(call, signing, &with, &client.licences).await?;
    Ok(Some((client, new, file)))
}
