//! `/verify`: says of a licence file whether it is genuine and what it grants. Public,
//! and once it is open it needs no network. The QR code of a certificate opens it with the file.

mod certificate;

use crate::components::dynamic::{dynamic, on, optional, text};
use crate::{
    browser,
    client::Failure,
    components::{
        drop::drop_zone,
        icon::{self, icon},
        page,
    },
    licence_file::{self, Verified},
    load::{Load, Loaded, load},
    session::Session,
};
use api::{licences::KeyView, operations::GetKeySet};
use leptos::{ev, prelude::*, task::spawn_local};

/// What is known of the file at hand.
#[derive(Clone)]
enum Verdict {
    /// There is none yet.
    None,
    /// Its signature is good.
    Genuine(Box<Verified>),
    /// It is not to be trusted; a sentence says why.
    Refused(String),
}

/// What the page works with.
#[derive(Clone, Copy)]
struct Desk {
    keys: Loaded<api::licences::KeySetView>,
    /// Keys that were dropped here, for a machine without a network.
    dropped: RwSignal<Vec<KeyView>>,
    text: RwSignal<String>,
    verdict: RwSignal<Verdict>,
    said: RwSignal<String>,
    session: Session,
}

/// The page that verifies.
pub fn verify() -> AnyView {
    let desk = Desk {
        keys: load::<GetKeySet>((), ()),
        dropped: RwSignal::new(Vec::new()),
        text: RwSignal::new(String::new()),
        verdict: RwSignal::new(Verdict::None),
        said: RwSignal::new(String::new()),
        session: expect_context::<Session>(),
    };
    // A code that is scanned opens the page with its file, or comes to the page that is open.
    desk.take_scanned();
    let scanned = window_event_listener(ev::hashchange, move |_| {
        desk.take_scanned();
        desk.check();
    });
    on_cleanup(move || scanned.remove());
    // Keys and issuer may arrive after the file.
    Effect::new(move || {
        let _ = (desk.keys.get(), desk.dropped.get(), desk.session.config());
        desk.check();
    });
    let on_paste = move |event| {
        desk.text.set(event_target_value(&event));
        desk.check();
    };
    view! {
        {page::plain_header("Verify a licence file")}
        <div class="verify">
            <section class="card d-print-none" aria-label="Licence file">
                <div class="card-body fields">
                    {drop_zone("Choose a licence file", ".lic,.zip,.json,application/zip,application/json,text/plain", move |name, bytes| desk.take(&name, &bytes))}
                    <div class="field">
                        <label class="form-label" for="licence-text">"or paste its text"</label>
                        <textarea id="licence-text" class="form-control font-monospace" rows="5" spellcheck="false" prop:value=desk.text on:input=on_paste></textarea>
                    </div>
                    <p class="text-secondary mb-0" role="status">{text(move || desk.about_keys())}</p>
                    {optional(move || desk.keys_again())}
                </div>
            </section>
            <div aria-live="polite">{dynamic(move || verdict(desk.verdict.get()))}</div>
        </div>
    }
    .into_any()
}

impl Desk {
    /// The file in the fragment of the address, as the QR code of a certificate has it.
    fn take_scanned(self) {
        if let Some(file) = browser::take_file() {
            self.said.set(String::new());
            self.text.set(file);
        }
    }

    /// A licence file, its zip, or a key set: whatever was chosen or dropped.
    fn take(self, name: &str, bytes: &[u8]) {
        self.said.set(String::new());
        if let Some(keys) = std::str::from_utf8(bytes).ok().and_then(licence_file::keys_in) {
            self.said.set(format!("Keys were added from {name}."));
            self.dropped.update(|dropped| dropped.extend(keys));
            return;
        }
        match licence_file::text_of(bytes) {
            Ok(text) => {
                self.text.set(text);
                self.check();
            }
            Err(sentence) => self.verdict.set(Verdict::Refused(sentence)),
        }
    }

    fn known_keys(self) -> Vec<KeyView> {
        let mut keys = self.dropped.get();
        keys.extend(self.keys.value().map(|set| set.keys).unwrap_or_default());
        keys
    }

    fn check(self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        let (keys, config) = untrack(|| (self.known_keys(), self.session.config()));
        let Some(config) = config.filter(|_| !keys.is_empty()) else {
            return;
        };
        spawn_local(async move {
            let verdict = match licence_file::verify(&text, &keys, &config.licence_issuer).await {
                Ok(verified) => Verdict::Genuine(Box::new(verified)),
                Err(sentence) => Verdict::Refused(sentence),
            };
            // Only what stands in the field counts.
            if self.text.try_get_untracked().is_some_and(|now| now == text) {
                self.verdict.set(verdict);
            }
        });
    }

    fn about_keys(self) -> String {
        let known = self.known_keys().len();
        let keys = match (self.keys.get(), known) {
            (Load::Loading, 0) => "Fetching the public keys ...".to_owned(),
            (_, 0) => {
                "No public keys are here. Drop a jwks.json of the licence desk to check without a network.".to_owned()
            }
            _ => format!(
                "{} here. The file is checked in this browser and sent nowhere; from now on this works without a network.",
                crate::format::count(known, "public key is", "public keys are")
            ),
        };
        [self.said.get(), keys].join(" ").trim().to_owned()
    }

    fn keys_again(self) -> Option<AnyView> {
        let Load::Failed(failure) = self.keys.get() else {
            return None;
        };
        let sentence = match failure {
            Failure::Network => "The public keys could not be fetched: there is no connection.".to_owned(),
            other => format!("The public keys could not be fetched. {other}"),
        };
        Some(view! {
            <div>
                <p class="field-error">{sentence}</p>
                <button type="button" class="btn" on:click=on(move |_| self.keys.again())>{icon(icon::REFRESH)}"Try again"</button>
            </div>
        }.into_any())
    }
}

fn verdict(verdict: Verdict) -> AnyView {
    match verdict {
        Verdict::None => ().into_any(),
        Verdict::Genuine(verified) => certificate::certificate(&verified),
        Verdict::Refused(sentence) => view! {
            <section class="card verdict-bad" aria-label="Result"><div class="card-body">
                <h2 class="verdict">{icon(icon::SHIELD_X)}"Do not trust this file"</h2>
                <p class="mb-0">{sentence}</p>
            </div></section>
        }
        .into_any(),
    }
}
