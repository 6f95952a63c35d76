//! The desk itself.

use crate::{Answer, Engine, Faults, Ledger, Organisations, People, Person, beginning::Beginning};
use api::{Access, Endpoint, Operation, operations::*};
use authorize::Authorizer;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    catalogue::Catalogue,
    id::{CustomerId, LocationId, OrganisationId},
    organisation::Role,
    text::{EmailAddress, Name},
    webhook::Reach,
};
use local::{
    catalogue,
    gateway::{Api, authorizer},
    issuer::{CLIENT_ID, IssuerKey},
    keys::KeyFile,
    mail::{Mail, MailStore},
    schedules::ScheduleStore,
    services::{self, Services},
};
use reqwest::Method;
use runtime::{
    App, Settings, aws,
    catalogues::Catalogues,
    clock::Clock,
    entropy::{self, Entropy, SystemEntropy},
    keys::Keys,
    mail::Mailer,
    scheduler::{Scheduler, TimerSettings},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use store::Store;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// When a desk begins that is not told otherwise.
const BEGIN: &str = "2026-01-05T09:00:00Z";

/// A clock that stands still until the test moves it.
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Random bytes, of which a test names the next 16 where it wants to know them.
#[derive(Default)]
pub struct Chance(Mutex<Option<[u8; 16]>>);

impl Chance {
    /// The next 16 bytes that somebody asks for.
    pub fn next(&self, bytes: [u8; 16]) {
        *self.0.lock().unwrap() = Some(bytes);
    }
}

impl Entropy for Chance {
    fn fill(&self, buffer: &mut [u8]) {
        if buffer.len() == 16
            && let Some(bytes) = self.0.lock().unwrap().take()
        {
            buffer.copy_from_slice(&bytes);
        } else {
            SystemEntropy.fill(buffer);
        }
    }
}

/// A licence desk with its vendor, dealers, distributor, tenant and their users.
pub struct Desk {
    /// Where it listens.
    pub url: String,
    /// What its functions run on.
    pub app: App,
    /// Its issuer's key.
    pub issuer: Arc<IssuerKey>,
    /// The organisations.
    pub organisations: Organisations,
    /// The users.
    pub people: People,
    /// What to do to its transactions.
    pub faults: Arc<Faults>,
    /// What is random.
    pub chance: Arc<Chance>,
    /// Where its keys are kept.
    pub keys: Arc<KeyFile>,
    clock: Arc<ManualClock>,
    mails: MailStore,
    /// Its one-shot schedules.
    pub schedules: ScheduleStore,
    http: reqwest::Client,
    folder: TempDir,
    _engine: Engine,
}

impl Desk {
    /// Starts a desk. Its clock stands at 2026-01-05 09:00 UTC.
    pub async fn start() -> Self {
        Self::start_at(BEGIN).await
    }

    /// Starts a desk whose clock stands at this instant.
    pub async fn start_at(now: &str) -> Self {
        let beginning = Beginning::at(now).await;
        let mut desk = Self::empty(now, beginning.folder()).await;
        beginning.fill(&desk).await;
        desk.organisations = beginning.organisations;
        desk.people = beginning.people.clone();
        desk
    }

    /// Starts a desk whose imports say after this time where they go on.
    pub async fn start_within(import_budget: Duration) -> Self {
        let beginning = Beginning::at(BEGIN).await;
        let mut desk = Self::empty_within(BEGIN, beginning.folder(), import_budget).await;
        beginning.fill(&desk).await;
        desk.organisations = beginning.organisations;
        desk.people = beginning.people.clone();
        desk
    }

    /// Starts a desk that shares nothing with the others: no key, no organisation, no user.
    pub async fn of_another_deployment() -> Self {
        let mut desk = Self::empty(BEGIN, tempfile::tempdir().unwrap()).await;
        desk.populate().await;
        desk
    }

    /// Starts a desk whose vendor has published nothing.
    pub async fn without_a_catalogue() -> Self {
        let mut desk = Self::empty(BEGIN, tempfile::tempdir().unwrap()).await;
        desk.begin().await;
        desk
    }

    /// Starts a desk that nobody belongs to. What is in the folder counts, and the rest is made.
    pub(crate) async fn empty(now: &str, folder: TempDir) -> Self {
        // However busy the machine is, an import is done in one request.
        Self::empty_within(now, folder, Duration::from_secs(3600)).await
    }

    async fn empty_within(now: &str, folder: TempDir, import_budget: Duration) -> Self {
        let engine = Engine::start().await;
        let (endpoint, faults) = Faults::before(&engine.endpoint).await;
        let clock = Arc::new(ManualClock(Mutex::new(now.parse().unwrap())));
        let mail_folder = folder.path().join("mail");
        std::fs::create_dir_all(&mail_folder).unwrap();
        let mails = MailStore::new(mail_folder);
        let schedule_folder = folder.path().join("schedules");
        std::fs::create_dir_all(&schedule_folder).unwrap();
        let schedules = ScheduleStore::new(schedule_folder);
        let services = Services {
            mails: mails.clone(),
            schedules: schedules.clone(),
            clock: clock.clone(),
        };
        let services = serve(services::router(services)).await;
        let scheduling = services.clone();

        let client = aws::dynamodb(Some(&endpoint));
        // An engine that is named serves many desks.
        let table = format!("latchkey-{:016x}", u64::from_be_bytes(entropy::bytes(&SystemEntropy)));
        store::table::create(&client, &table).await.unwrap();
        let keys = Arc::new(KeyFile::open(folder.path().join("keys.json")).unwrap());
        let chance = Arc::new(Chance::default());
        let catalogues = Catalogues::default();
        catalogues.keep(catalogue::demo().clone());
        let app = App {
            store: Store::new(client, table),
            clock: clock.clone(),
            entropy: chance.clone(),
            keys: Keys::new(keys.clone()),
            mailer: Mailer::new(move || aws::ses(Some(&services)), "Latchkey <no-reply@example.com>").under("latchkey"),
            scheduler: Scheduler::new(
                move || aws::scheduler(Some(&scheduling)),
                TimerSettings {
                    group: "default".to_owned(),
                    role: "arn:aws:iam::000000000000:role/latchkey-timer".to_owned(),
                    target: "arn:aws:lambda:us-east-1:000000000000:function:swa-timer".to_owned(),
                },
            ),
            catalogues,
            catalogue: Arc::new(Catalogue::empty()),
            settings: Arc::new(Settings {
                import_budget,
                public_url: "https://latchkey.example.com".to_owned(),
                licence_issuer: "https://licences.example.com".to_owned(),
                mail_from: "no-reply@example.com".to_owned(),
                webhook_reach: Reach::Loopback,
            }),
        };
        let issuer =
            Arc::new(IssuerKey::open(&folder.path().join("issuer.json"), "https://issuer.example.com").unwrap());
        let set = issuer.key_set();
        let key_set =
            serve(axum::Router::new().route("/", axum::routing::get(move || async move { axum::Json(set) }))).await;
        let api = Api {
            functions: local::stack::functions(&app),
            authorize: authorizer(Authorizer::new(&issuer.identifier, CLIENT_ID, key_set)),
        };
        let url = serve(api.router()).await;

        let nobody = person(&issuer, "nobody");
        let (organisations, people) = (placeholder_organisations(), placeholder_people(&nobody));
        Self {
            url,
            app,
            issuer,
            organisations,
            people,
            faults,
            chance,
            keys,
            clock,
            mails,
            schedules,
            http: reqwest::Client::new(),
            folder,
            _engine: engine,
        }
    }

    /// Serves the same desk to whom this authorizer vouches for; says where.
    pub async fn before(&self, vouching: Authorizer) -> String {
        let api = Api {
            functions: local::stack::functions(&self.app),
            authorize: authorizer(vouching),
        };
        serve(api.router()).await
    }

    /// The folder that the desk's files lie in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock forward. Nothing happens by that alone.
    pub fn forward(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    /// Goes forward to this instant and stops at everything that falls due on the way, as
    /// the local stack does: what waits in the outbox, and timers.
    pub async fn travel_to(&self, to: DateTime<Utc>) {
        desk::outbox::sweep(&self.app).await.unwrap();
        loop {
            let timer = self.schedules.next_due(to).unwrap();
            let waiting = self.app.store.next_due().await.unwrap().filter(|at| *at <= to);
            let Some(next) = [timer.as_ref().map(|timer| timer.at), waiting]
                .into_iter()
                .flatten()
                .min()
            else {
                break;
            };
            {
                let mut now = self.clock.0.lock().unwrap();
                *now = next.max(*now);
            }
            if let Some(timer) = timer.filter(|timer| timer.at <= self.now()) {
                let assignment = serde_json::from_str(timer.input.as_deref().unwrap()).unwrap();
                desk::timers::end_cooling_off(&self.app, &assignment).await.unwrap();
                self.schedules.fired(timer, self.now()).unwrap();
            }
            desk::outbox::sweep(&self.app).await.unwrap();
        }
        let mut now = self.clock.0.lock().unwrap();
        *now = to.max(*now);
    }

    /// The same, to 09:00 UTC on this day.
    pub async fn travel_to_day(&self, day: &str) {
        self.travel_to(format!("{day}T09:00:00Z").parse().unwrap()).await;
    }

    /// The whole table, with every law checked that holds over it.
    pub async fn ledger(&self) -> Ledger {
        Ledger::checked(&self.app.store, &self.app.keys).await
    }

    /// Does what is due, and returns the mails sent so far, oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        desk::outbox::sweep(&self.app).await.unwrap();
        let mut mails = self.mails.all().unwrap();
        mails.sort_by_key(|mail| mail.mail_id);
        mails
    }

    /// Lets every location be found by what it is now.
    pub async fn indexed(&self) {
        desk::search::sweep(&self.app.store, &*self.app.clock).await.unwrap();
    }

    /// An access token with these claims, signed by the issuer.
    pub fn token(&self, claims: &Value) -> String {
        self.issuer.sign("at+jwt", claims).unwrap()
    }

    /// Calls an operation with its types' own body; ids fill the path in order.
    pub async fn call<E: Endpoint>(&self, who: &Person, ids: &[&dyn ToString], body: Value) -> Answer {
        self.call_with_key::<E>(who, ids, body, None).await
    }

    /// The same under an idempotency key.
    pub async fn call_with_key<E: Endpoint>(
        &self,
        who: &Person,
        ids: &[&dyn ToString],
        body: Value,
        key: Option<&str>,
    ) -> Answer {
        let path = path(E::OPERATION.path, ids);
        let method = E::OPERATION.method.as_str().parse().unwrap();
        let body = self.on_its_revision(&E::OPERATION, &path, Some(who), body).await;
        self.send_as(Some(who), method, &path, body, key).await
    }

    /// Sends any request as somebody, who may act for somebody else.
    pub async fn send_as(
        &self,
        who: Option<&Person>,
        method: Method,
        path: &str,
        body: Value,
        key: Option<&str>,
    ) -> Answer {
        let Some((who, acting_as)) = who.and_then(|who| Some((who, who.acting_as.as_deref()?))) else {
            return self
                .send(method, path, who.map(|who| who.token.as_str()), body, key)
                .await;
        };
        let bytes = if method == Method::GET {
            Vec::new()
        } else {
            serde_json::to_vec(&body).unwrap()
        };
        let bearer = format!("Bearer {}", who.token);
        let mut headers = vec![
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            (api::ACTING_AS, acting_as),
        ];
        headers.extend(key.map(|key| (api::IDEMPOTENCY_KEY, key)));
        self.send_with(method, path, &headers, bytes).await
    }

    /// Lets the distributor ship to the dealer, or no longer.
    pub async fn allow(&self, dealer: OrganisationId, allowed: bool) {
        let ids: [&dyn ToString; 2] = [&self.organisations.distributor, &dealer];
        let body = json!({ "allowed": allowed });
        self.call::<SetShippingAllowance>(&self.people.vendor, &ids, body)
            .await
            .ok();
    }

    /// Somebody who has begun to act as the dealer's user of this address.
    pub async fn acting(&self, who: &Person, email: &str) -> Person {
        let begun = self
            .call::<BeginImpersonation>(who, &[], json!({ "dealer_email": email }))
            .await;
        let id = begun.ok()["impersonation"]["impersonation_id"].as_str().unwrap();
        Person {
            acting_as: Some(id.to_owned()),
            ..who.clone()
        }
    }

    /// Sends the same twice under a key: it is done once, and answered alike.
    pub async fn once<E: Endpoint>(&self, who: &Person, ids: &[&dyn ToString], body: Value) -> Answer {
        let send = async || self.call_with_key::<E>(who, ids, body.clone(), Some("once")).await;
        let first = send().await;
        first.ok();
        let table = self.table().await;
        assert_eq!(send().await.ok(), first.ok());
        assert_eq!(self.table().await, table, "{}", E::OPERATION.name);
        first
    }

    /// The body as a page sends it that has just been loaded: a change of details is made on
    /// the revision that there is, unless the body names another.
    pub async fn on_its_revision(
        &self,
        operation: &Operation,
        path: &str,
        who: Option<&Person>,
        mut body: Value,
    ) -> Value {
        const CHANGES: [&str; 5] = [
            "update-customer",
            "update-location",
            "update-package",
            "update-device",
            "set-tenant",
        ];
        if CHANGES.contains(&operation.name) && body["revision"].is_null() {
            let read = self.send_as(who, Method::GET, path, Value::Null, None).await;
            body["revision"] = json!(read.body["revision"].as_str().unwrap_or_default());
        }
        body
    }

    /// Sends any request.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Value,
        key: Option<&str>,
    ) -> Answer {
        let bytes = if method == Method::GET {
            Vec::new()
        } else {
            serde_json::to_vec(&body).unwrap()
        };
        self.send_bytes(method, path, token, bytes, key).await
    }

    /// Sends any bytes.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
        key: Option<&str>,
    ) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers = [
            ("content-type", Some("application/json")),
            ("authorization", bearer.as_deref()),
            (api::IDEMPOTENCY_KEY, key),
        ];
        let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value?)));
        self.send_with(method, path, &headers.collect::<Vec<_>>(), body).await
    }

    /// Sends any bytes with these headers and no others.
    pub async fn send_with(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        let media_type = headers
            .get("content-type")
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let status = response.status();
        let body = response.bytes().await.unwrap();
        Answer {
            status,
            headers,
            media_type,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Somebody whom the operation's row lets in; nobody where it is public.
    pub fn who_may(&self, operation: &Operation) -> Option<&Person> {
        let people = &self.people;
        let everybody = [&people.vendor, &people.dealer, &people.dealer_swa];
        let mut everybody = everybody.into_iter().chain(&people.tenant);
        match operation.access {
            Access::Public => None,
            Access::Identity | Access::User => everybody.next(),
            Access::Roles(roles) => everybody.find(|who| roles.iter().any(|role| who.roles.contains(role))),
        }
    }

    /// Ships an order to an organisation; returns its id.
    pub async fn ship(&self, to: OrganisationId, purchase_order: &str, lines: &[(&str, u32)]) -> String {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(part, quantity)| json!({ "part": part, "quantity": quantity }))
            .collect();
        let body = json!({ "organisation_id": to, "purchase_order": purchase_order, "sales_order": format!("SO-{purchase_order}"), "lines": lines });
        let answer = self.call::<ShipOrder>(&self.people.vendor, &[], body).await;
        answer.ok()["order"]["order_id"].as_str().unwrap().to_owned()
    }

    /// The manual's order: PO123456 for an SV8100.
    pub async fn ship_manual_order(&self, to: OrganisationId) -> String {
        self.ship(
            to,
            "PO123456",
            &[("BE107573", 1), ("BE107582", 5), ("BE107576", 1), ("BE107585", 20)],
        )
        .await
    }

    /// A customer of the person's organisation.
    pub async fn customer(&self, who: &Person, name: &str) -> CustomerId {
        let body = json!({ "name": name, "address": { "country": "NL" } });
        self.call::<CreateCustomer>(who, &[], body).await.ok()["customer_id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// An SV8100 location of a customer.
    pub async fn location(&self, who: &Person, customer: CustomerId, name: &str, hkc: &str) -> LocationId {
        let answer = self
            .call::<CreateLocation>(who, &[&customer], location_body("sv8100", hkc, name))
            .await;
        answer.ok()["location_id"].as_str().unwrap().parse().unwrap()
    }

    /// A location as somebody sees it.
    pub async fn seen(&self, who: &Person, id: LocationId) -> Value {
        self.call::<GetLocation>(who, &[&id], Value::Null).await.ok().clone()
    }

    /// Asks to activate attached licences.
    pub async fn activate(&self, who: &Person, id: LocationId, codes: &[String]) -> Answer {
        let body = json!({ "software_key_codes": codes, "terms_accepted": true });
        self.call::<ActivateLicences>(who, &[&id], body).await
    }

    /// Asks for a licence file of a location.
    pub async fn licence_file(&self, who: &Person, id: LocationId, sequence: u32) -> Answer {
        let ids: [&dyn ToString; 2] = [&id, &sequence];
        self.call::<GetLicenceFile>(who, &ids, Value::Null).await
    }

    /// Attaches units of an order; returns the software key codes.
    pub async fn attach(&self, who: &Person, location: LocationId, order: &str, lines: &[(&str, u32)]) -> Vec<String> {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(part, quantity)| json!({ "part": part, "quantity": quantity }))
            .collect();
        let answer = self
            .call::<AttachLicences>(who, &[&location], json!({ "order_id": order, "lines": lines }))
            .await;
        let attached = answer.ok()["attached"].as_array().unwrap();
        attached
            .iter()
            .map(|licence| licence["software_key_code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The vendor and its first admin.
    async fn begin(&mut self) {
        let vendor = OrganisationId::new(0, &[7; 10]);
        let parse = |text| {
            (
                Name::parse(text).unwrap(),
                EmailAddress::parse("vera@northbell.example.com").unwrap(),
            )
        };
        let (admin, email) = parse("Vera Admin");
        desk::bootstrap::start(
            &self.app,
            vendor,
            Name::parse("Northbell Systems").unwrap(),
            admin,
            email,
        )
        .await
        .unwrap()
        .unwrap();
        self.organisations.vendor = vendor;
        self.people.vendor = self.accept("vera", vec![Role::VendorAdmin]).await;
    }

    /// The vendor, its dealers and the others, with a user for whatever somebody may do.
    pub(crate) async fn populate(&mut self) {
        self.begin().await;
        let catalogue = catalogue::demo().document();
        let began = desk::catalogue::begin(&self.app, self.organisations.vendor, &catalogue).await;
        assert!(began.unwrap());
        self.organisations.distributor = self.organisation("distributor", "Harbour Distribution").await;
        self.organisations.dealer = self.organisation("dealer", "Fenwick Telecom").await;
        self.organisations.other_dealer = self.organisation("dealer", "Alder Networks").await;
        self.organisations.tenant = self.organisation("tenant", "Orchard Works").await;
        let organisations = self.organisations;
        self.people.dealer = self.invite(organisations.dealer, "dora", Role::LicenceUser).await;
        self.people.dealer_swa = self.invite(organisations.dealer, "sam", Role::SwaUser).await;
        self.people.other_dealer = self.invite(organisations.other_dealer, "otto", Role::LicenceUser).await;
        self.people.other_dealer_swa = self.invite(organisations.other_dealer, "olly", Role::SwaUser).await;
        self.people.distributor = self.invite(organisations.distributor, "dina", Role::LicenceUser).await;
        self.people.distributor_swa = self.invite(organisations.distributor, "dev", Role::SwaUser).await;
        for role in Role::ALL
            .into_iter()
            .filter(|role| role.held_by(domain::organisation::OrganisationKind::Tenant))
        {
            let person = self
                .invite(organisations.tenant, &format!("tenant-{}", role.word()), role)
                .await;
            self.people.tenant.push(person);
        }
    }

    async fn organisation(&self, kind: &str, name: &str) -> OrganisationId {
        let answer = self
            .call::<CreateOrganisation>(&self.people.vendor, &[], json!({ "kind": kind, "name": name }))
            .await;
        answer.ok()["organisation_id"].as_str().unwrap().parse().unwrap()
    }

    /// Invites somebody and accepts the invitation from the mail.
    pub async fn invite(&self, to: OrganisationId, subject: &str, role: Role) -> Person {
        let email = format!("{subject}@example.com");
        let body = json!({ "name": subject, "email": email, "roles": [role] });
        self.call::<InviteUser>(&self.people.vendor, &[&to], body).await.ok();
        self.accept(subject, vec![role]).await
    }

    /// The token in the newest invitation that was mailed.
    pub async fn invitation_token(&self) -> String {
        let mails = self.mails().await;
        let mail = mails
            .iter()
            .rev()
            .find(|mail| mail.text.contains("/invitation#token="))
            .expect("an invitation was mailed");
        let (_, rest) = mail.text.split_once("/invitation#token=").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    async fn accept(&self, subject: &str, roles: Vec<Role>) -> Person {
        let token = self.invitation_token().await;
        let person = person(&self.issuer, subject);
        let answer = self
            .call::<AcceptInvitation>(&person, &[], json!({ "token": token }))
            .await;
        let user = &answer.ok()["user"];
        let id = |name: &str| user[name].as_str().unwrap();
        Person {
            user_id: Some(id("user_id").parse().unwrap()),
            organisation_id: Some(id("organisation_id").parse().unwrap()),
            roles,
            ..person
        }
    }

    /// Somebody whom the issuer vouches for and who is no user.
    pub fn stranger(&self, subject: &str) -> Person {
        person(&self.issuer, subject)
    }
}

/// The body of a new location.
pub fn location_body(system_type: &str, hkc: &str, name: &str) -> Value {
    json!({
        "system_type": system_type,
        "hkc": hkc,
        "details": {
            "name": name,
            "address": { "city": "Hilversum", "country": "NL" },
            "customer_email": "customer@example.com",
            "dealer_email": "dealer@example.com",
        },
    })
}

/// A path with its parameters filled in order.
pub fn path(template: &str, ids: &[&dyn ToString]) -> String {
    let mut ids = ids.iter();
    template
        .split('/')
        .map(|segment| {
            if segment.starts_with('{') {
                ids.next().expect("an id for every parameter").to_string()
            } else {
                segment.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Seconds since the epoch by the machine's clock: tokens are not measured by the test clock.
#[expect(clippy::disallowed_methods, reason = "the issuer's time is the machine's")]
pub fn real_now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn person(issuer: &IssuerKey, subject: &str) -> Person {
    let now = real_now();
    let claims = json!({ "iss": issuer.identifier, "sub": subject, "aud": CLIENT_ID, "iat": now, "exp": now + 86_400 });
    let token = issuer.sign("at+jwt", &claims).unwrap();
    Person {
        subject: subject.to_owned(),
        token,
        acting_as: None,
        user_id: None,
        organisation_id: None,
        roles: Vec::new(),
    }
}

fn placeholder_organisations() -> Organisations {
    let none = OrganisationId::new(0, &[0; 10]);
    Organisations {
        vendor: none,
        distributor: none,
        dealer: none,
        other_dealer: none,
        tenant: none,
    }
}

fn placeholder_people(nobody: &Person) -> People {
    People {
        vendor: nobody.clone(),
        dealer: nobody.clone(),
        dealer_swa: nobody.clone(),
        other_dealer: nobody.clone(),
        other_dealer_swa: nobody.clone(),
        distributor: nobody.clone(),
        distributor_swa: nobody.clone(),
        tenant: Vec::new(),
        nobody: nobody.clone(),
    }
}

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
