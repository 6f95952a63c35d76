//! From a row of OPERATIONS to a handler: path, body, caller, roles, idempotency key,
//! answer, log line. An operation sees its types and nothing of HTTP.

use crate::{App, Call, Error, Identity, Principal, fields, problem};
use api::{Access, Endpoint, FieldError, IDEMPOTENCY_KEY, MAX_BODY, Method, Operation, ProblemCode};
use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request},
    http::Response,
    routing,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    str::FromStr,
    time::{Duration, Instant},
};
use store::{idempotency, meter};

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
    ActivationId
);

/// Whoever may be the caller of an operation.
trait Caller: Sized + Send {
    fn load(app: &App, identity: Option<Identity>, access: Access) -> impl Future<Output = Result<Self, Error>> + Send;
    fn user_id(&self) -> Option<String>;
    /// Who remembered answers belong to: organisation, user and acting-for.
    fn scope(&self) -> [String; 3];
}

impl Caller for () {
    async fn load(_: &App, _: Option<Identity>, _: Access) -> Result<Self, Error> {
        Ok(())
    }
    fn user_id(&self) -> Option<String> {
        None
    }
    fn scope(&self) -> [String; 3] {
        Default::default()
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
    async fn load(_: &App, identity: Option<Identity>, _: Access) -> Result<Self, Error> {
        signed_in(identity)
    }
    fn user_id(&self) -> Option<String> {
        None
    }
    fn scope(&self) -> [String; 3] {
        [String::new(), self.issuer.clone(), self.subject.clone()]
    }
}

impl Caller for Principal {
    async fn load(app: &App, identity: Option<Identity>, access: Access) -> Result<Self, Error> {
        let principal = Self::load(app, &signed_in(identity)?).await?;
        if let Access::Roles(roles) = access {
            principal.require(roles)?;
        }
        Ok(principal)
    }
    fn user_id(&self) -> Option<String> {
        Some(self.user.user_id.to_string())
    }
    fn scope(&self) -> [String; 3] {
        [
            self.user.organisation_id.to_string(),
            self.user.user_id.to_string(),
            String::new(),
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
        self.add::<E, Principal, F, Fut>(handler)
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
        self.add::<E, Identity, F, Fut>(handler)
    }

    /// An operation for anybody.
    pub fn public<E, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        F: Fn(Call<()>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        debug_assert_eq!(E::OPERATION.access, Access::Public);
        self.add::<E, (), F, Fut>(handler)
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
        self.answering::<E, (), F, Fut>(Some(kept), handler)
    }

    /// All of them.
    pub fn router(self) -> Router {
        self.router
    }

    fn add<E, C, F, Fut>(self, handler: F) -> Self
    where
        E: Endpoint + Send + Sync + 'static,
        E::Path: PathIds,
        E::Request: DeserializeOwned + Send,
        E::Response: Serialize + Send,
        C: Caller + 'static,
        F: Fn(Call<C>, E::Path, E::Request) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<E::Response, Error>> + Send,
    {
        self.answering::<E, C, F, Fut>(None, handler)
    }

    fn answering<E, C, F, Fut>(mut self, kept: Option<Duration>, handler: F) -> Self
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
            async move { serve::<E, C, F, Fut>(app, handler, kept, params, request).await }
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
    let mut user_id = None;
    let (outcome, capacity) = meter::measure(async {
        let identity = Identity::from_context(request.extensions());
        let caller = C::load(&app, identity, E::OPERATION.access).await?;
        user_id = caller.user_id();
        let values: Vec<&str> = params.iter().map(|(_, value)| value).collect();
        let path = E::Path::parse(&values).ok_or_else(|| problem::not_found("thing"))?;
        let key = idempotency_key(&E::OPERATION, &request)?;
        let uri = request.uri().path().to_owned();
        let body = body(request).await?;
        let idempotency = key.map(|key| {
            let [organisation, user, acting_for] = caller.scope();
            idempotency::Request::new(
                &[&organisation, &user, &acting_for, E::OPERATION.name, &key],
                &uri,
                &body.bytes,
            )
        });
        let request = body.parse::<E::Request>(E::OPERATION.method)?;
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
        user_id,
        outcome = code,
        requests = capacity.requests,
        read = capacity.read,
        write = capacity.write,
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    match outcome {
        Ok(body) => problem::success(body, kept),
        Err(problem) => problem::response(problem, &request_id),
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

fn idempotency_key(operation: &Operation, request: &Request) -> Result<Option<String>, Error> {
    if !operation.changes {
        return Ok(None);
    }
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= 128 => Ok(Some(key.to_owned())),
        _ => Err(problem::at(
            ProblemCode::InvalidFields,
            IDEMPOTENCY_KEY,
            "An idempotency key has 1 to 128 visible ASCII characters, such as a UUID.",
        )),
    }
}

struct Read {
    bytes: Vec<u8>,
    query: String,
}

async fn body(request: Request) -> Result<Read, Error> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let bytes = axum::body::to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| {
        problem::new(
            ProblemCode::BodyTooLarge,
            "The request body is over 1 MB. Send less at a time.",
        )
    })?;
    Ok(Read {
        bytes: bytes.to_vec(),
        query,
    })
}

impl Read {
    fn parse<T: DeserializeOwned>(&self, method: Method) -> Result<T, Error> {
        if matches!(method, Method::Get) {
            return query(&self.query);
        }
        let mut json = serde_json::Deserializer::from_slice(&self.bytes);
        let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| match error.inner().classify() {
            serde_json::error::Category::Data => {
                let FieldError { field, message } = fields::misshapen(&error);
                problem::at(ProblemCode::InvalidFields, &field, message)
            }
            _ => problem::new(
                ProblemCode::MalformedBody,
                format!(
                    "The body is not JSON: {}. Send an object as the operation describes it.",
                    error.inner()
                ),
            ),
        })?;
        json.end().map_err(|error| {
            problem::new(
                ProblemCode::MalformedBody,
                format!("The body goes on after its JSON: {error}."),
            )
        })?;
        Ok(parsed)
    }
}

fn query<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    // A query is a flat map of text; `()` takes none.
    let pairs: serde_json::Map<String, serde_json::Value> =
        axum::extract::Query::<Vec<(String, String)>>::try_from_uri(
            &format!("/?{query}")
                .parse()
                .map_err(|_| problem::new(ProblemCode::MalformedBody, "The query cannot be read."))?,
        )
        .map_err(|error| {
            problem::new(
                ProblemCode::MalformedBody,
                format!("The query cannot be read: {error}."),
            )
        })?
        .0
        .into_iter()
        .map(|(name, value)| (name, serde_json::Value::String(value)))
        .collect();
    let value = if std::any::type_name::<T>() == "()" && pairs.is_empty() {
        serde_json::Value::Null
    } else {
        pairs.into()
    };
    serde_json::from_value(value)
        .map_err(|error| problem::at(ProblemCode::InvalidFields, "query", fields::sentence(&error)))
}
