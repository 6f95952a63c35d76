//! Where an entry is used within its catalogue: what names it (spec chapter 7, "Working with it").

use super::Document;

/// An entry that names another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The section of the entry that names it, as in `rate_cards`.
    pub section: &'static str,
    /// What that entry is told apart by.
    pub entry: String,
    /// Where it does so, as in `fits/1`.
    pub field: String,
}

/// Everything that names the entry of a section, in the order of the document. What names nothing, and
/// what nobody names, such as a link, is used nowhere.
pub fn uses(document: &Document, section: &str, id: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let mut add = |section, entry: &str, field: String| {
        found.push(Use {
            section,
            entry: entry.to_owned(),
            field,
        });
    };
    match section {
        "terms" => {
            for kind in document.system_types.iter().filter(|kind| kind.terms == id) {
                add("system_types", kind.id.as_str(), "terms".to_owned());
            }
        }
        "applications" => {
            for part in document.parts.iter().filter(|part| part.application == id) {
                add("parts", part.number.as_str(), "application".to_owned());
            }
            for card in document
                .rate_cards
                .iter()
                .filter(|card| card.applications.contains_key(id))
            {
                add("rate_cards", &card.version, format!("applications/{id}"));
            }
        }
        "system_types" => {
            for kind in &document.system_types {
                if kind.child_lmc.as_ref().is_some_and(|child| child.as_str() == id) {
                    add("system_types", kind.id.as_str(), "child_lmc".to_owned());
                }
            }
            for part in &document.parts {
                if let Some(index) = part.fits.iter().position(|fit| fit.as_str() == id) {
                    add("parts", part.number.as_str(), format!("fits/{index}"));
                }
            }
        }
        "parts" => {
            for card in &document.rate_cards {
                for (application, rates) in &card.applications {
                    let at = format!("applications/{application}");
                    if let Some(part) = rates.rates.keys().find(|part| part.as_str() == id) {
                        add("rate_cards", &card.version, format!("{at}/rates/{part}"));
                    }
                    if let Some(index) = rates.free.iter().position(|part| part.as_str() == id) {
                        add("rate_cards", &card.version, format!("{at}/free/{index}"));
                    }
                }
            }
        }
        "metrics" => {
            for plan in document.upgrade_plans.iter().filter(|plan| plan.quota.contains_key(id)) {
                add("upgrade_plans", &plan.id, format!("quota/{id}"));
            }
            for item in document.upgrade_items.iter().filter(|item| item.metric == id) {
                add("upgrade_items", item.sku.as_str(), "metric".to_owned());
            }
        }
        "upgrade_plans" => {
            for item in &document.upgrade_items {
                if let Some(index) = item.prerequisites.iter().position(|plan| plan == id) {
                    add("upgrade_items", item.sku.as_str(), format!("prerequisites/{index}"));
                }
            }
        }
        _ => {}
    }
    found
}
