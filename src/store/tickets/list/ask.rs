//! What a page of the list is asked for.

use crate::domain::lists::ticket_columns::TicketColumn;
use crate::store::list::Window;

/// Which rows, in which order, from where.
pub type TicketPage = Window<TicketColumn>;
