//! Where software assurance stands, as an icon of its own shape with its word.

use super::icon::{self, icon};
use api::assurance::{AgreementView, AssignmentKind, Standing};
use leptos::prelude::*;

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Grace runs, SWA was never activated.
    InGrace,
    /// Grace is over, SWA was never activated.
    GraceOver,
    /// SWA covers today.
    Active,
    /// SWA has ended.
    Expired,
    /// Units are allocated and cool off.
    Pending,
    /// It can be renewed; beside one of the others.
    Renewable,
}

impl From<Standing> for Mark {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::InGrace => Self::InGrace,
            Standing::GraceOver => Self::GraceOver,
            Standing::Active => Self::Active,
            Standing::Lapsed => Self::Expired,
        }
    }
}

impl Mark {
    /// What it means, in a word or two.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InGrace => "In grace",
            Self::GraceOver => "Grace is over",
            Self::Active => "Active",
            Self::Expired => "Expired",
            Self::Pending => "Pending",
            Self::Renewable => "Renewable",
        }
    }

    /// Icon and word.
    pub fn view(self) -> AnyView {
        let (class, path) = match self {
            Self::InGrace => ("standing standing-grace", icon::HOURGLASS),
            Self::GraceOver => ("standing standing-over", icon::SHIELD),
            Self::Active => ("standing standing-active", icon::SHIELD_CHECK),
            Self::Expired => ("standing standing-expired", icon::SHIELD_X),
            Self::Pending => ("standing standing-pending", icon::CLOCK),
            Self::Renewable => ("standing standing-renewable", icon::REFRESH),
        };
        view! { <span class=class>{icon(path)}{self.word()}</span> }.into_any()
    }
}

/// The marks of an agreement: where it stands, and what can be or is being done.
pub fn marks(agreement: &AgreementView) -> AnyView {
    let pending = agreement.pending.is_some().then(|| Mark::Pending.view());
    let renewable = agreement.renewable.then(|| Mark::Renewable.view());
    view! { <span class="standings">{Mark::from(agreement.standing).view()}{pending}{renewable}</span> }.into_any()
}

/// What units are for, in words.
pub const fn assignment(kind: AssignmentKind) -> &'static str {
    match kind {
        AssignmentKind::New => "A term after grace",
        AssignmentKind::Reinstatement => "A term with reinstatement",
        AssignmentKind::Expansion => "Added licences",
        AssignmentKind::Renewal => "A renewal",
    }
}
