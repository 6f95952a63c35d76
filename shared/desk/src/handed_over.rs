//! Locations that went to another dealer, for who had them.

use domain::{customer::Location, id::OrganisationId};
use runtime::{App, Error};

/// The locations as they are, and those that went to another dealer since as they were then.
///
/// # Errors
/// The table cannot be read.
pub async fn as_they_were(
    app: &App,
    organisation_id: OrganisationId,
    mut locations: Vec<Location>,
) -> Result<Vec<Location>, Error> {
    for location in &mut locations {
        if location.organisation_id == organisation_id {
            continue;
        }
        let was = app
            .store
            .handed_over_from(location.location_id, organisation_id)
            .await?;
        if let Some(was) = was {
            *location = was.location;
        }
    }
    Ok(locations)
}
