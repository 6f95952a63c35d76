//! From a row of OPERATIONS to a handler: path, body, caller, roles, idempotency key,
//! answer, log line. An operation sees its types and nothing of HTTP.

use crate::{
    App, Call, Error, Identity, Principal,
    body::{self, Read},
    caller::ActingAs,
    problem,
};
use api::{Access, Endpoint, Method, Operation, ProblemCode, operations::Vouched};
use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request},
    http::{HeaderMap, Response, header},
    routing,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    str::FromStr,
    time::{Duration, Instant},
};
use store::{idempotency, meter};
use tower_http::compression::{CompressionLayer, predicate::SizeAbove};

/// From how many bytes on an answer is compressed: shorter ones go in one packet anyway.
const COMPRESSED_FROM: u64 = 1_000;

/// The routes of one function.
pub struct Routes {
    app: App,
    router: Router,
}

/// Ids in a path, in the order of the row's parameters.
pub trait PathIds: Sized + Send {
    /// The ids, or `None` where one is not an id: there is no such thing then.
    fn parse(values: &[&str]) -> Option<Self>;
}

impl PathIds for () {
    fn parse(values: &[&str]) -> Option<Self> {
        values.is_empty().then_some(())
    }
}

impl<A: FromStr + Send, B: FromStr + Send> PathIds for (A, B) {
    fn parse(values: &[&str]) -> Option<Self> {
        let [a, b] = values else { return None };
        Some((a.parse().ok()?, b.parse().ok()?))
    }
}

impl<A: FromStr + Send, B: FromStr + Send, C: FromStr + Send> PathIds for (A, B, C) {
    fn parse(values: &[&str]) -> Option<Self> {
        let [a, b, c] = values else { return None };
        Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?))
    }
}

impl PathIds for u32 {
    fn parse(values: &[&str]) -> Option<Self> {
        let [value] = values else { return None };
        value.parse().ok()
    }
}

macro_rules! one_id {
    ($($id:ident),+) => {$(
        impl PathIds for domain::id::$id {
            fn parse(values: &[&str]) -> Option<Self> {
                let [value] = values else { return None };
                value.parse().ok()
            }
        }
    )+};
}
one_id!(
    OrganisationId,
    UserId,
    OrderId,
    CustomerId,
    LocationId,
    UpgradeId,
    BatchId,
    SubscriptionId,
    DeviceId,
    PackageId,
    ActivationId,
    ImpersonationId,
    TransferId
);

/// Whoever may be the caller of an operation.
trait Caller: Sized + Send {
    fn load(
        app: &App,
        identity: Option<Identity>,
        operation: &Operation,
        headers: &HeaderMap,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
    fn user_id(&self) -> Option<String>;
    /// Whom the user acts for.
    fn acting_for(&self) -> Option<String> {
        None
    }
    /// Who remembered answers belong to: organisation, user and acting-for.
    fn scope(&self, voucher: &str) -> [String; 3];
}

impl Caller for () {
    async fn load(_: &App, _: Option<Identity>, _: &Operation, _: &HeaderMap) -> Result<Self, Error> {
        Ok(())
    }
    fn user_id(&self) -> Option<String> {
        None
    }
    /// Whoever has the same link. The digest of these is what is stored.
    fn scope(&self, voucher: &str) -> [String; 3] {
        [String::new(), "link".to_owned(), voucher.to_owned()]
    }
}

fn signed_in(identity: Option<Identity>) -> Result<Identity, Error> {
    identity.ok_or_else(|| {
        problem::new(
            ProblemCode::NotSignedIn,
            "Your sign-in has ended or is not valid here. Sign in again.",
        )
    })
}

impl Caller for Identity {
    async fn load(_: &App, identity: Option<Identity>, _: &Operation, _: &HeaderMap) -> Result<Self, Error> {
        signed_in(identity)
    }
    fn user_id(&self) -> Option<String> {
        None
    }
    fn scope(&self, _: &str) -> [String; 3] {
        [String::new(), self.issuer.clone(), self.subject.clone()]
    }
}

impl Caller for Principal {
    async fn load(
        app: &App,
        identity: Option<Identity>,
        operation: &Operation,
        headers: &HeaderMap,
    ) -> Result<Self, Error> {
        let identity = signed_in(identity)?;
        let acting_as = ActingAs::read(operation, headers)?;
        let principal = Self::load(app, &identity, acting_as).await?;
        if let Access::Roles(roles) = operation.access {
            principal.require(roles)?;
        }
        Ok(principal)
    }
    fn user_id(&self) -> Option<String> {
        Some(self.caller().user_id.to_string())
    }
    fn acting_for(&self) -> Option<String> {
        self.impersonator.as_ref().map(|_| self.user.user_id.to_string())
    }
    fn scope(&self, _: &str) -> [String; 3] {
        let caller = self.caller();
        [
            caller.organisation_id.to_string(),
            caller.user_id.to_string(),
            Caller::acting_for(self).unwrap_or_default(),
        ]
    }
}

impl Routes {
    /// No routes yet.
    pub fn new(app: App) -> Self {
        Self {
            app,
            router: Router::new(),
        }
    }

    /// An operation for users; the row says with which roles.
    pub fn user<E, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        F: Fn(Call<Principal>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        debug_assert!(matches!(E::OPERATION.access, Access::User | Access::Roles(_)));
        self.add::<E, Principal, F, Fut>(handler, |_| "")
    }

    /// An operation for whoever the issuer vouches for.
    pub fn identity<E, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        F: Fn(Call<Identity>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        debug_assert_eq!(E::OPERATION.access, Access::Identity);
        self.add::<E, Identity, F, Fut>(handler, |_| "")
    }

    /// An operation for anybody.
    pub fn public<E, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Vouched + Send,
        E::Response: Serialize + Send,
        F: Fn(Call<()>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        debug_assert_eq!(E::OPERATION.access, Access::Public);
        self.add::<E, (), F, Fut>(handler, Vouched::voucher)
    }

    /// An operation for anybody, whose answer may be kept for so long.
    pub fn kept<E, F, Fut>(self, kept: Duration, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        F: Fn(Call<()>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        debug_assert_eq!(E::OPERATION.access, Access::Public);
        self.answering::<E, (), F, Fut>(Some(kept), handler, |_| "")
    }

    /// All of them. Whoever takes gzip gets long answers so.
    pub fn router(self) -> Router {
        let long = SizeAbove::new(COMPRESSED_FROM);
        self.router.layer(CompressionLayer::new().compress_when(long))
    }

    fn add<E, C, F, Fut>(self, handler: F, voucher: fn(&E::Request) -> &str) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        C: Caller + 'static,
        F: Fn(Call<C>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        self.answering::<E, C, F, Fut>(None, handler, voucher)
    }

    fn answering<E, C, F, Fut>(mut self, kept: Option<Duration>, handler: F, voucher: fn(&E::Request) -> &str) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        C: Caller + 'static,
        F: Fn(Call<C>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        let app = self.app.clone();
        let route = move |params: RawPathParams, request: Request| {
            let (app, handler) = (app.clone(), handler.clone());
            async move { serve::<E, C, F, Fut>(app, handler, kept, voucher, params, request).await }
        };
        let method = match E::OPERATION.method {
            Method::Get => routing::get(route),
            Method::Post => routing::post(route),
            Method::Put => routing::put(route),
        };
        self.router = self.router.route(E::OPERATION.path, method);
        self
    }
}

async fn serve<E, C, F, Fut>(
    app: App,
    handler: F,
    kept: Option<Duration>,
    voucher: fn(&E::Request) -> &str,
    params: RawPathParams,
    request: Request,
) -> Response<Body>
where
    E: Endpoint,
    E::Path: PathIds,
    E::Request: DeserializeOwned,
    E::Response: Serialize,
    C: Caller,
    F: Fn(Call<C>, E::Path, E::Request) -> Fut,
    Fut: Future<Output = Result<E::Response, Error>>,
{
    let started = Instant::now();
    let request_id = request_id(&app, &request);
    let with_token = request.headers().contains_key(header::AUTHORIZATION);
    let (mut user_id, mut acting_for) = (None, None);
    let (outcome, capacity) = meter::measure(async {
        let identity = Identity::from_context(request.extensions());
        // Beside each other: the catalogue is mostly there already.
        let (caller, app) = tokio::join!(C::load(&app, identity, &E::OPERATION, request.headers()), app.at_work());
        let (caller, app) = (caller?, app?);
        (user_id, acting_for) = (caller.user_id(), caller.acting_for());
        let values: Vec<&str> = params.iter().map(|(_, value)| value).collect();
        let path = E::Path::parse(&values).ok_or_else(|| problem::not_found("thing"))?;
        let key = body::idempotency_key(&E::OPERATION, &request)?;
        let uri = request.uri().path().to_owned();
        let read = Read::of(E::OPERATION.method, request).await?;
        let request = read.parse::<E::Request>(E::OPERATION.method)?;
        let idempotency = key.map(|key| {
            let [organisation, user, other] = caller.scope(voucher(&request));
            idempotency::Request::new(
                &[&organisation, &user, &other, E::OPERATION.name, &key],
                &uri,
                &read.bytes,
            )
        });
        let now = app.clock.now();
        let call = Call {
            app: app.clone(),
            caller,
            request_id: request_id.clone(),
            now,
            idempotency,
        };
        let answer = handler(call, path, request).await?;
        serde_json::to_vec(&answer).map_err(problem::internal)
    })
    .await;
    let code = outcome.as_ref().err().map_or("ok", |problem| problem.code.code());
    tracing::info!(
        request_id,
        operation = E::OPERATION.name,
        about = E::OPERATION.about.word(),
        scope = E::OPERATION.token_scope(),
        user_id,
        acting_for,
        outcome = code,
        requests = capacity.requests,
        read = capacity.read,
        write = capacity.write,
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    match outcome {
        Ok(body) => problem::success(body, kept),
        Err(problem) => problem::response(problem, &request_id, with_token),
    }
}

/// The gateway's request id, or a new one where there is no gateway.
fn request_id(app: &App, request: &Request) -> String {
    use lambda_http::request::RequestContext::ApiGatewayV2;
    match request.extensions().get() {
        Some(ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    }
    .unwrap_or_else(|| {
        let random: [u8; 8] = crate::entropy::bytes(&*app.entropy);
        format!("{:016x}", u64::from_be_bytes(random))
    })
}
