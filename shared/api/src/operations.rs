//! The only list of operations there is. Handlers register by its rows; the OpenAPI
//! document, the local router, the site's client, the template's routes and the
//! coverage tests are made from it or checked against it.

use crate::{
    assurance::*, catalogue::*, certificate::*, codes::*, customers::*, devices::*, events::*, licences::*, orders::*,
    packages::*, page::*, renewals::*, subscriptions::*, tenants::*, units::*, upgrades::*, users::*, webhooks::*,
};
use domain::{
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, LocationId, OrderId, OrganisationId, PackageId, QuoteId,
        RenewalId, SubscriptionId, UpgradeId, UserId,
    },
    organisation::Role::{
        self, Buyer, LicenceUser, Operator, Requester, StandardUser, SwaUser, TenantAdmin, VendorAdmin,
    },
};

/// The HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or does; or reads with a secret in the body.
    Post,
    /// Replaces.
    Put,
}

impl Method {
    /// As it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; there is no authorizer before it.
    Public,
    /// Whoever the issuer vouches for, bound to a user or not.
    Identity,
    /// Any user.
    User,
    /// Users who hold any of these roles.
    Roles(&'static [Role]),
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Kebab-case, unique; the OpenAPI operation id.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Whether it changes something, and so takes an idempotency key.
    pub changes: bool,
    /// The folder in `functions/` that does it.
    pub function: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
}

/// An operation with its types.
pub trait Endpoint {
    /// Its row.
    const OPERATION: Operation;
    /// The ids in the path, in order; `()` for none.
    type Path;
    /// The body of a POST or PUT, the query of a GET.
    type Request;
    /// The answer when it succeeds.
    type Response;
}

macro_rules! access {
    (Public) => { Access::Public };
    (Identity) => { Access::Identity };
    (User) => { Access::User };
    ([$($role:ident),+]) => { Access::Roles(&[$($role),+]) };
}

macro_rules! changes {
    (reads) => {
        false
    };
    (changes) => {
        true
    };
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $marker:ident $name:literal $function:literal $method:ident $path:literal
        $access:tt $changes:ident ($path_type:ty, $request:ty) -> $response:ty;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy)]
            pub struct $marker;

            impl Endpoint for $marker {
                const OPERATION: Operation = Operation {
                    name: $name,
                    method: Method::$method,
                    path: $path,
                    access: access!($access),
                    changes: changes!($changes),
                    function: $function,
                    summary: concat!($($doc),+).trim_ascii(),
                };
                type Path = $path_type;
                type Request = $request;
                type Response = $response;
            }
        )+

        /// Every operation.
        pub const OPERATIONS: &[Operation] = &[$($marker::OPERATION,)+];

        /// Calls the visitor once for every operation, with its types.
        #[cfg(feature = "openapi")]
        pub(crate) fn visit(visitor: &mut impl crate::openapi::Visitor) {
            $(visitor.visit::<$request, $response>(&$marker::OPERATION);)+
        }
    };
}

operations! {
    /// Who is signed in, of which organisation, with which roles.
    GetSession "get-session" "manage-users" Get "/api/session" User reads ((), ()) -> Session;
    /// Binds the identity that is signed in to the invited user.
    AcceptInvitation "accept-invitation" "manage-users" Post "/api/invitations/accept" Identity changes ((), AcceptInvitationRequest) -> Session;
    /// Every organisation of the deployment, by name.
    ListOrganisations "list-organisations" "manage-users" Get "/api/organisations" [VendorAdmin] reads ((), PageQuery) -> Page<OrganisationView>;
    /// Makes an organisation: a distributor, dealer or tenant.
    CreateOrganisation "create-organisation" "manage-users" Post "/api/organisations" [VendorAdmin] changes ((), CreateOrganisationRequest) -> OrganisationView;
    /// Gives an organisation another name.
    RenameOrganisation "rename-organisation" "manage-users" Put "/api/organisations/{organisation_id}/name" [VendorAdmin] changes (OrganisationId, RenameOrganisationRequest) -> OrganisationView;
    /// The users of an organisation, by name.
    ListUsers "list-users" "manage-users" Get "/api/organisations/{organisation_id}/users" [VendorAdmin, TenantAdmin] reads (OrganisationId, PageQuery) -> Page<UserView>;
    /// Makes a user and mails the invitation.
    InviteUser "invite-user" "manage-users" Post "/api/organisations/{organisation_id}/users" [VendorAdmin, TenantAdmin] changes (OrganisationId, InviteUserRequest) -> UserView;
    /// Mails a new invitation; the one before stops working.
    InviteAgain "invite-again" "manage-users" Post "/api/organisations/{organisation_id}/users/{user_id}/invitations" [VendorAdmin, TenantAdmin] changes ((OrganisationId, UserId), InviteAgainRequest) -> UserView;
    /// Replaces what a user may do. No roles means nothing.
    SetRoles "set-roles" "manage-users" Put "/api/organisations/{organisation_id}/users/{user_id}/roles" [VendorAdmin, TenantAdmin] changes ((OrganisationId, UserId), SetRolesRequest) -> UserView;
    /// Says that a user's address is right after mail came back from it: it is mailed again.
    ConfirmAddress "confirm-address" "manage-users" Post "/api/organisations/{organisation_id}/users/{user_id}/address/confirm" [VendorAdmin, TenantAdmin] changes ((OrganisationId, UserId), ConfirmAddressRequest) -> UserView;
    /// What has happened to an organisation and its users, newest first.
    ListOrganisationEvents "list-organisation-events" "manage-users" Get "/api/organisations/{organisation_id}/events" [VendorAdmin, TenantAdmin] reads (OrganisationId, PageQuery) -> Page<EventView>;

    /// Ships an order into an organisation's bin. The same order again is the same order.
    ShipOrder "ship-order" "ship-order" Post "/api/orders" [VendorAdmin] changes ((), ShipOrderRequest) -> ShipOrderResponse;
    /// Ships the orders of a CSV or JSON file, row by row; a file can be sent again.
    ImportOrders "import-orders" "ship-order" Post "/api/orders/import" [VendorAdmin] changes ((), ImportOrdersRequest) -> ImportReport;
    /// The orders that were shipped, newest first.
    ListOrders "list-orders" "ship-order" Get "/api/orders" [VendorAdmin] reads ((), PageQuery) -> Page<OrderView>;
    /// One order with its lines, for who shipped it and who holds it.
    GetOrder "get-order" "look-up" Get "/api/orders/{order_id}" [VendorAdmin, LicenceUser, SwaUser] reads (OrderId, ()) -> OrderView;

    /// The parts that can be ordered, by number.
    ListParts "list-parts" "look-up" Get "/api/parts" [VendorAdmin, LicenceUser, SwaUser] reads ((), PageQuery) -> Page<PartView>;
    /// The system types with the format of their hardware key code.
    ListSystemTypes "list-system-types" "look-up" Get "/api/system-types" [VendorAdmin, LicenceUser, SwaUser] reads ((), PageQuery) -> Page<SystemTypeView>;

    /// The orders in the licence bin that still hold units, oldest first.
    GetBin "get-bin" "look-up" Get "/api/bin" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<OrderView>;
    /// The same units, added up by part.
    GetBinByPart "get-bin-by-part" "look-up" Get "/api/bin/parts" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<BinPart>;
    /// The licences attached most recently.
    ListRecentlyAttached "list-recently-attached" "look-up" Get "/api/licences/recently-attached" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<RecentLicence>;
    /// The licences activated most recently.
    ListRecentlyActivated "list-recently-activated" "look-up" Get "/api/licences/recently-activated" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<RecentLicence>;

    /// The organisation's customers, by name.
    ListCustomers "list-customers" "look-up" Get "/api/customers" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<CustomerView>;
    /// Makes a customer.
    CreateCustomer "create-customer" "manage-customers" Post "/api/customers" [LicenceUser, SwaUser] changes ((), CustomerRequest) -> CustomerView;
    /// Adds the customers and locations of a CSV or JSON file, row by row; a file can be sent again.
    ImportCustomers "import-customers" "manage-customers" Post "/api/customers/import" [LicenceUser, SwaUser] changes ((), ImportCustomersRequest) -> CustomerImport;
    /// One customer.
    GetCustomer "get-customer" "look-up" Get "/api/customers/{customer_id}" [LicenceUser, SwaUser] reads (CustomerId, ()) -> CustomerView;
    /// Replaces a customer's details.
    UpdateCustomer "update-customer" "manage-customers" Put "/api/customers/{customer_id}" [LicenceUser, SwaUser] changes (CustomerId, CustomerRequest) -> CustomerView;
    /// A customer's locations, by name.
    ListLocations "list-locations" "look-up" Get "/api/customers/{customer_id}/locations" [LicenceUser, SwaUser] reads (CustomerId, PageQuery) -> Page<LocationSummary>;
    /// Makes a location; its hardware key code is taken from then on.
    CreateLocation "create-location" "manage-customers" Post "/api/customers/{customer_id}/locations" [LicenceUser, SwaUser] changes (CustomerId, CreateLocationRequest) -> LocationView;
    /// Finds locations by part of their name or hardware key code.
    FindLocations "find-locations" "look-up" Post "/api/locations/find" [LicenceUser, SwaUser] reads ((), FindLocationsRequest) -> Page<LocationSummary>;
    /// One location with its licences, what they add up to, and its licence files.
    GetLocation "get-location" "look-up" Get "/api/locations/{location_id}" [LicenceUser, SwaUser] reads (LocationId, ()) -> LocationView;
    /// Replaces a location's details. System type and hardware key code stay.
    UpdateLocation "update-location" "manage-customers" Put "/api/locations/{location_id}" [LicenceUser, SwaUser] changes (LocationId, UpdateLocationRequest) -> LocationView;
    /// What has happened at a location, newest first.
    ListLocationEvents "list-location-events" "look-up" Get "/api/locations/{location_id}/events" [LicenceUser, SwaUser] reads (LocationId, PageQuery) -> Page<EventView>;

    /// Reserves units of an order for a location.
    AttachLicences "attach-licences" "attach-licences" Post "/api/locations/{location_id}/attach" [LicenceUser, SwaUser] changes (LocationId, AttachLicencesRequest) -> AttachLicencesResponse;
    /// Puts attached licences back into the order lines they came from.
    DetachLicences "detach-licences" "attach-licences" Post "/api/locations/{location_id}/detach" [LicenceUser, SwaUser] changes (LocationId, DetachLicencesRequest) -> DetachLicencesResponse;
    /// Activates attached licences for good and makes the licence file.
    ActivateLicences "activate-licences" "activate-licences" Post "/api/locations/{location_id}/activate" [LicenceUser, SwaUser] changes (LocationId, ActivateLicencesRequest) -> ActivateLicencesResponse;
    /// Makes the licence file anew, with the next sequence number.
    RegenerateLicenceFile "regenerate-licence-file" "activate-licences" Post "/api/locations/{location_id}/licence-files" [LicenceUser, SwaUser] changes (LocationId, RegenerateLicenceFileRequest) -> LicenceFileView;
    /// A licence file, with its content.
    GetLicenceFile "get-licence-file" "look-up" Get "/api/locations/{location_id}/licence-files/{sequence}" [LicenceUser, SwaUser] reads ((LocationId, u32), ()) -> LicenceFileContent;
    /// What a location may use at this moment, with the licence file that proves it, to print.
    GetCertificate "get-certificate" "look-up" Get "/api/locations/{location_id}/certificate" [LicenceUser, SwaUser] reads (LocationId, ()) -> CertificateView;
    /// The public keys that licence files are signed with, retired ones included (RFC 7517).
    GetKeySet "get-key-set" "look-up" Get "/.well-known/jwks.json" Public reads ((), ()) -> KeySetView;

    /// What the vendor has agreed with a tenant: plan, Sold-To-ID, contract.
    GetTenant "get-tenant" "manage-users" Get "/api/organisations/{organisation_id}/tenant" [VendorAdmin, TenantAdmin] reads (OrganisationId, ()) -> TenantView;
    /// Replaces what the vendor has agreed with a tenant.
    SetTenant "set-tenant" "manage-users" Put "/api/organisations/{organisation_id}/tenant" [VendorAdmin] changes (OrganisationId, TenantTerms) -> TenantView;
    /// A tenant's quota: limit and use of every metric.
    GetTenantQuota "get-tenant-quota" "manage-users" Get "/api/organisations/{organisation_id}/quota" [VendorAdmin] reads (OrganisationId, ()) -> QuotaView;
    /// Notes what a tenant uses, as the vendor's platform has measured it.
    SetQuotaUse "set-quota-use" "manage-users" Put "/api/organisations/{organisation_id}/quota-use" [VendorAdmin] changes (OrganisationId, SetQuotaUseRequest) -> QuotaView;

    /// The plans that a tenant can be on.
    ListPlans "list-plans" "browse-upgrades" Get "/api/plans" [VendorAdmin] reads ((), PageQuery) -> Page<PlanView>;
    /// The home page of upgrades: contract, Sold-To-ID and open requests, by role.
    GetUpgradesHome "get-upgrades-home" "browse-upgrades" Get "/api/upgrades/home" [TenantAdmin, StandardUser, Requester, Buyer] reads ((), ()) -> UpgradesHome;
    /// The catalogue, each item with its price and why it cannot be bought, if it cannot.
    ListUpgradeItems "list-upgrade-items" "browse-upgrades" Get "/api/upgrade-items" [TenantAdmin, StandardUser, Requester, Buyer] reads ((), PageQuery) -> Page<UpgradeItemView>;
    /// The tenant's requests and purchases, by last update.
    ListUpgrades "list-upgrades" "browse-upgrades" Get "/api/upgrades" [TenantAdmin, StandardUser, Requester, Buyer] reads ((), UpgradesQuery) -> Page<UpgradeSummary>;
    /// One request or purchase with its price.
    GetUpgrade "get-upgrade" "browse-upgrades" Get "/api/upgrades/{upgrade_id}" [TenantAdmin, StandardUser, Requester, Buyer] reads (UpgradeId, ()) -> UpgradeView;
    /// What has happened to a request or purchase, newest first.
    ListUpgradeEvents "list-upgrade-events" "browse-upgrades" Get "/api/upgrades/{upgrade_id}/events" [TenantAdmin, StandardUser, Requester, Buyer] reads (UpgradeId, PageQuery) -> Page<EventView>;
    /// The tenant's quota: limit and use of every metric.
    GetQuota "get-quota" "browse-upgrades" Get "/api/quota" [TenantAdmin] reads ((), ()) -> QuotaView;
    /// The orders of all tenants that the vendor reviews, newest first.
    ListOrderForms "list-order-forms" "browse-upgrades" Get "/api/order-forms" [VendorAdmin] reads ((), PageQuery) -> Page<OrderFormView>;

    /// Buys an upgrade, for buyers; asks for one, for requesters.
    SubmitUpgrade "submit-upgrade" "submit-request" Post "/api/upgrades" [TenantAdmin, StandardUser, Requester, Buyer] changes ((), SubmitUpgradeRequest) -> SubmitUpgradeResponse;

    /// Approves or declines a request. There is one decision, ever.
    DecideUpgrade "decide-upgrade" "manage-request" Post "/api/upgrades/{upgrade_id}/decision" [Buyer] changes (UpgradeId, DecideUpgradeRequest) -> UpgradeView;
    /// Takes a request of one's own back, while nobody has decided on it.
    WithdrawUpgrade "withdraw-upgrade" "manage-request" Post "/api/upgrades/{upgrade_id}/withdrawal" [TenantAdmin, StandardUser, Requester, Buyer] changes (UpgradeId, WithdrawUpgradeRequest) -> UpgradeView;
    /// What the link in a buyer's mail is about. It changes nothing.
    ReadActionLink "read-action-link" "manage-request" Post "/api/action-links/read" Public reads ((), ReadActionLinkRequest) -> ActionLinkView;
    /// Approves or declines a request, by the link in a buyer's mail.
    DecideByActionLink "decide-by-action-link" "manage-request" Post "/api/action-links/decide" Public changes ((), DecideByActionLinkRequest) -> ActionLinkView;
    /// Accepts the order of an upgrade that is provisioned; what was suspended is there again.
    AcceptUpgrade "accept-upgrade" "manage-request" Post "/api/order-forms/{upgrade_id}/acceptance" [VendorAdmin] changes (UpgradeId, AcceptUpgradeRequest) -> OrderFormView;
    /// Suspends provisional access to an upgrade; its quota steps back.
    SuspendUpgrade "suspend-upgrade" "manage-request" Post "/api/order-forms/{upgrade_id}/suspension" [VendorAdmin] changes (UpgradeId, SuspendUpgradeRequest) -> OrderFormView;
    /// The endpoint that is called when an upgrade is bought.
    GetEndpoint "get-endpoint" "manage-request" Get "/api/webhooks/endpoint" [VendorAdmin] reads ((), ()) -> EndpointView;
    /// Sets the endpoint that is called when an upgrade is bought. A new secret is shown once.
    SetEndpoint "set-endpoint" "manage-request" Put "/api/webhooks/endpoint" [VendorAdmin] changes ((), SetEndpointRequest) -> SetEndpointResponse;
    /// What was sent to the endpoint, newest first.
    ListDeliveries "list-deliveries" "manage-request" Get "/api/webhooks/deliveries" [VendorAdmin] reads ((), PageQuery) -> Page<DeliveryView>;
    /// Sends a message to the endpoint again; an upgrade that failed goes on where it stopped.
    SendAgain "send-again" "manage-request" Post "/api/webhooks/deliveries/{upgrade_id}/attempts" [VendorAdmin] changes (UpgradeId, SendAgainRequest) -> DeliveryView;
    /// Lets a distributor ship to a dealer, or no longer.
    SetShippingAllowance "set-shipping-allowance" "manage-users" Put "/api/organisations/{organisation_id}/allowances/{dealer_id}" [VendorAdmin] changes ((OrganisationId, OrganisationId), SetAllowanceRequest) -> AllowanceView;
    /// The dealers that a distributor may ship to.
    ListShippingAllowances "list-shipping-allowances" "manage-users" Get "/api/organisations/{organisation_id}/allowances" [VendorAdmin] reads (OrganisationId, PageQuery) -> Page<AllowanceView>;
    /// The dealers that one's own organisation may ship to; none for who is no distributor.
    ListDealers "list-dealers" "look-up" Get "/api/dealers" [LicenceUser, SwaUser] reads ((), PageQuery) -> Page<AllowanceView>;
    /// Ships SWA units on to a dealer. The same order again is the same order.
    ReshipSwaUnits "reship-swa-units" "reship-order" Post "/api/swa/reship" [SwaUser] changes ((), ReshipUnitsRequest) -> ReshipUnitsResponse;
    /// What the organisation has shipped on to dealers, newest first.
    ListResoldOrders "list-resold-orders" "look-up" Get "/api/resold-orders" [SwaUser] reads ((), PageQuery) -> Page<OrderView>;

    /// The SWA bin: units left, and in which lots.
    GetSwaBin "get-swa-bin" "look-up" Get "/api/swa/bin" [SwaUser] reads ((), PageQuery) -> SwaBinView;
    /// Locations in grace without SWA, the one whose grace ends first before the others.
    ListSwaProspects "list-swa-prospects" "look-up" Get "/api/swa/prospects" [SwaUser] reads ((), PageQuery) -> Page<ProspectView>;
    /// A location's agreements, and what it can have free of charge.
    GetLocationSwa "get-location-swa" "look-up" Get "/api/locations/{location_id}/swa" [SwaUser] reads (LocationId, ()) -> LocationSwaView;
    /// Makes a quote for every application of a location.
    MakeSwaQuote "make-swa-quote" "assign-swa" Post "/api/locations/{location_id}/swa/quotes" [SwaUser] changes (LocationId, SwaQuoteRequest) -> SwaQuoteView;
    /// A quote, and whether it still holds.
    GetSwaQuote "get-swa-quote" "look-up" Get "/api/locations/{location_id}/swa/quotes/{quote_id}" [SwaUser] reads ((LocationId, QuoteId), ()) -> SwaQuoteView;
    /// A quote as a CSV file.
    ExportSwaQuote "export-swa-quote" "look-up" Get "/api/locations/{location_id}/swa/quotes/{quote_id}/export" [SwaUser] reads ((LocationId, QuoteId), ()) -> QuoteExport;
    /// Allocates the units of chosen terms; they cool off for 24 hours.
    AssignSwa "assign-swa" "assign-swa" Post "/api/locations/{location_id}/swa/assign" [SwaUser] changes (LocationId, AssignSwaRequest) -> AssignSwaResponse;
    /// Takes an assignment back within its 24 hours; every unit goes back to its lot.
    CancelSwa "cancel-swa" "assign-swa" Post "/api/locations/{location_id}/swa/cancel" [SwaUser] changes (LocationId, CancelSwaRequest) -> AgreementView;
    /// Activates an assignment at once, with a reason. It cannot be undone.
    ProcessSwa "process-swa" "assign-swa" Post "/api/locations/{location_id}/swa/process" [SwaUser] changes (LocationId, ProcessSwaRequest) -> AgreementView;
    /// Attaches newest versions free of charge, where SWA is active or in grace.
    AttachFreeLicences "attach-free-licences" "attach-licences" Post "/api/locations/{location_id}/swa/free-licences" [SwaUser] changes (LocationId, AttachFreeLicencesRequest) -> AttachLicencesResponse;

    /// A customer's agreements, for the renewal page.
    GetCustomerSwa "get-customer-swa" "look-up" Get "/api/customers/{customer_id}/swa" [SwaUser] reads (CustomerId, ()) -> CustomerSwaView;
    /// Quotes the renewal of a customer's agreements to one end.
    QuoteSwaRenewal "quote-swa-renewal" "renew-swa" Post "/api/customers/{customer_id}/swa/renewals" [SwaUser] changes (CustomerId, RenewalQuoteRequest) -> RenewalView;
    /// A renewal, quoted or done.
    GetSwaRenewal "get-swa-renewal" "look-up" Get "/api/customers/{customer_id}/swa/renewals/{renewal_id}" [SwaUser] reads ((CustomerId, RenewalId), ()) -> RenewalView;
    /// A renewal's quote as a CSV file.
    ExportSwaRenewal "export-swa-renewal" "look-up" Get "/api/customers/{customer_id}/swa/renewals/{renewal_id}/export" [SwaUser] reads ((CustomerId, RenewalId), ()) -> QuoteExport;
    /// Renews every agreement that the quote could quote, or none.
    RenewSwa "renew-swa" "renew-swa" Post "/api/customers/{customer_id}/swa/renewals/{renewal_id}/renew" [SwaUser] changes ((CustomerId, RenewalId), RenewSwaRequest) -> RenewalView;

    /// The plans that subscription codes are issued for, by rank.
    ListSubscriptionPlans "list-subscription-plans" "look-up" Get "/api/subscription-plans" [VendorAdmin, LicenceUser, SwaUser, TenantAdmin, Buyer] reads ((), PageQuery) -> Page<SubscriptionPlanView>;
    /// Issues a subscription code and mails it to the buyer.
    IssueSubscriptionCode "issue-subscription-code" "issue-codes" Post "/api/subscription-codes" [VendorAdmin, LicenceUser, SwaUser] changes ((), IssueSubscriptionCodeRequest) -> BatchView;
    /// Generates codes for a package that is activated, for export or by mail.
    GenerateCodes "generate-codes" "issue-codes" Post "/api/packages/{package_id}/codes" [Operator] changes (PackageId, GenerateCodesRequest) -> BatchView;
    /// The codes that the organisation issued, newest batch first.
    ListCodeBatches "list-code-batches" "issue-codes" Get "/api/code-batches" [VendorAdmin, LicenceUser, SwaUser, Operator] reads ((), PageQuery) -> Page<BatchView>;
    /// One batch with what became of its codes; the codes themselves are not shown.
    GetCodeBatch "get-code-batch" "issue-codes" Get "/api/code-batches/{batch_id}" [VendorAdmin, LicenceUser, SwaUser, Operator] reads (BatchId, ()) -> BatchDetail;
    /// What has happened to a batch, newest first.
    ListCodeBatchEvents "list-code-batch-events" "issue-codes" Get "/api/code-batches/{batch_id}/events" [VendorAdmin, LicenceUser, SwaUser, Operator] reads (BatchId, PageQuery) -> Page<EventView>;
    /// A file of the batch's codes that are unused. Each export is noted.
    ExportCodes "export-codes" "issue-codes" Post "/api/code-batches/{batch_id}/export" [VendorAdmin, LicenceUser, SwaUser, Operator] changes (BatchId, ExportCodesRequest) -> ExportedCodes;
    /// Mails codes that are unused again.
    MailCodes "mail-codes" "issue-codes" Post "/api/code-batches/{batch_id}/mail" [VendorAdmin, LicenceUser, SwaUser, Operator] changes (BatchId, MailCodesRequest) -> BatchView;
    /// Revokes codes that are unused, for good.
    RevokeCodes "revoke-codes" "issue-codes" Post "/api/code-batches/{batch_id}/revocation" [VendorAdmin, LicenceUser, SwaUser, Operator] changes (BatchId, RevokeCodesRequest) -> BatchView;

    /// What a code stands for. It consumes nothing.
    PreviewCode "preview-code" "redeem-code" Post "/api/codes/preview" [Buyer] reads ((), PreviewCodeRequest) -> CodePreview;
    /// What devices would get from a subscription code, with dates. It consumes nothing.
    PreviewRedemption "preview-redemption" "redeem-code" Post "/api/codes/preview-devices" [Buyer] reads ((), PreviewRedemptionRequest) -> AssignmentPreview;
    /// Redeems a subscription code, once, together with what is assigned to devices.
    RedeemCode "redeem-code" "redeem-code" Post "/api/codes/redeem" [Buyer] changes ((), RedeemCodeRequest) -> SubscriptionView;
    /// Redeems a package code, once: asks its provider to activate the package.
    SubmitActivation "submit-activation" "redeem-code" Post "/api/codes/activate" [Buyer] changes ((), SubmitActivationRequest) -> ActivationView;
    /// The organisation's subscriptions, newest first.
    ListSubscriptions "list-subscriptions" "look-up" Get "/api/subscriptions" [TenantAdmin, Buyer] reads ((), PageQuery) -> Page<SubscriptionView>;
    /// Today, the plans, and the seats that no device has yet.
    GetSubscriptionOverview "get-subscription-overview" "look-up" Get "/api/subscriptions/overview" [TenantAdmin, Buyer] reads ((), ()) -> SubscriptionOverview;
    /// What has happened to a subscription, newest first.
    ListSubscriptionEvents "list-subscription-events" "look-up" Get "/api/subscriptions/{subscription_id}/events" [TenantAdmin, Buyer] reads (SubscriptionId, PageQuery) -> Page<EventView>;
    /// What devices would get from unassigned seats, with dates.
    PreviewAssignment "preview-assignment" "redeem-code" Post "/api/subscriptions/{subscription_id}/preview" [Buyer] reads (SubscriptionId, PreviewAssignmentRequest) -> AssignmentPreview;
    /// Assigns unassigned seats to devices, for good.
    AssignSeats "assign-seats" "redeem-code" Post "/api/subscriptions/{subscription_id}/assignments" [Buyer] changes (SubscriptionId, AssignSeatsRequest) -> SubscriptionView;

    /// The organisation's devices with their periods, by name.
    ListDevices "list-devices" "look-up" Get "/api/devices" [TenantAdmin, Buyer] reads ((), PageQuery) -> Page<DeviceView>;
    /// One device with its periods.
    GetDevice "get-device" "look-up" Get "/api/devices/{device_id}" [TenantAdmin, Buyer] reads (DeviceId, ()) -> DeviceView;
    /// What has happened to a device, what was assigned to it among it, newest first.
    ListDeviceEvents "list-device-events" "look-up" Get "/api/devices/{device_id}/events" [TenantAdmin, Buyer] reads (DeviceId, PageQuery) -> Page<EventView>;
    /// Adds a device; its serial number is taken from then on.
    CreateDevice "create-device" "redeem-code" Post "/api/devices" [TenantAdmin, Buyer] changes ((), CreateDeviceRequest) -> DeviceView;
    /// Replaces a device's name and model.
    UpdateDevice "update-device" "redeem-code" Put "/api/devices/{device_id}" [TenantAdmin, Buyer] changes (DeviceId, UpdateDeviceRequest) -> DeviceView;
    /// Adds the devices of a CSV file, row by row; a file can be sent again.
    ImportDevices "import-devices" "redeem-code" Post "/api/devices/import" [TenantAdmin, Buyer] changes ((), ImportDevicesRequest) -> DeviceImport;

    /// What packages can hold.
    ListPackageChoices "list-package-choices" "build-package" Get "/api/package-choices" [Operator] reads ((), PageQuery) -> Page<PackageChoiceView>;
    /// The organisation's packages, by name.
    ListPackages "list-packages" "build-package" Get "/api/packages" [Operator] reads ((), PageQuery) -> Page<PackageView>;
    /// One package.
    GetPackage "get-package" "build-package" Get "/api/packages/{package_id}" [Operator] reads (PackageId, ()) -> PackageView;
    /// What has happened to a package, newest first.
    ListPackageEvents "list-package-events" "build-package" Get "/api/packages/{package_id}/events" [Operator] reads (PackageId, PageQuery) -> Page<EventView>;
    /// Builds a package. It can be changed until it is activated.
    CreatePackage "create-package" "build-package" Post "/api/packages" [Operator] changes ((), PackageRequest) -> PackageView;
    /// Changes a package that is not activated.
    UpdatePackage "update-package" "build-package" Put "/api/packages/{package_id}" [Operator] changes (PackageId, PackageRequest) -> PackageView;
    /// Activates a package, for good.
    ActivatePackage "activate-package" "build-package" Post "/api/packages/{package_id}/activation" [Operator] changes (PackageId, ActivatePackageRequest) -> PackageView;
    /// The requests to activate the organisation's packages, newest first.
    ListPackageActivations "list-package-activations" "build-package" Get "/api/package-activations" [Operator] reads ((), PageQuery) -> Page<ActivationView>;
    /// The tenant's own requests to activate packages, newest first.
    ListActivations "list-activations" "build-package" Get "/api/activations" [Buyer] reads ((), PageQuery) -> Page<ActivationView>;
    /// One request, for who asks and who provides.
    GetActivation "get-activation" "build-package" Get "/api/activations/{activation_id}" [Operator, Buyer] reads (ActivationId, ()) -> ActivationView;
    /// What has happened to a request, newest first.
    ListActivationEvents "list-activation-events" "build-package" Get "/api/activations/{activation_id}/events" [Operator, Buyer] reads (ActivationId, PageQuery) -> Page<EventView>;
    /// Approves or declines a request. What is approved is added to the tenant's quota.
    DecideActivation "decide-activation" "build-package" Post "/api/activations/{activation_id}/decision" [Operator] changes (ActivationId, DecideActivationRequest) -> ActivationView;
    /// Issues a replacement for the code of a declined request, and mails it to who asked.
    ReplaceCode "replace-code" "build-package" Post "/api/activations/{activation_id}/replacement" [Operator] changes (ActivationId, ReplaceCodeRequest) -> ActivationView;
    /// What the link in an operator's mail is about. It changes nothing.
    ReadActivationLink "read-activation-link" "build-package" Post "/api/activation-links/read" Public reads ((), ReadActivationLinkRequest) -> ActivationLinkView;
    /// Approves or declines a request, by the link in an operator's mail.
    DecideByActivationLink "decide-by-activation-link" "build-package" Post "/api/activation-links/decide" Public changes ((), DecideByActivationLinkRequest) -> ActivationLinkView;
}

impl Operation {
    /// The operation of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }
}
