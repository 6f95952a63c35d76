//! What every operation costs: requests to the table, read and write capacity units,
//! indexes included, as each operation logs them. The table here is the reviewed one; a
//! change that costs more or less shows as a difference. `infra/capacity.md` is made from it.
//!
//! Three scenarios, on a desk with five organisations. In the first, the manual's order of
//! four lines is shipped to a dealer with two licence users, who make a customer and
//! locations, attach, detach and activate. In the second, a tenant with one buyer asks for
//! upgrades, decides on them and buys. In the third, a dealer and an operator issue codes,
//! which the buyer redeems. The units are the engine's count, by the service's rules: a read
//! is one unit per 4 KB, half of that where it is eventually consistent; a transaction's
//! write is two units per KB of item, and one per index entry.
//!
//! Every call of a user begins with 1.5 read units in two requests: to whom the identity
//! is bound, eventually consistent since a binding never changes, and the user with the
//! roles of this moment, strongly consistent. No operation can do with less.

mod codes;
mod impersonations;
mod systems;
mod transfers;
mod upgrades;

use api::{OPERATIONS, ProblemCode, operations::*};
use chrono::TimeDelta;
use local::{bounces, mail::Mail};
use reqwest::Method;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeSet, fmt::Write, path::Path};
use store::meter;
use tests::{Answer, Desk, Person, location_body, path};
use tracing::field::{Field, Visit};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

/// An operation in a scenario, what it costs, and what the units are spent on.
struct Row {
    operation: &'static str,
    scenario: &'static str,
    requests: u32,
    read: f64,
    write: f64,
    spent_on: &'static str,
}

const fn row(
    operation: &'static str,
    scenario: &'static str,
    (requests, read, write): (u32, f64, f64),
    spent_on: &'static str,
) -> Row {
    Row {
        operation,
        scenario,
        requests,
        read,
        write,
        spent_on,
    }
}

#[rustfmt::skip]
const COSTS: &[Row] = &[
    row("get-session", "a user", (3, 2.5, 0.0), "caller; the organisation"),
    row("get-session", "signed in, no user", (2, 1.5, 0.0), "the binding twice, the second time strongly consistent: it may be new"),
    row("list-organisations", "5 organisations", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-organisations", "role missing", (2, 1.5, 0.0), "caller"),
    row("invite-user", "a user", (5, 4.5, 9.0), "caller; the organisation; whose the address is, and that the organisation keeps addresses (2). Writes the user, the address, the organisation's chain, the event and that it is due"),
    row("invite-again", "a user", (5, 3.5, 7.0), "caller; organisation, user. Writes as `invite-user`"),
    row("accept-invitation", "first", (4, 3.0, 8.0), "binding, organisation, user. Writes the binding, the user, the chain, the event"),
    row("accept-invitation", "again", (4, 4.0, 0.0), "binding, organisation, user; the organisation for the answer"),
    row("set-roles", "other roles", (5, 3.5, 6.0), "caller; organisation, user. Writes the user, the chain, the event"),
    row("set-roles", "the same roles", (4, 3.5, 0.0), "caller; organisation, user"),
    row("receive-bounce", "a mail to a user", (3, 2.0, 6.0), "organisation, user. Writes the user, the chain, the event"),
    row("receive-bounce", "the same again", (2, 2.0, 0.0), "organisation, user"),
    row("confirm-address", "a marked user", (5, 3.5, 6.0), "caller; organisation, user. Writes the user, the chain, the event"),
    row("confirm-address", "nothing is marked", (4, 3.5, 0.0), "caller; organisation, user"),
    row("list-users", "2 users", (4, 3.0, 0.0), "caller; organisation; one query"),
    row("list-organisation-events", "5 events", (4, 3.0, 0.0), "caller; organisation; one query"),
    row("create-organisation", "a dealer", (3, 1.5, 5.0), "caller. Writes the organisation, its index entry, the event"),
    row("rename-organisation", "another name", (4, 2.5, 6.0), "caller; organisation. Writes it, moves its index entry (2), the event"),
    row("ship-order", "4 lines", (5, 3.5, 10.0), "caller; holder, order. Writes the order, its index entry and that it is to be found (4), the event with its mail, over 1 KB, listed and due (6)"),
    row("deliver-outbox", "an order's mail to 2 users", (18, 8.5, 11.0), "10 queries of the 5 shards, the last 4 to see that nothing is left; event, users, the order for each letter. Writes the claim (4), each addressee (2), the end (3)"),
    row("sweep", "nothing is due", (5, 2.5, 0.0), "a query of each of 5 shards"),
    row("ship-order", "the same again", (4, 3.5, 0.0), "caller; holder, order"),
    row("ship-order", "dry run", (4, 3.5, 0.0), "caller; holder, order"),
    row("ship-order", "4 lines, with an idempotency key", (5, 3.5, 12.0), "as without; writes the record"),
    row("ship-order", "the same key again", (5, 4.5, 0.0), "caller; holder, order; the record"),
    row("import-orders", "2 orders of 4 lines", (8, 5.5, 20.0), "caller; for each order as `ship-order`"),
    row("list-orders", "4 orders", (4, 4.0, 0.0), "caller; the index; 4 x 0.5"),
    row("get-order", "4 lines", (3, 2.5, 0.0), "caller; the order"),
    row("deliver-outbox, search", "a new order", (5, 2.0, 16.0), "as a new location, for its holder and for the vendor"),
    row("look-up-orders", "1 of 4 orders", (4, 2.5, 0.0), "caller; a query of the cards 0.5; each order that is found 0.5"),
    row("look-up-orders", "4 orders", (4, 4.0, 0.0), "the same"),
    row("list-parts", "all", (2, 1.5, 0.0), "caller; the catalogue is compiled in"),
    row("list-system-types", "all", (2, 1.5, 0.0), "caller; the catalogue is compiled in"),
    row("get-bin", "4 orders", (3, 2.0, 0.0), "caller; the index, which holds the orders"),
    row("get-bin-by-part", "4 orders", (3, 2.0, 0.0), "caller; the index, which holds the orders"),
    row("create-customer", "a customer", (3, 1.5, 6.0), "caller. Writes the customer, its index entry and that it is to be found (4), the event"),
    row("get-customer", "a customer", (3, 2.5, 0.0), "caller; the customer"),
    row("update-customer", "another name", (4, 2.5, 6.0), "caller; the customer. Writes it, moves its index entry (2), the event"),
    row("list-customers", "1 customer", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("import-customers", "an SV8100 of a new customer", (8, 5.5, 15.0), "caller; the index; the customer that is there 0.5; HKC, and twice the new customer's id, which nobody has. Writes as `create-customer` and `create-location`"),
    row("create-location", "an SV8100", (4, 2.5, 9.0), "caller; the customer. Writes the HKC, the location, its index entry and that it is to be found (4), the event and that it is due (3)"),
    row("create-location", "HKC taken", (3, 2.5, 0.0), "caller; the customer. The lost write is billed too, and not counted here"),
    row("create-location", "an SV8300 with its client", (4, 2.5, 18.0), "caller; the customer. Writes two locations"),
    row("update-location", "another name", (7, 5.0, 6.0), "caller; location, licences, customer; files 0.5. Writes it, moves its index entry (2), the event"),
    row("list-locations", "3 locations", (4, 3.0, 0.0), "caller; the customer; the index holds what the list shows"),
    row("give-customer-link", "a link", (4, 2.5, 7.0), "caller; the customer. Writes the link, the customer's chain, the event and that it is due (3)"),
    row("read-customer-link", "3 systems, the first time on a day", (9, 7.5, 8.0), "link and customer, twice, and whether it was noted, twice; the index, the dealer. Writes that it is noted, the link, the customer's chain, the event"),
    row("read-customer-link", "3 systems, again", (5, 4.5, 0.0), "link and customer, and whether it was noted today; the index, the dealer"),
    row("read-linked-system", "without licences", (7, 6.0, 0.0), "link and customer, and whether it was noted today; location, licences; files 0.5, events 0.5"),
    row("save-linked-file", "no such file", (5, 5.0, 0.0), "link and customer; location, licences; the file"),
    row("read-customer-link", "a link that was made up", (0, 0.0, 0.0), "nothing: the link's own MAC tells"),
    row("list-customer-links", "1 link", (4, 3.0, 0.0), "caller; the customer; one query. The links themselves are made anew"),
    row("list-customer-events", "4 events", (4, 3.0, 0.0), "caller; the customer; one query"),
    row("revoke-customer-link", "a link", (5, 3.5, 6.0), "caller; customer, link. Writes the link, the customer's chain, the event"),
    row("deliver-outbox, search", "a new location", (5, 2.0, 15.0), "location and what it is found by in one request. Writes what it is found by (1), 11 cards, that again (1), that it is not due (2)"),
    row("find-locations", "1 of 3 locations", (5, 3.0, 0.0), "caller; a query of the cards for each of two readings, with and without the space; the customer 0.5"),
    row("list-customers", "a page of 900", (3, 5.0, 0.0), "caller; 50 rows of the index"),
    row("list-customers", "a text that all of 900 hold", (3, 8.0, 0.0), "caller; the first 100 rows of the index"),
    row("list-customers", "a text that 1 of 900 holds", (5, 57.0, 0.0), "caller; the 900 rows of the index, in three reads: what no index serves is looked for in up to 1,000 rows a page"),
    row("get-bin", "a page of 60", (3, 4.0, 0.0), "caller; 50 rows of the index, which hold the orders"),
    row("list-orders", "a page of 60", (4, 28.5, 0.0), "caller; 50 rows of the index; 50 x 0.5"),
    row("attach-licences", "1 of 4 lines", (5, 3.5, 13.0), "caller; location, order. Writes the order and its row in the bin (3), the licence and that it is listed by its code (3), where it is attached (2), the chain, the event and that it is listed (3)"),
    row("detach-licences", "1 licence", (6, 4.0, 10.0), "caller; location, licences; the order 0.5. Writes the licence, listed no more (3), the order and its row in the bin (3), the chain, the event"),
    row("attach-licences", "more than the line holds", (4, 3.5, 0.0), "caller; location, order"),
    row("attach-licences", "4 of 4 lines", (5, 3.5, 22.0), "caller; location, order. Writes the order and its leaving the bin (3), 4 licences, listed by their codes (12), where they are attached (2), the chain, the event and that it is listed (3)"),
    row("list-order-licences", "4 licences", (7, 6.5, 0.0), "caller; the order; where it was attached; the licences, the location, its customer"),
    row("list-recently-attached", "4 licences", (7, 6.5, 0.0), "caller; the index; 2 events, 5 licences (one is gone), location, customer x 0.5"),
    row("activate-licences", "4 licences", (5, 3.5, 22.0), "caller; location, licences. Writes 4 licences (8), the file, over 1 KB (4), the agreement whose grace begins, its number and its index entry (5), the chain, the event and that it is listed (3)"),
    row("activate-licences", "activated already", (4, 3.5, 0.0), "caller; location, licences"),
    row("list-recently-activated", "4 licences", (7, 5.5, 0.0), "caller; the index; event, 4 licences, location, customer x 0.5"),
    row("regenerate-licence-file", "4 licences", (5, 3.5, 8.0), "caller; location, licences. Writes the file (4), the chain, the event"),
    row("get-licence-file", "4 licences", (4, 3.5, 0.0), "caller; the location; the file"),
    row("get-certificate", "4 licences", (9, 8.5, 0.0), "caller; location, licences, customer; the first order, and the names of vendor and dealer; the file"),
    row("get-location", "4 licences, 2 files", (6, 5.0, 0.0), "caller; location, licences, customer; files 0.5"),
    row("list-location-events", "7 events", (4, 3.5, 0.0), "caller; the location; 7 events are over 4 KB"),
    row("get-desk", "a name", (0, 0.0, 0.0), "the catalogue is in memory"),
    row("get-key-set", "1 key", (0, 0.0, 0.0), "the keys are not in the table"),
    row("list-plans", "all", (2, 1.5, 0.0), "caller; the catalogue is compiled in"),
    row("submit-upgrade", "no Sold-To-ID", (3, 2.5, 0.0), "caller; the tenant"),
    row("set-tenant", "the first time", (4, 2.5, 6.0), "caller; the tenant. Writes its account, the chain, the event"),
    row("set-tenant", "another plan", (4, 2.5, 4.0), "caller; the tenant. Writes it with the chain, the event"),
    row("get-tenant", "its admin", (3, 2.5, 0.0), "caller; the tenant"),
    row("set-quota-use", "2 metrics", (5, 3.5, 6.0), "caller; tenant, account. Writes the account, the chain, the event"),
    row("get-tenant-quota", "33 metrics", (4, 3.5, 0.0), "caller; tenant, account"),
    row("submit-upgrade", "a request", (6, 3.5, 13.0), "caller; tenant, account. Takes a number (1). Checks the tenant's terms; writes the account, the request and its index entry (3), the event with its three mails, over 1 KB, and that it is due (5)"),
    row("deliver-outbox", "a request's mail to 1 buyer", (17, 8.5, 10.0), "10 queries of the 5 shards; event, users; request and tenant for the letter, the link's key is not in the table. Writes the claim (4), the addressee (2), that it is due in 3 days (4)"),
    row("read-action-link", "a request that waits", (3, 3.0, 0.0), "the buyer with the roles of this moment; tenant, request. A link needs no caller"),
    row("read-action-link", "a link that was made up", (0, 0.0, 0.0), "nothing: the link's own MAC tells"),
    row("decide-upgrade", "approve", (6, 3.5, 12.0), "caller; tenant, request. Takes a number (1). Checks the tenant's terms; writes the account, the request and its move in the list (4), the event and that it is due (3)"),
    row("deliver-outbox", "provision a request, and its 3 mails", (36, 20.5, 32.0), "15 queries of the 5 shards, three rounds; the endpoint, two events, the request, and for each letter addressee, request and tenant. Writes two claims (7) and ends (5), the account, the request and its move in the list (4), the order form (3), the event with its mails (5), each addressee (2)"),
    row("decide-upgrade", "decided before", (4, 3.5, 0.0), "caller; tenant, request"),
    row("decide-upgrade", "decline", (5, 3.5, 11.0), "as approving, without a number"),
    row("decide-by-action-link", "approve", (5, 3.0, 12.0), "the buyer; tenant, request. Takes a number (1). Writes as `decide-upgrade`"),
    row("withdraw-upgrade", "a request that waits", (5, 3.5, 10.0), "caller; tenant, request. Writes as declining, without a mail"),
    row("submit-upgrade", "a purchase", (6, 3.5, 9.0), "caller; tenant, account. Takes a number (1). Checks the tenant's terms; writes the upgrade and its index entry (3), the event and that it is due (3)"),
    row("get-upgrades-home", "a buyer", (4, 3.5, 0.0), "caller; tenant, account"),
    row("list-upgrade-items", "all", (3, 2.5, 0.0), "caller; the tenant; the catalogue is compiled in"),
    row("list-upgrades", "5 upgrades", (5, 5.5, 0.0), "caller; the tenant; the index; 5 x 0.5"),
    row("get-upgrade", "a request", (4, 3.5, 0.0), "caller; tenant, request"),
    row("list-upgrade-events", "3 events", (5, 4.0, 0.0), "caller; tenant, request; one query"),
    row("get-quota", "33 metrics", (4, 3.5, 0.0), "caller; tenant, account"),
    row("list-order-forms", "3 orders", (4, 3.5, 0.0), "caller; the index; 3 x 0.5"),
    row("suspend-upgrade", "provisional", (4, 2.5, 9.0), "caller; the upgrade. Writes the account, the upgrade and its move in the list (4), the event and that it is due (3)"),
    row("accept-upgrade", "suspended", (4, 2.5, 9.0), "as `suspend-upgrade`"),
    row("set-endpoint", "the first time", (4, 2.5, 4.0), "caller; the endpoint. Writes it, the event"),
    row("get-endpoint", "set", (3, 2.5, 0.0), "caller; the endpoint"),
    row("call-webhook", "taken at the first attempt", (7, 5.0, 18.0), "message, upgrade, endpoint, tenant, the upgrade again to end it. Writes the claim (3), then the account, the upgrade and its move (4), the order form (3), the event (3), the message and that it is not due (3)"),
    row("send-again", "delivered before", (5, 3.5, 7.0), "caller; upgrade, message. Writes the message and that it is due (3), the chain, the event"),
    row("call-webhook", "refused", (6, 4.0, 6.0), "message, upgrade, endpoint, tenant. Writes the claim (3) and when it is due again (3)"),
    row("list-deliveries", "1 message", (4, 2.5, 0.0), "caller; the index; 0.5"),
    row("ship-order", "SWA units", (5, 3.5, 11.0), "caller; holder, order. Writes the order and that it is to be found (3), the lot, the event with its mail, over 1 KB, listed and due (6)"),
    row("set-shipping-allowance", "first", (6, 4.5, 6.0), "caller; distributor, dealer, allowance. Writes the allowance, the chain, the event"),
    row("list-shipping-allowances", "1 dealer", (4, 3.5, 0.0), "caller; the distributor; one query"),
    row("list-dealers", "1 dealer", (3, 2.5, 0.0), "caller; one query"),
    row("reship-swa-units", "1 lot", (9, 8.5, 15.0), "caller; allowances; of all dealers at once whose the address is, and that they keep addresses (2), and its user; the dealer, the order, lots. Checks the allowance; writes the lot, the order, its lot, the event, over 1 KB, listed and due (6)"),
    row("reship-licences", "1 line of 1 order", (9, 8.5, 15.0), "caller; allowances; of all dealers at once whose the address is, and that they keep addresses (2), and its user; the dealer, the order, the orders that the lines are of. Checks the allowance; writes the order that units leave, the dealer's order, the event, listed and due"),
    row("recall-licences", "1 line", (7, 5.5, 15.0), "caller; the order, both organisations, the order that the units came from. Writes both orders, the event and that it is due, and what went back in the lists of both sides"),
    row("return-licences", "1 line", (7, 5.5, 15.0), "caller; as `recall-licences`"),
    row("list-licence-returns", "2 returns", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-returned-parts", "2 returns", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-resold-orders", "2 orders", (4, 3.0, 0.0), "caller; the index; 0.5"),
    row("get-swa-bin", "1 lot", (3, 2.5, 0.0), "caller; the lots"),
    row("list-swa-prospects", "1 prospect", (6, 3.5, 0.0), "caller; the index; agreement, location, customer x 0.5"),
    row("get-location-swa", "1 agreement, 1 free part", (7, 6.0, 0.0), "caller; location, licences and agreements, customer, lots; the free part's order 0.5"),
    row("make-swa-quote", "1 application", (7, 5.5, 6.0), "caller; location, agreements, customer, lots. Writes the quote, the chain, the event"),
    row("get-swa-quote", "1 application", (7, 6.5, 0.0), "caller; location, quote, customer, agreements, lots"),
    row("export-swa-quote", "1 application", (7, 6.5, 0.0), "as `get-swa-quote`"),
    row("assign-swa", "1 application, 1 lot", (7, 5.5, 11.0), "caller; location, agreements, quote, lots. Writes the agreement, the lot, the chain, the event and that it is due (3)"),
    row("deliver-outbox", "an assignment's timer", (14, 6.0, 10.0), "10 queries of the 5 shards; the event. Writes the claim (4), that it is done (2), that the rest is due later (4)"),
    row("cancel-swa", "1 lot", (5, 3.5, 8.0), "caller; location, agreements. Writes the agreement, the lot, the chain, the event"),
    row("cancel-swa", "cancelled already", (4, 3.5, 0.0), "caller; location, agreements"),
    row("process-swa", "1 lot", (5, 3.5, 13.0), "caller; location, agreements. Writes the agreement and moves its index entry (4), the lot, the chain, the event with its mails, over 1 KB and due (5)"),
    row("attach-free-licences", "1 part", (7, 5.5, 13.0), "caller; location, licences and agreements, the part's order, the organisation. Writes the order and its event (4), the licence and that it is listed by its code (3), the chain, the event and that it is listed (3)"),
    row("get-customer-swa", "1 agreement", (7, 5.0, 0.0), "caller; customer; the index; agreement, location x 0.5; lots"),
    row("quote-swa-renewal", "1 agreement", (8, 5.0, 8.0), "as `get-customer-swa`. Writes the renewal, its lines, the chain, the event"),
    row("get-swa-renewal", "1 agreement", (7, 6.0, 0.0), "caller; customer, renewal, its lines; the location 0.5; lots"),
    row("export-swa-renewal", "1 agreement", (7, 6.0, 0.0), "as `get-swa-renewal`"),
    row("renew-swa", "1 agreement", (24, 17.0, 36.0), "caller; customer, renewal, lines; then each stage reads where the renewal stands. Writes begin, hold, decide, the location, finish: five transactions, of which the third is the commit point"),
    row("create-device", "a device", (3, 1.5, 7.0), "caller. Writes the serial number, the device and its index entry (3), the event"),
    row("create-device", "serial number taken", (2, 1.5, 0.0), "caller. The lost write is billed too, and not counted here"),
    row("update-device", "another name", (4, 2.5, 6.0), "caller; the device. Writes it, moves its index entry (2), the event"),
    row("import-devices", "2 devices", (6, 3.5, 14.0), "caller; for each device its serial number. Writes as `create-device`"),
    row("get-device", "a device", (3, 2.5, 0.0), "caller; the device"),
    row("list-devices", "3 devices", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-subscription-plans", "all", (2, 1.5, 0.0), "caller; the plans are compiled in"),
    row("issue-subscription-code", "a code", (4, 2.5, 8.0), "caller; the organisation. Writes the batch and its index entry (3), the code, the event and that it is due (3)"),
    row("deliver-outbox", "a code's mail", (16, 8.0, 6.0), "10 queries of the 5 shards; event, batch, code. Writes the claim (3), the addressee, the end (2)"),
    row("issue-subscription-code", "a code, with an idempotency key", (4, 2.5, 10.0), "as without; writes the record"),
    row("list-code-batches", "2 batches", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("get-code-batch", "1 code", (4, 3.5, 0.0), "caller; batch, code"),
    row("mail-codes", "1 code", (5, 3.5, 5.0), "caller; batch, code. Writes the chain, the event and that it is due (3)"),
    row("export-codes", "1 code", (5, 3.5, 4.0), "caller; batch, code. Writes the chain, the event"),
    row("revoke-codes", "1 code", (5, 3.5, 6.0), "caller; batch, code. Writes the code, the chain, the event"),
    row("list-code-batch-events", "4 events", (4, 3.0, 0.0), "caller; the batch; one query"),
    row("preview-code", "seats of a plan", (4, 3.0, 0.0), "caller; the code 0.5; what organisation and user entered before 2 x 0.5"),
    row("preview-code", "a wrong code", (5, 4.0, 4.0), "caller; the code 0.5. Counted then for the organisation and the user: reads both counts, and writes both"),
    row("preview-code", "another wrong code", (5, 4.0, 4.0), "caller; the code 0.5. Reads and writes both counts"),
    row("preview-code", "a wrong code after ten", (4, 4.0, 0.0), "caller; the code 0.5; both counts"),
    row("preview-code", "a good code after ten", (4, 3.0, 0.0), "caller; the code 0.5; both counts x 0.5"),
    row("preview-redemption", "2 devices", (5, 5.0, 0.0), "caller; the code 0.5; both counts x 0.5; 2 devices"),
    row("redeem-code", "2 devices", (7, 6.0, 20.0), "caller; the code 0.5; both counts x 0.5; 2 devices, the tenant. Writes the code, the subscription, over 1 KB with its card, and its index entry (5), 2 devices and their index entries (6), the event with its reminders, over 1 KB, and that it is due (5), the record"),
    row("redeem-code", "the same key again", (4, 3.0, 0.0), "caller; the code 0.5; the record"),
    row("redeem-code", "used by us", (3, 2.0, 0.0), "caller; the code 0.5"),
    row("preview-assignment", "1 device", (4, 3.5, 0.0), "caller; subscription, device"),
    row("assign-seats", "1 device", (5, 3.5, 13.0), "caller; subscription, device. Writes the subscription, over 1 KB with its card, and its index entry (5), the device and its index entry (3), the event with its reminders, over 1 KB, and that it is due (5)"),
    row("list-subscriptions", "1 subscription", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("get-subscription-overview", "1 subscription", (4, 2.5, 0.0), "caller; the index; 0.5"),
    row("list-subscription-events", "2 events", (4, 3.0, 0.0), "caller; the subscription; one query"),
    row("list-device-events", "1 assignment", (5, 3.5, 0.0), "caller; the device; its own events and those of its subscription 2 x 0.5"),
    row("list-package-choices", "all", (2, 1.5, 0.0), "caller; the catalogue is compiled in"),
    row("create-package", "2 items", (4, 2.5, 7.0), "caller; the organisation. Writes the package and its index entry (3), the event, and what lists show of it (2)"),
    row("update-package", "another name", (4, 2.5, 8.0), "caller; the package. Writes it, moves its index entry (2), the event, and what lists show of it (2)"),
    row("activate-package", "a draft", (4, 2.5, 7.0), "caller; the package. Writes it with the chain, the event, and what lists show of it (3)"),
    row("get-package", "2 items", (3, 2.5, 0.0), "caller; the package"),
    row("list-packages", "1 package", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-package-events", "3 events", (4, 3.0, 0.0), "caller; the package; one query"),
    row("generate-codes", "40 codes", (5, 3.5, 87.0), "caller; package, organisation. Writes the batch and its index entry (3), 40 codes (80), the event, and what lists show of it (2)"),
    row("generate-codes", "1,000 codes", (53, 27.5, 2_176.0), "25 steps: the first as 40 codes and that it is due (1), the others read the batch and write its chain, 40 codes, the event, and what lists show of it (74)"),
    row("generate-codes", "40 codes by mail", (5, 3.5, 100.0), "as 40 codes, but the event with its mails, 7 KB, and that it is due (15), and what lists show of it (2)"),
    row("preview-code", "a package", (6, 5.0, 0.0), "caller; the code 0.5; both counts x 0.5; tenant, package"),
    row("submit-activation", "a package", (7, 5.0, 15.0), "caller; the code 0.5; both counts x 0.5; package, tenant. Checks the tenant's terms; writes the code, the request and its index entry (3), its place in the provider's list (3), the event and that it is due (3), and what lists show of it (2)"),
    row("deliver-outbox", "a request's mail to 1 operator", (16, 7.5, 6.0), "10 queries of the 5 shards; event, users, the request. Writes the claim (3), the addressee, the end (2)"),
    row("read-activation-link", "a request that waits", (2, 2.0, 0.0), "the operator with the roles of this moment; the request. A link needs no caller"),
    row("decide-by-activation-link", "approve", (4, 3.0, 13.0), "the operator; request, tenant. Checks the tenant's terms; writes the account, the request, over 1 KB (4), the event and that it is due (3), and what lists show of it (2)"),
    row("decide-activation", "decided before", (4, 3.5, 0.0), "caller; request, tenant"),
    row("decide-activation", "approve", (5, 3.5, 13.0), "caller; request, tenant. Writes as by link, and what lists show of it (2)"),
    row("decide-activation", "decline", (5, 3.5, 9.0), "as approving, without the account and the check, and what lists show of it (2)"),
    row("replace-code", "a declined request", (4, 2.5, 20.0), "caller; the request. Writes it, over 1 KB (4), its event, the batch and its index entry (3), the code, the event and that it is due (3), and what lists show of it (6)"),
    row("get-activation", "declined", (3, 2.5, 0.0), "caller; the request"),
    row("list-activation-events", "3 events", (4, 3.0, 0.0), "caller; the request; one query"),
    row("list-activations", "3 requests", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("list-package-activations", "3 requests", (4, 3.5, 0.0), "caller; the index; 3 x 0.5"),
    row("list-failing", "1 event", (4, 3.0, 0.0), "caller; the shard of what fails; the event"),
    row("try-again", "an order's mail", (4, 2.5, 4.0), "caller; the event. Writes when it is due (4)"),
    row("find-locations", "10 of 40 locations", (4, 7.0, 0.0), "caller; one query of 15 cards 0.5; 10 customers x 0.5"),
    row("deliver-outbox, search", "another name", (5, 2.0, 17.0), "as a new location: puts all its cards, and deletes those of the old name alone"),
    row("find-locations", "10 of 12 locations with the longest names", (5, 8.5, 0.0), "caller; for each of two readings a query, of 15 cards 1.5; 10 customers x 0.5"),
    row("import-attachments", "2 locations", (15, 12.5, 26.0), "caller; the order; for each row the hardware key code and the location, then as `attach-licences`, and the licences. Writes as `attach-licences`"),
    row("import-attachments", "the same again", (13, 12.5, 0.0), "caller; the order; for each row the hardware key code, the location, the order, the licences"),
    row("create-location", "an SV9500 with a temporary key, and its client", (4, 2.5, 18.0), "caller; the customer. Writes two locations"),
    row("make-hardware-key-code", "with a client", (8, 6.5, 31.0), "caller; location, licences; the client's code and the client twice. Writes the licence, the file (4), the agreement whose grace begins, its number and its index entry (5), the codes and those that are retired (4), both locations, which move in the search (10), the event with its mail, listed and due, and the client's event"),
    row("create-location", "an SR-MGC of an SV8500", (5, 3.5, 13.0), "caller; the customer, the parent. Writes as an SV8100, the parent's chain, its event"),
    row("get-location", "an SV8500 with its client and an SR-MGC", (10, 9.0, 0.0), "caller; location, licences, customer; files 0.5; the client's code and the client; the child and its licences"),
    row("import-licences", "2 features, shown", (4, 3.5, 0.0), "caller; location, licences"),
    row("import-licences", "2 features", (6, 4.5, 23.0), "caller; location, licences; the organisation. Writes the order and its event, 2 licences, listed by their codes (6), the agreement whose grace begins, its number and its index entry (5), the file, the chain, the event and that it is listed (3)"),
    row("activate-licences", "an external order of 1 licence", (7, 5.0, 15.0), "caller; location, licences; the order 0.5; what is kept of it. Writes the licence, the agreement whose grace begins, its number and its index entry (5), what is kept of the order and that it waits (3), the chain, the event and that it is listed (3)"),
    row("send-request-file", "a small file", (5, 3.5, 11.0), "caller; location, order. Writes what is kept of the order and that it waits (5), the file, which costs more where it is larger (2), the chain, the event"),
    row("list-awaited-files", "1 order", (3, 2.0, 0.0), "caller; the index holds what the list shows"),
    row("get-external-order", "one that waits", (4, 3.5, 0.0), "caller; order; what is kept of it"),
    row("get-request-file", "a small file", (5, 4.5, 0.0), "caller; order; what is kept of it; the file"),
    row("send-external-file", "a small file", (5, 3.5, 12.0), "caller; order; what is kept of it. Writes that and that it waits no more (5), the file, which costs more where it is larger (2), the chain, the event with its mail (3)"),
    row("get-external-file", "a small file", (5, 4.5, 0.0), "caller; location; what is kept of the order; the file"),
    row("issue-limited-licence", "a demo licence", (4, 2.5, 13.0), "caller; the location. Writes the file, which grants everything (4), the chain, the event with its two reminders and when it is due"),
    row("migrate-location", "2 licences, shown", (5, 4.5, 0.0), "caller; location, licences; whose the code is"),
    row("migrate-location", "2 licences", (5, 3.5, 17.0), "caller; location, licences. Writes 2 licences, listed by their codes (6), the file, the code and that which is retired (4), the location, which moves in the search (4), the event"),
    row("get-former-systems", "2 licences", (4, 3.5, 0.0), "caller; the location; its licences, then and now"),
    row("issue-emergency-licence", "2 licences", (6, 4.5, 16.0), "caller; location, licences; the organisation. Writes the file, the code that it is for, that the hardware is to be replaced and that it is listed (3), the chain, the event with its reminder and when it is due"),
    row("list-due-replacements", "1 location", (4, 2.5, 0.0), "caller; the index, and what it names"),
    row("replace-hardware", "2 licences, after an emergency", (5, 3.5, 18.0), "caller; location, licences. Writes the file, the code that is retired and the other one (4), that it is to be replaced no more (3), the location, which moves in the search (4), the event"),
    row("replace-any-hardware", "2 licences", (7, 5.5, 13.0), "caller; the code; location, licences. Writes the same, without an emergency"),
    row("look-up-hkcs", "3 codes", (5, 4.0, 0.0), "caller; each code 0.5; of each that is somebody's the location and its customer"),
    row("look-up-hkcs", "3 codes, by the vendor", (5, 4.0, 0.0), "the same, with organisations in the place of customers"),
    row("look-up-software-key-codes", "3 codes", (8, 5.0, 0.0), "caller; each code 0.5; the locations, the licences, the customers"),
    row("look-up-software-key-codes", "3 codes, by the vendor", (9, 5.5, 0.0), "the same, with organisations in the place of customers, and the orders"),
    row("list-dealer-users", "2 users", (5, 4.0, 0.0), "caller; the allowance, the dealer; one query"),
    row("begin-impersonation", "shown", (7, 7.5, 0.0), "caller; allowances; of all dealers at once whose the address is, and that they keep addresses (2), and its user; both organisations"),
    row("begin-impersonation", "a dealer's user", (8, 7.5, 7.0), "as shown. Writes the impersonation and its index entry (3), the dealer's chain, the event"),
    row("get-session", "on behalf of a user", (7, 6.5, 0.0), "caller; on every call on behalf the impersonation, and the user, the organisation and the allowance that it stands on (4); the organisation"),
    row("create-customer", "a customer, on behalf of a user", (7, 5.5, 8.0), "as on one's own, with what the impersonation stands on (4). Writes where the event is, for whoever was acted for, too"),
    row("end-impersonation", "one that stands", (5, 3.5, 6.0), "caller; the impersonation, the dealer. Writes the impersonation, the dealer's chain, the event"),
    row("end-impersonation", "ended before", (3, 2.5, 0.0), "caller; the impersonation"),
    row("list-impersonations", "2 of them", (4, 3.0, 0.0), "caller; the index; 2 x 0.5"),
    row("list-done-on-behalf", "1 change", (5, 3.5, 0.0), "caller; the impersonation; one query; the event 0.5"),
    row("get-impersonation-permission", "never set", (3, 2.5, 0.0), "caller; the organisation"),
    row("set-impersonation-permission", "forbidden", (4, 2.5, 4.0), "caller; the organisation. Writes it with the chain, the event"),
    row("set-impersonation-permission", "forbidden before", (3, 2.5, 0.0), "caller; the organisation"),
    row("ask-for-location", "somebody's location", (7, 5.5, 11.0), "caller; the organisation, the code, the location, its organisation. Writes the transfer, that each lists it (6), the event with its mail and that it is due"),
    row("ask-for-location", "nobody's location", (5, 3.5, 7.0), "caller; the organisation, the code. Writes the transfer, that one lists it (3), the event"),
    row("list-transfers", "1 transfer", (4, 2.5, 0.0), "caller; the index; 0.5"),
    row("get-transfer", "one to decide on", (7, 6.5, 0.0), "caller; the transfer; the location twice, its licences, customer"),
    row("accept-transfer", "1 licence, 1 agreement", (8, 6.5, 26.0), "as `get-transfer`. Writes the transfer, both chains' events, the new customer with its row and event (5), the agreement, which moves (4), what the old dealer reads, with its row, the location, which moves, also in the search"),
    row("list-handed-over", "1 location", (4, 2.5, 0.0), "caller; the index, and what it names"),
    row("get-handed-over", "1 licence", (6, 4.5, 0.0), "caller; what it was; its licences, files 0.5, events"),
    row("get-handed-over-file", "1 licence", (4, 3.5, 0.0), "caller; what it was; the file"),
    row("offer-location", "7 organisations", (10, 13.0, 11.0), "caller; the organisation; the location twice; all organisations, and whose the address is at each dealer. Writes as `ask-for-location`"),
    row("end-transfer", "one's own", (4, 2.5, 4.0), "caller; the transfer. Writes it, its chain, the event"),
    row("order-transfer", "shown", (11, 10.5, 0.0), "caller; organisation, code, location, both dealers; the location twice, its licences, customer"),
    row("order-transfer", "1 licence, 1 agreement", (12, 10.5, 37.0), "the same. Writes as `accept-transfer`, with a new transfer that three list"),
    row("edit-catalogue-draft", "an entry", (7, 7.5, 2.0), "caller; draft; versions, twice, and the document before it, once while the function is at work. Writes the draft with its change, and no document"),
    row("get-catalogue", "with a draft", (6, 5.0, 0.0), "caller; versions, the record of the one in force; draft, versions. The documents are in memory"),
    row("get-catalogue-draft", "92 parts", (3, 2.5, 0.0), "caller; draft. Its document is in memory"),
    row("preview-catalogue", "an entry", (4, 3.5, 0.0), "caller; draft; versions. The documents are in memory"),
    row("get-catalogue-entry", "a part", (2, 1.5, 0.0), "caller; the catalogue is in memory"),
    row("import-catalogue", "dry run", (4, 3.5, 0.0), "caller; draft; versions. The documents are in memory"),
    row("import-catalogue", "a part", (6, 3.5, 12.0), "the same. Writes the document (10) and the draft"),
    row("discard-catalogue-draft", "a draft", (6, 6.5, 2.0), "as the preview, with the document (3), and deletes the draft"),
    row("edit-catalogue-draft", "an entry, again", (6, 4.5, 2.0), "the same"),
    row("publish-catalogue", "for tomorrow", (7, 4.5, 18.0), "caller; draft, versions, versions again. Writes the document (10), the versions, the event, the record, and deletes the draft"),
    row("compare-catalogue-version", "with the one before", (6, 8.5, 0.0), "caller; two records and two documents"),
    row("withdraw-catalogue-version", "to come", (5, 3.0, 6.0), "caller; record, versions. Writes the versions, the event, the record"),
    row("list-catalogue-versions", "2 versions", (4, 3.0, 0.0), "caller; versions; one query"),
    row("get-catalogue-version", "92 parts", (4, 5.0, 0.0), "caller; the record; the document of 8.4 kB"),
    row("list-catalogue-events", "4 events", (3, 2.0, 0.0), "caller; one query"),
];

/// What a call cost.
#[derive(Debug, Clone, Default, PartialEq)]
struct Logged {
    operation: String,
    capacity: meter::Capacity,
}

impl Visit for Logged {
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "operation" {
            value.clone_into(&mut self.operation);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "requests" {
            self.capacity.requests = value.try_into().unwrap();
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        match field.name() {
            "read" => self.capacity.read = value,
            "write" => self.capacity.write = value,
            _ => {}
        }
    }
}

thread_local! {
    /// What operations logged on this thread. A test and its servers run on one thread.
    static LOGGED: RefCell<Vec<Logged>> = const { RefCell::new(Vec::new()) };
}

/// Reads the log lines of operations.
struct Log;

impl Log {
    /// Listens, in the whole process: what only one thread listens to, another that meets
    /// the line first would switch off.
    fn listen() {
        let subscriber = tracing_subscriber::registry().with(Self);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    }

    /// What was logged since the last time.
    fn take() -> Vec<Logged> {
        LOGGED.take()
    }
}

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == "runtime::routes"
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut logged = Logged::default();
        event.record(&mut logged);
        LOGGED.with_borrow_mut(|all| all.push(logged));
    }
}

/// The desk, and what calls cost so far.
struct Meter {
    desk: Desk,
    found: Vec<(&'static str, &'static str, meter::Capacity)>,
}

impl Meter {
    async fn call<E: api::Endpoint>(
        &mut self,
        scenario: &'static str,
        who: &Person,
        ids: &[&dyn ToString],
        body: Value,
    ) -> Answer {
        self.call_with_key::<E>(scenario, who, ids, body, None).await
    }

    async fn call_with_key<E: api::Endpoint>(
        &mut self,
        scenario: &'static str,
        who: &Person,
        ids: &[&dyn ToString],
        body: Value,
        key: Option<&str>,
    ) -> Answer {
        // What has to be read before a change of details is no part of the change.
        let path = path(E::OPERATION.path, ids);
        let body = self.desk.on_its_revision(&E::OPERATION, &path, Some(who), body).await;
        self.look_at_the_catalogue().await;
        Log::take();
        let answer = self.desk.call_with_key::<E>(who, ids, body, key).await;
        self.note::<E>(scenario);
        answer
    }

    async fn read<E: api::Endpoint>(&mut self, scenario: &'static str, who: &Person, query: &str) -> Answer {
        let path = format!("{}{query}", E::OPERATION.path);
        self.look_at_the_catalogue().await;
        Log::take();
        let answer = self
            .desk
            .send(Method::GET, &path, Some(&who.token), Value::Null, None)
            .await;
        self.note::<E>(scenario);
        answer
    }

    async fn by_link<E: api::Endpoint>(&mut self, scenario: &'static str, body: Value) -> Answer {
        self.look_at_the_catalogue().await;
        Log::take();
        let answer = self.desk.by_link::<E>(body).await;
        self.note::<E>(scenario);
        answer
    }

    /// What a function does once a minute is no call's.
    async fn look_at_the_catalogue(&self) {
        self.desk.app.at_work().await.unwrap();
    }

    /// What the call has logged.
    fn note<E: api::Endpoint>(&mut self, scenario: &'static str) {
        let logged = Log::take();
        let [logged] = logged.as_slice() else {
            panic!("{logged:?}")
        };
        assert_eq!(logged.operation, E::OPERATION.name);
        self.found.push((E::OPERATION.name, scenario, logged.capacity));
    }

    async fn bounce(&mut self, scenario: &'static str, mail: &Mail) {
        self.look_at_the_catalogue().await;
        let message = bounces::message(mail, bounces::Event::Bounce, self.desk.now()).to_string();
        let (received, capacity) = meter::measure(receive_bounce::receive(&self.desk.app, &message)).await;
        received.unwrap();
        self.found.push(("receive-bounce", scenario, capacity));
    }

    async fn deliver(&mut self, function: &'static str, scenario: &'static str) {
        self.look_at_the_catalogue().await;
        let (finished, capacity) = meter::measure(desk::outbox::sweep(&self.desk.app)).await;
        finished.unwrap();
        self.found.push((function, scenario, capacity));
    }

    async fn index(&mut self, scenario: &'static str, location: &str) {
        let key = store::keys::location(location.parse().unwrap());
        self.index_thing(scenario, key).await;
    }

    async fn index_order(&mut self, scenario: &'static str, order: &str) {
        let key = store::keys::order(order.parse().unwrap());
        self.index_thing(scenario, key).await;
    }

    async fn index_thing(&mut self, scenario: &'static str, key: store::keys::Key) {
        let (store, now) = (&self.desk.app.store, self.desk.now());
        let (indexed, capacity) = meter::measure(store.index(&key, now)).await;
        assert_eq!(indexed.unwrap(), store::search::Indexed::Done);
        self.found.push(("deliver-outbox, search", scenario, capacity));
    }
}

/// What stands before the table in `infra/capacity.md`.
const ABOUT: &str = include_str!("capacity/about.md");

fn markdown(rows: &[(&str, &str, meter::Capacity)]) -> String {
    let mut table =
        "| operation | scenario | requests | read units | write units | spent on |\n|---|---|--:|--:|--:|---|\n"
            .to_owned();
    for (operation, scenario, capacity) in rows {
        let reviewed = COSTS
            .iter()
            .find(|row| row.operation == *operation && row.scenario == *scenario);
        let spent_on = reviewed.map_or("", |row| row.spent_on);
        let meter::Capacity { requests, read, write } = capacity;
        writeln!(
            table,
            "| `{operation}` | {scenario} | {requests} | {read} | {write} | {spent_on} |"
        )
        .unwrap();
    }
    table
}

async fn users(meter: &mut Meter) {
    let (people, organisations) = (meter.desk.people.clone(), meter.desk.organisations);
    let vendor = &people.vendor;
    meter
        .call::<GetSession>("a user", &people.dealer, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetSession>("signed in, no user", &people.nobody, &[], json!(null))
        .await
        .refused(ProblemCode::NoUser);
    meter
        .call::<ListOrganisations>("5 organisations", vendor, &[], json!(null))
        .await
        .ok();
    meter
        .call::<ListOrganisations>("role missing", &people.dealer, &[], json!(null))
        .await
        .refused(ProblemCode::RoleMissing);
    let invite = json!({ "name": "Ines", "email": "ines@example.com", "roles": ["licence-user"] });
    let distributor = organisations.distributor;
    let invited = meter
        .call::<InviteUser>("a user", vendor, &[&distributor], invite)
        .await;
    let user = invited.ok()["user_id"].as_str().unwrap().to_owned();
    meter
        .call::<InviteAgain>("a user", vendor, &[&distributor, &user], json!({}))
        .await
        .ok();
    let token = json!({ "token": meter.desk.invitation_token().await });
    let ines = meter.desk.stranger("ines");
    meter
        .call::<AcceptInvitation>("first", &ines, &[], token.clone())
        .await
        .ok();
    meter.call::<AcceptInvitation>("again", &ines, &[], token).await.ok();
    let roles = json!({ "roles": ["swa-user"] });
    meter
        .call::<SetRoles>("other roles", vendor, &[&distributor, &user], roles.clone())
        .await
        .ok();
    meter
        .call::<SetRoles>("the same roles", vendor, &[&distributor, &user], roles)
        .await
        .ok();
    let mail = meter.desk.mails().await.pop().unwrap();
    meter.bounce("a mail to a user", &mail).await;
    meter.bounce("the same again", &mail).await;
    for scenario in ["a marked user", "nothing is marked"] {
        meter
            .call::<ConfirmAddress>(scenario, vendor, &[&distributor, &user], json!({}))
            .await
            .ok();
    }
    meter
        .call::<ListUsers>("2 users", vendor, &[&organisations.dealer], json!(null))
        .await
        .ok();
    meter
        .call::<ListOrganisationEvents>("5 events", vendor, &[&organisations.dealer], json!(null))
        .await
        .ok();
    let body = json!({ "kind": "dealer", "name": "Meadow Lines" });
    let made = meter.call::<CreateOrganisation>("a dealer", vendor, &[], body).await;
    let made = made.ok()["organisation_id"].as_str().unwrap().to_owned();
    let body = json!({ "name": "Meadow Telecom" });
    meter
        .call::<RenameOrganisation>("another name", vendor, &[&made], body)
        .await
        .ok();
}

fn lines(lines: &[(&str, u32)]) -> Value {
    lines
        .iter()
        .map(|(part, quantity)| json!({ "part": part, "quantity": quantity }))
        .collect()
}

const MANUAL: [(&str, u32); 4] = [("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)];

/// Returns the order's id.
async fn orders(meter: &mut Meter) -> String {
    let people = meter.desk.people.clone();
    let (vendor, dealer, to) = (&people.vendor, &people.dealer, meter.desk.organisations.dealer);
    meter.desk.mails().await;
    let order = |number: &str| json!({ "organisation_id": to, "purchase_order": number, "sales_order": "SO1", "lines": lines(&MANUAL) });
    let shipped = meter.call::<ShipOrder>("4 lines", vendor, &[], order("PO123456")).await;
    let id = shipped.ok()["order"]["order_id"].as_str().unwrap().to_owned();
    meter.deliver("deliver-outbox", "an order's mail to 2 users").await;
    meter.deliver("sweep", "nothing is due").await;
    meter
        .call::<ShipOrder>("the same again", vendor, &[], order("PO123456"))
        .await
        .ok();
    let mut dry = order("PO2");
    dry["dry_run"] = json!(true);
    meter.call::<ShipOrder>("dry run", vendor, &[], dry).await.ok();
    meter
        .call_with_key::<ShipOrder>("4 lines, with an idempotency key", vendor, &[], order("PO2"), Some("k"))
        .await
        .ok();
    meter
        .call_with_key::<ShipOrder>("the same key again", vendor, &[], order("PO2"), Some("k"))
        .await
        .ok();
    let two = json!([order("PO3"), order("PO4")]).to_string();
    let import = json!({ "format": "json", "content": two });
    meter
        .call::<ImportOrders>("2 orders of 4 lines", vendor, &[], import)
        .await
        .ok();
    meter
        .call::<ListOrders>("4 orders", vendor, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetOrder>("4 lines", dealer, &[&id], json!(null))
        .await
        .ok();
    meter.index_order("a new order", &id).await;
    meter.desk.indexed().await;
    for (scenario, number) in [("1 of 4 orders", "PO123456"), ("4 orders", "PO")] {
        meter
            .call::<LookUpOrders>(scenario, dealer, &[], json!({ "number": number }))
            .await
            .ok();
    }
    meter.call::<ListParts>("all", dealer, &[], json!(null)).await.ok();
    meter
        .call::<ListSystemTypes>("all", dealer, &[], json!(null))
        .await
        .ok();
    meter.call::<GetBin>("4 orders", dealer, &[], json!(null)).await.ok();
    meter
        .call::<GetBinByPart>("4 orders", dealer, &[], json!(null))
        .await
        .ok();
    id
}

/// Lists of more than a page, of a dealer whom nothing else looks at.
async fn long_lists(meter: &mut Meter) {
    let dealer = meter.desk.people.other_dealer.clone();
    let names: Vec<_> = (0..900).map(|n| format!("Riverside Clinic {n}")).collect();
    meter.desk.customers(&dealer, &names).await;
    for (scenario, query) in [
        ("a page of 900", ""),
        ("a text that all of 900 hold", "?text=clinic"),
        ("a text that 1 of 900 holds", "?text=K-00899"),
    ] {
        meter.read::<ListCustomers>(scenario, &dealer, query).await.ok();
    }
}

/// Orders of four lines, of a dealer whom nothing else looks at.
async fn long_bin(meter: &mut Meter) {
    let people = meter.desk.people.clone();
    let to = meter.desk.organisations.other_dealer;
    for n in 0..60 {
        let lines = [("BE107573", 1), ("BE107582", 5), ("BE107576", 2), ("BE107585", 10)];
        meter.desk.ship(to, &format!("PO-{n:04}"), &lines).await;
    }
    meter
        .read::<GetBin>("a page of 60", &people.other_dealer, "")
        .await
        .ok();
    meter.read::<ListOrders>("a page of 60", &people.vendor, "").await.ok();
}

/// Returns the id of an SV8100 location.
async fn locations(meter: &mut Meter) -> String {
    let people = meter.desk.people.clone();
    let dealer = &people.dealer;
    let body = |name: &str| json!({ "name": name, "address": { "city": "Hilversum", "country": "NL" } });
    let customer = meter
        .call::<CreateCustomer>("a customer", dealer, &[], body("Riverside Clinic"))
        .await;
    let customer = customer.ok()["customer_id"].as_str().unwrap().to_owned();
    meter
        .call::<GetCustomer>("a customer", dealer, &[&customer], json!(null))
        .await
        .ok();
    meter
        .call::<UpdateCustomer>("another name", dealer, &[&customer], body("Riverside"))
        .await
        .ok();
    meter
        .call::<ListCustomers>("1 customer", dealer, &[], json!(null))
        .await
        .ok();
    let file = "customer,country,location,system_type,hkc,customer_email,dealer_email\n\
        Corner Shop,NL,Counter,sv8100,191000343955,shop@example.com,finn@example.com\n";
    let file = json!({ "format": "csv", "content": file });
    meter
        .call::<ImportCustomers>("an SV8100 of a new customer", dealer, &[], file)
        .await
        .ok();
    let sv8100 = location_body("sv8100", "191000343919", "Location A");
    let made = meter
        .call::<CreateLocation>("an SV8100", dealer, &[&customer], sv8100.clone())
        .await;
    let location = made.ok()["location_id"].as_str().unwrap().to_owned();
    meter
        .call::<CreateLocation>("HKC taken", dealer, &[&customer], sv8100)
        .await
        .refused(ProblemCode::HkcTaken);
    let sv8300 = location_body("sv8300", "18CYG-IPS-00000000BJZ02319QK", "Location B");
    meter
        .call::<CreateLocation>("an SV8300 with its client", dealer, &[&customer], sv8300)
        .await
        .ok();
    let details = json!({ "details": location_body("", "", "Location C")["details"] });
    meter
        .call::<UpdateLocation>("another name", dealer, &[&location], details)
        .await
        .ok();
    meter
        .call::<ListLocations>("3 locations", dealer, &[&customer], json!(null))
        .await
        .ok();
    customer_link(meter, &customer, &location).await;
    meter.index("a new location", &location).await;
    meter.desk.indexed().await;
    meter
        .call::<FindLocations>("1 of 3 locations", dealer, &[], json!({ "text": "Location C" }))
        .await
        .ok();
    location
}

/// A link that shows a customer with 3 locations, of which one has nothing yet.
async fn customer_link(meter: &mut Meter, customer: &str, location: &str) {
    let dealer = meter.desk.people.dealer.clone();
    let body = json!({ "email": "customer@example.com", "ends": "2026-12-31" });
    let given = meter
        .call::<GiveCustomerLink>("a link", &dealer, &[&customer], body)
        .await;
    let number = given.ok()["number"].to_string();
    let token = given.body["url"]
        .as_str()
        .unwrap()
        .split_once("#token=")
        .unwrap()
        .1
        .to_owned();
    let body = json!({ "token": token });
    for scenario in ["3 systems, the first time on a day", "3 systems, again"] {
        meter.by_link::<ReadCustomerLink>(scenario, body.clone()).await.ok();
    }
    let body = json!({ "token": token, "location_id": location });
    meter.by_link::<ReadLinkedSystem>("without licences", body).await.ok();
    let body = json!({ "token": token, "location_id": location, "number": 1 });
    let answer = meter.by_link::<SaveLinkedFile>("no such file", body).await;
    answer.refused(ProblemCode::NotFound);
    let body = json!({ "token": "none" });
    let answer = meter.by_link::<ReadCustomerLink>("a link that was made up", body).await;
    answer.refused(ProblemCode::NotFound);
    meter
        .call::<ListCustomerLinks>("1 link", &dealer, &[&customer], json!(null))
        .await
        .ok();
    meter
        .call::<ListCustomerEvents>("4 events", &dealer, &[&customer], json!(null))
        .await
        .ok();
    meter
        .call::<RevokeCustomerLink>("a link", &dealer, &[&customer, &number], json!({}))
        .await
        .ok();
}

/// A text that finds many locations, each of them of another customer.
async fn common_text(meter: &mut Meter) {
    let dealer = meter.desk.people.dealer.clone();
    let mut location = String::new();
    for number in 0..40 {
        let customer = meter.desk.customer(&dealer, &format!("Customer {number}")).await;
        let (name, hkc) = (format!("Branch {number}"), format!("19700000{number:04}"));
        location = meter.desk.location(&dealer, customer, &name, &hkc).await.to_string();
    }
    meter.desk.indexed().await;
    meter
        .call::<FindLocations>("10 of 40 locations", &dealer, &[], json!({ "text": "branch" }))
        .await
        .ok();
    let details = json!({ "details": location_body("", "", "Branch A")["details"] });
    meter
        .desk
        .call::<UpdateLocation>(&dealer, &[&location], details)
        .await
        .ok();
    meter.index("another name", &location).await;
    for number in 0..12 {
        let customer = meter.desk.customer(&dealer, &format!("Shop {number}")).await;
        let mut body = location_body("sv8100", &format!("19710000{number:04}"), &"東京都立病院".repeat(16));
        body["details"]["address"]["city"] = json!("東京".repeat(50));
        meter
            .desk
            .call::<CreateLocation>(&dealer, &[&customer], body)
            .await
            .ok();
    }
    meter.desk.indexed().await;
    meter
        .call::<FindLocations>(
            "10 of 12 locations with the longest names",
            &dealer,
            &[],
            json!({ "text": "病院 東京" }),
        )
        .await
        .ok();
    let dealers = meter.desk.organisations.dealer;
    let order = meter.desk.ship(dealers, "MANY", &[("BE107582", 2)]).await;
    let file = "hkc,part,quantity\n197000000038,BE107582,1\n197000000039,BE107582,1\n";
    for scenario in ["2 locations", "the same again"] {
        meter
            .call::<ImportAttachments>(scenario, &dealer, &[&order], json!({ "content": file }))
            .await
            .ok();
    }
}

async fn licences(meter: &mut Meter, order: &str, location: &str) {
    let people = meter.desk.people.clone();
    let dealer = &people.dealer;
    let attach = |chosen: &[(&str, u32)]| json!({ "order_id": order, "lines": lines(chosen) });
    let codes = |answer: &Answer| -> Value {
        let attached = answer.ok()["attached"].as_array().unwrap();
        json!({ "software_key_codes": attached.iter().map(|one| &one["software_key_code"]).collect::<Vec<_>>() })
    };
    let one = meter
        .call::<AttachLicences>("1 of 4 lines", dealer, &[&location], attach(&MANUAL[..1]))
        .await;
    meter
        .call::<DetachLicences>("1 licence", dealer, &[&location], codes(&one))
        .await
        .ok();
    meter
        .call::<AttachLicences>(
            "more than the line holds",
            dealer,
            &[&location],
            attach(&[("BE107573", 2)]),
        )
        .await
        .refused(ProblemCode::NotEnoughUnits);
    let all = meter
        .call::<AttachLicences>("4 of 4 lines", dealer, &[&location], attach(&MANUAL))
        .await;
    meter
        .call::<ListOrderLicences>("4 licences", dealer, &[&order], json!(null))
        .await
        .ok();
    meter
        .call::<ListRecentlyAttached>("4 licences", dealer, &[], json!(null))
        .await
        .ok();
    let mut activate = codes(&all);
    activate["terms_accepted"] = json!(true);
    meter
        .call::<ActivateLicences>("4 licences", dealer, &[&location], activate.clone())
        .await
        .ok();
    meter
        .call::<ActivateLicences>("activated already", dealer, &[&location], activate)
        .await
        .refused(ProblemCode::AlreadyActivated);
    meter
        .call::<ListRecentlyActivated>("4 licences", dealer, &[], json!(null))
        .await
        .ok();
    meter
        .call::<RegenerateLicenceFile>("4 licences", dealer, &[&location], json!({}))
        .await
        .ok();
    meter
        .call::<GetLicenceFile>("4 licences", dealer, &[&location, &1], json!(null))
        .await
        .ok();
    meter
        .call::<GetCertificate>("4 licences", dealer, &[&location], json!(null))
        .await
        .ok();
    meter
        .call::<GetLocation>("4 licences, 2 files", dealer, &[&location], json!(null))
        .await
        .ok();
    meter
        .call::<ListLocationEvents>("7 events", dealer, &[&location], json!(null))
        .await
        .ok();
    meter.call::<GetDesk>("a name", dealer, &[], json!(null)).await.ok();
    meter.call::<GetKeySet>("1 key", dealer, &[], json!(null)).await.ok();
}

/// The location's four licences have one agreement, in grace.
async fn assurance(meter: &mut Meter, location: &str) {
    let (people, organisations) = (meter.desk.people.clone(), meter.desk.organisations);
    let (vendor, distributor, sam) = (&people.vendor, &people.distributor_swa, &people.dealer_swa);
    let units = |to| json!({ "organisation_id": to, "purchase_order": "SWA", "sales_order": "SWA", "lines": lines(&[("BE112031", 5000)]) });
    meter
        .call::<ShipOrder>("SWA units", vendor, &[], units(organisations.distributor))
        .await
        .ok();
    let ids: [&dyn ToString; 2] = [&organisations.distributor, &organisations.dealer];
    meter
        .call::<SetShippingAllowance>("first", vendor, &ids, json!({ "allowed": true }))
        .await
        .ok();
    meter
        .call::<ListShippingAllowances>("1 dealer", vendor, &[&organisations.distributor], json!(null))
        .await
        .ok();
    meter
        .call::<ListDealers>("1 dealer", distributor, &[], json!(null))
        .await
        .ok();
    let reship =
        json!({ "dealer_email": "sam@example.com", "purchase_order": "R", "sales_order": "R", "quantity": 3000 });
    meter
        .call::<ReshipSwaUnits>("1 lot", distributor, &[], reship)
        .await
        .ok();
    let licences = meter
        .desk
        .ship(organisations.distributor, "L", &[("BE107582", 50)])
        .await;
    let reship = json!({
        "dealer_email": "sam@example.com", "purchase_order": "L", "sales_order": "L",
        "lines": [{ "order_id": licences, "part": "BE107582", "quantity": 30 }],
    });
    let reshipped = meter
        .call::<ReshipLicences>("1 line of 1 order", distributor, &[], reship)
        .await;
    let reshipped = reshipped.ok()["order"]["order_id"].as_str().unwrap().to_owned();
    let lines = json!({ "lines": [{ "part": "BE107582", "quantity": 10 }] });
    meter
        .call::<RecallLicences>("1 line", distributor, &[&reshipped], lines.clone())
        .await
        .ok();
    meter
        .call::<ReturnLicences>("1 line", sam, &[&reshipped], lines)
        .await
        .ok();
    meter
        .call::<ListLicenceReturns>("2 returns", sam, &[], json!(null))
        .await
        .ok();
    meter
        .call::<ListReturnedParts>("2 returns", distributor, &[], json!(null))
        .await
        .ok();
    meter
        .call::<ListResoldOrders>("2 orders", distributor, &[], json!(null))
        .await
        .ok();
    meter.desk.mails().await;
    meter.call::<GetSwaBin>("1 lot", sam, &[], json!(null)).await.ok();
    meter
        .call::<ListSwaProspects>("1 prospect", sam, &[], json!(null))
        .await
        .ok();
    meter
        .call::<GetLocationSwa>("1 agreement, 1 free part", sam, &[&location], json!(null))
        .await
        .ok();
    let quoted = meter
        .call::<MakeSwaQuote>("1 application", sam, &[&location], json!({}))
        .await;
    let quote = quoted.ok()["quote_id"].as_str().unwrap().to_owned();
    let ids: [&dyn ToString; 2] = [&location, &quote];
    meter
        .call::<GetSwaQuote>("1 application", sam, &ids, json!(null))
        .await
        .ok();
    meter
        .call::<ExportSwaQuote>("1 application", sam, &ids, json!(null))
        .await
        .ok();
    let choice = json!([{ "application": "sv8100", "months": 12 }]);
    let assign = json!({ "quote_id": quote, "choices": choice, "authorised": true });
    meter
        .call::<AssignSwa>("1 application, 1 lot", sam, &[&location], assign.clone())
        .await
        .ok();
    meter.deliver("deliver-outbox", "an assignment's timer").await;
    let one = json!({ "application": "sv8100", "assignment": 1 });
    meter
        .call::<CancelSwa>("1 lot", sam, &[&location], one.clone())
        .await
        .ok();
    meter
        .call::<CancelSwa>("cancelled already", sam, &[&location], one)
        .await
        .refused(ProblemCode::NotPending);
    meter.desk.call::<AssignSwa>(sam, &[&location], assign).await.ok();
    let push = json!({ "application": "sv8100", "assignment": 2, "reason": "Today." });
    meter.call::<ProcessSwa>("1 lot", sam, &[&location], push).await.ok();
    let free = json!({ "parts": ["LK190306"] });
    meter
        .call::<AttachFreeLicences>("1 part", sam, &[&location], free)
        .await
        .ok();
}

async fn renewals(meter: &mut Meter, location: &str) {
    let sam = meter.desk.people.dealer_swa.clone();
    let view = meter.desk.call::<GetLocation>(&sam, &[&location], json!(null)).await;
    let customer = view.ok()["customer_id"].as_str().unwrap().to_owned();
    meter.desk.mails().await;
    meter
        .call::<GetCustomerSwa>("1 agreement", &sam, &[&customer], json!(null))
        .await
        .ok();
    let quoted = meter
        .call::<QuoteSwaRenewal>("1 agreement", &sam, &[&customer], json!({}))
        .await;
    let renewal = quoted.ok()["renewal_id"].as_str().unwrap().to_owned();
    let ids: [&dyn ToString; 2] = [&customer, &renewal];
    meter
        .call::<GetSwaRenewal>("1 agreement", &sam, &ids, json!(null))
        .await
        .ok();
    meter
        .call::<ExportSwaRenewal>("1 agreement", &sam, &ids, json!(null))
        .await
        .ok();
    let renew = json!({ "authorised": true });
    meter.call::<RenewSwa>("1 agreement", &sam, &ids, renew).await.ok();
}

/// An order's mail that failed once.
async fn failing(meter: &mut Meter) {
    meter.desk.mails().await;
    meter.desk.ship_manual_order(meter.desk.organisations.dealer).await;
    let store = &meter.desk.app.store;
    let now = meter.desk.now();
    let mut event = None;
    for shard in store::keys::due_shards() {
        for key in store.due(&shard, now).await.unwrap() {
            let due = store.claim(&key, now).await.unwrap().unwrap();
            store.release(&due, "The mail was not accepted.", now).await.unwrap();
            event = Some(due.event.envelope);
        }
    }
    let event = event.unwrap();
    let vendor = meter.desk.people.vendor.clone();
    meter
        .call::<ListFailing>("1 event", &vendor, &[], Value::Null)
        .await
        .ok();
    let request = json!({ "aggregate": event.aggregate, "sequence": event.sequence });
    meter
        .call::<TryAgain>("an order's mail", &vendor, &[], request)
        .await
        .ok();
}

/// The vendor's catalogue, of the demo's size.
async fn catalogues(meter: &mut Meter) {
    let vendor = meter.desk.people.vendor.clone();
    let nothing = || Value::Null;
    let rename = json!({ "section": "desk", "put": { "name": "Northbell" } });
    let edit = |revision: u32| json!({ "revision": revision, "changes": [rename.clone()] });
    meter
        .call::<EditCatalogueDraft>("an entry", &vendor, &[], edit(0))
        .await
        .ok();
    meter
        .call::<GetCatalogue>("with a draft", &vendor, &[], nothing())
        .await
        .ok();
    meter
        .call::<GetCatalogueDraft>("92 parts", &vendor, &[], nothing())
        .await
        .ok();
    meter
        .call::<PreviewCatalogue>("an entry", &vendor, &[], nothing())
        .await
        .ok();
    meter
        .read::<GetCatalogueEntry>("a part", &vendor, "?section=parts&entry=BE107573")
        .await
        .ok();
    let file = json!({
        "revision": 1, "format": "csv", "section": "parts", "content": "number,retired\nBE107573,yes\n",
        "dry_run": true,
    });
    meter
        .call::<ImportCatalogue>("dry run", &vendor, &[], file.clone())
        .await
        .ok();
    let mut file = file;
    file["dry_run"] = json!(false);
    meter.call::<ImportCatalogue>("a part", &vendor, &[], file).await.ok();
    let discard = json!({ "revision": 2 });
    meter
        .call::<DiscardCatalogueDraft>("a draft", &vendor, &[], discard)
        .await
        .ok();
    meter
        .call::<EditCatalogueDraft>("an entry, again", &vendor, &[], edit(0))
        .await
        .ok();
    let later = meter.desk.now() + TimeDelta::days(1);
    let publish = json!({ "revision": 1, "after": 1, "from": later });
    meter
        .call::<PublishCatalogue>("for tomorrow", &vendor, &[], publish)
        .await
        .ok();
    meter
        .call::<CompareCatalogueVersion>("with the one before", &vendor, &[&2], nothing())
        .await
        .ok();
    meter
        .call::<WithdrawCatalogueVersion>("to come", &vendor, &[&2], json!({}))
        .await
        .ok();
    meter
        .call::<ListCatalogueVersions>("2 versions", &vendor, &[], nothing())
        .await
        .ok();
    meter
        .call::<GetCatalogueVersion>("92 parts", &vendor, &[&1], nothing())
        .await
        .ok();
    meter
        .call::<ListCatalogueEvents>("4 events", &vendor, &[], nothing())
        .await
        .ok();
}

#[tokio::test]
async fn every_operation_costs_what_was_reviewed() {
    Log::listen();
    let desk = Desk::start().await;
    desk.mails().await;
    let mut meter = Meter {
        desk,
        found: Vec::new(),
    };
    users(&mut meter).await;
    let order = orders(&mut meter).await;
    let location = locations(&mut meter).await;
    long_lists(&mut meter).await;
    long_bin(&mut meter).await;
    licences(&mut meter, &order, &location).await;
    upgrades::upgrades(&mut meter).await;
    assurance(&mut meter, &location).await;
    renewals(&mut meter, &location).await;
    codes::codes(&mut meter).await;
    failing(&mut meter).await;
    common_text(&mut meter).await;
    systems::systems(&mut meter).await;
    impersonations::impersonations(&mut meter).await;
    transfers::transfers(&mut meter).await;
    catalogues(&mut meter).await;

    let table = markdown(&meter.found);
    let measured: BTreeSet<&str> = meter.found.iter().map(|(operation, _, _)| *operation).collect();
    for operation in OPERATIONS {
        assert!(measured.contains(operation.name), "{} is not measured", operation.name);
    }
    let found: Vec<_> = meter
        .found
        .iter()
        .map(|(operation, scenario, cost)| (*operation, *scenario, cost.requests, cost.read, cost.write))
        .collect();
    let reviewed: Vec<_> = COSTS
        .iter()
        .map(|row| (row.operation, row.scenario, row.requests, row.read, row.write))
        .collect();
    assert!(
        found == reviewed,
        "other costs than reviewed:\n{}",
        differences(&found, &reviewed)
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/capacity.md");
    let document = format!("{ABOUT}\n{table}");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &document).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == document,
        "infra/capacity.md is not what the operations cost; run with UPDATE_SNAPSHOTS=1 and review the difference"
    );
}

type Cost<'a> = (&'a str, &'a str, u32, f64, f64);

fn differences(found: &[Cost<'_>], reviewed: &[Cost<'_>]) -> String {
    let mut text = String::new();
    for cost in found.iter().filter(|cost| !reviewed.contains(cost)) {
        writeln!(text, "found    {cost:?}").unwrap();
    }
    for cost in reviewed.iter().filter(|cost| !found.contains(cost)) {
        writeln!(text, "reviewed {cost:?}").unwrap();
    }
    text
}
