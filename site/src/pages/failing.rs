//! `/failing`: what was to be done outside the table and fails, and *try again*.

use crate::components::dynamic::on;
use crate::{
    client,
    components::{
        empty::Empty,
        icon::{self, icon},
        page,
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load_list},
};
use api::{
    operations::{ListFailing, TryAgain},
    outbox::{FailingView, TryAgainRequest},
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
pub fn failing() -> AnyView {
    let failing = load_list::<ListFailing, _>(());
    let rows = page::loaded(failing, move |rows: Rows<FailingView>| {
        if rows.items.is_empty() {
            return Empty::waits("Nothing fails. Mails go out, and what was decided is carried out.").view();
        }
        let rows = rows.items.into_iter().map(|one| row(failing, one));
        view! {
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"What"</th><th scope="col">"Why it failed"</th><th scope="col">"Since"</th>
                        <th scope="col">"Tries"</th><th scope="col">"Next"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! {
        {page::plain_header("What fails")}
        <section class="card" aria-labelledby="failing">
            <div class="card-header list-tools">
                <h2 class="card-title" id="failing">"Tried again until it is done"</h2>
                <button type="button" class="btn" on:click=on(move |_| failing.again())>{icon(icon::REFRESH)}"Refresh"</button>
            </div>
            <div class="card-body"><p class="text-secondary">
                "Each is tried again after 30 seconds, and then with longer pauses of up to an hour. A mail is given up after a day; nothing else is. Mend the reason, and have it tried at once."
            </p></div>
            {rows}
        </section>
    }
    .into_any()
}

fn row(failing: Loaded<Rows<FailingView>>, one: FailingView) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let busy = RwSignal::new(false);
    let tasks = one.tasks.join(", ");
    let label = format!("Try again: {tasks}, {}", one.aggregate);
    let request = TryAgainRequest {
        aggregate: one.aggregate.clone(),
        sequence: one.sequence,
    };
    let again = move |_| {
        let request = request.clone();
        busy.set(true);
        spawn_local(async move {
            match client::call::<TryAgain>((), request).await {
                Ok(_) => toasts.done("It is tried within a minute."),
                Err(failure) => toasts.failed(failure.to_string()),
            }
            busy.set(false);
            failing.again();
        });
    };
    let next = match one.next_at {
        Some(at) => format::time(at),
        None => "It is being tried.".into_any(),
    };
    view! {
        <tr>
            <td data-label="What"><div>
                <strong>{tasks}</strong>
                <span class="text-secondary d-block">{one.event}</span>
                <span class="text-secondary d-block"><code class="key-id">{one.aggregate}</code></span>
            </div></td>
            <td data-label="Why it failed">{one.reason}</td>
            <td data-label="Since">{one.since.map(format::time)}</td>
            <td data-label="Tries">{one.attempts.to_string()}</td>
            <td data-label="Next">{next}</td>
            <td class="row-action"><button type="button" class="btn" aria-label=label disabled=move || busy.get() on:click=on(again)>
                {icon(icon::REFRESH)}"Try again"
            </button></td>
        </tr>
    }
    .into_any()
}
