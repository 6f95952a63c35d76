//! The parts of the stack, put together.

use crate::{
    bounces::Bounces,
    catalogue,
    clock::TestClock,
    clock_page, control,
    data_dir::{DataDir, RunningStack},
    demo::{self, Demo, Desk, Seeding, VENDOR},
    durable,
    engine::Engine,
    gateway::{self, Api, OwnOrigin, OwnOrigins},
    issuer::{self, Issuer, IssuerKey, People},
    keys::KeyFile,
    mail::MailStore,
    mailbox, page,
    schedules::ScheduleStore,
    serve::Serve,
    services::{self, Services},
    timers::Timers,
};
use anyhow::Context;
use authorize::Authorizer;
use axum::{
    Json, Router,
    extract::Request,
    middleware::{Next, from_fn},
    routing::get,
};
use call_webhook::Caller;
use chrono::TimeDelta;
use domain::{catalogue::Catalogue, webhook::Reach};
use runtime::{
    App, Settings, aws,
    catalogues::Catalogues,
    clock::SystemClock,
    entropy::SystemEntropy,
    keys::Keys,
    mail::Mailer,
    scheduler::{Scheduler, TimerSettings},
};
use std::{io::ErrorKind, net::Ipv4Addr, sync::Arc, time::Duration};
use store::Store;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinSet,
    time::{interval, timeout},
};

/// The one table.
pub const TABLE: &str = "latchkey";

/// The `iss` of the licence files made here. It stays the same on every port.
const LICENCE_ISSUER: &str = "https://licences.northbell.example.com";

const MAIL_FROM: &str = "Latchkey <no-reply@northbell.example.com>";

/// How often expired items are removed.
const EXPIRED_EVERY: Duration = Duration::from_secs(300);

/// How long open calls may take when the process is told to stop.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// A stack that runs.
pub struct Stack {
    data: DataDir,
    engine: Arc<Engine>,
    port: u16,
    demo: Demo,
    stop: watch::Sender<bool>,
    servers: JoinSet<std::io::Result<()>>,
    background: JoinSet<()>,
}

impl Stack {
    /// Starts everything, and makes the demo data where it is not there yet.
    pub async fn start(options: &Serve) -> anyhow::Result<Self> {
        let data = DataDir::open(&options.data)?;
        let (table, made) = (data.path(DataDir::TABLE), data.path(DataDir::DEMO));
        // The engine makes a table in several steps, and what a kill left between two of them is
        // no table. Nothing is in it yet: it is started over.
        let unfinished = !table.exists() && !made.exists();
        if options.reset || unfinished {
            data.reset()?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .map_err(|error| taken(error, options.port))?;
        let port = listener.local_addr()?.port();
        let url = format!("http://127.0.0.1:{port}");
        // A folder that began empty goes on so.
        let began_empty = durable::read_json(&made)?.map_or(options.empty, |full: bool| !full);
        let demo = if began_empty {
            Demo::read()?.empty()
        } else {
            Demo::read()?
        };

        let mails = MailStore::new(data.folder(DataDir::MAIL)?);
        let schedules = ScheduleStore::new(data.folder(DataDir::SCHEDULES)?);
        let begins = if made.exists() { TimeDelta::zero() } else { -demo.past() };
        let clock = TestClock::open(Arc::new(SystemClock), data.path(DataDir::CLOCK), begins)?;
        let clock = Arc::new(clock);
        let services = Services {
            mails: mails.clone(),
            schedules: schedules.clone(),
            clock: clock.clone(),
        };
        let services_listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let services_port = services_listener.local_addr()?.port();

        let engine = Arc::new(Engine::start(&data.path(DataDir::ENGINE)).await?);
        let client = aws::dynamodb(Some(&engine.endpoint()));
        store::table::create(&client, TABLE)
            .await
            .context("the table cannot be made")?;
        durable::write_json(&table, &true)?;

        let app = App {
            store: Store::new(client, TABLE),
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy),
            keys: Keys::new(Arc::new(KeyFile::open(data.path(DataDir::KEYS))?)),
            mailer: Mailer::new(
                move || aws::ses(Some(&format!("http://127.0.0.1:{services_port}"))),
                MAIL_FROM,
            ),
            scheduler: Scheduler::new(
                move || aws::scheduler(Some(&format!("http://127.0.0.1:{services_port}"))),
                TimerSettings {
                    group: "default".to_owned(),
                    role: "arn:aws:iam::000000000000:role/latchkey-timer".to_owned(),
                    target: "arn:aws:lambda:us-east-1:000000000000:function:swa-timer".to_owned(),
                },
            ),
            catalogues: Catalogues::default(),
            catalogue: Arc::new(Catalogue::empty()),
            settings: Arc::new(Settings {
                import_budget: runtime::budget::IMPORT,
                public_url: url.clone(),
                licence_issuer: LICENCE_ISSUER.to_owned(),
                mail_from: MAIL_FROM.to_owned(),
                webhook_reach: Reach::Loopback,
            }),
        };
        // A folder from before there were versions goes on with what was compiled in.
        desk::catalogue::begin_where_it_was_compiled_in(&app, VENDOR, &catalogue::demo().document())
            .await
            .context("the catalogue cannot be published")?;
        let caller = Caller::new(app.settings.webhook_reach)?;
        let timers = Arc::new(Timers::new(app.clone(), clock, schedules, caller));
        let key = IssuerKey::open(&data.path(DataDir::ISSUER), &format!("{url}/issuer"))?;
        let people = People::open(demo::people(&demo), data.path(DataDir::PEOPLE))?;
        let issuer = Arc::new(Issuer::new(key, people, Arc::new(SystemClock), port));
        let gateway = gateway(&app, &issuer, &timers, &mails, options, port);

        let (stop, stopped) = watch::channel(false);
        let mut servers = JoinSet::new();
        for (listener, router) in [
            (services_listener, services::router(services)),
            (listener, gateway.clone()),
        ] {
            let mut stopped = stopped.clone();
            let until = async move {
                // A dropped sender stops the server as well.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            servers.spawn(async move { axum::serve(listener, router).with_graceful_shutdown(until).await });
        }

        if !made.exists() {
            let desk = Desk::new(gateway, format!("127.0.0.1:{port}"), issuer);
            let seeding = Seeding {
                demo: &demo,
                catalogue: (!began_empty).then(|| catalogue::demo().document()),
                app: &app,
                desk,
                mails,
                timers: timers.clone(),
            };
            seeding.run().await.context("the demo data cannot be made")?;
            durable::write_json(&made, &!began_empty)?;
        }
        let background = background(timers, engine.clone());
        data.announce(&RunningStack {
            pid: std::process::id(),
            port,
            engine_port: engine.port(),
            services_port,
        })?;
        Ok(Self {
            data,
            engine,
            port,
            demo,
            stop,
            servers,
            background,
        })
    }

    /// Where the site is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Says where it is and who can sign in, on standard output.
    pub fn greet(&self) {
        let url = self.url();
        println!("\nLatchkey is running at {url}\n");
        println!("Who can sign in (there are no passwords):");
        for (organisation, kind, user) in self.demo.users().filter(|(_, _, user)| user.subject.is_some()) {
            let roles: Vec<_> = user.roles.iter().map(|role| role.word()).collect();
            println!(
                "  {:<12} {:<38} {}",
                user.name,
                format!("{organisation} ({})", kind.word()),
                roles.join(", ")
            );
        }
        println!(
            "\nMailbox    {url}/local/mailbox\nClock      {url}/local/time\nStop it with Ctrl-C; the data stays in {}.\n",
            self.data.path("").display()
        );
    }

    /// Lets open calls finish, stops everything and closes the files.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.data.gone()?;
        self.stop.send_replace(true);
        let all_served = async { while self.servers.join_next().await.is_some() {} };
        if timeout(LAST_CALLS, all_served).await.is_err() {
            tracing::warn!("some calls were still open");
            self.servers.shutdown().await;
        }
        self.background.shutdown().await;
        match Arc::try_unwrap(self.engine) {
            Ok(engine) => timeout(LAST_CALLS, engine.stop())
                .await
                .context("the engine does not stop")?,
            Err(_) => Ok(()),
        }
    }
}

fn taken(error: std::io::Error, port: u16) -> anyhow::Error {
    if error.kind() == ErrorKind::AddrInUse {
        anyhow::anyhow!("port {port} is taken by another program; choose another with --port")
    } else {
        anyhow::Error::new(error).context(format!("cannot listen on 127.0.0.1:{port}"))
    }
}

/// Site, API, issuer and the stack's own pages, on one origin.
fn gateway(
    app: &App,
    issuer: &Arc<Issuer>,
    timers: &Arc<Timers>,
    mails: &MailStore,
    options: &Serve,
    port: u16,
) -> Router {
    let jwks = format!("http://127.0.0.1:{port}/issuer/jwks.json");
    let api = Api {
        functions: functions(app),
        authorize: gateway::authorizer(Authorizer::new(issuer.identifier(), issuer::CLIENT_ID, jwks)),
    };
    let nudged = timers.clone();
    let nudge = move |request: Request, next: Next| {
        let timers = nudged.clone();
        async move {
            let changes = !request.method().is_safe();
            let response = next.run(request).await;
            if changes {
                timers.nudge();
            }
            response
        }
    };
    let identifier = issuer.identifier().to_owned();
    let config =
        move |origin: OwnOrigin| async move { Json(issuer::site_configuration(&identifier, &origin, LICENCE_ISSUER)) };
    let bounces = Bounces {
        app: app.clone(),
        mails: mails.clone(),
    };
    let controls = mailbox::json(mails.clone())
        .merge(control::clock(timers.clone()))
        .merge(bounces.clone().json())
        .layer(from_fn(gateway::local_header));
    let everything = Router::new()
        .merge(api.router().layer(from_fn(nudge)))
        .merge(issuer.clone().router())
        .merge(mailbox::pages(mails.clone()))
        .merge(bounces.pages())
        .merge(clock_page::pages(timers.clone()))
        .merge(controls)
        .route(page::STYLESHEET, get(page::stylesheet))
        .route("/config.json", get(config))
        .fallback_service(gateway::files(&options.site));
    gateway::guarded(everything, OwnOrigins::new(port))
}

/// The routers of all functions.
pub fn functions(app: &App) -> Router {
    [
        activate_licences::router,
        assign_swa::router,
        attach_licences::router,
        browse_upgrades::router,
        build_package::router,
        issue_codes::router,
        look_up::router,
        manage_customers::router,
        manage_catalogue::router,
        manage_outbox::router,
        manage_request::router,
        manage_users::router,
        renew_swa::router,
        reship_order::router,
        redeem_code::router,
        ship_order::router,
        submit_request::router,
    ]
    .into_iter()
    .fold(Router::new(), |all, router| all.merge(router(app.clone())))
}

fn background(timers: Arc<Timers>, engine: Arc<Engine>) -> JoinSet<()> {
    let mut background = JoinSet::new();
    let outbox = timers.clone();
    background.spawn(async move { outbox.run().await });
    let webhooks = timers.clone();
    background.spawn(async move { webhooks.run_webhooks().await });
    let found = timers.clone();
    background.spawn(async move { found.make_search_index().await });
    background.spawn(async move { timers.run_sweep().await });
    background.spawn(async move {
        let mut every = interval(EXPIRED_EVERY);
        loop {
            every.tick().await;
            if let Err(error) = engine.sweep_expired().await {
                tracing::error!(error = format!("{error:#}"), "expired items are left");
            }
        }
    });
    background
}
