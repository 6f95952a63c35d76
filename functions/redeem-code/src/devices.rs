//! `create-device`, `update-device`: buyers and tenant admins, for their own organisation. A
//! serial number is one device's of the organisation, in whatever case; two who add it at once
//! add it once. It stays, and so does what is assigned to the device.
//!
//! Refused: fields that break a rule, a serial number that is taken, another organisation's
//! device.

use api::devices::{CreateDeviceRequest, DeviceView, UpdateDeviceRequest};
use desk::{
    revision::{self, Changed},
    view,
};
use domain::{
    day::Day,
    device::Device,
    id::DeviceId,
    text::{Line, Name, Serial},
};
use runtime::{Call, Change, Error, Fields, Principal};
use store::{Stored, Transaction};

/// A device's details as they came from a form or a file.
#[derive(Debug, Clone)]
pub(crate) struct Details {
    pub(crate) name: Name,
    pub(crate) serial: Serial,
    pub(crate) model: Line,
}

pub(crate) async fn create(call: Call<Principal>, (): (), request: CreateDeviceRequest) -> Result<DeviceView, Error> {
    let mut fields = Fields::new();
    let details = parse(&request, &mut fields);
    let details = fields.finish(details)?;
    add(&call, &details).await
}

/// A new device with these details.
pub(crate) async fn add(call: &Call<Principal>, details: &Details) -> Result<DeviceView, Error> {
    let device = Device {
        device_id: call.new_id(DeviceId::new),
        organisation_id: call.caller.user.organisation_id,
        name: details.name.clone(),
        serial: details.serial.clone(),
        model: details.model.clone(),
        created_at: call.now,
        revision: 0,
        periods: Vec::new(),
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let mut transaction = Transaction::default();
        call.app.store.create_device(&mut transaction, &device, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::subscriptions::device(&call.app.catalogue, &device, Day::of(call.now)),
        })
    })
    .await
}

pub(crate) async fn update(
    call: Call<Principal>,
    id: DeviceId,
    request: UpdateDeviceRequest,
) -> Result<DeviceView, Error> {
    let mut fields = Fields::new();
    let name = fields.check("name", Name::parse(&request.name));
    let model = fields.check("model", Line::parse(&request.model));
    let (name, model) = fields.finish(name.zip(model))?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let Stored { value: device, chain } = load(&call, id).await?;
        let updated = Device {
            name: name.clone(),
            model: model.clone(),
            ..device.clone()
        };
        let answer = view::subscriptions::device(&call.app.catalogue, &updated, Day::of(call.now));
        if updated == device {
            return Ok(Change::none(answer));
        }
        let now = view::subscriptions::device_details(&device);
        revision::check(&request.revision, &now, "", changed(&call, id)).await?;
        let mut transaction = Transaction::default();
        call.app
            .store
            .update_device(&mut transaction, &device, &chain, (&name, &model), &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

/// Who changed the device last.
async fn changed(call: &Call<Principal>, id: DeviceId) -> Result<Option<Changed>, Error> {
    let events = call.app.store.device_events(id, None).await?;
    Ok(revision::newest(&events.items, &["device-updated"]))
}

pub(crate) fn parse(request: &CreateDeviceRequest, fields: &mut Fields) -> Option<Details> {
    let name = fields.check("name", Name::parse(&request.name));
    let serial = fields.check("serial", Serial::parse(&request.serial));
    let model = fields.check("model", Line::parse(&request.model));
    name.zip(serial)
        .zip(model)
        .map(|((name, serial), model)| Details { name, serial, model })
}

/// The device, if it is the caller's organisation's.
async fn load(call: &Call<Principal>, id: DeviceId) -> Result<Stored<Device>, Error> {
    call.caller.mine(call.app.store.device(id).await?)
}
