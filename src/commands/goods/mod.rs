//! The warehouse: parcels, receipts, inspections, stock, outbounds.

pub mod count_stock;
pub mod dispatch;
pub mod exchange_stock;
pub mod inspect;
pub mod parcel_arrival;
pub mod put_away;
pub mod receive;
pub mod ship_to;
pub mod stock;
