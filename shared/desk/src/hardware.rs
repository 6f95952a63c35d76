//! What is read off hardware beside its hardware key code.

use domain::{
    catalogue::{ProductKeys, SystemType},
    customer::ProductKey,
};
use runtime::Fields;

/// The product key that was entered, where the system type has such; what is wrong is said at the field.
pub fn product_key(kind: &SystemType, text: &str, fields: &mut Fields) -> Option<ProductKey> {
    match kind.product_key {
        Some(ProductKeys::Entered) => fields.check("product_key", ProductKey::parse(text)),
        _ if text.is_empty() => None,
        Some(ProductKeys::Filled) => {
            fields.refuse(
                "product_key",
                "The product key is filled in with the first activation. Leave the field empty.",
            );
            None
        }
        None => {
            fields.refuse(
                "product_key",
                format!("A location of {} has no product key.", kind.name),
            );
            None
        }
    }
}
