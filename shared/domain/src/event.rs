//! Events: the audit record of one change each (spec chapter 6, 2).

use crate::{
    bounce::BounceKind,
    catalogue::Catalogue,
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, LocationId, OrderId, OrganisationId, PackageId, QuoteId,
        RenewalId, UserId,
    },
    money::Money,
    organisation::{OrganisationKind, Role, User},
    software_key_code::SoftwareKeyCode,
    subscription::Assigned,
    tenant::Contract,
    text::{Comment, EmailAddress, Line, Name, OrderNumber, PartNumber, Serial, Sku, SoldToId},
    webhook::EndpointUrl,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who did it, and on whose behalf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The user; absent where it was Latchkey itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The user's organisation; the one whose thing it was where it was Latchkey itself.
    pub organisation_id: OrganisationId,
    /// The user's name then, or Latchkey's.
    pub name: Name,
}

impl Actor {
    /// A user.
    pub fn user(user: &User) -> Self {
        Self {
            user_id: Some(user.user_id),
            organisation_id: user.organisation_id,
            name: user.name.clone(),
        }
    }

    /// Latchkey itself, on something of this organisation: no user asked for it.
    pub fn latchkey(organisation_id: OrganisationId) -> Self {
        Self {
            user_id: None,
            organisation_id,
            name: Name::parse("Latchkey").unwrap_or_else(|_| unreachable!("it is a name")),
        }
    }
}
/// One change of one aggregate, as it is kept. Its JSON is what the chain's MAC
/// covers, byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The aggregate's key in the table.
    pub aggregate: String,
    /// Counts from 1 within the aggregate.
    pub sequence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// From which request.
    pub request_id: String,
    /// What.
    pub happening: Happening,
    /// The MAC of the event before, base64url; empty for the first.
    pub previous: String,
}

/// Units of a part under a software key code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceUnits {
    /// Identifies the licence.
    pub code: SoftwareKeyCode,
    /// The part.
    pub part: PartNumber,
    /// Units.
    pub quantity: u32,
}

/// How many of which item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpgradeUnits {
    /// What it is ordered by.
    pub sku: Sku,
    /// The item's name.
    pub name: String,
    /// How many.
    pub quantity: u32,
}

/// Everything that can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Happening {
    /// The deployment was made, with its vendor and first admin.
    DeploymentStarted {
        /// The vendor's name.
        vendor: Name,
    },
    /// An organisation was made.
    OrganisationCreated {
        /// What it is in the channel.
        kind: OrganisationKind,
        /// Its name.
        name: Name,
    },
    /// An organisation got another name.
    OrganisationRenamed {
        /// Before.
        from: Name,
        /// After.
        to: Name,
    },
    /// A user was made and invited.
    UserInvited {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: Name,
        /// Where the invitation goes.
        email: EmailAddress,
        /// What the user may do.
        roles: Vec<Role>,
    },
    /// A user was sent another invitation.
    UserInvitedAgain {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: Name,
    },
    /// An identity was bound to the user.
    InvitationAccepted {
        /// The user.
        user_id: UserId,
    },
    /// A user's roles were replaced.
    RolesSet {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: Name,
        /// After.
        roles: Vec<Role>,
    },
    /// Mail to a user came back, and no more is sent.
    MailBounced {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: Name,
        /// The address.
        email: EmailAddress,
        /// What came of the mail.
        kind: BounceKind,
    },
    /// A user's address was confirmed: mail is sent there again.
    AddressConfirmed {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: Name,
        /// The address.
        email: EmailAddress,
    },
    /// An order was shipped.
    OrderShipped {
        /// The order.
        order_id: OrderId,
        /// Whose bin it went into.
        holder: OrganisationId,
        /// That organisation's name.
        holder_name: Name,
        /// The buyer's number.
        purchase_order: OrderNumber,
        /// How many lines.
        lines: u32,
        /// How many units.
        units: u32,
    },
    /// A customer was made.
    CustomerCreated {
        /// The customer.
        customer_id: CustomerId,
        /// Its name.
        name: Name,
    },
    /// A customer's details were replaced.
    CustomerUpdated {
        /// Its name after.
        name: Name,
    },
    /// A location was made.
    LocationCreated {
        /// The location.
        location_id: LocationId,
        /// Its name.
        name: Name,
        /// The system type's name.
        system_type: String,
        /// The hardware key code.
        hkc: String,
    },
    /// A location's details were replaced.
    LocationUpdated {
        /// Its name after.
        name: Name,
    },
    /// Units were reserved for a location.
    LicencesAttached {
        /// The order they came from.
        order_id: OrderId,
        /// The order's number with the buyer.
        purchase_order: OrderNumber,
        /// What was attached.
        licences: Vec<LicenceUnits>,
    },
    /// Units went back to their order lines.
    LicencesDetached {
        /// What was detached.
        licences: Vec<LicenceUnits>,
    },
    /// Licences were activated for good, and a licence file made.
    LicencesActivated {
        /// What was activated.
        licences: Vec<LicenceUnits>,
        /// The licence file's sequence number.
        sequence: u32,
    },
    /// The licence file was made anew.
    LicenceFileRegenerated {
        /// The licence file's sequence number.
        sequence: u32,
    },
    /// What the vendor has agreed with a tenant was replaced.
    TenantSet {
        /// The plan's name.
        plan: String,
        /// The account that upgrades are charged to.
        sold_to_id: Option<SoldToId>,
        /// The contract.
        contract: Contract,
    },
    /// What a tenant uses was noted.
    QuotaUseSet {
        /// Units by metric.
        used: BTreeMap<String, u32>,
    },
    /// An upgrade was asked for.
    UpgradeRequested {
        /// What of it.
        upgrade: UpgradeUnits,
        /// The number of the request.
        number: u32,
    },
    /// An upgrade was bought directly.
    UpgradeBought {
        /// What of it.
        upgrade: UpgradeUnits,
        /// The number of the upgrade.
        number: u32,
        /// What is charged.
        price: Money,
    },
    /// A buyer approved a request.
    UpgradeApproved {
        /// The number of the upgrade.
        number: u32,
        /// What is charged.
        price: Money,
        /// Why.
        comment: Comment,
        /// Whether it was by the link in a mail.
        by_link: bool,
    },
    /// A buyer declined a request.
    UpgradeDeclined {
        /// Why.
        comment: Comment,
        /// Whether it was by the link in a mail.
        by_link: bool,
    },
    /// The requester withdrew a request.
    UpgradeWithdrawn,
    /// The quota was raised.
    UpgradeProvisioned {
        /// The metric.
        metric: String,
        /// By how much.
        units: u32,
    },
    /// The vendor's endpoint could not be told.
    UpgradeFailed {
        /// Why, in a sentence.
        reason: String,
    },
    /// The vendor had the message to its endpoint sent again.
    MessageSentAgain {
        /// Whether the upgrade had failed and is being provisioned again.
        reopened: bool,
    },
    /// The vendor accepted the order.
    UpgradeAccepted,
    /// The vendor suspended access.
    UpgradeSuspended {
        /// Why.
        reason: Comment,
    },
    /// The vendor's endpoint was set or removed, or its secret renewed.
    EndpointSet {
        /// Its address; none where it was removed.
        url: Option<EndpointUrl>,
        /// Whether it signs with a new secret.
        new_secret: bool,
    },
    /// A distributor was let ship to a dealer, or no longer.
    AllowanceSet {
        /// The dealer.
        dealer: OrganisationId,
        /// The dealer's name.
        dealer_name: Name,
        /// Whether it may.
        allowed: bool,
    },
    /// An order free of charge was made.
    FreeOrderMade {
        /// The order.
        order_id: OrderId,
        /// Its number.
        purchase_order: OrderNumber,
    },
    /// Newest versions were reserved for a location free of charge.
    FreeLicencesAttached {
        /// What was attached.
        licences: Vec<LicenceUnits>,
    },
    /// A quote was made for a location's software assurance.
    SwaQuoted {
        /// The quote.
        quote_id: QuoteId,
        /// The version of the rate card.
        version: String,
    },
    /// Units were allocated and cool off.
    SwaAssigned {
        /// By application.
        assigned: Vec<AssignedUnits>,
    },
    /// An assignment was taken back.
    SwaCancelled {
        /// What it was.
        cancelled: AssignedUnits,
    },
    /// An assignment was activated and its units spent.
    SwaActivated {
        /// What it was.
        activated: AssignedUnits,
        /// The agreement's number from then on.
        number: String,
        /// Why it was processed before the cooling off was over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Agreements of a location were renewed.
    SwaRenewed {
        /// By application.
        renewed: Vec<RenewedUnits>,
    },
    /// A renewed term began and its units were spent.
    SwaTermBegun {
        /// The application's id.
        application: String,
        /// The agreement's number from then on.
        number: String,
        /// Units.
        units: u32,
        /// The last day covered.
        ends: NaiveDate,
    },
    /// A renewal was quoted.
    RenewalQuoted {
        /// The renewal.
        renewal_id: RenewalId,
        /// How many agreements could be quoted.
        agreements: u32,
        /// The common end.
        ends: NaiveDate,
    },
    /// A renewal was begun and its units allocated.
    RenewalBegun {
        /// The renewal.
        renewal_id: RenewalId,
        /// Units.
        units: u32,
    },
    /// A renewal was decided: all of its agreements are renewed.
    RenewalDecided {
        /// The renewal.
        renewal_id: RenewalId,
        /// How many agreements.
        agreements: u32,
        /// The common end.
        ends: NaiveDate,
    },
    /// Everything of a renewal is written.
    RenewalDone {
        /// The renewal.
        renewal_id: RenewalId,
    },
    /// A renewal was given up; nothing of it is renewed.
    RenewalWithdrawn {
        /// The renewal.
        renewal_id: RenewalId,
    },
    /// The units of a withdrawn renewal went back to their lots.
    RenewalUnitsReturned {
        /// The renewal.
        renewal_id: RenewalId,
        /// Units.
        units: u32,
    },
    /// Codes were issued: all of a batch, or a part of a large one.
    CodesIssued {
        /// What each stands for, in words.
        subject: String,
        /// The number of the first.
        first: u32,
        /// The number of the last.
        last: u32,
        /// How many the batch is to have.
        count: u32,
        /// Whether they are mailed.
        mailed: bool,
    },
    /// The codes that were unused were exported.
    CodesExported {
        /// How many.
        count: u32,
    },
    /// Codes were mailed again.
    CodesMailedAgain {
        /// Their numbers.
        numbers: Vec<u32>,
    },
    /// Codes were revoked.
    CodesRevoked {
        /// Their numbers.
        numbers: Vec<u32>,
    },
    /// A subscription code was redeemed.
    CodeRedeemed {
        /// The plan's name.
        plan: String,
        /// Calendar months.
        months: u32,
        /// Devices that it is for.
        seats: u32,
        /// What devices got with it.
        assigned: Vec<Assigned>,
    },
    /// Seats were assigned to devices.
    SeatsAssigned {
        /// What devices got.
        assigned: Vec<Assigned>,
    },
    /// A device was added.
    DeviceAdded {
        /// The device.
        device_id: DeviceId,
        /// Its name.
        name: Name,
        /// Its serial number.
        serial: Serial,
    },
    /// A device's details were replaced.
    DeviceUpdated {
        /// Its name after.
        name: Name,
        /// Its model after.
        model: Line,
    },
    /// A package was built.
    PackageBuilt {
        /// The package.
        package_id: PackageId,
        /// Its name.
        name: Name,
        /// How many items it holds.
        items: u32,
    },
    /// A package was changed.
    PackageChanged {
        /// Its name after.
        name: Name,
        /// How many items it holds after.
        items: u32,
    },
    /// A package was activated.
    PackageActivated {
        /// Its name.
        name: Name,
    },
    /// A package code was redeemed: its provider is asked to activate the package.
    ActivationSubmitted {
        /// The request.
        activation_id: ActivationId,
        /// The package's name.
        package: Name,
        /// The tenant's name.
        tenant: Name,
        /// The company that it is for.
        company: Line,
    },
    /// An operator approved the request; the package is in the tenant's quota.
    ActivationApproved {
        /// Why.
        comment: Comment,
        /// Units added, by metric.
        units: BTreeMap<String, u32>,
        /// Whether it was by the link in a mail.
        by_link: bool,
    },
    /// An operator declined the request.
    ActivationDeclined {
        /// Why.
        comment: Comment,
        /// Whether it was by the link in a mail.
        by_link: bool,
    },
    /// A code was issued in place of the one that the declined request consumed.
    CodeReplaced {
        /// The new code's batch.
        batch_id: BatchId,
        /// Where it was mailed.
        email: EmailAddress,
    },
}

/// Units of one assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedUnits {
    /// The application's id.
    pub application: String,
    /// Which assignment of the agreement.
    pub assignment: u32,
    /// Units, reinstatement included.
    pub units: u32,
    /// The last day covered.
    pub ends: NaiveDate,
}

/// Units of one renewed agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewedUnits {
    /// The application's id.
    pub application: String,
    /// Units, reinstatement included.
    pub units: u32,
    /// The last day covered.
    pub ends: NaiveDate,
    /// When the units are spent, where that is when the running term is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<NaiveDate>,
}

impl Happening {
    /// Whether it is about software assurance, which not everybody sees.
    pub const fn is_assurance(&self) -> bool {
        matches!(
            self,
            Self::FreeOrderMade { .. }
                | Self::FreeLicencesAttached { .. }
                | Self::SwaQuoted { .. }
                | Self::SwaAssigned { .. }
                | Self::SwaCancelled { .. }
                | Self::SwaActivated { .. }
                | Self::SwaRenewed { .. }
                | Self::SwaTermBegun { .. }
                | Self::RenewalQuoted { .. }
                | Self::RenewalBegun { .. }
                | Self::RenewalDecided { .. }
                | Self::RenewalDone { .. }
                | Self::RenewalWithdrawn { .. }
                | Self::RenewalUnitsReturned { .. }
        )
    }

    /// The kind of change, as in `licences-attached`.
    pub const fn what(&self) -> &'static str {
        match self {
            Self::DeploymentStarted { .. } => "deployment-started",
            Self::OrganisationCreated { .. } => "organisation-created",
            Self::OrganisationRenamed { .. } => "organisation-renamed",
            Self::UserInvited { .. } => "user-invited",
            Self::UserInvitedAgain { .. } => "user-invited-again",
            Self::InvitationAccepted { .. } => "invitation-accepted",
            Self::RolesSet { .. } => "roles-set",
            Self::MailBounced { .. } => "mail-bounced",
            Self::AddressConfirmed { .. } => "address-confirmed",
            Self::OrderShipped { .. } => "order-shipped",
            Self::CustomerCreated { .. } => "customer-created",
            Self::CustomerUpdated { .. } => "customer-updated",
            Self::LocationCreated { .. } => "location-created",
            Self::LocationUpdated { .. } => "location-updated",
            Self::LicencesAttached { .. } => "licences-attached",
            Self::LicencesDetached { .. } => "licences-detached",
            Self::LicencesActivated { .. } => "licences-activated",
            Self::LicenceFileRegenerated { .. } => "licence-file-regenerated",
            Self::TenantSet { .. } => "tenant-set",
            Self::QuotaUseSet { .. } => "quota-use-set",
            Self::UpgradeRequested { .. } => "upgrade-requested",
            Self::UpgradeBought { .. } => "upgrade-bought",
            Self::UpgradeApproved { .. } => "upgrade-approved",
            Self::UpgradeDeclined { .. } => "upgrade-declined",
            Self::UpgradeWithdrawn => "upgrade-withdrawn",
            Self::UpgradeProvisioned { .. } => "upgrade-provisioned",
            Self::UpgradeFailed { .. } => "upgrade-failed",
            Self::MessageSentAgain { .. } => "message-sent-again",
            Self::UpgradeAccepted => "upgrade-accepted",
            Self::UpgradeSuspended { .. } => "upgrade-suspended",
            Self::EndpointSet { .. } => "endpoint-set",
            Self::AllowanceSet { .. } => "allowance-set",
            Self::FreeOrderMade { .. } => "free-order-made",
            Self::FreeLicencesAttached { .. } => "free-licences-attached",
            Self::SwaQuoted { .. } => "swa-quoted",
            Self::SwaAssigned { .. } => "swa-assigned",
            Self::SwaCancelled { .. } => "swa-cancelled",
            Self::SwaActivated { .. } => "swa-activated",
            Self::SwaRenewed { .. } => "swa-renewed",
            Self::SwaTermBegun { .. } => "swa-term-begun",
            Self::RenewalQuoted { .. } => "renewal-quoted",
            Self::RenewalBegun { .. } => "renewal-begun",
            Self::RenewalDecided { .. } => "renewal-decided",
            Self::RenewalDone { .. } => "renewal-done",
            Self::RenewalWithdrawn { .. } => "renewal-withdrawn",
            Self::RenewalUnitsReturned { .. } => "renewal-units-returned",
            Self::CodesIssued { .. } => "codes-issued",
            Self::CodesExported { .. } => "codes-exported",
            Self::CodesMailedAgain { .. } => "codes-mailed-again",
            Self::CodesRevoked { .. } => "codes-revoked",
            Self::CodeRedeemed { .. } => "code-redeemed",
            Self::SeatsAssigned { .. } => "seats-assigned",
            Self::DeviceAdded { .. } => "device-added",
            Self::DeviceUpdated { .. } => "device-updated",
            Self::PackageBuilt { .. } => "package-built",
            Self::PackageChanged { .. } => "package-changed",
            Self::PackageActivated { .. } => "package-activated",
            Self::ActivationSubmitted { .. } => "activation-submitted",
            Self::ActivationApproved { .. } => "activation-approved",
            Self::ActivationDeclined { .. } => "activation-declined",
            Self::CodeReplaced { .. } => "code-replaced",
        }
    }

    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::DeploymentStarted { vendor } => format!("Latchkey was set up for {vendor}."),
            Self::OrganisationCreated { kind, name } => format!("The {} {name} was added.", kind.word()),
            Self::OrganisationRenamed { from, to } => format!("{from} was renamed to {to}."),
            Self::UserInvited { name, roles, .. } => format!("{name} was invited as {}.", words(roles)),
            Self::UserInvitedAgain { name, .. } => format!("{name} was sent a new invitation."),
            Self::InvitationAccepted { .. } => "The invitation was accepted.".to_owned(),
            Self::RolesSet { name, roles, .. } if roles.is_empty() => format!("{name} lost every role."),
            Self::RolesSet { name, roles, .. } => format!("{name} is now {}.", words(roles)),
            Self::MailBounced { name, email, kind, .. } => match kind {
                BounceKind::Bounced => {
                    format!("Mail to {name} ({email}) came back. No more is sent until the address is confirmed.")
                }
                BounceKind::Complained => {
                    format!(
                        "{name} ({email}) reported mail as unwanted. No more is sent until the address is confirmed."
                    )
                }
            },
            Self::AddressConfirmed { name, email, .. } => {
                format!("The address of {name} was confirmed. Mail goes to {email} again.")
            }
            Self::OrderShipped {
                holder_name,
                purchase_order,
                lines,
                units,
                ..
            } => {
                format!(
                    "Order {purchase_order} was shipped to {holder_name}: {} of {}.",
                    count(*units, "unit"),
                    count(*lines, "line")
                )
            }
            Self::CustomerCreated { name, .. } => format!("The customer {name} was added."),
            Self::CustomerUpdated { name } => format!("The details of {name} were changed."),
            Self::LocationCreated {
                name, system_type, hkc, ..
            } => {
                format!("The location {name} was added: {system_type} with hardware key code {hkc}.")
            }
            Self::LocationUpdated { name } => format!("The details of {name} were changed."),
            Self::LicencesAttached {
                purchase_order,
                licences,
                ..
            } => {
                format!("Attached from {purchase_order}: {}.", units(licences))
            }
            Self::LicencesDetached { licences } => format!("Detached: {}.", units(licences)),
            Self::LicencesActivated { licences, sequence } => {
                format!(
                    "Activated for good: {}. Licence file {sequence} was made.",
                    units(licences)
                )
            }
            Self::LicenceFileRegenerated { sequence } => format!("Licence file {sequence} was made anew."),
            Self::TenantSet {
                plan,
                sold_to_id,
                contract,
            } => {
                let sold_to_id = sold_to_id
                    .as_ref()
                    .map_or("no Sold-To-ID".to_owned(), |id| format!("Sold-To-ID {id}"));
                let Contract { first_day, last_day } = contract;
                format!("The terms are now: {plan}, {sold_to_id}, contract from {first_day} to {last_day}.")
            }
            Self::QuotaUseSet { used } => format!(
                "The use of {} was noted.",
                count(u32::try_from(used.len()).unwrap_or(u32::MAX), "metric")
            ),
            Self::UpgradeRequested { upgrade, number } => {
                format!("REQ-{number} was submitted: {} of {}.", upgrade.quantity, upgrade.name)
            }
            Self::UpgradeBought { upgrade, number, price } => {
                format!(
                    "IPP-{number} was bought for {price}: {} of {}.",
                    upgrade.quantity, upgrade.name
                )
            }
            Self::UpgradeApproved {
                number,
                price,
                comment,
                by_link,
            } => {
                format!(
                    "Approved{}, for {price}, as IPP-{number}: {}",
                    link(*by_link),
                    comment.as_str()
                )
            }
            Self::UpgradeDeclined { comment, by_link } => format!("Declined{}: {}", link(*by_link), comment.as_str()),
            Self::UpgradeWithdrawn => "The request was withdrawn.".to_owned(),
            Self::UpgradeProvisioned { metric, units } => format!("Provisioned: {metric} was raised by {units}."),
            Self::UpgradeFailed { reason } => format!("Provisioning failed. {reason}"),
            Self::MessageSentAgain { reopened: true } => "The vendor tries again to provision it.".to_owned(),
            Self::MessageSentAgain { reopened: false } => "The vendor had its endpoint told again.".to_owned(),
            Self::UpgradeAccepted => "The vendor accepted the order.".to_owned(),
            Self::UpgradeSuspended { reason } => format!("The vendor suspended access: {}", reason.as_str()),
            Self::EndpointSet { url, new_secret } => {
                let url = url.as_ref().map_or("no endpoint", EndpointUrl::as_str);
                let secret = if *new_secret { ", with a new secret" } else { "" };
                format!("Upgrades are provisioned through {url}{secret}.")
            }
            Self::AllowanceSet {
                dealer_name, allowed, ..
            } => {
                let may = if *allowed { "may now" } else { "may no longer" };
                format!("It {may} ship to {dealer_name}.")
            }
            Self::FreeOrderMade { purchase_order, .. } => {
                format!("Order {purchase_order} was made, free of charge with software assurance.")
            }
            Self::FreeLicencesAttached { licences } => format!("Attached free of charge: {}.", units(licences)),
            Self::SwaQuoted { version, .. } => {
                format!("A quote for software assurance was made with rate card {version}.")
            }
            Self::SwaAssigned { assigned } => {
                let assigned: Vec<String> = assigned.iter().map(AssignedUnits::sentence).collect();
                format!(
                    "SWA assigned: {}. It can be cancelled for 24 hours.",
                    assigned.join("; ")
                )
            }
            Self::SwaCancelled { cancelled } => {
                format!("SWA cancelled: {}. The units went back.", cancelled.sentence())
            }
            Self::SwaActivated {
                activated,
                number,
                reason,
            } => {
                let why = reason
                    .as_ref()
                    .map(|reason| format!(" Processed immediately: {reason}"))
                    .unwrap_or_default();
                format!("SWA activated as {number}: {}.{why}", activated.sentence())
            }
            Self::SwaRenewed { renewed } => {
                let renewed: Vec<String> = renewed.iter().map(RenewedUnits::sentence).collect();
                format!("SWA renewed: {}.", renewed.join("; "))
            }
            Self::SwaTermBegun {
                application,
                number,
                units,
                ends,
            } => {
                format!(
                    "The renewed term of {} began as {number}: {}, until {}.",
                    product(application),
                    count(*units, "unit"),
                    ends.format("%-d %b %Y")
                )
            }
            Self::RenewalQuoted { agreements, ends, .. } => {
                format!(
                    "A renewal of {} until {} was quoted.",
                    count(*agreements, "agreement"),
                    ends.format("%-d %b %Y")
                )
            }
            Self::RenewalBegun { units, .. } => format!("A renewal was begun: {}.", count(*units, "unit")),
            Self::RenewalDecided { agreements, ends, .. } => {
                format!(
                    "{} renewed until {}.",
                    count(*agreements, "agreement"),
                    ends.format("%-d %b %Y")
                )
            }
            Self::RenewalDone { .. } => "The renewal was finished.".to_owned(),
            Self::RenewalWithdrawn { .. } => "The renewal was withdrawn; nothing was renewed.".to_owned(),
            Self::RenewalUnitsReturned { units, .. } => {
                format!("The renewal's units went back: {}.", count(*units, "unit"))
            }
            Self::CodesIssued {
                subject,
                first,
                last,
                count,
                mailed,
            } => {
                let mailed = if *mailed { "issued and mailed" } else { "issued" };
                match (first, last, count) {
                    (1, 1, 1) => format!("A code for {subject} was {mailed}."),
                    _ => format!("Codes {first} to {last} of {count} for {subject} were {mailed}."),
                }
            }
            Self::CodesExported { count: exported } => format!("{} exported.", were(*exported, "unused code")),
            Self::CodesMailedAgain { numbers } => format!("Mailed again: {}.", codes(numbers)),
            Self::CodesRevoked { numbers } => format!("Revoked: {}.", codes(numbers)),
            Self::CodeRedeemed {
                plan,
                months,
                seats,
                assigned: to,
            } => format!(
                "The code was redeemed: {} of {plan} for {}. {}",
                count(*months, "month"),
                count(*seats, "device"),
                assigned(to)
            ),
            Self::SeatsAssigned { assigned: to } => assigned(to),
            Self::DeviceAdded { name, serial, .. } => format!("The device {name} was added, serial number {serial}."),
            Self::DeviceUpdated { name, model } => format!("The device is now {name}, model {model}."),
            Self::PackageBuilt { name, items, .. } => format!("{name} was built, of {}.", count(*items, "item")),
            Self::PackageChanged { name, items } => format!("{name} was changed; it has {}.", count(*items, "item")),
            Self::PackageActivated { name } => format!("{name} was activated."),
            Self::ActivationSubmitted {
                package,
                tenant,
                company,
                ..
            } => format!("{tenant} asked to activate {package} for {company}."),
            Self::ActivationApproved {
                comment,
                units,
                by_link,
            } => {
                let added: Vec<_> = units
                    .iter()
                    .map(|(metric, units)| format!("{metric} +{units}"))
                    .collect();
                format!("Approved{}, {}: {}", link(*by_link), added.join(", "), comment.as_str())
            }
            Self::ActivationDeclined { comment, by_link } => {
                format!("Declined{}: {}", link(*by_link), comment.as_str())
            }
            Self::CodeReplaced { email, .. } => format!("A replacement code was mailed to {email}."),
        }
    }
}

impl AssignedUnits {
    fn sentence(&self) -> String {
        format!(
            "{} for {} until {}",
            count(self.units, "unit"),
            product(&self.application),
            self.ends.format("%-d %b %Y")
        )
    }
}

impl RenewedUnits {
    fn sentence(&self) -> String {
        let begins = self
            .begins
            .map(|day| format!(", taken on {}", day.format("%-d %b %Y")))
            .unwrap_or_default();
        format!(
            "{} for {} until {}{begins}",
            count(self.units, "unit"),
            product(&self.application),
            self.ends.format("%-d %b %Y")
        )
    }
}

/// An application's name.
fn product(id: &str) -> &str {
    Catalogue::seed()
        .application(id)
        .map_or(id, |application| &application.name)
}

/// What devices got, in a sentence.
fn assigned(to: &[Assigned]) -> String {
    if to.is_empty() {
        return "No seat was assigned yet.".to_owned();
    }
    let devices: Vec<_> = to
        .iter()
        .map(|one| format!("{} from {} to before {}", one.name, one.start, one.end))
        .collect();
    format!("Assigned: {}.", devices.join("; "))
}

fn codes(numbers: &[u32]) -> String {
    let listed: Vec<_> = numbers.iter().map(u32::to_string).collect();
    format!(
        "{} {}",
        if numbers.len() == 1 { "code" } else { "codes" },
        listed.join(", ")
    )
}

fn were(n: u32, noun: &str) -> String {
    format!("{} {}", count(n, noun), if n == 1 { "was" } else { "were" })
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}

fn units(licences: &[LicenceUnits]) -> String {
    licences
        .iter()
        .map(|l| format!("{} x {}", l.part, l.quantity))
        .collect::<Vec<_>>()
        .join(", ")
}

const fn link(by_link: bool) -> &'static str {
    if by_link { " by the link in the mail" } else { "" }
}

fn count(n: u32, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
