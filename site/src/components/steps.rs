//! Where one is in something of several steps.

use leptos::prelude::*;

/// The steps by name; `at` counts from 0. What is past and what is to come is told by words too.
pub fn steps(label: &'static str, names: &[&'static str], at: usize) -> AnyView {
    let items = names.iter().enumerate().map(|(i, name)| {
        let (class, said) = match i.cmp(&at) {
            std::cmp::Ordering::Less => ("stage stage-done", "Done: "),
            std::cmp::Ordering::Equal => ("stage stage-now", ""),
            std::cmp::Ordering::Greater => ("stage", ""),
        };
        view! {
            <li class=class aria-current=(i == at).then_some("step")>
                <span class="stage-number" aria-hidden="true">{i + 1}</span>
                <span><span class="visually-hidden">{said}</span>{*name}</span>
            </li>
        }
    });
    view! { <nav aria-label=label><ol class="stages">{items.collect::<Vec<_>>()}</ol></nav> }.into_any()
}
