//! What decides how time is counted was changed: a job counts the terms that run again.

use crate::commands::CommandError;
use crate::domain::house::work::JobKind;
use crate::store::Tx;
use crate::store::jobs::outbox;

/// Orders that job for a merchant.
pub fn order(tx: &mut Tx<'_>, merchant_id: i64) -> Result<(), CommandError> {
    let (key, now) = (format!("count_terms_again:{merchant_id}"), tx.now());
    Ok(outbox::put(tx, JobKind::CountTermsAgain, &key, &merchant_id.to_string(), now, Some(merchant_id))?)
}
