//! The mapping that a form names or holds.

use crate::domain::refusal::Refusal;
use crate::spreadsheet::Mapping;
use crate::web::framework::form::Reader;

/// Name and text of a typed mapping, checked.
pub fn mapping_of(reader: &mut Reader<'_>) -> (String, String) {
    let name = reader.text("mapping_name", 60);
    let text = reader.required("mapping_text", 1, MAPPING_MOST);
    if !text.is_empty()
        && let Err(error) = Mapping::from_toml(&text)
    {
        reader.refuse("mapping_text", Refusal::BadMapping(error.text(true), error.text(false)));
    }
    (name, text)
}

/// The longest mapping, in characters.
pub const MAPPING_MOST: usize = 64_000;
