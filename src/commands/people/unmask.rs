//! A look at masked values. Right and purpose are checked first, and every look is in the audit log before the value is shown (R17).

use std::collections::BTreeSet;

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit;

/// Characters a purpose has at least.
const PURPOSE_LEAST: usize = 2;
/// Characters a purpose has at most.
const PURPOSE_MOST: usize = 200;

/// Logs a look at fields of a merchant's record (`order 6921…`, `buyer 17`, `ticket AS…`), each in an entry of its own. Refused without the
/// right or a purpose. The caller reads the values, which are never logged.
pub fn unmask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_id: i64,
    subject: &str,
    fields: &BTreeSet<String>,
    purpose: &str,
) -> Result<(), CommandError> {
    actor.require(Permission::Unmask)?;
    if !actor.scope.sees(merchant_id) {
        return Err(CommandError::NotFound);
    }
    let purpose = purpose.trim();
    match purpose.chars().count() {
        0 => return Err(invalid("purpose", Refusal::Required)),
        short if short < PURPOSE_LEAST => return Err(invalid("purpose", Refusal::TooShort(PURPOSE_LEAST))),
        long if long > PURPOSE_MOST => return Err(invalid("purpose", Refusal::TooLong(PURPOSE_MOST))),
        _ if purpose.chars().any(char::is_control) => return Err(invalid("purpose", Refusal::BadText)),
        _ => {}
    }
    for field in fields {
        let detail = format!("{field}: {purpose}");
        audit::append(tx, actor.staff_id, Some(merchant_id), AuditKind::PersonalDataViewed, subject, &detail)?;
    }
    Ok(())
}
