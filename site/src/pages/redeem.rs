//! `/activation-code`: enter a code, see what it stands for, and use it: a package is asked
//! for from its provider, seats of a plan are assigned to devices.

use super::seats::{self, CODE_STEPS, Seats, Source};
use crate::{
    browser,
    components::{
        code_field::{self, code_field},
        dynamic::{dynamic, on, optional},
        empty::Empty,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        list::About,
        long_list::{Ordered, long_list},
        page::{self, detail},
        steps::steps,
        terms,
        toasts::Toasts,
    },
    format,
    router::Router,
};
use api::{
    FieldError,
    codes::{CodeOffer, CodePreview, PreviewCodeRequest},
    operations::{ListActivations, PreviewCode, SubmitActivation},
    packages::{PackageItemView, SubmitActivationRequest},
};
use leptos::prelude::*;

/// How far it is.
#[derive(Clone)]
enum Step {
    Enter,
    Offer(CodePreview),
    Devices(Seats),
    Details(CodePreview),
}

/// The code that was read, and how far it is.
#[derive(Clone, Copy)]
struct State {
    text: RwSignal<String>,
    step: RwSignal<Step>,
}

impl State {
    fn to(self, step: Step) {
        self.step.set(step);
        browser::focus_soon("#step");
    }
}

/// The page.
pub fn redeem() -> AnyView {
    let state = State {
        text: RwSignal::new(String::new()),
        step: RwSignal::new(Step::Enter),
    };
    let content = move || match state.step.get() {
        Step::Enter => view! { {enter(state)}{requests()} }.into_any(),
        Step::Offer(preview) => offer(state, &preview),
        Step::Devices(seats) => {
            let back = Callback::new(move |()| state.to(Step::Enter));
            seats::assign(seats, Some(back))
        }
        Step::Details(preview) => details(state, &preview),
    };
    view! {
        {page::plain_header("Activation code")}
        {dynamic(content)}
    }
    .into_any()
}

fn enter(state: State) -> AnyView {
    let form = Form::new();
    let look = move || match state.text.with_untracked(|text| code_field::read(text)) {
        Err(sentence) => {
            form.check(vec![FieldError::new("code", sentence)]);
        }
        Ok(code) => {
            state.text.set(code.clone());
            form.send::<PreviewCode>((), PreviewCodeRequest { code }, move |preview| {
                form.saved();
                state.to(Step::Offer(preview));
            });
        }
    };
    // The service names the minute in UTC; here it is the reader's.
    let wait = optional(move || {
        form.retry_at().map(|at| {
            view! {
                <p class="warning-note">{icon(icon::CLOCK)}<span>"On your clock, you can try again after "{format::time(at)}". Until then no code is looked at, not even a right one."</span></p>
            }
            .into_any()
        })
    });
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">"Enter your code"</h2></div>
            <div class="card-body fields">
                {wait}
                {code_field(form, state.text, look)}
                <p class="mb-0">"Looking it up uses nothing up: you see first what the code is for."</p>
            </div>
            <div class="card-footer">{form.submit(Signal::stored("Start activation process".to_owned()))}</div>
        </div>
    };
    view! { <div class="form-width">{form_element(form, look, content.into_any())}</div> }.into_any()
}

/// What was asked for with earlier codes.
fn requests() -> AnyView {
    let about = About {
        title: "Your package activations",
        columns: super::activations::OWN_COLUMNS,
        file: "package-activations",
        empty: Empty::waits(
            "Packages that you ask to activate stand here, with what the provider decided. Enter a code above to begin.",
        ),
    };
    view! { <div class="mt-3">{long_list::<ListActivations, _>((about, Ordered::NewestFirst(3)), (), super::activations::own_row, None)}</div> }
        .into_any()
}

fn another(state: State) -> AnyView {
    view! { <button type="button" class="btn" on:click=on(move |_| { state.text.set(String::new()); state.to(Step::Enter); })>"Enter another code"</button> }.into_any()
}

fn offer(state: State, preview: &CodePreview) -> AnyView {
    let expires = preview
        .expires_on
        .map(|day| format!("{}, that day included", format::date_text(day)))
        .unwrap_or_default();
    match preview.offer.clone() {
        CodeOffer::Subscription {
            plan_name,
            months,
            seats,
            issuer,
            ..
        } => {
            let next = Seats {
                source: Source::Code(state.text.get_untracked()),
                plan_name: plan_name.clone(),
                months,
                seats,
            };
            view! {
                {steps("Steps", CODE_STEPS, 1)}
                <div class="card form-width">
                    <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">"Your activated plans"</h2></div>
                    <div class="card-body">
                        <p>"Check that this is what you bought. Nothing is used up yet."</p>
                        <dl class="datagrid">
                            {detail("Plan", plan_name)}
                            {detail("Term", format::count(months as usize, "month", "months"))}
                            {detail("Seats", format::count(seats as usize, "device", "devices"))}
                            {detail("Issued by", issuer)}
                            {detail("Works until", expires)}
                        </dl>
                    </div>
                    <div class="card-footer btn-list">
                        <button type="button" class="btn btn-primary" on:click=on(move |_| state.to(Step::Devices(next.clone())))>"Next"</button>
                        {another(state)}
                    </div>
                </div>
            }
            .into_any()
        }
        CodeOffer::Package {
            name,
            description,
            items,
            provider,
        } => {
            let next = preview.clone();
            view! {
                <div class="card form-width">
                    <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">{name}</h2></div>
                    <div class="card-body">
                        <p class="notes">{description}</p>
                        {contents(&items)}
                        <dl class="datagrid">
                            {detail("Provided by", provider)}
                            {detail("Works until", expires)}
                        </dl>
                    </div>
                    <div class="card-footer btn-list">
                        <button type="button" class="btn btn-primary" on:click=on(move |_| state.to(Step::Details(next.clone())))>"Activate this package"</button>
                        {another(state)}
                    </div>
                </div>
            }
            .into_any()
        }
    }
}

/// What a package brings.
pub fn contents(items: &[PackageItemView]) -> AnyView {
    let items = items.iter().map(|item| {
        view! {
            <li>
                <strong>{format!("{} x {}", item.quantity, item.name)}</strong>
                {format!(": {} {} more", format::number(u64::from(item.amount)), item.unit)}
            </li>
        }
    });
    view! { <ul class="what">{items.collect::<Vec<_>>()}</ul> }.into_any()
}

fn details(state: State, preview: &CodePreview) -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let CodeOffer::Package { name, provider, .. } = preview.offer.clone() else {
        return ().into_any();
    };
    let (company, contact, reference) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let accepted = RwSignal::new(false);
    let told = provider.clone();
    let submit = move || {
        let mut errors = Vec::new();
        for (field, value, sentence) in [
            ("company", company, "Say which company the package is for."),
            ("contact", contact, "Say whom the provider can ask."),
        ] {
            if value.with_untracked(|text| text.trim().is_empty()) {
                errors.push(FieldError::new(field, sentence));
            }
        }
        if !accepted.get_untracked() {
            errors.push(FieldError::new("terms_accepted", "Read the terms and accept them."));
        }
        if !form.check(errors) {
            return;
        }
        let request = SubmitActivationRequest {
            code: state.text.get_untracked(),
            company: company.get_untracked(),
            contact: contact.get_untracked(),
            reference: reference.get_untracked(),
            terms_accepted: true,
        };
        let told = told.clone();
        form.send::<SubmitActivation>((), request, move |activation| {
            form.saved();
            toasts.done(format!(
                "The request is submitted. {told} decides on it; you will be mailed the outcome."
            ));
            router.go(&format!("/activations/{}", activation.activation_id));
        });
    };
    let back = {
        let preview = preview.clone();
        move |_| {
            form.saved();
            state.to(Step::Offer(preview.clone()));
        }
    };
    let content = view! {
        <div class="card">
            <div class="card-header"><h2 class="card-title" id="step" tabindex="-1">{format!("Activate {name}")}</h2></div>
            <div class="card-body fields">
                <p class="mb-0">{format!("{provider} sees these details and decides on your request.")}</p>
                {Field::new(form, "company", "Company").text(company)}
                {Field::new(form, "contact", "Contact").note("Whom the provider can ask.").text(contact)}
                {Field::new(form, "reference", "Your reference").optional().text(reference)}
                <div>{terms::terms(form, "Terms & Conditions", package_terms(), "I accept the terms for my organisation", accepted)}</div>
                <p class="warning-note mb-0">{icon(icon::ALERT_TRIANGLE)}<span>"Submitting uses the code up. If the provider declines, ask for a replacement code."</span></p>
            </div>
            <div class="card-footer btn-list">
                {form.submit(Signal::stored("Submit activation request".to_owned()))}
                <button type="button" class="btn" on:click=on(back)>"Back"</button>
            </div>
        </div>
    };
    view! { <div class="form-width">{form_element(form, submit, content.into_any())}</div> }.into_any()
}

fn package_terms() -> AnyView {
    view! {
        <ol class="mb-0">
            <li>"An activation code can be used once, whatever the provider decides."</li>
            <li>"What is approved is added to your organisation's quota at once, and ends with your contract."</li>
            <li>"The provider sees the company, the contact and the reference that you enter, and your name and address."</li>
            <li>"Whoever submits the request is authorised to do so for the organisation."</li>
        </ol>
    }
    .into_any()
}
