//! `confirm-address`: vendor admins, tenant admins for their own tenant. A user whose mail came back is mailed again, since
//! somebody says that the address is right. Nothing is mailed by it; what was not sent
//! meanwhile stays unsent. Where no mail came back there is nothing to confirm, and the
//! answer is the user as it is.
//!
//! Refused: a user or organisation that does not exist.

use crate::{organisations, users};
use api::users::{ConfirmAddressRequest, UserView};
use desk::view;
use domain::{
    bounce,
    id::{OrganisationId, UserId},
};
use runtime::{Call, Change, Error, Principal};
use store::Transaction;

pub(crate) async fn confirm(
    call: Call<Principal>,
    (id, user_id): (OrganisationId, UserId),
    _: ConfirmAddressRequest,
) -> Result<UserView, Error> {
    let stamp = call.stamp().await?;
    call.change(async || {
        let organisation = organisations::load(&call, id).await?;
        let user = users::load(&call, id, user_id).await?;
        let confirmed = bounce::confirm(&user, call.now);
        let answer = view::user(&confirmed);
        if confirmed == user {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app
            .store
            .confirm_address(&mut transaction, &organisation.chain, &confirmed, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}
