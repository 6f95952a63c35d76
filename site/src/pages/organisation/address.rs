//! A user's address that mail came back from: the warning, and the dialog that confirms it.

use super::users::People;
use crate::{
    components::{
        dialog::cancel,
        form::{Form, form_element},
        icon::{self, icon},
        toasts::Toasts,
    },
    format,
};
use api::{
    operations::ConfirmAddress,
    users::{ConfirmAddressRequest, UndeliverableView, UserView},
};
use domain::bounce::BounceKind;
use leptos::prelude::*;

/// What is wrong with the address, and what to do.
pub fn warning(mark: &UndeliverableView) -> AnyView {
    let day = format::day_text(mark.since);
    let what = match mark.kind {
        BounceKind::Bounced => format!("Mail to this address came back on {day}."),
        BounceKind::Complained => format!("Mail to this address was reported as unwanted on {day}."),
    };
    view! {
        <p class="warning-note cell-note mt-2 mb-0">
            {icon(icon::ALERT_TRIANGLE)}
            <span>{what}" It is not mailed until you confirm the address."</span>
        </p>
    }
    .into_any()
}

/// Asks before the address is mailed again.
pub fn confirm(shown: People, form: Form, user: UserView, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let submit = move || {
        let path = (shown.organisation_id, user.user_id);
        form.send::<ConfirmAddress>(path, ConfirmAddressRequest {}, move |user| {
            open.set(false);
            toasts.done(format!("Mail goes to {} again.", user.email));
            shown.users.again();
            shown.events.again();
        });
    };
    let content = view! {
        <p>{format!("Ask {} whether {} is right and takes mail again. What was not sent meanwhile is not sent later.", user.name, user.email)}</p>
        <div class="btn-list">{form.submit(Signal::stored("Confirm address".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
