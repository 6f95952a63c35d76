//! CSV files (RFC 4180). A cell that a spreadsheet would run gets an apostrophe, which
//! import takes away again.

use api::assurance::QuoteExport;
use std::fmt::Write;

/// A CSV file that grows row by row.
pub(crate) struct Csv {
    text: String,
}

impl Csv {
    /// With these columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut csv = Self { text: String::new() };
        csv.row(columns);
        csv
    }

    /// One more row.
    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) {
        for (index, text) in cells.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            // Writing to a string does not fail.
            let _ = write!(self.text, "{comma}{}", cell(text.as_ref()));
        }
        self.text.push_str("\r\n");
    }

    /// The file, under this name.
    pub(crate) fn into_export(self, file_name: String) -> QuoteExport {
        QuoteExport {
            file_name,
            media_type: "text/csv".to_owned(),
            content: self.text,
        }
    }
}

fn cell(text: &str) -> String {
    let harmless = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if harmless.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed_and_run_nothing() {
        for (text, written) in [
            ("Riverside Clinic", "Riverside Clinic"),
            ("A, \"B\"", "\"A, \"\"B\"\"\""),
            ("=1+1", "'=1+1"),
            ("-2", "'-2"),
            ("@SUM(A1),1", "\"'@SUM(A1),1\""),
        ] {
            assert_eq!(cell(text), written);
        }
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(&["1", "x,y"]);
        assert_eq!(csv.into_export("n.csv".to_owned()).content, "a,b\r\n1,\"x,y\"\r\n");
    }
}
