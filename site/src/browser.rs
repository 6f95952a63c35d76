//! What is asked of the browser itself.

use crate::mail_link;
use js_sys::{Array, JsString, Object, Reflect, RegExp, Uint8Array};
use leptos::prelude::{document, request_animation_frame, window};
use std::cmp::Ordering;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, Storage, TextDecoder, Url,
};

/// Scheme, host and port of the site.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// What lasts as long as the tab. None where the browser forbids it.
pub fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Keeps a text for as long as the tab lives.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden store means signing in again, nothing worse.
        let _ = storage.set_item(name, text);
    }
}

/// A text that was kept.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// A text that was kept, for the last time.
pub fn take(name: &str) -> Option<String> {
    let text = kept(name)?;
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
    Some(text)
}

/// Notes something for every tab of this browser, until it is forgotten.
pub fn note(name: &str) {
    if let Some(notes) = notes() {
        // A full or forbidden store means signing in by hand, nothing worse.
        let _ = notes.set_item(name, "yes");
    }
}

/// Whether it was noted.
pub fn noted(name: &str) -> bool {
    notes().is_some_and(|notes| notes.get_item(name).ok().flatten().is_some())
}

/// Forgets what was noted.
pub fn forget_note(name: &str) {
    if let Some(notes) = notes() {
        let _ = notes.remove_item(name);
    }
}

/// What lasts as long as the browser wants, for all tabs. None where it is forbidden.
fn notes() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// A random UUID.
pub fn random_uuid() -> String {
    window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_default()
}

/// Puts a text on the clipboard, where the browser lets us; says whether it did.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// Puts a link that was rewritten on its way through the mail right in the address bar, before
/// anything looks there.
pub fn mend_link() {
    if let Some((page, token)) = linked() {
        replace_address(&format!("{page}#token={token}"));
    }
}

/// The token in the fragment of this page's address, which leaves the address bar at once.
pub fn take_token(page: &str) -> Option<String> {
    let (linked, token) = linked()?;
    if linked != page {
        return None;
    }
    replace_address(page);
    Some(token)
}

fn linked() -> Option<(&'static str, String)> {
    let location = window().location();
    mail_link::read(&location.pathname().ok()?, &location.hash().ok()?)
}

/// The licence file in the fragment of this page's address, which leaves the address bar at once.
pub fn take_file() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let file = hash.strip_prefix("#file=")?;
    replace_address("/verify");
    Some(file.to_owned())
}

fn replace_address(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Offers bytes as a file to save.
pub fn save_file(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else {
        return;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    if let Ok(element) = document().create_element("a") {
        let link: HtmlAnchorElement = element.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = Url::revoke_object_url(&url);
}

/// The bytes of base64 (RFC 4648, section 4 or 5, padded or not). None where it is neither.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let standard = text.replace('-', "+").replace('_', "/");
    let binary = window().atob(standard.trim_end_matches('=')).ok()?;
    // `atob` gives a character of 0 to 255 per byte.
    Some(binary.chars().map(|c| c as u8).collect())
}

/// Base64 (RFC 4648, section 4).
pub fn to_base64(bytes: &[u8]) -> String {
    let binary: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    window().btoa(&binary).unwrap_or_default()
}

/// The text of a file's bytes, as the service reads them: a byte order mark decides, then
/// whether they are UTF-8; what is left is Windows-1252.
pub fn decode(bytes: &[u8]) -> String {
    let label = match bytes {
        [0xff, 0xfe, ..] => "utf-16le",
        [0xfe, 0xff, ..] => "utf-16be",
        _ if std::str::from_utf8(bytes).is_ok() => "utf-8",
        _ => "windows-1252",
    };
    let decoder = TextDecoder::new_with_label(label);
    decoder
        .and_then(|decoder| decoder.decode_with_u8_array(bytes))
        .unwrap_or_default()
}

/// Base64url without padding (RFC 4648, section 5).
pub fn to_base64url(bytes: &[u8]) -> String {
    let standard = to_base64(bytes);
    standard.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// A text's composed form (NFC).
pub fn nfc(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFC"))
}

/// A text's composed form, with plain characters for those that are only another form of them
/// (NFKC).
pub fn nfkc(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFKC"))
}

/// Text for comparison, as `domain::text::folded` has it: NFKC without case and without what
/// cannot be seen. The browser brings the tables; ours would be in the module.
pub fn folded(text: &str) -> String {
    let unseen = RegExp::new(r"\p{Default_Ignorable_Code_Point}", "gu");
    let text = JsString::from(text).normalize("NFKC").replace_by_pattern(&unseen, "");
    // In capitals, the sharp s is two letters and the dotless i has lost its difference.
    let text = text.to_lower_case().to_upper_case().to_lower_case();
    // What a dotted capital I leaves beside the i; the sigma at a word's end.
    String::from(text).replace("i\u{307}", "i").replace('ς', "σ")
}

/// Which of two texts a reader expects first: without case, `PO9` before `PO10`.
pub fn compare(a: &str, b: &str) -> Ordering {
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("numeric"), &JsValue::TRUE);
    let locales = Array::of1(&JsValue::from_str("en"));
    JsString::from(a).locale_compare(b, &locales, &options).cmp(&0)
}

/// Whether a media query fits the window now.
pub fn fits(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// Waits for something to come into sight, for as long as it is kept.
pub struct Watch {
    observer: IntersectionObserver,
    _call: Closure<dyn FnMut(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls when the element of this id comes near the window; at once where it is there already.
pub fn when_near(id: &str, mut call: impl FnMut() + 'static) -> Option<Watch> {
    let element = document().get_element_by_id(id)?;
    let call = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(near) {
            call();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("400px");
    let observer = IntersectionObserver::new_with_options(call.as_ref().unchecked_ref(), &options).ok()?;
    observer.observe(&element);
    Some(Watch { observer, _call: call })
}

/// Whether nobody looks: another tab or window covers the page.
pub fn hidden() -> bool {
    document().hidden()
}

/// Moves the focus once what was just asked for has been drawn.
pub fn focus_soon(selector: &'static str) {
    request_animation_frame(move || {
        focus(selector);
    });
}

/// Moves the focus to the first element that fits; says whether there is one.
pub fn focus(selector: &str) -> bool {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return false;
    };
    element.unchecked_into::<HtmlElement>().focus().is_ok()
}
