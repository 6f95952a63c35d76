//! What a page shows once it is there.

use crate::client::{self, Failure, PathIds};
use api::{Endpoint, Page};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::{any::Any, future::Future, marker::PhantomData, pin::Pin, rc::Rc, sync::Arc};

/// How many pages of a list are fetched before the reader is asked.
const PAGES_AT_ONCE: usize = 80;

/// On its way, there, or not to be had.
#[derive(Debug, Clone)]
pub enum Load<T> {
    /// On its way.
    Loading,
    /// There.
    Ready(T),
    /// Not to be had.
    Failed(Failure),
}

/// Something that is fetched, and can be fetched again.
///
/// The value is kept without its type, so that the machinery of signals is in the
/// module once and not once for every type.
pub struct Loaded<T> {
    state: RwSignal<Load<Arc<dyn Any + Send + Sync>>>,
    fetch: StoredValue<Fetch, LocalStorage>,
    value: PhantomData<fn() -> T>,
}

type Fetched = Result<Arc<dyn Any + Send + Sync>, Failure>;
type Fetch = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Fetched>>>>;

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Fetches now, and again whenever asked.
    pub fn new<F>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let loaded = Self::with(
            Load::Loading,
            Rc::new(move || {
                let fetching = fetch();
                Box::pin(async move { fetching.await.map(|value| Arc::new(value) as Arc<_>) })
            }),
        );
        loaded.again();
        loaded
    }

    /// What is there already.
    pub fn ready(value: T) -> Self {
        let value: Arc<dyn Any + Send + Sync> = Arc::new(value);
        let again = value.clone();
        Self::with(
            Load::Ready(value),
            Rc::new(move || Box::pin(std::future::ready(Ok(again.clone())))),
        )
    }

    fn with(state: Load<Arc<dyn Any + Send + Sync>>, fetch: Fetch) -> Self {
        Self {
            state: RwSignal::new(state),
            fetch: StoredValue::new_local(fetch),
            value: PhantomData,
        }
    }

    /// Where it stands.
    pub fn get(self) -> Load<T> {
        match self.state.get() {
            Load::Loading => Load::Loading,
            Load::Failed(failure) => Load::Failed(failure),
            // It is always a `T`: only what `fetch` and `ready` made is in there.
            Load::Ready(value) => value.downcast_ref::<T>().cloned().map_or(Load::Loading, Load::Ready),
        }
    }

    /// The value, once it is there.
    pub fn value(self) -> Option<T> {
        match self.get() {
            Load::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Takes an answer that came by another way.
    pub fn set(self, value: T) {
        self.state.set(Load::Ready(Arc::new(value)));
    }

    /// Fetches anew; what is there stays until then.
    pub fn again(self) {
        again(self.state, self.fetch, Box::new(|| ()));
    }

    /// The same, and does the rest once it is there.
    pub fn again_then(self, then: impl FnOnce() + 'static) {
        again(self.state, self.fetch, Box::new(then));
    }
}

fn again(
    state: RwSignal<Load<Arc<dyn Any + Send + Sync>>>,
    fetch: StoredValue<Fetch, LocalStorage>,
    then: Box<dyn FnOnce()>,
) {
    if state.with_untracked(|state| matches!(state, Load::Failed(_))) {
        state.set(Load::Loading);
    }
    let fetching = fetch.with_value(|fetch| fetch());
    spawn_local(async move {
        let fetched = match fetching.await {
            Ok(value) => Load::Ready(value),
            Err(failure) => Load::Failed(failure),
        };
        // The page may have been left meanwhile.
        if state.try_set(fetched).is_none() {
            then();
        }
    });
}

/// Fetches the answer of an operation.
pub fn load<E>(path: E::Path, request: E::Request) -> Loaded<E::Response>
where
    E: Endpoint<Path: PathIds, Request: Serialize, Response: DeserializeOwned + Clone + Send + Sync> + 'static,
{
    let (ids, request) = (path.ids(), client::to_json(&request));
    Loaded::new(move || {
        let (ids, request) = (ids.clone(), request.clone());
        async move { client::from_json(&client::send(client::Row::of::<E>(), ids, request?, None).await?) }
    })
}

/// A list as far as it was fetched.
#[derive(Debug, Clone)]
pub struct Rows<T> {
    /// In the operation's order.
    pub items: Vec<T>,
    /// Whether there are more than are fetched at once.
    pub more: bool,
}

/// Fetches a list, page after page.
pub fn load_list<E, T>(path: E::Path) -> Loaded<Rows<T>>
where
    E: Endpoint<Path: PathIds, Request: Serialize + Default, Response = Page<T>> + 'static,
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    load_query::<E, T>(path, &E::Request::default())
}

/// Fetches the first page of a list.
pub fn load_first<E, T>(path: E::Path) -> Loaded<Rows<T>>
where
    E: Endpoint<Path: PathIds, Request: Serialize + Default, Response = Page<T>> + 'static,
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let (ids, query) = (path.ids(), client::to_json(&E::Request::default()));
    Loaded::new(move || {
        let (ids, query) = (ids.clone(), query.clone());
        async move {
            let text = client::send(client::Row::of::<E>(), ids, query?, None).await?;
            let Page { items, next, .. } = client::from_json::<Page<T>>(&text)?;
            Ok(Rows {
                items,
                more: next.is_some(),
            })
        }
    })
}

/// Fetches what of a list the query asks for, page after page.
pub fn load_query<E, T>(path: E::Path, query: &E::Request) -> Loaded<Rows<T>>
where
    E: Endpoint<Path: PathIds, Request: Serialize, Response = Page<T>> + 'static,
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let (ids, query) = (path.ids(), client::to_json(query));
    Loaded::new(move || {
        let (ids, query) = (ids.clone(), query.clone());
        async move {
            let (pages, more) = fetch_pages(client::Row::of::<E>(), ids, &query?).await?;
            let mut items = Vec::new();
            for page in pages {
                items.extend(client::from_json::<Page<T>>(&page)?.items);
            }
            Ok(Rows { items, more })
        }
    })
}

/// What there is to know of a page without knowing what is on it.
#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: Option<String>,
}

/// The texts of a list's pages, and whether there are more.
async fn fetch_pages(operation: client::Row, ids: Vec<String>, query: &str) -> Result<(Vec<String>, bool), Failure> {
    let mut pages = Vec::new();
    let mut query: Map<String, Value> = client::from_json(query)?;
    loop {
        let text = client::send(operation, ids.clone(), client::to_json(&query)?, None).await?;
        let next = client::from_json::<Next>(&text)?.next;
        pages.push(text);
        match next {
            Some(next) if pages.len() < PAGES_AT_ONCE => query.insert("after".to_owned(), Value::String(next)),
            next => return Ok((pages, next.is_some())),
        };
    }
}
