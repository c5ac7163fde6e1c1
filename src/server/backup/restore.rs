//! Restoring a back-up into an empty database and an empty folder. The file is read to its end and compared with its description before
//! anything is written; what fails while it is written leaves nothing behind. What was restored stays if bringing it up to date fails.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::{Contents, DESCRIPTION, Description, FORMAT, Failure, Head, Measured, SESSION_KEY};
use crate::clock::Clock;
use crate::config::Config;
use crate::files::FileStore;
use crate::gateways::simulated::LEDGER;
use crate::server::session_key;
use crate::store::backup::Table;
use crate::store::backup::refill::{Target, newer_than_program};
use crate::store::jobs::retention::AREAS;
use crate::store::{Db, PATIENCE, Turn};

/// Rows that are handed to the database at once.
const ROWS: usize = 500;

/// What was restored.
pub struct Restored {
    pub db: Db,
    pub made_at: String,
    pub rows: u64,
    pub files: usize,
    /// Whether the key of log-ins is not the one of the back-up, so that everybody logs in again.
    pub logs_out: bool,
}

/// A back-up that was read to its end and is whole.
struct Checked {
    archive: ZipArchive<BufReader<File>>,
    description: Description,
}

/// Restores a back-up into the database and the folder of the settings, which must be empty, and brings the database up to date.
pub fn restore(config: &Config, path: &Path, clock: Clock) -> Result<Restored, Failure> {
    let mut checked = Checked::open(path)?;
    let key = session_key::own_file(config).filter(|_| checked.description.session_key.is_some());
    if let Some(key) = key.as_ref().filter(|key| key.exists()) {
        return Err(Failure(format!("{} is there already: move it away first", key.display())));
    }
    expect_empty_folder(&config.files_dir)?;
    let mut turn = Turn::take(&config.database_url)?;
    turn.expect_empty()?;
    let outcome = checked.place(config, key.as_deref()).and_then(|()| {
        let migrations = checked.description.migrations.clone();
        turn.refill(&migrations, |target| checked.fill(target))
    });
    if let Err(failure) = outcome {
        // Both were empty; that one of these is not there is as good. The folder itself may be a place that is mounted.
        for entry in fs::read_dir(&config.files_dir).into_iter().flatten().flatten() {
            let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
        }
        let _ = key.map(fs::remove_file);
        return Err(failure);
    }
    let db = turn.open(clock, PATIENCE)?;
    let Description { made_at, tables, files, session_key, .. } = checked.description;
    let rows = tables.iter().map(|table| table.rows).sum();
    Ok(Restored { db, made_at, rows, files: files.len(), logs_out: session_key.is_some() && key.is_none() })
}

fn expect_empty_folder(folder: &Path) -> Result<(), Failure> {
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(Failure(format!("{}: {error}", folder.display()))),
    };
    let why = format!("{} is not empty: restore into a new folder", folder.display());
    is_empty.then_some(()).ok_or(Failure(why))
}

impl Checked {
    fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let file = File::open(path).map_err(|error| Failure(format!("{shown}: {error}")))?;
        let no_backup = |why: String| Failure(format!("{shown} is no back-up of aftersales, or is damaged: {why}"));
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| no_backup(error.to_string()))?;
        let text = read_whole(&mut archive, DESCRIPTION).map_err(|error| no_backup(error.0))?;
        let head: Head = serde_json::from_slice(&text).map_err(|error| no_backup(error.to_string()))?;
        if head.format > FORMAT {
            return Err(Failure(format!(
                "This is aftersales {}. The back-up was written by aftersales {} in a newer format: restore it with that program.",
                env!("CARGO_PKG_VERSION"),
                head.program
            )));
        }
        let description: Description = serde_json::from_slice(&text).map_err(|error| no_backup(error.to_string()))?;
        if let Some(newer) = newer_than_program(&description.migrations, &description.head.program) {
            return Err(Failure(newer));
        }
        let mut checked = Self { archive, description };
        checked.expect_names().and_then(|()| checked.expect_contents()).map_err(|failure| no_backup(failure.0))?;
        Ok(checked)
    }

    /// Refused where an entry is missing, is there twice, is not described, or would lie anywhere but in its place.
    fn expect_names(&self) -> Result<(), Failure> {
        let described = &self.description;
        for file in &described.files {
            let area = file.name.split('/').next().unwrap_or_default();
            let has_place = file.name == LEDGER || (file.name.contains('/') && AREAS.contains(&area));
            if !has_place || FileStore::new(Path::new("")).path(&file.name).is_err() {
                return Err(Failure(format!("{:?} is no name of a stored file", file.name)));
            }
        }
        let mut expected = BTreeSet::from([DESCRIPTION.to_owned()]);
        let tables = described.tables.iter().map(|table| table.entry());
        let files = described.files.iter().map(|file| file.entry());
        let key = described.session_key.iter().map(|_| SESSION_KEY.to_owned());
        for name in tables.chain(files).chain(key) {
            if !expected.insert(name.clone()) {
                return Err(Failure(format!("{name} is described twice")));
            }
        }
        let found: BTreeSet<String> =
            self.archive.file_names().map(|name| name.map(Cow::into_owned)).collect::<Result<_, _>>()?;
        match expected.symmetric_difference(&found).next() {
            Some(name) if found.contains(name) => Err(Failure(format!("{name} is not described"))),
            Some(name) => Err(Failure(format!("{name} is missing"))),
            None => Ok(()),
        }
    }

    /// Refused where an entry is not what its description says.
    fn expect_contents(&mut self) -> Result<(), Failure> {
        let Self { archive, description } = self;
        let tables = description.tables.iter().map(|table| (table.entry(), &table.contents));
        let files = description.files.iter().map(|file| (file.entry(), &file.contents));
        let key = description.session_key.iter().map(|contents| (SESSION_KEY.to_owned(), contents));
        for (name, expected) in tables.chain(files).chain(key) {
            let damaged = |why: &dyn std::fmt::Display| Failure(format!("{name}: {why}"));
            let mut entry = archive.by_name(&name).map_err(|error| damaged(&error))?;
            let mut measured = Measured::of(io::sink());
            io::copy(&mut entry, &mut measured).map_err(|error| damaged(&error))?;
            let found: Contents = measured.contents();
            if found != *expected {
                return Err(damaged(&"it is not what was saved"));
            }
        }
        Ok(())
    }

    /// Puts files and key in their places.
    fn place(&mut self, config: &Config, key: Option<&Path>) -> Result<(), Failure> {
        let store = FileStore::new(&config.files_dir);
        for file in &self.description.files {
            let mut entry = self.archive.by_name(&file.entry())?;
            let mut placed =
                store.rewrite(&file.name).map_err(|error| at(&config.files_dir.join(&file.name), &error))?;
            io::copy(&mut entry, &mut placed)?;
        }
        if let Some(path) = key {
            let text = read_whole(&mut self.archive, SESSION_KEY)?;
            session_key::keep(path, &text).map_err(|error| at(path, &error))?;
        }
        // The rows are committed after their files have reached the disk.
        #[cfg(unix)]
        rustix::fs::sync();
        Ok(())
    }

    /// Adds the rows.
    fn fill(&mut self, target: &mut Target<'_>) -> Result<(), Failure> {
        let tables: Vec<Table> = self.description.tables.iter().map(|saved| saved.table.clone()).collect();
        if !target.has(&tables) {
            return Err(Failure("the back-up has other tables than its migrations make".to_owned()));
        }
        for saved in &self.description.tables {
            let mut lines = BufReader::new(self.archive.by_name(&saved.entry())?).lines();
            loop {
                let rows = lines.by_ref().take(ROWS).collect::<Result<Vec<String>, _>>()?;
                if rows.is_empty() {
                    break;
                }
                target.add(&saved.table.name, &rows)?;
            }
        }
        Ok(())
    }
}

fn at(path: &Path, error: &io::Error) -> Failure {
    Failure(format!("{}: {error}", PathBuf::from(path).display()))
}

fn read_whole(archive: &mut ZipArchive<BufReader<File>>, name: &str) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    archive.by_name(name)?.read_to_end(&mut text)?;
    Ok(text)
}
