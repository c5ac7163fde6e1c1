//! From settings and a database to the running server; the binary and the tests build the same thing.

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
use crate::config::Config;
use crate::files::fetch::{Fetch, Http};
use crate::i18n::seed::SEED_NAMES;
use crate::jobs::job::Jobs;
use crate::jobs::{Gateways, Worker};
use crate::store::people::staff;
use crate::store::{Db, DbError, Engine, Turn};
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

/// Binds the address of the settings and prepares the server; nothing is answered until `server` is awaited.
pub fn bind(config: Config, db: Db, session_key: &[u8], workers: usize) -> std::io::Result<Bound> {
    let listener = TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let key = Key::from(&Sha512::digest(session_key));
    let (secure, cookie_name) = (config.is_https(), config.cookie_name("aftersales"));
    let set_up_code = set_up_code(&db, session_key).map_err(std::io::Error::other)?;
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
        Service::new()
            .app_data(app.clone())
            .wrap(from_fn(web::limit_bodies))
            .wrap(from_fn(web::answer_errors))
            .wrap(sessions)
            .wrap(Compress::default())
            .wrap(from_fn(web::secure_headers))
            .wrap(from_fn(web::answer_heads))
            .wrap(from_fn(web::trace_requests))
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

/// A code where nobody works here yet: the same on all servers that share their key, so that it opens whichever of them answers.
fn set_up_code(db: &Db, session_key: &[u8]) -> Result<Option<String>, DbError> {
    let nobody = db.read_blocking(staff::count)? == 0;
    Ok(nobody.then(|| {
        let code = hex(&Sha512::new().chain_update("set-up code of ").chain_update(session_key).finalize());
        [&code[..4], &code[4..8], &code[8..12], &code[12..16]].join("-")
    }))
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
    let key = session_key(&config, db.engine())?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        let public_url = config.public_url.clone();
        let mut jobs = Jobs::new(db.clone(), &config.files_dir, web::SOURCES);
        jobs.horizons = config.horizons.clone();
        jobs.fetcher = config.fetch_pictures.then(|| Box::new(Http::new()) as Box<dyn Fetch>);
        let jobs = Arc::new(jobs);
        let bound = bind(config, db, &key, workers).map_err(|error| format!("cannot listen: {error}"))?;
        let worker = Worker::start(jobs);
        if let Some(code) = &bound.set_up_code {
            println!("Set-up code: {code}");
        }
        println!("Serving {public_url} (listening on {})", bound.address);
        // The HTTP server hears the signals; the worker stops with it, after the jobs in hand.
        let ended = bound.server.await.map_err(|error| error.to_string());
        worker.stop().await;
        ended
    })
}

fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// The key of the settings; on SQLite one made once and kept beside the database, readable by its owner alone.
fn session_key(config: &Config, engine: Engine) -> Result<Vec<u8>, String> {
    if let Some(key) = &config.session_key {
        return Ok(key.clone());
    }
    if engine == Engine::Postgres {
        return Err("SESSION_KEY is required on Postgres, so that several servers share log-ins".to_owned());
    }
    // Servers that start together use one key: the first makes it, under a name of its own until all of it is written.
    let _turn = Turn::take(&config.database_url).map_err(|error| error.to_string())?;
    let path = std::path::PathBuf::from(format!("{}.session-key", config.database_url.trim_start_matches("sqlite://")));
    let bad = |error: std::io::Error| format!("{}: {error}", path.display());
    match std::fs::read(&path) {
        Ok(key) if key.len() >= 64 => Ok(key),
        Ok(_) => Err(format!("{} is damaged: delete it and everybody logs in anew", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = random_token().into_bytes();
            let unfinished = path.with_extension("session-key.new");
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&unfinished).map_err(bad)?;
            std::io::Write::write_all(&mut file, &key).and_then(|()| file.sync_all()).map_err(bad)?;
            std::fs::rename(&unfinished, &path).map_err(bad)?;
            Ok(key)
        }
        Err(error) => Err(bad(error)),
    }
}
