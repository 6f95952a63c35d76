//! `publish-catalogue`, `withdraw-catalogue-version`: the vendor's admins and
//! catalogue editors. Publishes the draft as its
//! differences were seen, at once or from a later moment on; withdraws what is not in force yet.
//!
//! Refused: a draft or a version before it that is not the one that was seen, a draft with faults, a
//! moment that is over or before another version's.

use crate::{draft, view};
use api::{
    ProblemCode,
    catalogue::{PublishCatalogueRequest, VersionView, WithdrawVersionRequest},
};
use desk::catalogue::draft::followed;
use domain::catalogue::{PublishRefusal, Version, differences, faults, may_follow};
use runtime::{Call, Change, Error, Principal, problem};
use store::{
    Transaction,
    catalogue::{Draft, VersionRecord},
};

pub(crate) async fn publish(
    call: Call<Principal>,
    (): (),
    request: PublishCatalogueRequest,
) -> Result<VersionView, Error> {
    let store = &call.app.store;
    let stamp = call.stamp().await?;
    // All of it is read here: once it is published the draft is gone, and a repeat gets the first
    // answer.
    let published = call.change(async || {
        let (draft, digest, entries) = publishable(&call, &request).await?;
        let stored = store.publications().await?;
        let (publications, chain) = stored.map_or_else(Default::default, |stored| (stored.value, Some(stored.chain)));
        let (publications, publication) = publications
            .publish(request.after, request.from, digest, call.now)
            .map_err(refused)?;
        let record = VersionRecord {
            publication,
            published_by: call.caller.user.name.clone(),
            published_at: call.now,
            entries,
            withdrawn: false,
        };
        let mut transaction = Transaction::default();
        store.publish(&mut transaction, chain.as_ref(), &publications, &record, &stamp)?;
        store.end_draft(&mut transaction, draft.revision);
        Ok(Change {
            transaction,
            answer: view::version(&record, &publications, call.now),
        })
    });
    let published = published.await?;
    // This function knows at once; the others follow within a minute.
    call.app.catalogues.look_again();
    Ok(published)
}

/// The draft as it was seen, the digest of its document, and how many entries it changes.
async fn publishable(call: &Call<Principal>, request: &PublishCatalogueRequest) -> Result<(Draft, String, u32), Error> {
    let (there, opened) = draft::load(call).await?;
    let document = &opened.document;
    draft::check(there.revision, request.revision)?;
    let (followed, before) = followed(&call.app.store, &call.app.catalogues).await?;
    if followed != request.after {
        return Err(refused(PublishRefusal::Outdated {
            newest: followed,
            made_of: request.after,
        }));
    }
    let mut wrong = faults(document).into_iter().chain(may_follow(&before, document));
    if let Some(fault) = wrong.next() {
        let at = [fault.section, fault.entry, fault.field].join("/");
        return Err(problem::at(
            ProblemCode::CatalogueFaulty,
            at.trim_end_matches('/'),
            fault.message,
        ));
    }
    let entries = view::count(differences(&before, document).len());
    Ok((there, opened.digest(&call.app.store).await?, entries))
}

pub(crate) async fn withdraw(
    call: Call<Principal>,
    version: Version,
    _: WithdrawVersionRequest,
) -> Result<VersionView, Error> {
    let store = &call.app.store;
    let stamp = call.stamp().await?;
    let withdrawn = call.change(async || {
        let record = store.catalogue_version(version).await?;
        let record = record.ok_or_else(|| problem::not_found("version"))?;
        let before = store
            .publications()
            .await?
            .ok_or_else(|| problem::not_found("version"))?;
        let publications = before.value.withdraw(version, call.now).map_err(refused)?;
        let mut transaction = Transaction::default();
        store.withdraw(&mut transaction, &before.chain, &publications, version, &stamp)?;
        let record = VersionRecord {
            withdrawn: true,
            ..record
        };
        Ok(Change {
            transaction,
            answer: view::version(&record, &publications, call.now),
        })
    });
    let withdrawn = withdrawn.await?;
    call.app.catalogues.look_again();
    Ok(withdrawn)
}

fn refused(refusal: PublishRefusal) -> Error {
    let message = refusal.to_string();
    match refusal {
        PublishRefusal::Past(_) => problem::at(ProblemCode::InvalidFields, "from", message),
        PublishRefusal::Outdated { .. } => problem::at(ProblemCode::CatalogueOutdated, "after", message),
        PublishRefusal::BeforeAnother { .. } => problem::at(ProblemCode::CatalogueOutdated, "from", message),
        PublishRefusal::TooMany => problem::new(ProblemCode::CatalogueOutdated, message),
        PublishRefusal::InForce(_) | PublishRefusal::Unknown(_) => problem::new(ProblemCode::VersionNotToCome, message),
    }
}
