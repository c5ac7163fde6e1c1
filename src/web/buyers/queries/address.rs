//! Addresses of queries, and of the forms that are filled from one.

use crate::web::framework::form::Fields;
use crate::web::orders::address::{encode, new_ticket};

/// The field by which a form that is filled from a query carries it along.
pub const FROM_QUERY: &str = "from_query";

/// The page of a query.
pub fn query(id: i64) -> String {
    format!("/queries/{id}")
}

/// The form for a query about an order.
pub fn new_query(order_no: &str, merchant_code: &str) -> String {
    format!("/queries/new?order_no={}&merchant={}", encode(order_no), encode(merchant_code))
}

/// The form for a ticket on an order that is here, filled from a query.
pub fn ticket_from(order_no: &str, merchant_code: &str, query_id: i64) -> String {
    carrying(new_ticket(order_no, Some(merchant_code)), Some(query_id))
}

/// The form for an order that is not here yet, which ends at the form for a ticket.
pub fn order_from(order_no: &str, query_id: i64) -> String {
    carrying(format!("/orders/new?order_no={}", encode(order_no)), Some(query_id))
}

/// An address with fields that carries a query along.
pub fn carrying(address: String, query_id: Option<i64>) -> String {
    query_id.map_or_else(|| address.clone(), |id| format!("{address}&{FROM_QUERY}={id}"))
}

/// The query that fields carry along.
pub fn carried(fields: &Fields) -> Option<i64> {
    fields.raw(FROM_QUERY).parse().ok()
}
