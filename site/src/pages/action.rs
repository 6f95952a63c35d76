//! `/action#token=...`: the link in a buyer's mail. Opening it reads and changes nothing;
//! nobody needs to be signed in. What is decided is shown to whoever opens it again.

use super::upgrades::{
    badge, called,
    decision::{Decision, decision},
    price,
    story::story,
};
use crate::components::dynamic::{dynamic, optional};
use crate::{
    browser, client,
    components::{
        form::Form,
        icon::{self, icon},
        page,
        toasts::Toasts,
    },
    format,
    load::{Load, Loaded},
};
use api::{
    ProblemCode,
    operations::{DecideByActionLink, ReadActionLink},
    upgrades::{ActionLinkView, DecideByActionLinkRequest, PriceView, ReadActionLinkRequest, UpgradeView},
};
use domain::upgrade::UpgradeStatus;
use leptos::{ev, prelude::*};

/// Where the token of a page's link is kept for as long as the tab lives: it is no longer in
/// the address bar.
fn kept_as(page: &str) -> String {
    format!("latchkey{}", page.replace('/', "."))
}

/// The page of the link in the mail.
pub fn action() -> AnyView {
    linked_page(
        "/action",
        "Upgrade request",
        ("/my-upgrades", "Sign in to see the requests"),
        |token| {
            let reading = token.clone();
            let loaded = Loaded::new(move || {
                client::call::<ReadActionLink>((), ReadActionLinkRequest { token: reading.clone() })
            });
            (loaded, Box::new(move |link| shown(&token, loaded, &link)))
        },
    )
}

/// What fetches what a link is about, and how it is shown.
type Linked<T> = (Loaded<T>, Box<dyn Fn(T) -> AnyView + Send>);

/// A page that a link in a mail opens, with a token in its fragment. Without a token, or with
/// one that does not work, it says so and offers to sign in.
pub fn linked_page<T: Clone + Send + Sync + 'static>(
    path: &'static str,
    heading: &'static str,
    sign_in: (&'static str, &'static str),
    read: impl Fn(String) -> Linked<T> + Send + 'static,
) -> AnyView {
    take(path);
    let token = RwSignal::new(browser::kept(&kept_as(path)));
    // Another link, opened where one was shown, loads no page.
    let listener = window_event_listener(ev::hashchange, move |_| {
        if take(path) {
            token.set(browser::kept(&kept_as(path)));
        }
    });
    on_cleanup(move || listener.remove());
    let linked = move || match token.get() {
        Some(token) => {
            let (loaded, show) = read(token);
            dynamic(move || match loaded.get() {
                Load::Loading => view! { {page::plain_header(heading)}{page::skeleton()} }.into_any(),
                Load::Ready(link) => show(link),
                Load::Failed(failure) if failure.code() == Some(ProblemCode::NotFound) => {
                    dead(failure.to_string(), sign_in)
                }
                Load::Failed(failure) => {
                    view! { {page::plain_header(heading)}{page::failed(&failure, move || loaded.again())} }.into_any()
                }
            })
        }
        None => dead(
            "There is no link here. Open the one in your mail once more.".to_owned(),
            sign_in,
        ),
    };
    view! { <div class="action">{dynamic(linked)}</div> }.into_any()
}

fn take(path: &str) -> bool {
    let token = browser::take_token(path);
    if let Some(token) = &token {
        browser::keep(&kept_as(path), token);
    }
    token.is_some()
}

fn dead(sentence: String, (href, text): (&'static str, &'static str)) -> AnyView {
    let sign_in = view! { <a class="btn btn-primary" href=href>{icon(icon::KEY)}{text}</a> };
    view! {
        {page::plain_header("This link does not work")}
        {page::state("Nothing was changed", sentence, sign_in.into_any())}
    }
    .into_any()
}

fn shown(token: &str, loaded: Loaded<ActionLinkView>, link: &ActionLinkView) -> AnyView {
    let upgrade = &link.upgrade;
    let number = called(&upgrade.summary);
    let waits = upgrade.summary.status == UpgradeStatus::SubmittedForApproval;
    let title = if waits {
        format!("Decide on {number}")
    } else {
        format!("{number} is decided")
    };
    let price = RwSignal::new(upgrade.price);
    let decide = waits.then(|| {
        view! {
            <section class="card" aria-labelledby="decide">
                <div class="card-header"><h2 class="card-title" id="decide">"Your decision"</h2></div>
                <div class="card-body">{decide(token.to_owned(), loaded, price)}</div>
            </section>
        }
    });
    let progress = (!waits).then(|| {
        view! {
            <section class="card" aria-labelledby="progress">
                <div class="card-header"><h2 class="card-title" id="progress">"What was decided"</h2></div>
                <div class="card-body">{story(upgrade)}</div>
            </section>
        }
    });
    let until = waits.then(|| {
        let day = format::day_text(link.expires_at);
        view! { <p class="text-secondary">{format!("This link is {}'s alone and works until {day}.", link.addressee.name)}</p> }
    });
    view! {
        {page::plain_header(&title)}
        {progress}
        {summary(upgrade, price)}
        {decide}
        <div class="mt-3">
            {until}
            <p><a href=format!("/upgrades/{}", upgrade.summary.upgrade_id)>"Sign in and see it with its history"</a></p>
        </div>
    }
    .into_any()
}

/// What it is about, on one small screen.
fn summary(upgrade: &UpgradeView, price: RwSignal<Option<PriceView>>) -> AnyView {
    let summary = &upgrade.summary;
    let quantity = summary.quantity;
    let due = optional(move || {
        let price = price.get()?;
        let due = view! {
            <p class="due"><strong>{price.pro_rata.to_string()}</strong><span class="text-secondary">{format!("for {}", price::term(price.agreed()))}</span></p>
            <details class="mt-2"><summary>"How the price is made"</summary>{price::table(&price, quantity)}</details>
        };
        Some(due.into_any())
    });
    view! {
        <section class="card" aria-labelledby="what"><div class="card-body">
            <div class="list-head"><h2 class="h3 mb-0" id="what">{format!("{} x {}", summary.quantity, summary.name)}</h2>{badge(summary.status)}</div>
            <p class="mb-2">{upgrade.description.clone()}</p>
            <p class="mb-2"><strong>{summary.requested_by.name.clone()}</strong>{format!(" asked for {} on ", upgrade.tenant_name)}{format::time(summary.created_at)}"."</p>
            {due}
        </div></section>
    }
    .into_any()
}

fn decide(token: String, loaded: Loaded<ActionLinkView>, price: RwSignal<Option<PriceView>>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let send = move |decision: Decision| {
        let request = DecideByActionLinkRequest {
            token: token.clone(),
            verdict: decision.verdict,
            comment: decision.comment,
            price: decision.price,
            terms_accepted: decision.terms_accepted,
            catalogue: loaded.value().map(|seen| seen.upgrade.catalogue),
        };
        form.send::<DecideByActionLink>((), request, move |decided| {
            form.saved();
            toasts.done("Your decision is recorded. The requester is mailed.");
            loaded.set(decided);
            browser::focus_soon("h1");
        });
    };
    let late = move || loaded.again_then(|| browser::focus_soon("h1"));
    decision(form, price, send, late)
}
