//! `CreateSchedule`, `GetSchedule` and `DeleteSchedule` of EventBridge Scheduler, for
//! one-shot `at()` schedules in UTC.

use super::{Body, Fault, Services};
use crate::schedules::{Schedule, is_schedule_name, parse_at};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the functions say in a `CreateSchedule`; members that they do not use are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateScheduleRequest {
    schedule_expression: String,
    schedule_expression_timezone: Option<String>,
    flexible_time_window: FlexibleTimeWindow,
    target: Target,
    action_after_completion: Option<String>,
    client_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FlexibleTimeWindow {
    mode: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    arn: String,
    role_arn: String,
    input: Option<String>,
}

fn validation(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "ValidationException", message)
}

fn not_found(name: &str) -> Fault {
    Fault::new(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Schedule {name} does not exist."),
    )
}

/// Makes a schedule. The same name again is a `ConflictException`, unless the client
/// token is the same too: then it is the same call.
pub async fn create_schedule(
    State(services): State<Services>,
    Path(name): Path<String>,
    Body(request): Body<CreateScheduleRequest>,
) -> Result<Json<Value>, Fault> {
    if !is_schedule_name(&name) {
        return Err(validation(
            "a name is 1 to 64 letters, digits, dashes, dots and underscores",
        ));
    }
    if request.schedule_expression_timezone.is_some_and(|zone| zone != "UTC") {
        return Err(validation("times are given in UTC"));
    }
    if request.flexible_time_window.mode != "OFF" {
        return Err(validation("only FlexibleTimeWindow OFF is answered here"));
    }
    let at = parse_at(&request.schedule_expression)
        .ok_or_else(|| validation("only at(yyyy-mm-ddThh:mm:ss) is answered here"))?;
    let now = services.clock.now();
    let schedule = Schedule {
        name: name.clone(),
        at,
        target: request.target.arn,
        role: request.target.role_arn,
        input: request.target.input,
        keep: request.action_after_completion.as_deref() != Some("DELETE"),
        client_token: request.client_token,
        created_at: now,
        fired_at: None,
    };
    match services.schedules.find(&name)? {
        Some(there) if there.client_token.is_some() && there.client_token == schedule.client_token => {}
        Some(_) => {
            return Err(Fault::new(
                StatusCode::CONFLICT,
                "ConflictException",
                format!("Schedule {name} already exists."),
            ));
        }
        None if at <= now => return Err(validation("the time of the schedule has passed")),
        None => services.schedules.keep(&schedule)?,
    }
    Ok(Json(json!({ "ScheduleArn": schedule.arn() })))
}

/// The schedule of this name, due or not.
pub async fn get_schedule(State(services): State<Services>, Path(name): Path<String>) -> Result<Json<Value>, Fault> {
    let schedule = services.schedules.find(&name)?.ok_or_else(|| not_found(&name))?;
    Ok(Json(json!({
        "Arn": schedule.arn(),
        "GroupName": "default",
        "Name": schedule.name,
        "ScheduleExpression": schedule.at.format("at(%Y-%m-%dT%H:%M:%S)").to_string(),
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "State": "ENABLED",
        "Target": { "Arn": schedule.target, "RoleArn": schedule.role, "Input": schedule.input },
        "ActionAfterCompletion": if schedule.keep { "NONE" } else { "DELETE" },
        "CreationDate": schedule.created_at.timestamp(),
    })))
}

/// Removes a schedule.
pub async fn delete_schedule(State(services): State<Services>, Path(name): Path<String>) -> Result<Json<Value>, Fault> {
    if services.schedules.find(&name)?.is_none() {
        return Err(not_found(&name));
    }
    services.schedules.remove(&name)?;
    Ok(Json(json!({})))
}
