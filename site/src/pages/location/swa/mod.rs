//! A location's software assurance: where each application stands, what cools off, and
//! what can be done. Only for who may see it.

mod agreement;
mod free;
mod pending;
mod quote;

use super::Shown;
use crate::{
    browser, client,
    components::{
        countdown::DeskClock,
        dynamic::{on, optional},
        icon,
        page::{self, action},
        swa_timeline, units,
    },
    load::{Load, Loaded},
    router::Router,
    session::Session,
};
use api::{
    assurance::{LocationSwaView, PendingView},
    operations::GetLocationSwa,
};
use domain::id::{LocationId, QuoteId};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;

/// How often the page asks whether what is pending still is.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Which quote the dialog opens with.
#[derive(Clone, Copy)]
pub enum Quoting {
    /// One that is made now.
    New,
    /// One that was made before.
    Kept(QuoteId),
}

/// What is shown of software assurance.
#[derive(Clone, Copy)]
pub struct Swa {
    /// The location's agreements.
    pub view: Loaded<LocationSwaView>,
    location_id: LocationId,
    clock: DeskClock,
    quoting: RwSignal<Option<Quoting>>,
    /// What is to be cancelled or processed.
    chosen: RwSignal<Option<PendingView>>,
    cancelling: RwSignal<bool>,
    processing: RwSignal<bool>,
}

impl Swa {
    /// Nothing, for who may not see it.
    pub fn of(location_id: LocationId) -> Option<Self> {
        let session = expect_context::<Session>();
        if !untrack(|| session.may::<GetLocationSwa>()) {
            return None;
        }
        let clock = DeskClock::start();
        // The clock first: what is drawn from the answer reads it.
        let view = Loaded::new(move || async move {
            let view = client::call::<GetLocationSwa>(location_id, ()).await?;
            clock.set(view.now);
            Ok(view)
        });
        let router = expect_context::<Router>();
        let asked = untrack(|| router.query("quote"));
        let asked = asked.map(|quote| quote.parse().map_or(Quoting::New, Quoting::Kept));
        Some(Self {
            view,
            location_id,
            clock,
            quoting: RwSignal::new(asked),
            chosen: RwSignal::new(None),
            cancelling: RwSignal::new(false),
            processing: RwSignal::new(false),
        })
    }

    /// Whether a quote has something to offer.
    pub fn quotable(self) -> bool {
        let view = self.view.value();
        view.is_some_and(|view| view.agreements.iter().any(|agreement| agreement.quotable))
    }

    /// Opens the dialog with a quote of now.
    pub fn quote(self) {
        self.quoting.set(Some(Quoting::New));
    }
}

/// The part of the page, with its dialogs, which stay open while the part is made anew.
pub fn section(shown: Shown, swa: Swa) -> AnyView {
    look_while_pending(shown, swa);
    let location_id = swa.location_id;
    let history = Signal::stored(format!("/locations/{location_id}/swa"));
    let renewal = move || {
        let view = swa.view.value()?;
        let any = view.agreements.iter().any(|agreement| agreement.renewable);
        let href = format!("/customers/{}/renewal?location={location_id}", view.customer_id);
        any.then(|| action(Signal::stored(href), icon::REFRESH, "Renew", false))
    };
    let actions = optional(move || {
        let view = swa.view.value()?;
        (!view.agreements.is_empty()).then(|| {
            view! {
                <div class="btn-list d-print-none">
                    {optional(renewal)}
                    {action(history, icon::FILE_TEXT, "History and certificate", false)}
                </div>
            }
            .into_any()
        })
    });
    view! {
        {units::patterns()}
        <section class="card" aria-labelledby="swa">
            <div class="card-header list-tools">
                <h2 class="card-title" id="swa" tabindex="-1">"Software assurance"</h2>
                {actions}
            </div>
            {page::loaded(swa.view, move |view| content(swa, view))}
        </section>
        {free::section(shown, swa)}
        {quote::dialog(shown, swa)}
        {pending::dialogs(shown, swa)}
    }
    .into_any()
}

fn content(swa: Swa, view: LocationSwaView) -> AnyView {
    if view.agreements.is_empty() {
        return view! {
            <div class="card-body"><p class="text-secondary mb-0">
                "Nothing that software assurance covers is activated here. Its grace period starts with the first such licence."
            </p></div>
        }
        .into_any();
    }
    let agreements = view.agreements.iter().map(|one| agreement::row(swa, one, view.today));
    view! {
        {offer(swa, &view)}
        <ul class="agreements">{agreements.collect::<Vec<_>>()}</ul>
        <div class="card-footer list-footer">{swa_timeline::legend(swa_timeline::OF_AGREEMENTS)}</div>
    }
    .into_any()
}

/// Says that a quote can be had, and why now.
fn offer(swa: Swa, view: &LocationSwaView) -> Option<AnyView> {
    use api::assurance::Standing;
    let offered: Vec<_> = view.agreements.iter().filter(|agreement| agreement.quotable).collect();
    let first = offered.first()?;
    let sentence = if offered.iter().any(|one| one.standing == Standing::InGrace) {
        "Grace is running: software assurance that is assigned now starts when it ends."
    } else if offered.iter().all(|one| one.standing == Standing::Active) {
        "Licences were added. They can be covered to the end of the running term."
    } else if first.standing == Standing::Lapsed {
        "Software assurance has ended. The quote says which months have to be reinstated."
    } else {
        "Grace is over. Software assurance can still be added; the quote says which months have to be reinstated."
    };
    Some(
        view! {
            <div class="offer d-print-none">
                <p class="mb-0">{sentence}</p>
                <button type="button" class="btn btn-primary" on:click=on(move |_| swa.quote())>"Get a quote"</button>
            </div>
        }
        .into_any(),
    )
}

/// While something is pending, asks again and again: it activates without anybody here,
/// and somebody else may cancel it. The page is made anew only when something changed.
fn look_while_pending(shown: Shown, swa: Swa) {
    let looking = StoredValue::new(false);
    let look = move || {
        let Load::Ready(before) = swa.view.get() else { return };
        if !before.agreements.iter().any(|agreement| agreement.pending.is_some()) || looking.get_value() {
            return;
        }
        looking.set_value(true);
        spawn_local(async move {
            let answer = client::call::<GetLocationSwa>(swa.location_id, ()).await;
            // The page may have been left meanwhile; what failed is asked again.
            if looking.try_set_value(false).is_some() {
                return;
            }
            if let Ok(now) = answer {
                swa.clock.set(now.now);
                if now.agreements != before.agreements {
                    shown.again();
                }
            }
        });
    };
    let every = set_interval_with_handle(
        move || {
            if !browser::hidden() {
                untrack(look);
            }
        },
        LOOK_EVERY,
    );
    let back = window_event_listener(ev::focus, move |_| untrack(look));
    on_cleanup(move || {
        if let Ok(every) = every {
            every.clear();
        }
        back.remove();
    });
    // The last second of the countdown asks at once, and goes on asking.
    Effect::new(move || {
        let over = swa.view.value().is_some_and(|view| {
            let mut pending = view
                .agreements
                .iter()
                .filter_map(|agreement| agreement.pending.as_ref());
            pending.any(|pending| swa.clock.seconds_until(pending.activates_at) == 0)
        });
        if over {
            untrack(look);
        }
    });
}
