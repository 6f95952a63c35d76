//! What a page shows once it is there.

use crate::client::{self, Failure, PathIds};
use api::{Endpoint, Page, page::PageQuery};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin, rc::Rc};

/// How many pages of a list are fetched before the reader is asked.
const PAGES_AT_ONCE: usize = 40;

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
pub struct Loaded<T: 'static> {
    state: RwSignal<Load<T>>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Failure>>>>>;

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
        let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
        let loaded = Self {
            state: RwSignal::new(Load::Loading),
            fetch: StoredValue::new_local(fetch),
        };
        loaded.again();
        loaded
    }

    /// What is there already.
    pub fn ready(value: T) -> Self {
        let again = value.clone();
        let fetch: Fetch<T> = Rc::new(move || Box::pin(std::future::ready(Ok(again.clone()))));
        Self {
            state: RwSignal::new(Load::Ready(value)),
            fetch: StoredValue::new_local(fetch),
        }
    }

    /// Where it stands.
    pub fn get(self) -> Load<T> {
        self.state.get()
    }

    /// The value, once it is there.
    pub fn value(self) -> Option<T> {
        match self.state.get() {
            Load::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Fetches anew; what is there stays until then.
    pub fn again(self) {
        if matches!(self.state.get_untracked(), Load::Failed(_)) {
            self.state.set(Load::Loading);
        }
        let fetching = self.fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            let state = match fetching.await {
                Ok(value) => Load::Ready(value),
                Err(failure) => Load::Failed(failure),
            };
            let _ = self.state.try_set(state);
        });
    }
}

/// Fetches the answer of an operation.
pub fn load<E>(path: E::Path, request: E::Request) -> Loaded<E::Response>
where
    E: Endpoint<Path: PathIds + Clone, Request: Serialize + Clone, Response: DeserializeOwned + Clone + Send + Sync>
        + 'static,
{
    Loaded::new(move || client::call::<E>(path.clone(), request.clone()))
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
    E: Endpoint<Path: PathIds + Clone, Request = PageQuery, Response = Page<T>> + 'static,
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    Loaded::new(move || {
        let ids = path.ids();
        async move {
            let mut rows = Rows {
                items: Vec::new(),
                more: false,
            };
            let mut query = PageQuery::default();
            for _ in 0..PAGES_AT_ONCE {
                let text = client::send(E::OPERATION, ids.clone(), client::to_json(&query)?, None).await?;
                let page: Page<T> = client::from_json(&text)?;
                rows.items.extend(page.items);
                query.after = page.next;
                rows.more = query.after.is_some();
                if !rows.more {
                    break;
                }
            }
            Ok(rows)
        }
    })
}
