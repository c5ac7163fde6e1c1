//! Files that may be kept as evidence: pictures and documents, recognised by content and not by name. Pictures are kept without their
//! metadata.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use img_parts::Bytes;
use sha2::{Digest, Sha256};

use super::metadata::{Stripped, strip};

/// Bytes a file of evidence may have.
pub const MOST_BYTES: u64 = 10 * 1_048_576;

/// Bytes that the files of one form may have together.
pub const FORM_BYTES: u64 = 4 * MOST_BYTES;

/// Why a file is refused as evidence.
#[derive(Debug)]
pub enum Unfit {
    /// It is none of JPEG, PNG, WebP, GIF and PDF.
    Kind,
    /// It begins as a picture and cannot be read as one.
    Damaged,
    Io(io::Error),
}

impl From<io::Error> for Unfit {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub media_type: &'static str,
    /// Of the file as it was sent; lower-case hexadecimal.
    pub original_sha256: String,
    /// Of the file as it is kept; lower-case hexadecimal.
    pub sha256: String,
    pub bytes: Bytes,
    /// When a picture was taken, in its own words; may be empty.
    pub taken_at: String,
}

/// Looks at a file's content and takes the metadata out of pictures. GIFs and PDFs stay as they are.
pub fn look(file: Bytes) -> Result<Fit, Unfit> {
    let media_type = match infer::get(&file[..file.len().min(512)]).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("image/webp") => "image/webp",
        Some("image/gif") => "image/gif",
        Some("application/pdf") => "application/pdf",
        _ => return Err(Unfit::Kind),
    };
    let original_sha256 = sha256(&file);
    let Stripped { bytes, taken_at } = match media_type {
        "image/jpeg" | "image/png" | "image/webp" => strip(media_type, file).ok_or(Unfit::Damaged)?,
        _ => Stripped { bytes: file, taken_at: String::new() },
    };
    Ok(Fit { media_type, original_sha256, sha256: sha256(&bytes), bytes, taken_at })
}

/// `look` at a stored file that nobody refers to yet, which is rewritten where metadata were in it.
pub fn take_in(file: &mut File) -> Result<Fit, Unfit> {
    let fit = look(read(file)?)?;
    if fit.sha256 != fit.original_sha256 {
        file.rewind()?;
        file.set_len(0)?;
        file.write_all(&fit.bytes)?;
        file.sync_all()?;
    }
    Ok(fit)
}

/// The content of a stored file of evidence.
pub fn read(file: &mut File) -> io::Result<Bytes> {
    let size = file.metadata()?.len().min(MOST_BYTES);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_not_the_name() {
        let kind = |content: &'static [u8]| look(Bytes::from_static(content)).map(|fit| fit.media_type);
        assert_eq!(kind(b"%PDF-1.7\n").ok(), Some("application/pdf"));
        assert_eq!(kind(b"GIF89a\x01\0\x01\0").ok(), Some("image/gif"));
        for bad in [
            &b""[..],
            b"<html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"PK\x03\x04zip",
            b"MZ",
        ] {
            assert!(matches!(kind(bad), Err(Unfit::Kind)), "{bad:?}");
        }
        for cut_off in
            [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"\xff\xd8\xff\xe1\0\x10Exif\0\0", b"RIFF\0\0\0\0WEBPVP8 "]
        {
            assert!(matches!(kind(cut_off), Err(Unfit::Damaged)), "{cut_off:?}");
        }
    }
}
