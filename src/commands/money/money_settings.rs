//! Changes of the settings that decide about money: made at once by somebody who does not work under them, else proposed and made by a
//! second person's confirmation. Every change is kept with its old and new values, whatever its end.

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::money::money_settings::{Answer, ChangeState, MoneySettings, Proposal, WAITS, changes_alone};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::house::audit_detail::read_fields;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::setting_changes;
use crate::store::house::setting_changes::ChangeRow;
use crate::store::house::{audit, merchants};

/// The result of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing differs.
    Unchanged,
    Made,
    /// It waits for a second person.
    Proposed,
}

/// The money settings of a merchant.
pub fn of(merchant: &MerchantRow) -> MoneySettings {
    MoneySettings {
        currency: merchant.currency,
        gateway: merchant.gateway,
        auto_refund_unshipped: merchant.auto_refund_unshipped,
        auto_refund_limit: merchant.auto_refund_limit_minor,
        auto_refund_daily: merchant.auto_refund_daily_minor,
        filer_may_review: merchant.filer_may_review,
    }
}

/// Changes a merchant's money settings, or proposes to. The currency is fixed once there is an order.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    version: i32,
    to: &MoneySettings,
) -> Result<Outcome, CommandError> {
    let merchant = claimed(tx, actor, code)?;
    if merchant.version != version {
        return Err(conflict(tx, AuditGroup::Settings, code)?);
    }
    let mut changes = Changes::default();
    for ((name, before), (_, after)) in of(&merchant).fields().into_iter().zip(to.fields()) {
        changes.field(name, before, after);
    }
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    if to.currency != merchant.currency && merchants::has_orders(tx.connection(), merchant.id)? {
        return Err(invalid("currency", Refusal::InUse));
    }
    let alone = actor.staff_id.is_none() || changes_alone(&actor.roles);
    make_way(tx, merchant.id, alone)?;
    let state = if alone { ChangeState::Made } else { ChangeState::Open };
    let row = row(tx, actor, merchant.id, state, &changes)?;
    setting_changes::insert(tx, &row)?;
    let kind = if alone { AuditKind::MoneySettingsChanged } else { AuditKind::MoneySettingsProposed };
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, code, &row.changes)?;
    if !alone {
        return Ok(Outcome::Proposed);
    }
    save(tx, merchant, to)?;
    Ok(Outcome::Made)
}

/// Keeps the first money settings of a new merchant as a change, for those who look at changes.
pub(in crate::commands) fn founded(tx: &mut Tx<'_>, actor: &Actor, merchant: &MerchantRow) -> Result<(), CommandError> {
    let mut changes = Changes::default();
    for (name, value) in of(merchant).fields() {
        changes.field(name, "", value);
    }
    let row = row(tx, actor, merchant.id, ChangeState::Made, &changes)?;
    Ok(setting_changes::insert(tx, &row)?)
}

fn row(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_id: i64,
    state: ChangeState,
    changes: &Changes,
) -> Result<ChangeRow, CommandError> {
    let now = tx.now();
    Ok(ChangeRow {
        id: tx.next_id()?,
        merchant_id,
        state,
        changes: changes.detail().text(),
        proposed_by: actor.staff_id,
        proposed_at: now,
        expires_at: now.plus_seconds(WAITS),
        decided_by: None,
        moved_at: now,
        version: 1,
    })
}

/// Ends a merchant's open proposal where its time is over, or where somebody who needs no second person makes a change; any other stands
/// in the way.
fn make_way(tx: &mut Tx<'_>, merchant_id: i64, alone: bool) -> Result<(), CommandError> {
    let Some(mut open) = setting_changes::open_of(tx.connection(), merchant_id)? else { return Ok(()) };
    open.state = match proposal(&open).state_at(tx.now()) {
        ChangeState::Expired => ChangeState::Expired,
        _ if alone => ChangeState::Overtaken,
        _ => return Err(Refusal::ProposalWaits.into()),
    };
    Ok(setting_changes::save(tx, &mut open)?)
}

/// Confirms, declines or withdraws a proposal; the code of its merchant. `version` is the proposal's.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, answer: Answer) -> Result<String, CommandError> {
    actor.require(Permission::ManageSettings)?;
    let found = setting_changes::by_id(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, found.merchant_id)?;
    let merchant = merchants::get(tx.connection(), found.merchant_id)?;
    let mut row = setting_changes::by_id(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::MoneySettings, &merchant.code)?);
    }
    proposal(&row).may_answer(answer, actor.staff_id, tx.now())?;
    let code = merchant.code.clone();
    row.state = answer.leads_to();
    row.decided_by = actor.staff_id;
    setting_changes::save(tx, &mut row)?;
    let kind = match answer {
        Answer::Confirm => AuditKind::MoneySettingsConfirmed,
        Answer::Decline => AuditKind::MoneySettingsDeclined,
        Answer::Withdraw => AuditKind::MoneySettingsWithdrawn,
    };
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &code, &row.changes)?;
    if answer == Answer::Confirm {
        let fields = read_fields(&row.changes).unwrap_or_default();
        let changes = fields.iter().map(|field| (field.name.as_str(), field.before.as_str(), field.after.as_str()));
        let to = of(&merchant).with(changes).filter(|to| *to != of(&merchant)).ok_or(Refusal::ProposalStale)?;
        if to.currency != merchant.currency && merchants::has_orders(tx.connection(), merchant.id)? {
            return Err(Refusal::ProposalStale.into());
        }
        save(tx, merchant, &to)?;
    }
    Ok(code)
}

/// The part of a row that the rules know.
pub fn proposal(row: &ChangeRow) -> Proposal {
    Proposal { state: row.state, proposed_by: row.proposed_by, expires_at: row.expires_at }
}

fn save(tx: &mut Tx<'_>, mut merchant: MerchantRow, to: &MoneySettings) -> Result<(), CommandError> {
    let version = merchant.version;
    merchant.currency = to.currency;
    merchant.gateway = to.gateway;
    merchant.auto_refund_unshipped = to.auto_refund_unshipped;
    merchant.auto_refund_limit_minor = to.auto_refund_limit;
    merchant.auto_refund_daily_minor = to.auto_refund_daily;
    merchant.filer_may_review = to.filer_may_review;
    merchant.version = version + 1;
    if merchants::save(tx, &merchant, version)? {
        Ok(())
    } else {
        Err(conflict(tx, AuditGroup::Settings, &merchant.code)?)
    }
}
