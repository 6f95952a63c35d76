//! The whole: which page stands at which path, and who may see it.

use crate::components::dynamic::{dynamic, optional};
use crate::{
    components::{
        header::{expired_bar, header, skip_link},
        page,
        toasts::Toasts,
    },
    pages,
    parts::{Part, Parts},
    router::Router,
    session::{Session, SignIn},
};
use leptos::prelude::*;

/// The site.
pub fn app() -> AnyView {
    let toasts = Toasts::new();
    let router = Router::start();
    let session = Session::start(router, toasts);
    let parts = Parts::new();
    provide_context(toasts);
    provide_context(router);
    provide_context(session);

    view! {
        {skip_link()}
        {header(session, router)}
        {expired_bar(session)}
        <main id="main" class="container-xl" tabindex="-1">
            {dynamic(move || shown(session, parts, &router.path()))}
        </main>
        {optional(move || session.config().filter(|config| config.local).map(|_| local_footer()))}
        {toasts.view()}
    }
    .into_any()
}

/// On one machine, mail goes nowhere else.
fn local_footer() -> AnyView {
    view! {
        <footer class="container-xl foot d-print-none">
            "This deployment runs on one machine, with made-up data. Its mail is in the "<a href="/local/mailbox">"mailbox"</a>"; its "<a href="/local/time">"clock"</a>" can be moved."
        </footer>
    }
    .into_any()
}

fn shown(session: Session, parts: Parts, path: &str) -> AnyView {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if path == "/invitation" {
        return pages::invitation::invitation();
    }
    if let Some(part) = Part::public(path) {
        return parts.page(part, session, &segments);
    }
    match session.state.get() {
        SignIn::In(_) => page_at(session, parts, &segments),
        SignIn::Working => pages::signed_out::working(),
        SignIn::Out => pages::signed_out::signed_out(path),
        SignIn::NoUser => pages::signed_out::no_user(),
        SignIn::Failed(sentence) => pages::signed_out::failed(sentence),
        SignIn::Beside => pages::signed_out::beside(),
    }
}

/// The page of a user. An operation that the roles do not allow has no page.
fn page_at(session: Session, parts: Parts, segments: &[&str]) -> AnyView {
    match Part::of(session, segments) {
        Some(part) => parts.page(part, session, segments),
        None if segments.is_empty() => pages::signed_out::no_pages(),
        None => page::not_found(),
    }
}
