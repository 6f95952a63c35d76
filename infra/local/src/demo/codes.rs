//! A tenant's devices, subscriptions and package, and the codes that dealers issued.

use super::{
    PATIENCE_SECONDS, Seeding,
    data::{Activation, ActivationDecision, Codes, IssuedCode, Subscription},
};
use anyhow::Context;
use api::{
    codes::{CodeDelivery, ExportCodesRequest, GenerateCodesRequest, IssueSubscriptionCodeRequest, PreviewCodeRequest},
    devices::{CreateDeviceRequest, DeviceView},
    operations::*,
    packages::{ActivatePackageRequest, DecideActivationRequest, SubmitActivationRequest},
    subscriptions::{ChosenDevice, PeriodDates, PreviewRedemptionRequest, RedeemCodeRequest},
};
use chrono::TimeDelta;
use domain::{code, id::DeviceId, package::PackageStatus};

/// How many codes the operator has generated.
const PACKAGE_CODES: u32 = 6;

impl Seeding<'_> {
    /// Replays what was over before the first upgrade was asked for.
    pub(super) async fn codes(&self, admin: &str, codes: &Codes) -> anyhow::Result<()> {
        let buyer = codes.buyer.as_str();
        let there: Vec<DeviceView> = self.desk.list::<ListDevices, _>(buyer, &[]).await?;
        for device in &codes.devices {
            if there.iter().any(|other| other.serial == device.serial) {
                continue;
            }
            let request = CreateDeviceRequest {
                name: device.name.clone(),
                serial: device.serial.clone(),
                model: device.model.clone(),
            };
            self.desk.call::<CreateDevice>(buyer, &[], &request).await?;
        }
        for (index, subscription) in codes.subscriptions.iter().enumerate() {
            self.days_ago(subscription.days_ago).await?;
            self.subscription(admin, buyer, index, subscription).await?;
        }
        self.days_ago(codes.package_days_ago).await?;
        self.package(codes).await?;
        self.activations(codes, |request| request.decision.is_some()).await
    }

    /// A code that the vendor issues and the buyer redeems.
    async fn subscription(
        &self,
        admin: &str,
        buyer: &str,
        index: usize,
        subscription: &Subscription,
    ) -> anyhow::Result<()> {
        let redeemed = self.desk.list::<ListSubscriptions, _>(buyer, &[]).await?;
        if redeemed.len() > index {
            return Ok(());
        }
        if self.desk.list::<ListCodeBatches, _>(admin, &[]).await?.len() <= index {
            let request = IssuedCode {
                by: admin.to_owned(),
                plan: subscription.plan.clone(),
                months: subscription.months,
                seats: subscription.seats,
                to: buyer.to_owned(),
            };
            self.mail_code(&request).await?;
        }
        let code = self.mailed_code(buyer).await?;
        let devices: Vec<DeviceView> = self.desk.list::<ListDevices, _>(buyer, &[]).await?;
        let chosen: Option<Vec<DeviceId>> = subscription
            .devices
            .iter()
            .map(|serial| Some(devices.iter().find(|device| device.serial == *serial)?.device_id))
            .collect();
        let request = PreviewRedemptionRequest {
            code: code.clone(),
            device_ids: chosen.context("a seat for no device")?,
        };
        let preview = self.desk.call::<PreviewRedemption>(buyer, &[], &request).await?;
        let devices = preview.devices.into_iter().map(|device| ChosenDevice {
            device_id: device.device_id,
            periods: device
                .periods
                .into_iter()
                .map(|period| PeriodDates {
                    plan: period.plan,
                    starts_on: period.starts_on,
                    ends_on: period.ends_on,
                })
                .collect(),
        });
        let request = RedeemCodeRequest {
            code,
            devices: devices.collect(),
        };
        self.desk.call::<RedeemCode>(buyer, &[], &request).await.map(drop)
    }

    /// A code that a dealer issued, unless it is there.
    pub(super) async fn issue(&self, code: &IssuedCode) -> anyhow::Result<()> {
        if self.desk.list::<ListCodeBatches, _>(&code.by, &[]).await?.is_empty() {
            self.mail_code(code).await?;
        }
        self.timers.tick().await
    }

    async fn mail_code(&self, code: &IssuedCode) -> anyhow::Result<()> {
        let buyer = self.demo.user(&code.to).context("a code for nobody")?;
        let request = IssueSubscriptionCodeRequest {
            plan: code.plan.clone(),
            months: f64::from(code.months),
            seats: f64::from(code.seats),
            email: buyer.email.clone(),
            expires_on: None,
        };
        self.desk
            .call::<IssueSubscriptionCode>(&code.by, &[], &request)
            .await
            .map(drop)
    }

    /// The code in the buyer's mail that was not redeemed yet. Where a start was cut off just as
    /// the mail was being sent, the outbox sends it when the claim on it has run out: the past that
    /// is made here goes on until then.
    async fn mailed_code(&self, buyer: &str) -> anyhow::Result<String> {
        let email = &self.demo.user(buyer).context("a code for nobody")?.email;
        for _ in 0..PATIENCE_SECONDS {
            self.timers.tick().await?;
            let mails = self.mails.all()?;
            for mail in mails.iter().filter(|mail| mail.to.contains(email)) {
                let Some(code) = code::find(&mail.text) else { continue };
                let request = PreviewCodeRequest { code: code.shown() };
                if self.desk.call::<PreviewCode>(buyer, &[], &request).await.is_ok() {
                    return Ok(request.code);
                }
            }
            let next = self.timers.clock().offset() + TimeDelta::seconds(1);
            self.timers.forward(next).await?;
        }
        anyhow::bail!("no code has come for {email}")
    }

    /// The operator's package, activated, with some codes.
    async fn package(&self, codes: &Codes) -> anyhow::Result<()> {
        let operator = codes.operator.as_str();
        let there = self.desk.list::<ListPackages, _>(operator, &[]).await?;
        let package = match there.into_iter().next() {
            Some(package) => package,
            None => self.desk.call::<CreatePackage>(operator, &[], &codes.package).await?,
        };
        let id = package.package_id;
        if package.status == PackageStatus::Draft {
            let request = ActivatePackageRequest {};
            self.desk.call::<ActivatePackage>(operator, &[&id], &request).await?;
        }
        if self.desk.list::<ListCodeBatches, _>(operator, &[]).await?.is_empty() {
            let request = GenerateCodesRequest {
                delivery: CodeDelivery::Csv {
                    count: f64::from(PACKAGE_CODES),
                },
                expires_on: None,
            };
            self.desk.call::<GenerateCodes>(operator, &[&id], &request).await?;
        }
        Ok(())
    }

    /// Those requests to activate the package that are chosen, in their order.
    pub(super) async fn activations(&self, codes: &Codes, chosen: impl Fn(&Activation) -> bool) -> anyhow::Result<()> {
        for (index, request) in codes
            .activations
            .iter()
            .enumerate()
            .filter(|(_, request)| chosen(request))
        {
            self.days_ago(request.days_ago).await?;
            let mut there = self.desk.list::<ListActivations, _>(&codes.buyer, &[]).await?;
            there.sort_by_key(|activation| activation.submitted_at);
            let activation_id = match there.get(index) {
                Some(activation) if activation.decision.is_some() => continue,
                Some(activation) => activation.activation_id,
                None => {
                    let request = SubmitActivationRequest {
                        code: self.exported_code(&codes.operator).await?,
                        company: request.company.clone(),
                        contact: request.contact.clone(),
                        reference: request.reference.clone(),
                        terms_accepted: true,
                    };
                    let activation = self.desk.call::<SubmitActivation>(&codes.buyer, &[], &request).await?;
                    activation.activation_id
                }
            };
            self.timers.tick().await?;
            if let Some(ActivationDecision { verdict, comment }) = &request.decision {
                let request = DecideActivationRequest {
                    verdict: *verdict,
                    comment: comment.clone(),
                };
                self.desk
                    .call::<DecideActivation>(&codes.operator, &[&activation_id], &request)
                    .await?;
            }
        }
        Ok(())
    }

    /// A code of the operator's that is unused.
    async fn exported_code(&self, operator: &str) -> anyhow::Result<String> {
        let batches = self.desk.list::<ListCodeBatches, _>(operator, &[]).await?;
        let batch = batches.first().context("the operator has no codes")?;
        let request = ExportCodesRequest {};
        let file = self
            .desk
            .call::<ExportCodes>(operator, &[&batch.batch_id], &request)
            .await?;
        code::find(&file.content)
            .map(|code| code.shown())
            .context("every code is used")
    }
}
