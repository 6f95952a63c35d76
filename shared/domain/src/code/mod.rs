//! Activation codes (spec chapter 2, "The code itself"): how they are written, and what
//! becomes of them.

mod batch;
mod state;
mod symbols;
pub mod tasks;
mod wrong;

pub use batch::{Batch, BatchRefusal, BatchState, Count, IssuedBy, MOST_CODES, MOST_NUMBERS, Subject, numbers};
pub use state::{ActivationCode, CodeRefusal, CodeState, CodeStatus, Use, mailable, revoke, usable};
pub use symbols::{Code, KeyVersion, NotACode, SYMBOLS, find};
pub use wrong::{MOST_WRONG, WITHIN, WrongCodes, count_wrong, wait};
