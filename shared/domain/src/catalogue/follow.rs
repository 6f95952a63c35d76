//! What a version may not do to what was published before it (spec chapter 7, "Versions"):
//! licence files, quotes and histories stand on it, so it keeps its meaning for good.

use super::{
    Document, Fault, SECTIONS,
    difference::{Change, differences},
};
use serde_json::Value;

/// The fields that never change, by section. What is in them is part of what was agreed.
const KEPT: [(&str, &[&str]); 6] = [
    ("applications", &["characters"]),
    (
        "system_types",
        &[
            "characters",
            "origin",
            "scanned",
            "zipped",
            "child_lmc",
            "temporary",
            "activation_code",
            "product_key",
            "file_name",
            "redundant",
            "second_hkc",
            "hkc/check",
        ],
    ),
    ("parts", &["kind", "application", "grants", "one_per_system"]),
    ("metrics", &["unit"]),
    (
        "upgrade_items",
        &[
            "metric",
            "amount",
            "price_per_year/currency",
            "price_per_month/currency",
        ],
    ),
    ("subscription_plans", &["rank"]),
];

/// The lists that grow and never lose anything, by section.
const WIDENED: [(&str, &str); 3] = [
    ("parts", "fits"),
    ("system_types", "hkc/patterns"),
    ("system_types", "parents"),
];

/// Why `after` may not be published after `before`, entry by entry; empty where it may.
///
/// Entries are never dropped but retired, fields of [`KEPT`] stay as they are, lists of
/// [`WIDENED`] only grow. Whatever else differs may.
pub fn may_follow(before: &Document, after: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for difference in differences(before, after) {
        let one = SECTIONS.iter().find(|section| section.name == difference.section);
        let one = one.map_or("entry", |section| section.one);
        let fault = |field: &str, message: String| Fault::new(difference.section, &difference.entry, field, message);
        match difference.change {
            Change::Added => continue,
            // A link leads somewhere; nothing that was agreed stands on it.
            Change::Removed if difference.section == "links" => continue,
            Change::Removed => {
                let message = format!("This {one} was published and cannot be dropped. Retire it instead.");
                faults.push(fault("", message));
                continue;
            }
            Change::Changed | Change::Retired | Change::Restored => {}
        }
        for changed in &difference.fields {
            let within = |kept: &str| changed.field == kept || changed.field.starts_with(&format!("{kept}/"));
            let kept = KEPT
                .iter()
                .any(|(section, fields)| *section == difference.section && fields.iter().any(|kept| within(kept)));
            if kept {
                let message = format!(
                    "This was published and never changes. Retire the {one} and add another one that is as you want it."
                );
                faults.push(fault(&changed.field, message));
            }
            let widened = WIDENED.contains(&(difference.section, changed.field.as_str()));
            if widened && !grown(changed.before.as_ref(), changed.after.as_ref()) {
                let message =
                    format!("Something that was published is missing here. This list of the {one} only grows.");
                faults.push(fault(&changed.field, message));
            }
        }
        // Terms are named by system types for good.
        if difference.section == "terms" {
            let gone = difference.fields.iter().filter(|field| field.after.is_none());
            faults.extend(gone.map(|field| {
                fault(
                    &field.field,
                    "These terms were published and cannot be dropped.".to_owned(),
                )
            }));
        }
    }
    faults
}

fn grown(before: Option<&Value>, after: Option<&Value>) -> bool {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let after = list(after);
    list(before).iter().all(|value| after.contains(value))
}
