//! `/awaited-files`: the orders that wait for a licence file from elsewhere. Files are sent one by one on an
//! order's page, or many at a time here: each goes to the order whose sales order its name holds.

use crate::{
    client,
    components::{
        drop::drop_zone_of_many,
        dynamic::{dynamic, live, on, optional},
        empty::Empty,
        icon::{self, icon},
        kept_file,
        list::About,
        long_list::{Ordered, long_list},
        page,
        row::{Cell, Row},
        toasts::Toasts,
    },
    format,
};
use api::{
    external::ExternalOrderView,
    operations::{ListAwaitedFiles, SendExternalFile},
    page::ListQuery,
};
use domain::id::OrderId;
use leptos::{prelude::*, task::spawn_local};

/// The most pages that are looked through for the orders of files: ten thousand orders.
const PAGES: usize = 200;

/// A file that was chosen, and the order that it goes to.
#[derive(Clone)]
struct Chosen {
    name: String,
    bytes: Vec<u8>,
    to: RwSignal<Match>,
    state: RwSignal<State>,
}

/// Which order a file goes to.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Match {
    /// The orders that wait are on their way.
    Looking,
    To(OrderId, String),
    None,
    Several,
}

/// How far a file is.
#[derive(Clone, PartialEq, Eq)]
enum State {
    Waits,
    Sent,
    Failed(String),
}

/// The page.
pub fn awaited() -> AnyView {
    let about = About {
        title: "Orders that wait for their licence file",
        columns: &[
            "Sales order",
            "Organisation",
            "System",
            "HKC",
            "Activated",
            "Customer's file",
        ],
        file: "awaited-files",
        empty: Empty::waits("No order waits for a licence file from elsewhere."),
    };
    // Rises as files are sent: what waits is another list then.
    let round = RwSignal::new(0);
    let waits = move || {
        round.track();
        long_list::<ListAwaitedFiles, _>((about, Ordered::OldestFirst(4)), (), row, None)
    };
    view! {
        {page::plain_header("Files to send")}
        {many(round)}
        {dynamic(waits)}
    }
    .into_any()
}

fn row(order: &ExternalOrderView) -> Row {
    let first = order.locations.first();
    let request = match (order.needs_request, &order.request) {
        (false, _) => "Needs none".to_owned(),
        (true, None) => "Not there yet".to_owned(),
        (true, Some(file)) => file.file_name.clone(),
    };
    Row(vec![
        Cell::link(&order.sales_order, format!("/orders/{}", order.order_id)),
        Cell::Text(order.organisation_name.clone()),
        Cell::Text(first.map(|one| one.system_type_name.clone()).unwrap_or_default()),
        Cell::Code(first.map(|one| one.hkc.clone()).unwrap_or_default()),
        order.activated_at.map_or(Cell::Text(String::new()), Cell::Time),
        Cell::Text(request),
    ])
}

/// The order whose sales order the name of a file holds, as a word of its own.
fn matched(name: &str, waiting: &[ExternalOrderView]) -> Match {
    let name = name.to_lowercase();
    let holds = |order: &&ExternalOrderView| {
        let number = order.sales_order.to_lowercase();
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        name.match_indices(&number)
            .any(|(at, _)| apart(name[..at].chars().next_back()) && apart(name[at + number.len()..].chars().next()))
    };
    let mut found = waiting.iter().filter(holds);
    match (found.next(), found.next()) {
        (Some(order), None) => Match::To(
            order.order_id,
            format!("{}, {}", order.sales_order, order.organisation_name),
        ),
        (None, _) => Match::None,
        (Some(_), Some(_)) => Match::Several,
    }
}

async fn waiting() -> Result<Vec<ExternalOrderView>, client::Failure> {
    let (mut orders, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let query = ListQuery {
            after,
            ..ListQuery::default()
        };
        let page = client::call::<ListAwaitedFiles>((), query).await?;
        orders.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(orders)
}

fn many(round: RwSignal<u32>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let chosen = RwSignal::new(Vec::<Chosen>::new());
    let sending = RwSignal::new(false);
    // However many files are chosen together, the orders that wait are fetched once for them.
    let looking = StoredValue::new(false);
    let look = move || {
        if looking.get_value() {
            return;
        }
        looking.set_value(true);
        spawn_local(async move {
            let orders = waiting().await;
            // The page may have been left meanwhile.
            if looking.try_set_value(false).is_some() {
                return;
            }
            match orders {
                Ok(orders) => chosen.with_untracked(|chosen| {
                    let open = chosen.iter().filter(|file| file.to.get_untracked() == Match::Looking);
                    open.for_each(|file| file.to.set(matched(&file.name, &orders)));
                }),
                Err(failure) => {
                    chosen.update(|chosen| chosen.retain(|file| file.to.get_untracked() != Match::Looking));
                    toasts.failed(failure.to_string());
                }
            }
        });
    };
    let take = move |name: String, bytes: Vec<u8>| {
        let (to, state) = (RwSignal::new(Match::Looking), RwSignal::new(State::Waits));
        chosen.update(|chosen| chosen.push(Chosen { name, bytes, to, state }));
        look();
    };
    let ready = move || {
        let chosen = chosen.get();
        let ready = chosen
            .iter()
            .filter(|file| matches!(file.to.get(), Match::To(..)) && file.state.get() != State::Sent);
        ready.count()
    };
    let send = move |_| {
        sending.set(true);
        spawn_local(async move {
            let mut sent = 0;
            for file in chosen.get_untracked() {
                let Match::To(order_id, _) = file.to.get_untracked() else {
                    continue;
                };
                if file.state.get_untracked() == State::Sent {
                    continue;
                }
                let request = kept_file::request(file.name.clone(), &file.bytes);
                let state = match client::call::<SendExternalFile>(order_id, request).await {
                    Ok(_) => State::Sent,
                    Err(failure) => State::Failed(failure.to_string()),
                };
                sent += usize::from(state == State::Sent);
                file.state.set(state);
            }
            sending.set(false);
            round.update(|round| *round += 1);
            toasts.done(format!("{} sent.", format::count(sent, "file is", "files are")));
        });
    };
    let table = move || {
        let files = chosen.get();
        (!files.is_empty()).then(|| {
            let rows = files.into_iter().map(shown).collect::<Vec<_>>();
            view! {
                <div class="table-responsive">
                    <table class="table table-vcenter card-table list-table" aria-label="Files that were chosen">
                        <thead><tr><th scope="col">"File"</th><th scope="col">"Goes to"</th><th scope="col">"State"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="card-footer btn-list">
                    <button type="button" class="btn btn-primary" disabled=live(move || ready() == 0 || sending.get()) on:click=on(send)>
                        {icon(icon::SEND)}{crate::components::dynamic::text(move || format!("Send {}", format::count(ready(), "file", "files")))}
                    </button>
                    <button type="button" class="btn" disabled=live(move || sending.get()) on:click=on(move |_| chosen.set(Vec::new()))>"Clear"</button>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <section class="card" aria-labelledby="many">
            <div class="card-header"><h2 class="card-title" id="many">"Send files"</h2></div>
            <div class="card-body">
                <p>"Choose licence files whose names hold the sales order, such as RCC-1280677.lic. Each is shown with the order that it goes to before it is sent; its holder is mailed."</p>
                {drop_zone_of_many("Choose files", ".lic,.txt,.dat,.zip,.xml,.key,.cfg,.csv,.pdf", take)}
            </div>
            {optional(table)}
        </section>
    }
    .into_any()
}

fn shown(file: Chosen) -> AnyView {
    let to = move || match file.to.get() {
        Match::Looking => "Looking for its order ...".to_owned(),
        Match::To(_, order) => order,
        Match::None => {
            "No order that waits has a number that stands in this name. Send it on the order's page.".to_owned()
        }
        Match::Several => "Several orders wait under this number. Send it on the order's page.".to_owned(),
    };
    let state = move || match file.state.get() {
        State::Waits => String::new(),
        State::Sent => "Sent".to_owned(),
        State::Failed(why) => why,
    };
    view! {
        <tr>
            <td data-label="File">{file.name.clone()}</td>
            <td data-label="Goes to">{crate::components::dynamic::text(to)}</td>
            <td data-label="State"><span role="status">{crate::components::dynamic::text(state)}</span></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(sales_order: &str, number: u8) -> ExternalOrderView {
        ExternalOrderView {
            order_id: OrderId::new(1, &[number; 10]),
            organisation_name: "Fenwick".to_owned(),
            purchase_order: "PO".to_owned(),
            sales_order: sales_order.to_owned(),
            takes_files: true,
            locations: Vec::new(),
            activated_at: None,
            needs_request: false,
            request: None,
            files: Vec::new(),
        }
    }

    #[test]
    fn a_file_goes_to_the_order_whose_number_its_name_holds() {
        let waiting = [
            order("1280677", 1),
            order("SO-77", 2),
            order("128", 3),
            order("SO-9", 4),
            order("so-9", 5),
        ];
        let to = |name: &str| match matched(name, &waiting) {
            Match::To(order, _) => waiting.iter().position(|one| one.order_id == order),
            _ => None,
        };
        assert_eq!(to("RCC-1280677.lic"), Some(0));
        assert_eq!(to("1280677.zip"), Some(0));
        assert_eq!(to("so-77 final.txt"), Some(1));
        assert_eq!(to("12806778.lic"), None);
        assert_eq!(to("128.lic"), Some(2));
        assert_eq!(matched("other.lic", &waiting), Match::None);
        assert_eq!(matched("SO-9.lic", &waiting), Match::Several);
        assert_eq!(
            matched("Lizenz-1280677-Büro.lic", &waiting),
            matched("1280677.lic", &waiting)
        );
    }
}
