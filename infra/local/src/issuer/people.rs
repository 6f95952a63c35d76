//! Who can sign in: the demo users, and whoever gave a name on the sign-in page.

use crate::durable;
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

/// A demo user, as listed on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// `sub` in the person's tokens.
    pub subject: String,
    /// As it is shown.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// What the organisation is in the channel.
    pub kind: &'static str,
    /// The roles, in words.
    pub roles: String,
}

/// Somebody who gave a name on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// `sub` in the person's tokens.
    pub subject: String,
    /// The name that was given.
    pub name: String,
}

/// Everybody whom the issuer vouches for.
pub struct People {
    demo: Vec<DemoPerson>,
    file: PathBuf,
    newcomers: Mutex<Vec<Newcomer>>,
}

impl People {
    /// The demo users and the newcomers that were kept.
    pub fn open(demo: Vec<DemoPerson>, file: PathBuf) -> anyhow::Result<Self> {
        let newcomers = durable::read_json(&file)?.unwrap_or_default();
        Ok(Self {
            demo,
            file,
            newcomers: Mutex::new(newcomers),
        })
    }

    /// The demo users, those of one organisation together.
    pub fn demo(&self) -> &[DemoPerson] {
        &self.demo
    }

    /// Who signed in as somebody new, in the order they came.
    pub fn newcomers(&self) -> Vec<Newcomer> {
        self.lock().clone()
    }

    /// The name of who has this subject.
    pub fn name(&self, subject: &str) -> Option<String> {
        let demo = self
            .demo
            .iter()
            .find(|person| person.subject == subject)
            .map(|person| person.name.clone());
        demo.or_else(|| {
            self.lock()
                .iter()
                .find(|person| person.subject == subject)
                .map(|person| person.name.clone())
        })
    }

    /// The subject of the newcomer of this name; the same name again is the same person.
    /// `None` where it is no name.
    pub fn newcomer(&self, name: &str) -> anyhow::Result<Option<String>> {
        let Ok(name) = domain::text::Name::parse(name) else {
            return Ok(None);
        };
        let mut newcomers = self.lock();
        if let Some(person) = newcomers
            .iter()
            .find(|person| person.name.eq_ignore_ascii_case(name.as_str()))
        {
            return Ok(Some(person.subject.clone()));
        }
        let person = Newcomer {
            subject: format!("newcomer-{}", Uuid::now_v7()),
            name: name.into(),
        };
        let subject = person.subject.clone();
        let mut all = newcomers.clone();
        all.push(person);
        durable::write_json(&self.file, &all)?;
        *newcomers = all;
        Ok(Some(subject))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Newcomer>> {
        self.newcomers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
