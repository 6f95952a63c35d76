//! `read-customer-link`, `read-linked-system`, `save-linked-file`: whoever has a customer's link (spec
//! chapter 4, "Moving on"). It shows that customer's systems: what they have, how long software assurance
//! runs, what has happened in words for the customer; and saves their licence files. It shows no orders,
//! notes, prices and nobody else, and changes nothing but that each use is noted in the customer's history:
//! once a day that the systems were looked at, and once a day for each file, so that no poll fills it.
//!
//! Refused, all alike: a link that is wrong, has ended or was taken back. A system or file that the customer
//! does not have.

use api::{
    ProblemCode,
    customer_links::{
        LinkedCustomerView, LinkedEvent, LinkedFile, LinkedFileContent, LinkedLicence, LinkedSystemSummary,
        LinkedSystemView, ReadCustomerLinkRequest, ReadLinkedSystemRequest, SaveLinkedFileRequest,
    },
    external::ExternalOrderView,
};
use desk::{
    customer_link::{self, Followed},
    external, licence_file, view,
};
use domain::{
    customer::link::{CustomerLink, LinkUse},
    day::Day,
    event::{Actor, CustomerHappening, Event},
    id::{LocationId, OrderId},
};
use runtime::{Call, Change, Error, problem};
use store::{
    PageOf, Transaction,
    location::{Installation, LicenceFile, LocationCard},
};

pub(crate) async fn read(
    call: Call<()>,
    (): (),
    request: ReadCustomerLinkRequest,
) -> Result<LinkedCustomerView, Error> {
    let Followed { link, customer } = noted(&call, &request.token, &LinkUse::Seen, seen).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    let after = request.after.as_deref();
    let page = store.locations(link.organisation_id, link.customer_id, after).await?;
    let dealer = store.organisation(link.organisation_id).await?;
    let dealer = dealer.ok_or_else(|| problem::internal("a customer of nobody"))?;
    let PageOf { items, next } = page.map(|card: LocationCard| LinkedSystemSummary {
        location_id: card.location_id,
        name: card.name,
        hkc: card.hkc,
        system_type_name: catalogue
            .system_type(card.system_type.as_str())
            .map(|kind| kind.name.clone())
            .unwrap_or_default(),
        city: card.city,
    });
    let customer = view::customer(&customer.value);
    Ok(LinkedCustomerView {
        customer_name: customer.name,
        address: customer.address,
        dealer: dealer.value.name.as_str().to_owned(),
        ends: link.ends,
        systems: items,
        next,
    })
}

pub(crate) async fn system(
    call: Call<()>,
    (): (),
    request: ReadLinkedSystemRequest,
) -> Result<LinkedSystemView, Error> {
    let Followed { link, .. } = noted(&call, &request.token, &LinkUse::Seen, seen).await?;
    let installation = load(&call, &link, request.location_id).await?;
    let (store, catalogue) = (&call.app.store, &call.app.catalogue);
    let files = store.licence_files(request.location_id).await?;
    let orders = external::of(&call.app, &installation).await?;
    let events = store.location_events(request.location_id, None).await?;
    let shown = view::location(catalogue, &installation, "", &[], Vec::new(), call.now);
    let today = Day::of(call.now);
    let agreed = installation
        .agreements
        .iter()
        .filter(|agreement| !agreement.terms.is_empty());
    Ok(LinkedSystemView {
        location_id: request.location_id,
        name: shown.details.name,
        address: shown.details.address,
        system_type_name: shown.system_type_name,
        hkc: shown.hkc,
        second_hkc: shown.second_hkc,
        dealer_email: shown.details.dealer_email,
        features: shown.features,
        activated: shown
            .activated
            .into_iter()
            .map(|licence| LinkedLicence {
                activated_at: licence.activated_at.unwrap_or(licence.attached_at),
                part: licence.part,
                part_name: licence.part_name,
                quantity: licence.quantity,
            })
            .collect(),
        assurance: agreed
            .map(|agreement| view::assurance::certified(catalogue, agreement, today))
            .collect(),
        files: all_files(&files, &orders),
        older: events.next.is_some(),
        history: events
            .items
            .into_iter()
            .filter_map(|Event { envelope, happening }| {
                let summary = happening.ok()?.for_customer(catalogue)?;
                Some(LinkedEvent {
                    at: envelope.at,
                    summary,
                })
            })
            .collect(),
    })
}

pub(crate) async fn file(call: Call<()>, (): (), request: SaveLinkedFileRequest) -> Result<LinkedFileContent, Error> {
    let Followed { link, .. } = customer_link::follow(&call, &request.token).await?;
    let installation = load(&call, &link, request.location_id).await?;
    let file = match request.order_id {
        None => own_file(&call, request.location_id, request.number).await?,
        Some(order_id) => file_from_elsewhere(&call, &installation, order_id, request.number).await?,
    };
    let saved = LinkUse::Saved {
        location_id: request.location_id,
        order_id: request.order_id,
        number: request.number,
    };
    noted(&call, &request.token, &saved, |link| CustomerHappening::LinkFileSaved {
        number: link.number,
        email: link.email.as_str().to_owned(),
        location: installation.location.details.name.as_str().to_owned(),
        file_name: file.file_name.clone(),
    })
    .await?;
    Ok(file)
}

fn seen(link: &CustomerLink) -> CustomerHappening {
    CustomerHappening::LinkSeen {
        number: link.number,
        email: link.email.as_str().to_owned(),
    }
}

/// Follows the link, and notes what is done by it, if that was not noted on this day.
async fn noted(
    call: &Call<()>,
    token: &str,
    done: &LinkUse,
    happening: impl Fn(&CustomerLink) -> CustomerHappening,
) -> Result<Followed, Error> {
    let (store, today) = (&call.app.store, Day::of(call.now));
    let followed = customer_link::follow(call, token).await?;
    if store.link_use_noted(&followed.link, done, today).await? {
        return Ok(followed);
    }
    call.change(async || {
        let Followed { link, customer } = customer_link::follow(call, token).await?;
        if store.link_use_noted(&link, done, today).await? {
            return Ok(Change::none(()));
        }
        let (customer, chain) = (&customer.value, &customer.chain);
        let by = Actor::customer(customer.organisation_id, customer.details.name.clone());
        let stamp = call.stamp_as(by).await?;
        let mut transaction = Transaction::default();
        store.note_link_use(
            &mut transaction,
            (customer, chain),
            (&link, done),
            happening(&link),
            &stamp,
        )?;
        Ok(Change {
            transaction,
            answer: (),
        })
    })
    .await?;
    Ok(followed)
}

/// The customer's system. Any other is not there.
async fn load(call: &Call<()>, link: &CustomerLink, id: LocationId) -> Result<Installation, Error> {
    let found = call.app.store.installation(id).await?;
    found
        .filter(|found| found.location.customer_id == link.customer_id)
        .ok_or_else(|| gone("system"))
}

fn gone(thing: &str) -> Error {
    problem::new(
        ProblemCode::NotFound,
        format!("There is no such {thing} any more. Open the link again to see what there is."),
    )
}

/// What can be saved, newest first.
fn all_files(files: &[LicenceFile], orders: &[ExternalOrderView]) -> Vec<LinkedFile> {
    let own = files.iter().map(view::licence_file).map(|file| LinkedFile {
        order_id: None,
        number: file.sequence,
        file_name: file.file_name,
        at: file.issued_at,
        activation_code: file.activation_code,
        limited: file.limited,
    });
    let from_elsewhere = orders.iter().flat_map(|order| {
        order.files.iter().map(|file| LinkedFile {
            order_id: Some(order.order_id),
            number: file.number,
            file_name: file.file_name.clone(),
            at: file.at,
            activation_code: None,
            limited: None,
        })
    });
    let mut files: Vec<_> = own.chain(from_elsewhere).collect();
    files.sort_by_key(|file| std::cmp::Reverse((file.at, file.number)));
    files
}

async fn own_file(call: &Call<()>, id: LocationId, number: u32) -> Result<LinkedFileContent, Error> {
    let file = call.app.store.licence_file(id, number).await?;
    let file = licence_file::content(&file.ok_or_else(|| gone("licence file"))?)?;
    Ok(LinkedFileContent {
        file_name: file.licence_file.file_name,
        content: file.content,
    })
}

async fn file_from_elsewhere(
    call: &Call<()>,
    installation: &Installation,
    order_id: OrderId,
    number: u32,
) -> Result<LinkedFileContent, Error> {
    let orders = external::of(&call.app, installation).await?;
    let order = orders.into_iter().find(|order| order.order_id == order_id);
    let file = order.and_then(|order| order.files.into_iter().find(|file| file.number == number));
    let file = file.ok_or_else(|| gone("licence file"))?;
    let content = call.app.store.external_file(order_id, number).await?;
    Ok(LinkedFileContent {
        file_name: file.file_name,
        content: content.ok_or_else(|| gone("licence file"))?,
    })
}
