//! One file per page.

pub mod action;
pub mod attach;
pub mod bin;
pub mod customer;
pub mod customer_form;
pub mod customers;
pub mod home;
pub mod import;
pub mod invitation;
pub mod location;
pub mod location_form;
pub mod order;
pub mod order_forms;
pub mod orders;
pub mod organisation;
pub mod organisations;
pub mod quota;
pub mod renewal;
pub mod settings;
pub mod ship;
pub mod signed_out;
pub mod swa;
pub mod upgrades;
pub mod verify;
pub mod webhooks;
