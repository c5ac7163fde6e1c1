//! The sample business of `serve --demo`: three merchants, ten members of staff and one week of work that ends today, all done by the
//! commands that people use, so that nothing in it could not have happened. The business is made up; its money is simulated.

mod buyers;
mod cast;
mod goods;
mod house;
mod numbers;
mod queries;
mod rules;
mod sale;
mod stage;
mod stories;
mod story;
mod week;

use std::path::Path;

pub use cast::{PASSWORD, STAFF};

use crate::clock::Clock;
use crate::config::Config;
use crate::gateways::simulated::LEDGER;
use crate::store::house::demo;
use crate::store::{Db, DbError, PATIENCE, Turn};
use stage::Stage;
use week::Week;

/// How the demo found its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoDatabase {
    /// It was empty and is filled now.
    Filled,
    /// It was filled before.
    Reused,
}

/// Fills an empty database with the sample business; one that was filled before is used as it is, any other is refused. Of programs that
/// start together one fills it, and the others wait.
pub fn prepare(config: &Config, clock: &Clock) -> Result<DemoDatabase, String> {
    let mut turn = Turn::take(&config.database_url).map_err(|error| error.to_string())?;
    let clock = turn.clock(clock).map_err(|error| error.to_string())?;
    let hand = Clock::fixed(clock.now());
    let db = turn.open(hand.clone(), PATIENCE).map_err(|error| error.to_string())?;
    let (marked, empty) = db
        .read_blocking(|connection| Ok::<_, DbError>((demo::is_marked(connection)?, demo::is_empty(connection)?)))
        .map_err(|error| error.to_string())?;
    if marked {
        return Ok(DemoDatabase::Reused);
    }
    if !empty {
        return Err(format!(
            "--demo fills only an empty database, and {} has staff, orders or tickets already. \
             Start without --demo, or name another database, such as DATABASE_URL=sqlite://data/demo.db",
            name(&config.database_url)
        ));
    }
    begin_new_books(&config.files_dir)?;
    fill(db, hand, config, &clock)?;
    Ok(DemoDatabase::Filled)
}

fn fill(db: Db, hand: Clock, config: &Config, clock: &Clock) -> Result<(), String> {
    let week = Week::ending(clock.now());
    let mut stage = Stage::set(db.clone(), hand, week, &config.files_dir)?;
    stage.play(stories::all())?;
    db.write_blocking(demo::mark).map_err(|error| error.to_string())
}

/// The simulated gateway remembers what it paid for every number; the numbers of a new database start from one.
fn begin_new_books(files_dir: &Path) -> Result<(), String> {
    let books = files_dir.join(LEDGER);
    if !books.exists() {
        return Ok(());
    }
    let kept = files_dir.join(format!("{LEDGER}.before-demo"));
    std::fs::rename(&books, &kept).map_err(|error| format!("{}: {error}", books.display()))
}

/// A database's address without what is before an `@`, which may hold a password.
fn name(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, place)| place)
}
