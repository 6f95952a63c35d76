//! The local stack, killed again and again while clients are at work: what was answered
//! is there, what was not answered settles by asking again, and no law is broken.

use crate::at_once;
use api::{Endpoint, ProblemCode, operations::*};
use chrono::{DateTime, Utc};
use local::{
    data_dir::{DataDir, RunningStack},
    engine,
    keys::KeyFile,
    mail::MailStore,
    stack::TABLE,
};
use runtime::keys::Keys;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use store::Store;
use tests::{Ledger, location_body, path};

const ROUNDS: u64 = 12;
const WALKERS: usize = 3;
/// Where the kill points come from; another seed, other points.
const SEED: u64 = 0x1a7c_4b0e;

const VENDOR: &str = "demo-nora-bell";
const DEALER: &str = "demo-finn-carter";
const PART: &str = "BE107585";

/// The stack's program, built if it has to be. As part of the workspace it is as the tests
/// have it already; by itself it would have other features, and all would be built again.
fn program() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--workspace", "--bin", "local"])
        .args(["--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit());
    // Some build scripts run again when they see what cargo tells a test of its package.
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG") || name.starts_with("CARGO_MANIFEST"))
    {
        cargo.env_remove(name);
    }
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "the local stack does not build");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "local")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("the package has a program")
}

/// A stack in a process of its own.
struct Stack {
    process: Child,
    at: RunningStack,
    base: String,
    http: reqwest::Client,
    started_in: Duration,
    tokens: BTreeMap<&'static str, String>,
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Stack {
    async fn start(program: &Path, data: &Path) -> Self {
        let started = Instant::now();
        let mut process = Command::new(program)
            .args(["serve", "--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let (at, base) = loop {
            assert!(started.elapsed() < Duration::from_secs(180), "it does not start");
            assert!(process.try_wait().unwrap().is_none(), "it ended by itself");
            if let Some(at) = RunningStack::find(data).unwrap()
                && at.pid == process.id()
            {
                let base = format!("http://127.0.0.1:{}", at.port);
                let answer = http.get(format!("{base}/.well-known/jwks.json")).send().await;
                if answer.is_ok_and(|answer| answer.status().is_success()) {
                    break (at, base);
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        let mut stack = Self {
            process,
            at,
            base,
            http,
            started_in: started.elapsed(),
            tokens: BTreeMap::new(),
        };
        for subject in [VENDOR, DEALER] {
            let token = stack.sign_in(subject).await;
            stack.tokens.insert(subject, token);
        }
        stack
    }

    /// SIGKILL.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn store(&self) -> Store {
        let client = runtime::aws::dynamodb(Some(&engine::endpoint(self.at.engine_port)));
        Store::new(client, TABLE)
    }

    /// Code flow with PKCE; verifier and challenge are the example of RFC 7636.
    async fn sign_in(&self, subject: &str) -> String {
        let redirect = format!("http%3A%2F%2F127.0.0.1%3A{}%2Fsigned-in", self.at.port);
        let form = |path: &str, body: String| {
            self.http
                .post(format!("{}{path}", self.base))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body)
                .send()
        };
        let authorize = format!(
            "/issuer/authorize?client_id=latchkey-site&response_type=code&scope=openid&redirect_uri={redirect}\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );
        let answer = form(&authorize, format!("subject={subject}")).await.unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        let (_, rest) = location.split_once("code=").unwrap();
        let code = rest.split('&').next().unwrap();
        let body = format!(
            "grant_type=authorization_code&client_id=latchkey-site&code={code}&redirect_uri={redirect}\
             &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        let tokens: Value = form("/issuer/token", body).await.unwrap().json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    /// The answer to a step, or none where the stack died over it.
    async fn send(&self, step: &Step) -> Option<Value> {
        loop {
            let answer = self
                .http
                .request(step.method.parse().unwrap(), format!("{}{}", self.base, step.path))
                .bearer_auth(&self.tokens[step.who])
                .header(api::IDEMPOTENCY_KEY, &step.key)
                .json(&step.body)
                .send()
                .await
                .ok()?;
            let status = answer.status();
            let body: Value = answer.json().await.ok()?;
            if status.is_success() {
                return Some(body);
            }
            // A stack that is being killed may lose its own table first.
            let dying = ["too_busy", "internal"].contains(&body["code"].as_str().unwrap_or_default());
            assert!(dying, "{} {}: {body:#}", step.key, step.path);
            if body["code"] == ProblemCode::Internal.code() {
                return None;
            }
        }
    }

    async fn read<E: Endpoint>(&self, who: &str, ids: &[&dyn ToString]) -> Value {
        let answer = self
            .http
            .get(format!("{}{}", self.base, path(E::OPERATION.path, ids)))
            .bearer_auth(&self.tokens[who])
            .send();
        answer.await.unwrap().json().await.unwrap()
    }
}

/// One change with a key of its own, and what was answered, if anything was.
#[derive(Clone)]
struct Step {
    operation: &'static str,
    method: &'static str,
    path: String,
    who: &'static str,
    key: String,
    body: Value,
    answer: Option<Value>,
}

/// A client that ships, attaches, detaches and activates, over and over.
struct Walker {
    name: usize,
    dealer: String,
    location: String,
    journal: Vec<Step>,
}

impl Walker {
    fn step<E: Endpoint>(&self, who: &'static str, ids: &[&dyn ToString], body: Value) -> Step {
        Step {
            operation: E::OPERATION.name,
            method: E::OPERATION.method.as_str(),
            path: path(E::OPERATION.path, ids),
            who,
            key: format!("walker-{}-{}", self.name, self.journal.len()),
            body,
            answer: None,
        }
    }

    /// The answer to the step so many back.
    fn answered(&self, back: usize) -> &Value {
        let step = &self.journal[self.journal.len() - back];
        step.answer.as_ref().expect("every step before is settled")
    }

    /// What comes next: ship, attach, attach, detach the first, activate the second.
    fn next(&self) -> Step {
        let code = |back: usize| self.answered(back)["attached"][0]["software_key_code"].clone();
        let attach = |back: usize| {
            let order = &self.answered(back)["order"]["order_id"];
            let body = json!({ "order_id": order, "lines": [{ "part": PART, "quantity": 2 }] });
            self.step::<AttachLicences>(DEALER, &[&self.location], body)
        };
        match self.journal.len() % 5 {
            0 => {
                let number = format!("KILL{}X{}", self.name, self.journal.len());
                let body = json!({
                    "organisation_id": self.dealer, "purchase_order": number, "sales_order": number,
                    "lines": [{ "part": PART, "quantity": 10 }],
                });
                self.step::<ShipOrder>(VENDOR, &[], body)
            }
            1 => attach(1),
            2 => attach(2),
            3 => {
                let body = json!({ "software_key_codes": [code(2)] });
                self.step::<DetachLicences>(DEALER, &[&self.location], body)
            }
            _ => {
                let body = json!({ "software_key_codes": [code(2)], "terms_accepted": true });
                self.step::<ActivateLicences>(DEALER, &[&self.location], body)
            }
        }
    }

    /// Walks until the stack dies.
    async fn walk(mut self, stack: Arc<Stack>) -> Self {
        loop {
            let mut step = self.next();
            step.answer = stack.send(&step).await;
            let died = step.answer.is_none();
            self.journal.push(step);
            if died {
                return self;
            }
        }
    }

    /// Asks again for everything from this step on, with the same keys: what was answered
    /// is answered alike, what was not is now. The answer is how many were not.
    async fn settle(&mut self, stack: &Stack, from: usize) -> usize {
        let mut open = 0;
        for step in &mut self.journal[from..] {
            let answer = stack.send(step).await.expect("it answers again");
            match &step.answer {
                Some(before) => assert_eq!(&answer, before, "{} {}", step.key, step.operation),
                None => open += 1,
            }
            step.answer = Some(answer);
        }
        open
    }

    /// The licences that should be at the location, and whether each is activated.
    fn expected(&self) -> BTreeMap<String, bool> {
        let mut licences = BTreeMap::new();
        let text = |code: &Value| code.as_str().unwrap().to_owned();
        for step in &self.journal {
            let answer = step.answer.as_ref().unwrap();
            for licence in answer["attached"].as_array().into_iter().flatten() {
                licences.insert(text(&licence["software_key_code"]), false);
            }
            for licence in answer["detached"].as_array().into_iter().flatten() {
                licences.remove(&text(&licence["software_key_code"]));
            }
            for code in answer["activated"].as_array().into_iter().flatten() {
                licences.insert(text(code), true);
            }
        }
        licences
    }

    fn count(&self, operation: &str) -> usize {
        self.journal.iter().filter(|step| step.operation == operation).count()
    }
}

async fn walkers(stack: &Stack) -> Vec<Walker> {
    let organisations = stack.read::<ListOrganisations>(VENDOR, &[]).await;
    let dealer = organisations["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|organisation| organisation["name"] == "Fenwick Telecom")
        .unwrap()["organisation_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut walkers = Vec::new();
    for name in 0..WALKERS {
        let mut walker = Walker {
            name,
            dealer: dealer.clone(),
            location: String::new(),
            journal: Vec::new(),
        };
        let body = json!({ "name": format!("Customer {name}"), "address": { "country": "NL" } });
        let customer = stack
            .send(&walker.step::<CreateCustomer>(DEALER, &[], body))
            .await
            .unwrap();
        let customer = customer["customer_id"].as_str().unwrap().to_owned();
        let body = location_body("sv8100", &format!("1999000000{name:02}"), &format!("Location {name}"));
        let location = stack
            .send(&walker.step::<CreateLocation>(DEALER, &[&customer], body))
            .await
            .unwrap();
        location["location_id"]
            .as_str()
            .unwrap()
            .clone_into(&mut walker.location);
        walkers.push(walker);
    }
    walkers
}

/// Everything that was answered is in the table, and the table keeps its laws.
async fn check(stack: &Stack, data: &Path, walkers: &[Walker]) -> Ledger {
    let keys = Keys::new(Arc::new(KeyFile::existing(data.join(DataDir::KEYS)).unwrap()));
    let ledger = Ledger::checked(&stack.store(), &keys).await;
    let licences = ledger.licences();
    for walker in walkers {
        let at = format!("LOCATION#{}", walker.location);
        let found: BTreeMap<String, bool> = licences
            .iter()
            .filter(|licence| licence.location == at)
            .map(|licence| (licence.software_key_code.clone(), licence.activated))
            .collect();
        assert_eq!(found, walker.expected(), "walker {}", walker.name);
        let files = ledger
            .events()
            .iter()
            .filter(|event| event.envelope.aggregate == at && event.what() == "licences-activated")
            .count();
        assert_eq!(files, walker.count("activate-licences"), "each activation once");
    }
    ledger
}

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_survives_a_kill_and_what_was_not_settles() {
    let program = tokio::task::spawn_blocking(program).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut stack = Stack::start(&program, data).await;
    let mut walkers = walkers(&stack).await;
    let (mut seed, mut restarts, mut open) = (SEED, Vec::new(), 0);
    for _ in 0..ROUNDS {
        let from: Vec<usize> = walkers.iter().map(|walker| walker.journal.len()).collect();
        let pid = stack.at.pid;
        let shared = Arc::new(stack);
        let walking = tokio::spawn(at_once(
            walkers
                .into_iter()
                .map(|walker| walker.walk(shared.clone()))
                .collect::<Vec<_>>(),
        ));
        tokio::time::sleep(Duration::from_millis(50 + random(&mut seed) % 1200)).await;
        kill(pid);
        walkers = walking.await.unwrap();
        drop(shared);
        stack = Stack::start(&program, data).await;
        restarts.push(stack.started_in);
        for (walker, from) in walkers.iter_mut().zip(from) {
            open += walker.settle(&stack, from).await;
        }
        check(&stack, data, &walkers).await;
    }
    for walker in &mut walkers {
        assert_eq!(walker.settle(&stack, 0).await, 0);
    }
    check(&stack, data, &walkers).await;
    everything_is_mailed(&stack, data, &walkers).await;
    let steps: usize = walkers.iter().map(|walker| walker.journal.len()).sum();
    restarts.sort_unstable();
    println!(
        "{ROUNDS} kills, {steps} changes, {open} of them without an answer at first; restarts took {:?} to {:?}, {:?} in the middle",
        restarts[0],
        restarts[restarts.len() - 1],
        restarts[restarts.len() / 2],
    );
}

/// SIGKILL from outside, while others hold the stack.
fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(killed.success());
}

/// What a killed stack left in the outbox leaves it later, when its claims have run out.
async fn everything_is_mailed(stack: &Stack, data: &Path, walkers: &[Walker]) {
    let forward = stack
        .http
        .post(format!("{}/local/clock", stack.base))
        .header("x-latchkey-local", "1")
        .json(&json!({ "forward_seconds": 7200 }))
        .send()
        .await
        .unwrap();
    assert!(forward.status().is_success(), "{forward:?}");
    let now: DateTime<Utc> = forward.json::<Value>().await.unwrap()["now"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let started = Instant::now();
    while Ledger::read(&stack.store()).await.due_by(now) > 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "events stay due");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let mails = MailStore::new(data.join(DataDir::MAIL)).all().unwrap();
    let mut again = 0;
    for walker in walkers {
        for step in walker.journal.iter().filter(|step| step.operation == "ship-order") {
            let number = step.body["purchase_order"].as_str().unwrap();
            let of_order = |to: &str| {
                mails
                    .iter()
                    .filter(|mail| mail.to.iter().any(|other| other == to))
                    .filter(|mail| {
                        mail.text
                            .split_whitespace()
                            .any(|word| word.trim_matches('.') == number)
                    })
                    .count()
            };
            for to in ["finn.carter@example.com", "freya.lind@example.com"] {
                let times = of_order(to);
                assert!(times > 0, "{to} was mailed order {number}");
                again += times - 1;
            }
        }
    }
    println!("every order was mailed; {again} mails were sent once more after a kill");
}
