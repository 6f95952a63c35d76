//! What a tenant uses, as the vendor notes it by hand where no platform of its own does.

use super::Shown;
use crate::{
    components::{
        dialog::{cancel, dialog},
        dynamic::on,
        field::Field,
        form::{Form, form_element},
        icon::{self, icon},
        page,
        row::bar,
        toasts::Toasts,
    },
    format,
    load::Loaded,
};
use api::{
    FieldError,
    operations::SetQuotaUse,
    tenants::{MetricView, QuotaView, SetQuotaUseRequest},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The section: use and limit of every metric, with the dialog that notes another use.
pub fn section(shown: Shown, quota: Loaded<QuotaView>) -> AnyView {
    let noting = RwSignal::new(false);
    let chosen = RwSignal::new(None::<MetricView>);
    let note = move |metric: MetricView| {
        chosen.set(Some(metric));
        noting.set(true);
    };
    view! {
        <section class="card" aria-labelledby="use">
            <div class="card-header"><h2 class="card-title" id="use">"What it uses"</h2></div>
            {page::loaded(quota, move |quota| table(quota.metrics, note))}
        </section>
        {dialog(noting, "Note what is used", move || match chosen.get_untracked() {
            Some(metric) => form(shown, quota, metric, noting),
            None => cancel(noting),
        })}
    }
    .into_any()
}

/// What is granted or used comes first; each by name.
fn table(mut metrics: Vec<MetricView>, note: impl Fn(MetricView) + Copy + 'static) -> AnyView {
    metrics.sort_by_key(|metric| metric.limit == 0 && metric.used == 0);
    let rows = metrics.into_iter().map(|metric| {
        let label = format!("Note the use of {}", metric.name);
        let (name, unit) = (metric.name.clone(), metric.unit.clone());
        let figures = bar(u64::from(metric.used), u64::from(metric.limit));
        view! {
            <tr>
                <td data-label="Metric">{name}</td>
                <td data-label="Unit" class="text-secondary">{unit}</td>
                <td data-label="Used">{figures}</td>
                <td class="row-action">
                    <button type="button" class="btn" aria-label=label on:click=on(move |_| note(metric.clone()))>{icon(icon::EDIT)}"Note"</button>
                </td>
            </tr>
        }
    });
    view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table">
                <thead><tr>
                    <th scope="col">"Metric"</th><th scope="col">"Unit"</th><th scope="col">"Used"</th>
                    <th scope="col"><span class="visually-hidden">"Note what is used"</span></th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn form(shown: Shown, quota: Loaded<QuotaView>, metric: MetricView, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let used = RwSignal::new(metric.used.to_string());
    let (id, name) = (metric.metric, metric.name.clone());
    let field = format!("used/{id}");
    let submit = {
        let field = field.clone();
        move || {
            let typed = used.get_untracked().trim().parse::<u32>().ok();
            let error = || FieldError::new(field.as_str(), "Enter a whole number from 0 to 4,294,967,295.");
            let (true, Some(units)) = (form.check(typed.is_none().then(error).into_iter().collect()), typed) else {
                return;
            };
            let request = SetQuotaUseRequest {
                used: BTreeMap::from([(id.clone(), units)]),
            };
            let name = name.clone();
            form.send::<SetQuotaUse>(shown.organisation_id, request, move |answer| {
                form.saved();
                open.set(false);
                toasts.done(format!("{name}: {} used.", format::number(u64::from(units))));
                quota.set(answer);
                shown.events.again();
            });
        }
    };
    let content = view! {
        <div class="fields">
            <p class="mb-0">{format!("{}, in {}, as your platform has measured it.", metric.name, metric.unit)}</p>
            {Field::new(form, field, "Units used").number(used)}
            <div class="btn-list">{form.submit(Signal::stored("Save".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}
