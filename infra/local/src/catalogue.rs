//! The demo's catalogue: what the five manuals print, as one vendor's; and catalogues in files,
//! checked and compared without a deployment.

use anyhow::{Context, bail};
use domain::catalogue::{Catalogue, Change, Document, differences, faults, may_follow};
use std::{
    fs::File,
    io::{BufReader, Write},
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
    let opened = File::open(file).with_context(|| format!("cannot read {shown}"))?;
    if opened.metadata()?.len() > LARGEST {
        bail!("{shown} is over 10 MB. A catalogue of 10,000 parts is some 2 MB.");
    }
    serde_json::from_reader(BufReader::new(opened)).with_context(|| format!("{shown} is no catalogue"))
}

/// Writes everything that is wrong with a catalogue, by entry and field, or with it as what follows
/// another one. Says how much there is.
///
/// # Errors
/// Nothing can be written.
pub fn check(document: &Document, after: Option<&Document>, out: &mut impl Write) -> std::io::Result<usize> {
    let mut wrong = faults(document);
    wrong.extend(after.map(|before| may_follow(before, document)).unwrap_or_default());
    for fault in &wrong {
        let place = [&fault.section, &fault.entry, &fault.field]
            .map(String::as_str)
            .join("/");
        writeln!(out, "{}: {}", place.trim_end_matches('/'), fault.message)?;
    }
    Ok(wrong.len())
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
        assert_eq!(demo().parts().len(), 92);
    }

    #[test]
    fn a_file_is_checked_by_entry_and_field_and_compared_with_another() {
        let before = demo().document();
        let mut after = before.clone();
        after.parts[0].name = "Another name".to_owned();
        after.parts[1].application = "lorry".to_owned();
        let said = |write: &dyn Fn(&mut Vec<u8>) -> usize| {
            let mut out = Vec::new();
            let count = write(&mut out);
            (count, String::from_utf8(out).unwrap())
        };
        assert_eq!(said(&|out| check(before, None, out).unwrap()), (0, String::new()));
        let (count, faults) = said(&|out| check(&after, Some(before), out).unwrap());
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
        let (count, changes) = said(&|out| diff(before, &after, out).unwrap());
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
