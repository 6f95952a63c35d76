//! Terms drawn to scale: grace, agreed, lapsed, to come. Each has a filling of its own.

use super::units::percent;
use crate::format;
use api::assurance::{AgreementView, AssignmentKind, Standing};
use domain::day::Day;
use leptos::prelude::*;

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The grace period.
    Grace,
    /// Agreed.
    Agreed,
    /// Without SWA.
    Lapsed,
    /// To be agreed, or agreed and not active yet.
    ToCome,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Grace => "span-grace",
            Self::Agreed => "span-agreed",
            Self::Lapsed => "span-lapsed",
            Self::ToCome => "span-to-come",
        }
    }

    const fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Grace => Some("url(#bars)"),
            Self::Agreed => None,
            Self::Lapsed => Some("url(#hatch)"),
            Self::ToCome => Some("url(#dots)"),
        }
    }
}

/// Days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// What they are.
    pub kind: Kind,
    /// The first day.
    pub starts: Day,
    /// The last day.
    pub ends: Day,
}

impl Span {
    /// Days of a kind.
    pub const fn new(kind: Kind, starts: Day, ends: Day) -> Self {
        Self { kind, starts, ends }
    }
}

/// Where a day lies among all days.
fn number(day: Day) -> i64 {
    Day::FIRST.days_until(day)
}

/// Which days the width shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    from: i64,
    to: i64,
    today: i64,
}

impl Scale {
    /// From the first to the last of the days, and today.
    pub fn over(today: Day, days: impl Iterator<Item = Day>) -> Self {
        let today = number(today);
        let days = days.map(number);
        let (first, last) = days.fold((today, today), |(first, last), day| (first.min(day), last.max(day)));
        // Some room at both ends, so that today is seen to be an end.
        let room = ((last - first) / 40).max(10);
        Self {
            from: first - room,
            to: last + room,
            today,
        }
    }

    /// In hundredths of a percent of the width.
    fn at(self, day: i64) -> u64 {
        let width = (self.to - self.from).max(1);
        let from = (day - self.from).clamp(0, width);
        u64::try_from(from * 10_000 / width).unwrap_or(0)
    }

    /// The years that begin within.
    fn years(self) -> Vec<(i32, u64)> {
        let year = |day: i64| Day::FIRST.later(u64::try_from(day).unwrap_or(0)).year();
        let years = year(self.from)..=year(self.to);
        let starts = years.filter_map(|year| {
            let day = number(Day::ymd(year, 1, 1)?);
            (self.from < day && day < self.to).then(|| (year, self.at(day)))
        });
        starts.collect()
    }
}

/// The years above the lines.
pub fn axis(scale: Scale) -> AnyView {
    let years = scale.years();
    // Where a year has little room, every second or fifth is enough.
    let step = match years.len() {
        0..=7 => 1,
        8..=14 => 2,
        _ => 5,
    };
    let labels = years.into_iter().filter(|(year, at)| year % step == 0 && *at < 9_300);
    let labels = labels.map(|(year, at)| view! { <text class="axis-year" x=percent(at) y="12" dx="3">{year}</text> });
    let today = scale.at(scale.today);
    let anchor = match today {
        0..2_000 => "start",
        2_000..8_000 => "middle",
        _ => "end",
    };
    view! {
        <svg class="axis" width="100%" height="32" aria-hidden="true">
            {labels.collect::<Vec<_>>()}
            <text class="axis-today" x=percent(today) y="28" text-anchor=anchor>"Today"</text>
        </svg>
    }
    .into_any()
}

/// The spans on a line. The label says the same in words.
pub fn line(scale: Scale, spans: &[Span], label: String) -> AnyView {
    let years = scale
        .years()
        .into_iter()
        .map(|(_, at)| view! { <line class="year" x1=percent(at) x2=percent(at) y1="0" y2="100%" /> });
    let rects = spans.iter().map(|span| {
        let (from, to) = (scale.at(number(span.starts)), scale.at(number(span.ends) + 1));
        let (x, width) = (percent(from), percent(to.saturating_sub(from).max(20)));
        let pattern = span.kind.pattern().map(|pattern| {
            view! { <rect class="hatch" x=x.clone() width=width.clone() y="5" height="14" fill=pattern /> }
        });
        view! { <rect class=span.kind.class() x=x width=width y="5" height="14" />{pattern} }
    });
    let today = percent(scale.at(scale.today));
    view! {
        <svg class="swa-timeline" width="100%" height="24" role="img" aria-label=label>
            {years.collect::<Vec<_>>()}
            {rects.collect::<Vec<_>>()}
            <line class="today" x1=today.clone() x2=today y1="0" y2="100%" />
        </svg>
    }
    .into_any()
}

/// What the fillings mean.
pub fn legend(kinds: &[(Kind, &'static str)]) -> AnyView {
    let keys = kinds.iter().map(|(kind, text)| {
        let pattern = kind
            .pattern()
            .map(|pattern| view! { <rect class="hatch" width="20" height="12" fill=pattern /> });
        view! {
            <span class="legend-item">
                <svg class="legend-key" width="20" height="12" aria-hidden="true"><rect class=kind.class() width="20" height="12" />{pattern}</svg>
                {*text}
            </span>
        }
    });
    view! { <p class="legend mb-0">{keys.collect::<Vec<_>>()}</p> }.into_any()
}

/// The meanings of what an agreement's line can show.
pub const OF_AGREEMENTS: &[(Kind, &str)] = &[
    (Kind::Grace, "Grace"),
    (Kind::Agreed, "Agreed"),
    (Kind::Lapsed, "Without SWA"),
    (Kind::ToCome, "Pending or to come"),
];

/// An agreement's days: grace, terms and what lies between them.
pub fn spans(agreement: &AgreementView, today: Day) -> Vec<Span> {
    let mut spans = vec![Span::new(Kind::Grace, agreement.grace.starts, agreement.grace.ends)];
    let mut covered = agreement.grace.ends;
    let mut add = |kind, starts: Day, ends: Day| {
        if let Some(gap) = covered.next().filter(|gap| *gap < starts) {
            spans.push(Span::new(Kind::Lapsed, gap, starts.previous().unwrap_or(starts)));
        }
        spans.push(Span::new(kind, starts, ends));
        covered = covered.max(ends);
    };
    for term in agreement
        .terms
        .iter()
        .filter(|term| term.kind != AssignmentKind::Expansion)
    {
        add(Kind::Agreed, term.starts, term.ends);
    }
    if let Some(pending) = agreement
        .pending
        .as_ref()
        .filter(|pending| pending.kind != AssignmentKind::Expansion)
    {
        add(Kind::ToCome, pending.starts, pending.ends);
    }
    if let Some(next) = &agreement.next {
        add(Kind::ToCome, next.starts, next.ends);
    }
    let without = matches!(agreement.standing, Standing::GraceOver | Standing::Lapsed);
    if let Some(gap) = covered.next().filter(|gap| without && *gap <= today) {
        spans.push(Span::new(Kind::Lapsed, gap, today));
    }
    spans
}

/// Spans in words, for who does not see them.
pub fn in_words(spans: &[Span], names: &[(Kind, &str)]) -> String {
    let words = spans.iter().map(|span| {
        let name = names
            .iter()
            .find(|(kind, _)| *kind == span.kind)
            .map_or("", |(_, name)| name);
        format!("{name}: {}", format::days(span.starts, span.ends))
    });
    words.collect::<Vec<_>>().join("; ")
}

/// An agreement's line by itself, with its years.
pub fn of_agreement(agreement: &AgreementView, today: Day) -> AnyView {
    let spans = spans(agreement, today);
    let scale = Scale::over(today, spans.iter().flat_map(|span| [span.starts, span.ends]));
    let words = in_words(&spans, OF_AGREEMENTS);
    view! { <div class="drawn">{axis(scale)}{line(scale, &spans, words)}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::ymd(year, month, day).unwrap()
    }

    #[test]
    fn a_scale_spans_the_days_and_today() {
        let scale = Scale::over(day(2026, 7, 1), [day(2026, 1, 1), day(2027, 12, 31)].into_iter());
        assert!(scale.at(number(day(2026, 1, 1))) > 0);
        assert!(scale.at(number(day(2027, 12, 31))) < 10_000);
        assert_eq!(
            scale.years().iter().map(|(year, _)| *year).collect::<Vec<_>>(),
            [2026, 2027, 2028]
        );
        let (early, late) = (scale.at(number(day(2026, 7, 1))), scale.at(number(day(2027, 7, 1))));
        assert!(early < late);
    }

    #[test]
    fn today_alone_is_a_scale() {
        let scale = Scale::over(day(2026, 7, 1), std::iter::empty());
        assert_eq!(scale.at(number(day(2026, 7, 1))), 5_000);
    }

    #[test]
    fn spans_read_in_words() {
        let spans = [Span::new(Kind::Grace, day(2026, 1, 2), day(2026, 4, 30))];
        assert_eq!(in_words(&spans, OF_AGREEMENTS), "Grace: 2 Jan 2026 to 30 Apr 2026");
    }
}
