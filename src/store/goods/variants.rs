//! The variants of a product: what a merchant sells under the same name, with what of each can be sold.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::goods::condition::Bucket;
use crate::store::schema::{products, stock, warehouses};
use crate::store::{Conn, DbError};

/// A variant of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub name: String,
    pub sku: String,
    pub spec: String,
    /// Units for sale and not reserved, in the merchant's active warehouses.
    pub sellable: i64,
}

/// The variants of some products of a merchant, by name and SKU.
pub fn of_names(connection: &mut Conn, merchant_id: i64, names: &[String]) -> Result<Vec<Variant>, DbError> {
    let found: Vec<(String, String, String)> = products::table
        .filter(products::merchant_id.eq(merchant_id))
        .filter(products::name.eq_any(names))
        .order((products::name, products::sku))
        .select((products::name, products::sku, products::spec))
        .load(connection)?;
    let skus: Vec<String> = found.iter().map(|(_, sku, _)| sku.clone()).collect();
    let sellable = sellable(connection, merchant_id, &skus)?;
    Ok(found
        .into_iter()
        .map(|(name, sku, spec)| Variant { sellable: sellable.get(&sku).copied().unwrap_or(0), name, sku, spec })
        .collect())
}

/// Units of some SKUs that are for sale and not reserved, in a merchant's active warehouses; a SKU without stock is left out.
pub fn sellable(connection: &mut Conn, merchant_id: i64, skus: &[String]) -> Result<HashMap<String, i64>, DbError> {
    let kept: Vec<(String, i64, i64)> = stock::table
        .inner_join(warehouses::table.on(warehouses::id.eq(stock::warehouse_id)))
        .filter(warehouses::merchant_id.eq(merchant_id))
        .filter(warehouses::active.eq(true))
        .filter(stock::bucket.eq(Bucket::Sellable))
        .filter(stock::sku.eq_any(skus))
        .select((stock::sku, stock::qty, stock::reserved_qty))
        .load(connection)?;
    let mut units = HashMap::new();
    for (sku, qty, reserved) in kept {
        *units.entry(sku).or_insert(0) += qty - reserved;
    }
    Ok(units)
}
