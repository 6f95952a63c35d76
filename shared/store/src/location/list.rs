//! Lists of locations, and of what their newest events name.

use super::LocationCard;
use crate::{
    Error, PageOf, Store,
    item::{Item, value},
    keys::{self, Key},
    page::Paging,
    read::key_of,
};
use chrono::{DateTime, Utc};
use domain::{
    event::{Event, Happening, LicenceHappening},
    id::{CustomerId, LocationId, OrganisationId},
    software_key_code::SoftwareKeyCode,
};
use serde::Deserialize;

impl Store {
    /// A page of a customer's locations, by name.
    pub async fn locations(
        &self,
        organisation_id: OrganisationId,
        customer_id: CustomerId,
        after: Option<&str>,
    ) -> Result<PageOf<LocationCard>, Error> {
        let list = keys::lists::locations_of(organisation_id, customer_id);
        cards(self.page(&list, Paging::forward(after, 100)).await?)
    }

    /// The newest codes that an organisation's events of this kind name, each with its
    /// location, when, and newest first.
    pub async fn recent_licences(
        &self,
        organisation_id: OrganisationId,
        what: &str,
        most: usize,
    ) -> Result<Vec<(DateTime<Utc>, LocationId, SoftwareKeyCode)>, Error> {
        let list = keys::lists::happenings(organisation_id, what);
        let page = self.page(&list, Paging::newest_first(None, 25)).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(key_of).collect();
        let mut recent = Vec::new();
        for item in self.get_all(&keys).await? {
            let Event { envelope, happening } = crate::audit::event(&item)?;
            let Some(location) = keys::location_of(&envelope.aggregate) else {
                continue;
            };
            // What this version cannot read is on no list of licences.
            let Ok(Happening::Licence(
                LicenceHappening::Attached { licences, .. }
                | LicenceHappening::FreeAttached { licences }
                | LicenceHappening::Activated { licences, .. }
                | LicenceHappening::HkcMade { licences, .. }
                | LicenceHappening::Imported { licences, .. }
                | LicenceHappening::Registered { licences },
            )) = happening
            else {
                continue;
            };
            recent.extend(
                licences
                    .into_iter()
                    .map(|licence| (envelope.at, location, licence.code)),
            );
            if recent.len() >= most {
                break;
            }
        }
        recent.truncate(most);
        Ok(recent)
    }
}

fn cards(page: PageOf<Item>) -> Result<PageOf<LocationCard>, Error> {
    #[derive(Deserialize)]
    struct Row {
        card: LocationCard,
    }
    page.try_map(|item| value::<Row>(&item).map(|row| row.card))
}
