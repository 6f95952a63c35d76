//! Parts and system types, and the catalogue that they stand in.

use crate::files::{FileEncoding, ImportFormat};
use chrono::{DateTime, Utc};
use domain::catalogue::{Change, Difference, HkcSource};
use serde::{Deserialize, Serialize};

/// A part that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartView {
    /// The number it is ordered by.
    pub number: String,
    /// As it is shown.
    pub name: String,
    /// The application it belongs to.
    pub application: String,
    /// The ids of the system types it fits.
    pub system_types: Vec<String>,
    /// The feature it grants.
    pub feature: String,
    /// How much of the feature a unit grants, for features that add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
    /// Which version it grants, for features of which the highest counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// A kind of installed system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SystemTypeView {
    /// Its id, as in `press-12`.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// What its hardware key code looks like, in words.
    pub hkc_format: String,
    /// A hardware key code of the right format.
    pub hkc_example: String,
    /// Whether locations of it can be created: its hardware key code is entered, or made here.
    pub creatable: bool,
    /// What its hardware key codes are made from, where they are made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<HkcSource>,
    /// Whether a new location of it has a temporary key that is made here: for good, or until its
    /// hardware key code is made.
    #[serde(default)]
    pub temporary: bool,
    /// The ids of the system types to whose locations one of it is added, as a child.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Whether its product key is entered where one is made.
    #[serde(default)]
    pub asks_product_key: bool,
    /// Whether its product key is filled in with its first activation.
    #[serde(default)]
    pub fills_product_key: bool,
    /// Whether a second hardware key code can be entered.
    #[serde(default)]
    pub asks_second_hkc: bool,
    /// Whether one is made so and not otherwise.
    #[serde(default)]
    pub needs_parent: bool,
    /// The terms that are accepted at activation.
    pub terms: String,
}

/// Where a version of the catalogue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// It is to come.
    ToCome,
    /// It is what everything is decided by.
    InForce,
    /// Another one is in force by now.
    Over,
    /// It was withdrawn before it came.
    Withdrawn,
}

/// A version of the catalogue that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionView {
    /// Its number.
    pub version: u32,
    /// Where it stands.
    pub state: VersionState,
    /// From when on it holds.
    pub from: DateTime<Utc>,
    /// Who published it.
    pub published_by: String,
    /// When.
    pub published_at: DateTime<Utc>,
    /// How many entries it adds, changes or retires.
    pub entries: u32,
}

/// What the vendor is working at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftView {
    /// How often it was changed: whoever changes it says from which revision on.
    pub revision: u32,
    /// The version that it was begun from; 0 where there was none.
    pub made_of: u32,
    /// The changes, newest first, as far as they are kept.
    pub edits: Vec<DraftEditView>,
    /// How many entries it adds, changes or retires.
    pub entries: u32,
    /// Why it cannot be published; empty where it can.
    pub faults: Vec<CatalogueFault>,
}

/// A change of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftEditView {
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What of, as in `parts BE107573`.
    pub of: String,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueFault {
    /// The section, as in `parts`.
    pub section: String,
    /// The entry, as in `BE107573`; empty where it is about the section.
    pub entry: String,
    /// The field, as in `fits/1`; empty where it is about the whole entry.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The vendor's catalogue: what is in force, what comes next, what is being worked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueView {
    /// The version in force; absent where none was ever published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<VersionView>,
    /// The versions that are to come, the next one first.
    pub to_come: Vec<VersionView>,
    /// The draft; absent where nobody works at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftView>,
}

/// A catalogue as it is exported: the document of a version, or of the draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueDocument {
    /// The version; 0 for the draft.
    pub version: u32,
    /// The document, by section.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub document: serde_json::Value,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryChange {
    /// It is new.
    Added,
    /// Fields of it differ.
    Changed,
    /// It is not offered any more.
    Retired,
    /// It is offered again.
    Restored,
    /// It is gone.
    Removed,
}

/// What one version changes of another, in an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DifferenceView {
    /// The section, as in `parts`.
    pub section: String,
    /// The entry; empty for what there is one of.
    pub entry: String,
    /// What becomes of it.
    pub change: EntryChange,
    /// The fields that differ.
    pub fields: Vec<FieldDifferenceView>,
}

/// A field before and after, as JSON; absent where it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldDifferenceView {
    /// The field, as in `price_per_year/minor_units`.
    pub field: String,
    /// What was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl DifferenceView {
    /// A difference as it goes out: text as it stands, anything else as JSON.
    pub fn of(difference: &Difference) -> Self {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let fields = difference.fields.iter().map(|field| FieldDifferenceView {
            field: field.field.clone(),
            before: field.before.as_ref().map(text),
            after: field.after.as_ref().map(text),
        });
        Self {
            section: difference.section.to_owned(),
            entry: difference.entry.clone(),
            change: match difference.change {
                Change::Added => EntryChange::Added,
                Change::Changed => EntryChange::Changed,
                Change::Retired => EntryChange::Retired,
                Change::Restored => EntryChange::Restored,
                Change::Removed => EntryChange::Removed,
            },
            fields: fields.collect(),
        }
    }
}

/// Everything that one version changes of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DifferencesView {
    /// The version before; 0 where there was none.
    pub before: u32,
    /// The version after; 0 for the draft.
    pub after: u32,
    /// The entries that differ, up to 1,000 of them.
    pub differences: Vec<DifferenceView>,
    /// How many entries differ in all.
    pub entries: u32,
}

/// Which entry of the catalogue, of which version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CatalogueEntryQuery {
    /// The section, as in `parts`.
    #[serde(default)]
    pub section: String,
    /// What the entry is told apart by, as in `BE107573`; empty for what there is one of.
    #[serde(default)]
    pub entry: String,
    /// The version; 0 for the draft, the one in force where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// An entry of the catalogue, and what names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueEntry {
    /// The version; 0 for the draft.
    pub version: u32,
    /// The section.
    pub section: String,
    /// What it is told apart by.
    pub entry: String,
    /// The entry as it stands in the document.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub value: serde_json::Value,
    /// The entries of the same version that name it, up to 200.
    pub used_by: Vec<CatalogueUse>,
    /// How many do in all.
    pub uses: u32,
}

/// An entry that names another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueUse {
    /// The section of the entry that names it.
    pub section: String,
    /// The entry that names it.
    pub entry: String,
    /// Where it does so, as in `fits/1`.
    pub field: String,
}

/// With which version one is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompareVersionsQuery {
    /// The other version; 0 for nothing at all, the one before where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<u32>,
}

/// Changes entries of the draft, which is begun where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditDraftRequest {
    /// The draft's revision that the changes are made on; 0 begins one.
    pub revision: u32,
    /// 1 to 10,000 changes, one after the other.
    pub changes: Vec<DraftChange>,
}

/// A change of one entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftChange {
    /// The section, as in `parts`.
    pub section: String,
    /// The entry that is taken out; absent where one is put in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<String>,
    /// The entry that is put in, in place of the one of the same id, or the whole of a section that
    /// there is one of; absent where one is taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub put: Option<serde_json::Value>,
}

/// A file that goes into the draft, which is begun where there is none. Of a whole catalogue nothing of
/// the draft stays; entries of a section are put in, in place of those of the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportCatalogueRequest {
    /// The draft's revision that it goes into; 0 begins one.
    pub revision: u32,
    /// CSV holds `parts`, `upgrade_items` or `rates`; JSON a list of any section's entries, what a
    /// section has one of, or a whole catalogue.
    pub format: ImportFormat,
    /// The section, as in `parts`; `rates` for the rates of rate cards; a whole catalogue where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The file's text. Either this or its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The file's bytes in base64 (RFC 4648, section 4), as they are on disk: UTF-8, UTF-16 with
    /// its mark, or Windows-1252.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_base64: Option<String>,
    /// Checks everything and changes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What a file says of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueImport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How the file's bytes were read; absent where its text was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<FileEncoding>,
    /// How many entries the file has.
    pub rows_in_file: u32,
    /// How many entries the draft adds, changes or retires with it.
    pub entries: u32,
    /// What is wrong with the file, and with the draft as it is with it: up to 1,000 faults, those of
    /// the file's rows first. A draft may have faults; it is not published with them.
    pub faults: Vec<ImportFault>,
    /// The draft's revision from now on; as before in a dry run.
    pub revision: u32,
}

/// What is wrong with a row of a file, or with the draft as it is with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportFault {
    /// The row as the spreadsheet numbers it, or the place in a list of JSON; absent for what no row
    /// of the file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The section and entry, as in `parts/BE107573`.
    pub entry: String,
    /// The column or field, as in `fits/1`; empty where it is about the whole entry.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Gives the draft up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DiscardDraftRequest {
    /// Its revision, as it was seen.
    pub revision: u32,
}

/// Publishes the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishCatalogueRequest {
    /// The draft's revision whose differences were seen.
    pub revision: u32,
    /// The version that they were seen against: the last one that is to come or in force; 0 where
    /// there is none.
    pub after: u32,
    /// From when on it holds; from now on where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
}

/// Withdraws a version that is to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WithdrawVersionRequest {}
