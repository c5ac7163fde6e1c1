//! What people say of a merchant's products, beside what orders teach of them.

use diesel::prelude::*;

use crate::store::schema::product_terms;
use crate::store::{Conn, DbError, Tx};

/// What people say of a product.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = product_terms)]
pub struct ProductTermsRow {
    pub merchant_id: i64,
    pub sku: String,
    /// May be empty.
    pub category: String,
    pub barcode: String,
    /// Made for one buyer.
    pub custom_made: bool,
    /// It may come back without a reason.
    pub returnable: bool,
    /// What a complete return holds.
    pub accessories: String,
    pub version: i32,
}

impl ProductTermsRow {
    /// A product of which nobody said anything.
    pub fn blank(merchant_id: i64, sku: &str) -> Self {
        Self {
            merchant_id,
            sku: sku.to_owned(),
            category: String::new(),
            barcode: String::new(),
            custom_made: false,
            returnable: true,
            accessories: String::new(),
            version: 0,
        }
    }
}

/// What is said of some of a merchant's products; nothing of the others.
pub fn of_skus(connection: &mut Conn, merchant_id: i64, skus: &[&str]) -> Result<Vec<ProductTermsRow>, DbError> {
    Ok(product_terms::table
        .filter(product_terms::merchant_id.eq(merchant_id))
        .filter(product_terms::sku.eq_any(skus.to_vec()))
        .select(ProductTermsRow::as_select())
        .load(connection)?)
}

/// The categories of a merchant's products, each once, in order.
pub fn categories(connection: &mut Conn, merchant_id: i64) -> Result<Vec<String>, DbError> {
    Ok(product_terms::table
        .filter(product_terms::merchant_id.eq(merchant_id))
        .filter(product_terms::category.ne(""))
        .select(product_terms::category)
        .distinct()
        .order(product_terms::category)
        .load(connection)?)
}

/// Saves what is said of a product if nobody changed it since `version`, 0 for what nobody said yet; `row.version` is the new one.
pub fn save(tx: &mut Tx<'_>, row: &ProductTermsRow, version: i32) -> Result<bool, DbError> {
    if version == 0 {
        diesel::insert_into(product_terms::table).values(row).execute(tx.connection())?;
        return Ok(true);
    }
    let place = product_terms::table.find((row.merchant_id, &row.sku)).filter(product_terms::version.eq(version));
    Ok(diesel::update(place).set(row).execute(tx.connection())? == 1)
}
