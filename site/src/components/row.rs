//! Rows of a list, as plain values: they can be filtered, sorted, shown and exported.

use super::{standing::Mark, units};
use crate::{browser, csv, format};
use chrono::{DateTime, Utc};
use domain::day::Day;
use leptos::prelude::*;
use std::cmp::Ordering;

/// A cell of a list.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A code, to be read symbol by symbol.
    Code(String),
    /// Text that leads somewhere.
    Link {
        /// What is there.
        text: String,
        /// Where it is.
        href: String,
    },
    /// A count.
    Number(u64),
    /// An instant.
    Time(DateTime<Utc>),
    /// A day of a term.
    Day(Day),
    /// Where software assurance stands.
    Mark(Mark),
    /// What a lot of SWA units holds.
    Lot(units::Lot),
    /// How much of something is left.
    Bar {
        /// What is left.
        available: u64,
        /// Of how much.
        quantity: u64,
    },
    /// A state in a few words.
    Badge {
        /// The words.
        text: String,
        /// Its colour's class.
        class: &'static str,
    },
}

/// A row of a list.
#[derive(Debug, Clone)]
pub struct Row(pub Vec<Cell>);

impl Cell {
    /// Text, a link where there is somewhere to go.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            text: text.into(),
            href: href.into(),
        }
    }

    /// As it is searched.
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Link { text, .. } | Self::Badge { text, .. } => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Time(at) => format::time_text(*at),
            Self::Day(day) => format::day(*day),
            Self::Mark(mark) => mark.word().to_owned(),
            Self::Lot(lot) => lot.available.to_string(),
            Self::Bar { available, .. } => available.to_string(),
        }
    }

    /// As it is exported.
    pub fn export(&self) -> csv::Cell {
        match self {
            Self::Number(number) => csv::Cell::Plain(number.to_string()),
            Self::Bar { available, .. } => csv::Cell::Plain(available.to_string()),
            Self::Lot(lot) => csv::Cell::Plain(lot.available.to_string()),
            Self::Day(day) => csv::Cell::Plain(day.to_string()),
            Self::Time(at) => csv::Cell::Plain(format::iso(*at)),
            _ => csv::Cell::Text(self.text()),
        }
    }

    /// Whether it stands at the right of its column.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Which of two cells of a column comes first.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Bar { available: a, .. }, Self::Bar { available: b, .. }) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Lot(a), Self::Lot(b)) => a.available.cmp(&b.available),
            _ => browser::compare(&self.text(), &other.text()),
        }
    }

    /// As it is shown.
    pub fn view(self) -> AnyView {
        match self {
            Self::Text(text) => text.into_any(),
            Self::Code(text) => view! { <code>{text}</code> }.into_any(),
            Self::Link { text, href } => view! { <a href=href>{text}</a> }.into_any(),
            Self::Number(number) => format::number(number).into_any(),
            Self::Time(at) => format::time(at),
            Self::Day(day) => view! { <span class="day">{format::day(day)}</span> }.into_any(),
            Self::Mark(mark) => mark.view(),
            Self::Lot(lot) => lot.view(),
            Self::Bar { available, quantity } => bar(available, quantity),
            Self::Badge { text, class } => view! { <span class=format!("badge {class}")>{text}</span> }.into_any(),
        }
    }
}

impl Row {
    /// The columns that hold numbers.
    pub fn numbers(&self) -> Vec<usize> {
        let numbers = self.0.iter().enumerate().filter(|(_, cell)| cell.is_number());
        numbers.map(|(column, _)| column).collect()
    }

    /// Whether the folded text occurs in any cell.
    pub fn contains(&self, text: &str) -> bool {
        self.0.iter().any(|cell| browser::folded(&cell.text()).contains(text))
    }
}

/// A bar with its figures: `3 of 20`.
pub fn bar(available: u64, quantity: u64) -> AnyView {
    let figures = format!("{} of {}", format::number(available), format::number(quantity));
    view! {
        <span class="bar">
            <progress class="progress" max=quantity.to_string() value=available.to_string() aria-hidden="true"></progress>
            <span class="bar-figures">{figures}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_numbers() {
        assert_eq!(Cell::Number(9).compare(&Cell::Number(10)), Ordering::Less);
    }
}
