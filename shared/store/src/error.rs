//! What can go wrong with the table itself. Nothing of this reaches a caller but
//! that something did.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// The table could not be asked, or holds what it should not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service throttled the request or was not reached in time.
    #[error("the table is busy: {0}")]
    Busy(String),
    /// The service refused or failed.
    #[error("the table failed: {0}")]
    Failed(String),
    /// The cursor is not one of this list.
    #[error("the cursor is not of this list")]
    ForeignCursor,
    /// An item was written by a later version of Latchkey.
    #[error("an item is of form {0}, which a later version reads")]
    LaterForm(u32),
    /// An item is not of the shape it should have.
    #[error("an item cannot be read: {0}")]
    Item(#[from] serde_dynamo::Error),
    /// Something else than JSON stands where JSON should.
    #[error("an event cannot be read: {0}")]
    Json(#[from] serde_json::Error),
}

/// What went wrong with a service, for people: its message and code, or what kept it from being
/// asked. The SDK's own text is the whole answer, for whoever debugs the SDK.
pub fn told<E, R>(error: &SdkError<E, R>) -> String
where
    SdkError<E, R>: std::error::Error + ProvideErrorMetadata,
{
    match (error.message(), error.code()) {
        (Some(message), Some(code)) => format!("{message} ({code})"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => {
            let first: &dyn std::error::Error = error;
            let causes = std::iter::successors(Some(first), |error| error.source());
            causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
        }
    }
}

/// The service's codes for "not now".
const BUSY: [&str; 6] = [
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionInProgressException",
    "TransactionConflictException",
    "InternalServerError",
];

impl<E, R> From<SdkError<E, R>> for Error
where
    SdkError<E, R>: std::error::Error + ProvideErrorMetadata,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        let text = told(&error);
        let busy = match &error {
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => true,
            other => other.code().is_some_and(|code| BUSY.contains(&code)),
        };
        if busy { Self::Busy(text) } else { Self::Failed(text) }
    }
}
