//! `/activations/:id`: a request, for who asks and who decides.

use crate::{
    browser,
    components::{
        comment::{self, comment},
        dialog::{cancel, dialog},
        dynamic::{live, on},
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    pages::redeem::contents,
    session::Session,
};
use api::{
    FieldError, ProblemCode,
    events::EventView,
    operations::{DecideActivation, GetActivation, ListActivationEvents, ListPackageActivations, ReplaceCode},
    packages::{ActivationView, DecideActivationRequest, ReplaceCodeRequest},
    upgrades::Verdict,
};
use domain::{activation::ActivationStatus, id::ActivationId};
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Shown {
    activation_id: ActivationId,
    activation: Loaded<ActivationView>,
    events: Loaded<Rows<EventView>>,
}

impl Shown {
    fn changed(self, activation: ActivationView) {
        self.activation.set(activation);
        self.events.again();
        browser::focus_soon("h1");
    }
}

/// The page of a request.
pub fn request(activation_id: ActivationId) -> AnyView {
    let session = expect_context::<Session>();
    let shown = Shown {
        activation_id,
        activation: load::<GetActivation>(activation_id, ()),
        events: load_list::<ListActivationEvents, _>(activation_id),
    };
    let title = Signal::derive(move || {
        let loaded = shown.activation.value();
        loaded.map_or("Package activation".to_owned(), |one| {
            format!("Activation of {}", one.package_name)
        })
    });
    let above = if session.may::<ListPackageActivations>() {
        Above::fixed("Package activations", "/activations")
    } else {
        Above::fixed("Activation code", "/activation-code")
    };
    let refresh = view! {
        <button type="button" class="btn" on:click=on(move |_| { shown.activation.again(); shown.events.again(); })>{icon(icon::REFRESH)}"Refresh"</button>
    };
    view! {
        {page::header(Some(above), title, refresh.into_any())}
        {page::loaded(shown.activation, move |activation| content(shown, &activation))}
        {history(shown.events)}
    }
    .into_any()
}

fn content(shown: Shown, activation: &ActivationView) -> AnyView {
    let session = expect_context::<Session>();
    let decide = if session.may::<DecideActivation>() && activation.status == ActivationStatus::Submitted {
        manage(shown)
    } else {
        ().into_any()
    };
    view! {
        <div class="split">
            <div class="split-main">{details(activation)}{decide}</div>
            <section class="card" aria-labelledby="progress">
                <div class="card-header"><h2 class="card-title" id="progress">"Progress"</h2></div>
                <div class="card-body">{story(activation)}</div>
                {replacement(shown, activation, session.may::<ReplaceCode>())}
            </section>
        </div>
    }
    .into_any()
}

/// What is asked for, and for whom.
pub fn details(activation: &ActivationView) -> AnyView {
    let (words, class) = super::status(activation.status);
    view! {
        <section class="card" aria-labelledby="what">
            <div class="card-header list-tools">
                <h2 class="card-title" id="what">{activation.package_name.clone()}</h2>
                <span class=format!("badge {class}")>{words}</span>
            </div>
            <div class="card-body">
                <p class="notes">{activation.description.clone()}</p>
                {contents(&activation.items)}
                <dl class="datagrid">
                    {detail("Tenant", activation.tenant_name.clone())}
                    {detail_view("Asked by", view! {
                        {activation.requester.name.clone()}<span class="text-secondary d-block">{activation.requester.email.clone()}</span>
                    }.into_any())}
                    {detail("Company", activation.company.clone())}
                    {detail("Contact", activation.contact.clone())}
                    {detail("Reference", activation.reference.clone())}
                    {detail("Provided by", activation.provider.clone())}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

/// How far it has come.
pub fn story(activation: &ActivationView) -> AnyView {
    let decided = activation.decision.as_ref().map(|decision| {
        let (class, path, what) = match activation.status {
            ActivationStatus::Approved => (
                "event-dot",
                icon::CHECK,
                "Approved: what the package brings is in the quota",
            ),
            _ => (
                "event-dot story-ended",
                icon::X,
                "Declined: nothing was added, and the code stays used",
            ),
        };
        view! {
            <li>
                <span class=class>{icon(path)}</span>
                <p class="mb-0">{what}</p>
                <p class="text-secondary mb-0">{format::time(decision.at)}" · "{decision.by.name.clone()}</p>
                <blockquote class="comment">{decision.comment.clone()}</blockquote>
            </li>
        }
        .into_any()
    });
    let waits = (activation.status == ActivationStatus::Submitted).then(|| {
        view! {
            <li aria-current="step">
                <span class="event-dot story-now">{icon(icon::CLOCK)}</span>
                <p class="mb-0">{format!("Waits for {} to decide", activation.provider)}</p>
            </li>
        }
    });
    let replaced = activation.replacement.as_ref().map(|replacement| {
        view! {
            <li>
                <span class="event-dot">{icon(icon::MAIL)}</span>
                <p class="mb-0">{format!("A replacement code was mailed to {}", replacement.mailed_to)}</p>
                <p class="text-secondary mb-0">{format::time(replacement.at)}</p>
            </li>
        }
    });
    view! {
        <ol class="story">
            <li>
                <span class="event-dot">{icon(icon::CHECK)}</span>
                <p class="mb-0">"The request was submitted; its code is used up"</p>
                <p class="text-secondary mb-0">{format::time(activation.submitted_at)}" · "{activation.requester.name.clone()}</p>
            </li>
            {decided}{waits}{replaced}
        </ol>
    }
    .into_any()
}

/// The form that decides, in the app and behind the link. Only its two buttons send it, and
/// nothing is sent without a comment. `late` fetches what somebody else decided meanwhile.
pub fn decision(form: Form, send: impl Fn(Verdict, String) + 'static, late: impl Fn() + 'static) -> AnyView {
    let toasts = expect_context::<Toasts>();
    Effect::new(move || {
        if form.refusal() == Some(ProblemCode::AlreadyDecided) {
            form.saved();
            toasts.failed("Your decision came too late: this request was decided before. The page shows by whom.");
            late();
        }
    });
    let text = RwSignal::new(String::new());
    let send = StoredValue::new_local(send);
    let decide = move |verdict| {
        let said = text.get_untracked();
        if form.check(comment::wrong("comment", &said).into_iter().collect()) {
            send.with_value(|send| send(verdict, said));
        }
    };
    let neither = move || {
        form.check(vec![FieldError::new(
            "verdict",
            "Choose one of the buttons: approve or decline.",
        )]);
    };
    let button = move |class: &'static str, path: &'static str, text: &'static str, verdict: Verdict| {
        view! {
            <button type="button" class=class aria-disabled=live(move || form.busy().to_string()) on:click=on(move |_| decide(verdict))>
                {icon(path)}{text}
            </button>
        }
    };
    let content = view! {
        <div class="fields">
            <div>{comment(form, "comment", "Comment", text)}</div>
            <div>
                <div class="btn-list decision" id="f-verdict" tabindex="-1">
                    {button("btn btn-primary", icon::CHECK, "Approve", Verdict::Approve)}
                    {button("btn", icon::X, "Decline", Verdict::Decline)}
                </div>
                {form.error_at("verdict")}
                <p class="form-hint">"A request is decided once. Approving adds the package to the tenant's quota at once; the buyer is mailed your decision with the comment."</p>
            </div>
        </div>
    };
    form_element(form, neither, content.into_any())
}

fn manage(shown: Shown) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let late = move || {
        shown.activation.again_then(|| browser::focus_soon("h1"));
        shown.events.again();
    };
    let send = move |verdict, comment| {
        form.send::<DecideActivation>(
            shown.activation_id,
            DecideActivationRequest { verdict, comment },
            move |decided| {
                form.saved();
                toasts.done(match verdict {
                    Verdict::Approve => "Approved. What the package brings is in the tenant's quota.",
                    Verdict::Decline => "Declined. The buyer is mailed your comment.",
                });
                shown.changed(decided);
            },
        );
    };
    view! {
        <section class="card" aria-labelledby="decide">
            <div class="card-header"><h2 class="card-title" id="decide">"Your decision"</h2></div>
            <div class="card-body">{decision(form, send, late)}</div>
        </section>
    }
    .into_any()
}

/// A new code for who was declined: one step, with a look before it.
fn replacement(shown: Shown, activation: &ActivationView, may: bool) -> AnyView {
    if activation.status != ActivationStatus::Declined || activation.replacement.is_some() || !may {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let said = format!(
        "One new code for {} is mailed to {}. Only {} can redeem it. A request gets one replacement.",
        activation.package_name, activation.requester.email, activation.tenant_name
    );
    view! {
        <div class="card-footer">
            <button type="button" class="btn" on:click=on(move |_| open.set(true))>{icon(icon::REFRESH)}"Issue a replacement code"</button>
        </div>
        {dialog(open, "Issue a replacement code?", move || confirm(shown, said.clone(), open))}
    }
    .into_any()
}

fn confirm(shown: Shown, said: String, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let submit = move || {
        form.send::<ReplaceCode>(shown.activation_id, ReplaceCodeRequest {}, move |activation| {
            open.set(false);
            toasts.done("The replacement code is on its way by mail.");
            shown.changed(activation);
        });
    };
    let content = view! {
        <p>{said}</p>
        <div class="btn-list">{form.submit(Signal::stored("Issue and mail it".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
