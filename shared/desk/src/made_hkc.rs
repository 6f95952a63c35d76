//! Hardware key codes that are made here.

use api::ProblemCode;
use runtime::Error;

/// How many codes are made at most until one is nobody's: two are hardly ever the same.
pub const MOST: usize = 5;

/// Whether the code that was made is somebody's, so that another one is to be made.
pub fn is_taken(error: &Error) -> bool {
    error.code == ProblemCode::HkcTaken && error.errors.iter().any(|at| at.field == "hkc")
}
