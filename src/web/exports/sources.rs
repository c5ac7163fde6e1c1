//! Every list that leaves the house as a file.

use crate::exports::Sources;
use crate::web::list::export::source;
use crate::web::{audit, buyers, orders, refunds, staff, stock, tickets, warehouse};

/// Every list that can be taken as a file.
pub const SOURCES: Sources = &[
    source::<tickets::list::declaration::TicketList>(),
    source::<refunds::list::RefundList>(),
    source::<warehouse::inbounds::Inbounds>(),
    source::<warehouse::outbounds::Outbounds>(),
    source::<warehouse::unclaimed::Unclaimed>(),
    source::<orders::list::OrderList>(),
    source::<buyers::queries::list::QueryList>(),
    source::<stock::list::StockList>(),
    source::<stock::products::list::ProductList>(),
    source::<audit::AuditLog>(),
    source::<staff::list::StaffList>(),
];
