//! The warehouse: parcels, receipts, outbounds, stock, and the logs of them.

pub mod finding;
pub mod inbounds;
pub mod logs;
pub mod outbounds;
pub mod parcels;
pub mod receiving;
pub mod receiving_counts;
pub mod ship_to;
pub mod stock;
pub mod variants;
