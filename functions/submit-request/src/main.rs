//! The Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::serve::http(submit_request::router).await
}
