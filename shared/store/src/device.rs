//! Devices. A serial number is taken by a sentinel item of its own.

use crate::{
    Error, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, item, list, number, stored, text, value},
    keys::{self, Key},
    transaction::Condition,
};
use domain::{
    device::Device,
    event::DeviceHappening,
    id::{DeviceId, OrganisationId},
    subscription::Period,
    text::{Line, Name, Serial},
};

/// A list shows all of a device.
impl Card for Device {
    fn search(&self) -> String {
        card::searched([self.name.as_str(), self.serial.as_str(), self.model.as_str()])
    }
}

impl Store {
    /// The device, strongly consistent.
    pub async fn device(&self, id: DeviceId) -> Result<Option<Stored<Device>>, Error> {
        self.get(&keys::device(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The devices of these ids that are there, in their order, strongly consistent.
    pub async fn devices_of(&self, ids: &[DeviceId]) -> Result<Vec<Device>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::device).collect();
        self.get_all_consistent(&keys).await?.iter().map(value).collect()
    }

    /// The device that has this serial number in the organisation, strongly consistent.
    pub async fn device_of_serial(
        &self,
        organisation_id: OrganisationId,
        serial: &Serial,
    ) -> Result<Option<Device>, Error> {
        #[derive(serde::Deserialize)]
        struct Sentinel {
            device_id: DeviceId,
        }
        let Some(taken) = self.get(&keys::serial(organisation_id, serial), true).await? else {
            return Ok(None);
        };
        let Sentinel { device_id } = value(&taken)?;
        Ok(self.device(device_id).await?.map(|device| device.value))
    }

    /// A page of an organisation's devices by name, as the reader chose it.
    pub async fn devices(&self, organisation_id: OrganisationId, choice: &Choice) -> Result<Found<Device>, Error> {
        let list = keys::lists::devices(organisation_id);
        self.choose(Cards::of_things(&list), choice).await
    }

    /// A new device; its serial number is taken from then on.
    pub fn create_device(&self, transaction: &mut Transaction, device: &Device, stamp: &Stamp) -> Result<(), Error> {
        let mut sentinel: Item = keys::serial(device.organisation_id, &device.serial).attributes();
        sentinel.insert("device_id".to_owned(), text(device.device_id.to_string()));
        transaction.put_new(self, sentinel, Condition::Serial);
        let key = keys::device(device.device_id);
        let mut body = item(&key, device)?;
        list(
            &mut body,
            keys::devices(device.organisation_id, device.name.as_str(), device.device_id),
        );
        card::put(&mut body, device)?;
        let happening = DeviceHappening::Added {
            device_id: device.device_id,
            name: device.name.clone(),
            serial: device.serial.clone(),
        };
        transaction.create(self, &key, body, stamp.event(happening, &[]))
    }

    /// Another name and model. The periods are as they were read, since the card has them too.
    pub fn update_device(
        &self,
        transaction: &mut Transaction,
        device: &Device,
        chain: &Chain,
        (name, model): (&Name, &Line),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lookup = keys::devices(device.organisation_id, name.as_str(), device.device_id);
        let expression = Expression::default()
            .set(&["name"], attribute(name)?)
            .set(&["model"], attribute(model)?)
            .set_text("l_sk", lookup.sk)
            .require_equal(&["revision"], number(device.revision));
        let after = Device {
            name: name.clone(),
            model: model.clone(),
            ..device.clone()
        };
        let expression = card::set(expression, &after)?;
        let happening = DeviceHappening::Updated {
            name: name.clone(),
            model: model.clone(),
        };
        let event = stamp.event(happening, &[]);
        transaction.change(self, &keys::device(device.device_id), chain, expression, event)
    }

    /// Other periods, under the condition that they are as they were read, and that the card has the
    /// name and model of now. Its event is in the chain of the subscription that was assigned.
    pub(crate) fn set_periods(
        &self,
        transaction: &mut Transaction,
        device: &Device,
        periods: &[Period],
    ) -> Result<(), Error> {
        let expression = Expression::default()
            .set(&["periods"], attribute(&periods)?)
            .set(&["revision"], number(device.revision + 1))
            .require_equal(&["revision"], number(device.revision))
            .require_equal(&["name"], attribute(&device.name)?)
            .require_equal(&["model"], attribute(&device.model)?);
        let after = Device {
            periods: periods.to_vec(),
            revision: device.revision + 1,
            ..device.clone()
        };
        let expression = card::set(expression, &after)?;
        transaction.update(self, &keys::device(device.device_id), expression, Condition::Device);
        Ok(())
    }
}
