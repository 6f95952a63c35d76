//! A term of days with today on it, drawn to scale, and the same in words.

use crate::format;
use domain::day::Day;
use leptos::prelude::*;

/// The width of the drawing; it is stretched to the page's.
const WIDTH: i64 = 1000;

/// A term from its first day to its last; both count.
pub fn timeline(first: Day, last: Day, today: Day) -> AnyView {
    let days = first.days_until(last) + 1;
    let over = first.days_until(today).clamp(0, days);
    let at = (over * WIDTH / days.max(1)).to_string();
    let left = days - over;
    let of = format::count(usize::try_from(days).unwrap_or_default(), "day", "days");
    let sentence = if today > last {
        format!("It ended on {}.", format::date_text(last))
    } else if today < first {
        format!("It begins on {} and lasts {of}.", format::date_text(first))
    } else {
        let remain = format::count(usize::try_from(left).unwrap_or_default(), "day remains", "days remain");
        format!("{remain} of {of}, today and the last day counted.")
    };
    view! {
        <div class="timeline">
            <svg viewBox=format!("0 0 {WIDTH} 24") preserveAspectRatio="none" aria-hidden="true">
                <rect class="timeline-left" x="0" y="7" width=WIDTH.to_string() height="10" />
                <rect class="timeline-over" x="0" y="7" width=at.clone() height="10" />
                <line class="timeline-now" x1=at.clone() x2=at y1="0" y2="24" />
            </svg>
            <div class="timeline-ends">
                <span><span class="visually-hidden">"From "</span>{format::date_text(first)}</span>
                <span><span class="visually-hidden">"to "</span>{format::date_text(last)}</span>
            </div>
            <p class="mb-0"><strong>{sentence}</strong></p>
        </div>
    }
    .into_any()
}
