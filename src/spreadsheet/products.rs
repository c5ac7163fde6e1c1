//! A file of products: SKU, name, category, barcode, custom-made, returnable, accessories. Same files as for orders: CSV or XLSX, by their
//! headings.

use std::ops::ControlFlow;
use std::path::Path;

use crate::spreadsheet::order_file::binding::find;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::read::cell_text::plain;
use crate::spreadsheet::read::open::SheetFile;
use crate::spreadsheet::read::open_error::{MissingColumns, OpenError};

const SKU: &[&str] = &["sku", "商品编码"];
const OTHERS: [&[&str]; 6] = [
    &["name", "名称", "商品名称"],
    &["category", "类目"],
    &["barcode", "条码"],
    &["custom_made", "定制"],
    &["returnable", "支持无理由"],
    &["accessories", "配件"],
];

/// What stands in a line; empty where nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductCells {
    /// 1-based line of the file.
    pub line_no: u64,
    pub sku: String,
    /// Name, category, barcode, custom-made, returnable, accessories.
    pub others: [String; 6],
}

/// A line of a file: what stands in it, or its number and why it cannot be read.
pub type ProductOrReason = Result<ProductCells, (u64, RejectReason)>;

/// Reads a yes or a no; `None` for anything else.
pub fn is_yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "y" | "yes" | "true" | "是" => Some(true),
        "0" | "n" | "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// The lines of a file of products, each as it stands or why it cannot be read; at most one more than `most`. The column `sku` must be there,
/// the others may be.
///
/// # Errors
/// A file that is no table, or without this column.
pub fn read_products(path: &Path, most: usize) -> Result<Vec<ProductOrReason>, OpenError> {
    let known = |cells: &[String]| {
        let all = OTHERS.iter().chain([&SKU]);
        all.filter(|names| cells.iter().any(|cell| names.contains(&cell.to_lowercase().as_str()))).count()
    };
    let file = SheetFile::open(path, &known)?;
    let header = file.header();
    let find = |names: &[&str]| find(header, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let mut columns = [None; 6];
    for (column, names) in columns.iter_mut().zip(OTHERS) {
        *column = find(names)?;
    }
    let Some(sku) = find(SKU)? else {
        let missing = vec![SKU.iter().map(|name| (*name).to_owned()).collect()];
        let (line, found) = (file.header_line(), header.to_vec());
        return Err(OpenError::MissingColumns(Box::new(MissingColumns { line, missing, found })));
    };
    let mut lines = Vec::new();
    file.read(&mut |row, _| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", |cell| plain(cell)).to_owned();
        lines.push(match row.problem {
            Some(problem) => Err((row.line_no, problem.into())),
            None => Ok(ProductCells { line_no: row.line_no, sku: cell(Some(sku)), others: columns.map(cell) }),
        });
        if lines.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(lines)
}
