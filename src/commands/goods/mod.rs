//! The warehouse: parcels, receipts, inspections, stock, outbounds.

pub mod count_stock;
pub mod dispatch;
pub mod exchange_stock;
pub mod inspect;
pub mod parcel_arrival;
pub mod parcel_number;
pub mod put_away;
pub mod receive;
pub mod recount;
pub mod ship_to;
pub mod stock;
pub mod unclaimed;
