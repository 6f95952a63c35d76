//! `/packages/new` and `/packages/:id/edit`: the package builder.

use crate::{
    browser,
    components::{
        dynamic::{dynamic, on},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    router::Router,
};
use api::{
    FieldError,
    operations::{CreatePackage, GetPackage, ListPackageChoices, UpdatePackage},
    packages::{PackageChoiceView, PackageItemRequest, PackageRequest, PackageView, UpdatePackageRequest},
};
use domain::{
    id::PackageId,
    package::{MOST_ITEMS, PackageStatus},
};
use leptos::prelude::*;

/// An item as it is typed.
#[derive(Clone, Copy)]
struct Item {
    sku: RwSignal<String>,
    quantity: RwSignal<String>,
}

impl Item {
    fn of(sku: &str, quantity: u32) -> Self {
        Self {
            sku: RwSignal::new(sku.to_owned()),
            quantity: RwSignal::new(quantity.to_string()),
        }
    }
}

/// A new package.
pub fn create() -> AnyView {
    view! {
        {page::header(Some(Above::fixed("Packages", "/packages")), Signal::stored("Build a package".to_owned()), ().into_any())}
        {fields(None)}
    }
    .into_any()
}

/// What can be changed of a draft.
pub fn edit(package_id: PackageId) -> AnyView {
    let above = Above::fixed("Package", &format!("/packages/{package_id}"));
    view! {
        {page::header(Some(above), Signal::stored("Edit package".to_owned()), ().into_any())}
        {page::loaded(load::<GetPackage>(package_id, ()), move |package| {
            if package.status == PackageStatus::Active {
                let back = view! { <a class="btn btn-primary" href=format!("/packages/{package_id}")>"Back to the package"</a> };
                return page::state("This package is activated", "It stays as it is. Build another one.", back.into_any());
            }
            fields(Some(package))
        })}
    }
    .into_any()
}

fn fields(package: Option<PackageView>) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let choices = load_list::<ListPackageChoices, PackageChoiceView>(());
    let known = package.as_ref();
    let name = RwSignal::new(known.map(|package| package.name.clone()).unwrap_or_default());
    let description = RwSignal::new(known.map(|package| package.description.clone()).unwrap_or_default());
    let items: Vec<Item> = known.map_or_else(
        || vec![Item::of("", 1)],
        |package| {
            package
                .items
                .iter()
                .map(|item| Item::of(&item.sku, item.quantity))
                .collect()
        },
    );
    let items = RwSignal::new(items);
    let known = known.map(|package| (package.package_id, package.revision.clone()));
    let cancel = known
        .as_ref()
        .map_or("/packages".to_owned(), |(id, _)| format!("/packages/{id}"));
    let lines = move || {
        let all = items.get();
        let only = all.len() == 1;
        let rows: Vec<_> = all
            .into_iter()
            .enumerate()
            .map(|(i, item)| line(form, choices, items, i, item, only))
            .collect();
        rows.into_any()
    };
    let add = move |_| {
        items.update(|items| items.push(Item::of("", 1)));
        browser::focus_soon(".order-line:last-child select");
    };
    let submit = move || {
        let Some(request) = read(form, name, description, items) else {
            return;
        };
        let then = move |package: PackageView| {
            form.saved();
            toasts.done(format!("{} is saved as a draft.", package.name));
            router.go(&format!("/packages/{}", package.package_id));
        };
        match &known {
            None => form.send::<CreatePackage>((), request, then),
            Some((package_id, revision)) => {
                let request = UpdatePackageRequest::of(form.revision(revision), request);
                form.send::<UpdatePackage>(*package_id, request, then);
            }
        }
    };
    let content = view! {
        <div class="card"><div class="card-body fields">
            {Field::new(form, "name", "Name").note("What the buyer sees first. Up to 100 characters.").text(name)}
            {Field::new(form, "description", "Description").note("What it is for. Up to 1,000 characters.").lines(description, 3)}
            <fieldset class="fields" id="f-items" tabindex="-1">
                <legend class="h4">"Items"</legend>
                <div class="order-lines">{dynamic(lines)}</div>
                {form.error_at("items")}
                <div><button type="button" class="btn" on:click=on(add)>{icon(icon::PLUS)}"Add an item"</button></div>
            </fieldset>
        </div>
        <div class="card-footer btn-list">{form.submit(Signal::stored("Save draft".to_owned()))}<a class="btn" href=cancel>"Cancel"</a></div></div>
    };
    view! { <div class="form-width">{form_element(form, submit, content.into_any())}</div> }.into_any()
}

fn line(
    form: Form,
    choices: Loaded<Rows<PackageChoiceView>>,
    items: RwSignal<Vec<Item>>,
    i: usize,
    item: Item,
    only: bool,
) -> AnyView {
    let options = Signal::derive(move || {
        let choices = choices.value().map(|rows| rows.items).unwrap_or_default();
        choices
            .into_iter()
            .map(|choice| (choice.sku, choice.name))
            .collect::<Vec<_>>()
    });
    // What the chosen number of it brings, all of them together.
    let brings = Signal::derive(move || {
        let sku = item.sku.get();
        let choices = choices.value().map(|rows| rows.items).unwrap_or_default();
        let Some(choice) = choices.into_iter().find(|choice| choice.sku == sku) else {
            return String::new();
        };
        let count = item
            .quantity
            .with(|text| text.trim().parse::<u64>().unwrap_or_default());
        format!(
            "Up to {}. Together {} {} more: {}.",
            choice.maximum_quantity,
            format::number(count.saturating_mul(u64::from(choice.amount))),
            choice.unit,
            choice.metric_name
        )
    });
    let remove = move |_| {
        form.clear();
        items.update(|items| {
            items.remove(i);
        });
    };
    view! {
        <div class="order-line" role="group" aria-label=format!("Item {}", i + 1)>
            {Field::new(form, format!("items/{i}/sku"), "Item").hint(brings).choice(item.sku, options)}
            {Field::new(form, format!("items/{i}/quantity"), "Quantity").number(item.quantity)}
            <button type="button" class="btn remove" aria-label=format!("Remove item {}", i + 1) disabled=only on:click=on(remove)>{icon(icon::TRASH)}</button>
        </div>
    }
    .into_any()
}

/// What was typed; what cannot even be sent is said at its field.
fn read(
    form: Form,
    name: RwSignal<String>,
    description: RwSignal<String>,
    items: RwSignal<Vec<Item>>,
) -> Option<PackageRequest> {
    let mut errors = Vec::new();
    let all = items.get_untracked();
    if all.len() > MOST_ITEMS {
        errors.push(FieldError::new(
            "items",
            format!("A package has up to {MOST_ITEMS} items."),
        ));
    }
    let mut requests = Vec::new();
    for (i, item) in all.into_iter().enumerate() {
        let sku = item.sku.get_untracked();
        if sku.is_empty() {
            errors.push(FieldError::new(format!("items/{i}/sku"), "Choose an item."));
        }
        let quantity = item
            .quantity
            .with_untracked(|text| text.trim().parse::<u32>())
            .unwrap_or_default();
        if quantity == 0 {
            errors.push(FieldError::new(
                format!("items/{i}/quantity"),
                "Enter a whole number from 1.",
            ));
        }
        requests.push(PackageItemRequest {
            sku,
            quantity: f64::from(quantity),
        });
    }
    form.check(errors).then(|| PackageRequest {
        name: name.get_untracked(),
        description: description.get_untracked(),
        items: requests,
    })
}
