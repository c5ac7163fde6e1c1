//! The rows of customer service of a ticket.

use crate::domain::event::{Event, EventKind};
use crate::domain::people::free_text::mask_in_place;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::DamageStep;
use crate::domain::time::Timestamp;
use crate::store::service::deliveries::{DamageStepRow, DeliveryRow};
use crate::store::service::queries::QueryRow;
use crate::store::service::{deliveries, queries};
use crate::store::tickets::{TicketRow, events};
use crate::store::{Conn, DbError};

/// Attempts that a page shows, the newest of them.
const MOST: i64 = 20;

/// The field of a step's box.
pub(super) fn field(step: DamageStep) -> String {
    format!("step_{step}")
}

/// An attempt to resolve the case without a return.
pub struct Attempt {
    pub way: AttemptWay,
    pub result: AttemptResult,
    /// `None` for the system.
    pub who: Option<String>,
    pub at: Timestamp,
    pub words: String,
}

/// The rows of customer service of one ticket.
pub struct ServiceRows {
    /// Oldest first.
    pub attempts: Vec<Attempt>,
    /// How the goods were signed for, where that is recorded.
    pub delivery: Option<DeliveryRow>,
    /// The steps of the damage procedure that are done.
    pub steps: Vec<DamageStepRow>,
    /// The queries that it came of.
    pub queries: Vec<QueryRow>,
}

impl ServiceRows {
    /// Reads the rows of a ticket.
    ///
    /// # Errors
    /// The database's.
    pub fn load(connection: &mut Conn, ticket: &TicketRow) -> Result<Self, DbError> {
        let logged = events::newest(connection, ticket.id, Some(EventKind::AttemptLogged), MOST)?;
        let attempts = logged.into_iter().filter_map(|row| match row.event(ticket.currency) {
            Ok(Some(Event::AttemptLogged { way, result })) => {
                Some(Attempt { way, result, who: row.staff_name, at: row.created_at, words: row.note })
            }
            _ => None,
        });
        Ok(Self {
            attempts: attempts.collect(),
            delivery: deliveries::of_ticket(connection, ticket.id)?,
            steps: deliveries::steps_of(connection, ticket.id)?,
            queries: queries::of_ticket(connection, ticket.id)?,
        })
    }

    /// Those who recorded something.
    pub fn people(&self) -> impl Iterator<Item = i64> {
        let delivery = self.delivery.iter().filter_map(|row| row.recorded_by);
        delivery.chain(self.steps.iter().filter_map(|row| row.done_by))
    }

    /// Masks phone numbers and addresses in what people wrote.
    pub fn mask(&mut self) {
        self.attempts.iter_mut().for_each(|attempt| mask_in_place(&mut attempt.words));
        self.queries.iter_mut().for_each(|query| mask_in_place(&mut query.words));
    }

    /// Whether the buyer keeps the goods by the last attempt.
    pub fn buyer_keeps(&self) -> bool {
        self.attempts.last().is_some_and(|attempt| attempt.result == AttemptResult::BuyerKeeps)
    }
}
