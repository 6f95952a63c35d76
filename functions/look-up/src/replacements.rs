//! `list-due-replacements`: licence users for their own locations, vendor admins for all. The locations that an
//! emergency licence is out for, until their hardware is replaced (spec chapter 4, "Roles in the channel").

use api::{Page, page::PageQuery, replacement::DueReplacementView};
use desk::view;
use domain::organisation::OrganisationKind;
use runtime::{Call, Error, Principal};
use store::location::DueReplacement;

pub(crate) async fn list(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<DueReplacementView>, Error> {
    let user = &call.caller.user;
    let own = (user.organisation_kind != OrganisationKind::Vendor).then_some(user.organisation_id);
    let page = call.app.store.due_replacements(own, query.after.as_deref()).await?;
    Ok(view::page(page, |due: DueReplacement| DueReplacementView {
        location_id: due.location_id,
        organisation_name: due.organisation_name.as_str().to_owned(),
        location_name: due.name.as_str().to_owned(),
        hkc: due.hkc,
        new_hkc: due.new_hkc,
        at: due.at,
        ends: due.ends,
    }))
}
