//! A file of products as the command takes it: read whole, every bad line named.

use std::path::Path;

use crate::commands::policy::manage_products::ProductLine;
use crate::domain::house::file_problem::FileProblem;
use crate::domain::lengths;
use crate::domain::refusal::Refusal;
use crate::spreadsheet::{ProductCells, is_yes, read_products};

/// The lines of a file of at most so many; with bad ones among them all of these, and nothing else.
///
/// # Errors
/// Why the file, or which of its lines, cannot be taken.
pub fn lines(path: &Path, most: usize) -> Result<Vec<ProductLine>, Refusal> {
    let read = read_products(path, most).map_err(|error| FileProblem::Unread(error.text(true), error.text(false)))?;
    if read.len() > most {
        return Err(FileProblem::TooManyLines(most).into());
    }
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for line in read {
        match line {
            Err((line_no, reason)) => {
                bad.push((line_no, FileProblem::Unread(reason.text(true), reason.text(false)).into()));
            }
            Ok(cells) => match product(&cells) {
                Ok(line) => lines.push(line),
                Err(problem) => bad.push((cells.line_no, problem)),
            },
        }
    }
    match (lines.is_empty(), bad.is_empty()) {
        (_, false) => Err(FileProblem::Lines(bad).into()),
        (true, true) => Err(Refusal::FileEmpty),
        (false, true) => Ok(lines),
    }
}

fn product(cells: &ProductCells) -> Result<ProductLine, Refusal> {
    let text = |text: &str, most: usize| match text.trim() {
        "" => Ok(None),
        text if text.chars().count() > most => Err(Refusal::TooLong(most)),
        text if text.chars().any(|c| c.is_control() || c == '\u{FFFD}') => Err(Refusal::BadText),
        text => Ok(Some(text.to_owned())),
    };
    let [name, category, barcode, custom_made, returnable, accessories] = &cells.others;
    let yes_no = |text: &str| match text.trim() {
        "" => Ok(None),
        text => is_yes(text).map(Some).ok_or(Refusal::from(FileProblem::BadYesNo(text.to_owned()))),
    };
    Ok(ProductLine {
        line_no: cells.line_no,
        sku: text(&cells.sku, lengths::SKU)?.ok_or(Refusal::Required)?,
        name: text(name, lengths::PRODUCT)?,
        category: text(category, lengths::WORD)?,
        barcode: text(barcode, lengths::NUMBER)?,
        custom_made: yes_no(custom_made)?,
        returnable: yes_no(returnable)?,
        accessories: text(accessories, lengths::SPEC)?,
    })
}
