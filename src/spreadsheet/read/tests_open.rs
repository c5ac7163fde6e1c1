//! Files of every dress, sound and hostile: what rows come out, and what is refused as a whole.

use std::ops::ControlFlow;

use encoding_rs::GB18030;

use crate::spreadsheet::read::open::{MAX_CELL_CHARS, RawRow, RowProblem, SheetFile};
use crate::spreadsheet::read::open_error::OpenError;
use crate::spreadsheet::test_files::{file, gzip, workbook, zip};

fn read(bytes: impl AsRef<[u8]>) -> Result<(Vec<String>, Vec<RawRow>), OpenError> {
    let file = file(bytes);
    let sheet = SheetFile::open(&file.path, &|_| 1)?;
    let mut rows = Vec::new();
    sheet.read(&mut |row, _| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((sheet.header().to_vec(), rows))
}

fn table(bytes: impl AsRef<[u8]>) -> Vec<(u64, Vec<String>)> {
    let (header, rows) = read(bytes).expect("a table");
    let mut table = vec![(0, header)];
    table.extend(rows.into_iter().map(|row| {
        assert_eq!(row.problem, None, "{row:?}");
        (row.line_no, row.cells)
    }));
    table
}

fn expected(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
    rows.iter().map(|(line, cells)| (*line, cells.iter().map(|cell| (*cell).to_owned()).collect())).collect()
}

#[test]
fn one_table_in_every_dress() {
    let plain = "订单号,名称\r\n1,\"红, 蓝\"\r\n2,茶杯\r\n";
    let wanted = expected(&[(0, &["订单号", "名称"]), (2, &["1", "红, 蓝"]), (3, &["2", "茶杯"])]);
    let gb = GB18030.encode(plain).0.into_owned();
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
                <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>红, 蓝</t></is></c></row>\
                <row r=\"3\"><c r=\"A3\" t=\"str\"><f>1+1</f><v>2</v></c><c r=\"B3\" t=\"s\"><v>2</v></c></row>";
    let book = workbook(rows, &["订单号", "名称", "茶杯"]);
    let dresses: Vec<(&str, Vec<u8>)> = vec![
        ("utf-8", plain.into()),
        ("with bom", format!("\u{feff}{plain}").into()),
        ("gb18030", gb.clone()),
        ("gzip", gzip(plain)),
        ("gzip of gb18030", gzip(&gb)),
        ("two gzip members", [gzip(&plain.as_bytes()[..20]), gzip(&plain.as_bytes()[20..])].concat()),
        ("line feeds", plain.replace("\r\n", "\n").into()),
        ("carriage returns", plain.replace("\r\n", "\r").into()),
        ("no end of line at the end", plain.trim_end().into()),
        ("semicolons", "订单号;名称\n1;红, 蓝\n2;茶杯\n".into()),
        ("tabs", "订单号\t名称\n1\t红, 蓝\n2\t茶杯\n".into()),
        ("empty cells at the end", "订单号,名称,,\n1,\"红, 蓝\",,\n2,茶杯,,,\n".into()),
        ("workbook", book.clone()),
        ("workbook in gzip", gzip(&book)),
    ];
    for (name, bytes) in dresses {
        assert_eq!(table(&bytes), wanted, "{name}");
    }
    let named = table("sep=;\n订单号;名称\n1;红, 蓝\n");
    assert_eq!(named[1], (3, vec!["1".to_owned(), "红, 蓝".to_owned()]));
    let blank_lines = table("\n\n订单号,名称\n\n , \n1,茶杯\n");
    assert_eq!(blank_lines[1], (6, vec!["1".to_owned(), "茶杯".to_owned()]));
}

#[test]
fn workbook_cells_as_a_person_sees_them() {
    let rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"D2\" t=\"s\"><v>2</v></c></row>\
                <row r=\"5\"><c r=\"A5\"><v>536365</v></c><c r=\"B5\" s=\"1\"><v>40513.351388888892</v></c>\
                <c r=\"D5\"><v>94.660000000000011</v></c></row>\
                <row r=\"6\"><c r=\"A6\" t=\"b\"><v>1</v></c><c r=\"B6\" t=\"e\"><v>#REF!</v></c></row>\
                <row r=\"7\"><c r=\"A7\"><f>1+1</f></c></row>\
                <row r=\"8\"><c r=\"A8\"><v>2026110100012345678</v></c><c r=\"XFD8\"><v>1</v></c></row>";
    let (header, rows) = read(workbook(rows, &["no", "at", "amount"])).expect("a table");
    assert_eq!(header, ["no", "at", "", "amount"]);
    let found: Vec<_> = rows.iter().map(|row| (row.line_no, row.cells.join("|"), row.problem)).collect();
    assert_eq!(
        found,
        [
            (5, "536365|2010-12-01 08:26:00||94.66".to_owned(), None),
            (6, "TRUE|#REF!||".to_owned(), None),
            (8, "2.0261101000123456E+18|||".to_owned(), Some(RowProblem::TooManyCells)),
        ]
    );
}

#[test]
fn a_huge_string_shared_by_cells_is_refused_row_by_row() {
    let huge = "x".repeat(2_000_000);
    let cells: String = (2..40).map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>1</v></c></row>")).collect();
    let heading = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    let (_, rows) = read(workbook(&format!("{heading}{cells}"), &["a", &huge])).expect("a table");
    assert_eq!(rows.len(), 38);
    assert!(
        rows.iter().all(|row| row.problem == Some(RowProblem::TooLong) && row.cells[0].len() <= MAX_CELL_CHARS + 1)
    );
}

#[test]
fn broken_rows_are_told_one_by_one_with_their_text() {
    use RowProblem::*;
    let long_cell = "x".repeat(MAX_CELL_CHARS + 1);
    let long_line = "y".repeat(600_000);
    let mut bytes = b"a,b\n1,2\n1\n1,2,3\ncaf\xe9,2\nnul\0,2\n".to_vec();
    bytes.extend_from_slice(format!("{long_cell},2\n{long_line},2\n\"open,2\n3,4\n5,6,\n").as_bytes());
    let (_, rows) = read(&bytes).expect("a table");
    let found: Vec<_> = rows.iter().map(|row| (row.line_no, row.problem)).collect();
    assert_eq!(
        found,
        [
            (2, None),
            (3, Some(TooFewCells)),
            (4, Some(TooManyCells)),
            (5, Some(BadEncoding)),
            (6, Some(BadEncoding)),
            (7, Some(TooLong)),
            (8, Some(TooLong)),
            (9, Some(UnclosedQuote)),
            (10, None),
            (11, None),
        ]
    );
    assert_eq!((&rows[1].cells[..], &rows[7].cells[..]), (&["1".to_owned()][..], &["open,2".to_owned()][..]));
    assert_eq!(rows[3].cells[0], "caf\u{fffd}");
    assert!(rows[6].cells[0].starts_with("yyy") && rows[6].cells[0].len() < 10_000);
}

#[test]
fn utf8_files_may_hold_lines_in_gb18030() {
    let mut bytes = "编号,名称\n1,杯子\n2,茶杯\n3,".as_bytes().to_vec();
    bytes.extend_from_slice(&GB18030.encode("玻璃杯").0);
    let rows = table(&bytes);
    assert_eq!(rows[3].1, ["3", "玻璃杯"]);
}

#[test]
fn what_is_no_table_is_refused_as_a_whole() {
    let book = workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &[]);
    let mut cut = gzip("a,b\n1,2\n".repeat(10_000));
    cut.truncate(cut.len() / 2);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "EMPTY"),
        ("blank lines", b"\n\r\n\n".to_vec(), "EMPTY"),
        ("empty in gzip", gzip(""), "EMPTY"),
        ("gzip in gzip", gzip(gzip("a,b")), "NOT_A_SPREADSHEET"),
        ("old xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".to_vec(), "NOT_A_SPREADSHEET"),
        ("web page", b"<html><table>".to_vec(), "NOT_A_SPREADSHEET"),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "NOT_A_SPREADSHEET"),
        ("utf-16", b"\xff\xfea\0,\0".to_vec(), "NOT_A_SPREADSHEET"),
        ("bytes that are no text", vec![0xff; 4000], "NOT_A_SPREADSHEET"),
        ("one quote", b"\"".to_vec(), "NOT_A_SPREADSHEET"),
        ("too many columns", ",x".repeat(600).into_bytes(), "TOO_MANY_COLUMNS"),
        ("cut gzip", cut, "UNREADABLE"),
        ("some other zip", zip(&[("a.txt", b"hello")]), "BROKEN_WORKBOOK"),
        ("empty workbook", workbook("", &[]), "EMPTY"),
        ("cut workbook", book[..book.len() - 30].to_vec(), "BROKEN_WORKBOOK"),
        ("gzip bomb", gzip(vec![b'a'; 80 * 1024 * 1024]), "TOO_LARGE"),
    ];
    for (name, bytes, code) in cases {
        let error = read(&bytes).expect_err(name);
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(error.text(true).chars().any(|c| c as u32 > 0x2E80), "{name}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(SheetFile::open(folder.path(), &|_| 1).expect_err("a folder").code(), "NOT_A_FILE");
    assert_eq!(SheetFile::open(&folder.path().join("none"), &|_| 1).expect_err("nothing").code(), "UNREADABLE");
}

#[test]
fn a_workbook_damaged_anywhere_never_panics() {
    let rows =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>40513.5</v></c></row>";
    let sound = workbook(rows, &["name"]);
    assert!(read(&sound).is_ok());
    for at in (0..sound.len()).step_by(3) {
        let mut damaged = sound.clone();
        damaged[at] = damaged[at].wrapping_add(101);
        let _ = read(&damaged);
    }
    for rows in [
        "<row r=\"99999999999\"><c r=\"A1\"><v>1</v></c></row>",
        "<row><c r=\"ZZZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>999999</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" s=\"77\"><v>1e308</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>-1e308</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>NaN</v></c></row><row><c><v>inf</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>",
    ] {
        let _ = read(workbook(rows, &[]));
    }
}
