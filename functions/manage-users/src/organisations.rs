//! `list-organisations`, `create-organisation`, `rename-organisation`: vendor admins.
//! `list-organisation-events`: vendor admins, tenant admins for their own. Refused: a second vendor, a name that is
//! none, an organisation that does not exist.

use api::{
    Page,
    events::EventView,
    page::{ListQuery, PageQuery},
    users::{CreateOrganisationRequest, OrganisationView, RenameOrganisationRequest},
};
use desk::{list, view};
use domain::{
    id::OrganisationId,
    organisation::{Organisation, OrganisationKind, Role, UserRefusal},
    text::Name,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::{Stored, Transaction};

pub(crate) async fn list(call: Call<Principal>, (): (), query: ListQuery) -> Result<Page<OrganisationView>, Error> {
    let found = call.app.store.organisations(&list::choice(query)?).await?;
    Ok(list::page(found, view::organisation_card))
}

pub(crate) async fn create(
    call: Call<Principal>,
    (): (),
    request: CreateOrganisationRequest,
) -> Result<OrganisationView, Error> {
    let mut fields = Fields::new();
    let name = fields.check("name", Name::parse(&request.name));
    if request.kind == OrganisationKind::Vendor {
        fields.refuse("kind", UserRefusal::SecondVendor);
    }
    let name = fields.finish(name)?;
    let organisation = Organisation {
        organisation_id: call.new_id(OrganisationId::new),
        kind: request.kind,
        name,
        created_at: call.now,
        admins: 0,
        buyers: 0,
        tenant: None,
        impersonation: None,
    };
    let stamp = call.stamp().await?;
    call.change(async || {
        let mut transaction = Transaction::default();
        call.app
            .store
            .create_organisation(&mut transaction, &organisation, &stamp)?;
        Ok(Change {
            transaction,
            answer: view::organisation(&organisation),
        })
    })
    .await
}

pub(crate) async fn rename(
    call: Call<Principal>,
    id: OrganisationId,
    request: RenameOrganisationRequest,
) -> Result<OrganisationView, Error> {
    let mut fields = Fields::new();
    let name = fields.check("name", Name::parse(&request.name));
    let name = fields.finish(name)?;
    let stamp = call.stamp().await?;
    call.change(async || {
        let Stored {
            value: organisation,
            chain,
        } = load(&call, id).await?;
        let renamed = Organisation {
            name: name.clone(),
            ..organisation.clone()
        };
        let answer = view::organisation(&renamed);
        if renamed == organisation {
            return Ok(Change::none(answer));
        }
        let mut transaction = Transaction::default();
        call.app
            .store
            .rename_organisation(&mut transaction, &organisation, &chain, &name, &stamp)?;
        Ok(Change { transaction, answer })
    })
    .await
}

pub(crate) async fn events(
    call: Call<Principal>,
    id: OrganisationId,
    query: PageQuery,
) -> Result<Page<EventView>, Error> {
    load(&call, id).await?;
    let page = call.app.store.organisation_events(id, query.after.as_deref()).await?;
    Ok(view::events(&call.app.catalogue, page, &call.caller.user))
}

/// The organisation. Vendor admins see every organisation of their deployment, tenant admins
/// their own.
pub(crate) async fn load(call: &Call<Principal>, id: OrganisationId) -> Result<Stored<Organisation>, Error> {
    let user = &call.caller.user;
    if id != user.organisation_id && !user.has_any(&[Role::VendorAdmin]) {
        return Err(problem::not_found("organisation"));
    }
    let organisation = call.app.store.organisation(id).await?;
    organisation.ok_or_else(|| problem::not_found("organisation"))
}
