//! The vendor and its first admin.

use anyhow::Context;
use clap::Args;
use desk::{bootstrap, invitation};
use domain::{
    id::OrganisationId,
    organisation::{Role, User, UserState},
    text::{EmailAddress, Name},
};
use runtime::{App, serve};
use std::process::ExitCode;
use uuid::Uuid;

/// A deployment has one vendor, whose id is therefore known beforehand: starting a
/// deployment again finds it started.
pub(crate) const VENDOR: OrganisationId =
    OrganisationId::of(Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0001));

/// Who the vendor is.
#[derive(Args)]
pub struct Start {
    /// The vendor's name.
    #[arg(long)]
    vendor: String,
    /// The first admin's name.
    #[arg(long)]
    admin: String,
    /// The first admin's mail address.
    #[arg(long)]
    email: String,
}

/// Makes them where they are missing, and prints the invitation while nobody has accepted it.
pub async fn start(start: &Start) -> anyhow::Result<ExitCode> {
    let app = serve::from_environment().map_err(|error| anyhow::anyhow!(error))?;
    let made = bootstrap::start(
        &app,
        VENDOR,
        Name::parse(&start.vendor).context("the vendor's name")?,
        Name::parse(&start.admin).context("the admin's name")?,
        EmailAddress::parse(&start.email).context("the admin's address")?,
    );
    let made = made
        .await
        .map_err(|problem| anyhow::anyhow!("the vendor cannot be made: {problem}"))?;
    match made {
        Some(admin) => println!(
            "The vendor and its first admin are there. {} is mailed this invitation:",
            admin.email
        ),
        None => println!("The vendor was there already."),
    }
    let admins = admins(&app).await?;
    for admin in admins.iter().filter(|admin| admin.state == UserState::Invited) {
        let keys = app.keys.links().await?;
        let token = invitation::token(&keys, admin).context("the key of links is damaged")?;
        println!("  {}: {}/invitation#token={token}", admin.name, app.settings.public_url);
    }
    Ok(ExitCode::SUCCESS)
}

async fn admins(app: &App) -> anyhow::Result<Vec<User>> {
    let page = app.store.users(VENDOR, None).await?;
    Ok(page
        .items
        .into_iter()
        .filter(|user| user.has_any(&[Role::VendorAdmin]))
        .collect())
}
