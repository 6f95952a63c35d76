//! The table's schema, for engines without a template: one machine and tests. The
//! template in `infra/` says the same; a test compares them.

use crate::Error;
use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType,
    },
};

/// What the index `lookup` holds beside keys: what a list shows, and what its reader looks for a text
/// in. What an index holds stays what it was when the index was made.
pub const LOOKUP_ATTRIBUTES: [&str; 2] = ["search", "card"];

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()
        .unwrap_or_else(|_| unreachable!("name and type are set"))
}

fn index(name: &str, hash: &str, range: &str, projection: Projection) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .key_schema(key(hash, KeyType::Hash))
        .key_schema(key(range, KeyType::Range))
        .projection(projection)
        .build()
        .unwrap_or_else(|_| unreachable!("name and keys are set"))
}

/// Makes the table, unless it is there.
pub async fn create(client: &Client, table: &str) -> Result<(), Error> {
    let listed = client.list_tables().send().await?;
    if listed.table_names().iter().any(|name| name == table) {
        return Ok(());
    }
    let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let cards = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(LOOKUP_ATTRIBUTES.map(str::to_owned).to_vec()))
        .build();
    let mut request = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .global_secondary_indexes(index("lookup", "l_pk", "l_sk", cards))
        .global_secondary_indexes(index("due", "due_shard", "due", keys_only));
    for name in ["pk", "sk", "l_pk", "l_sk", "due_shard", "due"] {
        request = request.attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap_or_else(|_| unreachable!("name and type are set")),
        );
    }
    request.send().await?;
    let ttl = aws_sdk_dynamodb::types::TimeToLiveSpecification::builder()
        .attribute_name(crate::item::DELETE_AFTER)
        .enabled(true)
        .build()
        .map_err(|error| Error::Failed(error.to_string()))?;
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(ttl)
        .send()
        .await?;
    Ok(())
}
