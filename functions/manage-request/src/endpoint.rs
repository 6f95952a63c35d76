//! `get-endpoint`, `set-endpoint`: vendor admins (spec chapter 1, "Manage"). The endpoint is
//! told of every upgrade that is bought, before the quota rises. The secret that messages are
//! signed with is kept nowhere; it is shown when it is new.
//!
//! Refused: an address that is not https on port 443 at a host name.

use api::webhooks::{EndpointView, SetEndpointRequest, SetEndpointResponse};
use desk::{view, webhook_secret};
use domain::webhook::{Endpoint, EndpointSecret, EndpointUrl};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn get(call: Call<Principal>, (): (), (): ()) -> Result<EndpointView, Error> {
    let endpoint = call.app.store.endpoint().await?;
    Ok(view::upgrades::endpoint(
        &endpoint.map(|endpoint| endpoint.value).unwrap_or_default(),
    ))
}

pub(crate) async fn set(
    call: Call<Principal>,
    (): (),
    request: SetEndpointRequest,
) -> Result<SetEndpointResponse, Error> {
    let mut fields = Fields::new();
    let reach = call.app.settings.webhook_reach;
    let parsed = request.url.as_deref().map(|url| EndpointUrl::parse(url, reach));
    let url = fields.check("url", parsed.transpose());
    let url = fields.finish(url)?;
    let stamp = call.stamp().await?;
    let keys = call.app.keys.webhooks().await?;
    let store = &call.app.store;
    // What is remembered under an idempotency key holds no secret: it is added afterwards.
    let (endpoint, new_secret) = call
        .change(async || {
            let before = store.endpoint().await?;
            let (before, chain) = before.map_or((None, None), |Stored { value, chain }| (Some(value), Some(chain)));
            let before = before.unwrap_or_default();
            let new_secret = url.is_some() && (request.new_secret || before.secret.is_none());
            let secret = if new_secret {
                Some(EndpointSecret {
                    number: before.secret.as_ref().map_or(0, |secret| secret.number) + 1,
                    key: keys.current.clone(),
                    made_at: call.now,
                })
            } else {
                before.secret.clone()
            };
            let endpoint = Endpoint {
                url: url.clone(),
                secret,
            };
            if endpoint == before {
                return Ok(Change::none((endpoint, false)));
            }
            let mut transaction = Transaction::default();
            store.set_endpoint(&mut transaction, chain.as_ref(), &endpoint, new_secret, &stamp)?;
            Ok(Change {
                transaction,
                answer: (endpoint, new_secret),
            })
        })
        .await?;
    let secret = endpoint.secret.as_ref().filter(|_| new_secret);
    let secret = secret
        .map(|secret| {
            webhook_secret::shown(&keys, secret).ok_or_else(|| problem::internal("the webhook keys are damaged"))
        })
        .transpose()?;
    Ok(SetEndpointResponse {
        endpoint: view::upgrades::endpoint(&endpoint),
        secret,
    })
}
