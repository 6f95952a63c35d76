//! A button that shows and hides what belongs to it (ARIA authoring practices, disclosure).

use super::dynamic::{live, on};
use crate::router::Router;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, Node};

/// A button and what it shows. Escape closes it and gives the button the focus back; so does,
/// without the focus, whatever happens elsewhere: a click, the focus, another page.
#[derive(Clone, Copy)]
pub struct Disclosure {
    /// The id of what is shown.
    id: &'static str,
    open: RwSignal<bool>,
}

impl Disclosure {
    /// A closed one.
    pub fn new(id: &'static str, router: Router) -> Self {
        let this = Self {
            id,
            open: RwSignal::new(false),
        };
        Effect::new(move || {
            router.path();
            this.open.set(false);
        });
        let listener = window_event_listener(ev::click, move |event| {
            if this.is_open_untracked() && !this.holds(event.target()) {
                this.open.set(false);
            }
        });
        on_cleanup(move || listener.remove());
        this
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    fn is_open_untracked(self) -> bool {
        self.open.try_get_untracked().unwrap_or_default()
    }

    /// Button and panel. The button's name is its content, or the label where that is an icon.
    pub fn view(self, class: &'static str, button: Button, panel: AnyView) -> AnyView {
        let Button {
            class: look,
            label,
            current,
            content,
        } = button;
        let leaves = move |event: web_sys::FocusEvent| {
            let to = event.related_target();
            if to.is_some() && !self.holds(to) {
                self.open.set(false);
            }
        };
        let escapes = move |event: web_sys::KeyboardEvent| {
            if event.key() == "Escape" && self.is_open_untracked() {
                event.prevent_default();
                self.open.set(false);
                if let Some(button) = self.button() {
                    let _ = button.focus();
                }
            }
        };
        view! {
            <div class=class on:keydown=on(escapes) on:focusout=on(leaves)>
                <button
                    type="button"
                    class=look
                    aria-label=label
                    aria-current=current
                    aria-controls=self.id
                    aria-expanded=live(move || self.open.get().to_string())
                    on:click=on(move |_| self.open.update(|open| *open = !*open))
                >
                    {content}
                </button>
                <div id=self.id class="shown-panel" hidden=live(move || !self.open.get())>{panel}</div>
            </div>
        }
        .into_any()
    }

    fn around(self) -> Option<Element> {
        document().get_element_by_id(self.id)?.parent_element()
    }

    fn button(self) -> Option<HtmlElement> {
        self.around()?.first_element_child()?.dyn_into().ok()
    }

    fn holds(self, target: Option<EventTarget>) -> bool {
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        self.around().is_some_and(|around| around.contains(target.as_ref()))
    }
}

/// The button of a disclosure.
pub struct Button {
    /// How it looks.
    pub class: &'static str,
    /// Its name, where its content is an icon.
    pub label: Option<Signal<String>>,
    /// Says that the page that is shown is behind it.
    pub current: Signal<Option<&'static str>>,
    /// What stands on it.
    pub content: AnyView,
}
