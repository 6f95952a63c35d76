//! Reads: bin, catalogue, customers, locations, licence files, devices, subscriptions,
//! histories. This function writes nothing.

mod assurance;
mod bin;
mod catalogue;
mod certificate;
mod csv;
mod customers;
mod devices;
mod handed_over;
mod hkcs;
mod key_codes;
mod licence_files;
mod locations;
mod orders;
mod renewals;
mod replacements;
mod resold;
mod subscriptions;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes, keys::KEY_SET_KEPT};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<GetOrder, _, _>(bin::get_order)
        .user::<LookUpOrders, _, _>(orders::look_up)
        .user::<ListOrderLicences, _, _>(orders::licences)
        .user::<GetBin, _, _>(bin::get_bin)
        .user::<GetBinByPart, _, _>(bin::get_bin_by_part)
        .user::<ListRecentlyAttached, _, _>(bin::recently_attached)
        .user::<ListRecentlyActivated, _, _>(bin::recently_activated)
        .user::<ListParts, _, _>(catalogue::parts)
        .user::<ListSystemTypes, _, _>(catalogue::system_types)
        .user::<ListCustomers, _, _>(customers::list)
        .user::<GetCustomer, _, _>(customers::get)
        .user::<ListCustomerEvents, _, _>(customers::events)
        .user::<ListLocations, _, _>(locations::list)
        .user::<FindLocations, _, _>(locations::find)
        .user::<ListHandedOver, _, _>(handed_over::list)
        .user::<GetHandedOver, _, _>(handed_over::get)
        .user::<GetHandedOverFile, _, _>(handed_over::file)
        .user::<ListDueReplacements, _, _>(replacements::list)
        .user::<LookUpHkcs, _, _>(hkcs::look_up)
        .user::<LookUpKeyCodes, _, _>(key_codes::look_up)
        .user::<GetLocation, _, _>(locations::get)
        .user::<ListLocationEvents, _, _>(locations::events)
        .user::<GetLicenceFile, _, _>(licence_files::get)
        .user::<GetExternalFile, _, _>(licence_files::external)
        .user::<GetFormerSystems, _, _>(locations::former)
        .user::<GetCertificate, _, _>(certificate::get)
        .user::<ListDealers, _, _>(resold::dealers)
        .user::<ListResoldOrders, _, _>(resold::orders)
        .user::<ListLicenceReturns, _, _>(resold::left)
        .user::<ListReturnedParts, _, _>(resold::came_back)
        .user::<GetSwaBin, _, _>(assurance::bin)
        .user::<ListSwaProspects, _, _>(assurance::prospects)
        .user::<GetLocationSwa, _, _>(assurance::location)
        .user::<GetSwaQuote, _, _>(assurance::quote)
        .user::<ExportSwaQuote, _, _>(assurance::export_quote)
        .user::<GetCustomerSwa, _, _>(renewals::customer)
        .user::<GetSwaRenewal, _, _>(renewals::renewal)
        .user::<ExportSwaRenewal, _, _>(renewals::export)
        .user::<ListSubscriptionPlans, _, _>(subscriptions::plans)
        .user::<ListSubscriptions, _, _>(subscriptions::list)
        .user::<GetSubscriptionOverview, _, _>(subscriptions::overview)
        .user::<ListSubscriptionEvents, _, _>(subscriptions::events)
        .user::<ListDevices, _, _>(devices::list)
        .user::<GetDevice, _, _>(devices::get)
        .user::<ListDeviceEvents, _, _>(devices::events)
        .kept::<GetDesk, _, _>(catalogue::DESK_KEPT, catalogue::desk)
        .kept::<GetKeySet, _, _>(KEY_SET_KEPT, licence_files::key_set)
        .router()
}
