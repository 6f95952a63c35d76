//! `migrate-location`: licence users of distributors and dealers. A location becomes one of another system
//! type, with another hardware key code (spec chapter 4, "Migration"): what has a counterpart there moves
//! with new software key codes and an order `MIGSU_`, software assurance keeps its number, and what the
//! location was stays as its history. The old licence file holds until the new one is made, in the write
//! that turns the location over.
//!
//! More licences than one transaction takes are prepared beside those that the location has, where
//! nobody sees them, so many at a time. Whoever comes again after a crash prepares the same ones, by
//! what was noted when it began.
//!
//! Refused: a hardware key code that does not fit or is taken, what is attached or pending, a system type
//! that becomes no other, a location of another organisation.

use crate::file;
use api::licences::{MigrateRequest, MigrationView, StaysBehindView};
use desk::view;
use domain::{
    catalogue::{Hkc, SystemType},
    client,
    customer::{Location, Migrating},
    id::LocationId,
    migration::{self, Migration},
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{
    Transaction,
    location::{AT_ONCE, Installation},
};

pub(crate) async fn migrate(
    call: Call<Principal>,
    id: LocationId,
    request: MigrateRequest,
) -> Result<MigrationView, Error> {
    let stamp = call.stamp().await?;
    let signing = call.app.keys.licence_signing(call.now).await?;
    let store = &call.app.store;
    call.change(async || {
        let installation = call.caller.mine(store.installation(id).await?)?;
        let kind = kind_of(&call, &installation.location)?;
        let hkc = parse(&call, kind, &request)?;
        let found = decide(&call, kind, &installation, &hkc)?;
        if request.dry_run {
            if store.location_of_hkc(&hkc).await?.is_some() {
                return Err(problem::hkc_taken("hkc"));
            }
            return Ok(Change::none(answer(&call, &found)));
        }
        // What was begun goes on by what was noted then.
        let (installation, found) = match found.licences.len() > AT_ONCE {
            true => prepare(&call, kind, installation, &hkc)
                .await?
                .ok_or_else(problem::too_busy)?,
            false => (installation, found),
        };
        let last = found.licences.len() - found.licences.len().min(AT_ONCE);
        let file = file::next(&call, &signing, &found.location, None, &found.licences)?;
        let mut transaction = Transaction::default();
        let before = (&installation.location, &installation.chain);
        let licences = &found.licences[last..];
        store.migrate(&mut transaction, before, &found, licences, &kind.name, &file, &stamp)?;
        let answer = MigrationView {
            dry_run: false,
            licence_file: Some(view::licence_file(&file)),
            ..answer(&call, &found)
        };
        Ok(Change { transaction, answer })
    })
    .await
}

fn kind_of<'a>(call: &'a Call<Principal>, location: &Location) -> Result<&'a SystemType, Error> {
    let kind = call.app.catalogue.system_type(location.system_type.as_str());
    kind.ok_or_else(|| problem::internal("a location's system type is not in the catalogue"))
}

fn parse(call: &Call<Principal>, kind: &SystemType, request: &MigrateRequest) -> Result<Hkc, Error> {
    let mut fields = Fields::new();
    if request.hkc.trim().is_empty() {
        fields.refuse("hkc", "Enter the hardware key code of the new hardware.");
        return fields.finish(None);
    }
    let (_, to) = migration::target(&call.app.catalogue, kind)?;
    let hkc = fields.check("hkc", client::entered(&call.app.catalogue, to, &request.hkc));
    fields.finish(hkc)
}

fn decide<'a>(
    call: &'a Call<Principal>,
    kind: &SystemType,
    installation: &Installation,
    hkc: &Hkc,
) -> Result<Migration<'a>, Error> {
    let Installation {
        location,
        licences,
        agreements,
        ..
    } = installation;
    let begun = location.migrating.as_ref().map_or(call.now, |begun| begun.at);
    let catalogue = &call.app.catalogue;
    Ok(migration::migrate(
        catalogue, kind, location, licences, agreements, hkc, begun,
    )?)
}

/// Puts down all licences but the last ones, and takes away what was prepared otherwise. Gives back the
/// location with what was noted, and what it becomes by that; nothing where another began it anew.
async fn prepare<'a>(
    call: &'a Call<Principal>,
    kind: &SystemType,
    installation: Installation,
    hkc: &Hkc,
) -> Result<Option<(Installation, Migration<'a>)>, Error> {
    let store = &call.app.store;
    let catalogue = call.app.catalogue.version();
    let begun = installation.location.migrating.clone();
    let migrating = begun.filter(|begun| begun.catalogue == catalogue);
    let migrating = match migrating {
        Some(migrating) => migrating,
        None => {
            let migrating = Migrating {
                at: call.now,
                catalogue,
            };
            let mut transaction = Transaction::default();
            store.begin_migration(&mut transaction, &installation.location, &migrating)?;
            if !call.step(transaction).await? {
                return Ok(None);
            }
            migrating
        }
    };
    let installation = Installation {
        location: Location {
            migrating: Some(migrating.clone()),
            ..installation.location
        },
        ..installation
    };
    let found = decide(call, kind, &installation, hkc)?;
    let location = &installation.location;
    let generation = found.location.generation;
    let there = store.all_licences(location.location_id).await?;
    let there: Vec<_> = there.into_iter().filter(|one| one.generation == generation).collect();
    let stale: Vec<_> = there
        .iter()
        .filter(|one| !found.licences.contains(one))
        .cloned()
        .collect();
    let missing = found.licences[..found.licences.len() - AT_ONCE]
        .iter()
        .filter(|one| !there.contains(one));
    let missing: Vec<_> = missing.cloned().collect();
    for stale in stale.chunks(AT_ONCE) {
        let mut transaction = Transaction::default();
        store.prepare_migration(&mut transaction, location, &migrating, &[], stale)?;
        if !call.step(transaction).await? {
            return Ok(None);
        }
    }
    for licences in missing.chunks(AT_ONCE) {
        let mut transaction = Transaction::default();
        store.prepare_migration(&mut transaction, location, &migrating, licences, &[])?;
        if !call.step(transaction).await? {
            return Ok(None);
        }
    }
    Ok(Some((installation, found)))
}

fn answer(call: &Call<Principal>, found: &Migration<'_>) -> MigrationView {
    let catalogue = &call.app.catalogue;
    MigrationView {
        dry_run: true,
        system_type_name: found.to.name.clone(),
        hkc: found.location.hkc.as_str().to_owned(),
        order: found.order.as_str().to_owned(),
        moves: found.licences.iter().map(|one| view::licence(catalogue, one)).collect(),
        stays: found
            .behind
            .iter()
            .map(|one| StaysBehindView {
                licence: view::licence(catalogue, &one.licence),
                why: one.why.clone(),
            })
            .collect(),
        licence_file: None,
    }
}
