//! Which merchant a page of settings is about, and the tabs that lead to the others.

use crate::store::house::merchants::MerchantRow;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::session::Staff;

/// A merchant to choose.
pub struct MerchantTab {
    pub address: String,
    pub name: String,
    pub chosen: bool,
}

/// The merchant of a code, else the first in scope.
///
/// # Errors
/// Not found for a merchant out of scope, and for somebody without any.
pub fn chosen<'s>(staff: &'s Staff, code: &str) -> Result<&'s MerchantRow, PageError> {
    let found = staff.merchants.iter().find(|merchant| code.is_empty() || merchant.code == code);
    found.ok_or(PageError::NotFound)
}

/// The merchants in scope as tabs; `address` is a merchant's page by its code.
pub fn tabs(staff: &Staff, chosen: &MerchantRow, address: impl Fn(&str) -> String) -> Vec<MerchantTab> {
    let tab = |other: &MerchantRow| MerchantTab {
        address: address(&other.code),
        name: other.name.clone(),
        chosen: other.id == chosen.id,
    };
    staff.merchants.iter().map(tab).collect()
}
