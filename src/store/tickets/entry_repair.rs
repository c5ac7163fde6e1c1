//! Repairs list entries. A program older than the lists that went on working after an upgrade leaves tickets without an entry: no list
//! shows them and no tab counts them. Where one is missing, others are taken to be out of date too.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::store::tickets::keys;
use crate::store::{Conn, DbError};

#[derive(QueryableByName)]
struct Missing {
    #[diesel(sql_type = BigInt)]
    tickets: i64,
    #[diesel(sql_type = BigInt)]
    first_id: i64,
}

/// One pass over two indexes in the same order.
const MISSING: &str = "SELECT COUNT(*) AS tickets, COALESCE(MIN(tickets.id), 0) AS first_id FROM tickets \
    WHERE NOT EXISTS (SELECT 1 FROM ticket_entries WHERE ticket_entries.ticket_id = tickets.id)";

/// A column of the term that is a ticket's clock, by the ticket `t`; some other value where there is none. As `terms::clock` chooses it.
macro_rules! clock {
    ($column:expr, $none:literal) => {
        concat!(
            "COALESCE((SELECT ",
            $column,
            " FROM ticket_terms c WHERE c.ticket_id = t.id AND c.state IN ('RUNNING', 'PAUSED') AND c.kind <> 'PLATFORM' ",
            "ORDER BY c.state DESC, CASE WHEN c.kind IN ('SUPPLEMENT', 'RETURN', 'CONFIRMATION', 'APPEAL') THEN 1 ELSE 0 END, ",
            "c.due_at LIMIT 1), ",
            $none,
            ")"
        )
    };
}

/// A time of that term: beyond all that run while it stands still.
macro_rules! clock_time {
    ($column:literal) => {
        clock!(
            concat!("CASE WHEN c.state = 'PAUSED' THEN 9223372036854775806 ELSE c.", $column, " END"),
            "9223372036854775807"
        )
    };
}

/// When the platform acts by itself.
macro_rules! platform {
    () => {
        "COALESCE((SELECT p.due_at FROM ticket_terms p WHERE p.ticket_id = t.id AND p.state = 'RUNNING' AND p.kind = 'PLATFORM'), \
          9223372036854775807)"
    };
}

/// Whether the order's buyer is marked.
macro_rules! risk {
    () => {
        "EXISTS (SELECT 1 FROM risk_flags f WHERE f.buyer_id = o.buyer_id AND f.state = 'SET')"
    };
}

const ADD: &str = concat!(
    "INSERT INTO ticket_entries (ticket_id, ticket_no, shelf, merchant_id, shop_id, order_id, order_no, kind, status, \
      currency, amount_minor, applied_at, reviewed_at, ordered_at, since_at, reviewer_id, assignee_id, review_result, review_round, \
      bounce_count, channel, clock_kind, clock_soon_at, clock_at, platform_at, is_risk) \
    SELECT t.id, t.ticket_no, CASE WHEN t.status = 'DRAFT' THEN 'DRAFT' ELSE 'LIVE' END, t.merchant_id, t.shop_id, t.order_id, \
      o.order_no, t.kind, t.status, t.currency, COALESCE(t.approved_minor, t.computed_minor), COALESCE(t.submitted_at, 0), \
      COALESCE(d.reviewed_at, 0), o.ordered_at, t.status_since, COALESCE(d.reviewer_id, 0), 0, COALESCE(d.result, 'NONE'), \
      COALESCE(d.round, 1), COALESCE(d.bounce_count, 0), COALESCE(i.channel, 'STAFF'), ",
    clock!("c.kind", "''"),
    ", ",
    clock_time!("target_at"),
    ", ",
    clock_time!("due_at"),
    ", ",
    platform!(),
    ", ",
    risk!(),
    " \
    FROM tickets t INNER JOIN orders o ON o.id = t.order_id LEFT JOIN ticket_decisions d ON d.ticket_id = t.id \
      LEFT JOIN ticket_intakes i ON i.ticket_id = t.id \
    WHERE NOT EXISTS (SELECT 1 FROM ticket_entries WHERE ticket_entries.ticket_id = t.id) \
    ON CONFLICT (ticket_id) DO NOTHING"
);

/// A ticket that moved leaves the archive, as it would have with its entry.
const REFRESH: &str = concat!(
    "UPDATE ticket_entries SET \
      shelf = CASE WHEN t.status = 'DRAFT' THEN 'DRAFT' WHEN ticket_entries.shelf = 'ARCHIVED' AND ticket_entries.status = t.status \
        THEN 'ARCHIVED' ELSE 'LIVE' END, \
      shop_id = t.shop_id, ordered_at = o.ordered_at, kind = t.kind, status = t.status, \
      amount_minor = COALESCE(t.approved_minor, t.computed_minor), applied_at = COALESCE(t.submitted_at, 0), \
      reviewed_at = COALESCE(d.reviewed_at, 0), since_at = t.status_since, reviewer_id = COALESCE(d.reviewer_id, 0), \
      review_result = d.result, review_round = d.round, bounce_count = d.bounce_count, channel = i.channel, \
      clock_kind = ",
    clock!("c.kind", "''"),
    ", clock_soon_at = ",
    clock_time!("target_at"),
    ", clock_at = ",
    clock_time!("due_at"),
    ", platform_at = ",
    platform!(),
    ", is_risk = ",
    risk!(),
    " \
    FROM tickets t INNER JOIN orders o ON o.id = t.order_id INNER JOIN ticket_decisions d ON d.ticket_id = t.id \
      INNER JOIN ticket_intakes i ON i.ticket_id = t.id \
    WHERE t.id = ticket_entries.ticket_id AND (\
      ticket_entries.shop_id <> t.shop_id OR ticket_entries.ordered_at <> o.ordered_at OR ticket_entries.status <> t.status \
      OR ticket_entries.kind <> t.kind OR ticket_entries.channel <> i.channel \
      OR ticket_entries.amount_minor <> COALESCE(t.approved_minor, t.computed_minor) \
      OR ticket_entries.applied_at <> COALESCE(t.submitted_at, 0) OR ticket_entries.reviewed_at <> COALESCE(d.reviewed_at, 0) \
      OR ticket_entries.since_at <> t.status_since OR ticket_entries.reviewer_id <> COALESCE(d.reviewer_id, 0) \
      OR ticket_entries.review_result <> d.result OR ticket_entries.review_round <> d.round \
      OR ticket_entries.bounce_count <> d.bounce_count OR ticket_entries.clock_at <> ",
    clock_time!("due_at"),
    " OR ticket_entries.platform_at <> ",
    platform!(),
    ")"
);

const RECOUNT: &str = "DELETE FROM ticket_counts; \
    INSERT INTO ticket_counts (merchant_id, shelf, status, slot, tickets) \
    SELECT merchant_id, shelf, status, 0, COUNT(*) FROM ticket_entries GROUP BY merchant_id, shelf, status";

/// Adds the entries that are missing; if any was, brings the others up to date and counts again.
pub(in crate::store) fn repair(connection: &mut Conn) -> Result<(), DbError> {
    let missing: Missing = diesel::sql_query(MISSING).get_result(connection)?;
    if missing.tickets == 0 {
        return Ok(());
    }
    let work = |connection: &mut Conn| -> Result<(usize, usize), DbError> {
        let added = diesel::sql_query(ADD).execute(connection)?;
        let refreshed = diesel::sql_query(REFRESH).execute(connection)?;
        if let Conn::Postgres(postgres) = connection {
            // A transaction that moves tickets writes the counts last: one that has written them is waited for and seen, any other waits
            // for this.
            postgres.batch_execute("LOCK TABLE ticket_counts IN EXCLUSIVE MODE")?;
        }
        connection.batch_execute(RECOUNT)?;
        keys::fill_from(connection, missing.first_id)?;
        Ok((added, refreshed))
    };
    let (added, refreshed) = connection.transaction(work)?;
    tracing::warn!(added, refreshed, "list entries were missing: they were added, and the tickets counted anew");
    Ok(())
}
