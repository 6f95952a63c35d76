//! The demo's catalogue: what the five manuals print, as one vendor's; and catalogues in files,
//! checked and compared without a deployment.

use anyhow::{Context, bail};
use desk::catalogue::{import::Imported, operate};
use domain::catalogue::{Catalogue, Change, Document, differences};
use std::{
    io::Write,
    path::Path,
    sync::{Arc, LazyLock},
};

/// The most bytes that a file has.
const LARGEST: u64 = 10_000_000;

/// The catalogue, as its first version.
pub fn demo() -> &'static Arc<Catalogue> {
    static DEMO: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let document: Document = serde_json::from_str(include_str!("../data/catalogue.json")).unwrap_or_default();
        Arc::new(Catalogue::new(1, document).unwrap_or_else(|_| Catalogue::empty()))
    });
    &DEMO
}

/// Reads a catalogue as it is exported.
///
/// # Errors
/// The file is not there, too large, no JSON, or of another shape; with line and column.
pub fn read(file: &Path) -> anyhow::Result<Document> {
    let shown = file.display();
    serde_json::from_slice(&bytes(file)?).with_context(|| format!("{shown} is no catalogue"))
}

/// Writes everything that is wrong with a file: a catalogue, by entry and field, or rows of a section, by
/// row and column; and with it as what follows another catalogue. Says how much there is.
///
/// # Errors
/// The file is none of its kind, or nothing can be written.
pub fn check(
    file: &Path,
    section: Option<&str>,
    after: Option<&Document>,
    out: &mut impl Write,
) -> anyhow::Result<usize> {
    let imported = operated(file, section, after.unwrap_or(&Document::default()))?;
    // Rows alone name what stands in the catalogue that they go into.
    let alone = after.is_none() && (section.is_some() || is_csv(file));
    let lines = match alone {
        true => operate::unreadable(&imported),
        false => operate::said(&imported, after),
    };
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    Ok(lines.len())
}

fn is_csv(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

fn operated(file: &Path, section: Option<&str>, before: &Document) -> anyhow::Result<Imported> {
    let name = file.display().to_string();
    let imported = operate::read(before, &name, section, &bytes(file)?);
    imported.map_err(|unreadable| anyhow::anyhow!("{name}: {unreadable}"))
}

/// What is in a file that is not too large.
///
/// # Errors
/// It cannot be read, or is over 10 MB.
pub fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = file.display();
    let length = std::fs::metadata(file)
        .with_context(|| format!("cannot read {shown}"))?
        .len();
    if length > LARGEST {
        bail!("{shown} is over 10 MB. A catalogue of 10,000 parts is some 2 MB.");
    }
    std::fs::read(file).with_context(|| format!("cannot read {shown}"))
}

/// Writes what one catalogue changes of another, entry by entry. Says how many differ.
///
/// # Errors
/// Nothing can be written.
pub fn diff(before: &Document, after: &Document, out: &mut impl Write) -> std::io::Result<usize> {
    let differ = differences(before, after);
    for difference in &differ {
        let what = match difference.change {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Retired => "retired",
            Change::Restored => "offered again",
            Change::Removed => "gone",
        };
        writeln!(out, "{} {}: {what}", difference.section, difference.entry)?;
        for field in &difference.fields {
            let shown =
                |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            writeln!(
                out,
                "    {}: {} -> {}",
                field.field,
                shown(&field.before),
                shown(&field.after)
            )?;
        }
    }
    Ok(differ.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_catalogue_is_whole() {
        assert_eq!(demo().version(), 1);
        assert_eq!(demo().parts().count(), 92);
    }

    #[test]
    fn a_file_is_checked_by_entry_and_field_and_compared_with_another() {
        let before = demo().document();
        let mut after = before.clone();
        after.parts[0].name = "Another name".to_owned();
        after.parts[1].application = "lorry".to_owned();
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let said = |write: &dyn Fn(&mut Vec<u8>) -> usize| {
            let mut out = Vec::new();
            let count = write(&mut out);
            (count, String::from_utf8(out).unwrap())
        };
        let whole = file("whole.json", &serde_json::to_string(&before).unwrap());
        assert_eq!(said(&|out| check(&whole, None, None, out).unwrap()), (0, String::new()));
        let wrong = file("wrong.json", &serde_json::to_string(&after).unwrap());
        let (count, faults) = said(&|out| check(&wrong, None, Some(&before), out).unwrap());
        let number = &after.parts[1].number;
        assert!(count >= 2, "{faults}");
        assert!(
            faults.contains(&format!("parts/{number}/application: There is no application lorry.")),
            "{faults}"
        );
        assert!(
            faults.contains(&format!("parts/{number}/application: This was published")),
            "{faults}"
        );
        // Rows as a spreadsheet saves them; alone they name what is not in the file.
        let rows = format!("number;application\n{number};lorry\nX 1;lorry\n");
        let rows = file("parts.CSV", &rows);
        let (_, faults) = said(&|out| check(&rows, None, Some(&before), out).unwrap());
        assert!(
            faults.contains(&format!(
                "row 2, parts/{number}/application: There is no application lorry."
            )),
            "{faults}"
        );
        assert!(faults.starts_with("row 3, parts"), "{faults}");
        let new = file(
            "new.csv",
            "number;name;kind;application;fits;feature;amount\nX1;X;licence;sv8100;sv8100;f;1\n",
        );
        assert_eq!(said(&|out| check(&new, None, None, out).unwrap()), (0, String::new()));
        let (count, changes) = said(&|out| diff(&before, &after, out).unwrap());
        assert_eq!(count, 2);
        let first = format!(
            "parts {}: changed\n    name: {:?} -> \"Another name\"\n",
            before.parts[0].number, before.parts[0].name
        );
        assert!(changes.starts_with(&first), "{changes}");
    }

    #[test]
    fn a_file_that_is_no_catalogue_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("catalogue.json");
        std::fs::write(&file, "{\"parts\": [{\"number\": \"X1\"}]}").unwrap();
        let refused = format!("{:#}", read(&file).unwrap_err());
        assert!(
            refused.contains("is no catalogue: missing field `name` at line 1"),
            "{refused}"
        );
        std::fs::write(&file, vec![b' '; 10_000_001]).unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("over 10 MB"));
    }
}
