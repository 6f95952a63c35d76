//! JSON: an array, a row each.

use crate::{MAX_ROWS, Unreadable, counted};
use serde_json::Value;

/// The rows of a JSON file, numbered from 1. What each is, whoever knows what they are about
/// says.
///
/// # Errors
/// The file is no array, or has no rows or too many.
pub fn json(text: &str) -> Result<Vec<(u32, Value)>, Unreadable> {
    json_of(text, MAX_ROWS)
}

/// The same of a file with up to so many rows.
///
/// # Errors
/// The file is no array, or has no rows or too many.
pub fn json_of(text: &str, most: usize) -> Result<Vec<(u32, Value)>, Unreadable> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Unreadable(format!(
            "The file is not a JSON array: what stands in line {} at column {} cannot be read.",
            error.line(),
            error.column()
        ))
    })?;
    let Value::Array(rows) = value else {
        return Err(Unreadable("The file is not a JSON array of rows.".to_owned()));
    };
    counted(rows.len(), most)?;
    Ok((1..).zip(rows).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[test]
    fn a_file_is_an_array() {
        assert_eq!(json("[{}, 1]"), Ok(vec![(1, value!({})), (2, value!(1))]));
        for (text, says) in [
            ("", "not a JSON array"),
            ("{}", "not a JSON array"),
            ("[1,\n 2", "line 2"),
            ("[]", "no rows"),
            (&format!("[{}]", vec!["1"; 1001].join(",")), "1001 rows"),
        ] {
            let Unreadable(said) = json(text).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
    }
}
