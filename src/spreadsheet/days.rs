//! A file of a calendar's days: date, kind, name, source. Same files as for orders: CSV or XLSX, by their headings.

use std::ops::ControlFlow;
use std::path::Path;

use crate::spreadsheet::order_file::binding::find;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::read::cell_text::plain;
use crate::spreadsheet::read::open::SheetFile;
use crate::spreadsheet::read::open_error::{MissingColumns, OpenError};

const DATE: [&str; 2] = ["date", "日期"];
const KIND: [&str; 2] = ["kind", "类型"];
const NAME: [&str; 2] = ["name", "名称"];
const SOURCE: [&str; 2] = ["source", "依据"];

/// Lines of a file at most: a year has fewer days.
const LINES_MOST: usize = 366;

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCells {
    /// 1-based line of the file.
    pub line_no: u64,
    pub date: String,
    pub kind: String,
    pub name: String,
    pub source: String,
}

/// A line of a file: what stands in it, or its number and why it cannot be read.
pub type DayOrReason = Result<DayCells, (u64, RejectReason)>;

/// The lines of a file of days, each as it stands or why it cannot be read; a file goes on to one line above what a year has. Columns `date`
/// and `kind` must be there, `name` and `source` may be; Chinese headings are known too.
///
/// # Errors
/// A file that is no table, or without these columns.
pub fn read_days(path: &Path) -> Result<Vec<DayOrReason>, OpenError> {
    let known = |cells: &[String]| {
        let all = [DATE, KIND, NAME, SOURCE];
        all.iter().filter(|names| cells.iter().any(|cell| names.contains(&cell.to_lowercase().as_str()))).count()
    };
    let file = SheetFile::open(path, &known)?;
    let header = file.header();
    let find = |names: &[&str]| find(header, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let (date, kind, name, source) = (find(&DATE)?, find(&KIND)?, find(&NAME)?, find(&SOURCE)?);
    let (Some(date), Some(kind)) = (date, kind) else {
        let missing = [(date, DATE), (kind, KIND)].into_iter().filter(|(at, _)| at.is_none());
        let missing = missing.map(|(_, names)| names.map(str::to_owned).to_vec()).collect();
        let (line, found) = (file.header_line(), header.to_vec());
        return Err(OpenError::MissingColumns(Box::new(MissingColumns { line, missing, found })));
    };
    let mut lines = Vec::new();
    file.read(&mut |row, _| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", |cell| plain(cell)).to_owned();
        lines.push(match row.problem {
            Some(problem) => Err((row.line_no, problem.into())),
            None => Ok(DayCells {
                line_no: row.line_no,
                date: cell(Some(date)),
                kind: cell(Some(kind)),
                name: cell(name),
                source: cell(source),
            }),
        });
        if lines.len() > LINES_MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(lines)
}
