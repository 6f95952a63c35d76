//! The Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::serve::http(build_package::router).await
}
