//! The table of routes.
//!
//! A row is a path, who may open it (by the operation that its page calls first), its entry in
//! the menu (`in` a group `as` a name) or the entry that it belongs `under`, and its page. Of
//! several rows with a path the first counts that the user may open, the front's last.
//!
//! Rows stand under the part of the site that they are fetched with. What is fetched with a part
//! is what its function alone reaches, so nothing outside of this table may mention a page.

use super::{Group, Opens, Page, Route, ids, parameters};
use crate::{pages, parts::Pages};
use api::operations::{
    AssignSeats, EditCatalogueDraft, GetActivation, GetBin, GetCatalogue, GetCertificate, GetEndpoint, GetQuota,
    GetSwaBin, GetUpgradesHome, ImportAttachments, ImportOrders, IssueSubscriptionCode, ListAwaitedFiles,
    ListCatalogueVersions, ListCodeBatches, ListCustomers, ListDevices, ListFailing, ListHandedOver,
    ListImpersonations, ListLicenceReturns, ListOrderForms, ListOrders, ListOrganisations, ListPackageActivations,
    ListPackages, ListReturnedParts, ListTransfers, OfferLocation, OrderTransfer, PreviewCatalogue, PreviewCode,
    RecallLicences, ReplaceAnyHardware, ReshipLicences, ReshipSwaUnits, ReturnLicences, SetRoles, ShipOrder,
};
use leptos::prelude::AnyView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

macro_rules! opens {
    (anyone) => {
        Opens::Anyone
    };
    (user) => {
        Opens::User
    };
    ($operation:ident) => {
        Opens::of::<$operation>()
    };
    ($operation:ident but not $other:ident) => {
        Opens::of_but::<$operation, $other>()
    };
}

macro_rules! option {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

macro_rules! rows {
    ($($pattern:literal ($($opens:tt)+) $(in $group:ident as $name:literal)? $(under $under:literal)? => $page:path;)*) => {
        &[$(Route {
            pattern: $pattern,
            opens: opens!($($opens)+),
            menu: option!($((Group::$group, $name))?),
            under: option!($($under)?),
        },)*]
    };
}

/// The page of a row, by its place.
macro_rules! page {
    ($place:ident $values:ident; $($pattern:literal ($($opens:tt)+) $(in $group:ident as $name:literal)? $(under $under:literal)? => $page:path;)*) => {{
        $(const _: () = assert!(parameters($pattern) == ids(&($page)), "the page takes other parameters than its path has");)*
        let pages: &[fn(&[&str]) -> Option<AnyView>] = &[$(|values| Page::show($page, values),)*];
        pages.get($place).and_then(|page| page($values))
    }};
}

macro_rules! routes {
    (front { $($front:tt)* } $($(#[$about:meta])* $part:ident $name:ident { $($rows:tt)* })*) => {
        /// Pages that are fetched together.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Part {
            $($(#[$about])* $part,)*
        }

        impl Part {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$part),*];

            /// Fetches the part's pages.
            ///
            /// # Errors
            /// They did not come.
            pub async fn fetch(self) -> Result<Pages, SplitLoaderError> {
                match self {
                    $(Self::$part => $name().await,)*
                }
            }
        }

        /// Every row, by part; None is the front.
        pub const TABLE: &[(Option<Part>, &[Route])] = &[
            $((Some(Part::$part), rows! { $($rows)* }),)*
            (None, rows! { $($front)* }),
        ];

        /// The front's pages, which come with the site itself.
        pub fn front(place: usize, values: &[&str]) -> Option<AnyView> {
            page! { place values; $($front)* }
        }

        $(
            #[wasm_split($name, fallible)]
            fn $name() -> Result<Pages, SplitLoaderError> {
                fn page(place: usize, values: &[&str]) -> Option<AnyView> {
                    page! { place values; $($rows)* }
                }
                Ok(page)
            }
        )*
    };
}

routes! {
    front {
        "/invitation" (anyone) => pages::invitation::invitation;
        // The home page of a user whose roles come with no other.
        "/" (user) in Home as "Home" => pages::signed_out::no_pages;
    }

    /// What the vendor does: orders, order forms, webhooks.
    Vendor vendor {
        "/" (ListOrders) in Home as "Home" => pages::home::vendor;
        "/orders" (ListOrders) in Orders as "Orders" => pages::orders::orders;
        "/orders/ship" (ShipOrder) in Orders as "Ship an order" => pages::ship::ship;
        "/orders/import" (ImportOrders) in Orders as "Import orders" => pages::import::import;
        "/orders/{order_id}" (ListOrders) => pages::order::order;
        "/awaited-files" (ListAwaitedFiles) in Orders as "Files to send" => pages::awaited::awaited;
        "/hardware" (ReplaceAnyHardware) under "/hkcs" => pages::hardware::hardware;
        "/order-forms" (ListOrderForms) in Orders as "Upgrade orders" => pages::order_forms::order_forms;
        "/hkcs" (ReplaceAnyHardware) in Orders as "HKC look-up" => pages::hkcs::of_all;
        "/order-numbers" (ReplaceAnyHardware) under "/hkcs" => pages::order_numbers::order_numbers;
        "/software-key-codes" (ReplaceAnyHardware) under "/hkcs" => pages::key_codes::of_all;
        "/failing" (ListFailing) in Settings as "What fails" => pages::failing::failing;
        "/webhooks" (GetEndpoint) in Settings as "Webhooks" => pages::webhooks::webhooks;
    }

    /// The vendor's catalogue: its entries, the draft, the versions.
    Catalogue catalogue {
        "/catalogue" (GetCatalogue) in Catalogue as "Catalogue" => pages::catalogue::overview::catalogue;
        "/catalogue/entry" (EditCatalogueDraft) => pages::catalogue::entry::entry;
        "/catalogue/draft" (PreviewCatalogue) in Catalogue as "Review and publish" => pages::catalogue::review::review;
        "/catalogue/versions" (ListCatalogueVersions) in Catalogue as "Versions" => pages::catalogue::versions::versions;
        "/catalogue/versions/{version}" (ListCatalogueVersions) => pages::catalogue::versions::version;
        "/catalogue/import" (EditCatalogueDraft) in Catalogue as "Import a catalogue" => pages::catalogue::import::import;
    }

    /// Organisations, the user's own among them, and their users.
    Organisation organisation {
        "/organisations" (ListOrganisations) in Customers as "Organisations" => pages::organisations::organisations;
        "/organisations/{organisation_id}" (ListOrganisations) => pages::organisation::organisation;
        // The vendor has the same on the organisation's page.
        "/settings" (SetRoles but not ListOrganisations) in Settings as "Settings" => pages::settings::settings;
    }

    /// What a dealer or distributor does: from the bin to the licence file.
    Licences licences {
        "/" (GetBin) in Home as "Home" => pages::home::partner;
        "/orders/{order_id}" (GetBin) under "/bin" => pages::order::order;
        "/bin" (GetBin) in Licences as "Licence bin" => pages::bin::bin;
        "/bin/{order_id}/attach" (GetBin) => pages::attach::attach;
        "/customers" (ListCustomers) in Customers as "Customers" => pages::customers::customers;
        "/customers/new" (ListCustomers) => pages::customer_form::create;
        "/customers/import" (ListCustomers) => pages::customers::import::import;
        "/hkcs" (ListCustomers) in Tools as "HKC look-up" => pages::hkcs::of_own;
        "/order-numbers" (ListCustomers) in Tools as "PO and SO look-up" => pages::order_numbers::order_numbers;
        "/software-key-codes" (ListCustomers) in Tools as "Software key code look-up" => pages::key_codes::of_own;
        "/customers/{customer_id}" (ListCustomers) => pages::customer::customer;
        "/customers/{customer_id}/edit" (ListCustomers) => pages::customer_form::edit;
    }

    /// What goes on to dealers, what goes back, and who acts for whom.
    Channel channel {
        "/reship" (ReshipLicences) under "/bin" => pages::channel::reship;
        "/resold" (ReshipLicences) under "/bin" => pages::channel::resold;
        "/bin/{order_id}/attach-many" (ImportAttachments) => pages::attach_many::attach_many;
        "/returns" (ListLicenceReturns) in Tools as "Returns" => pages::channel::returns::returns;
        "/returns" (ListReturnedParts) under "/orders" => pages::channel::returns::of_vendor;
        "/orders/{order_id}/recall" (RecallLicences) => pages::channel::go_back::recall;
        "/orders/{order_id}/return" (ReturnLicences) under "/bin" => pages::channel::go_back::give_back;
        "/impersonation" (ListImpersonations) in Tools as "Impersonation" => pages::impersonation::impersonation;
        "/impersonation/{impersonation_id}" (ListImpersonations) => pages::impersonation::done::done;
    }

    /// A location: what its system has, gets and becomes.
    Locations locations {
        "/customers/{customer_id}/locations/new" (ListCustomers) => pages::location_form::create;
        "/locations/{location_id}" (ListCustomers) under "/customers" => pages::location::location;
        "/locations/{location_id}/edit" (ListCustomers) under "/customers" => pages::location_form::edit;
        "/locations/{location_id}/migrate" (ListCustomers) under "/customers" => pages::location::migrate::migrate;
        "/locations/{location_id}/replace" (ListCustomers) under "/customers" => pages::location::replace::replace;
        "/locations/{location_id}/emergency" (ListCustomers) under "/customers" => pages::location::emergency::emergency;
        "/locations/{location_id}/former" (ListCustomers) under "/customers" => pages::location::migrate::former;
        "/locations/{location_id}/certificate" (GetCertificate) under "/customers" => pages::location::certificate::certificate;
    }

    /// Locations that go from one dealer to another.
    Transfers transfers {
        "/transfers" (ListTransfers but not OrderTransfer) in Tools as "Transfers" => pages::transfers::transfers;
        "/transfers/ask" (ListTransfers but not OrderTransfer) => pages::transfers::ask;
        "/transfers/{transfer_id}" (ListTransfers) => pages::transfers::transfer::transfer;
        "/locations/{location_id}/transfer" (OfferLocation) under "/customers" => pages::transfers::offer::offer;
        "/handed-over" (ListHandedOver) under "/transfers" => pages::transfers::handed_over::all;
        "/handed-over/{location_id}/{transfer_id}" (ListHandedOver) under "/transfers" => pages::transfers::handed_over::one;
        "/hand-over" (OrderTransfer) under "/hkcs" => pages::transfers::order::order;
    }

    /// Software assurance: units, quotes, renewal.
    Assurance assurance {
        "/swa" (GetSwaBin) in Assurance as "Software assurance" => pages::swa::units;
        "/swa/prospects" (GetSwaBin) => pages::swa::prospects;
        "/swa/reship" (ReshipSwaUnits) => pages::swa::reship;
        "/locations/{location_id}/swa" (GetSwaBin) under "/customers" => pages::swa::history::history;
        "/locations/{location_id}/swa/quotes/{quote_id}" (GetSwaBin) under "/customers" => pages::swa::quote::quote;
        "/customers/{customer_id}/renewal" (GetSwaBin) => pages::renewal::renewal;
        "/customers/{customer_id}/renewals/{renewal_id}" (GetSwaBin) => pages::renewal::outcome;
    }

    /// Upgrades for tenants.
    Upgrades upgrades {
        "/" (GetUpgradesHome) in Home as "Home" => pages::upgrades::home::home;
        "/upgrades" (GetUpgradesHome) in Upgrades as "Catalogue" => pages::upgrades::catalogue::catalogue;
        "/my-upgrades" (GetUpgradesHome) in Upgrades as "My Upgrades" => pages::upgrades::mine::mine;
        "/quota" (GetQuota) in Upgrades as "Quota" => pages::quota::quota;
        "/documentation" (GetUpgradesHome) in Upgrades as "Documentation" => pages::upgrades::documentation::documentation;
        "/upgrades/items/{sku}" (GetUpgradesHome) => pages::upgrades::execute::execute;
        "/upgrades/{upgrade_id}" (GetUpgradesHome) under "/my-upgrades" => pages::upgrades::request::request;
    }

    /// Activation codes, packages, and the requests of who redeemed one.
    Codes codes {
        "/" (ListPackages) in Home as "Home" => pages::home::operator;
        "/codes" (ListCodeBatches) in Codes as "Codes" => pages::codes::codes;
        "/codes/new" (IssueSubscriptionCode) => pages::codes::issue::subscription;
        "/codes/{batch_id}" (ListCodeBatches) => pages::codes::batch::batch;
        "/packages" (ListPackages) in Packages as "Packages" => pages::packages::packages;
        "/packages/new" (ListPackages) => pages::packages::builder::create;
        "/packages/{package_id}" (ListPackages) => pages::packages::package::package;
        "/packages/{package_id}/edit" (ListPackages) => pages::packages::builder::edit;
        "/packages/{package_id}/codes" (ListPackages) => pages::codes::issue::package;
        "/activations" (ListPackageActivations) in Packages as "Activations" => pages::activations::activations;
        "/activations/{activation_id}" (ListPackageActivations) => pages::activations::request::request;
        "/activations/{activation_id}" (GetActivation) under "/activation-code" => pages::activations::request::request;
    }

    /// Subscriptions and their devices, and the codes that bring them.
    Devices devices {
        "/activation-code" (PreviewCode) in Subscriptions as "Enter a code" => pages::redeem::redeem;
        "/subscriptions" (ListDevices) in Subscriptions as "Subscriptions" => pages::subscriptions::overview;
        "/subscriptions/{subscription_id}/assign" (AssignSeats) => pages::subscriptions::assign::assign;
        "/devices" (ListDevices) in Subscriptions as "Devices" => pages::devices::devices;
        "/devices/new" (ListDevices) => pages::devices::form::create;
        "/devices/import" (ListDevices) => pages::devices::import::import;
        "/devices/{device_id}" (ListDevices) => pages::devices::device::device;
    }

    /// The links in the mails that ask for a decision: fetched on a phone more than anywhere, and
    /// by people who are not signed in.
    Links links {
        "/action" (anyone) => pages::action::action;
        "/activation" (anyone) => pages::activations::link::link;
    }

    /// What a customer sees by its link.
    Systems systems {
        "/systems" (anyone) => pages::systems::systems;
    }

    /// Verifying a licence file.
    Verify verify {
        "/verify" (anyone) in Verify as "Verify" => pages::verify::verify;
    }
}
