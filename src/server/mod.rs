//! From settings and a database to the running server; the binary and the tests build the same thing.

pub mod backup;
pub mod metrics;
mod session_key;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::CookieContentSecurity;
use actix_session::storage::CookieSessionStore;
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as Service, HttpServer};
use sha2::{Digest, Sha512};

use crate::clock::Clock;
use crate::commands::house::create_merchant;
use crate::commands::people::set_up;
use crate::config::Config;
use crate::files::fetch::{Fetch, Http};
use crate::i18n::seed::SEED_NAMES;
use crate::jobs::job::Jobs;
use crate::jobs::{Gateways, Worker};
use crate::server::metrics::Metrics;
use crate::store::people::staff;
use crate::store::{Db, DbError};
use crate::web::framework::app::App;
use crate::web::framework::assets::Assets;
use crate::web::framework::identity::token::{hex, random_token};
use crate::{demo, web};

/// Threads on which a worker's requests wait for the database: enough to fill a group of writes, few enough to cost little memory.
const BLOCKING_THREADS: usize = 32;

/// How long a connection may wait for its next request, and an ended one for the other side to close it.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
const DISCONNECT: Duration = Duration::from_secs(1);

/// A server that is bound and can be run.
pub struct Bound {
    pub address: SocketAddr,
    pub server: Server,
    /// The code that `/setup` asks for, where there are no staff yet.
    pub set_up_code: Option<String>,
}

/// Binds the address of the settings and prepares the server; nothing is answered until `server` is awaited. Requests are counted where
/// there are `metrics`.
pub fn bind(
    config: Config,
    db: Db,
    session_key: &[u8],
    workers: usize,
    metrics: Option<Data<Metrics>>,
) -> std::io::Result<Bound> {
    let listener = TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let key = Key::from(&Sha512::digest(session_key));
    let (secure, cookie_name) = (config.is_https(), config.cookie_name("aftersales"));
    let set_up_code = set_up_code(&db).map_err(std::io::Error::other)?;
    let gateways = Arc::new(Gateways::open(&config.files_dir));
    let app = Data::new(App {
        gateways,
        db,
        config,
        assets: Assets::load(),
        set_up_code: set_up_code.clone(),
        downloads: Default::default(),
        sources: web::SOURCES,
        rights: web::rights(),
        choices: Default::default(),
        cookie_key: key.clone(),
        hashing: Default::default(),
    });
    let server = HttpServer::new(move || {
        let sessions = SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
            .cookie_name(cookie_name.clone())
            .cookie_secure(secure)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Private)
            .build();
        let counted = metrics.clone();
        Service::new()
            .app_data(app.clone())
            .configure(move |service| {
                counted.into_iter().for_each(|metrics| {
                    service.app_data(metrics);
                });
            })
            .wrap(from_fn(web::limit_bodies))
            .wrap(from_fn(web::answer_errors))
            .wrap(sessions)
            .wrap(Compress::default())
            .wrap(from_fn(web::secure_headers))
            .wrap(from_fn(web::answer_heads))
            .wrap(from_fn(web::trace_requests))
            .wrap(from_fn(metrics::count_requests))
            .configure(web::routes)
    })
    .workers(workers)
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .client_request_timeout(web::PATIENCE)
    .client_disconnect_timeout(DISCONNECT)
    .keep_alive(KEEP_ALIVE)
    // Without it every compressed page waits 40 ms for a delayed acknowledgement.
    .tcp_nodelay(true)
    .shutdown_timeout(20)
    .listen(listener)?
    .run();
    Ok(Bound { address, server, set_up_code })
}

/// A code where nobody works here yet: the same on all servers of a database, so that it opens whichever of them answers.
fn set_up_code(db: &Db) -> Result<Option<String>, DbError> {
    if db.read_blocking(staff::count)? > 0 {
        return Ok(None);
    }
    let random = hex(&Sha512::digest(random_token()));
    let new = [&random[..4], &random[4..8], &random[8..12], &random[12..16]].join("-");
    db.write_blocking(move |tx| set_up::code(tx, &new))
}

/// Opens the database of the settings and founds the first merchant where there is none; programs that start together take turns.
pub fn open(config: &Config, clock: Clock) -> Result<Db, String> {
    let db = Db::open(&config.database_url, clock).map_err(|error| error.to_string())?;
    db.write_blocking(|tx| create_merchant::main_merchant(tx, &SEED_NAMES)).map_err(|error| format!("{error:?}"))?;
    Ok(db)
}

/// Fills the database of a demo, opens it, and answers until the process is told to stop.
pub fn serve(config: Config, clock: Clock) -> Result<(), String> {
    start_logging();
    if config.demo {
        demo::prepare(&config, &clock)?;
    }
    let db = open(&config, clock)?;
    let key = session_key::of(&config, db.engine())?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        let public_url = config.public_url.clone();
        let mut jobs = Jobs::new(db.clone(), &config.files_dir, web::SOURCES);
        jobs.horizons = config.horizons.clone();
        jobs.fetcher = config.fetch_pictures.then(|| Box::new(Http::new()) as Box<dyn Fetch>);
        let metrics_listen = config.metrics_listen;
        let metrics = match metrics_listen {
            Some(_) => Some(Data::new(Metrics::new(db.clone()).map_err(|error| error.to_string())?)),
            None => None,
        };
        if let Some(metrics) = metrics.clone() {
            jobs.watcher = Some(Box::new(move |kind, ended| metrics.job_ended(kind, ended)));
        }
        let jobs = Arc::new(jobs);
        let listen = config.listen;
        let bound =
            bind(config, db.clone(), &key, workers, metrics.clone()).map_err(|error| cannot_listen(listen, &error))?;
        if let (Some(listen), Some(metrics)) = (metrics_listen, metrics) {
            let (address, figures) = metrics::bind(listen, metrics).map_err(|error| cannot_listen(listen, &error))?;
            println!("Metrics on http://{address}/metrics");
            // It ends with this process.
            actix_web::rt::spawn(figures);
        }
        let worker = Worker::start(jobs);
        if let Some(code) = &bound.set_up_code {
            println!("Set-up code: {code}");
        }
        println!("Serving {public_url} (listening on {})", bound.address);
        // The HTTP server hears the signals; the worker stops with it, after the jobs in hand.
        let ended = bound.server.await.map_err(|error| error.to_string());
        worker.stop().await;
        if let Err(error) = db.close() {
            tracing::warn!(%error, "the log of the database was not written back");
        }
        ended
    })
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> String {
    format!("cannot listen on {address}: {error}")
}

fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt()
        .json()
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
