//! A mapping bound to the heading of one file: which cell holds which field. Everything about columns is decided here, once per file,
//! so that reading a row looks nothing up by name.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use crate::domain::people::contact::{bare_number, is_invisible};
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping::{Mapping, Pattern};
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::order_file::rejects::{CODE_COLUMN, own_columns};
use crate::spreadsheet::read::cell_text::{Cleanup, Clock, cleaned, from_decimal_comma, plain};
use crate::spreadsheet::read::open::SheetFile;
use crate::spreadsheet::read::open_error::{MissingColumns, OpenError};

/// The mapping and the positions of its columns.
pub(in crate::spreadsheet) struct Binding<'m> {
    pub mapping: &'m Mapping,
    columns: Vec<Option<usize>>,
    rule_columns: Vec<usize>,
    from_1904: bool,
    /// The file has the columns of a rejects file: it was one, and was mended.
    mended: bool,
}

impl<'m> Binding<'m> {
    /// Opens a file at the heading that the mapping knows best, and finds the columns. Names every missing one at once.
    pub fn open(mapping: &'m Mapping, path: &Path) -> Result<(Self, SheetFile), OpenError> {
        let mut file = SheetFile::open(path, &|cells| known(mapping, cells))?;
        let binding = Self::new(mapping, &file)?;
        file.fill_down(&binding.filled())?;
        Ok((binding, file))
    }

    fn new(mapping: &'m Mapping, file: &SheetFile) -> Result<Self, OpenError> {
        let header = file.header();
        let mut missing: Vec<Vec<String>> = Vec::new();
        let mut columns = vec![None; Field::ALL.len()];
        for (field, names) in &mapping.columns {
            let found = find(header, names)?;
            let needed = Field::REQUIRED.contains(field) || !mapping.optional.contains(field);
            if found.is_none() && needed {
                missing.push(names.clone());
            }
            columns[*field as usize] = found;
        }
        let mut rule_columns = Vec::new();
        for rule in &mapping.refuse {
            match find(header, &rule.columns)? {
                Some(at) => rule_columns.push(at),
                None => missing.push(rule.columns.clone()),
            }
        }
        missing.dedup();
        if missing.is_empty() {
            let mended = own_columns(header) > 0;
            Ok(Self { mapping, columns, rule_columns, from_1904: file.from_1904(), mended })
        } else {
            let (line, found) = (file.header_line(), header.to_vec());
            Err(OpenError::MissingColumns(Box::new(MissingColumns { line, missing, found })))
        }
    }

    /// The columns in which a cell over several lines speaks for each of them.
    fn filled(&self) -> BTreeSet<usize> {
        let of = |fills: bool| {
            let fields = Field::ALL.iter().filter(move |field| field.fills_down() == fills);
            fields.filter_map(|field| self.columns[*field as usize]).collect::<BTreeSet<usize>>()
        };
        &of(true) - &of(false)
    }

    /// How the file writes its moments.
    pub fn clock(&self) -> Clock<'_> {
        let formats = &self.mapping.date_formats;
        Clock { formats, zone: self.mapping.zone(), from_1904: self.from_1904 }
    }

    /// Why the line had been refused, by its code, where the file is a mended rejects file.
    pub fn mended_code<'c>(&self, cells: &'c [String]) -> Option<&'c str> {
        cells.get(CODE_COLUMN).filter(|_| self.mended).map(String::as_str)
    }

    /// Whether the file has a column for the field.
    pub fn has_column(&self, field: Field) -> bool {
        self.columns[field as usize].is_some()
    }

    /// The field's text in a row, repaired; the constant or default where there is no cell or nothing in it. Cells that a broken
    /// row does not have are empty.
    pub fn text<'a>(&'a self, field: Field, cells: &'a [String]) -> Cow<'a, str> {
        let Some(at) = self.columns[field as usize] else {
            let fallback = self.mapping.constants.get(&field).or_else(|| self.mapping.defaults.get(&field));
            return Cow::Borrowed(fallback.map_or("", String::as_str));
        };
        let text = plain(cells.get(at).map_or("", String::as_str));
        let text = match self.mapping.cleanups.get(&field) {
            Some(cleanups) => cleaned(text, cleanups),
            None => Cow::Borrowed(text),
        };
        let text = tidied(field, text);
        match (text.is_empty(), self.mapping.defaults.get(&field)) {
            (true, Some(default)) => Cow::Borrowed(default),
            _ => text,
        }
    }

    /// As `text`, of a number: with a decimal point. What is no number with a comma stays as it is, to be refused where it is read.
    pub fn number<'a>(&'a self, field: Field, cells: &'a [String]) -> Cow<'a, str> {
        let text = self.text(field, cells);
        if !self.mapping.decimal_comma || text.is_empty() {
            return text;
        }
        // A text that is no number with a comma must not be read with a point: 1.23 would be read where 123 or nothing was meant.
        Cow::Owned(from_decimal_comma(&text).unwrap_or_else(|| format!("?{text}")))
    }

    /// The first rule that refuses the row.
    pub fn refusal(&self, cells: &[String]) -> Option<RejectReason> {
        self.mapping.refuse.iter().zip(&self.rule_columns).find_map(|(rule, at)| {
            let cell = plain(cells.get(*at).map_or("", String::as_str));
            let matches = match &rule.pattern {
                Pattern::Prefix(prefix) => cell.starts_with(prefix),
                Pattern::Equals(values) => values.iter().any(|value| value == cell),
                Pattern::Empty(empty) => cell.is_empty() == *empty,
                Pattern::LessOrEqual(limit) => {
                    let number =
                        if self.mapping.decimal_comma { from_decimal_comma(cell) } else { Some(cell.replace(',', "")) };
                    number.and_then(|n| n.parse::<rust_decimal::Decimal>().ok()).is_some_and(|n| n <= *limit)
                }
            };
            matches.then(|| rule.reason.clone().in_currency(self.mapping.merchant_currency))
        })
    }
}

/// A number as it would be typed: without label and marks, and without the `.0` that programs append to whole numbers.
fn tidied(field: Field, text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_empty() {
        return text;
    }
    if field.is_labelled() {
        return Cow::Owned(bare_number(&text));
    }
    if field != Field::OrderNo || !text.contains(|c: char| c == '.' || is_invisible(c)) {
        return text;
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(Cleanup::WholeNumber.apply(&visible))
}

/// How many columns of a mapping a line names.
fn known(mapping: &Mapping, cells: &[String]) -> usize {
    let cells: BTreeSet<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let fields = mapping.columns.values().chain(mapping.refuse.iter().map(|rule| &rule.columns));
    fields.filter(|names| names.iter().any(|name| cells.contains(&name.to_lowercase()))).count()
}

/// The first of the names that the heading has; case does not matter. Twice in the heading is an error: nobody can say which is meant.
pub(in crate::spreadsheet) fn find(header: &[String], names: &[String]) -> Result<Option<usize>, OpenError> {
    for name in names {
        let name = name.to_lowercase();
        let mut found = header.iter().enumerate().filter(|(_, column)| column.to_lowercase() == name);
        if let Some((at, column)) = found.next() {
            return match found.next() {
                Some(_) => Err(OpenError::DuplicateColumn(column.clone())),
                None => Ok(Some(at)),
            };
        }
    }
    Ok(None)
}
