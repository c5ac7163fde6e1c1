//! Ports to the world: what executes refunds.
