//! Settings from the environment, each with a safe default. All bad values are reported at once.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::domain::house::retention::{DAYS, Horizons, Kept, Quota};
use crate::domain::people::session_limits::SessionLimits;

const MB: i64 = 1_048_576;

/// The settings of a process.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite://path` or `postgres://…`.
    pub database_url: String,
    pub listen: SocketAddr,
    /// The address people type; https here makes cookies `Secure` and sends HSTS.
    pub public_url: String,
    /// Where evidence and uploads are kept.
    pub files_dir: PathBuf,
    /// Signs and encrypts cookies. A server without one makes it and keeps it beside the database on SQLite, and does not start on
    /// Postgres.
    pub session_key: Option<Vec<u8>>,
    /// Whether pictures of goods are fetched from the addresses that orders name.
    pub fetch_pictures: bool,
    /// The uploads allowed to one person within 24 hours.
    pub quota: Quota,
    /// How long what is kept for a while is kept.
    pub horizons: Horizons,
    /// Whether this is the demo, whose log-in page shows its staff.
    pub demo: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where the figures for whoever watches the servers are served; nowhere unless it is set.
    pub metrics_listen: Option<SocketAddr>,
    /// How long a log-in holds.
    pub sessions: SessionLimits,
}

/// The settings, as `--help` lists them.
pub const HELP: &str = "\
Settings, from the environment:
  DATABASE_URL        sqlite://data/aftersales.db, or postgres://…
  LISTEN              127.0.0.1:8080
  PUBLIC_URL          the address that people type; http:// and LISTEN
  FILES_DIR           evidence and uploads; data/files
  SESSION_KEY         64 bytes or more; made beside a SQLite file, required on Postgres
  TRUSTED_PROXIES     addresses of proxies in front, with commas between; none
  SESSION_IDLE_HOURS  hours without use after which a log-in ends; 12
  SESSION_MAX_HOURS   hours after which it ends in any case; 168
  FETCH_PICTURES      on or off: whether pictures that order files name are fetched; on
  UPLOADS_PER_DAY     files that one person may upload within 24 hours; 1000
  UPLOAD_MB_PER_DAY   megabytes of them; 2048
  KEEP_…_DAYS         how long temporary records are kept; see docs/operating.md
  METRICS_LISTEN      address and port of the metrics; off
  RUST_LOG            the least level of log lines; info";

/// Hours of a session at most: a year.
const HOURS_MOST: i64 = 8_760;

impl Config {
    /// Reads the settings through `get` (`std::env::var` in the product).
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut bad = Vec::new();
        let database_url = get("DATABASE_URL").unwrap_or_else(|| "sqlite://data/aftersales.db".to_owned());
        let known = ["sqlite://", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| database_url.starts_with(scheme)) {
            bad.push("DATABASE_URL must begin with sqlite:// or postgres://".to_owned());
        }
        let listen = get("LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = listen.parse().unwrap_or_else(|_| {
            bad.push(format!("LISTEN must be an address and a port such as 127.0.0.1:8080, not {listen:?}"));
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let metrics_listen = get("METRICS_LISTEN").and_then(|listen| {
            let parsed = listen.parse().ok();
            if parsed.is_none() {
                bad.push(format!(
                    "METRICS_LISTEN must be an address and a port such as 127.0.0.1:9108, not {listen:?}"
                ));
            }
            parsed
        });
        let public_url = get("PUBLIC_URL").unwrap_or_else(|| format!("http://{listen}"));
        if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
            bad.push(format!("PUBLIC_URL must begin with http:// or https://, not {public_url:?}"));
        }
        let session_key = get("SESSION_KEY").map(String::into_bytes);
        if session_key.as_ref().is_some_and(|key| key.len() < 64) {
            bad.push("SESSION_KEY must have 64 bytes or more".to_owned());
        }
        let fetch_pictures = match get("FETCH_PICTURES").as_deref() {
            None | Some("on") => true,
            Some("off") => false,
            Some(other) => {
                bad.push(format!("FETCH_PICTURES must be on or off, not {other:?}"));
                false
            }
        };
        let mut number = |name: &str, usual: i64, allowed: RangeInclusive<i64>| match get(name) {
            None => usual,
            Some(text) => text.trim().parse().ok().filter(|number| allowed.contains(number)).unwrap_or_else(|| {
                bad.push(format!(
                    "{name} must be a number from {} to {}, not {text:?}",
                    allowed.start(),
                    allowed.end()
                ));
                usual
            }),
        };
        let usual = Quota::default();
        let quota = Quota {
            files: number("UPLOADS_PER_DAY", usual.files, 1..=1_000_000),
            bytes: number("UPLOAD_MB_PER_DAY", usual.bytes / MB, 1..=10_000_000) * MB,
        };
        let days: Vec<(Kept, i64)> =
            Kept::ALL.iter().map(|kept| (*kept, number(&kept.setting(), kept.usual_days(), DAYS))).collect();
        let horizons = Horizons::new(|kept| days.iter().find(|(of, _)| *of == kept).map(|(_, days)| *days));
        let files_dir = PathBuf::from(get("FILES_DIR").unwrap_or_else(|| "data/files".to_owned()));
        let trusted_proxies = addresses(&get("TRUSTED_PROXIES").unwrap_or_default()).unwrap_or_else(|wrong| {
            bad.push(format!("TRUSTED_PROXIES must be addresses with commas between them, and {wrong:?} is none"));
            Vec::new()
        });
        let usual = SessionLimits::default();
        let mut seconds = |name: &str, usual: i64| {
            let Some(text) = get(name) else { return usual };
            match text.trim().parse() {
                Ok(hours @ 1..=HOURS_MOST) => hours * 3_600,
                _ => {
                    bad.push(format!("{name} must be whole hours from 1 to {HOURS_MOST}, not {text:?}"));
                    usual
                }
            }
        };
        let sessions = SessionLimits {
            idle_seconds: seconds("SESSION_IDLE_HOURS", usual.idle_seconds),
            whole_seconds: seconds("SESSION_MAX_HOURS", usual.whole_seconds),
        };
        if bad.is_empty() {
            Ok(Self {
                database_url,
                listen,
                public_url,
                files_dir,
                session_key,
                fetch_pictures,
                quota,
                horizons,
                demo: false,
                trusted_proxies,
                metrics_listen,
                sessions,
            })
        } else {
            Err(bad)
        }
    }

    /// Whether people reach us by https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The name of a cookie of ours. Under https browsers see to it that a `__Host-` cookie is ours alone: no other host can plant one.
    pub fn cookie_name(&self, name: &str) -> String {
        if self.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }
}

/// Addresses with commas between them; the error is the part that is no address.
fn addresses(text: &str) -> Result<Vec<IpAddr>, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse::<IpAddr>().map(|ip| ip.to_canonical()).map_err(|_| part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_lists_every_setting() {
        let asked = std::cell::RefCell::new(Vec::new());
        let read = Config::read(|name| {
            asked.borrow_mut().push(name.to_owned());
            None
        });
        assert!(read.is_ok(), "every default is good");
        for name in asked.into_inner() {
            let listed = if name.starts_with("KEEP_") { "KEEP_…_DAYS" } else { &name };
            assert!(HELP.contains(&format!("\n  {listed} ")), "{name}");
        }
    }

    #[test]
    fn every_bad_value_is_named_at_once() {
        let bad = Config::read(|name| {
            match name {
                "DATABASE_URL" => Some("mysql://x"),
                "LISTEN" => Some("here"),
                "METRICS_LISTEN" => Some("9108"),
                "SESSION_KEY" => Some("short"),
                "PUBLIC_URL" => Some("ftp://x"),
                "TRUSTED_PROXIES" => Some("10.0.0.1, proxy.example"),
                "SESSION_IDLE_HOURS" => Some("0"),
                "SESSION_MAX_HOURS" => Some("8761"),
                "FETCH_PICTURES" => Some("maybe"),
                "UPLOADS_PER_DAY" => Some("0"),
                "KEEP_FORM_TOKENS_DAYS" => Some("a while"),
                _ => None,
            }
            .map(str::to_owned)
        })
        .expect_err("bad values");
        let all = bad.join("\n");
        let names = [
            "DATABASE_URL",
            "LISTEN",
            "METRICS_LISTEN",
            "SESSION_KEY",
            "PUBLIC_URL",
            "TRUSTED_PROXIES",
            "SESSION_IDLE_HOURS",
            "SESSION_MAX_HOURS",
            "FETCH_PICTURES",
            "UPLOADS_PER_DAY",
            "KEEP_FORM_TOKENS_DAYS",
        ];
        for name in names {
            assert!(all.contains(name), "{name} is not named in {all}");
        }
    }

    #[test]
    fn the_defaults_are_good() {
        let config = Config::read(|_| None).expect("defaults");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert!(!config.is_https());
        assert!(config.fetch_pictures);
        assert_eq!(config.metrics_listen, None);
        assert_eq!((&config.quota, &config.horizons), (&Quota::default(), &Horizons::default()));
        assert!(config.trusted_proxies.is_empty(), "nobody is believed");
        assert_eq!((config.sessions.idle_seconds, config.sessions.whole_seconds), (43_200, 604_800));
        assert_eq!(config.cookie_name("aftersales"), "aftersales");
    }

    #[test]
    fn what_is_set_is_read() {
        let config = Config::read(|name| {
            match name {
                "PUBLIC_URL" => Some("https://shop.example"),
                "TRUSTED_PROXIES" => Some(" 10.0.0.1,::1 ,"),
                "SESSION_IDLE_HOURS" => Some("1"),
                "SESSION_MAX_HOURS" => Some("24"),
                _ => None,
            }
            .map(str::to_owned)
        })
        .expect("good values");
        assert_eq!(config.trusted_proxies.iter().map(IpAddr::to_string).collect::<Vec<_>>(), ["10.0.0.1", "::1"]);
        assert_eq!((config.sessions.idle_seconds, config.sessions.whole_seconds), (3_600, 86_400));
        assert_eq!(config.cookie_name("aftersales"), "__Host-aftersales");
    }

    #[test]
    fn a_horizon_is_set_by_its_name() {
        let config = Config::read(|name| (name == "KEEP_JOBS_DAYS").then(|| "7".to_owned())).expect("good settings");
        assert_eq!((config.horizons.days(Kept::Jobs), config.horizons.days(Kept::Imports)), (7, 30));
    }
}
