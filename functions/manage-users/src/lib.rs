//! Organisations, users, roles, invitations, addresses, sessions, who acts as whom, tenants.

mod addresses;
mod allowances;
mod impersonations;
mod invitations;
mod organisations;
mod session;
mod tenant;
mod users;

use api::operations::*;
use axum::Router;
use runtime::{App, Routes};

/// Every route of this function.
pub fn router(app: App) -> Router {
    Routes::new(app)
        .user::<GetSession, _, _>(session::get)
        .identity::<AcceptInvitation, _, _>(invitations::accept)
        .user::<ListOrganisations, _, _>(organisations::list)
        .user::<CreateOrganisation, _, _>(organisations::create)
        .user::<RenameOrganisation, _, _>(organisations::rename)
        .user::<ListOrganisationEvents, _, _>(organisations::events)
        .user::<ListUsers, _, _>(users::list)
        .user::<InviteUser, _, _>(users::invite)
        .user::<InviteAgain, _, _>(invitations::invite_again)
        .user::<SetRoles, _, _>(users::set_roles)
        .user::<ConfirmAddress, _, _>(addresses::confirm)
        .user::<GetTenant, _, _>(tenant::get)
        .user::<SetTenant, _, _>(tenant::set)
        .user::<GetTenantQuota, _, _>(tenant::quota)
        .user::<SetQuotaUse, _, _>(tenant::set_use)
        .user::<SetShippingAllowance, _, _>(allowances::set)
        .user::<ListShippingAllowances, _, _>(allowances::list)
        .user::<ListDealerUsers, _, _>(impersonations::users)
        .user::<BeginImpersonation, _, _>(impersonations::begin)
        .user::<EndImpersonation, _, _>(impersonations::end)
        .user::<ListImpersonations, _, _>(impersonations::list)
        .user::<ListDoneOnBehalf, _, _>(impersonations::done)
        .user::<GetImpersonationPermission, _, _>(impersonations::permission)
        .user::<SetImpersonationPermission, _, _>(impersonations::set_permission)
        .router()
}
