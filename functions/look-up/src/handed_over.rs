//! `list-handed-over`, `get-handed-over`, `get-handed-over-file`: licence users, for locations that were
//! their own organisation's and went to another dealer: as they were then, and nothing since (spec chapter 4,
//! "Moving on").

use api::{
    Page,
    licences::LicenceFileContent,
    page::PageQuery,
    transfers::{HandedOverQuery, HandedOverSummary, HandedOverView},
};
use desk::{licence_file, view};
use domain::{
    day::Day,
    event::Event,
    id::{LocationId, TransferId},
    organisation::Role,
    transfer::HandedOver,
};
use runtime::{Call, Error, Principal, problem};
use store::{Chain, PageOf, location::Installation};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<HandedOverSummary>, Error> {
    let mine = call.caller.user.organisation_id;
    let page = call.app.store.handed_over_by(mine, query.after.as_deref()).await?;
    let catalogue = &call.app.catalogue;
    Ok(view::page(
        page,
        |HandedOver {
             transfer_id,
             customer_name,
             at,
             location,
             ..
         }| {
            HandedOverSummary {
                location_id: location.location_id,
                transfer_id,
                name: location.details.name.as_str().to_owned(),
                hkc: location.hkc.as_str().to_owned(),
                customer_name: customer_name.as_str().to_owned(),
                system_type_name: catalogue
                    .system_type(location.system_type.as_str())
                    .map(|kind| kind.name.clone())
                    .unwrap_or_default(),
                at,
            }
        },
    ))
}

pub(crate) async fn get(
    call: Call<Principal>,
    ids: (LocationId, TransferId),
    query: HandedOverQuery,
) -> Result<HandedOverView, Error> {
    let was = load(&call, ids).await?;
    let (store, catalogue, user) = (&call.app.store, &call.app.catalogue, &call.caller.user);
    let mut licences = store.all_licences(ids.0).await?;
    licences.retain(|licence| was.had(licence));
    let mut files = store.licence_files(ids.0).await?;
    files.retain(|file| file.sequence <= was.location.licence_files);
    let PageOf { items, next } = match query.after {
        Some(after) => store.location_events(ids.0, Some(&after)).await?,
        None => store.location_events_until(ids.0, was.events).await?,
    };
    let events: Vec<Event> = items
        .into_iter()
        .filter(|event| event.envelope.sequence <= was.events)
        .collect();
    let installation = Installation {
        location: was.location,
        chain: Chain::default(),
        licences,
        agreements: was.agreements,
    };
    let name = was.customer_name.as_str();
    let sees_assurance = user.has_any(&[Role::SwaUser]);
    let agreements = installation.agreements.iter();
    Ok(HandedOverView {
        at: was.at,
        assurance: sees_assurance.then(|| {
            agreements
                .map(|agreement| view::assurance::certified(catalogue, agreement, Day::of(was.at)))
                .collect()
        }),
        location: view::location(catalogue, &installation, name, &files, Vec::new(), was.at),
        history: view::events(
            catalogue,
            PageOf {
                items: events,
                next: None,
            },
            user,
        )
        .items,
        next,
    })
}

pub(crate) async fn file(
    call: Call<Principal>,
    (id, transfer_id, sequence): (LocationId, TransferId, u32),
    (): (),
) -> Result<LicenceFileContent, Error> {
    let was = load(&call, (id, transfer_id)).await?;
    let file = match sequence <= was.location.licence_files {
        true => call.app.store.licence_file(id, sequence).await?,
        false => None,
    };
    licence_file::content(&file.ok_or_else(|| problem::not_found("licence file"))?)
}

async fn load(call: &Call<Principal>, (id, transfer_id): (LocationId, TransferId)) -> Result<HandedOver, Error> {
    call.caller.mine(call.app.store.handed_over(id, transfer_id).await?)
}
