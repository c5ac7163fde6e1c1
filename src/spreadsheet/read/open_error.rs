//! Why a whole file cannot be read. Single lines never end up here: they are refused one by one.

use std::fmt;
use std::io;

/// The file as a whole cannot be read; nothing of it was taken.
#[derive(Debug)]
pub enum OpenError {
    /// It could not be opened or read to its end (missing, no right, damaged gzip).
    Io(io::Error),
    /// A folder, a pipe or a device.
    NotAFile,
    /// Nothing in it, or only blank lines.
    Empty,
    /// Something else than a CSV or XLSX file.
    NotASpreadsheet(Lookalike),
    /// A workbook that cannot be read; with the parser's words.
    BrokenWorkbook(String),
    /// It unpacks to more than the limits allow.
    TooLarge,
    /// More columns than the limit.
    TooManyColumns,
    /// The heading lacks columns that the mapping needs.
    MissingColumns(Box<MissingColumns>),
    /// A column that the mapping needs is there twice.
    DuplicateColumn(String),
}

/// What a file is that is no table, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookalike {
    /// A zip archive with nothing in it.
    EmptyZip,
    /// A workbook of the time before XLSX, or one with a password.
    OldWorkbook,
    /// Text in UTF-16, as "Unicode text" is saved.
    Utf16,
    Pdf,
    /// A web page or other markup, which many systems call `.xls`.
    Markup,
    /// Bytes that are no text.
    Binary,
    /// A packed file within a packed file.
    PackedTwice,
    /// A first line that names a delimiter nobody uses.
    OddDelimiter,
    /// Text whose beginning cannot be read.
    NoHeading,
}

impl Lookalike {
    /// What it is and what to do about it.
    fn text(self, zh: bool) -> &'static str {
        let (chinese, english) = match self {
            Self::EmptyZip => {
                ("这是一个空的压缩包；请选择订单文件", "this is an empty zip archive; choose the order file")
            }
            Self::OldWorkbook => (
                "这是旧版 Excel（.xls）文件，或设有密码的工作簿；请用表格软件打开，去掉密码，另存为 XLSX",
                "this is an old .xls workbook, or one with a password; open it in a spreadsheet program and save it as XLSX without a password",
            ),
            Self::Utf16 => (
                "这是 UTF-16 编码的文本（另存时选了“Unicode 文本”）；请另存为“CSV UTF-8”或 XLSX",
                "this is text in UTF-16 (\"Unicode text\"); save it as CSV UTF-8 or as XLSX",
            ),
            Self::Pdf => {
                ("这是 PDF 文件；请从来源系统导出 CSV 或 XLSX", "this is a PDF; export CSV or XLSX from where it came")
            }
            Self::Markup => (
                "这其实是网页（HTML 或 XML），不是表格文件，名称带 .xls 的导出文件常常如此；请用表格软件打开，另存为 XLSX",
                "this is in fact a web page (HTML or XML), as exports named .xls often are; open it in a spreadsheet program and save it as XLSX",
            ),
            Self::Binary => (
                "这不是 CSV 或 XLSX 文件，里面不是文字；请检查是否选错了文件",
                "this is no CSV or XLSX file: there is no text in it; check whether it is the right file",
            ),
            Self::PackedTwice => {
                ("文件被压缩了两次；请解压一次再上传", "the file is packed twice; unpack it once and send it again")
            }
            Self::OddDelimiter => (
                "文件的分隔符不是逗号、分号、制表符或竖线；请另存为 CSV（UTF-8）",
                "the delimiter is no comma, semicolon, tab or bar; save it as CSV (UTF-8)",
            ),
            Self::NoHeading => (
                "文件开头无法识别，没有可用的表头；请另存为 CSV（UTF-8）或 XLSX",
                "the beginning of the file cannot be read, so there is no heading; save it as CSV (UTF-8) or XLSX",
            ),
        };
        if zh { chinese } else { english }
    }
}

/// The columns that a heading lacks.
#[derive(Debug)]
pub struct MissingColumns {
    /// The line in which a heading was looked for.
    pub line: u64,
    /// For each column the names by which the mapping knows it.
    pub missing: Vec<Vec<String>>,
    /// What stands in that line.
    pub found: Vec<String>,
}

/// The headings that are named in a message, and their longest text in characters.
const HEADINGS: usize = 40;
const HEADING_CHARS: usize = 24;

impl MissingColumns {
    fn text(&self, zh: bool) -> String {
        let or = if zh { "或" } else { " or " };
        let comma = if zh { "、" } else { ", " };
        let missing: Vec<String> = self.missing.iter().map(|names| readable(names, zh).join(or)).collect();
        let (line, missing, found) = (self.line, missing.join(comma), self.headings().map(|found| found.join(comma)));
        match (found, zh) {
            (Some(found), true) => {
                format!(
                    "表头（第 {line} 行）缺少以下列：{missing}。文件里的列是：{found}。请改列名，或用字段映射写明哪一列是什么"
                )
            }
            (Some(found), false) => format!(
                "the heading (line {line}) lacks these columns: {missing}. The file has: {found}. Rename its columns, or say by a mapping which is which"
            ),
            (None, true) => format!("没有找到表头，缺少以下列：{missing}。请在数据上方加一行列名"),
            (None, false) => format!(
                "there is no heading; these columns are missing: {missing}. Put a line of column names above the data"
            ),
        }
    }

    /// The headings of the line; `None` where it is a line of data, which is nobody's business here.
    fn headings(&self) -> Option<Vec<String>> {
        let is_data = |cell: &String| {
            cell.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 5) || cell.contains('@')
        };
        if self.found.iter().any(is_data) {
            return None;
        }
        let named = self.found.iter().filter(|cell| !cell.is_empty()).take(HEADINGS);
        let short = |cell: &String| cell.chars().filter(|c| !c.is_control()).take(HEADING_CHARS).collect();
        Some(named.map(short).collect()).filter(|found: &Vec<String>| !found.is_empty())
    }
}

/// The names that a reader of a language knows: Chinese ones, or those without Chinese; all where there are none of these.
fn readable(names: &[String], zh: bool) -> Vec<&str> {
    let of_language = names.iter().filter(|name| name.chars().any(|c| c > '\u{2E80}') == zh);
    let found: Vec<&str> = of_language.map(String::as_str).collect();
    if found.is_empty() { names.iter().map(String::as_str).collect() } else { found }
}

impl OpenError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "UNREADABLE",
            Self::NotAFile => "NOT_A_FILE",
            Self::Empty => "EMPTY",
            Self::NotASpreadsheet(_) => "NOT_A_SPREADSHEET",
            Self::BrokenWorkbook(_) => "BROKEN_WORKBOOK",
            Self::TooLarge => "TOO_LARGE",
            Self::TooManyColumns => "TOO_MANY_COLUMNS",
            Self::MissingColumns(_) => "MISSING_COLUMNS",
            Self::DuplicateColumn(_) => "DUPLICATE_COLUMN",
        }
    }

    /// Plain words that say what to do.
    pub fn text(&self, zh: bool) -> String {
        let words = |chinese: &str, english: &str| (if zh { chinese } else { english }).to_owned();
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                words("没有这个文件", "there is no such file")
            }
            Self::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                words("没有读取这个文件的权限", "the file may not be read by this program")
            }
            Self::Io(_) if zh => "文件无法读到末尾，可能已损坏；请重新导出".to_owned(),
            Self::Io(error) => format!("the file cannot be read to its end and may be damaged: {error}"),
            Self::NotAFile => words("这不是一个普通文件", "this is not an ordinary file"),
            Self::Empty => words(
                "文件是空的，里面什么都没有；请重新导出，表头和数据都要有",
                "the file is empty; export it again, with a heading and data",
            ),
            Self::NotASpreadsheet(what) => what.text(zh).to_owned(),
            Self::BrokenWorkbook(_) if zh => {
                "工作簿无法打开，可能已损坏；请用表格软件打开后另存为 XLSX 或 CSV".to_owned()
            }
            Self::BrokenWorkbook(why) => format!(
                "the workbook cannot be opened ({why}); open it in a spreadsheet program and save it again as XLSX or CSV"
            ),
            Self::TooLarge => words(
                "文件解压后过大；请拆分，或另存为 CSV",
                "the file unpacks to more than the limits allow; split it, or save it as CSV",
            ),
            Self::TooManyColumns => words("列数过多；请只保留需要的列", "too many columns; keep those that are needed"),
            Self::MissingColumns(missing) => missing.text(zh),
            Self::DuplicateColumn(name) if zh => format!("列“{name}”出现了两次；请删除或改名其中一列"),
            Self::DuplicateColumn(name) => format!("the column {name} is there twice; delete or rename one of them"),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(false))
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            _ => Self::Io(error),
        }
    }
}
