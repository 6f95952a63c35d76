//! One-shot timers by EventBridge Scheduler.

use aws_sdk_scheduler::{
    Client,
    operation::create_schedule::CreateScheduleError,
    types::{ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target},
};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use std::sync::{Arc, LazyLock};

/// Where timers are made, and what they call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimerSettings {
    /// The schedule group.
    pub group: String,
    /// The ARN of the role that the call is made in.
    pub role: String,
    /// The ARN of the function that is called.
    pub target: String,
}

/// The timer was not made.
#[derive(Debug, thiserror::Error)]
#[error("the timer was not made: {0}")]
pub struct ScheduleError(String);

/// Makes timers. The client is made with the first of them, as that of mail is.
#[derive(Clone)]
pub struct Scheduler {
    client: Arc<LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>>,
    settings: TimerSettings,
}

impl Scheduler {
    /// Timers of this kind, by the client that is made so.
    pub fn new(client: impl FnOnce() -> Client + Send + 'static, settings: TimerSettings) -> Self {
        Self {
            client: Arc::new(LazyLock::new(Box::new(client))),
            settings,
        }
    }

    /// Calls the function once, at this time or up to a minute later, with this input. The
    /// schedule deletes itself. Making it twice is making it once.
    pub async fn once(&self, name: &str, at: DateTime<Utc>, input: &str) -> Result<(), ScheduleError> {
        let failed = |error: String| ScheduleError(error);
        let window = FlexibleTimeWindow::builder()
            .mode(FlexibleTimeWindowMode::Off)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let target = Target::builder()
            .arn(&self.settings.target)
            .role_arn(&self.settings.role)
            .input(input)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let made = self
            .client
            .create_schedule()
            .name(name)
            .group_name(&self.settings.group)
            .schedule_expression(format!("at({})", whole_second(at).format("%Y-%m-%dT%H:%M:%S")))
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window)
            .target(target)
            .action_after_completion(ActionAfterCompletion::Delete)
            .send()
            .await;
        match made {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(CreateScheduleError::ConflictException(_))
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(failed(store::error::told(&error))),
        }
    }
}

/// A schedule knows whole seconds; one that fires a moment early would find nothing to do.
fn whole_second(at: DateTime<Utc>) -> DateTime<Utc> {
    match at.nanosecond() {
        0 => at,
        _ => at + TimeDelta::seconds(1),
    }
}
