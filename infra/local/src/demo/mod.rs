//! What a new stack begins with, made through the API as the demo users would make it.
//! Every step looks first whether it is done, so that a start that was cut off is
//! finished by the next one.

mod codes;
mod data;
mod desk;
mod tenants;

pub use data::Demo;
pub use desk::Desk;

use crate::{issuer::DemoPerson, mail::MailStore, timers::Timers};
use anyhow::{Context, bail};
use api::{
    assurance::{
        AgreementView, ApplicationQuoteView, AssignChoice, AssignSwaRequest, PendingView, ProcessSwaRequest,
        SwaQuoteRequest,
    },
    customers::{CreateLocationRequest, CustomerRequest, LocationDetails, LocationView},
    licences::{ActivateLicencesRequest, AttachLicencesRequest},
    operations::*,
    orders::{OrderLineRequest, OrderView, ShipOrderRequest},
    users::{AcceptInvitationRequest, CreateOrganisationRequest, InviteUserRequest, UserView},
};
use chrono::TimeDelta;
use data::{Assurance, Attachment, Customer, Location, Order, User};
use domain::{
    catalogue::Document,
    id::{LocationId, OrganisationId},
    organisation::{OrganisationKind, UserState},
    text::{EmailAddress, Name},
};
use runtime::App;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use uuid::Uuid;

/// The vendor's id in every local stack: making it twice is making it once.
pub(crate) const VENDOR: OrganisationId =
    OrganisationId::of(Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0001));

/// How long a mail is waited for: longer than the outbox holds on to what somebody claimed
/// and did not finish.
const PATIENCE_SECONDS: u32 = 150;

/// Who can be chosen on the issuer's page.
pub fn people(demo: &Demo) -> Vec<DemoPerson> {
    let people = demo.users().filter_map(|(organisation, kind, user)| {
        let roles: Vec<_> = user.roles.iter().map(|role| role.word()).collect();
        Some(DemoPerson {
            subject: user.subject.clone()?,
            name: user.name.clone(),
            organisation: organisation.to_owned(),
            kind: kind.word(),
            roles: roles.join(", "),
        })
    });
    people.collect()
}

/// Makes the demo data, as far as it is not there.
pub struct Seeding<'a> {
    /// The data.
    pub demo: &'a Demo,
    /// What the vendor sells; nothing where the desk begins empty.
    pub catalogue: Option<Document>,
    /// The app, for the first step that no user can take.
    pub app: &'a App,
    /// The API.
    pub desk: Desk,
    /// Where the invitations arrive.
    pub mails: MailStore,
    /// Delivers them.
    pub timers: Arc<Timers>,
}

impl Seeding<'_> {
    /// Makes everything.
    pub async fn run(&self) -> anyhow::Result<()> {
        let (first, others) = self.demo.vendor.users.split_first().context("the vendor has no user")?;
        let admin = first.subject.as_deref().context("the first admin signs in")?;
        self.bootstrap(first).await?;
        self.accept(first, admin).await?;
        if self.timers.clock().offset() < TimeDelta::zero() {
            // What was long ago, with its mails and timers on the way to today. Who has not
            // accepted an invitation gets it today.
            let organisations = self.organisations(admin, others, true).await?;
            self.orders(admin, &organisations, &self.demo.history.orders).await?;
            self.customers(&self.demo.history.customers).await?;
            self.timers.forward(-self.demo.past_of_tenants()).await?;
            for organisation in &self.demo.organisations {
                let id = organisations.get(organisation.name.as_str());
                if let Some((tenant, id)) = organisation.tenant.as_ref().zip(id) {
                    self.tenant(admin, *id, tenant).await?;
                }
            }
            self.timers.forward(TimeDelta::zero()).await?;
        }
        let organisations = self.organisations(admin, others, false).await?;
        self.orders(admin, &organisations, &self.demo.orders).await?;
        self.customers(&self.demo.customers).await?;
        for code in &self.demo.codes {
            self.issue(code).await?;
        }
        Ok(())
    }

    async fn organisations(
        &self,
        admin: &str,
        vendors: &[User],
        signed_in_only: bool,
    ) -> anyhow::Result<BTreeMap<&str, OrganisationId>> {
        let chosen = |users: &[User]| -> Vec<User> {
            let users = users.iter().filter(|user| !signed_in_only || user.subject.is_some());
            users.cloned().collect()
        };
        self.users(admin, VENDOR, &chosen(vendors)).await?;
        let mut organisations = BTreeMap::new();
        for organisation in &self.demo.organisations {
            let organisation_id = self.organisation(admin, organisation.kind, &organisation.name).await?;
            self.users(admin, organisation_id, &chosen(&organisation.users)).await?;
            organisations.insert(organisation.name.as_str(), organisation_id);
        }
        Ok(organisations)
    }

    async fn orders(
        &self,
        admin: &str,
        organisations: &BTreeMap<&str, OrganisationId>,
        orders: &[Order],
    ) -> anyhow::Result<()> {
        for order in orders {
            let request = ShipOrderRequest {
                organisation_id: *organisations
                    .get(order.organisation.as_str())
                    .context("an order for nobody")?,
                purchase_order: order.purchase_order.clone(),
                sales_order: order.sales_order.clone(),
                lines: lines(&order.lines),
                swa_months: order.swa_months,
                swa_expires: order.swa_expires,
                notes: order.notes.clone(),
                dry_run: false,
            };
            // The same order again is the same order.
            self.desk.call::<ShipOrder>(admin, &[], &request).await?;
            // The mails of one step go out before the next, as they would.
            self.timers.tick().await?;
        }
        Ok(())
    }

    async fn customers(&self, customers: &[Customer]) -> anyhow::Result<()> {
        for customer in customers {
            self.customer(customer).await?;
        }
        Ok(())
    }

    async fn bootstrap(&self, admin: &User) -> anyhow::Result<()> {
        let name = Name::parse(&self.demo.vendor.name)?;
        let started = ::desk::bootstrap::start(
            self.app,
            VENDOR,
            name,
            Name::parse(&admin.name)?,
            EmailAddress::parse(&admin.email)?,
        );
        started
            .await
            .map_err(|problem| anyhow::anyhow!("the vendor cannot be made: {problem}"))?;
        let Some(catalogue) = &self.catalogue else {
            return Ok(());
        };
        ::desk::catalogue::begin(self.app, VENDOR, catalogue)
            .await
            .map(drop)
            .map_err(|problem| anyhow::anyhow!("the catalogue cannot be published: {problem}"))
    }

    async fn organisation(&self, admin: &str, kind: OrganisationKind, name: &str) -> anyhow::Result<OrganisationId> {
        let there = self.desk.list::<ListOrganisations, _>(admin, &[]).await?;
        if let Some(organisation) = there.into_iter().find(|organisation| organisation.name == name) {
            return Ok(organisation.organisation_id);
        }
        let request = CreateOrganisationRequest {
            kind,
            name: name.to_owned(),
        };
        Ok(self
            .desk
            .call::<CreateOrganisation>(admin, &[], &request)
            .await?
            .organisation_id)
    }

    async fn users(&self, admin: &str, organisation_id: OrganisationId, users: &[User]) -> anyhow::Result<()> {
        let there: Vec<UserView> = self.desk.list::<ListUsers, _>(admin, &[&organisation_id]).await?;
        for user in users {
            let found = there.iter().find(|other| other.email == user.email);
            if found.is_none() {
                let request = InviteUserRequest {
                    name: user.name.clone(),
                    email: user.email.clone(),
                    roles: user.roles.clone(),
                };
                self.desk
                    .call::<InviteUser>(admin, &[&organisation_id], &request)
                    .await?;
            }
            if let Some(subject) = &user.subject
                && found.is_none_or(|user| user.state == UserState::Invited)
            {
                self.accept(user, subject).await?;
            }
        }
        Ok(())
    }

    /// Opens the newest invitation in the mailbox, as its reader would.
    async fn accept(&self, user: &User, subject: &str) -> anyhow::Result<()> {
        if self.desk.get::<GetSession>(subject, &[]).await.is_ok() {
            return Ok(());
        }
        let request = AcceptInvitationRequest {
            token: self.invitation(&user.email).await?,
        };
        self.desk
            .call::<AcceptInvitation>(subject, &[], &request)
            .await
            .map(drop)
    }

    /// The token in the newest invitation to this address. Where a start was cut off just
    /// as the mail was being sent, the outbox sends it when the claim on it has run out.
    async fn invitation(&self, email: &String) -> anyhow::Result<String> {
        for _ in 0..PATIENCE_SECONDS {
            self.timers.tick().await?;
            let mails = self.mails.all()?;
            let token = mails.iter().filter(|mail| mail.to.contains(email)).find_map(|mail| {
                let (_, token) = mail.text.split_once("#token=")?;
                token.split_whitespace().next()
            });
            if let Some(token) = token {
                return Ok(token.to_owned());
            }
            tracing::info!(
                "waiting for the invitation of {email}, which was being sent when the last start was cut off"
            );
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        bail!("no invitation has come for {email}")
    }

    async fn customer(&self, customer: &Customer) -> anyhow::Result<()> {
        let by = customer.by.as_str();
        let there = self.desk.list::<ListCustomers, _>(by, &[]).await?;
        let customer_id = match there.into_iter().find(|other| other.name == customer.name) {
            Some(customer) => customer.customer_id,
            None => {
                let request = CustomerRequest {
                    name: customer.name.clone(),
                    address: customer.address.clone(),
                    vertical: customer.vertical.clone(),
                    reference: customer.reference.clone(),
                };
                self.desk.call::<CreateCustomer>(by, &[], &request).await?.customer_id
            }
        };
        let there = self.desk.list::<ListLocations, _>(by, &[&customer_id]).await?;
        for location in &customer.locations {
            let location_id = match there.iter().find(|other| other.hkc == location.hkc) {
                Some(location) => location.location_id,
                None => {
                    let request = self.location(customer, location)?;
                    self.desk
                        .call::<CreateLocation>(by, &[&customer_id], &request)
                        .await?
                        .location_id
                }
            };
            self.timers.tick().await?;
            for attachment in &location.attach {
                self.attach(by, location_id, attachment).await?;
            }
            if let Some(assurance) = &location.assure {
                self.assure(location_id, assurance).await?;
                self.timers.tick().await?;
            }
        }
        Ok(())
    }

    async fn assure(&self, location_id: LocationId, assurance: &Assurance) -> anyhow::Result<()> {
        let by = assurance.by.as_str();
        let view = self.desk.get::<GetLocationSwa>(by, &[&location_id]).await?;
        let mut pending: Vec<PendingView> = view.agreements.iter().filter_map(|one| one.pending.clone()).collect();
        let untouched = |one: &AgreementView| one.pending.is_none() && one.terms.is_empty();
        if view.agreements.iter().any(untouched) {
            let request = SwaQuoteRequest::default();
            let quote = self.desk.call::<MakeSwaQuote>(by, &[&location_id], &request).await?;
            let choice = |line: &ApplicationQuoteView| AssignChoice {
                application: line.application.clone(),
                months: assurance.months,
            };
            let request = AssignSwaRequest {
                quote_id: quote.quote_id,
                choices: quote.applications.iter().map(choice).collect(),
                reference: String::new(),
                authorised: true,
            };
            pending = self
                .desk
                .call::<AssignSwa>(by, &[&location_id], &request)
                .await?
                .pending;
        }
        let Some(reason) = &assurance.reason else {
            return Ok(());
        };
        for pending in pending {
            let request = ProcessSwaRequest {
                application: pending.application,
                assignment: pending.assignment,
                reason: reason.clone(),
            };
            self.desk.call::<ProcessSwa>(by, &[&location_id], &request).await?;
        }
        Ok(())
    }

    fn location(&self, customer: &Customer, location: &Location) -> anyhow::Result<CreateLocationRequest> {
        let dealer = self.demo.user(&customer.by).context("a customer of nobody")?;
        Ok(CreateLocationRequest {
            system_type: location.system_type.clone(),
            hkc: location.hkc.clone(),
            parent: None,
            second_hkc: String::new(),
            product_key: String::new(),
            details: LocationDetails {
                name: location.name.clone(),
                address: customer.address.clone(),
                vertical: customer.vertical.clone(),
                hardware_version: location.hardware_version.clone(),
                software_version: location.software_version.clone(),
                reference: String::new(),
                customer_email: location.customer_email.clone(),
                dealer_email: dealer.email.clone(),
                made_from: String::new(),
            },
        })
    }

    async fn attach(&self, by: &str, location_id: LocationId, attachment: &Attachment) -> anyhow::Result<()> {
        let is_here = |view: &LocationView| {
            view.attached.iter().chain(&view.activated).any(|licence| {
                licence.purchase_order == attachment.purchase_order && attachment.lines.contains_key(&licence.part)
            })
        };
        let mut view = self.desk.get::<GetLocation>(by, &[&location_id]).await?;
        if !is_here(&view) {
            let bin: Vec<OrderView> = self.desk.list::<GetBin, _>(by, &[]).await?;
            let order = bin
                .iter()
                .find(|order| order.purchase_order == attachment.purchase_order);
            let order_id = order
                .with_context(|| format!("{} is not in the bin", attachment.purchase_order))?
                .order_id;
            let request = AttachLicencesRequest {
                order_id,
                lines: lines(&attachment.lines),
            };
            self.desk.call::<AttachLicences>(by, &[&location_id], &request).await?;
            view = self.desk.get::<GetLocation>(by, &[&location_id]).await?;
        }
        let waiting = view
            .attached
            .iter()
            .filter(|licence| attachment.lines.contains_key(&licence.part));
        let software_key_codes: Vec<_> = waiting.map(|licence| licence.software_key_code.clone()).collect();
        if attachment.activate && !software_key_codes.is_empty() {
            let request = ActivateLicencesRequest {
                catalogue: None,
                software_key_codes,
                terms_accepted: true,
            };
            self.desk
                .call::<ActivateLicences>(by, &[&location_id], &request)
                .await?;
        }
        Ok(())
    }
}

fn lines(lines: &BTreeMap<String, u32>) -> Vec<OrderLineRequest> {
    let line = |(part, quantity): (&String, &u32)| OrderLineRequest {
        part: part.clone(),
        quantity: f64::from(*quantity),
    };
    lines.iter().map(line).collect()
}
