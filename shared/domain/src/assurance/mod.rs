//! Software assurance (spec chapter 5): units in lots, agreements, quotes, renewals.

mod agreement;
mod assign;
mod free;
mod grace;
mod lot;
mod month;
mod number;
mod quote;
mod rate;
mod rate_card;
mod renewal;
mod renewal_course;
mod renewal_quote;
pub mod tasks;
mod term;
#[cfg(test)]
pub(crate) mod tests;

pub use agreement::{Agreement, AgreementRefusal, Basis, COOLING_OFF_HOURS, REMINDER_DAYS, Standing, WhyNow};
pub use assign::{AssignRefusal, MOST_CHOICES, assign};
pub use free::{
    Entitled, FreeLicence, FreeOrder, FreeRefusal, MOST_FREE_PARTS, attach_free, free_order_id, free_parts, is_untaken,
};
pub use grace::activate_licences;
pub use lot::{Lot, LotId, LotRefusal, MOST_LOTS_RESHIPPED, NotALotId, Taken, available, merge, take};
pub use month::{end_of_month, end_of_term, is_end_of_month, months_begun};
pub use number::AgreementStem;
pub use quote::{Outdated, Quote, QuoteLine, QuoteRefusal, Reinstatement, has_offer, quote, validity};
pub use rate::{NotARate, Rate};
pub use rate_card::{ApplicationRates, ChosenEnd, Fee, RateCard, RateCards, RenewalLimits, TermFactor};
pub use renewal::{
    MAX_RENEWED, MOST_RENEWAL_MONTHS, Renewal, RenewalAsk, RenewalFailure, RenewalLimit, RenewalLine, RenewalMoment,
    RenewalState,
};
pub use renewal_course::{RenewalRefusal, RenewalTask, hold};
pub use renewal_quote::{failure_today, quote_renewal, take_all, valid_until};
pub use term::{AssignmentKind, Deal, Held, Next, Pending, Term};
