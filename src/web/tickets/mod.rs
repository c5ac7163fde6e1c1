//! The ticket list, the application, the detail page.

use actix_web::web::ServiceConfig;

/// Registers the addresses.
pub fn routes(_config: &mut ServiceConfig) {}
