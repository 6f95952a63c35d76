//! `create-package`, `update-package`, `activate-package`, and what lists and shows packages:
//! operators of tenants, for their own organisation (spec chapter 2, "Packages"). A package can
//! be changed until it is activated; from then on it stays as it is, since its codes stand for
//! it.
//!
//! Refused: fields that break a rule, no items or more than 20, an item that the catalogue does
//! not have, that is retired or that comes twice, a quantity that is none or above the item's maximum, changing
//! what is activated, another organisation's package.

use api::{
    Page, ProblemCode,
    events::EventView,
    packages::{
        ActivatePackageRequest, PackageChoiceView, PackageItemRequest, PackageRequest, PackageView,
        UpdatePackageRequest,
    },
    page::{ListQuery, PageQuery},
};
use desk::{
    list,
    revision::{self, Changed},
    view,
};
use domain::{
    catalogue::Catalogue,
    code::Count,
    id::PackageId,
    package::{self, Contents, MOST_ITEMS, Package, PackageItem, PackageStatus},
    text::{Name, Notes, Sku},
    upgrade::Person,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use std::collections::BTreeSet;
use store::{Stamp, Stored, Transaction};

pub(crate) async fn choices(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<PackageChoiceView>, Error> {
    let items = call
        .app
        .catalogue
        .upgrades()
        .items()
        .iter()
        .filter(|item| call.app.catalogue.upgrades().offers(item));
    view::whole(&query, items.map(|one| view::codes::choice(&call.app.catalogue, one)))
}

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<PackageView>, Error> {
    let store = &call.app.store;
    let found = store
        .packages(call.caller.user.organisation_id, &list::choice(query)?)
        .await?;
    Ok(list::page(found, |package| {
        view::codes::package(&call.app.catalogue, &package)
    }))
}

pub(crate) async fn get(call: Call<Principal>, id: PackageId, (): ()) -> Result<PackageView, Error> {
    Ok(view::codes::package(&call.app.catalogue, &load(&call, id).await?.value))
}

pub(crate) async fn events(call: Call<Principal>, id: PackageId, query: PageQuery) -> Result<Page<EventView>, Error> {
    load(&call, id).await?;
    let page = call.app.store.package_events(id, query.after.as_deref()).await;
    Ok(view::events(&call.app.catalogue, page?, &call.caller.user))
}

pub(crate) async fn create(call: Call<Principal>, (): (), request: PackageRequest) -> Result<PackageView, Error> {
    let contents = match parse(&call.app.catalogue, &request) {
        Ok(contents) => contents,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let user = &call.caller.user;
    let provider = call.app.store.organisation(user.organisation_id).await;
    let provider = provider?.ok_or_else(|| problem::internal("a user without an organisation"))?;
    let package = Package {
        package_id: call.new_id(PackageId::new),
        organisation_id: user.organisation_id,
        provider: provider.value.name,
        contents,
        status: PackageStatus::Draft,
        built_by: Person::of(user),
        created_at: call.now,
        updated_at: call.now,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let mut transaction = Transaction::default();
        call.app.store.create_package(&mut transaction, &package, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::codes::package(&call.app.catalogue, &package),
        })
    })
    .await
}

pub(crate) async fn update(
    call: Call<Principal>,
    id: PackageId,
    request: UpdatePackageRequest,
) -> Result<PackageView, Error> {
    let (revision, request) = request.split();
    let contents = match parse(&call.app.catalogue, &request) {
        Ok(contents) => contents,
        Err(refusal) => return call.refuse(refusal).await,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let before = load(&call, id).await?;
        let after = package::change(&before.value, &contents, call.now)?;
        if after.is_some() {
            let now = view::codes::contents(&before.value.contents);
            revision::check(&revision, &now, "", changed(&call, id)).await?;
        }
        becomes(&call, &before, after, &stamp)
    })
    .await
}

/// Who changed the package last.
async fn changed(call: &Call<Principal>, id: PackageId) -> Result<Option<Changed>, Error> {
    let events = call.app.store.package_events(id, None).await?;
    Ok(revision::newest(&events.items, &["package-changed"]))
}

pub(crate) async fn activate(
    call: Call<Principal>,
    id: PackageId,
    _: ActivatePackageRequest,
) -> Result<PackageView, Error> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let before = load(&call, id).await?;
        let after = package::activate(&before.value, call.now);
        if after.is_some() {
            offered(&call.app.catalogue, &before.value.contents)?;
        }
        becomes(&call, &before, after, &stamp)
    })
    .await
}

/// The package as it becomes; nothing is written where it stays as it is.
fn becomes(
    call: &Call<Principal>,
    before: &Stored<Package>,
    after: Option<Package>,
    stamp: &Stamp,
) -> Result<Change<PackageView>, Error> {
    let Some(after) = after else {
        return Ok(Change::none(view::codes::package(&call.app.catalogue, &before.value)));
    };
    let mut transaction = Transaction::default();
    call.app.store.change_package(&mut transaction, before, &after, stamp)?;
    Ok(Change {
        transaction,
        answer: view::codes::package(&call.app.catalogue, &after),
    })
}

/// The package, if it is the caller's organisation's.
async fn load(call: &Call<Principal>, id: PackageId) -> Result<Stored<Package>, Error> {
    call.caller.mine(call.app.store.package(id).await?)
}

fn parse(catalogue: &Catalogue, request: &PackageRequest) -> Result<Contents, Error> {
    let mut fields = Fields::new();
    let name = fields.check("name", Name::parse(&request.name));
    let description = fields.check("description", Notes::parse(&request.description));
    let items = items(catalogue, &request.items, &mut fields);
    let whole = name.zip(description).map(|(name, description)| Contents {
        name,
        description,
        items,
    });
    fields.finish(whole)
}

/// That codes of it could be sold: from its activation on a package stays as it is.
fn offered(catalogue: &Catalogue, contents: &Contents) -> Result<(), Error> {
    let mut gone = contents
        .items
        .iter()
        .filter_map(|item| catalogue.offered_upgrade(&item.sku).err());
    match gone.next() {
        None => Ok(()),
        Some(why) => {
            let message = format!("{why} Change the package, then activate it.");
            Err(problem::at(ProblemCode::InvalidFields, "package_id", message))
        }
    }
}

fn items(catalogue: &Catalogue, requested: &[PackageItemRequest], fields: &mut Fields) -> Vec<PackageItem> {
    if requested.is_empty() || requested.len() > MOST_ITEMS {
        let message = format!("Choose 1 to {MOST_ITEMS} items; these are {}.", requested.len());
        fields.refuse("items", message);
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut items = Vec::with_capacity(requested.len());
    for (index, request) in requested.iter().enumerate() {
        let field = format!("items/{index}/sku");
        let Some(sku) = fields.check(&field, Sku::parse(&request.sku)) else {
            continue;
        };
        let Some(item) = fields.check(&field, catalogue.offered_upgrade(&sku)) else {
            continue;
        };
        if !seen.insert(sku.clone()) {
            fields.refuse(
                field,
                format!("{sku} is there twice. Name each item once, with its quantity."),
            );
        }
        let most = Count {
            most: item.maximum_quantity,
        };
        if let Some(quantity) = fields.check(format!("items/{index}/quantity"), most.parse(request.quantity)) {
            items.push(PackageItem { sku, quantity });
        }
    }
    items
}
