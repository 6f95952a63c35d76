//! Locations that belong together: a system, the License Manager Client that comes with it, and what
//! was added to it (spec chapter 4, "System types").

use crate::view;
use api::customers::{Relation, RelativeView};
use domain::{catalogue::Catalogue, client, customer::Location, licence::Licence};
use runtime::{App, Error};

/// The relatives of a location that is there, children with what is activated at them. Of a system
/// without any nothing is read.
///
/// # Errors
/// The table cannot be read.
pub async fn of(app: &App, location: &Location) -> Result<Vec<RelativeView>, Error> {
    let (catalogue, store) = (&app.catalogue, &app.store);
    let mut family = Vec::new();
    if let Some(parent) = location.parent
        && let Some(parent) = store.location(parent).await?
    {
        family.push(relative(catalogue, Relation::Parent, &parent.value));
    }
    if let Some(client) = client_of(app, location).await? {
        family.push(relative(catalogue, Relation::Child, &client));
    }
    for child in &location.children {
        let Some(child) = store.installation(*child).await? else {
            continue;
        };
        let mut activated: Vec<&Licence> = child
            .licences
            .iter()
            .filter(|one| one.activated_at().is_some())
            .collect();
        activated.sort_by_key(|licence| (licence.activated_at(), licence.part.clone()));
        let activated = activated.into_iter().map(|one| view::licence(catalogue, one));
        family.push(RelativeView {
            activated: activated.collect(),
            ..relative(catalogue, Relation::Child, &child.location)
        });
    }
    Ok(family)
}

/// The License Manager Client that came with a location. Who has its code and did not come with the
/// location is none of its family, and may be another organisation's.
///
/// # Errors
/// The table cannot be read.
pub async fn client_of(app: &App, location: &Location) -> Result<Option<Location>, Error> {
    let Some(hkc) = client::hkc_of(&app.catalogue, location) else {
        return Ok(None);
    };
    let found = app.store.location_of_hkc(&hkc).await?;
    let found = found.map(|(client, _)| client);
    Ok(found.filter(|client| client.hkc == hkc && client.parent == Some(location.location_id)))
}

/// Another location, as what it is to a location.
pub fn relative(catalogue: &Catalogue, relation: Relation, other: &Location) -> RelativeView {
    let kind = catalogue.system_type(other.system_type.as_str());
    RelativeView {
        relation,
        location_id: other.location_id,
        name: other.details.name.as_str().to_owned(),
        hkc: other.hkc.as_str().to_owned(),
        system_type_name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        activated: Vec::new(),
    }
}
