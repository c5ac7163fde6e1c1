//! Whether a form of the detail page is open to the viewer, off with a reason, or not there at all.

use crate::domain::refusal::Refusal;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, check};
use crate::i18n::refusals::Wording;
use crate::web::framework::identity::session::Staff;

/// How a form shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// A rule stops it: the button is off and says which.
    Off(String),
    /// Not this person's, or not this status'.
    Hidden,
}

impl Gate {
    /// Calls the same function that the command will call.
    pub fn of(action: Action, facts: &TicketFacts, staff: &Staff, wording: &Wording) -> Self {
        match check(action, facts, staff.actor().principal()) {
            Ok(()) => Self::Open,
            Err(Refusal::NoRight(_) | Refusal::SystemOnly | Refusal::NotInThisStatus(_)) => Self::Hidden,
            Err(refusal) => Self::Off(wording.refusal(&refusal)),
        }
    }

    /// The form is there and works.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }

    /// The rule that stops it.
    pub fn rule(&self) -> Option<&str> {
        match self {
            Self::Off(rule) => Some(rule),
            _ => None,
        }
    }
}

/// The forms of the reviewer's and the agent's side.
pub struct Gates {
    pub request_supplement: Gate,
    pub offer: Gate,
    pub record_answer: Gate,
    pub approve: Gate,
    pub reject: Gate,
    pub appeal: Gate,
    pub escalate: Gate,
    pub open_dispute: Gate,
    pub add_evidence: Gate,
    pub record_ruling: Gate,
    pub withdraw: Gate,
    pub cancel: Gate,
    pub close: Gate,
    pub give_address: Gate,
    pub ship_back: Gate,
    pub clear_tracking: Gate,
    pub extend_return: Gate,
    pub reopen_return: Gate,
    pub note_platform: Gate,
    pub change_ship_to: Gate,
    pub submit: Gate,
    pub discard: Gate,
    pub tell_buyer: Gate,
    pub note: Gate,
    pub attach: Gate,
    pub withdraw_file: Gate,
}

impl Gates {
    /// Whether a form of review or return is open that the ticket's status waits for.
    pub fn decide(&self, status: Status) -> bool {
        [&self.submit, &self.approve, &self.reject, &self.record_answer, &self.record_ruling]
            .into_iter()
            .any(Gate::is_open)
            || (status == Status::Approved && self.give_address.is_open())
            || (status == Status::PendingReturn && self.ship_back.is_open())
    }

    /// Checks each of them.
    pub fn of(gate: impl Fn(Action) -> Gate) -> Self {
        Self {
            request_supplement: gate(Action::RequestSupplement),
            offer: gate(Action::Offer),
            record_answer: gate(Action::RecordAnswer),
            extend_return: gate(Action::ExtendReturn),
            reopen_return: gate(Action::ReopenReturn),
            note_platform: gate(Action::NotePlatform),
            approve: gate(Action::Approve),
            reject: gate(Action::Reject),
            appeal: gate(Action::Appeal),
            escalate: gate(Action::Escalate),
            open_dispute: gate(Action::OpenDispute),
            add_evidence: gate(Action::AddEvidence),
            record_ruling: gate(Action::RecordRuling),
            withdraw: gate(Action::Withdraw),
            cancel: gate(Action::Cancel),
            close: gate(Action::Close),
            give_address: gate(Action::GiveAddress),
            ship_back: gate(Action::ShipBack),
            clear_tracking: gate(Action::ClearTracking),
            change_ship_to: gate(Action::ChangeShipTo),
            submit: gate(Action::Submit),
            discard: gate(Action::Discard),
            tell_buyer: gate(Action::TellBuyer),
            note: gate(Action::Note),
            attach: gate(Action::Attach),
            withdraw_file: gate(Action::WithdrawFile),
        }
    }
}
