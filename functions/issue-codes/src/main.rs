//! The Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::serve::http(issue_codes::router).await
}
