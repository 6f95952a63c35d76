//! Collects what is wrong with a request, field by field, so that all of it is named
//! at once.

use crate::Error;
use crate::problem;
use api::{FieldError, Problem, ProblemCode};
use domain::software_key_code::SoftwareKeyCode;
use std::fmt::Display;

/// What is wrong so far.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Nothing is wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: impl Into<String>, message: impl ToString) {
        self.errors.push(FieldError::new(field, message));
    }

    /// The parsed value, or a note of what is wrong with the field.
    pub fn check<T, E: Display>(&mut self, field: impl AsRef<str>, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.refuse(field.as_ref(), error)).ok()
    }

    /// The parsed value of a field that may be empty.
    pub fn optional<T, E: Display>(
        &mut self,
        field: impl AsRef<str>,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if text.trim().is_empty() {
            None
        } else {
            self.check(field, parse(text))
        }
    }

    /// The same under other names, for what came from a file; what has none is left out.
    pub fn renamed(self, rename: impl Fn(&str) -> Option<String>) -> Self {
        let renamed = self
            .errors
            .into_iter()
            .filter_map(|error| rename(&error.field).map(|field| FieldError { field, ..error }));
        Self {
            errors: renamed.collect(),
        }
    }

    /// Whether anything is wrong.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// What is wrong.
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    /// The whole, if nothing is wrong; `None` can only come with a note.
    pub fn finish<T>(self, whole: Option<T>) -> Result<T, Error> {
        match whole {
            Some(whole) if self.errors.is_empty() => Ok(whole),
            _ => Err(self.refused_as(ProblemCode::InvalidFields)),
        }
    }

    /// The refusal with this code that names the fields.
    pub fn refused_as(self, code: ProblemCode) -> Error {
        let detail = match self.errors.as_slice() {
            [] => code.title().to_owned(),
            [one] => one.message.clone(),
            many => format!("{} fields need another value.", many.len()),
        };
        Error::from(Problem {
            errors: self.errors,
            ..problem::new(code, detail).into_problem()
        })
    }
}

/// The software key codes of a request: at least one, at most `most`.
pub fn software_key_codes(codes: &[String], most: usize) -> Result<Vec<SoftwareKeyCode>, Error> {
    let mut fields = Fields::new();
    if codes.is_empty() || codes.len() > most {
        fields.refuse(
            "software_key_codes",
            format!("Choose 1 to {most} licences; these are {}.", codes.len()),
        );
    }
    let mut parsed: Vec<SoftwareKeyCode> = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        if let Some(code) = fields.check(format!("software_key_codes/{index}"), SoftwareKeyCode::parse(code)) {
            parsed.push(code);
        }
    }
    fields.finish(Some(parsed))
}
