//! The whole: the bar, the page at the path, and what was said.

use crate::components::dynamic::{dynamic, optional};
use crate::{
    components::{
        header::{header, skip_link},
        page,
        toasts::Toasts,
    },
    pages,
    parts::Parts,
    router::Router,
    routes,
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
        {header(session, router, toasts)}
        <main id="main" class="container-xl" tabindex="-1">
            {dynamic(move || shown(session, parts, &router.path()))}
        </main>
        {optional(move || session.config().filter(|config| config.local).map(|_| local_footer()))}
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

/// The page at a path. One that the user may not open is not there.
fn shown(session: Session, parts: Parts, path: &str) -> AnyView {
    if let Some(found) = routes::find(path, None) {
        return parts.page(&found, session);
    }
    match session.state.get() {
        SignIn::In(who) => match routes::find(path, Some(&who.user.roles)) {
            Some(found) => parts.page(&found, session),
            None => page::not_found(),
        },
        SignIn::Working => pages::signed_out::working(),
        SignIn::Out if !routes::is_known(path) => page::not_found(),
        SignIn::Out => pages::signed_out::signed_out(path),
        SignIn::NoUser => pages::signed_out::no_user(),
        SignIn::Failed(sentence) => pages::signed_out::failed(sentence),
        SignIn::Beside => pages::signed_out::beside(),
    }
}
