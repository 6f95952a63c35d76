//! The Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::serve::http(redeem_code::router).await
}
