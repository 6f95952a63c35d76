//! Where an entry is used by others of the catalogue.

use super::{
    sections::{Section, named, section},
    working::Working,
};
use crate::format;
use leptos::prelude::*;
use serde_json::Value;

/// How many are shown.
const SHOWN: usize = 100;

/// The card.
pub fn uses(working: &Working, of: &'static Section, id: &str) -> AnyView {
    let found = used_by(&working.document, of.name, id);
    let content = if found.is_empty() {
        view! { <p class="mb-0 text-secondary">"Nothing in the catalogue uses it."</p> }.into_any()
    } else {
        let hidden = found.len().saturating_sub(SHOWN);
        let more = (hidden > 0).then(|| view! { <li>{format!("and {} more", format::number(hidden as u64))}</li> });
        let shown = found.into_iter().take(SHOWN).filter_map(|(of, id, name)| {
            let of = section(of)?;
            Some(view! { <li><a href=of.page(Some(&id))>{named(of, &id)}</a>{format!(" {name}")}</li> })
        });
        view! { <ul class="mb-0">{shown.collect::<Vec<_>>()}{more}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="uses">
            <div class="card-header"><h2 class="card-title" id="uses">"Where it is used in the catalogue"</h2></div>
            <div class="card-body">{content}</div>
        </section>
    }
    .into_any()
}

/// Whether an entry names the one that is looked for.
type NamesIt<'a> = Box<dyn Fn(&Value) -> bool + 'a>;

/// The entries that name one: their section, what they are told apart by, and their name.
fn used_by(document: &Value, of: &str, id: &str) -> Vec<(&'static str, String, String)> {
    let is = |value: &Value| value.as_str() == Some(id);
    let among = |list: &Value| list.as_array().into_iter().flatten().any(is);
    let rates = |card: &Value, uses: &dyn Fn(&str, &Value) -> bool| {
        let applications = card["applications"].as_object().into_iter().flatten();
        applications
            .into_iter()
            .any(|(application, rates)| uses(application, rates))
    };
    let uses: Vec<(&'static str, NamesIt)> = match of {
        "applications" => vec![
            ("parts", Box::new(|part| is(&part["application"]))),
            (
                "rate_cards",
                Box::new(|card| rates(card, &|application, _| application == id)),
            ),
        ],
        "system_types" => vec![
            ("parts", Box::new(|part| among(&part["fits"]))),
            ("system_types", Box::new(|kind| is(&kind["child_lmc"]))),
        ],
        "parts" => vec![(
            "rate_cards",
            Box::new(|card| {
                rates(card, &|_, rates| {
                    among(&rates["free"]) || rates["rates"].get(id).is_some()
                })
            }),
        )],
        "metrics" => vec![
            ("upgrade_plans", Box::new(|plan| plan["quota"].get(id).is_some())),
            ("upgrade_items", Box::new(|item| is(&item["metric"]))),
        ],
        "upgrade_plans" => vec![("upgrade_items", Box::new(|item| among(&item["prerequisites"])))],
        _ => Vec::new(),
    };
    let found = uses.iter().flat_map(|(by, names_it)| {
        let entries = document[*by].as_array().into_iter().flatten();
        let entries = entries.filter(|entry| names_it(entry));
        entries.map(|entry| {
            let id = section(by).map(|by| by.id(entry)).unwrap_or_default();
            (*by, id, entry["name"].as_str().unwrap_or_default().to_owned())
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_to_name_an_entry_is_found() {
        let document = json!({
            "system_types": [{"id": "press", "child_lmc": "client"}, {"id": "client"}],
            "parts": [{"number": "P1", "name": "Speed", "application": "press", "fits": ["press"]}, {"number": "P2"}],
            "rate_cards": [{"version": "1", "applications": {"press": {"rates": {"P1": "1"}, "free": ["P2"]}}}],
            "upgrade_plans": [{"id": "basic", "name": "Basic", "quota": {"sheets": 5}}],
            "upgrade_items": [{"sku": "U1", "name": "More", "metric": "sheets", "prerequisites": ["basic"]}],
        });
        for (of, id, expected) in [
            ("applications", "press", vec!["parts P1 Speed", "rate_cards 1 "]),
            ("system_types", "press", vec!["parts P1 Speed"]),
            ("system_types", "client", vec!["system_types press "]),
            ("parts", "P1", vec!["rate_cards 1 "]),
            ("parts", "P2", vec!["rate_cards 1 "]),
            ("parts", "P3", vec![]),
            (
                "metrics",
                "sheets",
                vec!["upgrade_plans basic Basic", "upgrade_items U1 More"],
            ),
            ("upgrade_plans", "basic", vec!["upgrade_items U1 More"]),
            ("upgrade_items", "U1", vec![]),
        ] {
            let found = used_by(&document, of, id).into_iter();
            let found: Vec<_> = found.map(|(by, id, name)| format!("{by} {id} {name}")).collect();
            assert_eq!(found, expected, "{of} {id}");
        }
    }
}
