//! What every desk begins with, made once: inviting a dozen people takes longer than most
//! tests, and it comes out the same each time. So desks of one instant have the same keys,
//! organisations and users, each in a table of its own.

use crate::{Desk, Item, Organisations, People};
use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A desk with its organisations and their users, before anything is done with it.
pub struct Beginning {
    /// The organisations.
    pub organisations: Organisations,
    /// The users.
    pub people: People,
    items: Vec<Item>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// A beginning, when it has been made.
type Made = Arc<OnceCell<Arc<Beginning>>>;

/// By the instant that the clock stood at.
static BEGINNINGS: LazyLock<Mutex<BTreeMap<String, Made>>> = LazyLock::new(Mutex::default);

/// How many items one BatchWriteItem takes.
const BATCH: usize = 25;

impl Beginning {
    /// The beginning at this instant. Whoever asks first makes it, and the others wait.
    pub async fn at(now: &str) -> Arc<Self> {
        let cell = BEGINNINGS.lock().unwrap().entry(now.to_owned()).or_default().clone();
        cell.get_or_init(async || Arc::new(Self::make(now).await)).await.clone()
    }

    async fn make(now: &str) -> Self {
        let mut desk = Desk::empty(now, tempfile::tempdir().unwrap()).await;
        desk.populate().await;
        Self {
            organisations: desk.organisations,
            people: desk.people.clone(),
            items: desk.table().await.into_values().collect(),
            files: files(desk.folder()),
        }
    }

    /// The keys, the issuer's key and the mails in a folder of their own.
    pub fn folder(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (file, content) in &self.files {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        folder
    }

    /// Puts every item into the desk's table.
    pub async fn fill(&self, desk: &Desk) {
        let store = &desk.app.store;
        for items in self.items.chunks(BATCH) {
            let writes = items.iter().map(|item| {
                let put = PutRequest::builder().set_item(Some(item.clone())).build().unwrap();
                WriteRequest::builder().put_request(put).build()
            });
            let batch = store.client().batch_write_item();
            let answer = batch.request_items(store.table(), writes.collect()).send().await;
            assert!(answer.unwrap().unprocessed_items.unwrap_or_default().is_empty());
        }
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(path).unwrap()));
            }
        }
    }
    found
}
