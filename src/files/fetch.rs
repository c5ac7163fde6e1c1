//! Fetches a file that somebody else's text names, as a careful stranger would: http and https on their own ports, from hosts of the
//! public internet alone, a few redirects, little time, few bytes. Which host a name leads to is decided where the connection is made, on
//! the address that is then connected to, again for each redirect; a name cannot change its mind in between.

use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use img_parts::Bytes;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::domain::house::network::is_public;

/// Bytes a fetched file may have.
pub const MOST_BYTES: u64 = 5 * 1_048_576;
/// The longest a fetch may take, redirects and all.
pub const MOST_SECONDS: u64 = 10;
const MOST_REDIRECTS: u32 = 3;
const MOST_HEADER_BYTES: usize = 32_768;
/// Between the end of one fetch and the beginning of the next.
const PAUSE: Duration = Duration::from_millis(200);

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The address is not allowed, or its file is too large; another try is useless.
    Refused(String),
    /// The host does not answer, or not well; it may later.
    Failed(String),
}

/// A fetcher of files.
pub trait Fetch: Send + Sync {
    /// The bytes at an address, at most `MOST_BYTES`.
    fn fetch(&self, url: &str) -> Result<Bytes, FetchError>;
}

/// Fetches from the internet.
pub struct Http {
    agent: Agent,
    /// When the last fetch ended: the hosts of pictures are not to be pestered.
    last: Mutex<Option<Instant>>,
    pause: Duration,
}

impl Http {
    /// From hosts of the public internet, on the ports of http and https.
    pub fn new() -> Self {
        Self::with_gate(Gate { is_allowed: is_public, is_port: |port| matches!(port, 80 | 443) }, PAUSE)
    }

    fn with_gate(gate: Gate, pause: Duration) -> Self {
        let config = Agent::config_builder()
            // A proxy would resolve the names, behind the gate.
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(MOST_SECONDS)))
            .max_redirects(MOST_REDIRECTS)
            .max_response_header_size(MOST_HEADER_BYTES)
            .max_idle_connections(0)
            .user_agent("aftersales")
            .accept("image/*")
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), gate);
        Self { agent, last: Mutex::new(None), pause }
    }

    fn wait(&self) {
        if let Ok(last) = self.last.lock()
            && let Some(rest) = last.and_then(|last| self.pause.checked_sub(last.elapsed()))
        {
            std::thread::sleep(rest);
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

impl Fetch for Http {
    fn fetch(&self, url: &str) -> Result<Bytes, FetchError> {
        self.wait();
        let fetched = self.agent.get(url).call().and_then(|answer| {
            // One byte more shows that there is more.
            answer.into_body().into_with_config().limit(MOST_BYTES + 1).read_to_vec()
        });
        if let Ok(mut last) = self.last.lock() {
            *last = Some(Instant::now());
        }
        match fetched {
            Ok(bytes) if bytes.len() as u64 > MOST_BYTES => Err(FetchError::Refused("too large".to_owned())),
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(fetch_error(error)),
        }
    }
}

fn fetch_error(error: Error) -> FetchError {
    let text = error.to_string();
    match error {
        Error::Other(_)
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::BodyExceedsLimit(_)
        | Error::TooManyRedirects
        | Error::RedirectFailed
        | Error::StatusCode(404 | 410) => FetchError::Refused(text),
        _ => FetchError::Failed(text),
    }
}

/// Resolves names to addresses that may be connected to.
#[derive(Debug)]
struct Gate {
    is_allowed: fn(IpAddr) -> bool,
    is_port: fn(u16) -> bool,
}

impl Resolver for Gate {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let usual_port = match uri.scheme_str() {
            Some("http") => 80,
            Some("https") => 443,
            _ => return Err(closed("neither http nor https")),
        };
        if !(self.is_port)(uri.port_u16().unwrap_or(usual_port)) {
            return Err(closed("a port of its own"));
        }
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(closed("a user name in the address"));
        }
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| (self.is_allowed)(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(closed("not a host of the public internet")) } else { Ok(allowed) }
    }
}

fn closed(why: &str) -> Error {
    Error::Other(why.into())
}

#[cfg(test)]
#[path = "tests_fetch.rs"]
mod tests;
