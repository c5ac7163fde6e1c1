//! A file becomes rows: CSV or XLSX by content, plain or gzip, UTF-8 or GB18030, whatever its name says. A file is looked at once
//! and can then be read any number of times; CSV is streamed, so that memory does not grow with the file.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::spreadsheet::order_file::header::{Content, delimiter, named_delimiter, sniff};
use crate::spreadsheet::read::cell_text::plain;
use crate::spreadsheet::read::csv_records::{RecordReader, Shape, split_cells};
use crate::spreadsheet::read::decoding::{Encoding, decode, detect};
use crate::spreadsheet::read::open_error::{Lookalike, OpenError};
use crate::spreadsheet::read::workbook;
use crate::spreadsheet::read::workbook::{MAX_COLUMNS, Merged};
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
    /// The cells, as many as the heading has columns; of a row with a problem as far as they can be read, of a line that is too long its
    /// beginning.
    pub cells: Vec<String>,
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

/// How many of its columns a mapping knows in a line.
pub type Known<'k> = dyn Fn(&[String]) -> usize + 'k;

/// A heading is looked for in so many lines: a title, the period and who exported the file may stand above it.
const HEADING_WITHIN: usize = 20;

/// A file that was looked at and has a heading.
#[derive(Debug)]
pub struct SheetFile {
    path: PathBuf,
    total_bytes: u64,
    gzip: bool,
    format: Format,
    header: Vec<String>,
    /// The line of the heading, as in `RawRow`.
    header_line: u64,
    from_1904: bool,
    /// Cells of a workbook that reach over several rows.
    merged: Vec<Merged>,
}

#[derive(Clone, Debug)]
enum Format {
    Csv { delimiter: u8, encoding: Encoding },
    Xlsx { sheet: String },
}

/// A line that may be the heading.
struct Candidate {
    format: Format,
    line: u64,
    cells: Vec<String>,
    too_wide: bool,
}

impl Candidate {
    /// A line; `None` where nothing stands in it.
    fn of(format: Format, line: u64, cells: &[String], too_wide: bool) -> Option<Self> {
        let mut cells: Vec<String> = cells.iter().map(|cell| plain(cell).to_owned()).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        (!cells.is_empty()).then_some(Self { format, line, cells, too_wide })
    }
}

/// The line of which the most columns are known, the first among equals; where none is, the first one that is no title. Before it how many
/// are known, and whether it is more than one cell.
fn heading(candidates: Vec<Candidate>, known: &Known<'_>) -> ((usize, bool), Option<Candidate>) {
    let score = |candidate: &Candidate| known(&candidate.cells);
    let best = candidates.iter().map(score).max().unwrap_or_default();
    let is_table = |candidate: &Candidate| candidate.cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
    let at = match best {
        0 => candidates.iter().position(is_table).unwrap_or_default(),
        best => candidates.iter().position(|candidate| score(candidate) == best).unwrap_or_default(),
    };
    let found = candidates.into_iter().nth(at);
    ((best, found.as_ref().is_some_and(is_table)), found)
}

impl SheetFile {
    /// Looks at a file: what it is, how it is encoded, its heading (the line of which `known` counts the most columns).
    pub fn open(path: &Path, known: &Known<'_>) -> Result<Self, OpenError> {
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(OpenError::NotAFile);
        }
        let mut head = head_of(File::open(path)?)?;
        let gzip = sniff(&head)? == Content::Gzip;
        let mut sheet = Self {
            path: path.to_owned(),
            total_bytes: metadata.len(),
            gzip,
            format: Format::Xlsx { sheet: String::new() },
            header: Vec::new(),
            header_line: 0,
            from_1904: false,
            merged: Vec::new(),
        };
        if gzip {
            head = head_of(sheet.bytes()?.0)?;
        }
        let found = match sniff(&head)? {
            Content::Zip => {
                zip_guard::measure(&mut sheet.archive()?.0)?;
                sheet.heading_of_workbook(known)?
            }
            Content::Text => sheet.heading_of_text(known)?,
            Content::Gzip => return Err(OpenError::NotASpreadsheet(Lookalike::PackedTwice)),
        };
        let Candidate { format, line, cells, too_wide } = found.ok_or(OpenError::Empty)?;
        if too_wide || cells.len() > MAX_COLUMNS {
            return Err(OpenError::TooManyColumns);
        }
        (sheet.format, sheet.header_line, sheet.header) = (format, line, cells);
        Ok(sheet)
    }

    /// Takes what stands in a cell of these columns for each of the rows that the cell reaches over.
    pub fn fill_down(&mut self, columns: &BTreeSet<usize>) -> Result<(), OpenError> {
        if let Format::Xlsx { sheet } = &self.format {
            self.merged = workbook::merged(self.archive()?.0, sheet, columns)?;
        }
        Ok(())
    }

    /// The line of the heading.
    pub fn header_line(&self) -> u64 {
        self.header_line
    }

    /// Whether bare serial numbers of days count from 1904.
    pub fn from_1904(&self) -> bool {
        self.from_1904
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
        match &self.format {
            Format::Csv { delimiter, encoding } => self.read_csv(*delimiter, *encoding, on_row),
            Format::Xlsx { sheet } => {
                let (archive, progress) = self.archive()?;
                workbook::read_rows(archive, sheet, &self.merged, &mut |row| {
                    if row.number <= self.header_line {
                        return ControlFlow::Continue(());
                    }
                    on_row(self.sheet_row(row), progress.get().min(self.total_bytes))
                })
            }
        }
    }

    fn heading_of_workbook(&mut self, known: &Known<'_>) -> Result<Option<Candidate>, OpenError> {
        let book = workbook::look(self.archive()?.0, HEADING_WITHIN)?;
        self.from_1904 = book.from_1904;
        let mut candidates = Vec::new();
        for (sheet, rows) in book.sheets {
            let format = Format::Xlsx { sheet };
            let of_row = |row: workbook::SheetRow| Candidate::of(format.clone(), row.number, &row.cells, row.too_wide);
            candidates.extend(rows.into_iter().filter_map(of_row));
        }
        Ok(heading(candidates, known).1)
    }

    fn heading_of_text(&self, known: &Known<'_>) -> Result<Option<Candidate>, OpenError> {
        let mut reader = RecordReader::new(self.bytes()?.0, b',')?;
        let first = reader.next_record()?.ok_or(OpenError::Empty)?;
        let named = named_delimiter(first.bytes);
        let usual = named.unwrap_or_else(|| delimiter(first.bytes));
        if !matches!(usual, b',' | b';' | b'\t' | b'|') {
            return Err(OpenError::NotASpreadsheet(Lookalike::OddDelimiter));
        }
        let encoding = detect(self.bytes()?.0, usual)?;
        let (mut lines, begins_well) = self.first_lines(usual, encoding)?;
        if named.is_some() && !lines.is_empty() {
            lines.remove(0);
        }
        let (mut best, mut found) = heading(lines, known);
        // A title above the table says nothing of the table's delimiter.
        let others: &[u8] = if best.0 == 0 && named.is_none() { b",;\t|" } else { &[] };
        for other in others.iter().copied() {
            let (score, candidate) = heading(self.first_lines(other, encoding)?.0, known);
            if score > best {
                (best, found) = (score, candidate);
            }
        }
        if best.0 == 0 && !begins_well {
            return Err(OpenError::NotASpreadsheet(Lookalike::NoHeading));
        }
        Ok(found)
    }

    /// The first lines that can be read, and whether the first of all is among them.
    fn first_lines(&self, delimiter: u8, encoding: Encoding) -> Result<(Vec<Candidate>, bool), OpenError> {
        let mut reader = RecordReader::new(self.bytes()?.0, delimiter)?;
        let (mut lines, mut begins_well) = (Vec::new(), None);
        while lines.len() < HEADING_WITHIN {
            let Some(record) = reader.next_record()? else { break };
            let text = decode(record.bytes, encoding).ok().filter(|_| record.shape == Shape::Whole);
            begins_well = begins_well.or(Some(text.is_some()));
            let Some(text) = text else {
                if record.line_no > 10 * HEADING_WITHIN as u64 {
                    break;
                }
                continue;
            };
            let format = Format::Csv { delimiter, encoding };
            lines.extend(Candidate::of(format, record.line_no, &split_cells(&text, delimiter), false));
        }
        Ok((lines, begins_well.unwrap_or_default()))
    }

    fn read_csv(&self, delimiter: u8, encoding: Encoding, on_row: &mut OnRow<'_>) -> Result<(), OpenError> {
        let (source, progress) = self.bytes()?;
        let mut reader = RecordReader::new(source, delimiter)?;
        while let Some(record) = reader.next_record()? {
            let line_no = record.line_no;
            if line_no <= self.header_line {
                continue;
            }
            let (text, readable) = match decode(record.bytes, encoding) {
                Ok(text) => (text.into_owned(), true),
                Err(shown) => (shown, false),
            };
            let cells = split_cells(&text, delimiter);
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut row = self.row(line_no, cells);
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
        let mut raw = self.row(row.number, cells);
        if row.too_wide {
            raw.problem = Some(RowProblem::TooManyCells);
        }
        raw
    }

    fn row(&self, line_no: u64, mut cells: Vec<String>) -> RawRow {
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
        RawRow { line_no, cells, problem }
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
