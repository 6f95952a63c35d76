//! Packages.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::Stamp,
    expression::Expression,
    item::{Stored, attribute, item, list, stored},
    keys,
    page::Paging,
};
use domain::{
    event::PackageHappening,
    id::{OrganisationId, PackageId},
    package::{Package, PackageStatus},
};

/// Whole packages stand in a page.
const PAGE: i32 = 50;

impl Store {
    /// The package, strongly consistent.
    pub async fn package(&self, id: PackageId) -> Result<Option<Stored<Package>>, Error> {
        self.get(&keys::package(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of an organisation's packages, by name.
    pub async fn packages(
        &self,
        organisation_id: OrganisationId,
        after: Option<&str>,
    ) -> Result<PageOf<Package>, Error> {
        self.page_of_listed(&keys::lists::packages(organisation_id), Paging::forward(after, PAGE))
            .await
    }

    /// A new package.
    pub fn create_package(&self, transaction: &mut Transaction, package: &Package, stamp: &Stamp) -> Result<(), Error> {
        let key = keys::package(package.package_id);
        let mut body = item(&key, package)?;
        list(&mut body, listed(package));
        let happening = PackageHappening::Built {
            package_id: package.package_id,
            name: package.contents.name.clone(),
            items: items(package),
        };
        transaction.create(self, &key, body, stamp.event(happening, &[]))
    }

    /// Other contents, or activated: the package as it will be.
    pub fn change_package(
        &self,
        transaction: &mut Transaction,
        before: &Stored<Package>,
        after: &Package,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["contents"], attribute(&after.contents)?)
            .set(&["status"], attribute(&after.status)?)
            .set(&["updated_at"], attribute(&after.updated_at)?)
            .set_text("l_sk", listed(after).sk);
        let name = after.contents.name.clone();
        let happening = match after.status {
            PackageStatus::Active => PackageHappening::Activated { name },
            PackageStatus::Draft => PackageHappening::Changed {
                name,
                items: items(after),
            },
        };
        transaction.change(
            self,
            &keys::package(after.package_id),
            &before.chain,
            expression,
            stamp.event(happening, &[]),
        )
    }
}

fn listed(package: &Package) -> keys::Lookup {
    keys::packages(
        package.organisation_id,
        package.contents.name.as_str(),
        package.package_id,
    )
}

fn items(package: &Package) -> u32 {
    u32::try_from(package.contents.items.len()).unwrap_or(u32::MAX)
}
