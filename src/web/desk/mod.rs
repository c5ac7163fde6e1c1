//! The desk: what waits for my role.

use actix_web::web::ServiceConfig;

/// Registers the addresses.
pub fn routes(_config: &mut ServiceConfig) {}
