//! The product as it is shipped: the built binary in processes of their own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::database::Database;

/// The product, on a database; what it logs below errors is not shown.
pub fn product(database: &Database) -> Command {
    product_on(&database.url, &database.folder.path().join("files"))
}

/// The product, on a database by its address, with its folder of files.
pub fn product_on(url: &str, files: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftersales"));
    command
        .env("DATABASE_URL", url)
        .env("LISTEN", "127.0.0.1:0")
        .env("FILES_DIR", files)
        .env("SESSION_KEY", "k".repeat(64))
        .env("RUST_LOG", "error")
        .stdin(Stdio::null());
    command
}

/// A running server; it dies with this.
pub struct Server {
    child: Child,
    /// Such as `http://127.0.0.1:34567`.
    pub base: String,
}

impl Server {
    /// Starts one.
    pub fn start(database: &Database) -> Self {
        Self::of(product(database).arg("serve"))
    }

    /// Runs a command that serves, until it says where it listens.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the product starts");
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
            let line = line.expect("its output can be read");
            if let Some(address) = line.split("listening on ").nth(1).and_then(|rest| rest.split(')').next()) {
                return Self { base: format!("http://{address}"), child };
            }
            said.push(line);
        }
        panic!("the server ended with {:?} after {said:?}", child.wait());
    }

    /// Ends it as whoever runs it would, and waits until it has ended.
    pub fn stop(mut self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("it lives until now");
        assert!(self.child.wait().expect("it ends").success(), "it ends well");
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("it lives until now");
        self.child.wait().expect("it is dead");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that was killed before is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
