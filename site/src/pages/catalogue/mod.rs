//! The vendor's catalogue (spec chapter 7, "Working with it"): what is in force and what comes
//! next, the draft and its review, the versions, and a file that is imported.

pub mod differences;
pub mod entry;
pub mod example;
pub mod fields;
pub mod file;
pub mod forms;
pub mod import;
pub mod overview;
pub mod picture;
pub mod rate_card;
pub mod review;
pub mod sections;
pub mod standing;
pub mod system_type;
pub mod terms;
pub mod uses;
pub mod versions;
pub mod working;
