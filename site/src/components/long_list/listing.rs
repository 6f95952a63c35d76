//! What of a list is there, and what the reader chose.

use super::{Fetch, Fetched, Ordered};
use crate::{
    browser::{self, Watch},
    client::Failure,
    components::list::{About, Listed},
    csv, format,
    router::Router,
};
use api::page::{ListOrder, ListQuery};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::{sync::Arc, time::Duration};

/// How many rows a page has: one of less was looked for in vain, or is the last.
const PAGE: usize = 50;

/// In how many rows more a text is looked for before the reader is asked.
const LOOKED_AT: u64 = 5_000;

/// How long a reader who types has to pause before the list is asked for.
const PAUSE: Duration = Duration::from_millis(250);

/// What the reader chose. It stands in the address.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) descending: bool,
}

/// Rows that came together. They are drawn once.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) id: u32,
    pub(super) rows: Arc<Vec<Listed>>,
}

/// What stands where the list is.
#[derive(Clone)]
pub(super) enum Stage {
    /// Nothing has come yet.
    Loading,
    /// There is nothing to list, whatever is chosen.
    Empty,
    /// The list, be it that nothing of it holds the text.
    Shown,
    /// It is not to be had.
    Failed(Failure),
}

/// A file on its way: rows are fetched for it that are not shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Export {
    id: u32,
    pub(super) rows: usize,
}

/// A list.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    pub(super) about: About,
    pub(super) ordered: Ordered,
    columns: &'static [&'static str],
    fetch: StoredValue<Fetch, LocalStorage>,
    router: Router,
    /// What is typed; chosen once the reader pauses.
    pub(super) typed: RwSignal<String>,
    pub(super) stage: RwSignal<Stage>,
    pub(super) blocks: RwSignal<Vec<Block>>,
    pub(super) next: RwSignal<Option<String>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) said: RwSignal<String>,
    pub(super) exporting: RwSignal<Option<Export>>,
    looked_at: StoredValue<u64>,
    /// After how many rows the reader is asked whether to look further: more each time that the answer
    /// is yes.
    look_to: StoredValue<u64>,
    /// Counts what was asked for: only the last answer counts.
    asked: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
    watch: StoredValue<Option<Watch>, LocalStorage>,
}

impl Listing {
    pub(super) fn new(about: About, ordered: Ordered, columns: &'static [&'static str], fetch: Fetch) -> Self {
        let listing = Self {
            about,
            ordered,
            columns,
            fetch: StoredValue::new_local(fetch),
            router: expect_context::<Router>(),
            typed: RwSignal::new(String::new()),
            stage: RwSignal::new(Stage::Loading),
            blocks: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            exporting: RwSignal::new(None),
            looked_at: StoredValue::new(0),
            look_to: StoredValue::new(LOOKED_AT),
            asked: StoredValue::new(0),
            timer: StoredValue::new(None),
            watch: StoredValue::new_local(None),
        };
        let here = listing.router.path();
        let chosen = Memo::new(move |_| listing.choice());
        Effect::new(move || {
            let choice = chosen.get();
            // The address may be another page's already.
            if listing.router.is_at(&here) {
                if listing.typed.with_untracked(|typed| typed.trim() != choice.text) {
                    listing.typed.set(choice.text.clone());
                }
                listing.begin();
            }
        });
        listing
    }

    /// What the address says.
    pub(super) fn choice(self) -> Choice {
        Choice {
            text: self.router.query("text").unwrap_or_default(),
            descending: self.router.query("order").as_deref() == Some("descending"),
        }
    }

    fn chosen(self) -> Choice {
        untrack(|| self.choice())
    }

    /// Puts a choice in the address, from where it is taken.
    pub(super) fn choose(self, choice: &Choice) {
        let before = self.chosen();
        if *choice == before {
            return;
        }
        let Some(query) = self.router.queries() else { return };
        query.delete("text");
        query.delete("order");
        if !choice.text.is_empty() {
            query.append("text", &choice.text);
        }
        if choice.descending {
            query.append("order", "descending");
        }
        // Back undoes a filter, and not letter by letter.
        let refined = choice.descending == before.descending && !choice.text.is_empty() && !before.text.is_empty();
        self.router.choose(&String::from(query.to_string()), refined);
    }

    /// Chooses what is typed, once the reader pauses.
    pub(super) fn type_text(self, text: String) {
        self.forget_timer();
        self.typed.set(text.clone());
        let choose = move || {
            // The page may have been left meanwhile.
            if self.typed.try_get_untracked().is_none() {
                return;
            }
            let descending = self.chosen().descending;
            let text = text.trim().to_owned();
            self.choose(&Choice { text, descending });
        };
        self.timer.set_value(set_timeout_with_handle(choose, PAUSE).ok());
    }

    pub(super) fn clear(self) {
        self.forget_timer();
        self.typed.set(String::new());
        self.choose(&Choice {
            text: String::new(),
            ..self.chosen()
        });
    }

    fn forget_timer(self) {
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
    }

    fn query(self, after: Option<String>) -> ListQuery {
        let Choice { text, descending } = self.chosen();
        ListQuery {
            after,
            order: descending.then_some(ListOrder::Descending),
            text: Some(text).filter(|text| !text.is_empty()),
        }
    }

    /// Fetches the first page. What is there stays until then.
    pub(super) fn begin(self) {
        self.ask(None, |listing, fetched| {
            let nothing = fetched.rows.is_empty() && fetched.next.is_none() && listing.chosen().text.is_empty();
            listing.looked_at.set_value(0);
            listing.look_to.set_value(LOOKED_AT);
            listing.blocks.set(Vec::new());
            listing.add(fetched, false);
            let shown = listing.stage.with_untracked(|stage| matches!(stage, Stage::Shown));
            if nothing {
                listing.stage.set(Stage::Empty);
            } else if !shown {
                listing.stage.set(Stage::Shown);
            }
        });
    }

    /// Fetches the next page. Whoever asked for it by the button goes on at its first row.
    pub(super) fn more(self, by_button: bool) {
        if self.busy.get_untracked() {
            return;
        }
        if let Some(after) = self.next.get_untracked() {
            if by_button {
                self.look_to.set_value(self.looked_at.get_value() + LOOKED_AT);
            }
            self.ask(Some(after), move |listing, fetched| {
                let first = (by_button && !fetched.rows.is_empty()).then(|| listing.asked.get_value());
                listing.add(fetched, true);
                if let Some(block) = first {
                    let link = format!("#{}-{block} a", listing.about.file);
                    request_animation_frame(move || {
                        browser::focus(&link);
                    });
                }
            });
        }
    }

    fn ask(self, after: Option<String>, then: impl FnOnce(Self, Fetched) + 'static) {
        self.ask_boxed(after, Box::new(then));
    }

    fn ask_boxed(self, after: Option<String>, then: Box<dyn FnOnce(Self, Fetched)>) {
        let asking = self.asked.get_value() + 1;
        self.asked.set_value(asking);
        self.busy.set(true);
        let first = after.is_none();
        let fetching = self.fetch.with_value(|fetch| fetch(self.query(after)));
        spawn_local(async move {
            let fetched = fetching.await;
            // An older question's answer, or a page that was left meanwhile.
            if self.asked.try_get_value() != Some(asking) {
                return;
            }
            self.busy.set(false);
            match fetched {
                Ok(fetched) => then(self, fetched),
                Err(failure) if first => self.stage.set(Stage::Failed(failure)),
                Err(failure) => self.said.set(failure.to_string()),
            }
        });
    }

    fn add(self, fetched: Fetched, is_more: bool) {
        let added = fetched.rows.len();
        let full = fetched.looked_at.is_none_or(|_| added == PAGE);
        self.looked_at
            .update_value(|looked_at| *looked_at += u64::from(fetched.looked_at.unwrap_or_default()));
        self.next.set(fetched.next);
        if added > 0 {
            let block = Block {
                id: self.asked.get_value(),
                rows: Arc::new(fetched.rows),
            };
            self.blocks.update(|blocks| blocks.push(block));
        }
        self.watch.set_value(None);
        let more = self.next.with_untracked(Option::is_some);
        // What was looked for in vain is looked for further, up to where the reader is asked.
        if more && !full && self.looked_at.get_value() < self.look_to.get_value() {
            return self.more(false);
        }
        self.said.set(self.summary(is_more.then_some(added)));
        if more && full {
            let come_near = move || {
                self.watch
                    .set_value(browser::when_near(&self.button_id(), move || self.more(false)));
            };
            request_animation_frame(come_near);
        }
    }

    pub(super) fn button_id(self) -> String {
        format!("{}-more", self.about.file)
    }

    pub(super) fn count(self) -> usize {
        self.blocks
            .with(|blocks| blocks.iter().map(|block| block.rows.len()).sum())
    }

    /// How many rows there are, as far as it is known.
    fn summary(self, added: Option<usize>) -> String {
        let count = untrack(|| self.count());
        let more = self.next.with_untracked(Option::is_some);
        let rows = format::count(count, "row", "rows");
        let sum = match (self.chosen().text.is_empty(), more) {
            (true, true) => format!("{rows} shown, there are more"),
            (true, false) => rows,
            (false, true) => {
                let looked_at = format::number(self.looked_at.get_value());
                format!("{rows} found in the first {looked_at}, there are more to look at")
            }
            (false, false) => format!("{rows} found"),
        };
        match added {
            Some(added) => format!("{} more. {sum}", format::number(added as u64)),
            None => sum,
        }
    }

    /// Saves the whole list as a file: what is not shown yet is fetched for it. Asked again
    /// meanwhile, it stops.
    pub(super) fn export(self) {
        if self.exporting.get_untracked().is_some() {
            self.exporting.set(None);
            return;
        }
        let mut rows: Vec<Listed> = self
            .blocks
            .with_untracked(|blocks| blocks.iter().flat_map(|block| block.rows.iter().cloned()).collect());
        let (id, mut query) = (self.asked.get_value() + 1, self.query(self.next.get_untracked()));
        self.asked.set_value(id);
        let going_on = move |rows| self.exporting.set(Some(Export { id, rows }));
        going_on(rows.len());
        spawn_local(async move {
            while query.after.is_some() {
                let Some(fetching) = self.fetch.try_with_value(|fetch| fetch(query.clone())) else {
                    return;
                };
                let fetched = fetching.await;
                let ours = |export: Option<Option<Export>>| export.flatten().is_some_and(|export| export.id == id);
                if !ours(self.exporting.try_get_untracked()) {
                    return;
                }
                match fetched {
                    Ok(page) => {
                        rows.extend(page.rows);
                        query.after = page.next;
                        going_on(rows.len());
                    }
                    Err(failure) => {
                        self.exporting.set(None);
                        return self.said.set(format!("The file was not made. {failure}"));
                    }
                }
            }
            self.exporting.set(None);
            let count = format::count(rows.len(), "row", "rows");
            let text = csv::file(self.columns, rows.into_iter().flat_map(Listed::export));
            let name = format!("{}.csv", self.about.file);
            browser::save_file(&name, "text/csv;charset=utf-8", text.as_bytes());
            self.said.set(format!("{name} has {count}"));
        });
    }
}
