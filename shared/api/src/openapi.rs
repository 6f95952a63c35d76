//! The OpenAPI document, assembled from the operations and the wire types' schemas.
//! `openapi.json` beside this crate is its reviewed snapshot; the site serves it.

mod answers;
mod bounds;
mod catalogue;
mod days;

use crate::{
    ACTING_AS, Access, IDEMPOTENCY_KEY, Method, Operation, Problem,
    operations::{self, About, Idempotency, TokenScope},
};
pub use catalogue::schema as catalogue_schema;

use answers::GatewayMessage;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApiBuilder, PathItem, Paths,
        Ref, RefOr, Required, ResponseBuilder, Schema,
        extensions::Extensions,
        path::{OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

/// Sees every operation with its types.
pub(crate) trait Visitor {
    /// One operation.
    fn visit<Q: ToSchema, A: ToSchema>(&mut self, operation: &Operation);
}

struct Assembler {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Assembler {
    fn reference<T: ToSchema>(&mut self) -> Ref {
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(name)
    }

    /// A parameter for every field of a query, none of which has to be there.
    fn query<T: ToSchema>(&mut self) -> Vec<ParameterBuilder> {
        T::schemas(&mut self.schemas);
        let RefOr::T(Schema::Object(object)) = T::schema() else {
            return Vec::new();
        };
        let fields = object.properties.into_iter();
        fields
            .map(|(name, schema)| {
                ParameterBuilder::new()
                    .name(name)
                    .parameter_in(ParameterIn::Query)
                    .schema(Some(schema))
            })
            .collect()
    }
}

fn is_nothing<T>() -> bool {
    std::any::type_name::<T>() == "()"
}

impl Visitor for Assembler {
    fn visit<Q: ToSchema, A: ToSchema>(&mut self, operation: &Operation) {
        let mut built = OperationBuilder::new()
            .operation_id(Some(operation.name))
            .summary(Some(operation.summary))
            .description(Some(description(operation)))
            .tag(operation.scope.map_or(operation.about.word(), TokenScope::word))
            .extensions(Some(extensions(operation)));
        for name in operation.path.split(['{', '}']).skip(1).step_by(2) {
            let schema = match name {
                "sequence" => ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .minimum(Some(1))
                    .maximum(Some(u32::MAX))
                    .build(),
                _ => ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .build(),
            };
            built = built.parameter(
                ParameterBuilder::new()
                    .name(name)
                    .parameter_in(ParameterIn::Path)
                    .required(Required::True)
                    .schema(Some(schema)),
            );
        }
        match operation.method {
            Method::Get if is_nothing::<Q>() => {}
            Method::Get => {
                for parameter in self.query::<Q>() {
                    built = built.parameter(parameter);
                }
            }
            Method::Post | Method::Put => {
                let content = ContentBuilder::new().schema(Some(self.reference::<Q>())).build();
                built = built.request_body(Some(
                    RequestBodyBuilder::new()
                        .content("application/json", content)
                        .required(Some(Required::True))
                        .build(),
                ));
            }
        }
        if operation.takes_key() {
            let key = ParameterBuilder::new()
                .name(IDEMPOTENCY_KEY)
                .parameter_in(ParameterIn::Header)
                .description(Some("The same key and body gets the first answer again, for 24 hours."))
                .schema(Some(
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .min_length(Some(1))
                        .max_length(Some(128)),
                ));
            built = built.parameter(key);
        }
        if operation.on_behalf {
            let acting_as = ParameterBuilder::new()
                .name(ACTING_AS)
                .parameter_in(ParameterIn::Header)
                .description(Some(
                    "An impersonation of the caller's that has begun and is not over: it is done in the name of the user acted for, who has to be allowed to do it.",
                ))
                .schema(Some(
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
                ));
            built = built.parameter(acting_as);
        }
        let success = ContentBuilder::new().schema(Some(self.reference::<A>())).build();
        built = built.response(
            "200",
            ResponseBuilder::new()
                .description("Done.")
                .content("application/json", success),
        );
        for (status, refusal) in answers::refusals(operation) {
            built = built.response(status, refusal);
        }
        built = match operation.access {
            Access::Public => built.security(SecurityRequirement::default()),
            _ => built.security(SecurityRequirement::new("bearer", Vec::<String>::new())),
        };
        let method = match operation.method {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Put => HttpMethod::Put,
        };
        let item = PathItem::new(method, built.build());
        match self.paths.paths.get_mut(operation.path) {
            Some(there) => there.merge_operations(item),
            None => {
                self.paths.paths.insert(operation.path.to_owned(), item);
            }
        }
    }
}

fn description(operation: &Operation) -> String {
    let mut said = vec![who(operation.access)];
    said.push(match operation.about {
        About::Caller => "It is about the caller alone.".to_owned(),
        About::Own => "It is about what the caller's own organisation has.".to_owned(),
        About::Named => {
            "It is about the organisation in the path, which for all but the vendor is their own.".to_owned()
        }
        About::Desk => "It is about the whole deployment.".to_owned(),
        About::Link => "It is about what the link was mailed for.".to_owned(),
        About::Public => "The answer is the same for everybody.".to_owned(),
    });
    match operation.idempotency {
        Idempotency::Safe | Idempotency::Key => {}
        Idempotency::ByNature(why) => said.push(format!(
            "It can be sent again as it is: {} An idempotency key is not needed, and does no harm.",
            decapitalised(why)
        )),
        Idempotency::Not(why) => said.push(format!(
            "It is done anew each time: {} An idempotency key changes nothing.",
            decapitalised(why)
        )),
    }
    said.join(" ")
}

fn decapitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

/// What of a row OpenAPI has no word for.
fn extensions(operation: &Operation) -> Extensions {
    let idempotency = match operation.idempotency {
        Idempotency::Safe => "safe",
        Idempotency::Key => "key",
        Idempotency::ByNature(_) => "by-nature",
        Idempotency::Not(_) => "none",
    };
    let mut extensions = Extensions::builder()
        .add("x-function", operation.function)
        .add("x-about", operation.about.word())
        .add("x-idempotency", idempotency)
        .add("x-on-behalf", operation.on_behalf);
    if let Access::Roles(roles) = operation.access {
        let words: Vec<_> = roles.iter().map(|role| role.word()).collect();
        extensions = extensions.add("x-roles", words);
    }
    if let Some(scope) = operation.token_scope() {
        extensions = extensions.add("x-scope", scope);
    }
    extensions.build()
}

fn who(access: Access) -> String {
    match access {
        Access::Public => "For anybody.".to_owned(),
        Access::Identity => "For whoever is signed in at the issuer.".to_owned(),
        Access::User => "For any user.".to_owned(),
        Access::Roles(roles) => {
            let words: Vec<_> = roles.iter().map(|role| format!("`{}`", role.word())).collect();
            format!("For the roles {}.", words.join(", "))
        }
    }
}

/// The whole document.
pub fn document() -> Value {
    let mut assembler = Assembler {
        paths: Paths::new(),
        schemas: Vec::new(),
    };
    operations::visit(&mut assembler);
    assembler.reference::<Problem>();
    assembler.reference::<GatewayMessage>();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Latchkey")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("The licence desk's operations."))
                .license(Some(LicenseBuilder::new().name("Apache-2.0").build())),
        )
        .paths(assembler.paths)
        .components(Some(
            ComponentsBuilder::new()
                .schemas_from_iter(assembler.schemas)
                .responses_from_iter(answers::described())
                .security_scheme("bearer", bearer)
                .build(),
        ))
        .build();
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    days::write_out(&mut document);
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        bounds::apply(schemas);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_two_types_share_a_name() {
        let mut assembler = Assembler {
            paths: Paths::new(),
            schemas: Vec::new(),
        };
        operations::visit(&mut assembler);
        let mut known: BTreeMap<String, Value> = BTreeMap::new();
        for (name, schema) in assembler.schemas {
            let schema = serde_json::to_value(&schema).unwrap();
            let before = known.insert(name.clone(), schema.clone());
            assert!(before.is_none_or(|before| before == schema), "{name}");
        }
    }

    #[test]
    fn the_codes_are_those_on_the_wire() {
        let document = document();
        let codes = document["components"]["schemas"]["ProblemCode"]["enum"]
            .as_array()
            .unwrap()
            .clone();
        let wire = crate::ProblemCode::ALL
            .iter()
            .map(|code| serde_json::to_value(code).unwrap());
        assert_eq!(codes, wire.collect::<Vec<_>>());
    }
}
