//! The only list of operations there is. Handlers register by its rows; the OpenAPI
//! document, the local router, the site's client, the template's routes and the
//! coverage tests are made from it or checked against it.

use crate::{
    assurance::*, bulk::*, catalogue::*, certificate::*, codes::*, customer_links::*, customers::*, desk::*,
    devices::*, events::*, external::*, hkcs::*, impersonations::*, key_codes::*, licences::*, orders::*, outbox::*,
    packages::*, page::*, renewals::*, replacement::*, reship::*, subscriptions::*, tenants::*, transfers::*, units::*,
    upgrades::*, users::*, webhooks::*,
};
use domain::{
    id::{
        ActivationId, BatchId, CustomerId, DeviceId, ImpersonationId, LocationId, OrderId, OrganisationId, PackageId,
        QuoteId, RenewalId, SubscriptionId, TransferId, UpgradeId, UserId,
    },
    organisation::Role::{
        Buyer, CatalogueEditor, LicenceUser, Operator, Requester, StandardUser, SwaUser, TenantAdmin, VendorAdmin,
    },
};

mod row;

pub use row::{About, Access, Endpoint, Idempotency, Method, Operation, TokenScope, Vouched};

macro_rules! vouched_by_token {
    ($($request:ty),+) => {$(
        impl Vouched for $request {
            /// White space around a token that was pasted makes no other link of it.
            fn voucher(&self) -> &str {
                self.token.trim()
            }
        }
    )+};
}
vouched_by_token!(
    ReadActionLinkRequest,
    DecideByActionLinkRequest,
    ReadActivationLinkRequest,
    DecideByActivationLinkRequest,
    ReadCustomerLinkRequest,
    ReadLinkedSystemRequest,
    SaveLinkedFileRequest
);

macro_rules! access {
    (Public) => { Access::Public };
    (Identity) => { Access::Identity };
    (User) => { Access::User };
    ([$($role:ident),+]) => { Access::Roles(&[$($role),+]) };
}

macro_rules! scope {
    (none) => {
        None
    };
    ($scope:ident) => {
        Some(TokenScope::$scope)
    };
}

macro_rules! on_behalf {
    (on_behalf) => {
        true
    };
    (oneself) => {
        false
    };
}

macro_rules! idempotency {
    (safe) => {
        Idempotency::Safe
    };
    (keyed) => {
        Idempotency::Key
    };
    (by_nature $why:literal) => {
        Idempotency::ByNature($why)
    };
    (not $why:literal) => {
        Idempotency::Not($why)
    };
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $marker:ident $name:literal $function:literal $method:ident $path:literal
        $access:tt {$scope:ident $about:ident $behalf:ident $($idempotency:tt)+} ($path_type:ty, $request:ty) -> $response:ty;)+) => {
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
                    scope: scope!($scope),
                    about: About::$about,
                    on_behalf: on_behalf!($behalf),
                    idempotency: idempotency!($($idempotency)+),
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
    GetSession "get-session" "manage-users" Get "/api/session" User {none Caller on_behalf safe} ((), ()) -> Session;
    /// Binds the identity that is signed in to the invited user.
    AcceptInvitation "accept-invitation" "manage-users" Post "/api/invitations/accept" Identity {none Caller oneself keyed} ((), AcceptInvitationRequest) -> Session;
    /// Every organisation of the deployment, by name.
    ListOrganisations "list-organisations" "manage-users" Get "/api/organisations" [VendorAdmin] {Organisations Desk oneself safe} ((), ListQuery) -> Page<OrganisationView>;
    /// Makes an organisation: a distributor, dealer or tenant.
    CreateOrganisation "create-organisation" "manage-users" Post "/api/organisations" [VendorAdmin] {Organisations Desk oneself keyed} ((), CreateOrganisationRequest) -> OrganisationView;
    /// Gives an organisation another name.
    RenameOrganisation "rename-organisation" "manage-users" Put "/api/organisations/{organisation_id}/name" [VendorAdmin] {Organisations Named oneself keyed} (OrganisationId, RenameOrganisationRequest) -> OrganisationView;
    /// The users of an organisation, by name.
    ListUsers "list-users" "manage-users" Get "/api/organisations/{organisation_id}/users" [VendorAdmin, TenantAdmin] {Users Named oneself safe} (OrganisationId, PageQuery) -> Page<UserView>;
    /// Makes a user and mails the invitation.
    InviteUser "invite-user" "manage-users" Post "/api/organisations/{organisation_id}/users" [VendorAdmin, TenantAdmin] {Users Named oneself keyed} (OrganisationId, InviteUserRequest) -> UserView;
    /// Mails a new invitation; the one before stops working.
    InviteAgain "invite-again" "manage-users" Post "/api/organisations/{organisation_id}/users/{user_id}/invitations" [VendorAdmin, TenantAdmin] {Users Named oneself keyed} ((OrganisationId, UserId), InviteAgainRequest) -> UserView;
    /// Replaces what a user may do. No roles means nothing.
    SetRoles "set-roles" "manage-users" Put "/api/organisations/{organisation_id}/users/{user_id}/roles" [VendorAdmin, TenantAdmin] {Users Named oneself keyed} ((OrganisationId, UserId), SetRolesRequest) -> UserView;
    /// Says that a user's address is right after mail came back from it: it is mailed again.
    ConfirmAddress "confirm-address" "manage-users" Post "/api/organisations/{organisation_id}/users/{user_id}/address/confirm" [VendorAdmin, TenantAdmin] {Users Named oneself keyed} ((OrganisationId, UserId), ConfirmAddressRequest) -> UserView;
    /// What has happened to an organisation and its users, newest first.
    ListOrganisationEvents "list-organisation-events" "manage-users" Get "/api/organisations/{organisation_id}/events" [VendorAdmin, TenantAdmin] {Organisations Named oneself safe} (OrganisationId, PageQuery) -> Page<EventView>;

    /// Ships an order into an organisation's bin. The same order again is the same order.
    ShipOrder "ship-order" "ship-order" Post "/api/orders" [VendorAdmin] {Orders Desk oneself keyed} ((), ShipOrderRequest) -> ShipOrderResponse;
    /// Ships the orders of a CSV or JSON file, row by row; a file can be sent again.
    ImportOrders "import-orders" "ship-order" Post "/api/orders/import" [VendorAdmin] {Orders Desk oneself by_nature "A row whose order is there already is passed over."} ((), ImportOrdersRequest) -> ImportReport;
    /// The orders that were shipped, newest first.
    ListOrders "list-orders" "ship-order" Get "/api/orders" [VendorAdmin] {Orders Desk oneself safe} ((), ListQuery) -> Page<OrderView>;
    /// One order with its lines, for who shipped it and who holds it.
    GetOrder "get-order" "look-up" Get "/api/orders/{order_id}" [VendorAdmin, LicenceUser, SwaUser] {Orders Own on_behalf safe} (OrderId, ()) -> OrderView;
    /// The orders of a purchase or sales order's number, or a part of it, for who shipped them and who holds them.
    LookUpOrders "look-up-orders" "look-up" Post "/api/orders/find" [VendorAdmin, LicenceUser, SwaUser] {Orders Own on_behalf safe} ((), LookUpOrdersRequest) -> FoundOrders;
    /// Where the licences of an order are now, location by location.
    ListOrderLicences "list-order-licences" "look-up" Get "/api/orders/{order_id}/licences" [VendorAdmin, LicenceUser, SwaUser] {Licences Own on_behalf safe} (OrderId, PageQuery) -> Page<OrderLicenceView>;

    /// The orders that wait for a licence file from elsewhere, the longest first.
    ListAwaitedFiles "list-awaited-files" "ship-order" Get "/api/awaited-files" [VendorAdmin] {Orders Desk oneself safe} ((), ListQuery) -> Page<ExternalOrderView>;
    /// Sends a licence file from elsewhere to an order's holder, who is mailed.
    SendExternalFile "send-external-file" "ship-order" Post "/api/orders/{order_id}/external-files" [VendorAdmin] {Orders Own oneself keyed} (OrderId, SendFileRequest) -> ExternalOrderView;
    /// What an order of an external system waits for, and its files.
    GetExternalOrder "get-external-order" "ship-order" Get "/api/orders/{order_id}/external-files" [VendorAdmin] {Orders Own oneself safe} (OrderId, ()) -> ExternalOrderView;
    /// The customer's file that a licence file is made of.
    GetRequestFile "get-request-file" "ship-order" Get "/api/orders/{order_id}/request-file" [VendorAdmin] {Orders Own oneself safe} (OrderId, ()) -> KeptFileContent;

    /// What the desk calls itself, with its logo: what stands on its pages before anybody signs in.
    GetDesk "get-desk" "look-up" Get "/api/desk" Public {none Public oneself safe} ((), ()) -> DeskView;
    /// The parts that can be ordered, by number.
    ListParts "list-parts" "look-up" Get "/api/parts" [VendorAdmin, CatalogueEditor, LicenceUser, SwaUser] {Catalogue Public on_behalf safe} ((), ListQuery) -> Page<PartView>;
    /// The system types with the format of their hardware key code.
    ListSystemTypes "list-system-types" "look-up" Get "/api/system-types" [VendorAdmin, CatalogueEditor, LicenceUser, SwaUser] {Catalogue Public on_behalf safe} ((), PageQuery) -> Page<SystemTypeView>;

    /// The vendor's catalogue: which version is in force, what comes next, and the draft.
    GetCatalogue "get-catalogue" "manage-catalogue" Get "/api/catalogue" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), ()) -> CatalogueView;
    /// Every version of the catalogue that was published, newest first.
    ListCatalogueVersions "list-catalogue-versions" "manage-catalogue" Get "/api/catalogue/versions" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), PageQuery) -> Page<VersionView>;
    /// The document of a version, whole.
    GetCatalogueVersion "get-catalogue-version" "manage-catalogue" Get "/api/catalogue/versions/{version}" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} (u32, ()) -> CatalogueDocument;
    /// What a version changes of another.
    CompareCatalogueVersion "compare-catalogue-version" "manage-catalogue" Get "/api/catalogue/versions/{version}/changes" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} (u32, CompareVersionsQuery) -> DifferencesView;
    /// An entry of the catalogue, and what of the same version names it.
    GetCatalogueEntry "get-catalogue-entry" "manage-catalogue" Get "/api/catalogue/entry" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), CatalogueEntryQuery) -> CatalogueEntry;
    /// Withdraws a version that is to come.
    WithdrawCatalogueVersion "withdraw-catalogue-version" "manage-catalogue" Post "/api/catalogue/versions/{version}/withdraw" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself keyed} (u32, WithdrawVersionRequest) -> VersionView;
    /// What has happened to the catalogue, newest first.
    ListCatalogueEvents "list-catalogue-events" "manage-catalogue" Get "/api/catalogue/events" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), PageQuery) -> Page<EventView>;
    /// The document of the draft, whole.
    GetCatalogueDraft "get-catalogue-draft" "manage-catalogue" Get "/api/catalogue/draft" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), ()) -> CatalogueDocument;
    /// Changes entries of the draft, which is begun from what is in force or to come where there is none.
    EditCatalogueDraft "edit-catalogue-draft" "manage-catalogue" Post "/api/catalogue/draft" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself keyed} ((), EditDraftRequest) -> DraftView;
    /// Puts a file into the draft, which is begun where there is none: a whole catalogue or a section.
    ImportCatalogue "import-catalogue" "manage-catalogue" Post "/api/catalogue/draft/import" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself keyed} ((), ImportCatalogueRequest) -> CatalogueImport;
    /// What publishing the draft would change.
    PreviewCatalogue "preview-catalogue" "manage-catalogue" Get "/api/catalogue/draft/changes" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself safe} ((), ()) -> DifferencesView;
    /// Gives the draft up.
    DiscardCatalogueDraft "discard-catalogue-draft" "manage-catalogue" Post "/api/catalogue/draft/discard" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself keyed} ((), DiscardDraftRequest) -> DraftView;
    /// Publishes the draft as its changes were seen, at once or from a later moment on.
    PublishCatalogue "publish-catalogue" "manage-catalogue" Post "/api/catalogue/draft/publish" [VendorAdmin, CatalogueEditor] {Catalogue Desk oneself keyed} ((), PublishCatalogueRequest) -> VersionView;

    /// The orders in the licence bin that still hold units, oldest first.
    GetBin "get-bin" "look-up" Get "/api/bin" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), ListQuery) -> Page<OrderView>;
    /// The same units, added up by part.
    GetBinByPart "get-bin-by-part" "look-up" Get "/api/bin/parts" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), PageQuery) -> Page<BinPart>;
    /// The licences attached most recently.
    ListRecentlyAttached "list-recently-attached" "look-up" Get "/api/licences/recently-attached" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), PageQuery) -> Page<RecentLicence>;
    /// The licences activated most recently.
    ListRecentlyActivated "list-recently-activated" "look-up" Get "/api/licences/recently-activated" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), PageQuery) -> Page<RecentLicence>;

    /// The organisation's customers, by name.
    ListCustomers "list-customers" "look-up" Get "/api/customers" [LicenceUser, SwaUser] {Customers Own on_behalf safe} ((), ListQuery) -> Page<CustomerView>;
    /// Makes a customer.
    CreateCustomer "create-customer" "manage-customers" Post "/api/customers" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} ((), CustomerRequest) -> CustomerView;
    /// Adds the customers and locations of a CSV or JSON file, row by row; a file can be sent again.
    ImportCustomers "import-customers" "manage-customers" Post "/api/customers/import" [LicenceUser, SwaUser] {Customers Own on_behalf by_nature "A row whose customer and location are there already is passed over."} ((), ImportCustomersRequest) -> CustomerImport;
    /// One customer.
    GetCustomer "get-customer" "look-up" Get "/api/customers/{customer_id}" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (CustomerId, ()) -> CustomerView;
    /// Replaces a customer's details.
    UpdateCustomer "update-customer" "manage-customers" Put "/api/customers/{customer_id}" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (CustomerId, UpdateCustomerRequest) -> CustomerView;
    /// What has happened to a customer, the uses of its links included, newest first.
    ListCustomerEvents "list-customer-events" "look-up" Get "/api/customers/{customer_id}/events" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (CustomerId, PageQuery) -> Page<EventView>;
    /// Gives a customer a link that shows its systems, and mails it.
    GiveCustomerLink "give-customer-link" "manage-customers" Post "/api/customers/{customer_id}/links" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (CustomerId, GiveCustomerLinkRequest) -> CustomerLinkView;
    /// The links that a customer was given, newest first.
    ListCustomerLinks "list-customer-links" "manage-customers" Get "/api/customers/{customer_id}/links" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (CustomerId, PageQuery) -> Page<CustomerLinkView>;
    /// Takes a customer's link back: it shows nothing from then on.
    RevokeCustomerLink "revoke-customer-link" "manage-customers" Post "/api/customers/{customer_id}/links/{number}/revocation" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} ((CustomerId, u32), RevokeCustomerLinkRequest) -> CustomerLinkView;
    /// A customer's systems, by its link. That they were looked at is noted once a day.
    ReadCustomerLink "read-customer-link" "manage-customers" Post "/api/customer-links/read" Public {none Link oneself by_nature "It changes nothing but what is noted once a day."} ((), ReadCustomerLinkRequest) -> LinkedCustomerView;
    /// What one of a customer's systems has, by its link. That it was looked at is noted once a day.
    ReadLinkedSystem "read-linked-system" "manage-customers" Post "/api/customer-links/system" Public {none Link oneself by_nature "It changes nothing but what is noted once a day."} ((), ReadLinkedSystemRequest) -> LinkedSystemView;
    /// A licence file of one of a customer's systems, by its link. That it was saved is noted once a day.
    SaveLinkedFile "save-linked-file" "manage-customers" Post "/api/customer-links/file" Public {none Link oneself by_nature "It changes nothing but what is noted once a day."} ((), SaveLinkedFileRequest) -> LinkedFileContent;
    /// A customer's locations, by name.
    ListLocations "list-locations" "look-up" Get "/api/customers/{customer_id}/locations" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (CustomerId, PageQuery) -> Page<LocationSummary>;
    /// Makes a location; its hardware key code is taken from then on.
    CreateLocation "create-location" "manage-customers" Post "/api/customers/{customer_id}/locations" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (CustomerId, CreateLocationRequest) -> LocationView;
    /// Finds locations by part of their name or hardware key code.
    FindLocations "find-locations" "look-up" Post "/api/locations/find" [LicenceUser, SwaUser] {Customers Own on_behalf safe} ((), FindLocationsRequest) -> FoundLocations;
    /// What hardware key codes are: whose, or replaced by which.
    LookUpHkcs "look-up-hkcs" "look-up" Post "/api/hkcs/find" [VendorAdmin, LicenceUser, SwaUser] {Customers Own on_behalf safe} ((), LookUpHkcsRequest) -> KnownHkcs;
    /// The licences of software key codes, with their locations and orders. Another organisation's is unknown.
    LookUpKeyCodes "look-up-software-key-codes" "look-up" Post "/api/software-key-codes/find" [VendorAdmin, LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), LookUpKeyCodesRequest) -> KnownKeyCodes;
    /// One location with its licences, what they add up to, and its licence files.
    GetLocation "get-location" "look-up" Get "/api/locations/{location_id}" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (LocationId, ()) -> LocationView;
    /// Replaces a location's details. System type and hardware key code stay.
    UpdateLocation "update-location" "manage-customers" Put "/api/locations/{location_id}" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (LocationId, UpdateLocationRequest) -> LocationView;
    /// What has happened at a location, newest first.
    ListLocationEvents "list-location-events" "look-up" Get "/api/locations/{location_id}/events" [LicenceUser, SwaUser] {Customers Own on_behalf safe} (LocationId, PageQuery) -> Page<EventView>;

    /// Attaches licences of an order to the locations of a CSV or JSON file, row by row; a file can be sent again.
    ImportAttachments "import-attachments" "attach-licences" Post "/api/orders/{order_id}/attachments/import" [LicenceUser, SwaUser] {Licences Own on_behalf by_nature "A row whose location has just these units of the order is passed over."} (OrderId, ImportAttachmentsRequest) -> AttachmentImport;
    /// Reserves units of an order for a location.
    AttachLicences "attach-licences" "attach-licences" Post "/api/locations/{location_id}/attach" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, AttachLicencesRequest) -> AttachLicencesResponse;
    /// Puts attached licences back into the order lines they came from.
    DetachLicences "detach-licences" "attach-licences" Post "/api/locations/{location_id}/detach" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, DetachLicencesRequest) -> DetachLicencesResponse;
    /// Activates attached licences for good and makes the licence file.
    ActivateLicences "activate-licences" "activate-licences" Post "/api/locations/{location_id}/activate" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, ActivateLicencesRequest) -> ActivateLicencesResponse;
    /// Makes the hardware key code of a location that has a temporary key, and activates the licence that waits for it.
    MakeHkc "make-hardware-key-code" "activate-licences" Post "/api/locations/{location_id}/hardware-key-code" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, MakeHkcRequest) -> MakeHkcResponse;
    /// Imports the licences that an installed system has, once and before anything is activated.
    ImportLicences "import-licences" "activate-licences" Post "/api/locations/{location_id}/licences/import" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, ImportLicencesRequest) -> LicencesImport;
    /// Makes a licence file that holds for a while and grants everything: a demo or service licence.
    IssueLimited "issue-limited-licence" "activate-licences" Post "/api/locations/{location_id}/limited-licences" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, IssueLimitedRequest) -> LicenceFileView;
    /// Replaces the hardware of a location: another hardware key code, with everything that the location has.
    ReplaceHardware "replace-hardware" "activate-licences" Post "/api/locations/{location_id}/hardware-replacement" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, ReplaceHardwareRequest) -> HardwareReplacementView;
    /// Replaces the hardware of whatever location has a hardware key code, or has it made anew.
    ReplaceAnyHardware "replace-any-hardware" "activate-licences" Post "/api/hardware-replacements" [VendorAdmin] {Licences Desk oneself keyed} ((), ReplaceAnyHardwareRequest) -> HardwareReplacementView;
    /// Gives hardware that takes the place of what died what the location has, for 14 days.
    IssueEmergency "issue-emergency-licence" "activate-licences" Post "/api/locations/{location_id}/emergency-licence" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, EmergencyRequest) -> LicenceFileView;
    /// The locations whose hardware has to be replaced after an emergency licence; the vendor's all.
    ListDueReplacements "list-due-replacements" "look-up" Get "/api/hardware-replacements" [VendorAdmin, LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), PageQuery) -> Page<DueReplacementView>;
    /// Asks whichever dealer has a location for it, with all that it has. The answer is the same where nobody has it.
    AskForLocation "ask-for-location" "manage-customers" Post "/api/transfers" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} ((), AskForLocationRequest) -> TransferView;
    /// Offers a location to the dealer of a user, with all that it has. The answer is the same where it is nobody's address.
    OfferLocation "offer-location" "manage-customers" Post "/api/locations/{location_id}/transfers" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (LocationId, OfferLocationRequest) -> TransferView;
    /// What the organisation asked for, offered and ordered, and what waits for it, newest first.
    ListTransfers "list-transfers" "manage-customers" Get "/api/transfers" [VendorAdmin, LicenceUser, SwaUser] {Customers Own on_behalf safe} ((), PageQuery) -> Page<TransferView>;
    /// A transfer, with what goes along for whoever has to decide on it.
    GetTransfer "get-transfer" "manage-customers" Get "/api/transfers/{transfer_id}" [VendorAdmin, LicenceUser, SwaUser] {Customers Own on_behalf safe} (TransferId, ()) -> TransferDetails;
    /// Accepts a transfer that waits for the organisation: the location is the new dealer's from then on.
    AcceptTransfer "accept-transfer" "manage-customers" Post "/api/transfers/{transfer_id}/acceptance" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (TransferId, AcceptTransferRequest) -> TransferView;
    /// Declines another's transfer, or withdraws one's own.
    EndTransfer "end-transfer" "manage-customers" Post "/api/transfers/{transfer_id}/end" [LicenceUser, SwaUser] {Customers Own on_behalf keyed} (TransferId, EndTransferRequest) -> TransferView;
    /// Has a location go to another dealer, or shows what would go along.
    OrderTransfer "order-transfer" "manage-customers" Post "/api/transfers/ordered" [VendorAdmin] {Customers Desk oneself keyed} ((), OrderTransferRequest) -> TransferDetails;
    /// The locations that the organisation had and that went to another dealer, newest first.
    ListHandedOver "list-handed-over" "look-up" Get "/api/handed-over" [LicenceUser, SwaUser] {Customers Own on_behalf safe} ((), PageQuery) -> Page<HandedOverSummary>;
    /// A location that went to another dealer, as it was then.
    GetHandedOver "get-handed-over" "look-up" Get "/api/handed-over/{location_id}/{transfer_id}" [LicenceUser, SwaUser] {Customers Own on_behalf safe} ((LocationId, TransferId), HandedOverQuery) -> HandedOverView;
    /// A licence file that such a location had by then, with its content.
    GetHandedOverFile "get-handed-over-file" "look-up" Get "/api/handed-over/{location_id}/{transfer_id}/licence-files/{sequence}" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((LocationId, TransferId, u32), ()) -> LicenceFileContent;
    /// Makes the licence file anew, with the next sequence number.
    RegenerateLicenceFile "regenerate-licence-file" "activate-licences" Post "/api/locations/{location_id}/licence-files" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, RegenerateLicenceFileRequest) -> LicenceFileView;
    /// A licence file, with its content.
    GetLicenceFile "get-licence-file" "look-up" Get "/api/locations/{location_id}/licence-files/{sequence}" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((LocationId, u32), ()) -> LicenceFileContent;
    /// Sends the customer's file along that the licence file of an external system is made of.
    SendRequestFile "send-request-file" "activate-licences" Put "/api/locations/{location_id}/orders/{order_id}/request-file" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} ((LocationId, OrderId), SendFileRequest) -> ExternalOrderView;
    /// A licence file that came from elsewhere.
    GetExternalFile "get-external-file" "look-up" Get "/api/locations/{location_id}/orders/{order_id}/external-files/{number}" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((LocationId, OrderId, u32), ()) -> KeptFileContent;
    /// Makes a location one of another system type, with the licences that have a counterpart there.
    MigrateLocation "migrate-location" "activate-licences" Post "/api/locations/{location_id}/migration" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (LocationId, MigrateRequest) -> MigrationView;
    /// What a location was before it was migrated, for the record.
    GetFormerSystems "get-former-systems" "look-up" Get "/api/locations/{location_id}/former" [LicenceUser, SwaUser] {Licences Own on_behalf safe} (LocationId, ()) -> FormerSystems;
    /// What a location may use at this moment, with the licence file that proves it, to print.
    GetCertificate "get-certificate" "look-up" Get "/api/locations/{location_id}/certificate" [LicenceUser, SwaUser] {Licences Own on_behalf safe} (LocationId, ()) -> CertificateView;
    /// The public keys that licence files are signed with, retired ones included (RFC 7517).
    GetKeySet "get-key-set" "look-up" Get "/.well-known/jwks.json" Public {none Public oneself safe} ((), ()) -> KeySetView;

    /// What the vendor has agreed with a tenant: plan, Sold-To-ID, contract.
    GetTenant "get-tenant" "manage-users" Get "/api/organisations/{organisation_id}/tenant" [VendorAdmin, TenantAdmin] {Organisations Named oneself safe} (OrganisationId, ()) -> TenantView;
    /// Replaces what the vendor has agreed with a tenant.
    SetTenant "set-tenant" "manage-users" Put "/api/organisations/{organisation_id}/tenant" [VendorAdmin] {Organisations Named oneself keyed} (OrganisationId, SetTenantRequest) -> TenantView;
    /// A tenant's quota: limit and use of every metric.
    GetTenantQuota "get-tenant-quota" "manage-users" Get "/api/organisations/{organisation_id}/quota" [VendorAdmin] {Organisations Named oneself safe} (OrganisationId, ()) -> QuotaView;
    /// Notes what a tenant uses, as the vendor's platform has measured it.
    SetQuotaUse "set-quota-use" "manage-users" Put "/api/organisations/{organisation_id}/quota-use" [VendorAdmin] {Organisations Named oneself keyed} (OrganisationId, SetQuotaUseRequest) -> QuotaView;

    /// The plans that a tenant can be on.
    ListPlans "list-plans" "browse-upgrades" Get "/api/plans" [VendorAdmin, CatalogueEditor] {Catalogue Public oneself safe} ((), PageQuery) -> Page<PlanView>;
    /// The home page of upgrades: contract, Sold-To-ID and open requests, by role.
    GetUpgradesHome "get-upgrades-home" "browse-upgrades" Get "/api/upgrades/home" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself safe} ((), ()) -> UpgradesHome;
    /// The catalogue, each item with its price and why it cannot be bought, if it cannot.
    ListUpgradeItems "list-upgrade-items" "browse-upgrades" Get "/api/upgrade-items" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself safe} ((), PageQuery) -> Page<UpgradeItemView>;
    /// The tenant's requests and purchases, by last update.
    ListUpgrades "list-upgrades" "browse-upgrades" Get "/api/upgrades" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself safe} ((), UpgradesQuery) -> Page<UpgradeSummary>;
    /// One request or purchase with its price.
    GetUpgrade "get-upgrade" "browse-upgrades" Get "/api/upgrades/{upgrade_id}" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself safe} (UpgradeId, ()) -> UpgradeView;
    /// What has happened to a request or purchase, newest first.
    ListUpgradeEvents "list-upgrade-events" "browse-upgrades" Get "/api/upgrades/{upgrade_id}/events" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself safe} (UpgradeId, PageQuery) -> Page<EventView>;
    /// The tenant's quota: limit and use of every metric.
    GetQuota "get-quota" "browse-upgrades" Get "/api/quota" [TenantAdmin] {Upgrades Own oneself safe} ((), ()) -> QuotaView;
    /// The orders of all tenants that the vendor reviews, newest first.
    ListOrderForms "list-order-forms" "browse-upgrades" Get "/api/order-forms" [VendorAdmin] {OrderForms Desk oneself safe} ((), PageQuery) -> Page<OrderFormView>;

    /// Buys an upgrade, for buyers; asks for one, for requesters.
    SubmitUpgrade "submit-upgrade" "submit-request" Post "/api/upgrades" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself keyed} ((), SubmitUpgradeRequest) -> SubmitUpgradeResponse;

    /// Approves or declines a request. There is one decision, ever.
    DecideUpgrade "decide-upgrade" "manage-request" Post "/api/upgrades/{upgrade_id}/decision" [Buyer] {Upgrades Own oneself keyed} (UpgradeId, DecideUpgradeRequest) -> UpgradeView;
    /// Takes a request of one's own back, while nobody has decided on it.
    WithdrawUpgrade "withdraw-upgrade" "manage-request" Post "/api/upgrades/{upgrade_id}/withdrawal" [TenantAdmin, StandardUser, Requester, Buyer] {Upgrades Own oneself keyed} (UpgradeId, WithdrawUpgradeRequest) -> UpgradeView;
    /// What the link in a buyer's mail is about. It changes nothing.
    ReadActionLink "read-action-link" "manage-request" Post "/api/action-links/read" Public {none Link oneself safe} ((), ReadActionLinkRequest) -> ActionLinkView;
    /// Approves or declines a request, by the link in a buyer's mail.
    DecideByActionLink "decide-by-action-link" "manage-request" Post "/api/action-links/decide" Public {none Link oneself keyed} ((), DecideByActionLinkRequest) -> ActionLinkView;
    /// Accepts the order of an upgrade that is provisioned; what was suspended is there again.
    AcceptUpgrade "accept-upgrade" "manage-request" Post "/api/order-forms/{upgrade_id}/acceptance" [VendorAdmin] {OrderForms Desk oneself keyed} (UpgradeId, AcceptUpgradeRequest) -> OrderFormView;
    /// Suspends provisional access to an upgrade; its quota steps back.
    SuspendUpgrade "suspend-upgrade" "manage-request" Post "/api/order-forms/{upgrade_id}/suspension" [VendorAdmin] {OrderForms Desk oneself keyed} (UpgradeId, SuspendUpgradeRequest) -> OrderFormView;
    /// The endpoint that is called when an upgrade is bought.
    GetEndpoint "get-endpoint" "manage-request" Get "/api/webhooks/endpoint" [VendorAdmin] {Webhooks Desk oneself safe} ((), ()) -> EndpointView;
    /// Sets the endpoint that is called when an upgrade is bought. A new secret is shown once.
    SetEndpoint "set-endpoint" "manage-request" Put "/api/webhooks/endpoint" [VendorAdmin] {Webhooks Desk oneself keyed} ((), SetEndpointRequest) -> SetEndpointResponse;
    /// What was sent to the endpoint, newest first.
    ListDeliveries "list-deliveries" "manage-request" Get "/api/webhooks/deliveries" [VendorAdmin] {Webhooks Desk oneself safe} ((), PageQuery) -> Page<DeliveryView>;
    /// Sends a message to the endpoint again; an upgrade that failed goes on where it stopped.
    SendAgain "send-again" "manage-request" Post "/api/webhooks/deliveries/{upgrade_id}/attempts" [VendorAdmin] {Webhooks Desk oneself keyed} (UpgradeId, SendAgainRequest) -> DeliveryView;
    /// What was to be done outside the table and fails, what is tried next first.
    ListFailing "list-failing" "manage-outbox" Get "/api/outbox/failing" [VendorAdmin] {Organisations Desk oneself safe} ((), PageQuery) -> Page<FailingView>;
    /// Has what fails tried at once, and not after the pause.
    TryAgain "try-again" "manage-outbox" Post "/api/outbox/failing/attempts" [VendorAdmin] {Organisations Desk oneself by_nature "Whatever is asked for twice is tried once."} ((), TryAgainRequest) -> FailingView;
    /// Lets a distributor ship to a dealer, or no longer.
    SetShippingAllowance "set-shipping-allowance" "manage-users" Put "/api/organisations/{organisation_id}/allowances/{dealer_id}" [VendorAdmin] {Organisations Named oneself keyed} ((OrganisationId, OrganisationId), SetAllowanceRequest) -> AllowanceView;
    /// The dealers that a distributor may ship to.
    ListShippingAllowances "list-shipping-allowances" "manage-users" Get "/api/organisations/{organisation_id}/allowances" [VendorAdmin] {Organisations Named oneself safe} (OrganisationId, PageQuery) -> Page<AllowanceView>;
    /// The dealers that one's own organisation may ship to; none for who is no distributor.
    ListDealers "list-dealers" "look-up" Get "/api/dealers" [LicenceUser, SwaUser] {Assurance Own on_behalf safe} ((), PageQuery) -> Page<AllowanceView>;
    /// The users of a dealer that one may act as.
    ListDealerUsers "list-dealer-users" "manage-users" Get "/api/dealers/{dealer_id}/users" [LicenceUser, SwaUser] {Users Own oneself safe} (OrganisationId, PageQuery) -> Page<UserView>;
    /// Begins to act as a user of a dealer, for eight hours at most.
    BeginImpersonation "begin-impersonation" "manage-users" Post "/api/impersonations" [LicenceUser, SwaUser] {none Caller oneself keyed} ((), BeginImpersonationRequest) -> BeginImpersonationResponse;
    /// Ends it: one is oneself again.
    EndImpersonation "end-impersonation" "manage-users" Post "/api/impersonations/{impersonation_id}/end" [LicenceUser, SwaUser] {none Caller oneself by_nature "It ends once."} (ImpersonationId, EndImpersonationRequest) -> ImpersonationView;
    /// Who acted as users of one's own organisation, newest first.
    ListImpersonations "list-impersonations" "manage-users" Get "/api/impersonations" [LicenceUser, SwaUser] {Users Own oneself safe} ((), PageQuery) -> Page<ImpersonationView>;
    /// What was done by an impersonation, newest first.
    ListDoneOnBehalf "list-done-on-behalf" "manage-users" Get "/api/impersonations/{impersonation_id}/events" [LicenceUser, SwaUser] {Users Own oneself safe} (ImpersonationId, PageQuery) -> Page<DoneOnBehalfView>;
    /// Whether distributors may act as users of one's own organisation.
    GetImpersonationPermission "get-impersonation-permission" "manage-users" Get "/api/impersonation-permission" [LicenceUser, SwaUser] {Organisations Own oneself safe} ((), ()) -> ImpersonationPermissionView;
    /// Lets distributors act as users of one's own organisation, or no longer: whoever does is stopped at once.
    SetImpersonationPermission "set-impersonation-permission" "manage-users" Put "/api/impersonation-permission" [LicenceUser, SwaUser] {Organisations Own oneself keyed} ((), SetImpersonationPermissionRequest) -> ImpersonationPermissionView;
    /// Ships SWA units on to a dealer. The same order again is the same order.
    ReshipSwaUnits "reship-swa-units" "reship-order" Post "/api/swa/reship" [SwaUser] {Assurance Own on_behalf keyed} ((), ReshipUnitsRequest) -> ReshipUnitsResponse;
    /// Ships licences out of the bin on to a dealer. The same order again is the same order.
    ReshipLicences "reship-licences" "reship-order" Post "/api/resold-orders" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} ((), ReshipLicencesRequest) -> ReshipLicencesResponse;
    /// What the organisation has shipped on to dealers, newest first.
    ListResoldOrders "list-resold-orders" "look-up" Get "/api/resold-orders" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), ListQuery) -> Page<OrderView>;
    /// Takes units of an order back that are still in its holder's bin: for who shipped it.
    RecallLicences "recall-licences" "reship-order" Post "/api/orders/{order_id}/recall" [LicenceUser, SwaUser, VendorAdmin] {Orders Own on_behalf keyed} (OrderId, GoBackRequest) -> GoBackResponse;
    /// Gives units of an order in the bin back to who shipped it.
    ReturnLicences "return-licences" "reship-order" Post "/api/orders/{order_id}/return" [LicenceUser, SwaUser] {Licences Own on_behalf keyed} (OrderId, GoBackRequest) -> GoBackResponse;
    /// What left the organisation's bin for who had shipped it, newest first.
    ListLicenceReturns "list-licence-returns" "look-up" Get "/api/licence-returns" [LicenceUser, SwaUser] {Licences Own on_behalf safe} ((), ListQuery) -> Page<ReturnedView>;
    /// What came back to the organisation, newest first.
    ListReturnedParts "list-returned-parts" "look-up" Get "/api/returned-parts" [LicenceUser, SwaUser, VendorAdmin] {Orders Own on_behalf safe} ((), ListQuery) -> Page<ReturnedView>;

    /// The SWA bin: units left, and in which lots.
    GetSwaBin "get-swa-bin" "look-up" Get "/api/swa/bin" [SwaUser] {Assurance Own on_behalf safe} ((), PageQuery) -> SwaBinView;
    /// Locations in grace without SWA, the one whose grace ends first before the others.
    ListSwaProspects "list-swa-prospects" "look-up" Get "/api/swa/prospects" [SwaUser] {Assurance Own on_behalf safe} ((), PageQuery) -> Page<ProspectView>;
    /// A location's agreements, and what it can have free of charge.
    GetLocationSwa "get-location-swa" "look-up" Get "/api/locations/{location_id}/swa" [SwaUser] {Assurance Own on_behalf safe} (LocationId, ()) -> LocationSwaView;
    /// Makes a quote for every application of a location.
    MakeSwaQuote "make-swa-quote" "assign-swa" Post "/api/locations/{location_id}/swa/quotes" [SwaUser] {Assurance Own on_behalf keyed} (LocationId, SwaQuoteRequest) -> SwaQuoteView;
    /// A quote, and whether it still holds.
    GetSwaQuote "get-swa-quote" "look-up" Get "/api/locations/{location_id}/swa/quotes/{quote_id}" [SwaUser] {Assurance Own on_behalf safe} ((LocationId, QuoteId), ()) -> SwaQuoteView;
    /// A quote as a CSV file.
    ExportSwaQuote "export-swa-quote" "look-up" Get "/api/locations/{location_id}/swa/quotes/{quote_id}/export" [SwaUser] {Assurance Own on_behalf safe} ((LocationId, QuoteId), ()) -> QuoteExport;
    /// Allocates the units of chosen terms; they cool off for 24 hours.
    AssignSwa "assign-swa" "assign-swa" Post "/api/locations/{location_id}/swa/assign" [SwaUser] {Assurance Own on_behalf keyed} (LocationId, AssignSwaRequest) -> AssignSwaResponse;
    /// Takes an assignment back within its 24 hours; every unit goes back to its lot.
    CancelSwa "cancel-swa" "assign-swa" Post "/api/locations/{location_id}/swa/cancel" [SwaUser] {Assurance Own on_behalf keyed} (LocationId, CancelSwaRequest) -> AgreementView;
    /// Activates an assignment at once, with a reason. It cannot be undone.
    ProcessSwa "process-swa" "assign-swa" Post "/api/locations/{location_id}/swa/process" [SwaUser] {Assurance Own on_behalf keyed} (LocationId, ProcessSwaRequest) -> AgreementView;
    /// Attaches newest versions free of charge, where SWA is active or in grace.
    AttachFreeLicences "attach-free-licences" "attach-licences" Post "/api/locations/{location_id}/swa/free-licences" [SwaUser] {Assurance Own on_behalf keyed} (LocationId, AttachFreeLicencesRequest) -> AttachLicencesResponse;

    /// A customer's agreements, for the renewal page.
    GetCustomerSwa "get-customer-swa" "look-up" Get "/api/customers/{customer_id}/swa" [SwaUser] {Assurance Own on_behalf safe} (CustomerId, ()) -> CustomerSwaView;
    /// Quotes the renewal of a customer's agreements to one end.
    QuoteSwaRenewal "quote-swa-renewal" "renew-swa" Post "/api/customers/{customer_id}/swa/renewals" [SwaUser] {Assurance Own on_behalf keyed} (CustomerId, RenewalQuoteRequest) -> RenewalView;
    /// A renewal, quoted or done.
    GetSwaRenewal "get-swa-renewal" "look-up" Get "/api/customers/{customer_id}/swa/renewals/{renewal_id}" [SwaUser] {Assurance Own on_behalf safe} ((CustomerId, RenewalId), ()) -> RenewalView;
    /// A renewal's quote as a CSV file.
    ExportSwaRenewal "export-swa-renewal" "look-up" Get "/api/customers/{customer_id}/swa/renewals/{renewal_id}/export" [SwaUser] {Assurance Own on_behalf safe} ((CustomerId, RenewalId), ()) -> QuoteExport;
    /// Renews every agreement that the quote could quote, or none.
    RenewSwa "renew-swa" "renew-swa" Post "/api/customers/{customer_id}/swa/renewals/{renewal_id}/renew" [SwaUser] {Assurance Own on_behalf by_nature "A renewal is named by its quote and is carried out once."} ((CustomerId, RenewalId), RenewSwaRequest) -> RenewalView;

    /// The plans that subscription codes are issued for, by rank.
    ListSubscriptionPlans "list-subscription-plans" "look-up" Get "/api/subscription-plans" [VendorAdmin, CatalogueEditor, LicenceUser, SwaUser, TenantAdmin, Buyer] {Catalogue Public on_behalf safe} ((), PageQuery) -> Page<SubscriptionPlanView>;
    /// Issues a subscription code and mails it to the buyer.
    IssueSubscriptionCode "issue-subscription-code" "issue-codes" Post "/api/subscription-codes" [VendorAdmin, LicenceUser, SwaUser] {Codes Own on_behalf keyed} ((), IssueSubscriptionCodeRequest) -> BatchView;
    /// Generates codes for a package that is activated, for export or by mail.
    GenerateCodes "generate-codes" "issue-codes" Post "/api/packages/{package_id}/codes" [Operator] {Codes Own oneself keyed} (PackageId, GenerateCodesRequest) -> BatchView;
    /// The codes that the organisation issued, newest batch first.
    ListCodeBatches "list-code-batches" "issue-codes" Get "/api/code-batches" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf safe} ((), ListQuery) -> Page<BatchView>;
    /// One batch with what became of its codes; the codes themselves are not shown.
    GetCodeBatch "get-code-batch" "issue-codes" Get "/api/code-batches/{batch_id}" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf safe} (BatchId, ()) -> BatchDetail;
    /// What has happened to a batch, newest first.
    ListCodeBatchEvents "list-code-batch-events" "issue-codes" Get "/api/code-batches/{batch_id}/events" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf safe} (BatchId, PageQuery) -> Page<EventView>;
    /// A file of the batch's codes that are unused. Each export is noted.
    ExportCodes "export-codes" "issue-codes" Post "/api/code-batches/{batch_id}/export" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf not "Codes are shown and never kept, so no answer is remembered; each export is noted."} (BatchId, ExportCodesRequest) -> ExportedCodes;
    /// Mails codes that are unused again.
    MailCodes "mail-codes" "issue-codes" Post "/api/code-batches/{batch_id}/mail" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf keyed} (BatchId, MailCodesRequest) -> BatchView;
    /// Revokes codes that are unused, for good.
    RevokeCodes "revoke-codes" "issue-codes" Post "/api/code-batches/{batch_id}/revocation" [VendorAdmin, LicenceUser, SwaUser, Operator] {Codes Own on_behalf keyed} (BatchId, RevokeCodesRequest) -> BatchView;

    /// What a code stands for. It consumes nothing.
    PreviewCode "preview-code" "redeem-code" Post "/api/codes/preview" [Buyer] {Codes Own oneself safe} ((), PreviewCodeRequest) -> CodePreview;
    /// What devices would get from a subscription code, with dates. It consumes nothing.
    PreviewRedemption "preview-redemption" "redeem-code" Post "/api/codes/preview-devices" [Buyer] {Codes Own oneself safe} ((), PreviewRedemptionRequest) -> AssignmentPreview;
    /// Redeems a subscription code, once, together with what is assigned to devices.
    RedeemCode "redeem-code" "redeem-code" Post "/api/codes/redeem" [Buyer] {Codes Own oneself keyed} ((), RedeemCodeRequest) -> SubscriptionView;
    /// Redeems a package code, once: asks its provider to activate the package.
    SubmitActivation "submit-activation" "redeem-code" Post "/api/codes/activate" [Buyer] {Codes Own oneself keyed} ((), SubmitActivationRequest) -> ActivationView;
    /// The organisation's subscriptions, newest first.
    ListSubscriptions "list-subscriptions" "look-up" Get "/api/subscriptions" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} ((), ListQuery) -> Page<SubscriptionView>;
    /// Today, the plans, and the seats that no device has yet.
    GetSubscriptionOverview "get-subscription-overview" "look-up" Get "/api/subscriptions/overview" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} ((), ()) -> SubscriptionOverview;
    /// What has happened to a subscription, newest first.
    ListSubscriptionEvents "list-subscription-events" "look-up" Get "/api/subscriptions/{subscription_id}/events" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} (SubscriptionId, PageQuery) -> Page<EventView>;
    /// What devices would get from unassigned seats, with dates.
    PreviewAssignment "preview-assignment" "redeem-code" Post "/api/subscriptions/{subscription_id}/preview" [Buyer] {Subscriptions Own oneself safe} (SubscriptionId, PreviewAssignmentRequest) -> AssignmentPreview;
    /// Assigns unassigned seats to devices, for good.
    AssignSeats "assign-seats" "redeem-code" Post "/api/subscriptions/{subscription_id}/assignments" [Buyer] {Subscriptions Own oneself keyed} (SubscriptionId, AssignSeatsRequest) -> SubscriptionView;

    /// The organisation's devices with their periods, by name.
    ListDevices "list-devices" "look-up" Get "/api/devices" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} ((), ListQuery) -> Page<DeviceView>;
    /// One device with its periods.
    GetDevice "get-device" "look-up" Get "/api/devices/{device_id}" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} (DeviceId, ()) -> DeviceView;
    /// What has happened to a device, what was assigned to it among it, newest first.
    ListDeviceEvents "list-device-events" "look-up" Get "/api/devices/{device_id}/events" [TenantAdmin, Buyer] {Subscriptions Own oneself safe} (DeviceId, PageQuery) -> Page<EventView>;
    /// Adds a device; its serial number is taken from then on.
    CreateDevice "create-device" "redeem-code" Post "/api/devices" [TenantAdmin, Buyer] {Subscriptions Own oneself keyed} ((), CreateDeviceRequest) -> DeviceView;
    /// Replaces a device's name and model.
    UpdateDevice "update-device" "redeem-code" Put "/api/devices/{device_id}" [TenantAdmin, Buyer] {Subscriptions Own oneself keyed} (DeviceId, UpdateDeviceRequest) -> DeviceView;
    /// Adds the devices of a CSV file, row by row; a file can be sent again.
    ImportDevices "import-devices" "redeem-code" Post "/api/devices/import" [TenantAdmin, Buyer] {Subscriptions Own oneself by_nature "A row whose device is there already is passed over."} ((), ImportDevicesRequest) -> DeviceImport;

    /// What packages can hold.
    ListPackageChoices "list-package-choices" "build-package" Get "/api/package-choices" [Operator] {Catalogue Public oneself safe} ((), PageQuery) -> Page<PackageChoiceView>;
    /// The organisation's packages, by name.
    ListPackages "list-packages" "build-package" Get "/api/packages" [Operator] {Packages Own oneself safe} ((), ListQuery) -> Page<PackageView>;
    /// One package.
    GetPackage "get-package" "build-package" Get "/api/packages/{package_id}" [Operator] {Packages Own oneself safe} (PackageId, ()) -> PackageView;
    /// What has happened to a package, newest first.
    ListPackageEvents "list-package-events" "build-package" Get "/api/packages/{package_id}/events" [Operator] {Packages Own oneself safe} (PackageId, PageQuery) -> Page<EventView>;
    /// Builds a package. It can be changed until it is activated.
    CreatePackage "create-package" "build-package" Post "/api/packages" [Operator] {Packages Own oneself keyed} ((), PackageRequest) -> PackageView;
    /// Changes a package that is not activated.
    UpdatePackage "update-package" "build-package" Put "/api/packages/{package_id}" [Operator] {Packages Own oneself keyed} (PackageId, UpdatePackageRequest) -> PackageView;
    /// Activates a package, for good.
    ActivatePackage "activate-package" "build-package" Post "/api/packages/{package_id}/activation" [Operator] {Packages Own oneself keyed} (PackageId, ActivatePackageRequest) -> PackageView;
    /// The requests to activate the organisation's packages, newest first.
    ListPackageActivations "list-package-activations" "build-package" Get "/api/package-activations" [Operator] {Packages Own oneself safe} ((), PageQuery) -> Page<ActivationView>;
    /// The tenant's own requests to activate packages, newest first.
    ListActivations "list-activations" "build-package" Get "/api/activations" [Buyer] {Packages Own oneself safe} ((), ListQuery) -> Page<ActivationView>;
    /// One request, for who asks and who provides.
    GetActivation "get-activation" "build-package" Get "/api/activations/{activation_id}" [Operator, Buyer] {Packages Own oneself safe} (ActivationId, ()) -> ActivationView;
    /// What has happened to a request, newest first.
    ListActivationEvents "list-activation-events" "build-package" Get "/api/activations/{activation_id}/events" [Operator, Buyer] {Packages Own oneself safe} (ActivationId, PageQuery) -> Page<EventView>;
    /// Approves or declines a request. What is approved is added to the tenant's quota.
    DecideActivation "decide-activation" "build-package" Post "/api/activations/{activation_id}/decision" [Operator] {Packages Own oneself keyed} (ActivationId, DecideActivationRequest) -> ActivationView;
    /// Issues a replacement for the code of a declined request, and mails it to who asked.
    ReplaceCode "replace-code" "build-package" Post "/api/activations/{activation_id}/replacement" [Operator] {Packages Own oneself keyed} (ActivationId, ReplaceCodeRequest) -> ActivationView;
    /// What the link in an operator's mail is about. It changes nothing.
    ReadActivationLink "read-activation-link" "build-package" Post "/api/activation-links/read" Public {none Link oneself safe} ((), ReadActivationLinkRequest) -> ActivationLinkView;
    /// Approves or declines a request, by the link in an operator's mail.
    DecideByActivationLink "decide-by-activation-link" "build-package" Post "/api/activation-links/decide" Public {none Link oneself keyed} ((), DecideByActivationLinkRequest) -> ActivationLinkView;
}

impl Operation {
    /// The operation of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }
}
