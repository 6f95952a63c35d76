//! The whole: which page stands at which path, and who may see it.

use crate::components::dynamic::{dynamic, optional};
use crate::{
    components::{
        header::{expired_bar, header, skip_link},
        page,
        toasts::Toasts,
    },
    pages,
    router::Router,
    session::{Session, SignIn},
};
use leptos::prelude::*;

/// The site.
pub fn app() -> AnyView {
    let toasts = Toasts::new();
    let router = Router::start();
    let session = Session::start(router, toasts);
    provide_context(toasts);
    provide_context(router);
    provide_context(session);

    view! {
        {skip_link()}
        {header(session, router)}
        {expired_bar(session)}
        <main id="main" class="container-xl" tabindex="-1">
            {dynamic(move || shown(session, &router.path()))}
        </main>
        {optional(move || session.config().filter(|config| config.local).map(|_| local_footer()))}
        {toasts.view()}
    }
    .into_any()
}

/// On one machine, mail goes nowhere else.
fn local_footer() -> AnyView {
    view! {
        <footer class="container-xl foot d-print-none">
            "This deployment runs on one machine, with made-up data. Its mail is in the "<a href="/local/mailbox">"mailbox"</a>"; its "<a href="/local/time">"clock"</a>" can be moved."
        </footer>
    }
    .into_any()
}

fn shown(session: Session, path: &str) -> AnyView {
    match path {
        "/verify" => return pages::verify::verify(),
        "/action" => return pages::action::action(),
        "/activation" => return pages::activations::link::link(),
        "/invitation" => return pages::invitation::invitation(),
        _ => {}
    }
    match session.state.get() {
        SignIn::In(_) => page_at(session, path),
        SignIn::Working => pages::signed_out::working(),
        SignIn::Out => pages::signed_out::signed_out(path),
        SignIn::NoUser => pages::signed_out::no_user(),
        SignIn::Failed(sentence) => pages::signed_out::failed(sentence),
        SignIn::Beside => pages::signed_out::beside(),
    }
}

/// The page of a user. An operation that the roles do not allow has no page.
fn page_at(session: Session, path: &str) -> AnyView {
    use api::operations::{
        AssignSeats, GetActivation, GetBin, GetEndpoint, GetQuota, GetSwaBin, GetUpgradesHome, IssueSubscriptionCode,
        ListCodeBatches, ListDevices, ListOrderForms, ListOrders, ListPackages, PreviewCode, ReshipSwaUnits, SetRoles,
    };
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let vendor = session.may::<ListOrders>();
    let partner = session.may::<GetBin>();
    let upgrades = session.may::<GetUpgradesHome>();
    let assured = session.may::<GetSwaBin>();
    let distributes = session.may::<ReshipSwaUnits>() && pages::swa::distributes(session);
    let devices = session.may::<ListDevices>();
    let packages = session.may::<ListPackages>();
    let codes = session.may::<ListCodeBatches>();
    let page = match segments.as_slice() {
        [] => Some(pages::home::home()),
        ["orders"] if vendor => Some(pages::orders::orders()),
        ["orders", "ship"] if vendor => Some(pages::ship::ship()),
        ["orders", "import"] if vendor => Some(pages::import::import()),
        ["orders", id] if vendor || partner => id.parse().ok().map(pages::order::order),
        ["organisations"] if vendor => Some(pages::organisations::organisations()),
        ["organisations", id] if vendor => id.parse().ok().map(pages::organisation::organisation),
        ["order-forms"] if session.may::<ListOrderForms>() => Some(pages::order_forms::order_forms()),
        ["webhooks"] if session.may::<GetEndpoint>() => Some(pages::webhooks::webhooks()),
        ["upgrades"] if upgrades => Some(pages::upgrades::catalogue::catalogue()),
        ["upgrades", "items", sku] if upgrades => Some(pages::upgrades::execute::execute((*sku).to_owned())),
        ["upgrades", id] if upgrades => id.parse().ok().map(pages::upgrades::request::request),
        ["my-upgrades"] if upgrades => Some(pages::upgrades::mine::mine()),
        ["documentation"] if upgrades => Some(pages::upgrades::documentation::documentation()),
        ["quota"] if session.may::<GetQuota>() => Some(pages::quota::quota()),
        // The vendor has the same on the organisation's page.
        ["settings"] if !vendor && session.may::<SetRoles>() => Some(pages::settings::settings()),
        ["bin"] if partner => Some(pages::bin::bin()),
        ["bin", id, "attach"] if partner => id.parse().ok().map(pages::attach::attach),
        ["customers"] if partner => Some(pages::customers::customers()),
        ["customers", "new"] if partner => Some(pages::customer_form::create()),
        ["customers", id] if partner => id.parse().ok().map(pages::customer::customer),
        ["customers", id, "edit"] if partner => id.parse().ok().map(pages::customer_form::edit),
        ["customers", id, "locations", "new"] if partner => id.parse().ok().map(pages::location_form::create),
        ["locations", id] if partner => id.parse().ok().map(pages::location::location),
        ["locations", id, "edit"] if partner => id.parse().ok().map(pages::location_form::edit),
        ["locations", id, "swa"] if assured => id.parse().ok().map(pages::swa::history::history),
        ["locations", id, "swa", "quotes", quote] if assured => {
            id.parse().ok().zip(quote.parse().ok()).map(pages::swa::quote::quote)
        }
        ["customers", id, "renewal"] if assured => id.parse().ok().map(pages::renewal::renewal),
        ["customers", id, "renewals", renewal] if assured => {
            id.parse().ok().zip(renewal.parse().ok()).map(pages::renewal::outcome)
        }
        ["swa"] if assured => Some(pages::swa::units()),
        ["swa", "prospects"] if assured => Some(pages::swa::prospects()),
        ["swa", "shipped-on"] if distributes => Some(pages::swa::shipped_on()),
        ["swa", "reship"] if distributes => Some(pages::swa::reship()),
        ["activation-code"] if session.may::<PreviewCode>() => Some(pages::redeem::redeem()),
        ["subscriptions"] if devices => Some(pages::subscriptions::overview()),
        ["subscriptions", id, "assign"] if session.may::<AssignSeats>() => {
            id.parse().ok().map(pages::subscriptions::assign::assign)
        }
        ["devices"] if devices => Some(pages::devices::devices()),
        ["devices", "new"] if devices => Some(pages::devices::form::create()),
        ["devices", "import"] if devices => Some(pages::devices::import::import()),
        ["devices", id] if devices => id.parse().ok().map(pages::devices::device::device),
        ["codes"] if codes => Some(pages::codes::codes()),
        ["codes", "new"] if session.may::<IssueSubscriptionCode>() => Some(pages::codes::issue::subscription()),
        ["codes", id] if codes => id.parse().ok().map(pages::codes::batch::batch),
        ["packages"] if packages => Some(pages::packages::packages()),
        ["packages", "new"] if packages => Some(pages::packages::builder::create()),
        ["packages", id] if packages => id.parse().ok().map(pages::packages::package::package),
        ["packages", id, "edit"] if packages => id.parse().ok().map(pages::packages::builder::edit),
        ["packages", id, "codes"] if packages => id.parse().ok().map(pages::codes::issue::package),
        ["activations"] if packages => Some(pages::activations::activations()),
        ["activations", id] if session.may::<GetActivation>() => {
            id.parse().ok().map(pages::activations::request::request)
        }
        _ => None,
    };
    page.unwrap_or_else(page::not_found)
}
