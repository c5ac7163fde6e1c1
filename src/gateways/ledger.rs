//! The simulated gateway's own books: an append-only file of JSON lines, shared by every process under a file lock and read as it
//! grows. A line that a killed process left unfinished was never acknowledged and is cut off.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

/// The status of a request in the gateway's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestStatus {
    Accepted,
    /// Accepted, and queried once.
    Asked,
    Paid,
    Rejected,
    Closed,
}

/// One line of the books; a request's last line is what holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub request_no: String,
    pub refund_no: String,
    pub reference: String,
    pub amount_minor: i64,
    pub currency: String,
    #[serde(rename = "standing")]
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
}

/// The books, as far as this process has read them.
pub struct Ledger {
    path: PathBuf,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    read_to: u64,
    entries: HashMap<String, Entry>,
}

/// The books while nobody else can write.
pub struct Open<'l> {
    file: File,
    known: &'l mut Known,
}

impl Ledger {
    /// The books in a file, which need not exist yet.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), known: Mutex::default() }
    }

    /// Works on the books under the lock, with everything read that others wrote.
    pub fn with<T>(&self, work: impl FnOnce(&mut Open<'_>) -> Result<T>) -> Result<T> {
        let mut known = self.known.lock().map_err(|_| std::io::Error::other("a thread died with the books open"))?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        // Released when the file is closed, also by the death of the process.
        file.lock()?;
        let mut open = Open { file, known: &mut known };
        open.catch_up()?;
        work(&mut open)
    }
}

impl Open<'_> {
    /// The last entry of a request number.
    pub fn get(&self, request_no: &str) -> Option<Entry> {
        self.known.entries.get(request_no).cloned()
    }

    /// Appends an entry; it is on disk when this returns.
    pub fn append(&mut self, entry: Entry) -> Result<()> {
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        self.file.seek(SeekFrom::Start(self.known.read_to))?;
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.known.read_to += line.len() as u64;
        self.known.entries.insert(entry.request_no.clone(), entry);
        Ok(())
    }

    fn catch_up(&mut self) -> Result<()> {
        if self.file.metadata()?.len() < self.known.read_to {
            // The ledger was begun again.
            *self.known = Known::default();
        }
        self.file.seek(SeekFrom::Start(self.known.read_to))?;
        let mut fresh = Vec::new();
        self.file.read_to_end(&mut fresh)?;
        let whole = fresh.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        for line in fresh[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let entry: Entry = serde_json::from_slice(line)?;
            self.known.entries.insert(entry.request_no.clone(), entry);
        }
        self.known.read_to += whole as u64;
        if whole < fresh.len() {
            self.file.set_len(self.known.read_to)?;
        }
        Ok(())
    }
}
