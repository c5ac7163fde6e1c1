//! The product as tests see it: a server that answers on a port of its own, with a clock that stands still.

use std::sync::LazyLock;
use std::time::Duration;

use aftersales::clock::Clock;
use aftersales::commands::people::manage_staff;
use aftersales::commands::people::manage_staff::NewStaff;
use aftersales::commands::{Actor, CommandError};
use aftersales::config::Config;
use aftersales::domain::people::session_limits::SessionLimits;
use aftersales::domain::permission::Role;
use aftersales::domain::time::Timestamp;
use aftersales::jobs::job::Jobs;
use aftersales::replay::{Browser, Host};
use aftersales::store::jobs::outbox;
use aftersales::store::{Db, Engine, Scope};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};

use super::client::Client;
use super::database::Database;
use super::orders::OrderDraft;

/// The password of everybody whom `staff` adds.
pub const PASSWORD: &str = "a password for tests";

/// When tests take place: Sunday 2026-11-22, 10:00 in Shanghai.
pub const NOW: i64 = 1_795_312_800_000_000;

/// Nobody is logged out when a test moves the clock; tests of that set their own.
const LASTING: SessionLimits = SessionLimits { idle_seconds: 3_600 * 87_600, whole_seconds: 3_600 * 87_600 };

/// `PASSWORD`, hashed at the least cost: tests log in often, and what a hash costs is not what they prove.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let cheap = Params::new(8, 1, 1, None).expect("the least cost");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    hasher.hash_password(PASSWORD.as_bytes()).expect("a hash").to_string()
});

/// A running server on a database of its own.
pub struct TestApp {
    pub db: Db,
    pub clock: Clock,
    pub config: Config,
    /// Such as `http://127.0.0.1:34567`.
    pub base: String,
    /// What `/setup` asks for, while nobody works here.
    pub set_up_code: Option<String>,
    _host: Host,
    /// Last, so that it goes when nobody uses it any more. `None` for a further server on somebody else's database.
    _database: Option<Database>,
}

impl TestApp {
    /// On a fresh SQLite file.
    pub fn sqlite() -> Self {
        Self::on(Engine::Sqlite)
    }

    /// On a fresh Postgres database.
    pub fn postgres() -> Self {
        Self::on(Engine::Postgres)
    }

    /// On a fresh database.
    pub fn on(engine: Engine) -> Self {
        Self::with(Database::fresh(engine), |_| {})
    }

    /// On a fresh database, on a machine with this clock.
    pub fn with_clock(engine: Engine, clock: Clock) -> Self {
        let database = Database::fresh(engine);
        Self::start(Self::config(&database), clock, Some(database))
    }

    /// On a database, with other settings than usual.
    pub fn with(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Self::config(&database);
        change(&mut config);
        Self::start(config, Clock::fixed(Timestamp::from_micros(NOW)), Some(database))
    }

    fn config(database: &Database) -> Config {
        Config {
            database_url: database.url.clone(),
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: "http://127.0.0.1".to_owned(),
            files_dir: database.folder.path().join("files"),
            session_key: Some(vec![7; 64]),
            demo: false,
            sessions: LASTING,
            ..Config::read(|_| None).expect("the usual settings")
        }
    }

    /// A second server on the same database, with a connection pool and a job worker of its own.
    pub fn second_server(&self) -> Self {
        self.second_server_with(|_| ())
    }

    /// A second server on the same database, with some settings of its own.
    pub fn second_server_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        Self::start(config, self.clock.clone(), None)
    }

    /// A second server on the same database, on a machine with this clock.
    pub fn second_server_at(&self, clock: Clock) -> Self {
        Self::start(self.config.clone(), clock, None)
    }

    /// A second server that waits so long for a lock that another process holds on SQLite.
    pub fn impatient_server(&self, patience: Duration) -> Self {
        let db = Db::open_with_patience(&self.config.database_url, self.clock.clone(), patience);
        Self::serve(self.config.clone(), self.clock.clone(), db.expect("the database opens"), None)
    }

    fn start(config: Config, clock: Clock, database: Option<Database>) -> Self {
        let db = Db::open(&config.database_url, clock.clone()).expect("the database opens");
        Self::serve(config, clock, db, database)
    }

    fn serve(config: Config, clock: Clock, db: Db, database: Option<Database>) -> Self {
        let host = Host::start(config.clone(), db.clone(), 1).expect("the server starts");
        let base = host.base().to_owned();
        let set_up_code = host.set_up_code().map(str::to_owned);
        Self { db, clock, config, base, set_up_code, _host: host, _database: database }
    }

    /// Adds somebody who works for all merchants, and logs in.
    pub fn staff(&self, username: &str, roles: &[Role]) -> Client {
        self.staff_of(username, roles, &[])
    }

    /// Adds somebody who works for some merchants, and logs in.
    pub fn staff_of(&self, username: &str, roles: &[Role], merchants: &[&str]) -> Client {
        let id = self.add_staff(username, roles, merchants);
        let mut browser = self.browser();
        browser.log_in(username, PASSWORD).unwrap_or_else(|trouble| panic!("{username} logs in: {trouble}"));
        Client::new(browser, id, username)
    }

    /// Adds somebody without logging in; the password is `PASSWORD`.
    pub fn add_staff(&self, username: &str, roles: &[Role], merchants: &[&str]) -> i64 {
        add_staff(&self.db, username, roles, merchants)
    }

    /// A browser in which nobody is logged in.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// An order to be described and placed.
    pub fn order(&self, order_no: &str) -> OrderDraft<'_> {
        OrderDraft::new(&self.db, order_no)
    }

    /// Moves the clock.
    pub fn wait(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// Runs what is due, until nothing is; how many runs there were.
    pub fn run_jobs(&self) -> usize {
        let jobs = Jobs::new(self.db.clone(), &self.config.files_dir, aftersales::web::SOURCES);
        jobs.run_due().expect("jobs run")
    }

    /// Runs what the clock says is due, as the server does every minute; how many runs there were.
    pub fn run_schedule(&self) -> usize {
        let jobs = Jobs::new(self.db.clone(), &self.config.files_dir, aftersales::web::SOURCES);
        jobs.schedule().expect("jobs are scheduled");
        jobs.run_due().expect("jobs run")
    }

    /// How many jobs wait, due or not.
    pub fn waiting_jobs(&self) -> i64 {
        let open = self.db.read_blocking(|connection| outbox::open_count(connection, &Scope::All));
        open.map_err(CommandError::Db).expect("the outbox is readable")
    }

    /// Ends the test: no job may be left waiting.
    pub fn finish(self) {
        assert_eq!(self.waiting_jobs(), 0, "the test leaves jobs behind");
    }
}

/// Adds somebody to a database; the password is `PASSWORD`.
pub fn add_staff(db: &Db, username: &str, roles: &[Role], merchants: &[&str]) -> i64 {
    let new = NewStaff {
        username: username.to_owned(),
        display_name: username.to_owned(),
        roles: roles.to_vec(),
        merchant_codes: merchants.iter().map(|code| (*code).to_owned()).collect(),
        password: PASSWORD.to_owned(),
    };
    db.write_blocking(move |tx| manage_staff::add(tx, &Actor::system(), &new, &HASH)).expect("staff can be added")
}
