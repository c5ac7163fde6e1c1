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
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Starts a server at the address of the settings; port 0 takes any free one. Jobs are not run by it.
    pub fn start(config: Config, db: Db, workers: usize) -> Result<Self, Trouble> {
        let key = config.session_key.clone().ok_or_else(|| Trouble("no session key".to_owned()))?;
        let (tell, told) = mpsc::channel::<Result<(SocketAddr, ServerHandle), String>>();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let bound = match server::bind(config, db, &key, workers) {
                    Ok(bound) => bound,
                    Err(error) => return drop(tell.send(Err(error.to_string()))),
                };
                let starter_waits = tell.send(Ok((bound.address, bound.server.handle()))).is_ok();
                if starter_waits && let Err(error) = bound.server.await {
                    tracing::error!(%error, "the server died");
                }
            });
        });
        let (address, handle) =
            told.recv().map_err(|_| Trouble("the server did not start".to_owned()))?.map_err(Trouble)?;
        Ok(Self { base: format!("http://{address}"), handle, thread: Some(thread) })
    }

    /// Such as `http://127.0.0.1:34567`.
    pub fn base(&self) -> &str {
        &self.base
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
