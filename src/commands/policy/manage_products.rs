//! What people say of products: changed one by one, or taken from a file.

use std::collections::{BTreeMap, HashSet};

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::house::file_problem::FileProblem;
use crate::domain::money::UnitPrice;
use crate::domain::time::Timestamp;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::house::merchants::MerchantRow;
use crate::store::orders::{ProductRow, import};
use crate::store::policy::product_terms;
use crate::store::policy::product_terms::ProductTermsRow;
use crate::store::{Tx, orders};

/// What is to be said of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductText {
    pub category: String,
    pub barcode: String,
    pub custom_made: bool,
    pub returnable: bool,
    pub accessories: String,
}

/// A line of a file; what is not said stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductLine {
    /// 1-based.
    pub line_no: u64,
    pub sku: String,
    pub name: Option<String>,
    pub category: Option<String>,
    pub barcode: Option<String>,
    pub custom_made: Option<bool>,
    pub returnable: Option<bool>,
    pub accessories: Option<String>,
}

/// What a file did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProductCounts {
    pub new: u64,
    pub updated: u64,
    pub unchanged: u64,
}

impl ProductCounts {
    fn named(self) -> BTreeMap<String, u64> {
        let figures = [("new", self.new), ("updated", self.updated), ("unchanged", self.unchanged)];
        figures.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

fn subject(merchant: &MerchantRow, sku: &str) -> String {
    format!("{} {sku}", merchant.code)
}

fn said(tx: &mut Tx<'_>, merchant_id: i64, sku: &str) -> Result<ProductTermsRow, CommandError> {
    let found = product_terms::of_skus(tx.connection(), merchant_id, &[sku])?.pop();
    Ok(found.unwrap_or_else(|| ProductTermsRow::blank(merchant_id, sku)))
}

/// Changes what is said of a product, if nobody did since `version`; 0 where nobody said anything yet.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    sku: &str,
    version: i32,
    to: &ProductText,
) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    orders::product(tx.connection(), merchant.id, sku)?.ok_or(CommandError::NotFound)?;
    let row = said(tx, merchant.id, sku)?;
    let about = subject(&merchant, sku);
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &about)?);
    }
    let mut changes = Changes::default();
    changes.field("category", &row.category, &to.category);
    changes.field("barcode", &row.barcode, &to.barcode);
    changes.field("custom_made", row.custom_made, to.custom_made);
    changes.field("returnable", row.returnable, to.returnable);
    changes.field("accessories", &row.accessories, &to.accessories);
    if changes.is_empty() {
        return Ok(());
    }
    let row = ProductTermsRow {
        category: to.category.clone(),
        barcode: to.barcode.clone(),
        custom_made: to.custom_made,
        returnable: to.returnable,
        accessories: to.accessories.clone(),
        version: version + 1,
        ..row
    };
    if !product_terms::save(tx, &row, version)? {
        return Err(conflict(tx, AuditGroup::Settings, &about)?);
    }
    audit::append(tx, actor.staff_id, Some(merchant.id), AuditKind::ProductChanged, &about, changes.detail())?;
    Ok(())
}

/// Takes the lines of a file: products that are not there yet are added, the others say what the file says; all lines or none.
pub fn take_file(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    file_name: &str,
    lines: &[ProductLine],
) -> Result<ProductCounts, CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let mut seen = HashSet::new();
    let twice = lines.iter().filter(|line| !seen.insert(line.sku.as_str()));
    let twice: Vec<_> = twice.map(|line| (line.line_no, FileProblem::SkuTwice(line.sku.clone()).into())).collect();
    if !twice.is_empty() {
        return Err(invalid("file", FileProblem::Lines(twice).into()));
    }
    let mut counts = ProductCounts::default();
    for line in lines {
        match take(tx, merchant.id, line)? {
            Taken::New => counts.new += 1,
            Taken::Updated => counts.updated += 1,
            Taken::Unchanged => counts.unchanged += 1,
        }
    }
    if counts.new + counts.updated > 0 {
        let (kind, about) = (AuditKind::ProductsImported, subject(&merchant, file_name));
        let figures = counts.named();
        audit::append(tx, actor.staff_id, Some(merchant.id), kind, &about, AuditDetail::Counts(&figures))?;
    }
    Ok(counts)
}

enum Taken {
    New,
    Updated,
    Unchanged,
}

fn take(tx: &mut Tx<'_>, merchant_id: i64, line: &ProductLine) -> Result<Taken, CommandError> {
    let product = orders::product(tx.connection(), merchant_id, &line.sku)?;
    let is_renamed = match (&product, &line.name) {
        (Some(product), Some(name)) => product.name != *name,
        _ => false,
    };
    let is_new = product.is_none();
    match product {
        Some(product) if is_renamed => {
            let name = line.name.clone().unwrap_or_default();
            import::save_product(tx, &ProductRow { name, ..product })?;
        }
        Some(_) => {}
        None => {
            let row = ProductRow {
                merchant_id,
                sku: line.sku.clone(),
                name: line.name.clone().unwrap_or_else(|| line.sku.clone()),
                spec: String::new(),
                picture_url: String::new(),
                unit_price_scaled: UnitPrice::from_scaled(0),
                priced_at: Timestamp::from_micros(0),
            };
            import::insert_products(tx, &[row])?;
        }
    }
    let before = said(tx, merchant_id, &line.sku)?;
    let after = ProductTermsRow {
        category: line.category.clone().unwrap_or_else(|| before.category.clone()),
        barcode: line.barcode.clone().unwrap_or_else(|| before.barcode.clone()),
        custom_made: line.custom_made.unwrap_or(before.custom_made),
        returnable: line.returnable.unwrap_or(before.returnable),
        accessories: line.accessories.clone().unwrap_or_else(|| before.accessories.clone()),
        ..before.clone()
    };
    let is_changed = after != before;
    if is_changed {
        let version = before.version;
        product_terms::save(tx, &ProductTermsRow { version: version + 1, ..after }, version)?;
    }
    Ok(match (is_new, is_renamed || is_changed) {
        (true, _) => Taken::New,
        (false, true) => Taken::Updated,
        (false, false) => Taken::Unchanged,
    })
}
