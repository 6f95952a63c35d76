//! The users of an organisation: invite, invite again, give and take roles, confirm addresses.

use super::address;
use crate::components::dynamic::{live, on};
use crate::components::{
    dialog::{cancel, dialog},
    field::Field,
    form::{Form, form_element},
    icon::{self, icon},
    page,
    toasts::Toasts,
};
use crate::{
    components::empty::Empty,
    load::{Loaded, Rows, load_list},
    session::Session,
};
use api::{
    events::EventView,
    operations::{InviteAgain, InviteUser, ListOrganisationEvents, ListUsers, SetRoles},
    users::{InviteAgainRequest, InviteUserRequest, SetRolesRequest, UserView},
};
use domain::{
    id::OrganisationId,
    organisation::{OrganisationKind, Role, UserState},
};
use leptos::prelude::*;

/// The dialogs about one user, and which user that is.
#[derive(Clone, Copy)]
struct Dialogs {
    user: RwSignal<Option<UserView>>,
    roles: RwSignal<bool>,
    again: RwSignal<bool>,
    address: RwSignal<bool>,
}

impl Dialogs {
    /// The content of a dialog, for the user that it was opened for.
    fn about(self, content: impl FnOnce(UserView) -> AnyView) -> AnyView {
        self.user.get_untracked().map(content).into_any()
    }
}

/// The users of an organisation and what has happened to it, fetched again after every change.
#[derive(Clone, Copy)]
pub struct People {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Says which roles there are.
    pub kind: OrganisationKind,
    /// By name.
    pub users: Loaded<Rows<UserView>>,
    /// Newest first.
    pub events: Loaded<Rows<EventView>>,
}

impl People {
    /// Those of an organisation.
    pub fn of(organisation_id: OrganisationId, kind: OrganisationKind) -> Self {
        Self {
            organisation_id,
            kind,
            users: load_list::<ListUsers, _>(organisation_id),
            events: load_list::<ListOrganisationEvents, _>(organisation_id),
        }
    }
}

/// The users, with what can be done to them.
pub fn users(shown: People) -> AnyView {
    let inviting = RwSignal::new(false);
    let dialogs = Dialogs {
        user: RwSignal::new(None),
        roles: RwSignal::new(false),
        again: RwSignal::new(false),
        address: RwSignal::new(false),
    };
    let (again_form, address_form) = (Form::new(), Form::new());
    let rows = page::loaded(shown.users, move |rows| {
        if rows.items.is_empty() {
            return Empty::act(
                "Nobody is here yet. Invite the first user.",
                "Invite a user",
                move || inviting.set(true),
            )
            .view();
        }
        let rows = rows.items.into_iter().map(|user| row(user, dialogs));
        view! {
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table">
                    <thead><tr>
                        <th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"Roles"</th><th scope="col">"State"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card" aria-labelledby="users">
            <div class="card-header list-tools">
                <h2 class="card-title" id="users">"Users"</h2>
                <button type="button" class="btn btn-primary" on:click=on(move |_| inviting.set(true))>{icon(icon::MAIL)}"Invite a user"</button>
            </div>
            {rows}
        </section>
        {dialog(inviting, "Invite a user", move || invite(shown, inviting))}
        {dialog(dialogs.roles, "Roles", move || dialogs.about(|user| set_roles(shown, user, dialogs.roles)))}
        {dialog(dialogs.again, "Send a new invitation?", move || dialogs.about(|user| invite_again(shown, again_form, user, dialogs.again)))}
        {dialog(dialogs.address, "Mail this address again?", move || dialogs.about(|user| address::confirm(shown, address_form, user, dialogs.address)))}
    }
    .into_any()
}

fn row(user: UserView, dialogs: Dialogs) -> AnyView {
    let button = |text: &'static str, label: String, open: RwSignal<bool>| {
        let user = user.clone();
        let press = move |_| {
            dialogs.user.set(Some(user.clone()));
            open.set(true);
        };
        view! { <button type="button" class="btn" aria-label=label on:click=on(press)>{text}</button> }.into_any()
    };
    let roles: Vec<&str> = user.roles.iter().map(|role| role.word()).collect();
    let roles = if roles.is_empty() {
        "none".to_owned()
    } else {
        roles.join(", ")
    };
    let invited = user.state == UserState::Invited;
    let badge = if invited {
        view! { <span class="badge bg-yellow-lt">"Invited"</span> }
    } else {
        view! { <span class="badge bg-green-lt">"Active"</span> }
    };
    let warning = user.undeliverable.as_ref().map(address::warning);
    let next = match (&user.undeliverable, invited) {
        (Some(_), _) => Some(button(
            "Confirm address",
            format!("Confirm address of {}", user.name),
            dialogs.address,
        )),
        (None, true) => Some(button(
            "Invite again",
            format!("Invite {} again", user.name),
            dialogs.again,
        )),
        (None, false) => None,
    };
    let change = button("Roles", format!("Roles of {}", user.name), dialogs.roles);
    view! {
        <tr>
            <td data-label="Name">{user.name.clone()}</td>
            <td data-label="E-mail"><div>{user.email.clone()}{warning}</div></td>
            <td data-label="Roles">{roles}</td>
            <td data-label="State">{badge}</td>
            <td class="row-action"><div class="btn-list">{next}{change}</div></td>
        </tr>
    }
    .into_any()
}

/// What a role lets one do, in a few words.
const fn meaning(role: Role) -> &'static str {
    match role {
        Role::VendorAdmin => "Everything of the vendor.",
        Role::CatalogueEditor => "Drafts and publishes the catalogue.",
        Role::LicenceUser => "Licence bin, customers, locations, licences.",
        Role::SwaUser => "The same, and software assurance.",
        Role::TenantAdmin => "Users and roles, quota, products and devices. Is a requester too.",
        Role::StandardUser => "Sees the catalogue and the tenant's requests. Is a requester too.",
        Role::SubtenantUser => "Nothing of the upgrade tool.",
        Role::Requester => "Sees the catalogue and submits upgrade requests.",
        Role::Buyer => "Buys, decides on requests, redeems codes.",
        Role::Operator => "Builds packages and decides activations.",
    }
}

/// The role that most users of such an organisation have.
const fn usual(kind: OrganisationKind) -> Role {
    match kind {
        OrganisationKind::Vendor => Role::VendorAdmin,
        OrganisationKind::Distributor | OrganisationKind::Dealer => Role::LicenceUser,
        OrganisationKind::Tenant => Role::StandardUser,
    }
}

fn role_boxes(form: Form, kind: OrganisationKind, roles: RwSignal<Vec<Role>>) -> AnyView {
    let boxes = Role::ALL.into_iter().filter(|role| role.held_by(kind)).map(|role| {
        let tick = move |event| {
            let on = event_target_checked(&event);
            roles.update(|roles| {
                roles.retain(|held| *held != role);
                if on {
                    roles.push(role);
                }
            });
        };
        view! {
            <label class="form-check">
                <input class="form-check-input" type="checkbox" prop:checked=live(move || roles.with(|roles| roles.contains(&role))) on:change=tick />
                <span class="form-check-label">{role.word()}</span>
                <span class="form-check-description">{meaning(role)}</span>
            </label>
        }
    });
    view! {
        <fieldset id="f-roles" tabindex="-1">
            <legend class="form-label">"Roles"</legend>
            {boxes.collect::<Vec<_>>()}
            {form.error_at("roles")}
        </fieldset>
    }
    .into_any()
}

fn invite(shown: People, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let roles = RwSignal::new(vec![usual(shown.kind)]);
    let submit = move || {
        let request = InviteUserRequest {
            name: name.get_untracked(),
            email: email.get_untracked(),
            roles: roles.get_untracked(),
        };
        form.send::<InviteUser>(shown.organisation_id, request, move |user| {
            form.saved();
            open.set(false);
            toasts.done(format!("An invitation is on its way to {}.", user.email));
            shown.users.again();
            shown.events.again();
        });
    };
    let content = view! {
        <div class="fields">
            {Field::new(form, "name", "Name").text(name)}
            {Field::new(form, "email", "E-mail").kind("email").note("Where the invitation goes.").text(email)}
            {role_boxes(form, shown.kind, roles)}
            <div class="btn-list">{form.submit(Signal::stored("Send invitation".to_owned()))}{cancel(open)}</div>
        </div>
    };
    form_element(form, submit, content.into_any())
}

fn set_roles(shown: People, user: UserView, open: RwSignal<bool>) -> AnyView {
    let (session, toasts) = (expect_context::<Session>(), expect_context::<Toasts>());
    let form = Form::new();
    let roles = RwSignal::new(user.roles);
    let submit = move || {
        let request = SetRolesRequest {
            roles: roles.get_untracked(),
        };
        form.send::<SetRoles>((shown.organisation_id, user.user_id), request, move |user| {
            form.saved();
            open.set(false);
            toasts.done(format!("The roles of {} are saved.", user.name));
            if session.who().is_some_and(|who| who.user.user_id == user.user_id) {
                session.renew();
            }
            shown.users.again();
            shown.events.again();
        });
    };
    let content = view! {
        <p>{format!("What {} may do from now on. Without a role: nothing.", user.name)}</p>
        {role_boxes(form, shown.kind, roles)}
        <div class="btn-list mt-3">{form.submit(Signal::stored("Save roles".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}

fn invite_again(shown: People, form: Form, user: UserView, open: RwSignal<bool>) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let submit = move || {
        let path = (shown.organisation_id, user.user_id);
        form.send::<InviteAgain>(path, InviteAgainRequest {}, move |user| {
            open.set(false);
            toasts.done(format!("A new invitation is on its way to {}.", user.email));
            shown.events.again();
        });
    };
    let content = view! {
        <p>{format!("It goes to {}. The link in the mail before it stops working.", user.email)}</p>
        <div class="btn-list">{form.submit(Signal::stored("Send".to_owned()))}{cancel(open)}</div>
    };
    form_element(form, submit, content.into_any())
}
