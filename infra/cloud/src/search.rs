//! The search index of a deployment.

use runtime::serve;
use std::process::ExitCode;

/// Makes it anew, while the deployment is at work.
pub async fn rebuild() -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let things = desk::search::rebuild(&app.store, &*app.clock).await?;
    println!("{things} locations, customers and orders are in the search index.");
    Ok(ExitCode::SUCCESS)
}
