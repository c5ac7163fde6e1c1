//! The first line of a CSV file: which delimiter it uses, and what kind of file the first bytes promise.

use crate::spreadsheet::read::open_error::{Lookalike, OpenError};

/// The byte order mark of UTF-8.
pub(in crate::spreadsheet) const BOM: &[u8] = b"\xef\xbb\xbf";

/// The kind of a file by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spreadsheet) enum Content {
    /// Text, probably CSV.
    Text,
    /// A zip archive, probably a workbook.
    Zip,
    /// gzip.
    Gzip,
}

/// Looks at the first few thousand bytes; what is certainly no table is named.
pub(in crate::spreadsheet) fn sniff(head: &[u8]) -> Result<Content, OpenError> {
    let trimmed: Vec<u8> =
        head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start().iter().take(16).map(u8::to_ascii_lowercase).collect();
    let no = |what| Err(OpenError::NotASpreadsheet(what));
    match head {
        [] => Err(OpenError::Empty),
        [b'P', b'K', 3, 4, ..] => Ok(Content::Zip),
        [0x1f, 0x8b, ..] => Ok(Content::Gzip),
        [b'P', b'K', 5, 6, ..] => no(Lookalike::EmptyZip),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => no(Lookalike::OldWorkbook),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => no(Lookalike::Utf16),
        [b'%', b'P', b'D', b'F', ..] => no(Lookalike::Pdf),
        _ if [
            &b"<!doctype"[..],
            b"<html",
            b"<?xml",
            b"<table",
            b"<head",
            b"<meta",
            b"<style",
            b"<div",
            b"mime-version:",
        ]
        .iter()
        .any(|tag| trimmed.starts_with(tag)) =>
        {
            no(Lookalike::Markup)
        }
        _ if is_binary(head) => no(Lookalike::Binary),
        _ => Ok(Content::Text),
    }
}

/// Control bytes here and there are dirt that costs its line; many of them are no text.
fn is_binary(head: &[u8]) -> bool {
    let controls = head.iter().filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n')).count();
    controls > 1 + head.len() / 100
}

/// The delimiter that a line `sep=;` names, as spreadsheet programs write it before the heading.
pub(in crate::spreadsheet) fn named_delimiter(first_line: &[u8]) -> Option<u8> {
    match first_line.strip_prefix(b"sep=") {
        Some([named]) => Some(*named),
        _ => None,
    }
}

/// The delimiter of a line: the one of comma, semicolon and tab that it has most of outside quotes.
pub(in crate::spreadsheet) fn delimiter(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    for &byte in line {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_delimiter() {
        let cases: &[(&str, u8)] = &[
            ("a,b;c,d", b','),
            ("a;b;c", b';'),
            ("a\tb\tc,d", b'\t'),
            ("\"x;y;z\",b", b','),
            ("alone", b','),
            ("", b','),
        ];
        for (line, expected) in cases {
            assert_eq!(delimiter(line.as_bytes()), *expected, "{line:?}");
            assert_eq!(named_delimiter(line.as_bytes()), None, "{line:?}");
        }
        assert_eq!((named_delimiter(b"sep=;"), named_delimiter(b"sep=\t")), (Some(b';'), Some(b'\t')));
    }

    #[test]
    fn the_first_bytes_tell_the_kind() {
        assert!(matches!(sniff(b""), Err(OpenError::Empty)));
        assert!(matches!(sniff(b"a,b\n"), Ok(Content::Text)));
        assert!(matches!(sniff(b"PK\x03\x04rest"), Ok(Content::Zip)));
        assert!(matches!(sniff(b"\x1f\x8b\x08"), Ok(Content::Gzip)));
        for other in [
            &b"PK\x05\x06"[..],
            b"\xd0\xcf\x11\xe0\xa1",
            b"\xff\xfea\0",
            b"%PDF-1.7",
            b"\n  <!DOCTYPE html>",
            b"\xef\xbb\xbf<?xml version",
            b"\x89PNG\r\n\x1a\n\0\0",
        ] {
            assert!(matches!(sniff(other), Err(OpenError::NotASpreadsheet(_))), "{other:?}");
        }
    }
}
