//! The one error of an operation.

use crate::keys::KeyError;
use api::Problem;
use std::{fmt, ops::Deref};

/// Why an operation does not answer with what it was asked for. `?` makes it of whatever the
/// rules, the table and the keys refuse; [`problem`](crate::problem) says with which code, at
/// which field, and in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Problem>);

impl Error {
    /// As it goes out.
    pub fn into_problem(self) -> Problem {
        *self.0
    }
}

impl Deref for Error {
    type Target = Problem;

    fn deref(&self) -> &Problem {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        crate::problem::internal(error)
    }
}
