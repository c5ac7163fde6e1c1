//! A file becomes rows: CSV or XLSX by content, plain or gzip, UTF-8 or GB18030, whatever its name says. A file is looked at once
//! and can then be read any number of times; CSV is streamed, so that memory does not grow with the file.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::spreadsheet::order_file::header::{Content, delimiter, sniff};
use crate::spreadsheet::read::csv_records::{RecordReader, Shape, split_cells};
use crate::spreadsheet::read::decoding::{Encoding, decode, detect};
use crate::spreadsheet::read::open_error::OpenError;
use crate::spreadsheet::read::workbook;
use crate::spreadsheet::read::workbook::MAX_COLUMNS;
use crate::spreadsheet::read::zip_guard;

/// The longest cell, in characters, as in spreadsheet programs.
pub const MAX_CELL_CHARS: usize = 32_767;
/// A gzip beyond this size must not have packed better than `MAX_RATIO`: order files pack 5 to 50 times.
const RATIO_COUNTS_FROM: u64 = 64 * 1024 * 1024;
const MAX_RATIO: u64 = 200;
/// The largest workbook packed in gzip, which has to be unpacked in memory.
const MAX_GZIPPED_WORKBOOK: u64 = 128 * 1024 * 1024;

/// One row of the table below the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// 1-based line of the file as an editor shows it (the line a row begins on); of a workbook, its row.
    pub line_no: u64,
    /// The cells, as many as the heading has columns; of a row with a problem as far as they can be read.
    pub cells: Vec<String>,
    /// The original text, for the rejects file; of a line that is too long its beginning.
    pub text: String,
    /// Why the row cannot be taken as it stands.
    pub problem: Option<RowProblem>,
}

/// A fault of a row that does not depend on its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowProblem {
    /// Neither UTF-8 nor GB18030, or a NUL in it.
    BadEncoding,
    /// The line or a cell is beyond the limits.
    TooLong,
    /// More cells than columns.
    TooManyCells,
    /// Fewer cells than columns.
    TooFewCells,
    /// A quotation mark is never closed.
    UnclosedQuote,
}

/// Bytes of the file read so far.
type Progress = Rc<Cell<u64>>;

/// A row, and how many bytes of the file have been read to get it.
pub type OnRow<'a> = dyn FnMut(RawRow, u64) -> ControlFlow<()> + 'a;

/// A file that was looked at and has a heading.
#[derive(Debug)]
pub struct SheetFile {
    path: PathBuf,
    total_bytes: u64,
    gzip: bool,
    format: Format,
    header: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum Format {
    /// The heading is preceded by a line that names the delimiter where `named`.
    Csv {
        delimiter: u8,
        named: bool,
        encoding: Encoding,
    },
    Xlsx,
}

impl SheetFile {
    /// Looks at a file: what it is, how it is encoded, its heading (the first line that is not blank).
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(OpenError::NotAFile);
        }
        let mut head = head_of(File::open(path)?)?;
        let gzip = sniff(&head)? == Content::Gzip;
        let mut sheet =
            Self { path: path.to_owned(), total_bytes: metadata.len(), gzip, format: Format::Xlsx, header: Vec::new() };
        if gzip {
            head = head_of(sheet.bytes()?.0)?;
        }
        sheet.format = match sniff(&head)? {
            Content::Zip => {
                zip_guard::measure(&mut sheet.archive()?.0)?;
                Format::Xlsx
            }
            Content::Text => sheet.csv_format()?,
            Content::Gzip => return Err(OpenError::NotASpreadsheet("gzip within gzip")),
        };
        sheet.header = sheet.read_header()?;
        match sheet.header.len() {
            0 => Err(OpenError::Empty),
            n if n > MAX_COLUMNS => Err(OpenError::TooManyColumns),
            _ => Ok(sheet),
        }
    }

    /// The names of the columns, trimmed; unnamed columns are empty.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Size of the file in bytes, packed as it is.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// Hands out every row below the heading that is not blank, in the order of the file, until the end or a `Break`.
    pub fn read(&self, on_row: &mut OnRow<'_>) -> Result<(), OpenError> {
        match self.format {
            Format::Csv { delimiter, named, encoding } => self.read_csv(delimiter, named, encoding, on_row),
            Format::Xlsx => {
                let mut is_header = true;
                let (archive, progress) = self.archive()?;
                workbook::read_rows(archive, &mut |row| {
                    if std::mem::take(&mut is_header) {
                        return ControlFlow::Continue(());
                    }
                    on_row(self.sheet_row(row), progress.get().min(self.total_bytes))
                })
            }
        }
    }

    fn csv_format(&self) -> Result<Format, OpenError> {
        let mut reader = RecordReader::new(self.bytes()?.0, b',')?;
        let first = reader.next_record()?.ok_or(OpenError::Empty)?;
        let (delimiter, named) = delimiter(first.bytes);
        if !matches!(delimiter, b',' | b';' | b'\t' | b'|') {
            return Err(OpenError::NotASpreadsheet("text with an unusual delimiter"));
        }
        let encoding = detect(self.bytes()?.0, delimiter)?;
        Ok(Format::Csv { delimiter, named, encoding })
    }

    fn read_header(&self) -> Result<Vec<String>, OpenError> {
        let mut header = Vec::new();
        match self.format {
            Format::Csv { delimiter, named, encoding } => {
                let mut reader = RecordReader::new(self.bytes()?.0, delimiter)?;
                if named {
                    reader.next_record()?;
                }
                let record = reader.next_record()?.ok_or(OpenError::Empty)?;
                let text = decode(record.bytes, encoding).ok().filter(|_| record.shape == Shape::Whole);
                let text = text.ok_or(OpenError::NotASpreadsheet("something without a readable heading"))?;
                header = split_cells(&text, delimiter);
            }
            Format::Xlsx => {
                let mut too_wide = false;
                workbook::read_rows(self.archive()?.0, &mut |row| {
                    (header, too_wide) = (row.cells, row.too_wide);
                    ControlFlow::Break(())
                })?;
                if too_wide {
                    return Err(OpenError::TooManyColumns);
                }
            }
        }
        for name in &mut header {
            *name = name.trim().to_owned();
        }
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        Ok(header)
    }

    fn read_csv(
        &self,
        delimiter: u8,
        named: bool,
        encoding: Encoding,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), OpenError> {
        let (source, progress) = self.bytes()?;
        let mut reader = RecordReader::new(source, delimiter)?;
        for _ in 0..=usize::from(named) {
            reader.next_record()?;
        }
        while let Some(record) = reader.next_record()? {
            let line_no = record.line_no;
            let (text, readable) = match decode(record.bytes, encoding) {
                Ok(text) => (text.into_owned(), true),
                Err(shown) => (shown, false),
            };
            let cells = split_cells(&text, delimiter);
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut row = self.row(line_no, cells, text);
            row.problem = match record.shape {
                Shape::TooLong => Some(RowProblem::TooLong),
                Shape::Unclosed => Some(RowProblem::UnclosedQuote),
                Shape::Whole if !readable => Some(RowProblem::BadEncoding),
                Shape::Whole => row.problem,
            };
            if on_row(row, progress.get()).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The workbook's archive, and a count of the bytes read so far.
    fn archive(&self) -> Result<(Box<dyn workbook::Source>, Progress), OpenError> {
        let (bytes, progress) = self.bytes()?;
        if !self.gzip {
            let file = Counted { source: File::open(&self.path)?, count: Rc::clone(&progress) };
            return Ok((Box::new(BufReader::new(file)), progress));
        }
        let mut unpacked = Vec::new();
        bytes.take(MAX_GZIPPED_WORKBOOK + 1).read_to_end(&mut unpacked)?;
        if unpacked.len() as u64 > MAX_GZIPPED_WORKBOOK {
            return Err(OpenError::TooLarge);
        }
        Ok((Box::new(Cursor::new(unpacked)), progress))
    }

    /// A workbook leaves out empty cells at the end of a row, so short rows are whole.
    fn sheet_row(&self, row: workbook::SheetRow) -> RawRow {
        let mut cells = row.cells;
        if cells.len() < self.header.len() {
            cells.resize(self.header.len(), String::new());
        }
        let text = crate::spreadsheet::write::csv_out::record(&cells);
        let mut raw = self.row(row.number, cells, text);
        if row.too_wide {
            raw.problem = Some(RowProblem::TooManyCells);
        }
        raw
    }

    fn row(&self, line_no: u64, mut cells: Vec<String>, text: String) -> RawRow {
        let columns = self.header.len();
        // Empty cells beyond the heading mean nothing, as unnamed columns at its end do.
        while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let problem = if cells.len() > columns {
            Some(RowProblem::TooManyCells)
        } else if cells.len() < columns {
            Some(RowProblem::TooFewCells)
        } else if cells.iter().any(|cell| cell.len() > MAX_CELL_CHARS && cell.chars().count() > MAX_CELL_CHARS) {
            Some(RowProblem::TooLong)
        } else {
            None
        };
        cells.truncate(MAX_COLUMNS);
        RawRow { line_no, cells, text, problem }
    }

    /// The unpacked bytes, and a count of the packed ones read so far.
    fn bytes(&self) -> Result<(Box<dyn Read>, Progress), OpenError> {
        let packed = Rc::new(Cell::new(0));
        let file = Counted { source: File::open(&self.path)?, count: Rc::clone(&packed) };
        if !self.gzip {
            return Ok((Box::new(file), packed));
        }
        let source = MultiGzDecoder::new(BufReader::new(file));
        Ok((Box::new(Unpacked { source, unpacked: 0, packed: Rc::clone(&packed) }), packed))
    }
}

fn head_of(source: impl Read) -> Result<Vec<u8>, OpenError> {
    let mut head = Vec::new();
    source.take(8 * 1024).read_to_end(&mut head)?;
    Ok(head)
}

/// Counts the bytes that pass.
struct Counted<R> {
    source: R,
    count: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

/// Ends with an error where a file unpacks beyond all reason.
struct Unpacked<R> {
    source: R,
    unpacked: u64,
    packed: Progress,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        self.unpacked += read as u64;
        if self.unpacked > RATIO_COUNTS_FROM && self.unpacked / MAX_RATIO > self.packed.get() {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(read)
    }
}
