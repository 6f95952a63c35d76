//! Dialogs: the browser's own, so that focus and Escape do what they should.

use super::dynamic::{on, optional};
use leptos::{html, prelude::*};

/// A dialog that shows while the signal holds. Its content is made when it opens.
pub fn dialog(
    open: RwSignal<bool>,
    title: &'static str,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    around(open, title, Box::new(content))
}

fn around(open: RwSignal<bool>, title: &'static str, content: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = open.get();
        if let Some(dialog) = element.get() {
            if open && !dialog.open() {
                // Fails only where the element has left the page.
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    view! {
        <dialog node_ref=element aria-labelledby="dialog-title" on:close=on(move |_| open.set(false))>
            {optional(move || open.get().then(|| view! {
                <h2 class="h2 mb-3" id="dialog-title">{title}</h2>
                {content()}
            }.into_any()))}
        </dialog>
    }
    .into_any()
}

/// The button that closes a dialog and does nothing.
pub fn cancel(open: RwSignal<bool>) -> AnyView {
    view! { <button type="button" class="btn" on:click=on(move |_| open.set(false))>"Cancel"</button> }.into_any()
}
