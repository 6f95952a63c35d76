//! `list-devices`, `get-device`: buyers and tenant admins, for their own organisation. What a
//! device has is that of today. Refused: another organisation's device.

use api::{Page, Problem, devices::DeviceView, page::PageQuery};
use domain::id::DeviceId;
use runtime::{Call, Principal, problem, subscription_view, view};

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<DeviceView>, Problem> {
    let store = &call.app.store;
    let page = store
        .devices(call.caller.user.organisation_id, query.after.as_deref())
        .await
        .map_err(problem::of_store)?;
    let today = call.now.date_naive();
    Ok(view::page(page, |device| subscription_view::device(&device, today)))
}

pub(crate) async fn get(call: Call<Principal>, id: DeviceId, (): ()) -> Result<DeviceView, Problem> {
    let device = call.app.store.device(id).await.map_err(problem::of_store)?;
    let device = device
        .filter(|device| device.value.organisation_id == call.caller.user.organisation_id)
        .ok_or_else(|| problem::not_found("device"))?;
    Ok(subscription_view::device(&device.value, call.now.date_naive()))
}
