//! What CloudFormation would do, before it does anything.

use serde_json::Value;

/// Resources that hold what cannot be made again: licences and who people are.
const IRREPLACEABLE: [&str; 2] = ["Table", "UserPool"];

/// A planned change of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    action: String,
    resource: String,
    replacement: String,
}

/// The changes of a change set, as `describe-change-set` tells them.
pub fn planned(change_set: &Value) -> Vec<Planned> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = change_set["Changes"].as_array().cloned().unwrap_or_default();
    changes
        .iter()
        .map(|change| &change["ResourceChange"])
        .map(|change| Planned {
            action: text(&change["Action"]),
            resource: text(&change["LogicalResourceId"]),
            replacement: text(&change["Replacement"]),
        })
        .collect()
}

impl Planned {
    /// Whether the resource of now would be gone, or might be.
    fn loses(&self) -> bool {
        self.action == "Remove" || matches!(self.replacement.as_str(), "True" | "Conditional")
    }

    /// Whether that would lose what cannot be made again.
    pub fn is_refused(&self) -> bool {
        self.loses() && IRREPLACEABLE.contains(&self.resource.as_str())
    }
}

impl std::fmt::Display for Planned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let note = match self.replacement.as_str() {
            "True" => " (replaces it)",
            "Conditional" => " (may replace it)",
            _ => "",
        };
        write!(f, "{} {}{note}", self.action.to_lowercase(), self.resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_change_that_keeps_table_and_user_pool_is_made() {
        for (action, resource, replacement, refused) in [
            ("Add", "Table", "", false),
            ("Modify", "Table", "False", false),
            ("Modify", "Table", "Conditional", true),
            ("Modify", "Table", "True", true),
            ("Remove", "Table", "", true),
            ("Modify", "UserPool", "True", true),
            ("Modify", "LookUp", "True", false),
            ("Remove", "LookUp", "", false),
        ] {
            let set = json!({ "Changes": [{ "Type": "Resource", "ResourceChange": {
                "Action": action, "LogicalResourceId": resource, "Replacement": replacement,
            }}]});
            let planned = planned(&set);
            assert_eq!(planned[0].is_refused(), refused, "{}", planned[0]);
        }
    }
}
