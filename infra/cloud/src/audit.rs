//! The event chains of a deployment (spec chapter 6, 2).

use runtime::serve;
use std::process::ExitCode;

/// Reads the whole table and verifies every chain.
pub async fn verify() -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let report = app.store.verify(&app.keys.audit().await?).await?;
    for tampering in &report.tampering {
        println!("{tampering}");
    }
    println!("{report}");
    Ok(if report.tampering.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
