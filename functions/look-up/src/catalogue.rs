//! `list-parts`, `list-system-types`: whoever ships, attaches or activates.

use api::{
    Page,
    catalogue::{PartView, SystemTypeView},
    page::PageQuery,
};
use desk::view;
use domain::catalogue::{Catalogue, PartKind};
use runtime::{Call, Error, Principal};

pub(crate) async fn parts(_: Call<Principal>, (): (), query: PageQuery) -> Result<Page<PartView>, Error> {
    let licences = Catalogue::seed()
        .parts()
        .iter()
        .filter(|part| part.kind == PartKind::Licence);
    view::whole(&query, licences.map(view::part))
}

pub(crate) async fn system_types(_: Call<Principal>, (): (), query: PageQuery) -> Result<Page<SystemTypeView>, Error> {
    view::whole(&query, Catalogue::seed().system_types().iter().map(view::system_type))
}
