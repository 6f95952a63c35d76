//! The vendor's catalogue (spec chapter 7, "Working with it"): what is in force and what comes
//! next, the draft and its review, the versions, and a file that is imported.

pub mod differences;
pub mod entry;
pub mod fields;
pub mod file;
pub mod import;
pub mod overview;
pub mod review;
pub mod sections;
pub mod standing;
pub mod versions;
pub mod working;
