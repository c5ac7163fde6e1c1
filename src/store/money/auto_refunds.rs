//! Sums refunded without a reviewer, by merchant, filer and day of the merchant's calendar.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::money::Money;
use crate::store::engine::prepared::prepared;
use crate::store::schema::auto_refund_days;
use crate::store::{DbError, Tx};

/// Adds to a filer's day and gives the new sum. The row is locked until the transaction ends, so adding zero reads a sum that nobody else
/// changes meanwhile. A caller that adds to several filers does so in the order of their ids.
pub fn add(tx: &mut Tx<'_>, merchant_id: i64, staff_id: i64, day: NaiveDate, amount: Money) -> Result<Money, DbError> {
    let day = day.to_string();
    let row = (
        auto_refund_days::merchant_id.eq(merchant_id),
        auto_refund_days::staff_id.eq(staff_id),
        auto_refund_days::day.eq(&day),
        auto_refund_days::amount_minor.eq(amount),
    );
    Ok(prepared!(
        tx.connection(),
        get_result,
        diesel::insert_into(auto_refund_days::table)
            .values(row)
            .on_conflict((auto_refund_days::merchant_id, auto_refund_days::staff_id, auto_refund_days::day))
            .do_update()
            .set(auto_refund_days::amount_minor.eq(auto_refund_days::amount_minor + amount.minor()))
            .returning(auto_refund_days::amount_minor)
    )?)
}
