//! `/codes/:id`: codes that were issued together, and what became of them.

use super::subject;
use crate::{
    browser,
    components::{
        dialog::{cancel, dialog},
        dynamic::{dynamic, live, on, optional, text},
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        row::bar,
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
};
use api::{
    codes::{BatchDetail, CodeView, ExportCodesRequest, MailCodesRequest, RevokeCodesRequest},
    events::EventView,
    operations::{ExportCodes, GetCodeBatch, ListCodeBatchEvents, MailCodes, RevokeCodes},
};
use domain::{
    code::{BatchState, CodeStatus, MOST_NUMBERS},
    id::BatchId,
};
use leptos::prelude::*;
use std::{collections::BTreeSet, time::Duration};

/// How often a page looks how far the codes are.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How many times it looks by itself.
const LOOKS: u32 = 120;
/// How many codes are shown on a page.
const ON_A_PAGE: usize = 50;

const STATES: [(CodeStatus, &str, &str, &str); 4] = [
    (CodeStatus::Unused, "Open", "bg-green-lt", "counts-open"),
    (CodeStatus::Used, "Redeemed", "bg-secondary-lt", "counts-used"),
    (CodeStatus::Expired, "Expired", "bg-yellow-lt", "counts-expired"),
    (CodeStatus::Revoked, "Revoked", "bg-red-lt", "counts-revoked"),
];

#[derive(Clone, Copy)]
struct Shown {
    batch_id: BatchId,
    detail: Loaded<BatchDetail>,
    events: Loaded<Rows<EventView>>,
    picked: RwSignal<BTreeSet<u32>>,
    only: RwSignal<Option<CodeStatus>>,
    at: RwSignal<usize>,
}

impl Shown {
    fn again(self) {
        self.picked.update(BTreeSet::clear);
        self.detail.again();
        self.events.again();
    }
}

/// The page of a batch.
pub fn batch(batch_id: BatchId) -> AnyView {
    let shown = Shown {
        batch_id,
        detail: load::<GetCodeBatch>(batch_id, ()),
        events: load_list::<ListCodeBatchEvents, _>(batch_id),
        picked: RwSignal::new(BTreeSet::new()),
        only: RwSignal::new(None),
        at: RwSignal::new(0),
    };
    look_again(shown);
    let title = Signal::derive(move || {
        let detail = shown.detail.value();
        detail.map_or("Activation codes".to_owned(), |detail| {
            format!(
                "{} for {}",
                format::count(detail.batch.count as usize, "code", "codes"),
                subject(&detail.batch.subject)
            )
        })
    });
    let exporting = RwSignal::new(false);
    let export = optional(move || {
        let detail = shown.detail.value()?;
        let class = if detail.batch.mailed { "btn" } else { "btn btn-primary" };
        (detail.unused > 0 && detail.batch.state == BatchState::Ready).then(|| {
            view! { <button type="button" class=class on:click=on(move |_| exporting.set(true))>{icon(icon::DOWNLOAD)}"Export open codes"</button> }.into_any()
        })
    });
    view! {
        {page::header(Some(Above::fixed("Activation codes", "/codes")), title, export)}
        {page::loaded(shown.detail, move |detail| content(shown, detail))}
        {history(shown.events)}
        {dialog(exporting, "Export the open codes?", move || export_form(shown, exporting))}
    }
    .into_any()
}

/// While codes are being made, the page counts along.
fn look_again(shown: Shown) {
    let looks = StoredValue::new(0);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        let Some(detail) = shown.detail.value() else { return };
        if detail.batch.state == BatchState::Preparing && looks.get_value() < LOOKS {
            looks.update_value(|looks| *looks += 1);
            timer.set_value(set_timeout_with_handle(move || shown.detail.again(), LOOK_AGAIN).ok());
        }
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    });
}

fn content(shown: Shown, detail: BatchDetail) -> AnyView {
    let batch = &detail.batch;
    let progress = (batch.state == BatchState::Preparing).then(|| {
        view! {
            <div class="note mb-3" role="status">
                {icon(icon::CLOCK)}<span>"The codes are being made. This page counts along; you can leave it."</span>
                {bar(u64::from(batch.prepared), u64::from(batch.count))}
            </div>
        }
    });
    let how = match (batch.replacement, batch.mailed) {
        (true, _) => "By mail, in place of a declined request's code",
        (false, true) => "By mail",
        (false, false) => "As a file",
    };
    let until = batch.expires_on.map_or("No end".to_owned(), format::date_text);
    view! {
        <section class="card" aria-labelledby="became"><div class="card-body">
            {progress}
            <h2 class="h3" id="became">"What became of them"</h2>
            {counts(&detail)}
            <dl class="datagrid mt-3">
                {detail_view("Issued", format::time(batch.issued_at))}
                {self::detail("Issued by", batch.issued_by.name.clone())}
                {self::detail("Delivered", how)}
                {self::detail("Works until", until)}
            </dl>
        </div></section>
        {codes(shown, detail.codes, detail.batch.mailed)}
    }
    .into_any()
}

/// The counts as a bar to scale, with their figures.
fn counts(detail: &BatchDetail) -> AnyView {
    let whole = f64::from((detail.unused + detail.used + detail.revoked + detail.expired).max(1));
    let mut from = 0.0;
    let (mut bars, mut figures) = (Vec::new(), Vec::new());
    for (status, word, _, class) in STATES {
        let count = match status {
            CodeStatus::Unused => detail.unused,
            CodeStatus::Used => detail.used,
            CodeStatus::Revoked => detail.revoked,
            CodeStatus::Expired => detail.expired,
        };
        let width = f64::from(count) / whole * 100.0;
        if count > 0 {
            bars.push(
                view! { <rect class=class x=format!("{from:.2}%") y="0" width=format!("{width:.2}%") height="20" /> }
                    .into_any(),
            );
        }
        from += width;
        let key = format!("key {class}");
        figures.push(
            view! { <li><span class=key aria-hidden="true"></span>{word}": "<strong>{format::number(u64::from(count))}</strong></li> }.into_any(),
        );
    }
    view! {
        <svg class="counts" width="100%" height="20" aria-hidden="true">{bars}</svg>
        <ul class="legend counts-figures">{figures}</ul>
    }
    .into_any()
}

fn word_of(status: CodeStatus) -> (&'static str, &'static str) {
    STATES
        .iter()
        .find(|(one, ..)| *one == status)
        .map_or(("", ""), |(_, word, class, _)| (word, class))
}

fn codes(shown: Shown, codes: Vec<CodeView>, mailed: bool) -> AnyView {
    let codes = StoredValue::new(codes);
    let tabs = [None].into_iter().chain(STATES.iter().map(|(status, ..)| Some(*status))).map(|status| {
        let count = codes.with_value(|codes| codes.iter().filter(|code| status.is_none_or(|status| code.status == status)).count());
        let word = status.map_or("All", |status| word_of(status).0);
        let pressed = move || (shown.only.get() == status).to_string();
        view! {
            <button type="button" class="btn" aria-pressed=live(pressed) on:click=on(move |_| { shown.at.set(0); shown.only.set(status) })>
                {format!("{word} ({})", format::number(count as u64))}
            </button>
        }
        .into_any()
    });
    let tabs = tabs.collect::<Vec<_>>();
    let found = move || {
        let only = shown.only.get();
        codes.with_value(|codes| {
            let fits = codes.iter().filter(|code| only.is_none_or(|only| code.status == only));
            fits.cloned().collect::<Vec<_>>()
        })
    };
    let rows = move || {
        let start = shown.at.get() * ON_A_PAGE;
        let rows: Vec<_> = found()
            .into_iter()
            .skip(start)
            .take(ON_A_PAGE)
            .map(|code| row(shown, code))
            .collect();
        if rows.is_empty() {
            return view! { <tr><td class="text-secondary" colspan="5">"No code is in this state."</td></tr> }
                .into_any();
        }
        rows.into_any()
    };
    let (revoking, mailing) = (RwSignal::new(false), RwSignal::new(false));
    let picked = move || shown.picked.with(BTreeSet::len);
    let said = move || match picked() {
        0 => format!("Choose open codes to act on them, up to {MOST_NUMBERS} at a time."),
        count => format!("{} chosen.", format::count(count, "code", "codes")),
    };
    let acts = move || {
        (picked() > 0).then(|| {
            let mail = mailed.then(|| view! {
                <button type="button" class="btn" on:click=on(move |_| mailing.set(true))>{icon(icon::MAIL)}"Mail again"</button>
            });
            view! {
                {mail}
                <button type="button" class="btn" on:click=on(move |_| revoking.set(true))>{icon(icon::TRASH)}"Revoke"</button>
                <button type="button" class="btn" on:click=on(move |_| shown.picked.update(BTreeSet::clear))>"Choose none"</button>
            }
            .into_any()
        })
    };
    let all = move |_| {
        let unused = found()
            .into_iter()
            .filter(|code| code.status == CodeStatus::Unused)
            .map(|code| code.number);
        shown.picked.set(unused.take(MOST_NUMBERS).collect());
    };
    view! {
        <section class="card" aria-labelledby="codes">
            <div class="card-header list-tools">
                <h2 class="card-title" id="codes">"One by one"</h2>
                <div class="btn-list d-print-none" role="group" aria-label="Show codes by state">{tabs}</div>
            </div>
            <div class="card-body d-print-none">
                <p class="mb-2" role="status">{text(said)}</p>
                <div class="btn-list">
                    <button type="button" class="btn" on:click=on(all)>"Choose open codes"</button>
                    {optional(acts)}
                </div>
            </div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col" class="tick"><span class="visually-hidden">"Choose"</span></th>
                        <th scope="col" class="num">"Number"</th><th scope="col">"State"</th><th scope="col">"Mailed to"</th><th scope="col">"Redeemed by"</th>
                    </tr></thead>
                    <tbody>{dynamic(rows)}</tbody>
                </table>
            </div>
            {dynamic(move || turns(shown, found().len()))}
        </section>
        {dialog(revoking, "Revoke these codes?", move || revoke_form(shown, revoking))}
        {dialog(mailing, "Mail these codes again?", move || mail_form(shown, mailing))}
    }
    .into_any()
}

fn turns(shown: Shown, total: usize) -> AnyView {
    let at = shown.at.get();
    let (start, end) = (at * ON_A_PAGE, ((at + 1) * ON_A_PAGE).min(total));
    let range = if total == 0 {
        "0".to_owned()
    } else {
        format!("{}-{end} of {}", start + 1, format::number(total as u64))
    };
    let several = (total > ON_A_PAGE).then(|| view! {
        <span class="ms-auto btn-list d-print-none">
            <button type="button" class="btn" disabled={at == 0} on:click=on(move |_| shown.at.set(at.saturating_sub(1)))>"Previous"</button>
            <button type="button" class="btn" disabled={end >= total} on:click=on(move |_| shown.at.set(at + 1))>"Next"</button>
        </span>
    });
    view! { <div class="card-footer list-footer"><span class="text-secondary" role="status">{range}</span>{several}</div> }.into_any()
}

fn row(shown: Shown, code: CodeView) -> AnyView {
    let number = code.number;
    let (word, class) = word_of(code.status);
    let has = move || shown.picked.with(|picked| picked.contains(&number));
    let full = move || !has() && shown.picked.with(BTreeSet::len) >= MOST_NUMBERS;
    let tick = (code.status == CodeStatus::Unused).then(|| view! {
        <input class="form-check-input" type="checkbox" aria-label=format!("Choose code {number}")
            prop:checked=live(has) disabled=live(full)
            on:change=on(move |event| {
                let ticked = event_target_checked(&event);
                shown.picked.update(|picked| { if ticked { picked.insert(number); } else { picked.remove(&number); } });
            }) />
    });
    let ended = code
        .ended_at
        .map(|at| view! { <span class="text-secondary d-block">{format::time(at)}</span> });
    view! {
        <tr>
            <td class="tick" data-label="Choose">{tick}</td>
            <td class="num" data-label="Number">{number.to_string()}</td>
            <td data-label="State"><span><span class=format!("badge {class}")>{word}</span>{ended}</span></td>
            <td data-label="Mailed to">{code.mailed_to.unwrap_or_default()}</td>
            <td data-label="Redeemed by">{code.used_by.unwrap_or_default()}</td>
        </tr>
    }
    .into_any()
}

fn export_form(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let submit = move || {
        form.send::<ExportCodes>(shown.batch_id, ExportCodesRequest {}, move |file| {
            browser::save_file(&file.file_name, "text/csv;charset=utf-8", file.content.as_bytes());
            open.set(false);
            toasts.done(format!("{} is saved.", file.file_name));
            shown.events.again();
        });
    };
    let content = view! {
        <p>"Whoever has the file can use its codes. It holds those that are open now. Each export is noted in the history, with your name."</p>
        <div class="btn-list">{form.submit(Signal::stored("Export".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}

fn picked(shown: Shown) -> (Vec<u32>, String) {
    let numbers: Vec<u32> = shown.picked.get_untracked().into_iter().collect();
    let list = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    (numbers, list)
}

fn revoke_form(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (numbers, list) = picked(shown);
    let count = numbers.len();
    let submit = move || {
        let numbers = numbers.clone();
        form.send::<RevokeCodes>(shown.batch_id, RevokeCodesRequest { numbers }, move |_| {
            open.set(false);
            toasts.done(format!("{} revoked.", format::count(count, "code is", "codes are")));
            shown.again();
        });
    };
    let content = view! {
        <p>{format!("Number {list}.")}</p>
        <p>"Nobody can redeem them afterwards: they are answered like codes that do not exist. It cannot be undone."</p>
        <div class="btn-list">{form.submit(Signal::stored(format!("Revoke {}", format::count(count, "code", "codes"))))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}

fn mail_form(shown: Shown, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (numbers, list) = picked(shown);
    let count = numbers.len();
    let submit = move || {
        let numbers = numbers.clone();
        form.send::<MailCodes>(shown.batch_id, MailCodesRequest { numbers }, move |_| {
            open.set(false);
            toasts.done(format!(
                "{} mailed again.",
                format::count(count, "code is", "codes are")
            ));
            shown.again();
        });
    };
    let content = view! {
        <p>{format!("Number {list}: each goes once more to the address that it was mailed to. It is the same code.")}</p>
        <div class="btn-list">{form.submit(Signal::stored("Mail again".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
