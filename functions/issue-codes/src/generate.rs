//! `generate-codes`: operators of tenants, for a package of their own organisation that is
//! activated (spec chapter 2, "Packages"). 1 to 1,000 codes, for `export-codes` or mailed to
//! the addresses given. More than 40 are made in steps; a request that broke off is finished
//! by its repeat under the same idempotency key, or by the outbox.
//!
//! Refused: a number of codes that is not 1 to 1,000, an address that is none or comes twice,
//! a last day in the past, a package that is not activated or holds an item
//! that is retired, another organisation's package.

use api::{
    ProblemCode,
    codes::{BatchView, CodeDelivery, GenerateCodesRequest},
};
use desk::{
    activation_code::CodeKeys,
    code_batch::{self, NewBatch},
};
use domain::{
    catalogue::Catalogue,
    code::{Batch, BatchRefusal, Count, IssuedBy, MOST_CODES, Subject},
    day::Day,
    id::PackageId,
    package::{self, Package},
    text::EmailAddress,
    upgrade::Person,
};
use runtime::{Call, Error, Fields, Principal, problem};
use std::collections::BTreeSet;

pub(crate) async fn generate(
    call: Call<Principal>,
    id: PackageId,
    request: GenerateCodesRequest,
) -> Result<BatchView, Error> {
    let (count, emails) = parse(&request, Day::of(call.now))?;
    let _organisation_id = call.caller.user.organisation_id;
    // What is activated stays as it is, so this holds for good.
    let package = call.caller.mine(call.app.store.package(id).await?)?.value;
    package::sellable(&package)?;
    if let Err(refusal) = offered(&call.app.catalogue, &package) {
        return call.refuse(refusal).await;
    }
    let keys = CodeKeys::load(&call.app.keys).await?;
    let new = NewBatch {
        batch: Batch {
            batch_id: code_batch::new_id(&call),
            issuer: issuer(&call).await?,
            subject: Subject::Package {
                package_id: id,
                name: package.contents.name,
            },
            count,
            prepared: 0,
            key_version: keys.version_symbol()?,
            mailed: !emails.is_empty(),
            expires_on: request.expires_on,
            only_for: None,
            replaces: None,
            issued_at: call.now,
        },
        emails,
    };
    code_batch::issue(&call, &keys, &new).await
}

/// That all that the package holds can still be sold.
fn offered(catalogue: &Catalogue, package: &Package) -> Result<(), Error> {
    let items = package.contents.items.iter();
    let mut gone = items.filter_map(|item| catalogue.offered_upgrade(&item.sku).err());
    match gone.next() {
        None => Ok(()),
        Some(why) => {
            let message = format!(
                "{why} {} holds it: build another package without it.",
                package.contents.name
            );
            Err(problem::at(ProblemCode::InvalidFields, "package_id", message))
        }
    }
}

fn parse(request: &GenerateCodesRequest, today: Day) -> Result<(u32, Vec<EmailAddress>), Error> {
    let mut fields = Fields::new();
    let most = Count { most: MOST_CODES };
    let whole = match &request.delivery {
        CodeDelivery::Csv { count } => fields
            .check("delivery/count", most.parse(*count))
            .map(|count| (count, Vec::new())),
        CodeDelivery::Mail { emails } => {
            // A list is far shorter than what a double counts exactly.
            let count = most.parse(emails.len() as f64).ok();
            if count.is_none() {
                let message = format!("Enter 1 to {MOST_CODES} addresses; these are {}.", emails.len());
                fields.refuse("delivery/emails", message);
            }
            count.map(|count| (count, addresses(emails, &mut fields)))
        }
    };
    fields.check("expires_on", expiry(request.expires_on, today));
    fields.finish(whole)
}

/// Each address gets one code.
fn addresses(emails: &[String], fields: &mut Fields) -> Vec<EmailAddress> {
    let mut seen = BTreeSet::new();
    let mut parsed = Vec::with_capacity(emails.len());
    for (index, email) in emails.iter().enumerate() {
        let field = format!("delivery/emails/{index}");
        let Some(email) = fields.check(&field, EmailAddress::parse(email)) else {
            continue;
        };
        if seen.insert(email.as_str().to_lowercase()) {
            parsed.push(email);
        } else {
            fields.refuse(field, format!("{email} is there twice. Each address gets one code."));
        }
    }
    parsed
}

/// A last day that is not over.
pub(crate) fn expiry(last: Option<Day>, today: Day) -> Result<(), BatchRefusal> {
    match last {
        Some(last) if last < today => Err(BatchRefusal::LastDayOver(today)),
        _ => Ok(()),
    }
}

/// The caller, in the name of the organisation as it is called now.
pub(crate) async fn issuer(call: &Call<Principal>) -> Result<IssuedBy, Error> {
    let user = &call.caller.user;
    let organisation = call.app.store.organisation(user.organisation_id).await;
    let organisation = organisation?.ok_or_else(|| problem::internal("a user without an organisation"))?;
    Ok(IssuedBy {
        organisation_id: user.organisation_id,
        organisation_name: organisation.value.name,
        person: Person::of(user),
    })
}
