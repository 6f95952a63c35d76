//! What cools off: the countdown, cancelling, and processing at once.

use super::Swa;
use crate::{
    browser,
    components::{
        countdown::countdown,
        dialog::{self, cancel},
        dynamic::{dynamic, on},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{detail, detail_view},
        standing,
        toasts::Toasts,
    },
    format,
    pages::location::Shown,
};
use api::{
    FieldError,
    assurance::{AgreementView, CancelSwaRequest, PendingView, ProcessSwaRequest},
    operations::{CancelSwa, ProcessSwa},
};
use leptos::prelude::*;

/// The countdown with its two ways out.
pub fn panel(swa: Swa, agreement: &AgreementView, pending: PendingView) -> AnyView {
    let until = pending.activates_at;
    let name = agreement.application_name.clone();
    let open = move |signal: RwSignal<bool>| {
        let pending = pending.clone();
        on(move |_| {
            swa.chosen.set(Some(pending.clone()));
            signal.set(true);
        })
    };
    let units = open_units(agreement);
    let over = move || swa.clock.seconds_until(until) == 0;
    let over = Memo::new(move |_| over());
    let time = dynamic(move || {
        if over.get() {
            view! { <p class="pending-time mb-0" role="status">"Activating ..."</p> }.into_any()
        } else {
            view! {
                <p class="pending-time mb-0">
                    {icon(icon::CLOCK)}<span>"Activates by itself in "</span>{countdown(swa.clock, until)}<span class="text-secondary">" (hh:mm)"</span>
                </p>
            }
            .into_any()
        }
    });
    view! {
        <div class="pending" role="group" aria-label=format!("Pending assignment of {name}")>
            <div class="pending-what">
                {time}
                <p class="text-secondary mb-0">{units}</p>
            </div>
            <div class="btn-list d-print-none">
                <button type="button" class="btn" on:click=open(swa.cancelling)>{icon(icon::X)}"Cancel"<span class="visually-hidden">{format!(" the assignment of {name}")}</span></button>
                <button type="button" class="btn" on:click=open(swa.processing)>{icon(icon::TRACK_NEXT)}"Process immediately"<span class="visually-hidden">{format!(": {name}")}</span></button>
            </div>
        </div>
    }
    .into_any()
}

fn open_units(agreement: &AgreementView) -> String {
    agreement.pending.as_ref().map_or_else(String::new, |pending| {
        format!(
            "{} allocated by {} on {}.",
            format::count(total(pending), "SWA unit", "SWA units"),
            pending.assigned_by,
            format::time_text(pending.assigned_at)
        )
    })
}

fn total(pending: &PendingView) -> usize {
    pending.units.saturating_add(pending.reinstatement_units) as usize
}

/// The two dialogs. They hold what was chosen, whatever the page behind shows by then.
pub fn dialogs(shown: Shown, swa: Swa) -> AnyView {
    view! {
        {dialog::dialog(swa.cancelling, "Cancel this assignment?", move || with(swa, |pending| cancelling(shown, swa, pending)))}
        {dialog::dialog(swa.processing, "Process immediately?", move || with(swa, |pending| processing(shown, swa, pending)))}
    }
    .into_any()
}

fn with(swa: Swa, view: impl FnOnce(PendingView) -> AnyView) -> AnyView {
    swa.chosen.get_untracked().map_or_else(|| ().into_any(), view)
}

/// What exactly is cancelled or processed.
fn what(swa: Swa, pending: &PendingView) -> AnyView {
    let view = untrack(|| swa.view.value());
    let agreements = view.as_ref().map(|view| view.agreements.as_slice()).unwrap_or_default();
    let name = agreements.iter().find(|one| one.application == pending.application);
    let name = name.map_or_else(|| pending.application.clone(), |one| one.application_name.clone());
    let location = view.map(|view| view.location_name).unwrap_or_default();
    let reinstatement = (pending.reinstatement_months > 0).then(|| {
        let months = format::count(pending.reinstatement_months as usize, "month", "months");
        detail(
            "Reinstatement",
            format!(
                "{months}, {}",
                format::count(pending.reinstatement_units as usize, "unit", "units")
            ),
        )
    });
    view! {
        <dl class="datagrid what-grid">
            {detail("Application", name)}
            {detail("Location", location)}
            {detail("For", standing::assignment(pending.kind))}
            {detail("Covers", format::days(pending.starts, pending.ends))}
            {detail_view("SWA units", view! { <strong>{format::number(total(pending) as u64)}</strong> }.into_any())}
            {reinstatement}
            {detail("Reference", pending.reference.clone())}
        </dl>
    }
    .into_any()
}

fn cancelling(shown: Shown, swa: Swa, pending: PendingView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let summary = what(swa, &pending);
    let submit = move || {
        let request = CancelSwaRequest {
            application: pending.application.clone(),
            assignment: pending.assignment,
        };
        let units = format::count(total(&pending), "SWA unit is", "SWA units are");
        form.send::<CancelSwa>(swa.location_id, request, move |_| {
            swa.cancelling.set(false);
            toasts.done(format!("The assignment is cancelled. {units} back in the bin."));
            done(shown);
        });
    };
    let content = view! {
        {summary}
        <p>"Every unit goes back to the lot that it came from. You can get a new quote at any time."</p>
        <div class="btn-list">{form.submit(Signal::stored("Cancel the assignment".to_owned()))}{keep(swa.cancelling)}</div>
    };
    form_element(form, submit, content.into_any())
}

/// "Cancel" would be read as cancelling the assignment.
fn keep(open: RwSignal<bool>) -> AnyView {
    view! { <button type="button" class="btn" on:click=on(move |_| open.set(false))>"Keep it"</button> }.into_any()
}

fn processing(shown: Shown, swa: Swa, pending: PendingView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let reason = RwSignal::new(String::new());
    let summary = what(swa, &pending);
    let submit = move || {
        let missing = reason.with_untracked(|reason| reason.trim().is_empty());
        let missing = missing.then(|| FieldError::new("reason", "Say why it cannot wait. The history keeps it."));
        if !form.check(missing.into_iter().collect()) {
            return;
        }
        let request = ProcessSwaRequest {
            application: pending.application.clone(),
            assignment: pending.assignment,
            reason: reason.get_untracked(),
        };
        form.send::<ProcessSwa>(swa.location_id, request, move |agreement| {
            form.saved();
            swa.processing.set(false);
            toasts.done(format!(
                "Software assurance is active under agreement {}.",
                agreement.number
            ));
            done(shown);
        });
    };
    let content = view! {
        {summary}
        <p class="warning-note">
            {icon(icon::ALERT_TRIANGLE)}
            <span>"This cannot be undone. The units are spent, and the assignment can no longer be cancelled."</span>
        </p>
        <div class="fields">
            {Field::new(form, "reason", "Reason").note("Why it cannot wait for the 24 hours. The history keeps it.").lines(reason, 3)}
            <div class="btn-list">{form.submit(Signal::stored("Process for good".to_owned()))}{cancel(swa.processing)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

/// The button that opened the dialog goes with what it was about.
pub fn done(shown: Shown) {
    shown.again();
    browser::focus_soon("#swa");
}
