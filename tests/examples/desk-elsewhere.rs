//! Serves a desk whose people sign in at an issuer elsewhere, as those of a deployment do:
//! `tests/browser` signs in at it. Takes the issuer, the audience of its tokens and its key set's
//! URL; prints where the API is and an invitation to somebody who may use a dealer's licences,
//! as one line of JSON; ends with its standard input.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use api::operations::InviteUser;
use authorize::Authorizer;
use serde_json::json;
use std::io::{Read, stdin};
use tests::Desk;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("give issuer, audience and key set");
    let authorizer = Authorizer::new(next(), next(), next());
    let desk = Desk::start().await;
    let dealer = desk.organisations.dealer;
    desk.ship_manual_order(dealer).await;
    let invited = json!({ "name": "Petra Holm", "email": "petra.holm@example.com", "roles": ["licence-user"] });
    desk.call::<InviteUser>(&desk.people.vendor, &[&dealer], invited)
        .await
        .ok();
    let told = json!({ "url": desk.before(authorizer).await, "invitation": desk.invitation_token().await });
    println!("{told}");
    tokio::task::spawn_blocking(|| stdin().read_to_end(&mut Vec::new()))
        .await
        .unwrap()
        .unwrap();
}
