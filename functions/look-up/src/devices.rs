//! `list-devices`, `get-device`, `list-device-events`: buyers and tenant admins, for their own organisation. What a
//! device has is that of today. Refused: another organisation's device.

use api::{
    Page,
    devices::DeviceView,
    events::EventView,
    page::{ListQuery, PageQuery},
};
use desk::{list, view};
use domain::{
    catalogue::Catalogue,
    day::Day,
    device::Device,
    event::{Event, Happening, Reader, SubscriptionHappening},
    id::{DeviceId, SubscriptionId},
};
use runtime::{Call, Error, Principal};
use std::collections::BTreeSet;

/// How a day is written in a sentence.
const DAY: &str = "%-d %B %Y";

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<DeviceView>, Error> {
    let store = &call.app.store;
    let found = store
        .devices(call.caller.user.organisation_id, &list::choice(query)?)
        .await?;
    let today = Day::of(call.now);
    Ok(list::page(found, |device| {
        view::subscriptions::device(&call.app.catalogue, &device, today)
    }))
}

pub(crate) async fn get(call: Call<Principal>, id: DeviceId, (): ()) -> Result<DeviceView, Error> {
    let device = owned(&call, id).await?;
    Ok(view::subscriptions::device(
        &call.app.catalogue,
        &device,
        Day::of(call.now),
    ))
}

/// A device's own events, and those of its subscriptions that name it: what is assigned to up to 80
/// devices at once is one event.
pub(crate) async fn events(call: Call<Principal>, id: DeviceId, query: PageQuery) -> Result<Page<EventView>, Error> {
    let store = &call.app.store;
    let device = owned(&call, id).await?;
    let reader = Reader::of(&call.caller.user);
    let mut events = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.device_events(id, after.as_deref()).await?;
        events.extend(
            page.items
                .iter()
                .filter_map(|event| view::event(&call.app.catalogue, event, reader)),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let subscriptions: BTreeSet<_> = device.periods.iter().map(|period| period.subscription_id).collect();
    for subscription in subscriptions {
        loop {
            let page = store.subscription_events(subscription, after.as_deref()).await?;
            events.extend(
                page.items
                    .iter()
                    .filter_map(|event| assignment(&call.app.catalogue, event, &device, subscription, reader)),
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    events.sort_by_key(|event| event.at);
    for (sequence, event) in (1..).zip(&mut events) {
        event.sequence = sequence;
    }
    events.reverse();
    view::whole(&query, events)
}

/// What an event of a subscription is to the device, if it names it.
fn assignment(
    catalogue: &Catalogue,
    event: &Event,
    device: &Device,
    subscription: SubscriptionId,
    reader: Reader,
) -> Option<EventView> {
    let Ok(Happening::Subscription(
        SubscriptionHappening::CodeRedeemed { assigned, .. } | SubscriptionHappening::SeatsAssigned { assigned },
    )) = &event.happening
    else {
        return None;
    };
    let one = assigned.iter().find(|one| one.device_id == device.device_id)?;
    let period = device
        .periods
        .iter()
        .find(|period| period.subscription_id == subscription)?;
    let last = one.end.previous().unwrap_or(one.end);
    Some(EventView {
        summary: format!(
            "{} was assigned, from {} to {}.",
            catalogue.subscription_plan_name(&period.plan),
            one.start.format(DAY),
            last.format(DAY)
        ),
        ..view::event(catalogue, event, reader)?
    })
}

async fn owned(call: &Call<Principal>, id: DeviceId) -> Result<Device, Error> {
    Ok(call.caller.mine(call.app.store.device(id).await?)?.value)
}
