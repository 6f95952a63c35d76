//! How many units of each line of an order: a table with a field per line.

use super::{
    dynamic::{live, on},
    form::{Form, field_id},
    row::bar,
};
use api::{FieldError, orders::OrderLineView};
use leptos::prelude::*;

/// A line of an order with what was typed for it.
#[derive(Clone)]
pub struct Line {
    view: OrderLineView,
    quantity: RwSignal<String>,
}

/// The lines of which units are in the bin, all of them to begin with.
pub fn lines(lines: &[OrderLineView]) -> Vec<Line> {
    let some = lines.iter().filter(|line| line.available > 0);
    some.map(|line| Line {
        view: line.clone(),
        quantity: RwSignal::new(line.available.to_string()),
    })
    .collect()
}

/// Lines with how many units were chosen of each, or what is wrong, by the field's element. The fields
/// are those of a list of this name.
pub fn read(list: &str, lines: &[Line]) -> (Vec<(OrderLineView, u32)>, Vec<FieldError>) {
    let (mut chosen, mut errors) = (Vec::new(), Vec::new());
    for (i, Line { view, quantity }) in lines.iter().enumerate() {
        let field = format!("{list}/{i}");
        match quantity.get_untracked().trim().parse::<u32>() {
            Ok(0) => {}
            Ok(quantity) if quantity <= view.available => chosen.push((view.clone(), quantity)),
            Ok(_) => errors.push(FieldError::new(
                field,
                format!("The bin holds {} of {}.", view.available, view.part_name),
            )),
            Err(_) => errors.push(FieldError::new(
                field,
                format!("Enter a whole number from 0 to {}.", view.available),
            )),
        }
    }
    (chosen, errors)
}

/// What is wrong where nothing was chosen at all.
pub fn none_chosen(list: &str) -> FieldError {
    FieldError::new(format!("{list}/0"), "Choose at least one line.")
}

/// The table. The verb is the heading of its fields.
pub fn table(form: Form, list: &str, verb: &'static str, lines: Vec<Line>) -> AnyView {
    let rows = lines.into_iter().enumerate();
    let rows = rows
        .map(|(i, line)| row(form, format!("{list}/{i}"), verb, line))
        .collect::<Vec<_>>();
    view! {
        <div class="table-responsive">
            <table class="table table-vcenter card-table list-table">
                <thead><tr>
                    <th scope="col">"Part"</th><th scope="col">"Name"</th><th scope="col">"In the bin"</th><th scope="col">{verb}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="card-footer text-secondary">"0 leaves a line in the bin."</div>
    }
    .into_any()
}

fn row(form: Form, field: String, verb: &'static str, line: Line) -> AnyView {
    let id = field_id(&field);
    let Line { view, quantity: typed } = line;
    let invalid = {
        let field = field.clone();
        Memo::new(move |_| form.error(&field).is_some())
    };
    view! {
        <tr>
            <td data-label="Part"><code>{view.part}</code></td>
            <td data-label="Name">{view.part_name.clone()}</td>
            <td data-label="In the bin">{bar(u64::from(view.available), u64::from(view.quantity))}</td>
            <td data-label=verb><div>
                <input
                    id=id.clone()
                    class="form-control quantity"
                    class:is-invalid=live(move || invalid.get())
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label=format!("Units of {} to {}", view.part_name, verb.to_lowercase())
                    aria-invalid=live(move || invalid.get().to_string())
                    aria-describedby=format!("{id}-about")
                    prop:value=typed
                    on:input=on(move |event| typed.set(event_target_value(&event)))
                />
                <div id=format!("{id}-about")>{form.error_at(field)}</div>
            </div></td>
        </tr>
    }
    .into_any()
}

/// What was chosen, for who checks it.
pub fn summary(chosen: &[(OrderLineView, u32)]) -> AnyView {
    let items = chosen.iter().map(|(line, units)| {
        let units = crate::format::number(u64::from(*units));
        view! { <li><strong>{units}" x "</strong>{line.part_name.clone()}" "<code>{line.part.clone()}</code></li> }
    });
    let items = items.collect::<Vec<_>>();
    view! { <ul class="what">{items}</ul> }.into_any()
}
