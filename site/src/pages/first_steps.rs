//! What the vendor does first at a desk that begins empty: a catalogue, organisations, their
//! people, an order. It is shown on the home page until it is done or put away.

use crate::{
    client::{self, Failure},
    components::{
        dynamic::optional,
        walk::{Stage, Walk},
    },
    load::{Load, Loaded, Rows},
};
use api::{
    catalogue::VersionState,
    operations::{ListCatalogueVersions, ListOrganisations, ListUsers},
    orders::OrderView,
    page::{ListQuery, PageQuery},
};
use domain::{id::OrganisationId, organisation::OrganisationKind};
use leptos::{prelude::*, task::spawn_local};

/// From how many orders on nobody is asked whether the desk has begun: it has.
const BEGUN: usize = 4;

/// How far a desk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Progress {
    catalogue: bool,
    /// An organisation that is not the vendor, by which people are looked for.
    organisation: Option<OrganisationId>,
    people: bool,
    order: bool,
}

impl Progress {
    fn is_done(self) -> bool {
        self.stages().iter().all(|stage| stage.done)
    }

    fn stages(self) -> Vec<Stage> {
        let stage = |href: &str, name, text, done| Stage {
            href: href.to_owned(),
            name,
            text,
            done,
        };
        let people = match self.organisation {
            Some(id) => format!("/organisations/{id}"),
            None => "/organisations".to_owned(),
        };
        vec![
            stage(
                "/catalogue",
                "Catalogue",
                "Import a file of what you sell, or add it entry by entry. Then publish it.",
                self.catalogue,
            ),
            stage(
                "/organisations",
                "Organisations",
                "Add the distributors, dealers and tenants that you sell to.",
                self.organisation.is_some(),
            ),
            stage(
                &people,
                "People",
                "Invite the users of an organisation by mail, each with roles.",
                self.people,
            ),
            stage(
                "/orders/ship",
                "First order",
                "Ship parts into an organisation's licence bin.",
                self.order,
            ),
        ]
    }
}

/// Looks how far the desk has come, in three requests at most.
async fn progress(order: Option<OrderView>) -> Result<Progress, Failure> {
    if let Some(order) = order {
        return Ok(Progress {
            catalogue: true,
            organisation: Some(order.organisation_id),
            people: has_people(order.organisation_id).await?,
            order: true,
        });
    }
    let versions = client::call::<ListCatalogueVersions>((), PageQuery::default()).await?;
    let organisations = client::call::<ListOrganisations>((), ListQuery::default()).await?;
    let mut others = organisations.items.into_iter();
    let organisation = others.find(|one| one.kind != OrganisationKind::Vendor);
    let organisation = organisation.map(|one| one.organisation_id);
    Ok(Progress {
        catalogue: versions.items.iter().any(|one| one.state == VersionState::InForce),
        organisation,
        people: match organisation {
            Some(id) => has_people(id).await?,
            None => false,
        },
        order: false,
    })
}

async fn has_people(organisation: OrganisationId) -> Result<bool, Failure> {
    let users = client::call::<ListUsers>(organisation, PageQuery::default()).await?;
    Ok(!users.items.is_empty())
}

/// The first steps, while there are any to do, and the usual ones from then on.
pub fn or_usual(usual: Walk, orders: Loaded<Rows<OrderView>>) -> AnyView {
    let found = RwSignal::new(None);
    let asked = StoredValue::new(false);
    Effect::new(move || {
        let rows = match orders.get() {
            Load::Ready(rows) => rows.items,
            _ => return,
        };
        // What is put away asks for nothing.
        if usual.is_away() || asked.get_value() {
            return;
        }
        asked.set_value(true);
        if rows.len() >= BEGUN {
            found.set(Some(None));
            return;
        }
        spawn_local(async move {
            let progress = progress(rows.into_iter().next()).await.ok();
            // The page may have been left meanwhile.
            let _ = found.try_set(Some(progress.filter(|progress| !progress.is_done())));
        });
    });
    optional(move || {
        Some(match found.get()? {
            Some(progress) => usual.instead("First steps", progress.stages()).shown(),
            None => usual.shown(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_done_once_every_step_is() {
        let organisation = "0190a000-0000-7000-8000-000000000000".parse().ok();
        let all = Progress {
            catalogue: true,
            organisation,
            people: true,
            order: true,
        };
        assert!(all.is_done());
        for missing in [
            Progress {
                catalogue: false,
                ..all
            },
            Progress {
                organisation: None,
                ..all
            },
            Progress { people: false, ..all },
            Progress { order: false, ..all },
        ] {
            assert!(!missing.is_done(), "{missing:?}");
        }
        assert_eq!(Progress::default().stages()[2].href, "/organisations");
        assert!(all.stages()[2].href.starts_with("/organisations/0"));
    }
}
