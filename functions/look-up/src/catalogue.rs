//! `list-parts`, `list-system-types`: whoever ships, attaches or activates. Parts that are retired are not
//! listed: they cannot be ordered. `get-desk`: anybody.

use api::{
    Page,
    catalogue::{PartView, SystemTypeView},
    desk::DeskView,
    page::{ListQuery, PageQuery},
};
use desk::{list, view};
use domain::catalogue::{Logo, Part, PartKind};
use runtime::{Call, Error, Principal};
use std::time::Duration;

/// How long a browser keeps how the desk presents itself: every page that is opened asks for it.
pub(crate) const DESK_KEPT: Duration = Duration::from_secs(300);

pub(crate) async fn desk(call: Call<()>, (): (), (): ()) -> Result<DeskView, Error> {
    let desk = call.app.catalogue.desk();
    Ok(DeskView {
        name: desk.called().to_owned(),
        logo: desk.logo.as_ref().map(Logo::address),
    })
}

fn number(part: &Part) -> &str {
    part.number.as_str()
}

pub(crate) async fn parts(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<PartView>, Error> {
    let catalogue = &call.app.catalogue;
    let offered = |part: &Part| part.kind == PartKind::Licence && catalogue.offered_part(&part.number).is_ok();
    let holds = |part: &Part, text: &str| catalogue.part_search(part).contains(text);
    let parts: Vec<_> = catalogue.parts().collect();
    list::in_memory("parts", query, &parts, (number, holds), |part| {
        offered(part).then(|| view::part(part))
    })
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
