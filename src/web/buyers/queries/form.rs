//! The form of a query, as it is sent.

use crate::commands::CommandError;
use crate::commands::service::query::NewQuery;
use crate::domain::lengths;
use crate::domain::refusal::Refusal;
use crate::domain::service::query::QueryKind;
use crate::store::house::merchants::MerchantRow;
use crate::web::framework::form::{Form, Reader};

/// An order number of one line; empty for none.
pub(super) fn order_no(reader: &mut Reader<'_>) -> String {
    let order_no = reader.text("order_no", lengths::ORDER_NO);
    if order_no.contains('\n') || order_no.contains('\t') {
        reader.refuse("order_no", Refusal::BadText);
    }
    order_no
}

/// Reads the form about a query of a merchant.
///
/// # Errors
/// Every problem at its field.
pub(super) fn read(form: &Form, merchant: &MerchantRow) -> Result<NewQuery, CommandError> {
    let mut reader = Reader::new(&form.fields);
    // An unknown kind is noted; the value is not used then.
    let kind = reader.code("kind", QueryKind::parse).unwrap_or(QueryKind::Other);
    let shop_id = reader.optional_code("shop", |text| text.parse().ok());
    let order_no = order_no(&mut reader);
    let words = reader.required("words", 2, lengths::NOTE);
    let contact = reader.text("contact", lengths::EMAIL);
    reader.finish()?;
    Ok(NewQuery { merchant_id: merchant.id, shop_id, kind, order_no, words, contact })
}
