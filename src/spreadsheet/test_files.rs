//! Files for tests: written to a temporary folder, or as the least archive that is a workbook.

use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// A file in a folder of its own that goes with it.
pub(crate) struct TestFile {
    pub path: PathBuf,
    _folder: tempfile::TempDir,
}

/// Writes a file.
pub(crate) fn file(bytes: impl AsRef<[u8]>) -> TestFile {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file.dat");
    std::fs::write(&path, bytes).expect("writes");
    TestFile { path, _folder: folder }
}

/// Packs bytes.
pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes.as_ref()).expect("packs");
    encoder.finish().expect("packs")
}

/// A zip archive of deflated entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("packs");
        let packed = encoder.finish().expect("packs");
        let offset = archive.len() as u32;
        let mut common = Vec::new();
        common.extend_from_slice(&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
        for number in [crc.sum(), packed.len() as u32, content.len() as u32] {
            common.extend_from_slice(&number.to_le_bytes());
        }
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&common);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (count, at) = ((entries.len() as u16).to_le_bytes(), archive.len() as u32);
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&count);
    archive.extend_from_slice(&count);
    archive.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    archive.extend_from_slice(&at.to_le_bytes());
    archive.extend_from_slice(&[0, 0]);
    archive
}

/// A workbook of one sheet from its rows in XML. Style 1 is a date with time; shared strings are those given.
pub(crate) fn workbook(rows: &str, strings: &[&str]) -> Vec<u8> {
    workbook_with(rows, strings, &[], false)
}

/// Rows in XML from lines of texts with bars between the cells; the first is row 1, and what is a plain number is one.
pub(crate) fn rows_of(lines: &[&str]) -> String {
    let cell = |row: usize, column: usize, text: &str| {
        let name = format!("{}{row}", char::from(b'A' + column as u8));
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => format!("<c r=\"{name}\"><v>{number}</v></c>"),
            _ if text.is_empty() => String::new(),
            _ => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let row = |(row, line): (usize, &&str)| {
        let cells: String = line.split('|').enumerate().map(|(column, text)| cell(row, column, text)).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    (1..).zip(lines).map(row).collect()
}

/// As `workbook`, with merged cells such as `A2:A4`, and with days that may count from 1904.
pub(crate) fn workbook_with(rows: &str, strings: &[&str], merged: &[&str], from_1904: bool) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let content_types = format!(
        "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
    );
    let rels = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><workbookPr date1904=\"{from_1904}\"/><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    let book_rels = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
    );
    let shared: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let shared = format!("<sst xmlns=\"{main}\">{shared}</sst>");
    let merged: String = merged.iter().map(|cells| format!("<mergeCell ref=\"{cells}\"/>")).collect();
    let merged = if merged.is_empty() { merged } else { format!("<mergeCells>{merged}</mergeCells>") };
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData>{merged}</worksheet>");
    zip(&[
        ("[Content_Types].xml", content_types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}
