//! Orders of external systems, and the files of them that people send.

use api::external::{ExternalLocationView, ExternalOrderView, KeptFileView, SendFileRequest};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    external::{self, ExternalOrder, FileName, KeptFile},
    id::OrderId,
};
use runtime::{App, Error, Fields};
use store::location::Installation;

/// A file that was sent.
pub struct Sent {
    /// What it is called.
    pub name: FileName,
    /// Bytes.
    pub size: usize,
    /// The bytes in base64.
    pub content: String,
}

/// Reads a file that was sent.
///
/// # Errors
/// It is none that is taken; what is wrong is named by field.
pub fn sent(request: &SendFileRequest) -> Result<Sent, Error> {
    let mut fields = Fields::new();
    let name = fields.check("file_name", FileName::parse(&request.file_name));
    let size = fields
        .check(
            "content_base64",
            STANDARD
                .decode(&request.content_base64)
                .map_err(|_| "This is not base64."),
        )
        .and_then(|bytes| fields.check("content_base64", external::fits(bytes.len()).map(|()| bytes.len())));
    let sent = name.zip(size).map(|(name, size)| Sent {
        name,
        size,
        content: request.content_base64.clone(),
    });
    fields.finish(sent)
}

/// The orders of a location of an external system that are activated there, in the order of their
/// activation. Of others nothing is read.
///
/// # Errors
/// The table cannot be read.
pub async fn of(app: &App, installation: &Installation) -> Result<Vec<ExternalOrderView>, Error> {
    let kind = app.catalogue.system_type(installation.location.system_type.as_str());
    if !kind.is_some_and(domain::catalogue::SystemType::is_external) {
        return Ok(Vec::new());
    }
    let activated = installation
        .licences
        .iter()
        .filter(|licence| licence.activated_at().is_some());
    let mut ids: Vec<OrderId> = activated.map(|licence| licence.order_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut orders = app.store.external_orders(&ids).await?;
    orders.sort_by_key(|order| (order.activated_at, order.order_id));
    Ok(orders.iter().map(view).collect())
}

/// An order as it goes out.
pub fn view(order: &ExternalOrder) -> ExternalOrderView {
    ExternalOrderView {
        order_id: order.order_id,
        organisation_name: order.holder_name.as_str().to_owned(),
        purchase_order: order.purchase_order.as_str().to_owned(),
        sales_order: order.sales_order.as_str().to_owned(),
        takes_files: true,
        locations: order
            .locations
            .iter()
            .map(|location| ExternalLocationView {
                name: location.name.as_str().to_owned(),
                hkc: location.hkc.clone(),
                system_type_name: location.system_type.clone(),
            })
            .collect(),
        activated_at: order.activated_at,
        needs_request: order.needs_request,
        request: order.request.as_ref().map(kept),
        files: order.files.iter().map(kept).collect(),
    }
}

fn kept(file: &KeptFile) -> KeptFileView {
    KeptFileView {
        number: file.number,
        file_name: file.name.as_str().to_owned(),
        size: file.size,
        at: file.at,
    }
}
