//! What happens without anybody calling: the outbox, the sweep, schedules that fall
//! due, and the test clock that makes them fall due.

use crate::{
    clock::TestClock,
    schedules::{Schedule, ScheduleStore},
};
use anyhow::{anyhow, bail};
use call_webhook::Caller;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{catalogue::Catalogue, outbox::CoolingOff};
use runtime::{App, clock::Clock};
use std::{sync::Arc, time::Duration};
use store::Store;
use tokio::{
    sync::{Mutex, Notify},
    time::timeout,
};

/// How long the outbox waits when nobody nudges it. In the cloud the table's stream
/// calls.
const OUTBOX_EVERY: Duration = Duration::from_secs(1);

/// How often the sweep runs by itself.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// The clock and everything that depends on it.
pub struct Timers {
    app: App,
    clock: Arc<TestClock>,
    schedules: ScheduleStore,
    caller: Caller,
    nudge: Notify,
    // One at a time, so that what falls due while the clock moves fires once, in order.
    turn: Mutex<()>,
    // The endpoint is called beside it: a receiver that hangs holds up nothing else.
    calling: Mutex<()>,
}

impl Timers {
    /// Timers over this clock.
    pub fn new(app: App, clock: Arc<TestClock>, schedules: ScheduleStore, caller: Caller) -> Self {
        Self {
            app,
            clock,
            schedules,
            caller,
            nudge: Notify::new(),
            turn: Mutex::new(()),
            calling: Mutex::new(()),
        }
    }

    /// The clock.
    pub fn clock(&self) -> &TestClock {
        &self.clock
    }

    /// The schedules.
    pub fn schedules(&self) -> &ScheduleStore {
        &self.schedules
    }

    /// The catalogue in force.
    pub async fn catalogue(&self) -> anyhow::Result<Arc<Catalogue>> {
        Ok(self.app.at_work().await?.catalogue)
    }

    /// The table, where the outbox is.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Something may have come into the outbox.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Calls the vendor's endpoint for ever.
    pub async fn run_webhooks(&self) {
        let mut every = tokio::time::interval(OUTBOX_EVERY);
        loop {
            every.tick().await;
            if let Err(error) = self.call_webhooks().await {
                tracing::error!(error = format!("{error:#}"), "the endpoint was not called");
            }
        }
    }

    /// Looks after outbox and schedules for ever.
    pub async fn run(&self) {
        loop {
            // Nudged or not, it is time to look.
            let _ = timeout(OUTBOX_EVERY, self.nudge.notified()).await;
            if let Err(error) = self.tick().await {
                tracing::error!(error = format!("{error:#}"), "timers failed");
                tokio::time::sleep(OUTBOX_EVERY).await;
            }
        }
    }

    /// Lets locations be found that were there before the search index was.
    pub async fn make_search_index(&self) {
        if let Err(error) = self.search_index_made().await {
            tracing::error!(error = format!("{error:#}"), "the search index was not made");
        }
    }

    async fn search_index_made(&self) -> anyhow::Result<()> {
        let store = &self.app.store;
        if !store.has_search_index().await? {
            desk::search::rebuild(store, &*self.app.clock).await?;
        }
        Ok(())
    }

    /// Runs the sweep for ever.
    pub async fn run_sweep(&self) {
        let mut every = tokio::time::interval(SWEEP_EVERY);
        loop {
            every.tick().await;
            if let Err(error) = self.sweep().await {
                tracing::error!(error = format!("{error:#}"), "the sweep failed");
            }
        }
    }

    /// Fires what is due and empties the outbox.
    pub async fn tick(&self) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        self.fire_until(self.clock.now()).await?;
        self.deliver().await
    }

    /// Moves the clock forward until it is so far ahead of the machine's, stopping at
    /// everything that falls due on the way.
    ///
    /// # Errors
    /// The outbox could not be emptied; the clock stands at the time where that was.
    pub async fn forward(&self, ahead: TimeDelta) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        self.deliver().await?;
        self.call_webhooks().await?;
        self.deliver().await?;
        self.fire_until(self.clock.at_offset(ahead)).await?;
        self.clock.be_ahead(ahead)?;
        self.sweep().await?;
        self.call_webhooks().await?;
        self.deliver().await
    }

    async fn fire_until(&self, target: DateTime<Utc>) -> anyhow::Result<()> {
        loop {
            let schedule = self.schedules.next_due(target)?;
            let outbox = self.app.store.next_due().await?.filter(|at| *at <= target);
            // A late event does not turn the clock back, and is no reason to stay.
            if let Some(at) = outbox
                .filter(|at| *at > self.clock.now() && schedule.as_ref().is_none_or(|schedule| *at <= schedule.at))
            {
                self.clock.advance_to(at)?;
                self.deliver().await?;
                self.call_webhooks().await?;
                self.deliver().await?;
                continue;
            }
            let Some(schedule) = schedule else { return Ok(()) };
            self.clock.advance_to(schedule.at)?;
            if let Err(error) = self.fire(&schedule).await {
                // The cloud tries for a day and drops it; what is left, the sweep finds.
                tracing::error!(
                    schedule = schedule.name,
                    error = format!("{error:#}"),
                    "a schedule failed"
                );
            }
            self.schedules.fired(schedule, self.clock.now())?;
            self.deliver().await?;
        }
    }

    /// Calls the function that the schedule names. Its input is a hint; it decides from
    /// the state.
    async fn fire(&self, schedule: &Schedule) -> anyhow::Result<()> {
        match schedule.function() {
            "call-webhook" => self.call_webhooks().await,
            "deliver-outbox" => self.deliver().await,
            "sweep" => self.sweep().await,
            "swa-timer" => {
                let assignment: CoolingOff = serde_json::from_str(schedule.input.as_deref().unwrap_or_default())?;
                desk::timers::end_cooling_off(&self.app, &assignment)
                    .await
                    .map(drop)
                    .map_err(|problem| anyhow!("{problem}"))
            }
            other => bail!("no schedule calls the function {other:?}"),
        }
    }

    async fn deliver(&self) -> anyhow::Result<()> {
        desk::outbox::deliver_due(&self.app).await?;
        desk::search::index_due(&self.app.store, &*self.app.clock).await?;
        Ok(())
    }

    async fn call_webhooks(&self) -> anyhow::Result<()> {
        let _calling = self.calling.lock().await;
        Ok(call_webhook::call_due(&self.app, &self.caller).await.map(drop)?)
    }

    async fn sweep(&self) -> anyhow::Result<()> {
        desk::outbox::sweep(&self.app).await?;
        desk::search::sweep(&self.app.store, &*self.app.clock).await?;
        Ok(())
    }
}
