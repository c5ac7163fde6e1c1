//! The list of products: what orders teach of them and what people say, one row a SKU of a merchant.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::store::list::{Cursor, Key, Order, Predicate, Relational, statement};
use crate::store::{Conn, DbError, Scope};

/// A product with what people say of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct ProductListRow {
    #[diesel(sql_type = BigInt)]
    pub merchant_id: i64,
    #[diesel(sql_type = Text)]
    pub merchant: String,
    #[diesel(sql_type = Text)]
    pub sku: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Text)]
    pub barcode: String,
    #[diesel(sql_type = Bool)]
    pub custom_made: bool,
    #[diesel(sql_type = Bool)]
    pub returnable: bool,
    #[diesel(sql_type = Text)]
    pub accessories: String,
}

/// The list of products.
pub struct ProductList;

/// By SKU; one SKU by merchant.
pub const BY_SKU: Order = Order::text("products.sku");

const TERMS: &str = "LEFT JOIN product_terms t ON t.merchant_id = products.merchant_id AND t.sku = products.sku";

impl Relational for ProductList {
    type Row = ProductListRow;

    const FROM: &'static str = "products";
    const ID: &'static str = "products.merchant_id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("products.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<ProductListRow>, DbError> {
        let key = |place: &Cursor| match &place.key {
            Key::Text(sku) => Some((place.id, sku.clone())),
            Key::Number(_) | Key::Grouped(..) => None,
        };
        let keys: Vec<(i64, String)> = places.iter().filter_map(key).collect();
        let skus = Predicate::any_of("products.sku", keys.iter().map(|(_, sku)| sku.as_str()));
        let select = format!(
            "SELECT products.merchant_id, m.name AS merchant, products.sku, products.name, COALESCE(t.category, '') AS category, \
             COALESCE(t.barcode, '') AS barcode, COALESCE(t.custom_made, FALSE) AS custom_made, \
             COALESCE(t.returnable, TRUE) AS returnable, COALESCE(t.accessories, '') AS accessories \
             FROM products JOIN merchants m ON m.id = products.merchant_id {TERMS}"
        );
        let found: Vec<ProductListRow> =
            statement(&select, &[skus, Predicate::seen("products.merchant_id", scope)], "").load(connection)?;
        let mut by_key: HashMap<(i64, String), ProductListRow> =
            found.into_iter().map(|row| ((row.merchant_id, row.sku.clone()), row)).collect();
        Ok(keys.iter().filter_map(|key| by_key.remove(key)).collect())
    }
}

/// Products whose SKU or name contains a text, whatever its letters' size.
pub fn called(part: &str) -> Predicate {
    Predicate::contains(&["UPPER(products.sku)", "UPPER(products.name)"], &part.to_uppercase())
}

fn with_terms(condition: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM product_terms t WHERE t.merchant_id = products.merchant_id AND t.sku = products.sku AND {condition})"
    )
}

/// Products of a merchant.
pub fn of_merchant(id: i64) -> Predicate {
    Predicate::among("products.merchant_id", &[id])
}

/// Products of a category.
pub fn in_category(category: &str) -> Predicate {
    Predicate::new(with_terms("t.category = ?")).text(category)
}

/// Products that are left out of returns without a reason by what is said of them.
pub fn left_out() -> Predicate {
    Predicate::new(with_terms("(t.custom_made OR NOT t.returnable)"))
}
