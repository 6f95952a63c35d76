//! Lists come in pages.

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the order that the operation names.
    pub items: Vec<T>,
    /// Give this as `after` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many rows of the list were looked at for this page, where a text was looked for. There
    /// may be a `next` even though few of them or none hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<u32>,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Which page of a list, and how the reader chose to see it. A cursor is of its order and text
/// alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Ascending where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<ListOrder>,
    /// Only rows that hold this text, however either is written. Up to 1,000 rows are looked at
    /// for a page; the answer says how many, and its `next` goes on behind them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub text: Option<String>,
}

/// Which way a list goes by what it is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ListOrder {
    /// From A to Z.
    Ascending,
    /// From Z to A.
    Descending,
}

// By hand: the derived one leaves out the rows' own schema.
#[cfg(feature = "openapi")]
mod schema {
    use super::Page;
    use std::borrow::Cow;
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            Ref, RefOr, Schema,
            schema::{ArrayBuilder, ObjectBuilder, Type},
        },
    };

    impl<T: ToSchema> PartialSchema for Page<T> {
        fn schema() -> RefOr<Schema> {
            let rows = ArrayBuilder::new()
                .items(Ref::from_schema_name(T::name()))
                .description(Some("The rows, in the order that the operation names."));
            let next = ObjectBuilder::new().schema_type(Type::String).description(Some(
                "Give this as `after` to get the next page; absent on the last one.",
            ));
            let looked_at = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(0))
                .description(Some(
                    "How many rows of the list were looked at for this page, where a text was looked for. There may be \
                     a `next` even though few of them or none hold it.",
                ));
            ObjectBuilder::new()
                .description(Some("One page of a list."))
                .property("items", rows)
                .required("items")
                .property("next", next)
                .property("looked_at", looked_at)
                .into()
        }
    }

    impl<T: ToSchema> ToSchema for Page<T> {
        fn name() -> Cow<'static, str> {
            Cow::Owned(format!("Page_{}", T::name()))
        }

        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            schemas.push((T::name().into_owned(), T::schema()));
            T::schemas(schemas);
        }
    }
}
