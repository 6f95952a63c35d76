//! SWA units as bars, with their figures in words.

use super::dynamic::dynamic;
use crate::format;
use leptos::prelude::*;

/// A part of a bar. Each has a filling of its own, so that no colour is needed.
#[derive(Debug, Clone, Copy)]
pub enum Share {
    /// Can be assigned or shipped on.
    Available,
    /// Held by pending and agreed terms.
    Allocated,
    /// Gone: spent, shipped on, or expired.
    Gone,
}

impl Share {
    const fn class(self) -> &'static str {
        match self {
            Self::Available => "share share-available",
            Self::Allocated => "share share-allocated",
            Self::Gone => "share share-gone",
        }
    }

    /// Its key in a legend.
    pub fn key(self, text: &'static str) -> AnyView {
        view! {
            <span class="legend-item"><svg class="legend-key" width="20" height="12" aria-hidden="true">{rect(self, 0, 10_000)}</svg>{text}</span>
        }
        .into_any()
    }
}

/// A hundredth of a percent of `of`; all of it where that is nothing.
fn part(of: u64, amount: u64) -> u64 {
    (amount * 10_000).checked_div(of).unwrap_or(10_000).min(10_000)
}

/// `12.34%`
pub fn percent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn rect(share: Share, from: u64, width: u64) -> AnyView {
    let hatch = matches!(share, Share::Allocated).then(|| {
        view! { <rect class="hatch" x=percent(from) width=percent(width) y="0" height="100%" fill="url(#hatch)" /> }
    });
    view! {
        <rect class=share.class() x=percent(from) width=percent(width) y="0" height="100%" />
        {hatch}
    }
    .into_any()
}

/// Parts side by side, to scale with `of`. It is drawn for the eye: the figures stand beside it.
pub fn shares(of: u64, parts: &[(Share, u64)]) -> AnyView {
    let mut from = 0;
    let rects = parts.iter().map(|(share, amount)| {
        let width = part(of, *amount).min(10_000 - from);
        let drawn = rect(*share, from, width);
        from += width;
        drawn
    });
    view! { <svg class="shares" width="100%" height="14" aria-hidden="true">{rects.collect::<Vec<_>>()}</svg> }
        .into_any()
}

/// What is left of a lot.
#[derive(Debug, Clone, Copy)]
pub struct Lot {
    /// Units that came.
    pub quantity: u64,
    /// Units to assign or ship on.
    pub available: u64,
    /// Units that are held.
    pub allocated: u64,
    /// The quantity of the largest lot, which fills the width.
    pub largest: u64,
}

impl Lot {
    /// Bar and figures.
    pub fn view(self) -> AnyView {
        let held = (self.allocated > 0).then(|| format!(", {} allocated", format::number(self.allocated)));
        let gone = self.quantity.saturating_sub(self.available + self.allocated);
        let parts = [
            (Share::Available, self.available),
            (Share::Allocated, self.allocated),
            (Share::Gone, gone),
        ];
        view! {
            <span class="lot">
                {shares(self.largest, &parts)}
                <span class="bar-figures">{format!("{} of {}", format::number(self.available), format::number(self.quantity))}{held}</span>
            </span>
        }
        .into_any()
    }
}

/// What something needs of what is available, and what is left then or lacking.
pub fn needed(needed: u64, available: u64) -> AnyView {
    let lacking = needed.saturating_sub(available);
    let class = if lacking > 0 { "need need-lacking" } else { "need" };
    let rest = if lacking > 0 {
        format!("{} too few", format::number(lacking))
    } else {
        format!("{} left after", format::number(available - needed))
    };
    let parts = [
        (Share::Allocated, needed.min(available)),
        (Share::Available, available.saturating_sub(needed)),
    ];
    view! {
        <div class=class>
            <p class="need-figures mb-1">
                <strong>{format!("{} needed", format::number(needed))}</strong>
                <span>{format!("{} available", format::number(available))}</span>
                <span class="need-rest">{rest}</span>
            </p>
            {shares(available.max(needed), &parts)}
        </div>
    }
    .into_any()
}

/// The hatching that bars and timelines fill with. Once on a page.
pub fn patterns() -> AnyView {
    view! {
        <svg class="patterns" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="pattern-line" d="M1 0v6" />
                </pattern>
                <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
                    <circle class="pattern-dot" cx="2" cy="2" r="1.1" /><circle class="pattern-dot" cx="5" cy="5" r="1.1" />
                </pattern>
                <pattern id="bars" width="6" height="6" patternUnits="userSpaceOnUse">
                    <path class="pattern-line" d="M3 0v6" />
                </pattern>
            </defs>
        </svg>
    }
    .into_any()
}

/// What is needed, as it changes.
pub fn needed_live(total: Signal<u64>, available: Signal<u64>) -> AnyView {
    view! { <div role="status">{dynamic(move || needed(total.get(), available.get()))}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_to_scale() {
        assert_eq!(percent(part(400, 100)), "25.00%");
        assert_eq!(percent(part(3, 1)), "33.33%");
        assert_eq!(percent(part(10, 20)), "100.00%");
        assert_eq!(percent(part(0, 0)), "100.00%");
    }
}
