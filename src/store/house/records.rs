//! Whether a record that an address names exists for a reader.

use crate::store::goods::parcels;
use crate::store::house::{merchants, reasons, setting_changes};
use crate::store::jobs::outbox;
use crate::store::money::refunds;
use crate::store::orders::{finding, imports};
use crate::store::people::staff_list;
use crate::store::policy::policies;
use crate::store::service::queries;
use crate::store::term::periods;
use crate::store::{Conn, DbError, Scope, orders, tickets};

/// A kind of record that belongs to a merchant, and how an address names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// By ticket number.
    Ticket,
    /// By refund number.
    Refund,
    /// By order number; several merchants may use one.
    Order,
    /// By id.
    Buyer,
    /// By parcel number.
    Parcel,
    /// By id: the import of an order file.
    Import,
    /// By id: how the columns of order files are read.
    Mapping,
    /// By id: a reason for after-sales.
    Reason,
    /// By id: an after-sale policy.
    Policy,
    /// By id: a special period of terms.
    SpecialPeriod,
    /// By id: a contact that is no return.
    Query,
    /// By id.
    Shop,
    /// By id.
    Warehouse,
    /// By id: a return station.
    Station,
    /// By id: a proposed change of money settings.
    MoneyChange,
    /// By id: a member of staff, who belongs to the merchants they work for.
    Staff,
    /// By id: a background job.
    Job,
    /// By id.
    Merchant,
}

/// Whether the record of this name exists and belongs to a merchant in scope. A name that cannot be one of this kind names nothing.
pub fn is_in_scope(connection: &mut Conn, scope: &Scope, record: Record, name: &str) -> Result<bool, DbError> {
    // Postgres keeps no NUL in a text and fails on one; no record has it in its name.
    if name.contains('\0') {
        return Ok(false);
    }
    match record {
        Record::Ticket => return Ok(tickets::by_no(connection, scope, name)?.is_some()),
        Record::Refund => return Ok(refunds::by_no(connection, scope, name)?.is_some()),
        Record::Order => return Ok(!orders::by_no(connection, scope, name)?.is_empty()),
        Record::Parcel => return Ok(parcels::by_no(connection, scope, name)?.is_some()),
        _ => {}
    }
    let Ok(id) = name.parse::<i64>() else { return Ok(false) };
    Ok(match record {
        Record::Ticket | Record::Refund | Record::Order | Record::Parcel => false,
        Record::Buyer => finding::buyer(connection, scope, id)?.is_some(),
        Record::Import => imports::by_id(connection, scope, id)?.is_some(),
        Record::Mapping => imports::mapping(connection, scope, id)?.is_some(),
        Record::Reason => reasons::find_any(connection, scope, id)?.is_some(),
        Record::Policy => policies::find(connection, scope, id)?.is_some(),
        Record::SpecialPeriod => periods::find(connection, scope, id)?.is_some(),
        Record::Query => queries::find(connection, scope, id)?.is_some(),
        Record::Shop => merchants::shop(connection, id)?.is_some_and(|row| scope.sees(row.merchant_id)),
        Record::Warehouse => merchants::warehouse_in(connection, scope, id)?.is_some(),
        Record::Station => merchants::station(connection, id)?.is_some_and(|row| scope.sees(row.merchant_id)),
        Record::MoneyChange => setting_changes::by_id(connection, scope, id)?.is_some(),
        Record::Staff => staff_list::find(connection, scope, id)?.is_some(),
        Record::Job => outbox::by_id(connection, scope, id)?.is_some(),
        Record::Merchant => scope.sees(id),
    })
}
