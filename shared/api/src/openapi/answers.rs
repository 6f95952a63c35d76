//! What an operation can answer, by its row.

use crate::{
    Access, Method, Operation, ProblemCode,
    operations::{About, TokenScope},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder, Schema,
        schema::{ObjectBuilder, Type},
    },
};

/// What the gateway answers by itself: it is no problem document.
pub(super) struct GatewayMessage;

impl PartialSchema for GatewayMessage {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "What the gateway before the functions answers by itself, when nobody is signed in, something is too large or too much is asked.",
            ))
            .property("message", ObjectBuilder::new().schema_type(Type::String))
            .into()
    }
}

impl ToSchema for GatewayMessage {}

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        let lines = Self::ALL
            .iter()
            .map(|code| format!("- `{}` ({}): {}.", code.code(), code.status(), code.title()));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!(
                "Every reason for which a call is refused, with its status. The codes never change.\n\n{}",
                lines.collect::<Vec<_>>().join("\n")
            )))
            .enum_values(Some(Self::ALL.iter().map(|code| code.code())))
            .into()
    }
}

impl ToSchema for ProblemCode {}

/// The statuses of refusals, each with a sentence.
const REFUSALS: [(u16, &str); 12] = [
    (400, "The body is not JSON."),
    (401, "Nobody is signed in, or the token is not good (any more)."),
    (403, "The sign-in is no user's, or the user's roles do not allow it."),
    (404, "There is no such thing, or not for the caller."),
    (409, "It cannot be done as things stand; `code` says why."),
    (410, "The code or invitation has expired."),
    (413, "The body is too large."),
    (415, "The body is compressed, or not declared as JSON."),
    (422, "`errors` names the fields that need another value."),
    (
        429,
        "Too much was asked, or too many wrong codes were sent; `Retry-After` says when to go on.",
    ),
    (500, "A fault of ours; the request id names it in our logs."),
    (
        503,
        "Others change the same thing all the time. Nothing was done; try again.",
    ),
];

/// Whether an operation can answer this status.
fn can(operation: &Operation, status: u16) -> bool {
    let has_body = operation.method != Method::Get;
    let is_code = operation.scope == Some(TokenScope::Codes);
    match status {
        400 | 409 | 413 | 415 => has_body,
        401 => operation.access != Access::Public,
        403 => matches!(operation.access, Access::User | Access::Roles(_)),
        // There may be no draft.
        404 => {
            has_body
                || ["{", "/draft", "/catalogue/entry"]
                    .iter()
                    .any(|part| operation.path.contains(part))
        }
        410 => has_body && (is_code || operation.about == About::Caller),
        _ => true,
    }
}

/// The refusals of an operation: status and where it is described.
pub(super) fn refusals(operation: &Operation) -> impl Iterator<Item = (String, Ref)> {
    REFUSALS
        .iter()
        .filter(|(status, _)| can(operation, *status))
        .map(|(status, _)| (status.to_string(), Ref::from_response_name(name(*status))))
}

fn name(status: u16) -> String {
    format!("Refused{status}")
}

/// Every refusal under its name.
pub(super) fn described() -> impl Iterator<Item = (String, Response)> {
    REFUSALS
        .iter()
        .map(|(status, sentence)| (name(*status), refusal(*status, sentence)))
}

/// Statuses that the gateway answers too, in its own form.
const OF_THE_GATEWAY: [u16; 6] = [401, 403, 413, 429, 500, 503];

fn refusal(status: u16, sentence: &str) -> Response {
    let content = |schema: &str| -> Content {
        ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(schema)))
            .build()
    };
    let mut response = ResponseBuilder::new()
        .description(sentence)
        .content("application/problem+json", content("Problem"));
    if OF_THE_GATEWAY.contains(&status) {
        response = response.content("application/json", content("GatewayMessage"));
    }
    let header = |description: &str| {
        HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some(description))
            .build()
    };
    if status == 401 {
        response = response.header(
            "WWW-Authenticate",
            header("`Bearer`, with an error where a token was sent (RFC 6750)."),
        );
    }
    if matches!(status, 429 | 503) {
        response = response.header(
            "Retry-After",
            header("Seconds, or the time from which on it makes sense to try again."),
        );
    }
    response.build()
}
