//! `/devices`: what subscriptions are assigned to.

pub mod device;
pub mod form;
pub mod import;

use crate::{
    components::{
        empty::Empty,
        icon,
        list::{About, Export},
        long_list::{Ordered, long_list},
        page::{self, fixed_action},
        row::{Cell, Row},
    },
    format,
};
use api::{devices::DeviceView, operations::ListDevices};
use leptos::prelude::*;

/// The list of devices.
pub fn devices() -> AnyView {
    let actions = view! {
        {fixed_action("/devices/import", icon::FILE_IMPORT, "Import", false)}
        {fixed_action("/devices/new", icon::PLUS, "Add a device", true)}
    };
    let about = About {
        title: "Your devices",
        columns: &[
            "Name",
            "Serial number",
            "Model",
            "Plan in effect",
            "Covered to",
            "Added",
        ],
        file: "devices",
        empty: Empty::go(
            "No devices yet. Add one, or import a file of them.",
            "/devices/new",
            icon::PLUS,
            "Add a device",
        ),
    };
    view! {
        {page::header(None, Signal::stored("Devices".to_owned()), actions.into_any())}
        {long_list::<ListDevices, _>((about, Ordered::ByName), (), row, Some(EXPORT))}
    }
    .into_any()
}

/// A file that can be imported.
const EXPORT: Export<DeviceView> = Export {
    columns: &["Name", "Serial", "Model", "Plan in effect", "Covered to", "Added"],
    rows: |device| vec![row(device).0.iter().map(Cell::export).collect()],
};

fn row(device: &DeviceView) -> Row {
    let plan = device.in_effect.as_ref().map(|period| period.plan_name.clone());
    let until = device.covered_until.map(|until| format::day(format::last(until)));
    Row(vec![
        Cell::link(&device.name, format!("/devices/{}", device.device_id)),
        Cell::Code(device.serial.clone()),
        Cell::Text(device.model.clone()),
        Cell::Text(plan.unwrap_or_else(|| "None".to_owned())),
        Cell::Text(until.unwrap_or_default()),
        Cell::Time(device.created_at),
    ])
}
