//! The OpenAPI document, assembled from the operations and the wire types' schemas.
//! `openapi.json` beside this crate is its reviewed snapshot; the site serves it.

use crate::{Access, IDEMPOTENCY_KEY, Method, Operation, Problem, operations};
use utoipa::{
    ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathItem,
        Paths, Ref, RefOr, Required, ResponseBuilder, Schema,
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
            .description(who(operation.access))
            .tag(operation.function);
        for name in operation.path.split(['{', '}']).skip(1).step_by(2) {
            let schema = match name {
                "sequence" => ObjectBuilder::new().schema_type(Type::Integer).build(),
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
        if operation.changes {
            let key = ParameterBuilder::new()
                .name(IDEMPOTENCY_KEY)
                .parameter_in(ParameterIn::Header)
                .description(Some("The same key and body gets the first answer again, for 24 hours."))
                .schema(Some(
                    ObjectBuilder::new().schema_type(Type::String).max_length(Some(128)),
                ));
            built = built.parameter(key);
        }
        let success = ContentBuilder::new().schema(Some(self.reference::<A>())).build();
        let problem = ContentBuilder::new().schema(Some(self.reference::<Problem>())).build();
        built = built
            .response(
                "200",
                ResponseBuilder::new()
                    .description("Done.")
                    .content("application/json", success),
            )
            .response(
                "default",
                ResponseBuilder::new()
                    .description("Refused; `code` says why, `errors` at which fields.")
                    .content("application/problem+json", problem),
            );
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

fn who(access: Access) -> Option<String> {
    match access {
        Access::Public => Some("For anybody.".to_owned()),
        Access::Identity => Some("For whoever is signed in at the issuer.".to_owned()),
        Access::User => Some("For any user.".to_owned()),
        Access::Roles(roles) => {
            let words: Vec<_> = roles.iter().map(|role| format!("`{}`", role.word())).collect();
            Some(format!("For the roles {}.", words.join(", ")))
        }
    }
}

/// The whole document.
pub fn document() -> OpenApi {
    let mut assembler = Assembler {
        paths: Paths::new(),
        schemas: Vec::new(),
    };
    operations::visit(&mut assembler);
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    OpenApiBuilder::new()
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
                .security_scheme("bearer", bearer)
                .build(),
        ))
        .build()
}
