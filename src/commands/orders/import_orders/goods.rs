//! A merchant's products, taken from its orders: names, and the price of the latest sale. Services are no products; gifts and give-aways
//! set no price.

use std::collections::HashMap;

use crate::domain::order::kind::LineKind;
use crate::domain::order::order_record::{LineRecord, OrderRecord};
use crate::domain::time::Timestamp;
use crate::store::orders::ProductRow;
use crate::store::orders::import;
use crate::store::{DbError, Tx};

/// Updates the products from a batch of orders.
pub(super) fn learn(tx: &mut Tx<'_>, merchant_id: i64, records: &[&OrderRecord]) -> Result<(), DbError> {
    let sold = || {
        records.iter().flat_map(|record| {
            let goods = record.lines.iter().filter(|line| line.kind == LineKind::Goods);
            goods.map(|line| (Timestamp::from(record.ordered_at), line))
        })
    };
    let mut skus: Vec<&str> = sold().map(|(_, line)| line.sku.as_str()).collect();
    skus.sort_unstable();
    skus.dedup();
    let known = import::products_of(tx.connection(), merchant_id, &skus)?;
    let known: HashMap<String, ProductRow> = known.into_iter().map(|row| (row.sku.clone(), row)).collect();
    let mut now = known.clone();
    for (at, line) in sold() {
        match now.get_mut(&line.sku) {
            Some(product) => take(product, at, line),
            None => {
                now.insert(line.sku.clone(), first(merchant_id, at, line));
            }
        }
    }
    let mut made: Vec<ProductRow> = Vec::new();
    let mut now: Vec<ProductRow> = now.into_values().collect();
    now.sort_by(|a, b| a.sku.cmp(&b.sku));
    for product in now {
        match known.get(&product.sku) {
            None => made.push(product),
            Some(before) if *before != product => import::save_product(tx, &product)?,
            Some(_) => {}
        }
    }
    import::insert_products(tx, &made)
}

fn first(merchant_id: i64, at: Timestamp, line: &LineRecord) -> ProductRow {
    ProductRow {
        merchant_id,
        sku: line.sku.clone(),
        name: line.name.clone(),
        spec: line.spec.clone(),
        picture_url: line.picture_url.clone(),
        unit_price_scaled: line.unit_price,
        priced_at: at,
    }
}

fn take(product: &mut ProductRow, at: Timestamp, line: &LineRecord) {
    let has_price = !line.is_gift && line.unit_price.scaled() > 0;
    let had_price = product.unit_price_scaled.scaled() > 0;
    if has_price && (at >= product.priced_at || !had_price) {
        product.unit_price_scaled = line.unit_price;
        product.priced_at = at;
    } else if had_price && at < product.priced_at {
        return;
    }
    // The SKU stands for the name where a file has none.
    if line.name != line.sku {
        product.name.clone_from(&line.name);
    }
    for (kept, later) in [(&mut product.spec, &line.spec), (&mut product.picture_url, &line.picture_url)] {
        if !later.is_empty() {
            kept.clone_from(later);
        }
    }
}
