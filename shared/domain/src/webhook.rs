//! The vendor's endpoint for provisioning (spec chapter 1, "Manage"), called by the
//! Standard Webhooks convention.

use crate::{
    id::{OrganisationId, UpgradeId},
    text::Name,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long one attempt may take, in seconds.
pub const ATTEMPT_SECONDS: u64 = 5;

/// The pauses between attempts, in seconds: one attempt more than pauses, over a day.
const PAUSES: [i64; 8] = [5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 8 * 3600, 8 * 3600];

/// The pause after so many attempts; `None` when it is given up.
pub fn pause_after(attempts: u32) -> Option<TimeDelta> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    PAUSES.get(index).copied().map(TimeDelta::seconds)
}

/// The vendor's endpoint. There is one in a deployment, as there is one vendor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its address; without one upgrades are provisioned here alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<EndpointUrl>,
    /// What messages are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<EndpointSecret>,
}

/// Which secret an endpoint's messages are signed with. The secret itself is made anew from
/// this and a key outside the table whenever it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSecret {
    /// Counts from 1; a new one makes the one before useless.
    pub number: u32,
    /// The id of the key that it is made from.
    pub key: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryStatus {
    /// It will be tried, for the first time or again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was given up after the last attempt.
    Failed,
}

impl DeliveryStatus {
    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// A message to the endpoint: that an upgrade was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The upgrade.
    pub upgrade_id: UpgradeId,
    /// The number of the upgrade within the tenant.
    pub number: u32,
    /// The tenant.
    pub organisation_id: OrganisationId,
    /// The tenant's name then.
    pub tenant_name: Name,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried since it was last asked for.
    pub attempts: u32,
    /// What came of the newest attempt, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// When it was first asked for.
    pub created_at: DateTime<Utc>,
    /// When it was tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<DateTime<Utc>>,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The receiver answered with a status from 200 to 299.
    Taken(u16),
    /// Anything else, in a sentence.
    Refused(String),
    /// There is no endpoint to tell any more.
    NotNeeded,
}

impl Delivery {
    /// The id by which the receiver drops repeats.
    pub fn webhook_id(upgrade_id: UpgradeId) -> String {
        format!("upgrade_{upgrade_id}")
    }

    /// The message after an attempt.
    #[must_use]
    pub fn tried(&self, attempt: &Attempt, now: DateTime<Utc>) -> Self {
        let attempts = self.attempts + 1;
        let (status, outcome, next_at) = match attempt {
            Attempt::Taken(status) => (
                DeliveryStatus::Delivered,
                format!("The receiver answered {status}."),
                None,
            ),
            Attempt::NotNeeded => (
                DeliveryStatus::Delivered,
                "There is no endpoint any more, so nothing was sent.".to_owned(),
                None,
            ),
            Attempt::Refused(why) => match pause_after(attempts) {
                Some(pause) => (DeliveryStatus::Waiting, why.clone(), Some(now + pause)),
                None => (DeliveryStatus::Failed, why.clone(), None),
            },
        };
        Self {
            status,
            attempts,
            outcome: Some(outcome),
            tried_at: Some(now),
            next_at,
            ..self.clone()
        }
    }

    /// The message, asked for again: all attempts are there anew, the first at once.
    #[must_use]
    pub fn again(&self, now: DateTime<Utc>) -> Self {
        Self {
            status: DeliveryStatus::Waiting,
            attempts: 0,
            next_at: Some(now),
            ..self.clone()
        }
    }
}

/// Which addresses may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// https on port 443, and never this machine or a private network.
    Internet,
    /// Also http on this machine, for one machine and tests.
    Loopback,
}

/// The address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EndpointUrl(String);

/// Why an address cannot be called. The sentence is shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefusal {
    /// Not an https address.
    #[error("Enter an address that begins with https://, such as https://provisioning.example.com/upgrades.")]
    NotHttps,
    /// Too long.
    #[error("Use at most 500 characters.")]
    TooLong,
    /// It has characters that no address has.
    #[error("Remove spaces and other characters that no address has.")]
    Characters,
    /// It names a user.
    #[error("Remove the user name and password; calls are signed instead.")]
    UserInfo,
    /// It has a fragment.
    #[error("Remove the part after #; it is never sent.")]
    Fragment,
    /// Another port.
    #[error("Calls go to port 443 alone. Remove the port.")]
    Port,
    /// No host, or one that is an address of its own.
    #[error("Enter a host name such as provisioning.example.com, not a network address.")]
    Host,
}

impl EndpointUrl {
    /// The most characters of an address.
    pub const MAX: usize = 500;

    /// Checks an address. Where its name leads is checked whenever it is called.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, UrlRefusal> {
        let text = text.trim();
        if text.len() > Self::MAX {
            return Err(UrlRefusal::TooLong);
        }
        if !text.chars().all(|c| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c)) {
            return Err(UrlRefusal::Characters);
        }
        // A scheme is the same in capital and small letters (RFC 3986, 3.1).
        let (scheme, rest) = text.split_once("://").ok_or(UrlRefusal::NotHttps)?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" if reach == Reach::Loopback => false,
            _ => return Err(UrlRefusal::NotHttps),
        };
        if text.contains('#') {
            return Err(UrlRefusal::Fragment);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(UrlRefusal::UserInfo);
        }
        if !https {
            let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
            return match host {
                "127.0.0.1" | "localhost" => Ok(Self(format!("http://{rest}"))),
                _ => Err(UrlRefusal::NotHttps),
            };
        }
        let host = match authority.split_once(':') {
            Some((host, "443")) => host,
            Some(_) if authority.starts_with('[') => return Err(UrlRefusal::Host),
            Some(_) => return Err(UrlRefusal::Port),
            None => authority,
        };
        if is_host_name(host) {
            Ok(Self(format!("https://{rest}")))
        } else {
            Err(UrlRefusal::Host)
        }
    }

    /// As it was entered, the scheme in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two labels at least, and the last is not a number: every way to write an IPv4 address
/// ends in one.
fn is_host_name(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    labels.len() >= 2
        && labels.iter().all(is_label)
        && labels
            .last()
            .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_spread_over_a_day() {
        let mut attempts = 0;
        let mut over = TimeDelta::zero();
        loop {
            attempts += 1;
            let Some(pause) = pause_after(attempts) else { break };
            over += pause;
        }
        assert_eq!(attempts, 9);
        assert!(over > TimeDelta::hours(23) && over < TimeDelta::hours(24), "{over}");
        assert_eq!(pause_after(0), None);
    }

    #[test]
    fn an_endpoint_is_https_on_port_443_at_a_host_name() {
        for good in [
            "https://provisioning.example.com/upgrades",
            "https://provisioning.example.com:443/upgrades?x=1",
            "https://example.com",
            " https://a-b.example.com/ ",
        ] {
            assert_eq!(EndpointUrl::parse(good, Reach::Internet).unwrap().as_str(), good.trim());
        }
        for any_case in ["HTTPS", "Https", "hTTPs"] {
            let url = EndpointUrl::parse(&format!("{any_case}://Example.com/Path"), Reach::Internet);
            assert_eq!(url.unwrap().as_str(), "https://Example.com/Path");
        }
        assert_eq!(
            EndpointUrl::parse("HTTP://example.com/", Reach::Internet),
            Err(UrlRefusal::NotHttps)
        );
        let local = EndpointUrl::parse("HTTP://127.0.0.1:8080/", Reach::Loopback);
        assert_eq!(local.unwrap().as_str(), "http://127.0.0.1:8080/");
        for (bad, why) in [
            ("", UrlRefusal::NotHttps),
            ("http://example.com", UrlRefusal::NotHttps),
            ("http://127.0.0.1:80/", UrlRefusal::NotHttps),
            ("ftp://example.com", UrlRefusal::NotHttps),
            ("https://example.com:8443/", UrlRefusal::Port),
            ("https://example.com:0443/", UrlRefusal::Port),
            ("https://user@example.com/", UrlRefusal::UserInfo),
            ("https://example.com/#x", UrlRefusal::Fragment),
            ("https://exa mple.com", UrlRefusal::Characters),
            ("https://", UrlRefusal::Host),
            ("https:///path", UrlRefusal::Host),
            ("https://localhost/", UrlRefusal::Host),
            ("https://127.0.0.1/", UrlRefusal::Host),
            ("https://127.1/", UrlRefusal::Host),
            ("https://2130706433/", UrlRefusal::Host),
            ("https://0x7f.0.0.0x1/", UrlRefusal::Host),
            ("https://[::1]/", UrlRefusal::Host),
            ("https://[::1]:443/", UrlRefusal::Host),
            ("https://-a.example.com/", UrlRefusal::Host),
            ("https://a..example.com/", UrlRefusal::Host),
            ("https://ex\\ample.com/", UrlRefusal::Characters),
        ] {
            assert_eq!(EndpointUrl::parse(bad, Reach::Internet), Err(why), "{bad}");
        }
        assert!(EndpointUrl::parse("http://127.0.0.1:4000/x", Reach::Loopback).is_ok());
        assert!(EndpointUrl::parse("http://localhost:4000/x", Reach::Loopback).is_ok());
        assert_eq!(
            EndpointUrl::parse("http://192.168.0.1:4000/x", Reach::Loopback),
            Err(UrlRefusal::NotHttps)
        );
    }
}
