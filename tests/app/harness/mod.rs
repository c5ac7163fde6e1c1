//! What every test starts from: a real server on a fresh database of either engine, people logged in over HTTP, orders to work on.
//! Time stands still until a test moves it, and jobs run only when a test says so.

pub mod app;
pub mod checks;
pub mod client;
pub mod database;
pub mod files;
pub mod flow;
pub mod invariants;
pub mod ledger;
pub mod orders;
pub mod photos;
pub mod process;
pub mod records;
mod recount;

pub use aftersales::domain::permission::Role;
pub use aftersales::replay::{Browser, Form, Page};

pub use app::TestApp;
pub use checks::{Filled, Shown};
pub use client::Client;
pub use database::Database;
pub use files::{every_file, written_at};

/// Makes `name::sqlite` and `name::postgres` of each function; a test that leaves jobs waiting fails.
macro_rules! both_engines {
    ($($(#[$attribute:meta])* fn $name:ident($app:ident: &TestApp) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn test($app: &$crate::harness::TestApp) $body

            #[test]
            $(#[$attribute])*
            fn sqlite() {
                let app = $crate::harness::TestApp::sqlite();
                test(&app);
                app.finish();
            }

            #[test]
            $(#[$attribute])*
            fn postgres() {
                let app = $crate::harness::TestApp::postgres();
                test(&app);
                app.finish();
            }
        }
    )+};
}
