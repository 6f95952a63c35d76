//! A device's plans over time, drawn to scale with today on it, and the same in words.
//!
//! Each plan has a row of its own, the highest on top. A bar is high where its plan is in
//! effect and low where a higher one covers it, so that it reads without colours.

use crate::format;
use api::subscriptions::{DevicePreview, PeriodView};
use domain::day::Day;
use leptos::prelude::*;

/// The height of a plan's row, in pixels.
const ROW: usize = 24;

/// A plan on a device for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The plan's name.
    pub plan: String,
    /// The higher one is in effect.
    pub rank: u8,
    /// The first day.
    pub start: Day,
    /// The day after the last one.
    pub end: Day,
    /// Whether it is about to be added.
    pub new: bool,
}

impl Span {
    /// A period that is there.
    pub fn of(period: &PeriodView) -> Self {
        Self {
            plan: period.plan_name.clone(),
            rank: period.rank,
            start: period.starts_on,
            end: period.ends_on,
            new: false,
        }
    }

    /// The periods of a preview, the one that it adds marked.
    pub fn previewed(device: &DevicePreview, plan: &str) -> Vec<Self> {
        let spans = device.periods.iter().map(|period| Self {
            new: period.plan == plan && period.starts_on == device.starts_on && period.ends_on == device.ends_on,
            ..Self::of(period)
        });
        spans.collect()
    }

    fn covers(&self, day: Day) -> bool {
        self.start <= day && day < self.end
    }
}

/// Which days a drawing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    first: Day,
    after: Day,
    today: Day,
}

impl Scale {
    /// Everything that runs or waits, and of what is over as much as a year. Drawings that stand
    /// below each other share one, so that they can be compared.
    pub fn of<'a>(spans: impl IntoIterator<Item = &'a Span>, today: Day) -> Self {
        let long_ago = today.earlier(365);
        let mut first = today.earlier(14);
        let mut after = today.later(60);
        for span in spans {
            first = first.min(span.start.max(long_ago));
            after = after.max(span.end);
        }
        Self {
            first,
            after: after.later(7),
            today,
        }
    }

    /// Where a day is, in per cent of the width.
    fn at(self, day: Day) -> f64 {
        let part = |days: i64| f64::from(i32::try_from(days).unwrap_or(i32::MAX));
        let whole = part(self.first.days_until(self.after)).max(1.0);
        (part(self.first.days_until(day)) / whole * 100.0).clamp(0.0, 100.0)
    }

    /// First days of months, close enough together to be of use.
    fn ticks(self) -> Vec<Day> {
        let months = self.first.days_until(self.after) / 30;
        let step = match months {
            ..=18 => 3,
            19..=36 => 6,
            37..=96 => 12,
            _ => 24,
        };
        let year = Day::ymd(self.first.year(), 1, 1).unwrap_or(self.first);
        (0u32..)
            .map_while(|i| year.after_months(i * step))
            .take_while(|day| *day < self.after)
            .filter(|day| *day > self.first)
            .collect()
    }
}

/// A piece of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    start: Day,
    end: Day,
    in_effect: bool,
}

/// A bar in pieces: where it is in effect, and where a higher plan covers it.
fn pieces(span: &Span, all: &[Span]) -> Vec<Piece> {
    let mut cuts: Vec<Day> = all
        .iter()
        .filter(|other| other.rank > span.rank)
        .flat_map(|other| [other.start, other.end])
        .filter(|day| span.start < *day && *day < span.end)
        .collect();
    cuts.extend([span.start, span.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<Piece> = Vec::new();
    for pair in cuts.windows(2) {
        let in_effect = !all.iter().any(|other| other.rank > span.rank && other.covers(pair[0]));
        match pieces.last_mut() {
            Some(last) if last.in_effect == in_effect => last.end = pair[1],
            _ => pieces.push(Piece {
                start: pair[0],
                end: pair[1],
                in_effect,
            }),
        }
    }
    pieces
}

/// Where a period stands, in words.
pub fn standing(span: &Span, all: &[Span], today: Day) -> (String, &'static str) {
    if span.end <= today {
        return ("Over".to_owned(), "bg-secondary-lt");
    }
    if span.start > today {
        return ("Waits".to_owned(), "bg-secondary-lt");
    }
    let now = pieces(span, all)
        .into_iter()
        .find(|piece| piece.end > today && piece.start <= today);
    match now {
        Some(Piece {
            in_effect: false, end, ..
        }) if end < span.end => (format!("In effect again from {}", format::day(end)), "bg-yellow-lt"),
        Some(Piece { in_effect: false, .. }) => ("Covered by a higher plan".to_owned(), "bg-yellow-lt"),
        _ => ("In effect".to_owned(), "bg-green-lt"),
    }
}

/// What the bars mean.
pub fn legend(with_new: bool) -> AnyView {
    view! {
        <ul class="legend" aria-hidden="true">
            <li><span class="key key-in-effect"></span>"In effect"</li>
            <li><span class="key key-covered"></span>"Covered by a higher plan"</li>
            {with_new.then(|| view! { <li><span class="key key-new"></span>"New"</li> })}
            <li><span class="key-today"></span>"Today"</li>
        </ul>
    }
    .into_any()
}

fn percent(at: f64) -> String {
    format!("{at:.2}%")
}

/// The plans of a device as bars. Whoever does not see it reads [`table`].
pub fn drawing(spans: &[Span], scale: Scale) -> AnyView {
    let mut rows: Vec<(u8, String)> = spans.iter().map(|span| (span.rank, span.plan.clone())).collect();
    rows.sort_by(|a, b| b.cmp(a));
    rows.dedup_by_key(|(rank, _)| *rank);
    if rows.is_empty() {
        return ().into_any();
    }
    let names = rows
        .iter()
        .map(|(_, name)| view! { <span>{name.clone()}</span> }.into_any());
    let names = names.collect::<Vec<_>>();
    let mut bars = Vec::new();
    for span in spans.iter().filter(|span| span.end > scale.first) {
        let row = rows.iter().position(|(rank, _)| *rank == span.rank).unwrap_or_default();
        for piece in pieces(span, spans) {
            bars.push(bar(span, &piece, row, scale));
        }
    }
    let height = rows.len() * ROW;
    let lines = scale.ticks().into_iter().map(|day| {
        let x = percent(scale.at(day));
        view! { <line class="periods-tick" x1=x.clone() x2=x y1="0" y2=height.to_string() /> }.into_any()
    });
    let lines = lines.collect::<Vec<_>>();
    let today = percent(scale.at(scale.today));
    view! {
        <div class="periods" aria-hidden="true">
            <div class="periods-names">{names}</div>
            <div class="periods-drawing">
                <svg width="100%" height=height.to_string()>
                    {lines}
                    {bars}
                    <line class="periods-today" x1=today.clone() x2=today y1="0" y2=height.to_string() />
                </svg>
                {axis(scale)}
            </div>
        </div>
    }
    .into_any()
}

fn bar(span: &Span, piece: &Piece, row: usize, scale: Scale) -> AnyView {
    let (from, to) = (scale.at(piece.start), scale.at(piece.end));
    // A seam between one period and the next of the same plan.
    let seam = if piece.end == span.end { 0.4 } else { 0.0 };
    let (y, height) = if piece.in_effect {
        (row * ROW + 4, 16)
    } else {
        (row * ROW + 10, 5)
    };
    let class = if span.new {
        "periods-new"
    } else if piece.end <= scale.today {
        "periods-over"
    } else {
        "periods-bar"
    };
    view! {
        <rect class=class x=percent(from) y=y.to_string() width=percent((to - from - seam).max(0.3)) height=height.to_string() rx="2" />
    }
    .into_any()
}

/// The months below the bars.
fn axis(scale: Scale) -> AnyView {
    let labels = scale.ticks().into_iter().enumerate().map(|(i, day)| {
        let at = scale.at(day);
        // Its text would leave the drawing.
        let class = match (i % 2, at) {
            (_, ..4.0) | (_, 96.0..) => "periods-label periods-label-out",
            (1, _) => "periods-label periods-label-odd",
            _ => "periods-label",
        };
        let text = day.format("%b %Y").to_string();
        view! { <text class=class x=percent(at) y="13" text-anchor="middle">{text}</text> }.into_any()
    });
    view! { <svg width="100%" height="18">{labels.collect::<Vec<_>>()}</svg> }.into_any()
}

/// The same as a table, with first and last days.
pub fn table(caption: String, spans: &[Span], today: Day) -> AnyView {
    let rows = spans.iter().map(|span| {
        let (words, class) = standing(span, spans, today);
        let new = span
            .new
            .then(|| view! { <span class="badge bg-green-lt me-1">"New"</span> });
        view! {
            <tr>
                <th scope="row">{span.plan.clone()}</th>
                <td>{format::day(span.start)}</td>
                <td>{format::day(format::last(span.end))}</td>
                <td>{new}<span class=format!("badge {class}")>{words}</span></td>
            </tr>
        }
        .into_any()
    });
    view! {
        <table class="lines periods-table">
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr><th scope="col">"Plan"</th><th scope="col">"First day"</th><th scope="col">"Last day"</th><th scope="col">"Standing"</th></tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn span(rank: u8, start: &str, end: &str) -> Span {
        Span {
            plan: if rank == 1 { "Standard" } else { "Advanced" }.to_owned(),
            rank,
            start: day(start),
            end: day(end),
            new: false,
        }
    }

    #[test]
    fn a_lower_plan_is_low_where_a_higher_one_covers_it() {
        let standard = span(1, "2026-01-01", "2027-01-01");
        let advanced = span(2, "2026-03-01", "2026-06-01");
        let all = [standard.clone(), advanced.clone()];
        let pieces_of = |span: &Span| {
            let pieces = pieces(span, &all);
            let words = pieces
                .iter()
                .map(|piece| (piece.start.to_string(), piece.end.to_string(), piece.in_effect));
            words.collect::<Vec<_>>()
        };
        assert_eq!(
            pieces_of(&standard),
            [
                ("2026-01-01".to_owned(), "2026-03-01".to_owned(), true),
                ("2026-03-01".to_owned(), "2026-06-01".to_owned(), false),
                ("2026-06-01".to_owned(), "2027-01-01".to_owned(), true),
            ]
        );
        assert_eq!(
            pieces_of(&advanced),
            [("2026-03-01".to_owned(), "2026-06-01".to_owned(), true)]
        );
    }

    #[test]
    fn a_drawing_is_to_scale() {
        let today = day("2026-01-15");
        let scale = Scale::of(&[span(1, "2026-01-15", "2027-01-15")], today);
        assert!(scale.at(scale.first) < 0.01);
        assert!(scale.at(scale.after) > 99.99);
        let half = scale
            .first
            .later(u64::try_from(scale.first.days_until(scale.after) / 2).unwrap());
        assert!((scale.at(half) - 50.0).abs() < 0.5);
        assert!(scale.ticks().iter().all(|tick| tick.day() == 1));
        assert!(scale.ticks().len() <= 6);
    }

    #[test]
    fn what_is_over_for_long_is_not_drawn() {
        let today = day("2026-01-15");
        let scale = Scale::of(&[span(1, "2010-01-15", "2011-01-15")], today);
        assert_eq!(scale.first, day("2025-01-15"));
    }
}
