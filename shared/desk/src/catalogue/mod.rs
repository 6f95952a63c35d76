//! The catalogue as several write it: its first version, where a deployment does not begin empty,
//! drafts, and files that go into them.

pub mod draft;
pub mod entries;
pub mod import;
pub mod operate;

use domain::{
    catalogue::{Document, PublishRefusal, differences},
    event::Actor,
    id::OrganisationId,
    text::Name,
};
use runtime::{App, Call, Change, Error, problem};
use store::{Transaction, catalogue::VersionRecord};

/// Publishes the first version, from now on, unless there is one already. Says whether it did.
///
/// # Errors
/// The table cannot be read or written.
pub async fn begin(app: &App, vendor: OrganisationId, document: &Document) -> Result<bool, Error> {
    let store = &app.store;
    let call = Call::of_the_desk(app);
    let stamp = call.stamp_as(Actor::latchkey(vendor)).await?;
    let entries = differences(&Document::default(), document).len();
    let digest = store.keep_document(document).await?;
    let began = call.change(async || {
        let before = store.publications().await?;
        let (publications, chain) = before.map_or_else(Default::default, |stored| (stored.value, Some(stored.chain)));
        if publications.newest > 0 {
            return Ok(Change::none(false));
        }
        let impossible = |refusal: PublishRefusal| problem::internal(refusal);
        let (publications, publication) = publications
            .publish(0, None, digest.clone(), call.now)
            .map_err(impossible)?;
        let record = VersionRecord {
            publication,
            published_by: Name::from("Latchkey".to_owned()),
            published_at: call.now,
            entries: u32::try_from(entries).unwrap_or(u32::MAX),
            withdrawn: false,
        };
        let mut transaction = Transaction::default();
        store.publish(&mut transaction, chain.as_ref(), &publications, &record, &stamp)?;
        Ok(Change {
            transaction,
            answer: true,
        })
    });
    began.await
}

/// Publishes as version 1 what was compiled into the functions of a table from before there were
/// versions; what was made there belongs to it. Says whether it is such a table.
///
/// # Errors
/// The table cannot be read or written.
pub async fn begin_where_it_was_compiled_in(
    app: &App,
    vendor: OrganisationId,
    compiled_in: &Document,
) -> Result<bool, Error> {
    let old = app.store.publications().await?.is_none() && app.store.organisation(vendor).await?.is_some();
    if old {
        begin(app, vendor, compiled_in).await
    } else {
        Ok(false)
    }
}
