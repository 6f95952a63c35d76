//! Reactive parts of a view, each kind as one type.
//!
//! A closure in a view is a type of its own, and the renderer's code for it is in the
//! module once for every such type. Boxed they are one type, and the code is there once.

use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// A part that is made anew when what it reads changes.
pub fn dynamic(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// Text that changes.
pub fn text(text: impl FnMut() -> String + Send + 'static) -> AnyView {
    let text: Box<dyn FnMut() -> String + Send> = Box::new(text);
    text.into_any()
}

/// A part that is there or not.
pub fn optional(view: impl FnMut() -> Option<AnyView> + Send + 'static) -> AnyView {
    let mut view = view;
    dynamic(move || view().unwrap_or_else(|| ().into_any()))
}

/// The value of an attribute, class or property that changes.
pub type Live<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

/// An attribute, class or property that changes.
pub fn live<T>(value: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Arc::new(Mutex::new(value))
}

/// What happens on an event.
pub fn on<E>(handler: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handler)
}
