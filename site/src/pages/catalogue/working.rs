//! What the vendor works at: the draft, or the newest version where there is none.

use super::sections::Section;
use crate::{
    browser,
    client::{self, Failure},
    load::Loaded,
};
use api::{
    catalogue::{CatalogueFault, CatalogueView, DifferenceView, DifferencesView},
    operations::{GetCatalogue, GetCatalogueDraft, GetCatalogueVersion, PreviewCatalogue},
};
use serde_json::Value;
use std::sync::Arc;

/// The catalogue with the document that a change is made on.
#[derive(Clone)]
pub struct Working {
    /// Which version is in force, which come, and the draft.
    pub view: CatalogueView,
    /// The draft, or the newest version where there is none; nothing where there is neither.
    pub document: Arc<Value>,
    /// What the draft changes.
    pub differences: Option<Arc<DifferencesView>>,
}

/// Fetches it.
pub fn load() -> Loaded<Working> {
    Loaded::new(fetch)
}

async fn fetch() -> Result<Working, Failure> {
    let view = client::call::<GetCatalogue>((), ()).await?;
    if view.draft.is_some() {
        let draft = client::call::<GetCatalogueDraft>((), ()).await?;
        let differences = client::call::<PreviewCatalogue>((), ()).await?;
        return Ok(Working {
            view,
            document: Arc::new(draft.document),
            differences: Some(Arc::new(differences)),
        });
    }
    let document = match newest(&view) {
        0 => Value::Null,
        version => client::call::<GetCatalogueVersion>(version, ()).await?.document,
    };
    Ok(Working {
        view,
        document: Arc::new(document),
        differences: None,
    })
}

/// The version that a draft follows: the last one that is to come or in force; 0 where there is none.
pub fn newest(view: &CatalogueView) -> u32 {
    let last = view.to_come.last().or(view.in_force.as_ref());
    last.map_or(0, |version| version.version)
}

impl Working {
    /// The draft's revision; 0 where there is no draft.
    pub fn revision(&self) -> u32 {
        self.view.draft.as_ref().map_or(0, |draft| draft.revision)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.document.is_null()
    }

    /// The entries of a section.
    pub fn entries(&self, section: &str) -> &[Value] {
        self.document[section].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// One entry; of what there is one of, all of it.
    pub fn entry(&self, section: &Section, id: &str) -> Option<&Value> {
        if section.is_single() {
            return Some(&self.document[section.name]).filter(|value| !value.is_null());
        }
        self.entries(section.name).iter().find(|entry| section.id(entry) == id)
    }

    /// What the draft changes of an entry.
    pub fn difference(&self, section: &str, id: &str) -> Option<&DifferenceView> {
        let differences = &self.differences.as_ref()?.differences;
        differences.iter().find(|one| one.section == section && one.entry == id)
    }

    /// What is wrong with an entry of the draft.
    pub fn faults(&self, section: &str, id: &str) -> Vec<CatalogueFault> {
        let faults = self.view.draft.iter().flat_map(|draft| &draft.faults);
        let its = faults.filter(|fault| fault.section == section && fault.entry == id);
        its.cloned().collect()
    }
}

/// Offers a document as a file.
pub fn download(name: &str, document: &Value) {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    browser::save_file(name, "application/json", text.as_bytes());
}
