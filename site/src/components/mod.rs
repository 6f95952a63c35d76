//! What pages share.

pub mod address;
pub mod authorise;
pub mod code_field;
pub mod comment;
pub mod countdown;
pub mod dialog;
pub mod drop;
pub mod dynamic;
pub mod field;
pub mod form;
pub mod header;
pub mod history;
pub mod icon;
pub mod import;
pub mod list;
pub mod location_picker;
pub mod page;
pub mod periods;
pub mod row;
pub mod standing;
pub mod steps;
pub mod swa_timeline;
pub mod terms;
pub mod timeline;
pub mod toasts;
pub mod units;
