//! A customer's link, given and followed. Its token is made from the customer, the link's number and a key
//! outside the table whenever it is needed, so that it is kept nowhere, in clear or otherwise. It says which
//! link, not whether it works: that is read from the table whenever it is followed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    customer::{
        Customer,
        link::{CustomerLink, DeadCustomerLink},
    },
    day::Day,
    id::CustomerId,
};
use hmac::{Hmac, KeyInit, Mac};
use runtime::{App, Call, Error, keys::MacKeys, problem};
use sha2::Sha256;
use store::Stored;

/// A link that works, and whose systems it shows.
pub struct Followed {
    /// The link.
    pub link: CustomerLink,
    /// The customer.
    pub customer: Stored<Customer>,
}

/// The link itself, as it is mailed and copied.
///
/// # Errors
/// The keys cannot be read, or are damaged.
pub async fn url(app: &App, link: &CustomerLink) -> Result<String, Error> {
    let keys = app.keys.links().await?;
    let token = token(&keys, link.customer_id, link.number);
    let token = token.ok_or_else(|| problem::internal("the link keys are damaged"))?;
    Ok(format!("{}/systems#token={token}", app.settings.public_url))
}

/// Follows the link of this token. Nothing is noted by that.
///
/// # Errors
/// All alike: we did not make the token; it has ended; it was taken back; the customer is another dealer's
/// by now.
pub async fn follow(call: &Call<()>, token: &str) -> Result<Followed, Error> {
    let keys = call.app.keys.links().await?;
    let (customer_id, number) = read(&keys, token).ok_or(DeadCustomerLink)?;
    let store = &call.app.store;
    let (link, customer) = tokio::join!(store.customer_link(customer_id, number), store.customer(customer_id));
    let (link, customer) = link?.zip(customer?).ok_or(DeadCustomerLink)?;
    let works = link.works(Day::of(call.now)) && customer.value.organisation_id == link.organisation_id;
    works
        .then_some(Followed { link, customer })
        .ok_or_else(|| DeadCustomerLink.into())
}

fn mac(keys: &MacKeys, id: &str, body: &str) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&keys.key(id)?).ok()?;
    mac.update(b"customer\0");
    mac.update(body.as_bytes());
    Some(mac)
}

/// The link's token; `None` where the keys are damaged.
fn token(keys: &MacKeys, customer: CustomerId, number: u32) -> Option<String> {
    let body = format!("{customer}.{number}.{}", keys.current);
    let tag = mac(keys, &keys.current, &body)?.finalize().into_bytes();
    Some(format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(body),
        URL_SAFE_NO_PAD.encode(tag)
    ))
}

/// The customer and the number of the link, if we made its token.
fn read(keys: &MacKeys, token: &str) -> Option<(CustomerId, u32)> {
    let (body, tag) = token.trim().split_once('.')?;
    let body = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    let mut parts = body.splitn(3, '.');
    let (customer, number, id) = (parts.next()?, parts.next()?, parts.next()?);
    mac(keys, id, &body)?
        .verify_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?)
        .ok()?;
    Some((customer.parse().ok()?, number.parse().ok()?))
}
