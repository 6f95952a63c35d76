//! `/subscriptions/:id/assign`: seats that waited, to devices.

use crate::{
    components::page::{self, Above},
    load::load,
    pages::seats::{self, Seats, Source},
};
use api::operations::GetSubscriptionOverview;
use domain::id::SubscriptionId;
use leptos::prelude::*;

/// The page.
pub fn assign(subscription_id: SubscriptionId) -> AnyView {
    let loaded = load::<GetSubscriptionOverview>((), ());
    let content = page::loaded(loaded, move |overview| {
        let mut waiting = overview.unassigned.into_iter();
        match waiting.find(|subscription| subscription.subscription_id == subscription_id) {
            Some(subscription) => seats::assign(
                Seats {
                    source: Source::Subscription(subscription_id),
                    plan_name: subscription.plan_name,
                    months: subscription.months,
                    seats: subscription.unassigned,
                },
                None,
            ),
            None => page::state(
                "No seat of this subscription waits",
                "Every seat of it has its device, or it is another organisation's.",
                view! { <a class="btn btn-primary" href="/subscriptions">"See the subscription overview"</a> }
                    .into_any(),
            ),
        }
    });
    view! {
        {page::header(Some(Above::fixed("Subscription overview", "/subscriptions")), Signal::stored("Assign seats".to_owned()), ().into_any())}
        {content}
    }
    .into_any()
}
