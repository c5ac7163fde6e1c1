//! Sums over the whole database for an auditor, without a scope, because staff do not see them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::money::Money;
use crate::domain::ticket::status::Status;
use crate::store::schema::tickets;
use crate::store::{Conn, DbError};

/// The sums of the whole database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerTotals {
    /// How many tickets are in each status.
    pub by_status: BTreeMap<Status, i64>,
    /// The sum that refunds really paid back, in minor units, currencies mixed.
    pub refunded: Money,
    /// Units that receipts moved into stock.
    pub units_in: i64,
    /// Orders of which more was paid back than was paid, or that say another sum than their refunds.
    pub overpaid_orders: i64,
    /// Compartments of stock that are not the sum of their moves.
    pub stock_difference: i64,
}

impl LedgerTotals {
    /// How many tickets there are.
    pub fn tickets(&self) -> i64 {
        self.by_status.values().sum()
    }

    /// How many are in a status.
    pub fn tickets_in(&self, status: Status) -> i64 {
        self.by_status.get(&status).copied().unwrap_or_default()
    }
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

fn sum(connection: &mut Conn, sql: &str) -> Result<i64, DbError> {
    let row: Sum = diesel::sql_query(sql).get_result(connection)?;
    Ok(row.total)
}

/// Adds everything up.
pub fn sums(connection: &mut Conn) -> Result<LedgerTotals, DbError> {
    let by_status: Vec<(Status, i64)> = tickets::table
        .group_by(tickets::status)
        .select((tickets::status, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(LedgerTotals {
        by_status: by_status.into_iter().collect(),
        refunded: Money::from_minor(sum(
            connection,
            "SELECT CAST(COALESCE(SUM(paid_minor), 0) AS BIGINT) AS total FROM refunds",
        )?),
        units_in: sum(
            connection,
            "SELECT CAST(COALESCE(SUM(qty), 0) AS BIGINT) AS total FROM stock_moves WHERE ref_kind = 'INBOUND'",
        )?,
        overpaid_orders: sum(
            connection,
            "SELECT COUNT(*) AS total FROM orders LEFT JOIN (\
               SELECT order_id, SUM(paid_minor) AS refunded FROM refunds GROUP BY order_id\
             ) AS paid_back ON paid_back.order_id = orders.id \
             WHERE COALESCE(paid_back.refunded, 0) > orders.paid_minor \
                OR COALESCE(paid_back.refunded, 0) <> orders.refunded_minor",
        )?,
        stock_difference: sum(
            connection,
            "SELECT COUNT(*) AS total FROM stock LEFT JOIN (\
               SELECT warehouse_id, sku, bucket, SUM(qty) AS qty, SUM(reserved_qty) AS reserved FROM stock_moves \
               GROUP BY warehouse_id, sku, bucket\
             ) AS moves ON moves.warehouse_id = stock.warehouse_id AND moves.sku = stock.sku AND moves.bucket = stock.bucket \
             WHERE stock.qty <> COALESCE(moves.qty, 0) OR stock.reserved_qty <> COALESCE(moves.reserved, 0) \
                OR stock.qty < 0 OR stock.reserved_qty < 0",
        )?,
    })
}
