//! Fields that several forms of the settings read.

use crate::domain::people::contact::fold_width;
use crate::domain::refusal::Refusal;
use crate::web::framework::form::Reader;

/// Characters of a name at most.
pub(super) const NAME_MOST: usize = 40;

/// A code such as `MAIN`: capitals, digits, hyphens, underscores.
pub(super) fn code(reader: &mut Reader<'_>) -> String {
    let code = fold_width(&reader.required("code", 1, 20)).to_uppercase();
    if !code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_')) {
        reader.refuse("code", Refusal::BadCode);
    }
    code
}
