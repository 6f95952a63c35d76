//! Packages.

use crate::{
    Error, Store, Transaction,
    card::{self, Card, Cards, Choice, Found, SEARCH},
    chain::Stamp,
    expression::Expression,
    item::{Stored, attribute, item, list, stored, text},
    keys,
};
use domain::{
    catalogue::Catalogue,
    event::PackageHappening,
    id::{OrganisationId, PackageId},
    package::{Package, PackageStatus},
};

/// A list shows all of a package.
impl Card for Package {
    fn search(&self) -> String {
        search(self, &[])
    }
}

fn search(package: &Package, item_names: &[&str]) -> String {
    let named = [package.contents.name.as_str(), package.built_by.name.as_str()];
    let skus = package.contents.items.iter().map(|item| item.sku.as_str());
    card::searched(named.into_iter().chain(skus).chain(item_names.iter().copied()))
}

/// What is looked for a text in, the items' names of now among it.
fn search_now(package: &Package, catalogue: &Catalogue) -> String {
    let items = package.contents.items.iter();
    let names: Vec<_> = items
        .filter_map(|item| catalogue.upgrades().item(&item.sku))
        .map(|item| item.name.as_str())
        .collect();
    search(package, &names)
}

impl Store {
    /// The package, strongly consistent.
    pub async fn package(&self, id: PackageId) -> Result<Option<Stored<Package>>, Error> {
        self.get(&keys::package(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// A page of an organisation's packages by name, as the reader chose it.
    pub async fn packages(&self, organisation_id: OrganisationId, choice: &Choice) -> Result<Found<Package>, Error> {
        let list = keys::lists::packages(organisation_id);
        self.choose(Cards::of_things(&list), choice).await
    }

    /// A new package.
    pub fn create_package(&self, transaction: &mut Transaction, package: &Package, stamp: &Stamp) -> Result<(), Error> {
        let key = keys::package(package.package_id);
        let mut body = item(&key, package)?;
        list(&mut body, listed(package));
        card::put(&mut body, package)?;
        body.insert(SEARCH.to_owned(), text(search_now(package, &stamp.catalogue)));
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
            .set_text("l_sk", listed(after).sk)
            .set_text(SEARCH, search_now(after, &stamp.catalogue));
        let expression = card::set_card(expression, after)?;
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
