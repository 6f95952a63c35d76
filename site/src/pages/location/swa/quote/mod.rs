//! The dialog that quotes and assigns: a term for each application, or none of it now.

mod terms;

use super::{Quoting, Swa, pending};
use crate::{
    browser,
    components::{
        authorise::{authorisation_missing, authorise},
        dialog::{self, cancel},
        dynamic::{dynamic, on, optional},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page,
        toasts::Toasts,
        units::needed_live,
    },
    format,
    pages::{location::Shown, swa::quote as quote_page},
    router::Router,
};
use api::{
    ProblemCode,
    assurance::{ApplicationQuoteView, AssignChoice, AssignSwaRequest, QuoteOptionView, SwaQuoteRequest, SwaQuoteView},
    operations::{AssignSwa, MakeSwaQuote},
};
use domain::{day::Day, id::QuoteId};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// What the dialog works with.
#[derive(Clone, Copy)]
struct Desk {
    shown: Shown,
    swa: Swa,
    open: RwSignal<bool>,
    quote: RwSignal<Option<SwaQuoteView>>,
    /// The quote that does not hold any more, beside which the new one is shown.
    before: RwSignal<Option<SwaQuoteView>>,
    /// The months that are chosen, by application. Absent for later.
    chosen: RwSignal<BTreeMap<String, u32>>,
    /// Gets quotes.
    asking: Form,
    /// Assigns.
    form: Form,
}

/// The dialog.
pub fn dialog(shown: Shown, swa: Swa) -> AnyView {
    let router = expect_context::<Router>();
    let open = RwSignal::new(swa.quoting.get_untracked().is_some());
    Effect::new(move || {
        // Opening what is open would make it anew.
        if swa.quoting.get().is_some() && !open.get_untracked() {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() && swa.quoting.get_untracked().is_some() {
            swa.quoting.set(None);
            // A reload shows the location, not the dialog again.
            router.forget_query();
        }
    });
    dialog::dialog(open, "Quote for software assurance", move || {
        let desk = Desk {
            shown,
            swa,
            open,
            quote: RwSignal::new(None),
            before: RwSignal::new(None),
            chosen: RwSignal::new(BTreeMap::new()),
            asking: Form::new(),
            form: Form::new(),
        };
        match swa.quoting.get_untracked() {
            Some(Quoting::Kept(quote_id)) => desk.take_up(quote_id),
            _ => desk.ask(None),
        }
        desk.view()
    })
}

impl Desk {
    /// Gets a quote of now.
    fn ask(self, ends: Option<Day>) {
        self.asking
            .send::<MakeSwaQuote>(self.swa.location_id, SwaQuoteRequest { ends }, move |quote| {
                self.show(quote, ends);
            });
    }

    /// Goes on with a quote that was made before, or a new one beside it.
    fn take_up(self, quote_id: QuoteId) {
        use api::operations::GetSwaQuote;
        spawn_local(async move {
            let kept = crate::client::call::<GetSwaQuote>((self.swa.location_id, quote_id), ()).await;
            match kept {
                Ok(quote) if quote.valid => self.show(quote, None),
                Ok(quote) => {
                    let _ = self.before.try_set(Some(quote));
                    self.ask(None);
                }
                Err(failure) => self.asking.refuse(failure.to_string(), Vec::new()),
            }
        });
    }

    fn show(self, quote: SwaQuoteView, ends: Option<Day>) {
        let _ = self.chosen.try_update(|chosen| {
            let before = std::mem::take(chosen);
            let first = self.quote.with_untracked(Option::is_none);
            for line in &quote.applications {
                let has = |months: &u32| line.options.iter().any(|option| option.months == *months);
                let wanted = line
                    .options
                    .iter()
                    .find(|option| Some(option.ends) == ends)
                    .map(|option| option.months);
                let kept = before.get(&line.application).copied().filter(has);
                let usual = line.options.first().filter(|_| first).map(|option| option.months);
                if let Some(months) = wanted.or(kept).or(usual) {
                    chosen.insert(line.application.clone(), months);
                }
            }
        });
        let _ = self.quote.try_set(Some(quote));
    }

    fn view(self) -> AnyView {
        // What was quoted does not hold: the new quote comes beside the old one.
        Effect::new(move || {
            if self.form.refusal() == Some(ProblemCode::QuoteOutdated) {
                self.before.set(self.quote.get_untracked());
                self.ask(None);
            }
        });
        let body = dynamic(move || match self.quote.get() {
            Some(quote) => self.quoted(quote),
            None if self.asking.busy() || !self.asking.failed_now() => page::skeleton(),
            None => view! { <div class="btn-list">{cancel(self.open)}</div> }.into_any(),
        });
        view! { {self.asking.summary()}{body} }.into_any()
    }

    fn quoted(self, quote: SwaQuoteView) -> AnyView {
        let quote_id = quote.quote_id;
        let applications = quote.applications.clone();
        let (reference, authorised) = (RwSignal::new(String::new()), RwSignal::new(false));
        let fieldsets = quote
            .applications
            .iter()
            .enumerate()
            .map(|(i, line)| terms::application(self, i, line, &quote.applications));
        let fieldsets = fieldsets.collect::<Vec<_>>();
        let total = {
            let applications = applications.clone();
            Signal::derive(move || {
                let chosen = self.chosen.get();
                let totals = applications
                    .iter()
                    .filter_map(|line| Some(u64::from(option(line, &chosen)?.total)));
                totals.sum::<u64>()
            })
        };
        let available = quote.available;
        let submit = {
            let applications = applications.clone();
            move || self.assign(quote_id, &applications, reference, authorised)
        };
        let assign = optional(move || {
            (!self.chosen.with(BTreeMap::is_empty)).then(|| {
                view! {
                    {needed_live(total, Signal::stored(available))}
                    {Field::new(self.form, "reference", "Reference").optional().note("Your number or note, for the history.").text(reference)}
                    {authorise(self.form, authorised)}
                    <p class="text-secondary mb-0">"The units are allocated. For 24 hours you can cancel; then software assurance is activated by itself."</p>
                    <div class="btn-list">{self.form.submit(Signal::stored("Proceed".to_owned()))}{cancel(self.open)}</div>
                }
                .into_any()
            })
        });
        let later = optional(move || {
            self.chosen.with(BTreeMap::is_empty).then(|| view! {
                <p class="note mb-0">"Nothing is taken now. You can get a quote again from this page."</p>
                <div class="btn-list"><button type="button" class="btn btn-primary" on:click=on(move |_| self.open.set(false))>"Activate SWA later"</button></div>
            }.into_any())
        });
        let content = view! {
            <div class="fields">
                {head(&quote)}
                {outdated(self, &quote)}
                {fieldsets}
                {terms::chosen_end(self, &quote)}
                {assign}
                {later}
            </div>
        };
        form_element(self.form, submit, content.into_any())
    }

    fn assign(
        self,
        quote_id: QuoteId,
        applications: &[ApplicationQuoteView],
        reference: RwSignal<String>,
        authorised: RwSignal<bool>,
    ) {
        let chosen = self.chosen.get_untracked();
        let choices: Vec<AssignChoice> = applications
            .iter()
            .filter_map(|line| {
                let months = *chosen.get(&line.application)?;
                Some(AssignChoice {
                    application: line.application.clone(),
                    months,
                })
            })
            .collect();
        let missing = (!authorised.get_untracked()).then(authorisation_missing);
        if choices.is_empty() || !self.form.check(missing.into_iter().collect()) {
            return;
        }
        let request = AssignSwaRequest {
            quote_id,
            choices,
            reference: reference.get_untracked(),
            authorised: true,
        };
        let toasts = expect_context::<Toasts>();
        self.form
            .send::<AssignSwa>(self.swa.location_id, request, move |answer| {
                self.form.saved();
                let units = answer
                    .pending
                    .iter()
                    .map(|one| (one.units + one.reinstatement_units) as usize)
                    .sum();
                let units = format::count(units, "SWA unit is", "SWA units are");
                toasts.done(format!(
                    "{units} allocated. Software assurance is activated by itself in 24 hours."
                ));
                self.open.set(false);
                pending::done(self.shown);
            });
    }
}

fn option<'a>(line: &'a ApplicationQuoteView, chosen: &BTreeMap<String, u32>) -> Option<&'a QuoteOptionView> {
    let months = chosen.get(&line.application)?;
    line.options.iter().find(|option| option.months == *months)
}

fn head(quote: &SwaQuoteView) -> AnyView {
    let (location_id, quote_id) = (quote.location_id, quote.quote_id);
    let toasts = expect_context::<Toasts>();
    view! {
        <div>
            <p class="mb-1"><strong>{quote.customer_name.clone()}</strong>", "{quote.location_name.clone()}" "<code>{quote.hkc.clone()}</code></p>
            <p class="text-secondary mb-2">{format!("Valid until {}, unless licences or rates change.", format::day(quote.valid_until))}</p>
            <div class="btn-list">
                <button type="button" class="btn" on:click=on(move |_| quote_page::export(location_id, quote_id, toasts))>{icon(icon::DOWNLOAD)}"CSV"</button>
                <a class="btn" href=format!("/locations/{location_id}/swa/quotes/{quote_id}")>{icon(icon::PRINTER)}"To print or send"</a>
            </div>
        </div>
    }
    .into_any()
}

/// Says that this is a new quote, and why.
fn outdated(desk: Desk, quote: &SwaQuoteView) -> Option<AnyView> {
    let before = desk.before.get_untracked()?;
    let why = before
        .outdated
        .clone()
        .unwrap_or_else(|| "The quote that you had does not hold any more.".to_owned());
    browser::focus_soon("#new-quote");
    let same = before.applications == quote.applications;
    let sentence = if same {
        " This is a new one, with the same figures."
    } else {
        " This is a new one; what was quoted before stands beside it."
    };
    Some(
        view! {
            <div class="warning-note" id="new-quote" tabindex="-1" role="note">{icon(icon::ALERT_TRIANGLE)}<span>{why}{sentence}</span></div>
        }
        .into_any(),
    )
}
