//! The test clock as a page: what time it is, what falls due next, and the way there.

use crate::{
    page::{Page, failed},
    schedules::Schedule,
    timers::Timers,
};
use askama::Template;
use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{day::Day, event::Reader, outbox::Task};
use runtime::clock::Clock;
use serde::Deserialize;
use std::sync::Arc;
use store::outbox::Waiting;

/// How much of what falls due is shown.
const SHOWN: usize = 12;

/// `/local/time`.
pub fn pages(timers: Arc<Timers>) -> Router {
    Router::new()
        .route("/local/time", get(show).post(forward))
        .with_state(timers)
}

#[derive(Template)]
#[template(path = "clock.html")]
struct Shown {
    now: String,
    today: Day,
    ahead: String,
    due: Vec<Row>,
    refused: Option<String>,
}

struct Row {
    at: DateTime<Utc>,
    what: String,
    about: String,
}

impl Row {
    fn time(&self) -> String {
        time(self.at)
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%a %-d %b %Y %H:%M:%S UTC").to_string()
}

/// How far the clock is to go.
#[derive(Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
enum Forward {
    /// To what falls due next.
    Next,
    /// By a day.
    Day,
    /// To the beginning of this day, UTC.
    Date { date: String },
}

async fn show(State(timers): State<Arc<Timers>>) -> Response {
    render(&timers, None).await
}

async fn render(timers: &Timers, refused: Option<String>) -> Response {
    let due = match due(timers).await {
        Ok(due) => due,
        Err(error) => return failed(&error),
    };
    let now = timers.clock().now();
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let shown = Shown {
        now: time(now),
        today: Day::of(now),
        ahead: ahead(timers.clock().offset()),
        due,
        refused,
    };
    (status, Page(shown)).into_response()
}

/// Timers and what waits in the outbox, the earliest first.
async fn due(timers: &Timers) -> anyhow::Result<Vec<Row>> {
    let timer = |schedule: Schedule| Row {
        at: schedule.at,
        what: format!("The timer calls {}", schedule.function()),
        about: schedule.name,
    };
    let mut due: Vec<Row> = timers.schedules().waiting()?.into_iter().map(timer).collect();
    let catalogue = timers.catalogue().await?;
    for Waiting { at, event, tasks } in timers.store().waiting(SHOWN).await? {
        // What was for an earlier time is done; the table keeps microseconds.
        let ahead = |task: &&Task| {
            task.not_before()
                .is_some_and(|when| when > at - TimeDelta::milliseconds(1))
        };
        due.extend(tasks.iter().filter(ahead).map(|task| Row {
            at: task.not_before().unwrap_or(at),
            what: phrase(task).to_owned(),
            about: event.sentence(Reader::OPERATOR, &catalogue),
        }));
    }
    due.sort_by_key(|row| row.at);
    due.truncate(SHOWN);
    Ok(due)
}

const fn phrase(task: &Task) -> &'static str {
    match task {
        Task::Provision { .. } => "An upgrade is provisioned",
        Task::Mail { .. } => "A reminder is sent, if there is still something to say",
        Task::ScheduleTimer { .. } => "A timer is made",
        Task::FinishCoolingOff { .. } => "A cooling off ends, if its timer has not ended it",
        Task::BeginTerm { .. } => "A renewed term begins",
        Task::FinishRenewal { .. } => "A renewal is brought to its end, if it was left",
        Task::PrepareCodes { .. } => "A batch of codes is made, if it was left",
    }
}

fn ahead(offset: TimeDelta) -> String {
    let (days, hours, minutes) = (offset.num_days(), offset.num_hours() % 24, offset.num_minutes() % 60);
    if offset < TimeDelta::minutes(1) {
        "It goes with the machine's clock.".to_owned()
    } else {
        format!("It is {days} days, {hours} hours and {minutes} minutes ahead of the machine's clock.")
    }
}

async fn forward(State(timers): State<Arc<Timers>>, Form(request): Form<Forward>) -> Response {
    let now = timers.clock().now();
    let to = match request {
        Forward::Day => Ok(now + TimeDelta::days(1)),
        Forward::Date { date } => match Day::parse(&date) {
            Ok(day) => Ok(day.begins()),
            Err(refusal) => Err(refusal.to_string()),
        },
        Forward::Next => match due(&timers).await {
            Ok(due) => due
                .first()
                .map(|row| row.at)
                .ok_or_else(|| "Nothing is due.".to_owned()),
            Err(error) => return failed(&error),
        },
    };
    let ahead = to.and_then(|to| {
        // A second at least: what is due this very moment is due then.
        let seconds = (to - now).num_milliseconds().div_euclid(1000) + 1;
        let seconds = if to <= now { seconds.min(0) } else { seconds };
        timers.clock().ahead_by(seconds).map_err(|_| {
            "The clock only goes forward, by at most 20 years at once and not past the year 2099. Choose a later day."
                .to_owned()
        })
    });
    match ahead {
        Err(refused) => render(&timers, Some(refused)).await,
        Ok(ahead) => match timers.forward(ahead).await {
            Ok(()) => Redirect::to("/local/time").into_response(),
            Err(error) => failed(&error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_ahead_is_said_in_words() {
        assert_eq!(ahead(TimeDelta::zero()), "It goes with the machine's clock.");
        let offset = TimeDelta::days(365) + TimeDelta::hours(25) + TimeDelta::minutes(3);
        assert_eq!(
            ahead(offset),
            "It is 366 days, 1 hours and 3 minutes ahead of the machine's clock."
        );
    }
}
