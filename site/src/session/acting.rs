//! Acting for somebody else (spec chapter 4, "Roles in the channel"): which impersonation this tab's calls
//! name. It lasts as long as the tab, reloads included, and no longer than the sign-in.

use super::{CURRENT, Session, SignIn, forget};
use crate::{
    browser,
    client::{self, Failure, Row},
    router,
};
use api::{
    Endpoint, ProblemCode,
    impersonations::{EndImpersonationRequest, ImpersonationView},
    operations::{EndImpersonation, GetSession},
    users::Session as Who,
};
use domain::id::ImpersonationId;
use leptos::{prelude::*, task::spawn_local};

/// The impersonation, kept for as long as the tab.
const ACTING_AS: &str = "latchkey.acting-as";

/// What a call names: everything that is sent meanwhile, but what ends it.
pub fn acting_as(operation: Row) -> Option<String> {
    browser::kept(ACTING_AS).filter(|_| operation.name() != EndImpersonation::OPERATION.name)
}

/// The service says that it is over: one is at one's own desk again, and reads why.
pub fn acting_over(sentence: &str) {
    let was_acting = browser::take(ACTING_AS).is_some();
    if let Some(session) = CURRENT.with_borrow(|session| *session).filter(|_| was_acting) {
        session.toasts.failed(sentence.to_owned());
        if session.who().is_some() {
            session.enter_anew();
        }
    }
}

/// Who calls now. What was acted by may be over, and then it is the caller.
pub(super) async fn who() -> Result<Who, Failure> {
    match client::call::<GetSession>((), ()).await {
        Err(failure) if failure.code() == Some(ProblemCode::ImpersonationOver) => {
            client::call::<GetSession>((), ()).await
        }
        answer => answer,
    }
}

impl Session {
    /// Who acts as whom, while somebody does.
    pub fn acting(self) -> Option<ImpersonationView> {
        self.state.with(|state| match state {
            SignIn::In(who) => who.impersonation.clone(),
            _ => None,
        })
    }

    /// Acts for somebody else from now on.
    pub fn act(self, begun: ImpersonationId) {
        browser::keep(ACTING_AS, &begun.to_string());
        self.enter_anew();
    }

    /// Ends it, and is at one's own desk again.
    pub fn end_acting(self) {
        let Some(acting) = self.acting().filter(|_| router::may_leave()) else {
            return;
        };
        spawn_local(async move {
            match end(acting.impersonation_id).await {
                Ok(()) => {
                    forget(ACTING_AS);
                    self.toasts.done(format!("You no longer act for {}.", acting.user));
                    self.enter_anew();
                }
                Err(failure) => self.toasts.failed(failure.to_string()),
            }
        });
    }

    /// Ends it before the tab forgets who is signed in. Where that fails it ends by itself, after its hours.
    pub(super) async fn end_acting_quietly(self) {
        if browser::take(ACTING_AS).is_some()
            && let Some(acting) = self.acting()
        {
            let _ = end(acting.impersonation_id).await;
        }
    }

    /// The home page of whoever calls from now on. What was on the page is another's.
    fn enter_anew(self) {
        self.state.set(SignIn::Working);
        self.router.replace("/");
        spawn_local(async move {
            self.state.set(match who().await {
                Ok(who) => SignIn::In(Box::new(who)),
                Err(failure) => SignIn::Failed(failure.to_string()),
            });
        });
    }
}

async fn end(id: ImpersonationId) -> Result<(), Failure> {
    let request = client::to_json(&EndImpersonationRequest {})?;
    let ids = vec![id.to_string()];
    client::send(Row::of::<EndImpersonation>(), ids, request, None).await?;
    Ok(())
}
