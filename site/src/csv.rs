//! Lists as CSV (RFC 4180).

/// A cell of a CSV file.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Text, which may have been written by anybody.
    Text(String),
    /// A number or time of our own making.
    Plain(String),
}

/// The file's text, with a byte order mark so that spreadsheets read it as UTF-8.
pub fn file(header: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let mut text = String::from("\u{feff}");
    line(&mut text, header.iter().map(|name| (*name).to_owned()));
    for row in rows {
        line(
            &mut text,
            row.into_iter().map(|cell| match cell {
                Cell::Text(text) => guarded(text),
                Cell::Plain(text) => text,
            }),
        );
    }
    text
}

/// A spreadsheet would run a text that starts like a formula; an apostrophe makes it text.
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        file(
            &["A"],
            [cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect()],
        )
    }

    #[test]
    fn a_text_that_starts_like_a_formula_gets_an_apostrophe() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert_eq!(row(&[start]), format!("\u{feff}A\r\n'{start}\r\n"));
        }
        assert_eq!(row(&["\rx"]), "\u{feff}A\r\n\"'\rx\"\r\n");
        assert_eq!(row(&["a=1"]), "\u{feff}A\r\na=1\r\n");
    }

    #[test]
    fn separators_are_quoted() {
        assert_eq!(
            row(&["a,b", "say \"hi\"", "c"]),
            "\u{feff}A\r\n\"a,b\",\"say \"\"hi\"\"\",c\r\n"
        );
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(
            file(&["A"], [vec![Cell::Plain("-1".to_owned())]]),
            "\u{feff}A\r\n-1\r\n"
        );
    }
}
