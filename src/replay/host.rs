//! The product's server on a thread of this process, for as long as the host lives.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;

use super::browser::Trouble;
use crate::config::Config;
use crate::server;
use crate::store::Db;

/// A running server; dropping it stops it.
pub struct Host {
    base: String,
    set_up_code: Option<String>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Starts a server at the address of the settings; port 0 takes any free one. Jobs are not run by it.
    pub fn start(config: Config, db: Db, workers: usize) -> Result<Self, Trouble> {
        let key = config.session_key.clone().ok_or_else(|| Trouble("no session key".to_owned()))?;
        let (sender, receiver) = mpsc::channel::<Result<(SocketAddr, ServerHandle, Option<String>), String>>();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let bound = match server::bind(config, db, &key, workers, None) {
                    Ok(bound) => bound,
                    Err(error) => return drop(sender.send(Err(error.to_string()))),
                };
                let starter_waits = sender.send(Ok((bound.address, bound.server.handle(), bound.set_up_code))).is_ok();
                if starter_waits && let Err(error) = bound.server.await {
                    tracing::error!(%error, "the server died");
                }
            });
        });
        let (address, handle, set_up_code) =
            receiver.recv().map_err(|_| Trouble("the server did not start".to_owned()))?.map_err(Trouble)?;
        Ok(Self { base: format!("http://{address}"), set_up_code, handle, thread: Some(thread) })
    }

    /// Such as `http://127.0.0.1:34567`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The code that `/setup` asks for, where there were no staff when the server started.
    pub fn set_up_code(&self) -> Option<&str> {
        self.set_up_code.as_deref()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let stop = self.handle.stop(false);
        System::new().block_on(stop);
        if let Some(thread) = self.thread.take() {
            // A server that panicked has said so itself.
            let _ = thread.join();
        }
    }
}
