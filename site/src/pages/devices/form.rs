//! Adding a device, on its own page or while seats are assigned.

use crate::{
    components::{
        dialog::{cancel, dialog},
        field::Field,
        form::{Form, form_element},
        page::{self, Above},
        toasts::Toasts,
    },
    router::Router,
};
use api::{
    devices::{CreateDeviceRequest, DeviceView},
    operations::CreateDevice,
};
use leptos::prelude::*;

/// `/devices/new`
pub fn create() -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let saved = Callback::new(move |device: DeviceView| {
        toasts.done(format!("{} is added.", device.name));
        router.go(&format!("/devices/{}", device.device_id));
    });
    let cancel = view! { <a class="btn" href="/devices">"Cancel"</a> }.into_any();
    view! {
        {page::header(Some(Above::fixed("Devices", "/devices")), Signal::stored("Add a device".to_owned()), ().into_any())}
        <div class="form-width"><div class="card"><div class="card-body">{fields(saved, cancel)}</div></div></div>
    }
    .into_any()
}

/// The same in a dialog, for when it is needed on the way.
pub fn add_dialog(open: RwSignal<bool>, added: Callback<DeviceView>) -> AnyView {
    let saved = Callback::new(move |device: DeviceView| {
        open.set(false);
        added.run(device);
    });
    dialog(open, "Add a device", move || fields(saved, cancel(open)))
}

fn fields(saved: Callback<DeviceView>, cancel: AnyView) -> AnyView {
    let form = Form::new();
    let (name, serial, model) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let submit = move || {
        let request = CreateDeviceRequest {
            name: name.get_untracked(),
            serial: serial.get_untracked(),
            model: model.get_untracked(),
        };
        form.send::<CreateDevice>((), request, move |device| {
            form.saved();
            saved.run(device);
        });
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "name", "Name").note("As your people call it.").text(name)}
            {Field::new(form, "serial", "Serial number").note("As it stands on the device. It cannot be changed later.").text(serial)}
            {Field::new(form, "model", "Model").text(model)}
            <div class="btn-list">{form.submit(Signal::stored("Add device".to_owned()))}{cancel}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
