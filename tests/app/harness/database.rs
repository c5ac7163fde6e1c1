//! Fresh databases, copied from one that was migrated once per test process. Postgres is the one `TEST_POSTGRES_URL` names, or a
//! throw-away one of our own that ends with this process.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aftersales::clock::Clock;
use aftersales::commands::CommandError;
use aftersales::commands::house::create_merchant;
use aftersales::store::house::merchants;
use aftersales::store::house::merchants::StationRow;
use aftersales::store::{Db, Engine, Scope, Tx};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tempfile::TempDir;

/// A fresh, migrated database with its first merchant. It is gone when this is dropped.
pub struct Database {
    pub engine: Engine,
    pub url: String,
    /// A folder of this database's own, for evidence and whatever a test writes.
    pub folder: TempDir,
}

impl Database {
    /// A copy of the migrated template.
    pub fn fresh(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match engine {
            Engine::Sqlite => {
                let file = folder.path().join("aftersales.db");
                std::fs::copy(&SQLITE.file, &file).expect("the template copies");
                format!("sqlite://{}", file.display())
            }
            Engine::Postgres => POSTGRES.copy(),
        };
        Self { engine, url, folder }
    }

    /// A database in which nothing is yet, not even tables.
    pub fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("aftersales.db").display()),
            Engine::Postgres => SERVER.create("empty", "template0"),
        };
        Self { engine, url, folder }
    }
}

/// Runs statements on the test Postgres, outside any test's database.
pub fn on_postgres(sql: &str) {
    SERVER.execute(sql);
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.engine == Engine::Postgres {
            SERVER.drop_database(&self.url);
        }
    }
}

struct SqliteTemplate {
    file: PathBuf,
    _folder: TempDir,
}

static SQLITE: LazyLock<SqliteTemplate> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("template.db");
    let db = migrated(&format!("sqlite://{}", folder.path().join("migrated.db").display()));
    let copy = format!("VACUUM INTO '{}'", file.display());
    db.read_blocking(|connection| connection.batch_execute(&copy).map_err(aftersales::store::DbError::Query))
        .expect("the template is written");
    SqliteTemplate { file, _folder: folder }
});

struct PostgresTemplate {
    name: String,
}

static POSTGRES: LazyLock<PostgresTemplate> = LazyLock::new(|| {
    let url = SERVER.create("template", "template0");
    drop(migrated(&url));
    let name = url.rsplit('/').next().unwrap_or_default().to_owned();
    // A database that somebody is connected to cannot be copied, and a dropped pool's connections may live a moment longer.
    SERVER.execute(&format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"));
    PostgresTemplate { name }
});

impl PostgresTemplate {
    fn copy(&self) -> String {
        SERVER.create("test", &self.name)
    }
}

fn migrated(url: &str) -> Db {
    let db = Db::open(url, Clock::System).expect("the database opens");
    db.write_blocking(|tx| {
        create_merchant::main_merchant(tx, &aftersales::i18n::seed::SEED_NAMES)?;
        enter_addresses(tx)
    })
    .expect("the first merchant is founded, and its return address entered");
    db
}

/// Enters the address of every return station that has none.
pub fn enter_addresses(tx: &mut Tx<'_>) -> Result<(), CommandError> {
    for merchant in merchants::list(tx.connection(), &Scope::All)? {
        for station in merchants::stations_of(tx.connection(), merchant.id)?.into_iter().filter(|it| !it.is_complete())
        {
            let (contact, phone) = ("退货组".to_owned(), "400-820-0000".to_owned());
            let row =
                StationRow { contact, phone, address: "上海市青浦区华徐公路 1 号".to_owned(), ..station };
            merchants::save_station(tx, &row, row.version)?;
        }
    }
    Ok(())
}

struct Server {
    url: String,
    /// Its standard input ends with this process, however that ends, and with it the server.
    _own: Option<Child>,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var("TEST_POSTGRES_URL") {
    Ok(url) => Server { url, _own: None },
    Err(_) => start_own(),
});

static COUNT: AtomicU64 = AtomicU64::new(0);

fn start_own() -> Server {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres");
    let mut own = Command::new("bash")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("tests/postgres can be run");
    let mut url = String::new();
    let out = own.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut url).expect("its first line");
    assert!(
        !url.trim().is_empty(),
        "tests/postgres did not start a Postgres: install postgresql, or set TEST_POSTGRES_URL"
    );
    Server { url: url.trim().to_owned(), _own: Some(own) }
}

impl Server {
    fn create(&self, kind: &str, template: &str) -> String {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{kind}_{}_{count}", std::process::id());
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        format!("{}/{name}", self.url.rsplit_once('/').expect("a URL with a database").0)
    }

    fn drop_database(&self, url: &str) {
        let name = url.rsplit('/').next().unwrap_or_default();
        self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    fn execute(&self, sql: &str) {
        let mut connection = PgConnection::establish(&self.url).expect("Postgres answers");
        connection.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}
