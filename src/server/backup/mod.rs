//! One file that holds everything: every row as it stood at one moment, the stored files that those rows name, the books of the simulated
//! gateway, and the key of log-ins where it is our own. It is a zip archive: `backup.json` describes it, `tables/NAME.jsonl` has a row a
//! line, `files/…` are the files of `FILES_DIR`. It is the same whichever engine it comes from, and no program but ours writes or reads it.

pub mod restore;
pub mod write;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::result::ZipError;

use crate::store::DbError;
use crate::store::backup::Table;

/// The version of the format; a higher one is a newer program's.
const FORMAT: u32 = 1;
/// The entry that describes the others.
const DESCRIPTION: &str = "backup.json";
/// The entry of the key of log-ins.
const SESSION_KEY: &str = "session-key";

/// What stands at the beginning of every description, of any version.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    /// The version of the program that wrote it.
    program: String,
}

/// What is in a back-up.
#[derive(Serialize, Deserialize)]
struct Description {
    #[serde(flatten)]
    head: Head,
    /// The moment, in RFC 3339.
    made_at: String,
    migrations: Vec<String>,
    tables: Vec<SavedTable>,
    files: Vec<SavedFile>,
    session_key: Option<Contents>,
}

#[derive(Serialize, Deserialize)]
struct SavedTable {
    #[serde(flatten)]
    table: Table,
    rows: u64,
    #[serde(flatten)]
    contents: Contents,
}

impl SavedTable {
    fn entry(&self) -> String {
        format!("tables/{}.jsonl", self.table.name)
    }
}

#[derive(Serialize, Deserialize)]
struct SavedFile {
    /// Its place in `FILES_DIR`.
    name: String,
    #[serde(flatten)]
    contents: Contents,
}

impl SavedFile {
    fn entry(&self) -> String {
        format!("files/{}", self.name)
    }
}

/// By what an entry is known to be whole.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Contents {
    bytes: u64,
    sha256: String,
}

/// Counts and hashes what passes through.
struct Measured<W> {
    inner: W,
    bytes: u64,
    hash: Sha256,
}

impl<W> Measured<W> {
    fn of(inner: W) -> Self {
        Self { inner, bytes: 0, hash: Sha256::new() }
    }

    fn contents(self) -> Contents {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Contents { bytes: self.bytes, sha256 }
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(text)?;
        self.hash.update(&text[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Why there is no back-up, or nothing was restored: a sentence for the terminal.
#[derive(Debug)]
pub struct Failure(pub String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<ZipError> for Failure {
    fn from(error: ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
