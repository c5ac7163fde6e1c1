//! Splits the bytes of a CSV file into records (RFC 4180: quotes, line ends of every kind) with bounded memory, counting lines as
//! an editor shows them. A quotation mark that is never closed costs its own line, never the rest of the file.
//! Works on bytes, before decoding: in UTF-8 and in GB18030 no character hides a quote, a delimiter or a line end.

use std::io::{self, Read};

use crate::spreadsheet::order_file::header::BOM;

/// The longest record in bytes; a longer line is refused and skipped without being kept.
pub(in crate::spreadsheet) const MAX_RECORD_BYTES: usize = 256 * 1024;
/// The most lines one record may span. Beyond it, its quotation mark is taken for one that was never closed.
const MAX_RECORD_LINES: u64 = 200;
/// How much of a line that is too long is kept for the rejects file.
const HEAD_BYTES: usize = 4 * 1024;
const CHUNK: usize = 64 * 1024;

/// The result of one step over the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spreadsheet) enum Shape {
    /// A record, without its line end.
    Whole,
    /// The beginning of a line that is too long.
    TooLong,
    /// One line whose quotation mark is never closed.
    Unclosed,
}

/// One record and where it stands.
#[derive(Debug)]
pub(in crate::spreadsheet) struct Record<'a> {
    pub shape: Shape,
    /// 1-based line of the file on which it begins.
    pub line_no: u64,
    pub bytes: &'a [u8],
}

/// Reads record after record.
pub(in crate::spreadsheet) struct RecordReader<R> {
    source: R,
    delimiter: u8,
    buffer: Vec<u8>,
    /// Where the next record begins in `buffer`.
    start: usize,
    ended: bool,
    next_line: u64,
    head: Vec<u8>,
}

/// How far a scan came.
enum Scan {
    /// The record's content ends here, the next begins there, after this number of line ends.
    Complete { content_end: usize, next: usize, lines: u64 },
    /// Quote open at the limit or the end of the file; the first line ends here, where there was an end.
    Open { first_line: Option<(usize, usize)> },
    /// One line, too long.
    Long,
    /// Nothing left.
    End,
}

impl<R: Read> RecordReader<R> {
    /// Skips a byte order mark; the delimiter must be ASCII.
    pub fn new(source: R, delimiter: u8) -> io::Result<Self> {
        let mut reader =
            Self { source, delimiter, buffer: Vec::new(), start: 0, ended: false, next_line: 1, head: Vec::new() };
        while reader.buffer.len() < BOM.len() && reader.fill()? {}
        if reader.buffer.starts_with(BOM) {
            reader.start = BOM.len();
        }
        Ok(reader)
    }

    /// The next record that is not an empty line; `None` at the end.
    pub fn next_record(&mut self) -> io::Result<Option<Record<'_>>> {
        loop {
            let begin_line = self.next_line;
            match self.scan()? {
                Scan::End => return Ok(None),
                Scan::Complete { content_end, next, lines } => {
                    let begin = self.start;
                    self.start = next;
                    self.next_line += lines;
                    if content_end > begin {
                        let bytes = &self.buffer[begin..content_end];
                        return Ok(Some(Record { shape: Shape::Whole, line_no: begin_line, bytes }));
                    }
                }
                Scan::Open { first_line } => {
                    let begin = self.start;
                    let (end, next) = first_line.unwrap_or((self.buffer.len(), self.buffer.len()));
                    self.start = next;
                    self.next_line += 1;
                    let bytes = &self.buffer[begin..end];
                    return Ok(Some(Record { shape: Shape::Unclosed, line_no: begin_line, bytes }));
                }
                Scan::Long => {
                    self.skip_line()?;
                    return Ok(Some(Record { shape: Shape::TooLong, line_no: begin_line, bytes: &self.head }));
                }
            }
        }
    }

    fn scan(&mut self) -> io::Result<Scan> {
        let mut pos = self.start;
        let mut quoted = false;
        let mut field_start = true;
        let mut lines = 0;
        let mut first_line = None;
        loop {
            // A carriage return or a quote needs the byte after it, so keep one in hand until the file ends.
            if pos + 1 >= self.buffer.len() && !self.ended {
                let used = self.fill_keeping(&mut pos, &mut first_line)?;
                if used {
                    continue;
                }
            }
            let Some(&byte) = self.buffer.get(pos) else {
                return Ok(match (quoted, pos > self.start) {
                    (true, _) => Scan::Open { first_line },
                    (false, true) => Scan::Complete { content_end: pos, next: pos, lines },
                    (false, false) => Scan::End,
                });
            };
            if pos - self.start >= MAX_RECORD_BYTES {
                return Ok(if first_line.is_some() { Scan::Open { first_line } } else { Scan::Long });
            }
            let following = self.buffer.get(pos + 1).copied();
            let line_end = match (byte, following) {
                (b'\r', Some(b'\n')) => 2,
                (b'\r' | b'\n', _) => 1,
                _ => 0,
            };
            if line_end > 0 {
                lines += 1;
                let next = pos + line_end;
                if !quoted {
                    return Ok(Scan::Complete { content_end: pos, next, lines });
                }
                first_line = first_line.or(Some((pos, next)));
                if lines >= MAX_RECORD_LINES {
                    return Ok(Scan::Open { first_line });
                }
                pos = next;
                continue;
            }
            if quoted {
                if byte == b'"' {
                    if following == Some(b'"') {
                        pos += 1;
                    } else {
                        quoted = false;
                    }
                }
            } else if byte == b'"' && field_start {
                quoted = true;
            }
            field_start = !quoted && byte == self.delimiter;
            pos += 1;
        }
    }

    /// Drops what lies before the record and reads on; indices move along. False when the file has ended.
    fn fill_keeping(&mut self, pos: &mut usize, first_line: &mut Option<(usize, usize)>) -> io::Result<bool> {
        let gone = self.start;
        if gone > 0 {
            self.buffer.drain(..gone);
            self.start = 0;
            *pos -= gone;
            *first_line = first_line.map(|(end, next)| (end - gone, next - gone));
        }
        self.fill()
    }

    fn fill(&mut self) -> io::Result<bool> {
        let old = self.buffer.len();
        self.buffer.resize(old + CHUNK, 0);
        let read = loop {
            match self.source.read(&mut self.buffer[old..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.truncate(old);
                    return Err(error);
                }
                Ok(read) => break read,
            }
        };
        self.buffer.truncate(old + read);
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Keeps the head of the current line and throws the rest of it away, chunk by chunk.
    fn skip_line(&mut self) -> io::Result<()> {
        let head_end = self.buffer.len().min(self.start + HEAD_BYTES);
        self.head = self.buffer[self.start..head_end].to_vec();
        self.next_line += 1;
        loop {
            if let Some(at) = self.buffer[self.start..].iter().position(|b| matches!(b, b'\n' | b'\r')) {
                self.start += at + 1;
                if self.buffer[self.start - 1] == b'\r' {
                    if self.start == self.buffer.len() {
                        self.buffer.clear();
                        self.start = 0;
                        self.fill()?;
                    }
                    if self.buffer.get(self.start) == Some(&b'\n') {
                        self.start += 1;
                    }
                }
                return Ok(());
            }
            self.buffer.clear();
            self.start = 0;
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}

/// Splits one record into cells and takes the quotes off. The record is whole, or all that is left of one.
pub(in crate::spreadsheet) fn split_cells(record: &str, delimiter: u8) -> Vec<String> {
    let delimiter = char::from(delimiter);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut field_start = true;
    let mut chars = record.chars().peekable();
    while let Some(c) = chars.next() {
        let began = std::mem::take(&mut field_start);
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if began => quoted = true,
            c if c == delimiter && !quoted => {
                cells.push(std::mem::take(&mut cell));
                field_start = true;
            }
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out few bytes at a time, so that every boundary is met.
    struct Dribble<'a>(&'a [u8], usize);

    impl Read for Dribble<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(into.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn records(bytes: &[u8], step: usize) -> Vec<(u64, Shape, String)> {
        let mut reader = RecordReader::new(Dribble(bytes, step), b',').expect("reads");
        let mut found = Vec::new();
        while let Some(r) = reader.next_record().expect("reads") {
            found.push((r.line_no, r.shape, String::from_utf8_lossy(r.bytes).into_owned()));
        }
        found
    }

    #[test]
    fn records_and_their_lines() {
        use Shape::{Unclosed, Whole};
        type Found<'a> = &'a [(u64, Shape, &'a str)];
        let cases: &[(&str, Found<'_>)] = &[
            ("", &[]),
            ("\n\r\n\r", &[]),
            ("a,b", &[(1, Whole, "a,b")]),
            ("a\nb\n", &[(1, Whole, "a"), (2, Whole, "b")]),
            ("a\r\nb\r\n", &[(1, Whole, "a"), (2, Whole, "b")]),
            ("a\rb\r", &[(1, Whole, "a"), (2, Whole, "b")]),
            ("\n\na\n\nb", &[(3, Whole, "a"), (5, Whole, "b")]),
            ("a,\"x\ny\"\nb", &[(1, Whole, "a,\"x\ny\""), (3, Whole, "b")]),
            ("\"x\"\"\r\ny\"\r\nb", &[(1, Whole, "\"x\"\"\r\ny\""), (3, Whole, "b")]),
            ("5\" pipe\nb", &[(1, Whole, "5\" pipe"), (2, Whole, "b")]),
            ("\"open\nb\nc", &[(1, Unclosed, "\"open"), (2, Whole, "b"), (3, Whole, "c")]),
            ("a\n\"open", &[(1, Whole, "a"), (2, Unclosed, "\"open")]),
            ("\u{feff}a\nb", &[(1, Whole, "a"), (2, Whole, "b")]),
        ];
        for (text, expected) in cases {
            for step in [1, 2, 3, 7, 100_000] {
                let expected: Vec<_> = expected.iter().map(|(n, s, t)| (*n, *s, (*t).to_owned())).collect();
                assert_eq!(records(text.as_bytes(), step), expected, "{text:?} by {step}");
            }
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_skipped_with_its_head_kept() {
        let mut file = b"a\n".to_vec();
        file.extend(std::iter::repeat_n(b'x', 3 * MAX_RECORD_BYTES));
        file.extend_from_slice(b"\r\nb\n");
        for step in [1000, 65_536] {
            let found = records(&file, step);
            assert_eq!(found.len(), 3);
            assert_eq!((found[1].0, found[1].1), (2, Shape::TooLong));
            assert!(found[1].2.len() <= HEAD_BYTES);
            assert_eq!(found[2], (3, Shape::Whole, "b".to_owned()));
        }
    }

    #[test]
    fn an_open_quote_costs_one_line_even_in_a_large_file() {
        let mut file = b"a,\"oops\n".to_vec();
        for _ in 0..50_000 {
            file.extend_from_slice(b"some,other,line\n");
        }
        let found = records(&file, 65_536);
        assert_eq!(found.len(), 50_001);
        assert_eq!(found[0].1, Shape::Unclosed);
        assert!(found[1..].iter().all(|r| r.1 == Shape::Whole));
        assert_eq!(found[50_000].0, 50_001);
    }

    #[test]
    fn cells() {
        let cases: &[(&str, &[&str])] = &[
            ("a,b", &["a", "b"]),
            ("", &[""]),
            ("a,", &["a", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"say \"\"hi\"\"\",", &["say \"hi\"", ""]),
            ("5\" pipe,x", &["5\" pipe", "x"]),
            ("\"a\"b,c", &["ab", "c"]),
            ("\"\",\"\"", &["", ""]),
            ("\"open,a", &["open,a"]),
        ];
        for (text, expected) in cases {
            assert_eq!(split_cells(text, b','), *expected, "{text:?}");
        }
    }
}
