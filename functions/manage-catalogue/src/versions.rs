//! `get-catalogue`, `list-catalogue-versions`, `get-catalogue-version`, `get-catalogue-entry`, `compare-catalogue-version`,
//! `list-catalogue-events`: the vendor's admins and
//! catalogue editors. What is in force, what comes next, and what every
//! version was and changed. Refused: a version that was never published.

use crate::{draft, view};
use api::{
    Page,
    catalogue::{
        CatalogueDocument, CatalogueEntry, CatalogueEntryQuery, CatalogueUse, CatalogueView, CompareVersionsQuery,
        DifferencesView, VersionView,
    },
    events::EventView,
    page::PageQuery,
};
use domain::catalogue::{Document, Publications, Version, uses};
use runtime::{Call, Error, Principal, problem};
use store::catalogue::VersionRecord;

/// How many entries that name another are shown.
const MOST_USES: usize = 200;

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<CatalogueView, Error> {
    let publications = publications(&call).await?;
    let mut shown = Vec::new();
    for publication in &publications.versions {
        let record = record(&call, publication.version).await?;
        shown.push((
            publication.from > call.now,
            view::version(&record, &publications, call.now),
        ));
    }
    let (to_come, others): (Vec<_>, Vec<_>) = shown.into_iter().partition(|(to_come, _)| *to_come);
    let in_force = publications.in_force(call.now).map(|one| one.version);
    Ok(CatalogueView {
        in_force: others
            .into_iter()
            .map(|(_, version)| version)
            .find(|version| Some(version.version) == in_force),
        to_come: to_come.into_iter().map(|(_, version)| version).collect(),
        draft: draft::shown(&call).await?,
    })
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<VersionView>, Error> {
    let publications = publications(&call).await?;
    let page = call.app.store.catalogue_versions(query.after.as_deref()).await?;
    Ok(desk::view::page(page, |record| {
        view::version(&record, &publications, call.now)
    }))
}

pub(crate) async fn document(call: Call<Principal>, version: Version, (): ()) -> Result<CatalogueDocument, Error> {
    let document = of_version(&call, version).await?;
    view::exported(&call.app, version, document)
}

pub(crate) async fn entry(call: Call<Principal>, (): (), query: CatalogueEntryQuery) -> Result<CatalogueEntry, Error> {
    let (version, document) = match query.version {
        Some(0) => (0, draft::load(&call).await?.1.document),
        Some(version) => (version, of_version(&call, version).await?),
        None => (call.app.catalogue.version(), call.app.catalogue.document()),
    };
    let CatalogueEntryQuery { section, entry, .. } = query;
    let value = document.entry(&section, &entry);
    let value = value.ok_or_else(|| problem::not_found("entry"))?;
    let uses = uses(&document, &section, &entry);
    let used_by = uses.iter().take(MOST_USES).map(|one| CatalogueUse {
        section: one.section.to_owned(),
        entry: one.entry.clone(),
        field: one.field.clone(),
    });
    Ok(CatalogueEntry {
        version,
        value,
        used_by: used_by.collect(),
        uses: view::count(uses.len()),
        section,
        entry,
    })
}

pub(crate) async fn compare(
    call: Call<Principal>,
    version: Version,
    query: CompareVersionsQuery,
) -> Result<DifferencesView, Error> {
    let after = of_version(&call, version).await?;
    let with = query.with.unwrap_or(version.saturating_sub(1));
    let before = if with == 0 {
        Document::default()
    } else {
        of_version(&call, with).await?
    };
    Ok(view::changes((with, &before), (version, &after)))
}

pub(crate) async fn events(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<EventView>, Error> {
    let page = call.app.store.catalogue_events(query.after.as_deref()).await?;
    Ok(desk::view::events(&call.app.catalogue, page, &call.caller.user))
}

/// Which versions are in force and to come.
pub(crate) async fn publications(call: &Call<Principal>) -> Result<Publications, Error> {
    let stored = call.app.store.publications().await?;
    Ok(stored.map(|stored| stored.value).unwrap_or_default())
}

/// The document of a version that was published.
pub(crate) async fn of_version(call: &Call<Principal>, version: Version) -> Result<Document, Error> {
    let record = record(call, version).await?;
    Ok(call.app.store.document(&record.publication.digest).await?)
}

async fn record(call: &Call<Principal>, version: Version) -> Result<VersionRecord, Error> {
    let record = call.app.store.catalogue_version(version).await?;
    record.ok_or_else(|| problem::not_found("version"))
}
