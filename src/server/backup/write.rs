//! Writing a back-up while servers work. Files are read after the moment of the rows: a file is written before its row and removed after it,
//! so that those which the rows name are there.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Contents, DESCRIPTION, Description, FORMAT, Failure, Head, Measured, SESSION_KEY, SavedFile, SavedTable};
use crate::config::Config;
use crate::domain::time::Timestamp;
use crate::files::FileStore;
use crate::gateways::simulated::LEDGER;
use crate::server::session_key;
use crate::store::backup::snapshot::Snapshot;
use crate::store::jobs::retention::AREAS;

/// Stored files that are looked up at once.
const LOOKED_UP: usize = 500;
/// Areas whose files are pictures: packing them takes time and saves nothing.
const PACKED: [&str; 2] = ["evidence", "pictures"];

/// What was written.
pub struct Written {
    pub rows: u64,
    pub files: usize,
    pub bytes: u64,
    /// Evidence that rows name and that is not in the folder of files.
    pub missing: Vec<String>,
}

/// Writes a back-up of the database and the files of the settings to a file that is not there yet, readable by its owner alone. The file
/// has its name only when it is whole.
pub fn write(config: &Config, path: &Path, now: Timestamp) -> Result<Written, Failure> {
    if path.exists() {
        return Err(Failure(format!("{} is there already", path.display())));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let at = |error: io::Error| Failure(format!("{}: {error}", path.display()));
    let unfinished = tempfile::Builder::new().prefix(".aftersales-backup-").tempfile_in(folder).map_err(at)?;
    let (description, missing) = fill(unfinished.as_file(), config, now)?;
    let bytes = unfinished.as_file().metadata().map_err(at)?.len();
    unfinished.persist_noclobber(path).map_err(|error| at(error.error))?;
    let rows = description.tables.iter().map(|table| table.rows).sum();
    Ok(Written { rows, files: description.files.len(), bytes, missing })
}

/// Writes a whole back-up to an empty file; its description, and the evidence that was missing.
fn fill(file: &File, config: &Config, now: Timestamp) -> Result<(Description, Vec<String>), Failure> {
    let mut archive = Archive { zip: ZipWriter::new(BufWriter::with_capacity(1 << 20, file)) };
    let mut snapshot = Snapshot::take(&config.database_url)?;
    let tables = archive.tables(&mut snapshot)?;
    let (files, missing) = archive.files(&mut snapshot, &FileStore::new(&config.files_dir))?;
    let session_key = match session_key::own_file(config) {
        Some(path) => match if_there(File::open(&path), &path.display().to_string())? {
            Some(key) => Some(archive.entry(SESSION_KEY, CompressionMethod::Stored, key)?),
            None => None,
        },
        None => None,
    };
    let description = Description {
        head: Head { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned() },
        made_at: now.utc().to_rfc3339(),
        migrations: snapshot.migrations().to_vec(),
        tables,
        files,
        session_key,
    };
    archive.zip.start_file(DESCRIPTION, options(CompressionMethod::Deflated))?;
    serde_json::to_writer_pretty(&mut archive.zip, &description)?;
    archive.zip.finish()?.flush()?;
    file.sync_all()?;
    Ok((description, missing))
}

/// A file that was opened; `None` where it is not there, an error where it cannot be read.
fn if_there(opened: io::Result<File>, name: &str) -> Result<Option<File>, Failure> {
    match opened {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure(format!("{name}: {error}"))),
    }
}

struct Archive<W: Write + Seek> {
    zip: ZipWriter<W>,
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method).large_file(true).unix_permissions(0o600)
}

impl<W: Write + Seek> Archive<W> {
    /// Adds an entry.
    fn entry(&mut self, name: &str, method: CompressionMethod, mut from: impl Read) -> Result<Contents, Failure> {
        self.zip.start_file(name, options(method))?;
        let mut entry = Measured::of(&mut self.zip);
        io::copy(&mut from, &mut entry)?;
        Ok(entry.contents())
    }

    /// Adds the rows of every table.
    fn tables(&mut self, snapshot: &mut Snapshot) -> Result<Vec<SavedTable>, Failure> {
        let mut saved = Vec::new();
        for table in snapshot.tables().to_vec() {
            let contents = Contents { bytes: 0, sha256: String::new() };
            let mut table = SavedTable { table, rows: 0, contents };
            self.zip.start_file(table.entry(), options(CompressionMethod::Deflated))?;
            let mut entry = Measured::of(&mut self.zip);
            let mut rows = 0;
            snapshot.rows(&table.table, |row| {
                rows += 1;
                entry.write_all(row.as_bytes())?;
                entry.write_all(b"\n").map_err(Failure::from)
            })?;
            table.contents = entry.contents();
            table.rows = rows;
            saved.push(table);
        }
        Ok(saved)
    }

    /// Adds the files that rows name, and the books of the gateway last: they know at least the payments that the rows know. The evidence
    /// that is missing is returned as well.
    fn files(&mut self, snapshot: &mut Snapshot, store: &FileStore) -> Result<(Vec<SavedFile>, Vec<String>), Failure> {
        let mut saved = Vec::new();
        for area in AREAS {
            let packing = if PACKED.contains(&area) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            let mut there = store.older_than(area, Timestamp::from_micros(i64::MAX))?;
            there.sort();
            for some in there.chunks(LOOKED_UP) {
                let named = snapshot.named(area, some)?;
                for name in some.iter().filter(|name| named.contains(*name)) {
                    // One that expired meanwhile is gone, as it would be after the restore.
                    let Some(file) = if_there(store.open(name), name)? else { continue };
                    let contents = self.entry(&format!("files/{name}"), packing, BufReader::new(file))?;
                    saved.push(SavedFile { name: name.clone(), contents });
                }
            }
        }
        let known: std::collections::HashSet<&String> = saved.iter().map(|file| &file.name).collect();
        let missing = snapshot.evidence()?.into_iter().filter(|name| !known.contains(name)).collect();
        if let Some(mut books) = if_there(store.open(LEDGER), LEDGER)? {
            let mut text = Vec::new();
            books.read_to_end(&mut text)?;
            // A line that is being written has not been acknowledged.
            text.truncate(text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
            let contents = self.entry(&format!("files/{LEDGER}"), CompressionMethod::Deflated, text.as_slice())?;
            saved.push(SavedFile { name: LEDGER.to_owned(), contents });
        }
        Ok((saved, missing))
    }
}
