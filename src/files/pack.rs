//! Files in one ZIP, under names of ours.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Seek, SeekFrom, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::FileStore;

/// A file of a pack: its name there, and what it is here.
#[derive(Clone, Debug)]
pub struct Packed {
    pub name: String,
    pub stored_as: String,
}

/// Writes a page and files into a ZIP; memory holds a piece of one file at a time. The answer stands at its beginning, with its length.
///
/// # Errors
/// Those of the disk; a file that is not there any more.
pub fn write(store: &FileStore, page: &str, files: &[Packed]) -> io::Result<(File, u64)> {
    // Without a name: it is gone with the process, however that ends.
    let out = tempfile::tempfile_in(store.scratch()?)?;
    let mut zip = ZipWriter::new(BufWriter::new(out));
    zip.start_file("index.html", SimpleFileOptions::default())?;
    zip.write_all(page.as_bytes())?;
    // Pictures are packed already.
    let as_it_is = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for file in files {
        let mut content = store.open(&file.stored_as)?;
        zip.start_file(file.name.as_str(), as_it_is)?;
        io::copy(&mut content, &mut zip)?;
    }
    let mut file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    let length = file.stream_position()?;
    file.seek(SeekFrom::Start(0))?;
    Ok((file, length))
}
