//! A proxy between the SDK and the engine that does what the real service does now and
//! then and no local engine does: answer TransactionConflict, throttle, or fail after the
//! write is done.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode},
};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
};
use tokio::{net::TcpListener, sync::oneshot};

/// What to do to the next transactions; each number counts down to zero.
#[derive(Debug, Default)]
pub struct Faults {
    /// Answer this many with TransactionConflict, unwritten.
    pub conflicts: AtomicU32,
    /// Answer this many with ThrottlingError, unwritten.
    pub throttles: AtomicU32,
    /// Write this many and answer 500, so that the caller does not know.
    pub lost_answers: AtomicU32,
    /// Answer every transaction of this number with TransactionConflict, unwritten; 0 for none.
    pub conflict_every: AtomicU32,
    /// Answer every transaction of this number with ThrottlingError, unwritten; 0 for none.
    pub throttle_every: AtomicU32,
    /// How many transactions were seen.
    seen: AtomicU32,
    /// From the transaction of this number on, whoever writes is dead; 0 for nobody. Counted
    /// from the last call of [`Faults::die_at`].
    dies_at: AtomicU32,
    /// Whether that transaction is still written.
    dies_after_writing: AtomicBool,
    /// After how many requests of any kind whoever sends them is dead; nobody where there is none.
    requests_left: Mutex<Option<u32>>,
    /// Holds the next transaction back, where somebody wants to do something before it.
    held: Mutex<Option<(oneshot::Sender<()>, oneshot::Receiver<()>)>>,
    /// What requests were sent, while somebody wants to know.
    recorded: Mutex<Option<Vec<String>>>,
}

/// A transaction that is going to be held back.
pub struct Holding {
    arrived: oneshot::Receiver<()>,
    go: oneshot::Sender<()>,
}

/// A transaction that is held back: what it writes was decided, and is not written.
pub struct Held(oneshot::Sender<()>);

impl Holding {
    /// Waits for it.
    pub async fn arrived(self) -> Held {
        self.arrived.await.unwrap();
        Held(self.go)
    }
}

impl Held {
    /// Lets it go on.
    pub fn let_go(self) {
        self.0.send(()).unwrap();
    }
}

fn take(counter: &AtomicU32) -> bool {
    counter.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok()
}

fn is_turn(every: &AtomicU32, number: u32) -> bool {
    match every.load(SeqCst) {
        0 => false,
        every => number.is_multiple_of(every),
    }
}

/// What nobody repeats: to who asks, it is over.
fn dead() -> Response<Body> {
    let error = json!({ "__type": "com.amazonaws.dynamodb.v20120810#AccessDeniedException" });
    respond(StatusCode::BAD_REQUEST, &error)
}

struct Proxy {
    engine: String,
    http: reqwest::Client,
    faults: Arc<Faults>,
}

impl Faults {
    /// Lets whoever writes die at this transaction from now on, before it is written or after.
    /// No other request is answered any more, as nobody is there to send it; 0 brings all back.
    pub fn die_at(&self, transaction: u32, after_writing: bool) {
        self.dies_after_writing.store(after_writing, SeqCst);
        self.dies_at.store(transaction, SeqCst);
        self.seen.store(0, SeqCst);
    }

    /// Lets whoever works die after so many requests of any kind; `None` brings all back.
    pub fn die_after(&self, requests: Option<u32>) {
        *self.requests_left.lock().unwrap() = requests;
    }

    /// Whether another request is answered.
    fn lives(&self) -> bool {
        let mut left = self.requests_left.lock().unwrap();
        let lives = *left != Some(0);
        *left = left.map(|left| left.saturating_sub(1));
        lives
    }

    /// Holds the next transaction back, and that one alone.
    pub fn hold(&self) -> Holding {
        let (arriving, arrived) = oneshot::channel();
        let (go, going) = oneshot::channel();
        *self.held.lock().unwrap() = Some((arriving, going));
        Holding { arrived, go }
    }

    /// Notes every request from now on.
    pub fn record(&self) {
        *self.recorded.lock().unwrap() = Some(Vec::new());
    }

    /// The requests since then: which, how they read, what they change under which condition.
    pub fn recorded(&self) -> Vec<String> {
        self.recorded.lock().unwrap().take().unwrap_or_default()
    }

    fn note(&self, target: &str, body: &[u8]) {
        if let Some(recorded) = self.recorded.lock().unwrap().as_mut() {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let (_, operation) = target.split_once('.').unwrap_or_default();
            recorded.push(format!(
                "{operation} {} {} {}",
                body["ConsistentRead"], body["UpdateExpression"], body["ConditionExpression"]
            ));
        }
    }

    /// Starts the proxy before this engine; says where it listens.
    pub async fn before(engine: &str) -> (String, Arc<Self>) {
        let faults = Arc::new(Self::default());
        let proxy = Proxy {
            engine: engine.to_owned(),
            http: reqwest::Client::new(),
            faults: faults.clone(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::new(proxy));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (endpoint, faults)
    }
}

async fn answer(State(proxy): State<Arc<Proxy>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .unwrap_or_default();
    proxy.faults.note(target, &body);
    if !proxy.faults.lives() {
        return dead();
    }
    let dies_at = proxy.faults.dies_at.load(SeqCst);
    if !target.ends_with("TransactWriteItems") {
        if dies_at != 0 && proxy.faults.seen.load(SeqCst) >= dies_at {
            return dead();
        }
        return proxy.forward(headers, body).await;
    }
    let held = proxy.faults.held.lock().unwrap().take();
    if let Some((arriving, going)) = held {
        arriving.send(()).unwrap();
        going.await.unwrap();
    }
    let number = proxy.faults.seen.fetch_add(1, SeqCst) + 1;
    if dies_at != 0 && number >= dies_at {
        if number == dies_at && proxy.faults.dies_after_writing.load(SeqCst) {
            proxy.forward(headers, body).await;
        }
        return dead();
    }
    if take(&proxy.faults.conflicts) || is_turn(&proxy.faults.conflict_every, number) {
        return cancelled(&body, "TransactionConflict");
    }
    if take(&proxy.faults.throttles) || is_turn(&proxy.faults.throttle_every, number) {
        return cancelled(&body, "ThrottlingError");
    }
    let response = proxy.forward(headers, body).await;
    if take(&proxy.faults.lost_answers) {
        return respond(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError" }),
        );
    }
    response
}

/// The first item is in conflict, the others are not.
fn cancelled(body: &Bytes, code: &str) -> Response<Body> {
    let request: Value = serde_json::from_slice(body).unwrap();
    let items = request["TransactItems"].as_array().unwrap().len();
    let mut reasons = vec![json!({ "Code": "None" }); items];
    reasons[0] = json!({ "Code": code, "Message": "injected" });
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": reasons,
    });
    respond(StatusCode::BAD_REQUEST, &body)
}

fn respond(status: StatusCode, body: &Value) -> Response<Body> {
    Response::builder()
        .status(status)
        .header("content-type", "application/x-amz-json-1.0")
        .body(Body::from(body.to_string()))
        .unwrap()
}

impl Proxy {
    async fn forward(&self, mut headers: HeaderMap, body: Bytes) -> Response<Body> {
        headers.remove("host");
        headers.remove("content-length");
        let response = self
            .http
            .post(&self.engine)
            .headers(headers)
            .body(body)
            .send()
            .await
            .unwrap();
        let mut answer = Response::builder().status(response.status());
        for (name, value) in response.headers() {
            if name != "content-length" && name != "transfer-encoding" {
                answer = answer.header(name, value);
            }
        }
        answer.body(Body::from(response.bytes().await.unwrap())).unwrap()
    }
}
