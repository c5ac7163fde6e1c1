//! Ports to the world outside: what pays a refund. A gateway knows request numbers, references and amounts, never our database; it may
//! be called twice with the same number and pays once. The gateway `manual` is people, so it has no port.

mod ledger;
pub mod simulated;

use std::path::Path;

use crate::domain::money::refund::{Queried, RefundRequest, Submitted};
use crate::domain::money::states::GatewayKind;
use simulated::Simulated;

/// Seconds after which a gateway's port gives up a call by itself.
pub const LONGEST_CALL: i64 = 20;

/// A gateway that pays refunds back to where the money came from. Calls block; a gateway gives one up after `LONGEST_CALL` seconds by
/// itself and answers `Unknown`.
pub trait RefundGateway: Send + Sync {
    /// Asks for a refund. The same request number again pays nothing more.
    fn submit(&self, request: &RefundRequest) -> Submitted;

    /// Asks what became of a request.
    fn query(&self, request_no: &str) -> Queried;

    /// The notices that the gateway sent by itself since the submission of a request, repeated ones included.
    fn notices(&self, _request_no: &str) -> Vec<Queried> {
        Vec::new()
    }
}

/// The gateways of a process.
pub struct Gateways {
    simulated: Simulated,
}

impl Gateways {
    /// Gateways whose worlds are kept in a folder.
    pub fn open(files_dir: &Path) -> Self {
        Self { simulated: Simulated::open(files_dir) }
    }

    /// The port of a kind; none where people pay.
    pub fn port(&self, kind: GatewayKind) -> Option<&dyn RefundGateway> {
        match kind {
            GatewayKind::Manual | GatewayKind::Platform => None,
            GatewayKind::Simulated => Some(&self.simulated),
        }
    }
}
