//! Writing one item that is no aggregate's, outside a transaction.

use crate::{
    Error, Store,
    expression::Expression,
    item::Item,
    keys::Key,
    meter::{self, Direction},
};
use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{ReturnConsumedCapacity, ReturnValue},
};

impl Store {
    /// Whether the conditions held, and the item was updated.
    pub(crate) async fn update_if(&self, key: &Key, expression: Expression) -> Result<bool, Error> {
        Ok(self.update_returning(key, expression).await?.is_some())
    }

    /// What was set, as it is now; `None` where the conditions do not hold.
    pub(crate) async fn update_returning(&self, key: &Key, expression: Expression) -> Result<Option<Item>, Error> {
        let parts = expression.parts();
        let result = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression(parts.text)
            .set_condition_expression(parts.condition)
            .set_expression_attribute_names(Some(parts.names))
            .set_expression_attribute_values(parts.values)
            .return_values(ReturnValue::UpdatedNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await;
        match result {
            Ok(output) => {
                meter::count(Direction::Write, output.consumed_capacity());
                Ok(Some(output.attributes.unwrap_or_default()))
            }
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(UpdateItemError::ConditionalCheckFailedException(_))
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts an item, whatever is there.
    pub(crate) async fn put(&self, item: Item) -> Result<(), Error> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let output = put
            .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
            .send()
            .await?;
        meter::count(Direction::Write, output.consumed_capacity());
        Ok(())
    }
}
