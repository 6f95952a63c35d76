//! Activation codes.

use super::{family, phrase::were};

family! {
    /// What happens to a batch of codes.
    CodeHappening {
        /// Codes were issued: all of a batch, or a part of a large one.
        "codes-issued" Everyone => Issued {
            /// What each stands for, in words.
            subject: String,
            /// The number of the first.
            first: u32,
            /// The number of the last.
            last: u32,
            /// How many the batch is to have.
            count: u32,
            /// Whether they are mailed.
            mailed: bool,
        },
        /// The codes that were unused were exported.
        "codes-exported" Everyone => Exported {
            /// How many.
            count: u32,
        },
        /// Codes were mailed again.
        "codes-mailed-again" Everyone => MailedAgain {
            /// Their numbers.
            numbers: Vec<u32>,
        },
        /// Codes were revoked.
        "codes-revoked" Everyone => Revoked {
            /// Their numbers.
            numbers: Vec<u32>,
        },
    }
}

impl CodeHappening {
    /// What changed, in a sentence for the history.
    pub fn sentence(&self) -> String {
        match self {
            Self::Issued {
                subject,
                first,
                last,
                count,
                mailed,
            } => {
                let mailed = if *mailed { "issued and mailed" } else { "issued" };
                match (first, last, count) {
                    (1, 1, 1) => format!("A code for {subject} was {mailed}."),
                    _ => format!("Codes {first} to {last} of {count} for {subject} were {mailed}."),
                }
            }
            Self::Exported { count: exported } => format!("{} exported.", were(*exported, "unused code")),
            Self::MailedAgain { numbers } => format!("Mailed again: {}.", codes(numbers)),
            Self::Revoked { numbers } => format!("Revoked: {}.", codes(numbers)),
        }
    }
}

fn codes(numbers: &[u32]) -> String {
    let listed: Vec<_> = numbers.iter().map(u32::to_string).collect();
    format!(
        "{} {}",
        if numbers.len() == 1 { "code" } else { "codes" },
        listed.join(", ")
    )
}
