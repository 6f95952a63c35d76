//! A distributor's user chooses as whom to act: by address, or among the users of a dealer; sees who it is, and begins.

use crate::{
    browser,
    components::{
        dynamic::{dynamic, live, on, optional},
        field::Field,
        form::{Form, form_element},
        page::{self, detail},
    },
    load::{Rows, load_list},
    session::Session,
};
use api::{
    impersonations::{BeginImpersonationRequest, BeginImpersonationResponse},
    operations::{BeginImpersonation, ListDealerUsers, ListDealers},
    units::AllowanceView,
    users::UserView,
};
use domain::id::OrganisationId;
use leptos::prelude::*;

/// Who it would be.
type Shown = RwSignal<Option<(BeginImpersonationRequest, BeginImpersonationResponse)>>;

/// What is chosen.
#[derive(Clone, Copy)]
struct Choice {
    form: Form,
    dealer: RwSignal<String>,
    email: RwSignal<String>,
    shown: Shown,
}

/// The page.
pub(super) fn begin(session: Session) -> AnyView {
    let choice = Choice {
        form: Form::new(),
        dealer: RwSignal::new(String::new()),
        email: RwSignal::new(String::new()),
        shown: RwSignal::new(None),
    };
    let dealers = load_list::<ListDealers, _>(());
    view! {
        {page::plain_header("Impersonation")}
        {page::loaded(dealers, move |dealers| {
            if dealers.items.is_empty() {
                return page::state(
                    "There is no dealer for whom you could act",
                    "You act for users of dealers that you may ship to. Ask the vendor for a shipping allowance for the dealer.",
                    ().into_any(),
                );
            }
            view! {
                <div class:d-none=live(move || choice.shown.with(Option::is_some))>{choice.fill_in(&dealers)}</div>
                {optional(move || choice.shown.get().map(|(request, answer)| choice.confirm(session, request, answer)))}
            }
            .into_any()
        })}
    }
    .into_any()
}

impl Choice {
    fn fill_in(self, dealers: &Rows<AllowanceView>) -> AnyView {
        let by_address = (String::new(), "Any of them, by address".to_owned());
        let each = dealers.items.iter();
        let each = each.map(|one| (one.dealer_id.to_string(), one.dealer_name.clone()));
        let dealers: Vec<_> = std::iter::once(by_address).chain(each).collect();
        let content = view! {
            <div class="card form-width">
                <div class="card-body fields">
                    <p class="mb-0">"You see what a dealer's user sees and do what they may, for up to eight hours. Whatever you do names you both, and they can read it."</p>
                    {Field::new(self.form, "dealer_id", "Dealer").choice(self.dealer, Signal::stored(dealers))}
                    {Field::new(self.form, "dealer_email", "E-mail address of the user").kind("email").text(self.email)}
                </div>
                <div class="card-footer btn-list">{self.form.submit(Signal::stored("Show who it is".to_owned()))}</div>
            </div>
        };
        let users = dynamic(move || match self.dealer.get().parse() {
            Ok(dealer) => self.users(dealer),
            Err(_) => ().into_any(),
        });
        view! {
            {form_element(self.form, move || self.show(), content.into_any())}
            {users}
        }
        .into_any()
    }

    /// The dealer's users, to choose one instead of writing the address.
    fn users(self, dealer: OrganisationId) -> AnyView {
        let users = load_list::<ListDealerUsers, _>(dealer);
        let rows = page::loaded(users, move |users: Rows<UserView>| {
            if users.items.is_empty() {
                return page::state(
                    "There is nobody for whom you could act",
                    "Nobody there has accepted an invitation and has a role. The vendor invites users and gives roles.",
                    ().into_any(),
                );
            }
            let rows = users.items.into_iter().map(|user| self.row(user));
            view! {
                <div class="table-responsive">
                    <table class="table table-vcenter card-table list-table">
                        <thead><tr>
                            <th scope="col">"Name"</th><th scope="col">"Address"</th><th scope="col">"Roles"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr></thead>
                        <tbody>{rows.collect::<Vec<_>>()}</tbody>
                    </table>
                </div>
            }
            .into_any()
        });
        view! {
            <section class="card mt-3" aria-labelledby="users">
                <div class="card-header"><h2 class="card-title" id="users">"Or choose one of the dealer's users"</h2></div>
                {rows}
            </section>
        }
        .into_any()
    }

    fn row(self, user: UserView) -> AnyView {
        let label = format!("Choose {}", user.name);
        let email = user.email.clone();
        let choose = move |_| {
            self.email.set(email.clone());
            self.show();
        };
        view! {
            <tr>
                <td data-label="Name"><strong>{user.name.clone()}</strong></td>
                <td data-label="Address">{user.email.clone()}</td>
                <td data-label="Roles">{roles(&user)}</td>
                <td class="row-action"><button type="button" class="btn" aria-label=label on:click=on(choose)>"Choose"</button></td>
            </tr>
        }
        .into_any()
    }

    fn show(self) {
        let request = BeginImpersonationRequest {
            dealer_email: self.email.get_untracked().trim().to_owned(),
            dealer_id: self.dealer.get_untracked().parse().ok(),
            dry_run: true,
        };
        let shown = self.shown;
        // Who was only looked for is not lost.
        self.form.saved();
        self.form
            .send::<BeginImpersonation>((), request.clone(), move |answer| shown.set(Some((request, answer))));
    }

    fn confirm(
        self,
        session: Session,
        request: BeginImpersonationRequest,
        answer: BeginImpersonationResponse,
    ) -> AnyView {
        browser::focus_soon("#check");
        let Self { form, shown, .. } = self;
        let BeginImpersonationResponse { user, organisation, .. } = answer;
        let begin = move || {
            let request = BeginImpersonationRequest {
                dry_run: false,
                ..request.clone()
            };
            form.send::<BeginImpersonation>((), request, move |answer| {
                form.saved();
                if let Some(begun) = answer.impersonation {
                    session.act(begun.impersonation_id);
                }
            });
        };
        let other = move |_| {
            form.clear();
            shown.set(None);
        };
        let content = view! {
            <section class="card form-width" aria-labelledby="check">
                <div class="card-header"><h2 class="card-title" id="check" tabindex="-1">"Check as whom you will act"</h2></div>
                <div class="card-body">
                    <dl class="datagrid mb-3">
                        {detail("Name", user.name.clone())}
                        {detail("Organisation", organisation.name)}
                        {detail("Address", user.email.clone())}
                        {detail("Roles", roles(&user))}
                    </dl>
                    <p class="mb-0">"It ends when you end it or sign out, and after eight hours at most. Until then this page says that it goes on."</p>
                </div>
                <div class="card-footer btn-list">
                    {form.submit(Signal::stored(format!("Act for {}", user.name)))}
                    <button type="button" class="btn" on:click=on(other)>"Choose somebody else"</button>
                </div>
            </section>
        };
        form_element(form, begin, content.into_any())
    }
}

fn roles(user: &UserView) -> String {
    let words: Vec<_> = user.roles.iter().map(|role| role.word()).collect();
    words.join(", ")
}
