//! `list-devices`, `get-device`: buyers and tenant admins, for their own organisation. What a
//! device has is that of today. Refused: another organisation's device.

use api::{Page, devices::DeviceView, page::PageQuery};
use desk::view;
use domain::id::DeviceId;
use runtime::{Call, Error, Principal};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<DeviceView>, Error> {
    let store = &call.app.store;
    let page = store
        .devices(call.caller.user.organisation_id, query.after.as_deref())
        .await?;
    let today = call.now.date_naive();
    Ok(view::page(page, |device| view::subscriptions::device(&device, today)))
}

pub(crate) async fn get(call: Call<Principal>, id: DeviceId, (): ()) -> Result<DeviceView, Error> {
    let device = call.caller.mine(call.app.store.device(id).await?)?;
    Ok(view::subscriptions::device(&device.value, call.now.date_naive()))
}
