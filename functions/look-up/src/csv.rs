//! CSV files (RFC 4180) that people take away.

use ::csv::{Terminator, Writer, WriterBuilder};
use api::assurance::QuoteExport;
use runtime::Error;
use runtime::problem;

/// A CSV file that grows row by row.
pub(crate) struct Csv(Writer<Vec<u8>>);

impl Csv {
    /// With these columns.
    pub(crate) fn new(columns: &[&str]) -> Result<Self, Error> {
        let mut csv = Self(
            WriterBuilder::new()
                .terminator(Terminator::CRLF)
                .from_writer(Vec::new()),
        );
        csv.row(columns)?;
        Ok(csv)
    }

    /// One more row.
    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) -> Result<(), Error> {
        let cells = cells.iter().map(|text| harmless(text.as_ref()));
        self.0.write_record(cells).map_err(problem::internal)
    }

    /// The file, under this name.
    pub(crate) fn into_export(self, file_name: String) -> Result<QuoteExport, Error> {
        let content = self.0.into_inner().map_err(problem::internal)?;
        Ok(QuoteExport {
            file_name,
            media_type: "text/csv".to_owned(),
            content: String::from_utf8(content).map_err(problem::internal)?,
        })
    }
}

/// A cell that a spreadsheet would run gets an apostrophe, which import takes away again.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed_and_run_nothing() {
        let mut csv = Csv::new(&["a", "b"]).unwrap();
        let mut file = "a,b\r\n".to_owned();
        for (text, written) in [
            ("Riverside Clinic", "Riverside Clinic"),
            ("A, \"B\"", "\"A, \"\"B\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("-2", "'-2"),
            ("@SUM(A1),1", "\"'@SUM(A1),1\""),
            ("", ""),
        ] {
            csv.row(&["1", text]).unwrap();
            file.push_str(&format!("1,{written}\r\n"));
        }
        assert_eq!(csv.into_export("n.csv".to_owned()).unwrap().content, file);
    }
}
