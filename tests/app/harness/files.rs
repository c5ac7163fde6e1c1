//! Stored files, as they lie on the disk.

use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Every file below a folder, in order; none where there is no folder.
pub fn every_file(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(every_file(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Lets a file be last written at an instant, in microseconds since 1970.
pub fn written_at(path: &Path, micros: i64) {
    let at = UNIX_EPOCH + Duration::from_micros(u64::try_from(micros).expect("after 1970"));
    let file = std::fs::File::options().write(true).open(path).expect("the file");
    file.set_modified(at).expect("another time");
}
