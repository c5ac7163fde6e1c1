//! Evidence and uploads: a folder now, an object store later. A file is known by the name it was given here, never by the one it came
//! with; what it holds is checked by whoever takes it in.

pub mod evidence;
pub mod fetch;
pub mod metadata;
pub mod pack;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::time::Timestamp;

/// A folder of files, shared by the servers of a house.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
}

/// A file that was just made.
#[derive(Debug)]
pub struct NewFile {
    /// The name that the database keeps.
    pub stored_as: String,
    pub file: File,
}

impl FileStore {
    /// Files below this folder, which need not be there yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Makes an empty file with a new random name in an area (`imports`, `evidence`).
    pub fn create(&self, area: &str) -> io::Result<NewFile> {
        let name: [u8; 16] = rand::random();
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let stored_as = format!("{area}/{}/{name}", &name[..2]);
        let path = self.path(&stored_as)?;
        make_parent(&path)?;
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(NewFile { stored_as, file })
    }

    /// Makes or empties a file that goes with another one: `stored_as` with an ending.
    pub fn rewrite(&self, stored_as: &str) -> io::Result<File> {
        let path = self.path(stored_as)?;
        make_parent(&path)?;
        File::create(path)
    }

    /// A folder for what is needed for a moment only, beside the files: `/tmp` may be memory.
    pub fn scratch(&self) -> io::Result<PathBuf> {
        let folder = self.folder.join("scratch");
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Opens a file to be read.
    pub fn open(&self, stored_as: &str) -> io::Result<File> {
        File::open(self.path(stored_as)?)
    }

    /// Opens a file to be read and rewritten.
    pub fn open_to_change(&self, stored_as: &str) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(self.path(stored_as)?)
    }

    /// The stored files of an area that were last written before an instant, the folders below it included.
    pub fn older_than(&self, area: &str, before: Timestamp) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![area.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(self.path(&folder)?) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                let Some(name) = entry.file_name().to_str().map(|name| format!("{folder}/{name}")) else { continue };
                let about = match entry.metadata() {
                    // Removed meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    about => about?,
                };
                if about.is_dir() {
                    folders.push(name);
                } else if self.path(&name).is_ok() && written_at(&about)? < before {
                    found.push(name);
                }
            }
        }
        Ok(found)
    }

    /// Removes a file; one that is not there is as good as removed.
    pub fn remove(&self, stored_as: &str) -> io::Result<()> {
        match fs::remove_file(self.path(stored_as)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Where a file lies; an error for what is no name of ours.
    pub fn path(&self, stored_as: &str) -> io::Result<PathBuf> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        if stored_as.split('/').all(plain) {
            Ok(self.folder.join(stored_as))
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{stored_as:?} is no stored file")))
        }
    }
}

fn written_at(about: &fs::Metadata) -> io::Result<Timestamp> {
    let since_1970 = about.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Timestamp::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX)))
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn a_file_is_found_by_the_name_it_was_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = FileStore::new(&folder.path().join("not/there/yet"));
        let mut new = files.create("imports").expect("made");
        new.file.write_all(b"text").expect("written");
        let mut text = String::new();
        files.open(&new.stored_as).expect("there").read_to_string(&mut text).expect("readable");
        assert_eq!(text, "text");
        files.remove(&new.stored_as).expect("removed");
        files.remove(&new.stored_as).expect("nothing to remove");
        assert!(files.open(&new.stored_as).is_err());
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let files = FileStore::new(Path::new("/srv/files"));
        for name in ["../etc/passwd", "/etc/passwd", "a/../../b", "", "a//b", ".hidden", "a\0b", "a\\b"] {
            assert!(files.path(name).is_err(), "{name:?}");
        }
    }
}
