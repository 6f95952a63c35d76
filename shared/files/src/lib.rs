//! Reads the files that people send, as spreadsheets really save them (spec chapter 6, 5): in
//! several encodings, with several separators, with headers in any case and order, with empty
//! rows and columns. Nothing is dropped or changed in silence: what is not known is refused by
//! name, and rows are numbered as the spreadsheet numbers them.
//!
//! Nothing here knows what the rows are about, and nothing reads or writes anything: bytes come
//! in, rows go out.

mod columns;
mod decode;
mod json;
mod number;
mod table;

pub use columns::Columns;
pub use decode::{Decoded, decode, decode_bytes};
pub use json::{json, json_of};
pub use number::{decimal, whole_number};
pub use table::{Row, csv, csv_of};

/// Why a file cannot be read at all. The sentence is shown at the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// The most rows of a file that are not empty.
pub const MAX_ROWS: usize = 1000;

fn counted(rows: usize, most: usize) -> Result<(), Unreadable> {
    match rows {
        0 => Err(Unreadable("The file has no rows.".to_owned())),
        _ if rows > most => Err(Unreadable(format!(
            "The file has {rows} rows; send at most {most} at a time."
        ))),
        _ => Ok(()),
    }
}
