//! Batches, codes, packages and requests to activate them, from domain types to the wire.

use crate::{revision, view::upgrades::person};
use api::{
    codes::{BatchSubject, BatchView, CodeView},
    packages::{
        ActivationDecisionView, ActivationView, PackageChoiceView, PackageItemRequest, PackageItemView, PackageRequest,
        PackageView, ReplacementView,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    activation::{Activation, ActivationState},
    catalogue::Catalogue,
    code::{ActivationCode, Batch, CodeState, Subject},
    package::{Contents, Package, PackageItem},
    upgrade::UpgradeItem,
};

/// A batch.
pub fn batch(catalogue: &Catalogue, batch: &Batch) -> BatchView {
    BatchView {
        batch_id: batch.batch_id,
        subject: subject(catalogue, &batch.subject),
        count: batch.count,
        prepared: batch.prepared,
        state: batch.state(),
        mailed: batch.mailed,
        expires_on: batch.expires_on,
        issued_by: person(&batch.issuer.person),
        issued_at: batch.issued_at,
        replacement: batch.replaces.is_some(),
    }
}

fn subject(catalogue: &Catalogue, subject: &Subject) -> BatchSubject {
    match subject {
        Subject::Package { package_id, name } => BatchSubject::Package {
            package_id: *package_id,
            name: name.as_str().to_owned(),
        },
        Subject::Subscription { plan, months, seats } => BatchSubject::Subscription {
            plan: plan.clone(),
            plan_name: catalogue.subscription_plan_name(plan).to_owned(),
            months: *months,
            seats: *seats,
        },
    }
}

/// What became of a code by now.
pub fn code(code: &ActivationCode, now: DateTime<Utc>) -> CodeView {
    let (used_by, ended_at) = match &code.state {
        CodeState::Unused => (None, None),
        CodeState::Used(used) => (Some(used.organisation_name.as_str().to_owned()), Some(used.at)),
        CodeState::Revoked { at } => (None, Some(*at)),
    };
    CodeView {
        number: code.number,
        status: code.status(now),
        mailed_to: code.mailed_to.as_ref().map(|email| email.as_str().to_owned()),
        used_by,
        ended_at,
    }
}

/// An item that packages can hold.
pub fn choice(catalogue: &Catalogue, item: &UpgradeItem) -> PackageChoiceView {
    let metric = catalogue.upgrades().metric(&item.metric);
    PackageChoiceView {
        sku: item.sku.as_str().to_owned(),
        name: item.name.clone(),
        description: item.description.clone(),
        metric_name: metric.map(|metric| metric.name.clone()).unwrap_or_default(),
        unit: metric.map(|metric| metric.unit.clone()).unwrap_or_default(),
        amount: item.amount,
        maximum_quantity: item.maximum_quantity,
    }
}

/// What a package brings.
pub fn items(catalogue: &Catalogue, items: &[PackageItem]) -> Vec<PackageItemView> {
    let catalogue = catalogue.upgrades();
    let view = |package_item: &PackageItem| {
        let item = catalogue.item(&package_item.sku);
        let metric = item.and_then(|item| catalogue.metric(&item.metric));
        PackageItemView {
            sku: package_item.sku.as_str().to_owned(),
            name: item.map_or_else(|| package_item.sku.as_str().to_owned(), |item| item.name.clone()),
            quantity: package_item.quantity,
            amount: item.map_or(0, |item| item.amount) * package_item.quantity,
            unit: metric.map(|metric| metric.unit.clone()).unwrap_or_default(),
        }
    };
    items.iter().map(view).collect()
}

/// A package.
pub fn package(catalogue: &Catalogue, package: &Package) -> PackageView {
    PackageView {
        revision: revision::of(&contents(&package.contents)),
        package_id: package.package_id,
        name: package.contents.name.as_str().to_owned(),
        description: package.contents.description.as_str().to_owned(),
        items: items(catalogue, &package.contents.items),
        provider: package.provider.as_str().to_owned(),
        status: package.status,
        built_by: person(&package.built_by),
        created_at: package.created_at,
        updated_at: package.updated_at,
    }
}

/// The contents of a package, as they are sent.
pub fn contents(contents: &Contents) -> PackageRequest {
    PackageRequest {
        name: contents.name.as_str().to_owned(),
        description: contents.description.as_str().to_owned(),
        items: contents
            .items
            .iter()
            .map(|item| PackageItemRequest {
                sku: item.sku.as_str().to_owned(),
                quantity: f64::from(item.quantity),
            })
            .collect(),
    }
}

/// A request, as its tenant sees it, or its provider.
pub fn activation(catalogue: &Catalogue, activation: &Activation, to_provider: bool) -> ActivationView {
    let replacement = match &activation.state {
        ActivationState::Declined { replacement, .. } => replacement.as_ref(),
        _ => None,
    };
    let reference = activation.details.reference.as_ref();
    ActivationView {
        activation_id: activation.activation_id,
        status: activation.status(),
        package_name: activation.package_name.as_str().to_owned(),
        description: activation.description.as_str().to_owned(),
        items: items(catalogue, &activation.items),
        provider: activation.provider.as_str().to_owned(),
        tenant_name: activation.tenant_name.as_str().to_owned(),
        requester: person(&activation.requester),
        company: activation.details.company.as_str().to_owned(),
        contact: activation.details.contact.as_str().to_owned(),
        reference: reference.map(|line| line.as_str().to_owned()).unwrap_or_default(),
        submitted_at: activation.submitted_at,
        decision: activation.decision().map(|decision| ActivationDecisionView {
            by: person(&decision.by),
            at: decision.at,
            comment: decision.comment.as_str().to_owned(),
        }),
        replacement: replacement.map(|replacement| ReplacementView {
            mailed_to: replacement.email.as_str().to_owned(),
            at: replacement.at,
            batch_id: to_provider.then_some(replacement.batch_id),
        }),
    }
}
