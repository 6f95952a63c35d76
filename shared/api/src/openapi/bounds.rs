//! What requests have to keep beyond their types: the rules that the domain checks, by the
//! same constants. `tests/it/borders.rs` sends what lies on and beyond every one of them.

use crate::{hkcs::MOST_HKCS, key_codes::MOST_KEY_CODES};
use domain::{
    assurance::{MAX_RENEWED, MOST_CHOICES, MOST_FREE_PARTS, MOST_RENEWAL_MONTHS},
    code::{MOST_CODES, MOST_NUMBERS},
    licence::{MAX_ACTIVATED_AT_ONCE, MAX_ATTACHED_AT_ONCE, MAX_DETACHED_AT_ONCE},
    order::{MAX_LINES, MAX_SWA_MONTHS, MOST_MOVED},
    package::MOST_ITEMS,
    quantity::Quantity,
    subscription::{MOST_DEVICES, MOST_MONTHS, MOST_PERIODS, MOST_SEATS},
    text::{Comment, Notes},
    webhook::EndpointUrl,
};
use serde_json::{Map, Value, json};

/// The bounds of a member, as JSON Schema writes them.
type Bound = Value;

fn text(least: usize, most: usize) -> Bound {
    json!({ "minLength": least, "maxLength": most })
}

/// Text that is refused where it is empty, and has rules that no pattern tells.
fn some_text() -> Bound {
    json!({ "minLength": 1 })
}

/// White space around counts for nothing, whatever stands between.
fn code(characters: &str, most: usize) -> Bound {
    json!({ "pattern": format!(r"^\s*[{characters}]{{1,{most}}}\s*$") })
}

fn email() -> Bound {
    json!({ "format": "email", "minLength": 5, "maxLength": 254 })
}

fn whole(least: u32, most: u32) -> Bound {
    json!({ "minimum": least, "maximum": most })
}

fn items(least: usize, most: usize) -> Bound {
    json!({ "minItems": least, "maxItems": most })
}

fn some_items() -> Bound {
    json!({ "minItems": 1 })
}

/// Names of people, organisations and things; a line of an address; what is typed of another's.
const LINE: usize = 100;
/// A purchase or sales order's number.
const ORDER_NUMBER: usize = 40;

/// The members of a request that have rules: its schema, the member, and the rule. `lines/*`
/// is an item of `lines`.
fn bounds() -> Vec<(&'static [&'static str], &'static [&'static str], Bound)> {
    vec![
        (
            &[
                "CreateOrganisationRequest",
                "RenameOrganisationRequest",
                "InviteUserRequest",
                "CustomerRequest",
                "UpdateCustomerRequest",
                "LocationDetails",
                "CreateDeviceRequest",
                "UpdateDeviceRequest",
                "PackageRequest",
                "UpdatePackageRequest",
            ],
            &["name"],
            text(1, LINE),
        ),
        (
            &["CreateDeviceRequest", "UpdateDeviceRequest"],
            &["model"],
            text(1, LINE),
        ),
        (&["SubmitActivationRequest"], &["company", "contact"], text(1, LINE)),
        (&["FindLocationsRequest"], &["text"], text(1, LINE)),
        (&["LookUpOrdersRequest"], &["number"], text(1, LINE)),
        (&["LookUpHkcsRequest"], &["hkcs"], items(1, MOST_HKCS)),
        (&["LookUpHkcsRequest"], &["hkcs/*"], some_text()),
        (
            &["LookUpKeyCodesRequest"],
            &["software_key_codes"],
            items(1, MOST_KEY_CODES),
        ),
        (&["LookUpKeyCodesRequest"], &["software_key_codes/*"], some_text()),
        (&["EditDraftRequest"], &["changes"], items(1, 10_000)),
        (&["DraftChange"], &["section", "remove"], some_text()),
        (&["ImportCatalogueRequest"], &["section"], some_text()),
        (&["PublishCatalogueRequest"], &["after"], whole(0, u32::MAX)),
        (&["SaveLinkedFileRequest"], &["number"], whole(0, u32::MAX)),
        (&["ReadCustomerLinkRequest"], &["after"], some_text()),
        (&["TryAgainRequest"], &["aggregate"], text(1, LINE)),
        (
            &["TryAgainRequest"],
            &["sequence"],
            json!({ "minimum": 1, "maximum": u32::MAX }),
        ),
        (&["Address"], &["country"], some_text()),
        (&["Address"], &["street", "city", "state", "zip"], text(0, LINE)),
        (
            &["CustomerRequest", "UpdateCustomerRequest", "LocationDetails"],
            &["vertical", "reference"],
            text(0, LINE),
        ),
        (
            &["LocationDetails"],
            &["hardware_version", "software_version", "made_from"],
            text(0, LINE),
        ),
        (&["MakeHkcRequest"], &["made_from"], text(1, LINE)),
        (
            &[
                "MigrateRequest",
                "EmergencyRequest",
                "AskForLocationRequest",
                "OrderTransferRequest",
            ],
            &["hkc"],
            some_text(),
        ),
        (&["ReplaceAnyHardwareRequest"], &["before"], some_text()),
        (
            &["ReplaceHardwareRequest", "ReplaceAnyHardwareRequest"],
            &["hkc", "product_key", "made_from"],
            json!({ "minLength": 0 }),
        ),
        (
            &[
                "ReplaceHardwareRequest",
                "ReplaceAnyHardwareRequest",
                "EmergencyRequest",
            ],
            &["reason"],
            text(1, Notes::MAX),
        ),
        (&["SendFileRequest"], &["file_name", "content_base64"], some_text()),
        (
            &["SubmitActivationRequest", "RenewSwaRequest", "AssignSwaRequest"],
            &["reference"],
            text(0, LINE),
        ),
        (&["LocationDetails"], &["customer_email", "dealer_email"], email()),
        (
            &[
                "InviteUserRequest",
                "IssueSubscriptionCodeRequest",
                "GiveCustomerLinkRequest",
                "OfferLocationRequest",
            ],
            &["email"],
            email(),
        ),
        (&["TenantTerms", "SetTenantRequest"], &["commercial_contact"], email()),
        (
            &[
                "ReshipUnitsRequest",
                "ReshipLicencesRequest",
                "BeginImpersonationRequest",
                "OrderTransferRequest",
            ],
            &["dealer_email"],
            email(),
        ),
        (
            &["AskForLocationRequest", "OfferLocationRequest", "OrderTransferRequest"],
            &["reason"],
            text(1, Notes::MAX),
        ),
        (&["CodeDelivery"], &["emails/*"], email()),
        (
            &["ShipOrderRequest", "ReshipUnitsRequest", "ReshipLicencesRequest"],
            &["purchase_order", "sales_order"],
            text(1, ORDER_NUMBER),
        ),
        (
            &["ShipOrderRequest", "ReshipLicencesRequest"],
            &["notes"],
            text(0, Notes::MAX),
        ),
        (
            &["PackageRequest", "UpdatePackageRequest"],
            &["description"],
            text(1, Notes::MAX),
        ),
        (&["ProcessSwaRequest"], &["reason"], text(1, Notes::MAX)),
        (
            &[
                "DecideUpgradeRequest",
                "DecideByActionLinkRequest",
                "DecideActivationRequest",
                "DecideByActivationLinkRequest",
            ],
            &["comment"],
            text(1, Comment::MAX),
        ),
        (&["SuspendUpgradeRequest"], &["reason"], text(1, Comment::MAX)),
        (
            &["OrderLineRequest", "ReshipLineRequest"],
            &["part"],
            code("0-9A-Za-z./-", 32),
        ),
        (&["AttachFreeLicencesRequest"], &["parts/*"], code("0-9A-Za-z./-", 32)),
        (
            &["SubmitUpgradeRequest", "PackageItemRequest"],
            &["sku"],
            code("0-9A-Za-z", 32),
        ),
        (&["CreateDeviceRequest"], &["serial"], code("0-9A-Za-z._:/-", 64)),
        (
            &["TenantTerms", "SetTenantRequest"],
            &["sold_to_id"],
            json!({ "pattern": r"^\s*[0-9A-Za-z]{0,20}\s*$" }),
        ),
        (
            &["SetEndpointRequest"],
            &["url"],
            json!({ "format": "uri", "maxLength": EndpointUrl::MAX }),
        ),
        (
            &[
                "TenantTerms",
                "SetTenantRequest",
                "IssueSubscriptionCodeRequest",
                "PeriodDates",
            ],
            &["plan"],
            some_text(),
        ),
        (&["CreateLocationRequest"], &["system_type"], some_text()),
        (
            &["CreateLocationRequest"],
            &["hkc", "second_hkc", "product_key"],
            json!({ "minLength": 0 }),
        ),
        (
            &[
                "SubmitActivationRequest",
                "PreviewCodeRequest",
                "PreviewRedemptionRequest",
                "RedeemCodeRequest",
            ],
            &["code"],
            some_text(),
        ),
        (
            &[
                "AgreementChoice",
                "AssignChoice",
                "CancelSwaRequest",
                "ProcessSwaRequest",
            ],
            &["application"],
            some_text(),
        ),
        (
            &["ActivateLicencesRequest", "DetachLicencesRequest"],
            &["software_key_codes/*"],
            some_text(),
        ),
        (
            &[
                "ImportOrdersRequest",
                "ImportCustomersRequest",
                "ImportDevicesRequest",
                "ImportAttachmentsRequest",
                "ImportCatalogueRequest",
                "ImportLicencesRequest",
            ],
            &["content"],
            some_text(),
        ),
        (
            &[
                "OrderLineRequest",
                "ReshipUnitsRequest",
                "ReshipLineRequest",
                "SubmitUpgradeRequest",
                "PackageItemRequest",
            ],
            &["quantity"],
            whole(1, Quantity::MAX),
        ),
        (&["ShipOrderRequest"], &["swa_months"], whole(1, MAX_SWA_MONTHS)),
        (&["IssueSubscriptionCodeRequest"], &["months"], whole(1, MOST_MONTHS)),
        (&["IssueSubscriptionCodeRequest"], &["seats"], whole(1, MOST_SEATS)),
        (&["CodeDelivery"], &["count"], whole(1, MOST_CODES)),
        (&["RenewalQuoteRequest"], &["months"], whole(1, MOST_RENEWAL_MONTHS)),
        (
            &["MailCodesRequest", "RevokeCodesRequest"],
            &["numbers/*"],
            whole(1, MOST_CODES),
        ),
        (
            &["ShipOrderRequest", "ReshipLicencesRequest"],
            &["lines"],
            items(1, MAX_LINES),
        ),
        (&["GoBackRequest"], &["lines"], items(1, MOST_MOVED)),
        (&["AttachLicencesRequest"], &["lines"], items(1, MAX_ATTACHED_AT_ONCE)),
        (
            &["DetachLicencesRequest"],
            &["software_key_codes"],
            items(1, MAX_DETACHED_AT_ONCE),
        ),
        (
            &["ActivateLicencesRequest"],
            &["software_key_codes"],
            items(1, MAX_ACTIVATED_AT_ONCE),
        ),
        (&["AssignSwaRequest"], &["choices"], items(1, MOST_CHOICES)),
        (&["AttachFreeLicencesRequest"], &["parts"], items(1, MOST_FREE_PARTS)),
        (&["RenewalQuoteRequest"], &["agreements"], items(1, MAX_RENEWED)),
        (
            &["PackageRequest", "UpdatePackageRequest"],
            &["items"],
            items(1, MOST_ITEMS),
        ),
        (
            &["MailCodesRequest", "RevokeCodesRequest"],
            &["numbers"],
            items(1, MOST_NUMBERS),
        ),
        (&["CodeDelivery"], &["emails"], items(1, MOST_CODES as usize)),
        (&["PreviewRedemptionRequest"], &["device_ids"], items(0, MOST_DEVICES)),
        (&["RedeemCodeRequest"], &["devices"], items(0, MOST_DEVICES)),
        (&["PreviewAssignmentRequest"], &["device_ids"], items(1, MOST_DEVICES)),
        (&["AssignSeatsRequest"], &["devices"], items(1, MOST_DEVICES)),
        (&["ChosenDevice"], &["periods"], items(0, MOST_PERIODS)),
        (&["InviteUserRequest"], &["roles"], some_items()),
    ]
}

/// Members that a form may leave out of what it sends, and that are refused where they are empty.
const REQUIRED: &[(&str, &[&str])] = &[
    ("Address", &["country"]),
    ("LocationDetails", &["customer_email", "dealer_email"]),
    ("ProcessSwaRequest", &["reason"]),
];

/// What is one of several objects, each of which refuses members that it does not know.
const CLOSED: &[&str] = &["CodeDelivery"];

/// Writes them into the document. Gives back those whose member is not there.
pub(super) fn apply(schemas: &mut Map<String, Value>) -> Vec<String> {
    let mut missing = Vec::new();
    for (names, members, bound) in bounds() {
        for name in names {
            for member in members {
                let bounded = schemas.get_mut(*name).is_some_and(|schema| add(schema, member, &bound));
                if !bounded {
                    missing.push(format!("{name}/{member}"));
                }
            }
        }
    }
    for name in CLOSED {
        let variants = schemas.get_mut(*name).and_then(|schema| schema["oneOf"].as_array_mut());
        match variants {
            Some(variants) => variants
                .iter_mut()
                .for_each(|variant| variant["additionalProperties"] = json!(false)),
            None => missing.push((*name).to_owned()),
        }
    }
    for (name, members) in REQUIRED {
        match schemas.get_mut(*name).and_then(|schema| schema.as_object_mut()) {
            Some(schema) => {
                let required = schema.entry("required").or_insert_with(|| json!([]));
                if let Some(required) = required.as_array_mut() {
                    required.extend(members.iter().map(|member| json!(member)));
                }
            }
            None => missing.push((*name).to_owned()),
        }
    }
    missing
}

fn add(schema: &mut Value, member: &str, bound: &Bound) -> bool {
    if let Some(variants) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        return variants
            .iter_mut()
            .fold(false, |any, variant| add(variant, member, bound) | any);
    }
    let (name, of_items) = match member.strip_suffix("/*") {
        Some(name) => (name, true),
        None => (member, false),
    };
    let Some(mut place) = schema.pointer_mut(&format!("/properties/{name}")) else {
        return false;
    };
    if of_items {
        let Some(items) = place.get_mut("items") else {
            return false;
        };
        place = items;
    }
    let (Some(place), Some(bound)) = (place.as_object_mut(), bound.as_object()) else {
        return false;
    };
    place.extend(bound.clone());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_is_some_members() {
        let document = crate::openapi::document();
        let mut schemas = document["components"]["schemas"].as_object().unwrap().clone();
        assert_eq!(apply(&mut schemas), Vec::<String>::new());
    }

    /// What the type says all of, or where any text is as good as any other: a token, an answer
    /// that nobody has, a count or an amount that is compared, a file that the body's size bounds.
    const FREE: &[&str] = &[
        "token",
        "revision",
        "used",
        "assignment",
        "months",
        "minor_units",
        "days",
        "roles",
        "content_base64",
        "from_row",
        "catalogue",
    ];

    #[test]
    fn every_text_number_and_list_of_a_request_has_its_bounds() {
        let document = crate::openapi::document();
        let mut unbounded = Vec::new();
        for operation in document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
        {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            look(&document, schema, "", &mut unbounded);
        }
        unbounded.sort();
        unbounded.dedup();
        assert_eq!(unbounded, Vec::<String>::new());
    }

    fn look(document: &Value, schema: &Value, at: &str, unbounded: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            return look(document, document.pointer(&reference[1..]).unwrap(), name, unbounded);
        }
        for choice in schema["oneOf"].as_array().into_iter().flatten() {
            look(document, choice, at, unbounded);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            look(document, member, &format!("{at}/{name}"), unbounded);
        }
        look_within(document, schema, at, unbounded);
    }

    fn look_within(document: &Value, schema: &Value, at: &str, unbounded: &mut Vec<String>) {
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
        let has = |names: &[&str]| names.iter().any(|name| !schema[*name].is_null());
        let bounded = match kind {
            Some("string") => has(&["minLength", "maxLength", "pattern", "format", "enum", "const"]),
            Some("integer" | "number") => has(&["maximum"]),
            Some("array") => {
                look(document, &schema["items"], &format!("{at}/*"), unbounded);
                has(&["minItems", "maxItems"])
            }
            _ => true,
        };
        let free = at.split('/').any(|part| FREE.contains(&part));
        if !bounded && !free {
            unbounded.push(at.to_owned());
        }
    }
}
