//! Merchant, shops, warehouses, return stations.

use actix_web::web::ServiceConfig;

/// Registers the addresses.
pub fn routes(_config: &mut ServiceConfig) {}
