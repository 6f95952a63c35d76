//! `/catalogue/entry`: an entry of the catalogue, edited into the draft.

use super::{
    differences::{differences, faults},
    example::example,
    fields::{self, PUT},
    forms::{Ask, Asked, Kind},
    picture::picture,
    rate_card::{self, of_application},
    sections::{Section, is_retired, named, section},
    system_type,
    terms::terms_form,
    uses::uses,
    working::{self, Working},
};
use crate::{
    client,
    components::{
        dynamic::{dynamic, on, optional},
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page::{self, Above},
        toasts::Toasts,
    },
    router::Router,
};
use api::{
    FieldError, ProblemCode,
    catalogue::{DifferencesView, DraftChange, EditDraftRequest, EntryChange},
    operations::{EditCatalogueDraft, GetCatalogue},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Map, Value};
use std::{borrow::Cow, sync::Arc};

/// The page.
pub fn entry() -> AnyView {
    let router = expect_context::<Router>();
    let (name, id) = untrack(|| (router.query("section").unwrap_or_default(), router.query("entry")));
    let Some(section) = section(&name) else {
        return page::not_found();
    };
    let title = match &id {
        Some(id) => named(section, id),
        None => format!("Add: {}", section.one),
    };
    let above = Above::fixed("Catalogue", &section.list());
    view! {
        {page::header(Some(above), Signal::stored(title), ().into_any())}
        {page::loaded(working::load(), move |working| content(&working, section, id.as_deref()))}
    }
    .into_any()
}

/// What an entry is edited with.
#[derive(Clone, Copy)]
pub struct Editing {
    section: &'static Section,
    /// Its form.
    pub form: Form,
    /// The draft's revision that the change is made on.
    revision: RwSignal<u32>,
    toasts: Toasts,
    router: Router,
}

impl Editing {
    fn send(self, change: DraftChange, said: String) {
        let request = EditDraftRequest {
            revision: self.revision.get_untracked(),
            changes: vec![change],
        };
        self.form.send::<EditCatalogueDraft>((), request, move |draft| {
            self.form.saved();
            let wrong = draft.faults.len();
            if wrong == 0 {
                self.toasts.done(said);
            } else {
                self.toasts
                    .done(format!("{said} The draft cannot be published yet: see its faults."));
            }
            self.router.go(&self.section.list());
        });
    }

    /// Puts the entry into the draft.
    pub fn put(self, value: Value, said: String) {
        self.send(
            DraftChange {
                section: self.section.name.to_owned(),
                remove: None,
                put: Some(value),
            },
            said,
        );
    }

    /// Makes the change on what somebody else made of the draft meanwhile.
    fn newest(self) {
        spawn_local(async move {
            match client::call::<GetCatalogue>((), ()).await {
                Ok(view) => {
                    self.revision.set(view.draft.map_or(0, |draft| draft.revision));
                    self.form.clear();
                    self.toasts
                        .done("The newest draft is loaded. What you typed is still here; save it again.");
                }
                Err(failure) => self.toasts.failed(failure.to_string()),
            }
        });
    }
}

fn content(working: &Working, section: &'static Section, id: Option<&str>) -> AnyView {
    let there = id.map(|id| working.entry(section, id).cloned());
    let there = match there {
        Some(None) if !section.is_single() => return page::not_found_here(),
        other => other.flatten(),
    };
    let editing = Editing {
        section,
        form: Form::new(),
        revision: RwSignal::new(working.revision()),
        toasts: expect_context::<Toasts>(),
        router: expect_context::<Router>(),
    };
    let id = id.unwrap_or_default();
    let wrong = working.faults(section.name, id);
    let wrong = (!wrong.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="faults">
                <div class="card-header"><h2 class="card-title" id="faults">"What is wrong with it"</h2></div>
                {faults(&wrong)}
            </section>
        }
    });
    let differs = working.difference(section.name, id).cloned();
    let change = differs.as_ref().map(|one| one.change);
    let differs = differs.map(|one| {
        let only = DifferencesView {
            before: 0,
            after: 0,
            differences: vec![one],
            entries: 1,
        };
        view! {
            <section class="card" aria-labelledby="differs">
                <div class="card-header"><h2 class="card-title" id="differs">"What the draft changes of it"</h2></div>
                {differences(Arc::new(only))}
            </section>
        }
    });
    let fields = if section.name == "terms" {
        terms_form(editing, there.as_ref())
    } else {
        as_form(editing, working, there.as_ref())
    };
    let used = (!id.is_empty()).then(|| uses(working, section, id));
    view! {
        {wrong}
        <section class="card" aria-label="Entry"><div class="card-body">{fields}</div></section>
        {there.map(|there| others(editing, id.to_owned(), there, change))}
        {used}
        {differs}
    }
    .into_any()
}

/// What there is to do with an entry beside editing it.
fn others(editing: Editing, id: String, there: Value, change: Option<EntryChange>) -> AnyView {
    let section = editing.section;
    let name = named(section, &id);
    let retire = section.retires.then(|| {
        let (value, name) = (there.clone(), name.clone());
        if is_retired(&there) {
            let again = move |_| {
                editing.put(
                    fields::retired(&value, false),
                    format!("{name} is offered again in the draft."),
                )
            };
            view! { <button type="button" class="btn" on:click=on(again)>{icon(icon::REFRESH)}"Offer again"</button> }
                .into_any()
        } else {
            let retire = move |_| {
                editing.put(
                    fields::retired(&value, true),
                    format!("{name} is retired in the draft."),
                )
            };
            view! { <button type="button" class="btn" on:click=on(retire)>{icon(icon::X)}"Retire"</button> }.into_any()
        }
    });
    // What was published stays, apart from links; what only the draft has can go.
    let goes = section.name == "links" || change == Some(EntryChange::Added);
    let remove = (!section.is_single() && goes).then(|| {
        let remove = move |_| {
            let change = DraftChange {
                section: section.name.to_owned(),
                remove: Some(id.clone()),
                put: None,
            };
            editing.send(change, format!("{name} is out of the draft."));
        };
        view! { <button type="button" class="btn" on:click=on(remove)>{icon(icon::TRASH)}"Remove"</button> }
    });
    let note = section
        .retires
        .then_some("What is retired is not offered and not accepted for anything new. What exists of it goes on.");
    view! {
        <div class="btn-list mb-3">{retire}{remove}</div>
        {note.map(|note| view! { <p class="text-secondary">{note}</p> })}
    }
    .into_any()
}

/// Offers to go on where somebody else has changed the draft.
pub fn newest(editing: Editing) -> AnyView {
    optional(move || {
        (editing.form.refusal() == Some(ProblemCode::DetailsOutdated)).then(|| view! {
            <button type="button" class="btn mb-3" on:click=on(move |_| editing.newest())>{icon(icon::REFRESH)}"Load the newest draft and keep what I typed"</button>
        }.into_any())
    })
}

/// The button that saves.
pub fn save_button(editing: Editing) -> AnyView {
    view! { <div class="btn-list">{editing.form.submit(Signal::stored("Save to the draft".to_owned()))}</div> }
        .into_any()
}

/// The ids that are there, so that adding one does not replace another.
fn ids(working: &Working, section: &Section) -> Vec<String> {
    working
        .entries(section.name)
        .iter()
        .map(|entry| section.id(entry))
        .collect()
}

fn taken(section: &Section, field: String) -> FieldError {
    FieldError {
        field,
        message: format!(
            "There is a {} of this {} already. Open it to change it.",
            section.one, section.key
        ),
    }
}

/// The fields of the section, and those of a rate card for each application.
fn asked(working: &Working, section: &'static Section, entry: &Value, is_new: bool) -> (Vec<Asked>, Vec<Group>) {
    let filled = |ask: Ask| Asked {
        value: RwSignal::new(fields::read(entry, &ask)),
        ask,
    };
    // What an entry is told apart by stays.
    let asked = section.asked.iter();
    let asked = asked.filter(|ask| is_new || section.is_single() || ask.field != section.key);
    let asked = asked.cloned().map(filled).collect();
    let groups = if section.name == "rate_cards" {
        let applications = working.entries("applications").iter();
        let groups = applications.map(|application| {
            let text = |field: &str| application[field].as_str().unwrap_or_default();
            (text("name").to_owned(), of_application(text("id")).map(filled).to_vec())
        });
        groups.collect()
    } else {
        Vec::new()
    };
    (asked, groups)
}

/// Fields under a heading.
type Group = (String, Vec<Asked>);

fn as_form(editing: Editing, working: &Working, there: Option<&Value>) -> AnyView {
    let Editing { section, form, .. } = editing;
    let entry = there.cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let is_new = there.is_none() && !section.is_single();
    let known = if is_new { ids(working, section) } else { Vec::new() };
    let (asked, groups) = asked(working, section, &entry, is_new);
    let inputs = |of: &[Asked]| -> Vec<_> {
        let inputs = of.iter();
        inputs.map(|asked| input(form, working, asked)).collect()
    };
    let beside = inputs(&asked);
    let grouped: Vec<_> = groups
        .iter()
        .map(|(name, of)| {
            view! {
                <fieldset class="fields"><legend class="h3">{name.clone()}</legend>{inputs(of)}</fieldset>
            }
        })
        .collect();
    let all: Vec<Asked> = asked
        .into_iter()
        .chain(groups.into_iter().flat_map(|(_, of)| of))
        .collect();
    let tried = match section.name {
        "system_types" => system_type::trial(&all),
        "rate_cards" => example(working, &entry, all.clone()),
        _ => ().into_any(),
    };
    let others = unasked(form, &all);
    let submit = move || {
        let (new, mut wrong) = written(section, &entry, &all);
        let id = section.id(&new);
        if wrong.is_empty() && known.contains(&id) {
            wrong.push(taken(section, fields::name(section.key)));
        }
        if form.check(wrong) {
            editing.put(new, format!("{} is in the draft.", named(section, &id)));
        }
    };
    let content =
        view! { {newest(editing)}<div class="fields">{beside}{grouped}{tried}{others}{save_button(editing)}</div> };
    form_element(form, submit, content.into_any())
}

/// The entry with what was typed, and what is wrong with it.
pub fn written(section: &Section, entry: &Value, all: &[Asked]) -> (Value, Vec<FieldError>) {
    let mut new = entry.clone();
    let written = all
        .iter()
        .map(|asked| fields::write(&mut new, &asked.ask, &asked.value.get_untracked()));
    let mut wrong: Vec<_> = written.filter_map(Result::err).collect();
    match section.name {
        "rate_cards" => wrong.extend(rate_card::complete(&mut new)),
        "system_types" if wrong.is_empty() => wrong.extend(system_type::fault(&new)),
        _ => {}
    }
    (new, wrong)
}

/// What the service finds wrong at a place that has no field.
fn unasked(form: Form, all: &[Asked]) -> AnyView {
    let asked: Vec<_> = all.iter().map(|asked| asked.ask.field.clone()).collect();
    dynamic(move || {
        let within = form.errors_in(PUT).into_iter();
        let within = within.filter(|(field, _)| !asked.contains(&Cow::Borrowed(field.as_str())));
        let within =
            within.map(|(field, message)| view! { <p class="field-error"><code>{field}</code>": "{message}</p> });
        within.collect::<Vec<_>>().into_any()
    })
}

fn input(form: Form, working: &Working, asked: &Asked) -> AnyView {
    let Asked { ask, value } = asked;
    let value = *value;
    let field = Field::new(form, fields::name(&ask.field), ask.label).note(ask.note);
    let field = if ask.optional { field.optional() } else { field };
    match ask.kind {
        Kind::Picture => picture(form, fields::name(&ask.field), ask.label, ask.note, value),
        Kind::Text => field.text(value),
        Kind::Number => field.number(value),
        Kind::Day => field.kind("date").text(value),
        Kind::Lines | Kind::List | Kind::Numbers | Kind::Counts | Kind::Pairs | Kind::Rates | Kind::Terms => {
            field.lines(value, 5)
        }
        Kind::OneOf(choices) => {
            let choices = choices
                .iter()
                .map(|(value, words)| ((*value).to_owned(), (*words).to_owned()));
            field.choice(value, Signal::stored(choices.collect()))
        }
        Kind::In(of) => {
            let key = section(of).map_or("id", |of| of.key);
            let choices = working.entries(of).iter().map(|entry| {
                let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
                (text(key), format!("{} ({})", text("name"), text(key)))
            });
            chosen(field, ask, value, of, choices.collect())
        }
        Kind::OfTerms => {
            let terms = working.document["terms"].as_object().into_iter().flatten();
            let choices = terms.map(|(name, _)| (name.clone(), name.clone()));
            chosen(field, ask, value, "terms", choices.collect())
        }
        Kind::Yes => field.tick(value),
    }
}

/// One of what the catalogue has. Where it has none of what is needed, the field says what to add first.
fn chosen(field: Field, ask: &Ask, value: RwSignal<String>, of: &str, choices: Vec<(String, String)>) -> AnyView {
    let field = match section(of) {
        Some(of) if choices.is_empty() && !ask.optional => field.note(&format!(
            "There is nothing to choose from yet. Add to {} first.",
            of.title
        )),
        _ => field,
    };
    field.choice(value, Signal::stored(choices))
}
