//! The Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::serve::http(manage_catalogue::router).await
}
