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
    /// Something else than a CSV or XLSX file; says what it seems to be.
    NotASpreadsheet(&'static str),
    /// A workbook that cannot be read.
    BrokenWorkbook(String),
    /// It unpacks to more than the limits allow.
    TooLarge,
    /// More columns than the limit.
    TooManyColumns,
    /// The heading lacks columns that the mapping needs, named as the mapping names them.
    MissingColumns(Vec<String>),
    /// A column that the mapping needs is there twice.
    DuplicateColumn(String),
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
            Self::Io(error) if zh => format!("文件无法读到末尾,可能已损坏:{error}"),
            Self::Io(error) => format!("the file cannot be read to its end and may be damaged: {error}"),
            Self::NotAFile => words("这不是一个普通文件", "this is not an ordinary file"),
            Self::Empty => words("文件是空的;第一行应为表头", "the file is empty; its first line must be the heading"),
            Self::NotASpreadsheet(what) if zh => {
                format!("这不是 CSV 或 XLSX 文件(看起来是 {what});请另存为 CSV(UTF-8)或 XLSX")
            }
            Self::NotASpreadsheet(what) => {
                format!("this is no CSV or XLSX file (it looks like {what}); save it as CSV (UTF-8) or XLSX")
            }
            Self::BrokenWorkbook(why) if zh => format!("工作簿无法打开({why});请用表格软件打开后另存为 XLSX 或 CSV"),
            Self::BrokenWorkbook(why) => {
                format!(
                    "the workbook cannot be opened ({why}); open it in a spreadsheet program and save it again as XLSX or CSV"
                )
            }
            Self::TooLarge => words(
                "文件解压后过大;请拆分,或另存为 CSV",
                "the file unpacks to more than the limits allow; split it, or save it as CSV",
            ),
            Self::TooManyColumns => words("列数过多;请只保留需要的列", "too many columns; keep those that are needed"),
            Self::MissingColumns(names) if zh => format!("表头缺少以下列:{};请检查映射或文件", names.join("、")),
            Self::MissingColumns(names) => {
                format!("the heading lacks these columns: {}; check the mapping or the file", names.join(", "))
            }
            Self::DuplicateColumn(name) if zh => format!("列“{name}”出现了两次;请删除或改名其中一列"),
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
