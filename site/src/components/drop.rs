//! Takes a file that is chosen or dropped.

use super::dynamic::on;
use super::icon::{self, icon};
use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// A button that opens the file chooser, on an area that takes what is dropped.
pub fn drop_zone(text: &'static str, accept: &'static str, take: impl Fn(String, Vec<u8>) + 'static) -> AnyView {
    zone(text, accept, false, Rc::new(take))
}

/// The same for several files at once; each is taken by itself.
pub fn drop_zone_of_many(
    text: &'static str,
    accept: &'static str,
    take: impl Fn(String, Vec<u8>) + 'static,
) -> AnyView {
    zone(text, accept, true, Rc::new(take))
}

fn zone(text: &'static str, accept: &'static str, many: bool, take: Rc<dyn Fn(String, Vec<u8>)>) -> AnyView {
    let over = RwSignal::new(false);
    let dropped = {
        let take = take.clone();
        move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            read(event.data_transfer().and_then(|data| data.files()), &take);
        }
    };
    let chosen = move |event: web_sys::Event| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            read(input.files(), &take);
            // The same file can be chosen again after it was changed.
            input.set_value("");
        }
    };
    view! {
        <div
            class="drop"
            class:drop-over=over
            on:dragover=on(move |event: DragEvent| { event.prevent_default(); over.set(true); })
            on:dragleave=on(move |_| over.set(false))
            on:drop=dropped
        >
            {icon(icon::UPLOAD)}
            <label class="btn">
                {text}
                <input class="visually-hidden" type="file" accept=accept multiple=many on:change=chosen />
            </label>
            <span class="text-secondary">"or drop it here"</span>
        </div>
    }
    .into_any()
}

fn read(files: Option<FileList>, take: &Rc<dyn Fn(String, Vec<u8>)>) {
    let files: Vec<File> = files
        .map(|files| (0..files.length()).filter_map(|i| files.get(i)).collect())
        .unwrap_or_default();
    for file in files {
        let take = take.clone();
        spawn_local(async move {
            if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
                take(file.name(), Uint8Array::new(&buffer).to_vec());
            }
        });
    }
}
