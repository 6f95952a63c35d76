//! `get-catalogue`, `list-catalogue-versions`, `get-catalogue-version`, `compare-catalogue-version`,
//! `list-catalogue-events`: the vendor's admins. What is in force, what comes next, and what every
//! version was and changed. Refused: a version that was never published.

use crate::{draft, view};
use api::{
    Page,
    catalogue::{CatalogueDocument, CatalogueView, CompareVersionsQuery, DifferencesView, VersionView},
    events::EventView,
    page::PageQuery,
};
use domain::catalogue::{Document, Publications, Version};
use runtime::{Call, Error, Principal, problem};
use store::catalogue::VersionRecord;

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
    Ok(CatalogueDocument {
        version,
        document: serde_json::to_value(&document).map_err(problem::internal)?,
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
