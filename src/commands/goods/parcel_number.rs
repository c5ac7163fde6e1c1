//! Numbers of parcels as people type or scan them: our own papers and the barcodes of products are told from them.

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::goods::carrier;
use crate::domain::goods::movement::Carrier;
use crate::domain::people::contact::{self, is_product_code};
use crate::domain::refusal::Refusal;
use crate::store::{Tx, tickets};

/// A number as it is stored. Refused, at the field `tracking_no`, for what no carrier writes, for a ticket's number and for a product's
/// barcode.
pub fn parcel_number(tx: &mut Tx<'_>, actor: &Actor, typed: &str) -> Result<String, CommandError> {
    let number = contact::tracking_no(typed).ok_or_else(|| invalid("tracking_no", Refusal::BadTrackingNo))?;
    if is_product_code(&number) {
        return Err(invalid("tracking_no", Refusal::ProductBarcode));
    }
    if tickets::by_no(tx.connection(), &actor.scope, typed)?.is_some() {
        return Err(invalid("tracking_no", Refusal::TicketNumber));
    }
    Ok(number)
}

/// The carrier that was chosen, or else the one that the number names.
pub fn chosen_or_guessed(chosen: Option<Carrier>, number: &str) -> Option<Carrier> {
    chosen.or_else(|| carrier::guess(number))
}
