//! Bytes to text: UTF-8 or GB18030, decided once for a file by what its lines contain, then kept to line by line.
//! A single line is no evidence (`联通` in GB18030 is valid UTF-8), so lines are counted.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::GB18030;

use crate::spreadsheet::read::csv_records::RecordReader;

/// Lines with more than ASCII in them that are enough to decide.
const ENOUGH: u32 = 500;

/// The encoding most lines of a file are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spreadsheet) enum Encoding {
    Utf8,
    Gb18030,
}

/// Reads until the evidence is enough or the file ends. A file that is all ASCII counts as UTF-8.
pub(in crate::spreadsheet) fn detect<R: Read>(source: R, delimiter: u8) -> io::Result<Encoding> {
    let mut reader = RecordReader::new(source, delimiter)?;
    let (mut utf8, mut other) = (0_u32, 0_u32);
    while let Some(record) = reader.next_record()? {
        if record.bytes.is_ascii() {
            continue;
        }
        match std::str::from_utf8(record.bytes) {
            Ok(_) => utf8 += 1,
            // The head of a long line may end within a character: no evidence.
            Err(error) if error.error_len().is_none() => {}
            Err(_) if gb18030(record.bytes).is_some() => other += 1,
            Err(_) => {}
        }
        if utf8 + other >= ENOUGH {
            break;
        }
    }
    Ok(if other > utf8 { Encoding::Gb18030 } else { Encoding::Utf8 })
}

/// The text of a line; `Err` holds what can be shown of bytes that are no text in either encoding, or that contain NUL.
pub(in crate::spreadsheet) fn decode(bytes: &[u8], main: Encoding) -> Result<Cow<'_, str>, String> {
    let utf8 = || std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    let text = match main {
        Encoding::Utf8 => utf8().or_else(|| gb18030(bytes)),
        Encoding::Gb18030 => gb18030(bytes).or_else(utf8),
    };
    match text {
        Some(text) if !text.contains('\0') => Ok(text),
        _ => Err(String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}")),
    }
}

fn gb18030(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_of_lines_decides() {
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        let cases: Vec<(&str, Vec<u8>, Encoding)> = vec![
            ("ascii", b"a,b\n1,2\n".to_vec(), Encoding::Utf8),
            ("utf-8", "编号,名称\n1,杯子\n".into(), Encoding::Utf8),
            ("gb", gb("编号,名称\n1,杯子\n"), Encoding::Gb18030),
            ("gb with a line that is valid utf-8", gb("编号,名称\n1,联通\n2,茶杯\n"), Encoding::Gb18030),
            ("utf-8 with one gb line", ["编号,名称\n1,杯子\n".as_bytes(), &gb("2,茶杯\n")].concat(), Encoding::Utf8),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(detect(bytes.as_slice(), b',').expect("reads"), expected, "{name}");
        }
    }

    #[test]
    fn lines_in_the_other_encoding_are_still_read() {
        let gb = GB18030.encode("中文€𠮷").0.into_owned();
        let unicom = GB18030.encode("联通").0.into_owned();
        assert_eq!(decode(&gb, Encoding::Utf8).as_deref(), Ok("中文€𠮷"));
        assert_eq!(decode(&gb, Encoding::Gb18030).as_deref(), Ok("中文€𠮷"));
        assert_eq!(decode(&unicom, Encoding::Gb18030).as_deref(), Ok("联通"));
        assert_eq!(decode("中文".as_bytes(), Encoding::Utf8).as_deref(), Ok("中文"));
        for bad in [&b"caf\xe9"[..], b"\xff\xff", b"a\0b", b"\x81"] {
            for main in [Encoding::Utf8, Encoding::Gb18030] {
                let shown = decode(bad, main).expect_err("no text");
                assert!(!shown.contains('\0'));
            }
        }
    }
}
