//! `/catalogue/entry`: an entry of the catalogue, edited into the draft.

use super::{
    differences::{differences, faults},
    fields::{self, PUT},
    sections::{Ask, Kind, Section, is_retired, named, section},
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
use std::sync::Arc;

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
struct Editing {
    section: &'static Section,
    form: Form,
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

    fn put(self, value: Value, said: String) {
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
    let fields = if section.asked.is_empty() {
        as_text(editing, working, there.as_ref())
    } else {
        as_form(editing, working, there.as_ref())
    };
    view! {
        {wrong}
        <section class="card" aria-label="Entry"><div class="card-body">{fields}</div></section>
        {there.map(|there| others(editing, id.to_owned(), there, change))}
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
fn newest(editing: Editing) -> AnyView {
    optional(move || {
        (editing.form.refusal() == Some(ProblemCode::DetailsOutdated)).then(|| view! {
            <button type="button" class="btn mb-3" on:click=on(move |_| editing.newest())>{icon(icon::REFRESH)}"Load the newest draft and keep what I typed"</button>
        }.into_any())
    })
}

fn save_button(editing: Editing) -> AnyView {
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

fn as_form(editing: Editing, working: &Working, there: Option<&Value>) -> AnyView {
    let Editing { section, form, .. } = editing;
    let entry = there.cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let is_new = there.is_none() && !section.is_single();
    let known = if is_new { ids(working, section) } else { Vec::new() };
    // What an entry is told apart by stays.
    let asked = section
        .asked
        .iter()
        .filter(|ask| is_new || section.is_single() || ask.field != section.key);
    let asked: Vec<(&'static Ask, RwSignal<String>)> = asked
        .map(|ask| (ask, RwSignal::new(fields::read(&entry, ask))))
        .collect();
    let inputs: Vec<_> = asked
        .iter()
        .map(|(ask, value)| input(form, working, ask, *value))
        .collect();
    let submit = move || {
        let mut new = entry.clone();
        let written = asked
            .iter()
            .map(|(ask, value)| fields::write(&mut new, ask, &value.get_untracked()));
        let mut wrong: Vec<_> = written.filter_map(Result::err).collect();
        let id = section.id(&new);
        if wrong.is_empty() && known.contains(&id) {
            wrong.push(taken(section, fields::name(section.key)));
        }
        if form.check(wrong) {
            editing.put(new, format!("{} is in the draft.", named(section, &id)));
        }
    };
    let content = view! { {newest(editing)}<div class="fields">{inputs}{form.error_at(fields::name("grants"))}{save_button(editing)}</div> };
    form_element(form, submit, content.into_any())
}

fn input(form: Form, working: &Working, ask: &'static Ask, value: RwSignal<String>) -> AnyView {
    let field = Field::new(form, fields::name(ask.field), ask.label).note(ask.note);
    let field = if ask.optional { field.optional() } else { field };
    match ask.kind {
        Kind::Text => field.text(value),
        Kind::Number => field.number(value),
        Kind::Lines | Kind::Counts => field.lines(value, 5),
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
            field.choice(value, Signal::stored(choices.collect()))
        }
        Kind::Yes => field.tick(value),
    }
}

fn as_text(editing: Editing, working: &Working, there: Option<&Value>) -> AnyView {
    let Editing { section, form, .. } = editing;
    let is_new = there.is_none() && !section.is_single();
    let known = if is_new { ids(working, section) } else { Vec::new() };
    let before = there.map(|there| section.id(there));
    // A new entry begins as the newest one: most of it is the same.
    let mut begin = there
        .or_else(|| working.entries(section.name).last())
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()));
    if is_new {
        begin[section.key] = Value::from("");
    }
    let text = RwSignal::new(serde_json::to_string_pretty(&begin).unwrap_or_default());
    let submit = move || {
        let refuse = |message: String| {
            vec![FieldError {
                field: PUT.to_owned(),
                message,
            }]
        };
        let new: Value = match serde_json::from_str(&text.get_untracked()) {
            Ok(new) => new,
            Err(wrong) => {
                form.check(refuse(format!("This is not JSON in line {}: {wrong}.", wrong.line())));
                return;
            }
        };
        let id = section.id(&new);
        let wrong = if before.as_ref().is_some_and(|before| *before != id) {
            refuse(format!(
                "The {} stays. Add another {} instead.",
                section.key, section.one
            ))
        } else if known.contains(&id) {
            vec![taken(section, PUT.to_owned())]
        } else {
            Vec::new()
        };
        if form.check(wrong) {
            editing.put(new, format!("{} is in the draft.", named(section, &id)));
        }
    };
    // The service says at which field of the text.
    let wrong = dynamic(move || {
        let within = form
            .errors_in(PUT)
            .into_iter()
            .map(|(field, message)| view! { <p class="field-error"><code>{field}</code>": "{message}</p> });
        within.collect::<Vec<_>>().into_any()
    });
    let note = if is_new {
        "JSON, with the fields of the newest entry of the section to begin with. Change what is different."
    } else {
        "JSON, as it stands in the file of the catalogue."
    };
    let content = view! {
        {newest(editing)}
        <div class="fields">
            {Field::new(form, PUT, "Entry").note(note).lines(text, 20)}
            {wrong}
            {save_button(editing)}
        </div>
    };
    form_element(form, submit, content.into_any())
}
