//! `list-parts`, `list-system-types`: whoever ships, attaches or activates. Parts that are retired are not
//! listed: they cannot be ordered.

use api::{
    Page,
    catalogue::{PartView, SystemTypeView},
    page::PageQuery,
};
use desk::view;
use domain::catalogue::PartKind;
use runtime::{Call, Error, Principal};

pub(crate) async fn parts(call: Call<Principal>, (): (), query: PageQuery) -> Result<Page<PartView>, Error> {
    let licences = call
        .app
        .catalogue
        .parts()
        .iter()
        .filter(|part| part.kind == PartKind::Licence && call.app.catalogue.offered_part(&part.number).is_ok());
    view::whole(&query, licences.map(view::part))
}

pub(crate) async fn system_types(
    call: Call<Principal>,
    (): (),
    query: PageQuery,
) -> Result<Page<SystemTypeView>, Error> {
    view::whole(
        &query,
        call.app
            .catalogue
            .system_types()
            .iter()
            .map(|one| view::system_type(&call.app.catalogue, one)),
    )
}
