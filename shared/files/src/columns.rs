//! The columns that a file's first line names.

use crate::Unreadable;
use domain::text::folded;
use std::collections::BTreeSet;

/// What columns a file can have, in small letters with underscores. The first line may name
/// them in any case and order, with spaces or dashes for underscores.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Without which no row says anything.
    pub needed: &'static [&'static str],
    /// What else is read.
    pub optional: &'static [&'static str],
    /// What an exported list has besides, for the reader. Nothing is read from it.
    pub besides: &'static [&'static str],
}

/// How alike two names are, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.5;

impl Columns {
    fn read(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.needed.iter().chain(self.optional).copied()
    }

    /// How many of these names are columns' names.
    pub(crate) fn known<'a>(&self, names: impl Iterator<Item = &'a str>) -> usize {
        let known = |name: &str| self.read().chain(self.besides.iter().copied()).any(|one| one == name);
        names.filter(|name| known(&plain(name))).count()
    }

    /// Which column each cell of the first line names; none for an empty cell and for what is
    /// there for the reader.
    pub(crate) fn of_header<'a>(
        &self,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<Option<&'static str>>, Unreadable> {
        let mut columns = Vec::new();
        let mut wrong = Vec::new();
        let mut named = BTreeSet::new();
        for cell in cells {
            let name = plain(cell);
            let column = self.read().find(|column| *column == name);
            if !name.is_empty() && !named.insert(name.clone()) {
                wrong.push(format!("The first line names the column {name} twice. Remove one."));
            } else if column.is_none() && !name.is_empty() && !self.besides.contains(&name.as_str()) {
                wrong.push(self.unknown(cell.trim(), &name));
            }
            columns.push(column);
        }
        let missing: Vec<&str> = self
            .needed
            .iter()
            .copied()
            .filter(|needed| !named.contains(*needed))
            .collect();
        if !missing.is_empty() {
            wrong.push(format!(
                "The first line has to name the {}; {} missing.",
                match self.needed {
                    [one] => format!("column {one}"),
                    several => format!("columns {}", listed(several)),
                },
                match missing.as_slice() {
                    [one] => format!("{one} is"),
                    several => format!("{} are", listed(several)),
                }
            ));
        }
        if wrong.is_empty() {
            Ok(columns)
        } else {
            Err(Unreadable(wrong.join(" ")))
        }
    }

    fn unknown(&self, cell: &str, name: &str) -> String {
        let alike = |column: &str| strsim::normalized_damerau_levenshtein(name, column);
        let nearest = self
            .read()
            .map(|column| (alike(column), column))
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .filter(|(alike, _)| *alike >= ALIKE);
        let help = match nearest {
            Some((_, column)) => format!("Did you mean {column}?"),
            None => format!("There are {}.", listed(&self.read().collect::<Vec<_>>())),
        };
        format!("There is no column “{cell}”. {help}")
    }
}

/// A name in small letters, with underscores.
fn plain(name: &str) -> String {
    let words = folded(name);
    let words = words.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
