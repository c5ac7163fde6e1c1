//! What may be kept as evidence: pictures and documents, told by their content and not by their name.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// Bytes a file of evidence may have.
pub const MOST_BYTES: u64 = 10 * 1_048_576;

/// What a checked file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub media_type: &'static str,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

/// Looks at a stored file: `None` when it is none of JPEG, PNG, WebP, GIF and PDF.
pub fn check(file: &mut File) -> io::Result<Option<Checked>> {
    let mut hash = Sha256::new();
    let mut head = Vec::new();
    let mut buffer = [0; 16_384];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        if head.len() < 512 {
            head.extend_from_slice(&buffer[..read.min(512)]);
        }
        hash.update(&buffer[..read]);
    }
    let media_type = match infer::get(&head).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("image/webp") => "image/webp",
        Some("image/gif") => "image/gif",
        Some("application/pdf") => "application/pdf",
        _ => return Ok(None),
    };
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(Checked { media_type, sha256 }))
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    fn checked(content: &[u8]) -> Option<Checked> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(content).expect("written");
        file.rewind().expect("rewound");
        check(&mut file).expect("readable")
    }

    #[test]
    fn content_decides_not_the_name() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert_eq!(checked(png).map(|file| file.media_type), Some("image/png"));
        assert_eq!(checked(b"%PDF-1.7\n").map(|file| file.media_type), Some("application/pdf"));
        for bad in [
            &b""[..],
            b"<html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"PK\x03\x04zip",
            b"MZ",
        ] {
            assert_eq!(checked(bad), None, "{bad:?}");
        }
    }
}
