//! `/devices/:id`: a device with its plans over time.

use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        field::Field,
        form::{Form, form_element},
        history::history,
        icon::{self, icon},
        page::{self, Above, detail, detail_view},
        periods::{self, Scale, Span},
        toasts::Toasts,
    },
    format,
    load::{Loaded, Rows, load, load_list},
    session::Session,
};
use api::{
    devices::{DeviceView, UpdateDeviceRequest},
    events::EventView,
    operations::{GetDevice, ListDeviceEvents, PreviewCode, UpdateDevice},
};
use domain::id::DeviceId;
use leptos::prelude::*;

/// The page of a device.
pub fn device(device_id: DeviceId) -> AnyView {
    let loaded = load::<GetDevice>(device_id, ());
    let events = load_list::<ListDeviceEvents, _>(device_id);
    let title = Signal::derive(move || loaded.value().map_or("Device".to_owned(), |device| device.name));
    let open = RwSignal::new(false);
    let edit = view! {
        <button type="button" class="btn" on:click=on(move |_| open.set(true))>{icon(icon::EDIT)}"Edit"</button>
    };
    view! {
        {page::header(Some(Above::fixed("Devices", "/devices")), title, edit.into_any())}
        {page::loaded(loaded, content)}
        {history(events)}
        {dialog(open, "Edit device", move || edit_form(loaded, events, open))}
    }
    .into_any()
}

fn content(device: DeviceView) -> AnyView {
    let session = expect_context::<Session>();
    let spans: Vec<Span> = device.periods.iter().map(Span::of).collect();
    let plan = device
        .in_effect
        .as_ref()
        .map_or("None", |period| period.plan_name.as_str())
        .to_owned();
    let until = device.covered_until.map(|until| format::date_text(format::last(until)));
    let row = if spans.is_empty() {
        let activate = session.may::<PreviewCode>().then(|| {
            view! { <div class="empty-action"><a class="btn btn-primary" href="/activation-code">{icon(icon::KEY)}"Activate code"</a></div> }
        });
        view! {
            <div class="empty">
                <p class="empty-title">"This device has had no plan yet"</p>
                <p class="empty-subtitle text-secondary">"Assign it a seat: of an activation code, or of those that wait in the subscription overview."</p>
                {activate}
            </div>
        }
        .into_any()
    } else {
        let scale = Scale::of(&spans, device.today);
        view! {
            <div class="card-body">
                {periods::legend(false)}
                {periods::drawing(&spans, scale)}
                {periods::table(format!("Periods of {}", device.name), &spans, device.today)}
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-label="Details"><div class="card-body">
            <dl class="datagrid">
                {detail_view("Serial number", view! { <code>{device.serial.clone()}</code> }.into_any())}
                {detail("Model", device.model.clone())}
                {detail("Plan in effect", plan)}
                {detail("Last day covered", until.unwrap_or_default())}
                {detail_view("Added", format::time(device.created_at))}
            </dl>
        </div></section>
        <section class="card" aria-labelledby="plans">
            <div class="card-header"><h2 class="card-title" id="plans">"Plans over time"</h2></div>
            {row}
        </section>
    }
    .into_any()
}

fn edit_form(loaded: Loaded<DeviceView>, events: Loaded<Rows<EventView>>, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let Some(device) = loaded.value() else {
        return cancel(open);
    };
    let (name, model) = (RwSignal::new(device.name), RwSignal::new(device.model));
    let submit = move || {
        let request = UpdateDeviceRequest {
            revision: form.revision(&device.revision),
            name: name.get_untracked(),
            model: model.get_untracked(),
        };
        form.send::<UpdateDevice>(device.device_id, request, move |device| {
            form.saved();
            open.set(false);
            toasts.done(format!("{} is saved.", device.name));
            loaded.set(device);
            events.again();
        });
    };
    let content = view! {
        <div class="fields">
            <p class="mb-0">"Serial number "<code>{device.serial}</code>" stays as it is."</p>
            {Field::new(form, "name", "Name").text(name)}
            {Field::new(form, "model", "Model").text(model)}
            <div class="btn-list">{form.submit(Signal::stored("Save".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
