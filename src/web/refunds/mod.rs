//! The finance pages.

use actix_web::web::ServiceConfig;

/// Registers the addresses.
pub fn routes(_config: &mut ServiceConfig) {}
