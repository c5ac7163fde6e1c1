//! Managing a merchant's reasons: add, edit, take out of use and back, reorder, delete, bring back. Tickets keep the text they were filed
//! with (R120).

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::people::contact::fold_width;
use crate::domain::permission::Permission;
use crate::domain::policy::cause::Cause;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::{Responsibility, shown_code, withdrawn_code};
use crate::store::Tx;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::reasons::ReasonRow;
use crate::store::house::{audit, merchants, reasons};

/// The code of the reason for everything else, which is never deleted.
pub const OTHER: &str = "OTHER";

/// A reason as it is to be.
#[derive(Clone, Debug)]
pub struct ReasonText {
    pub name_zh: String,
    pub name_en: String,
    pub types: Vec<TicketType>,
    pub responsibility: Responsibility,
    /// What it comes from.
    pub cause: Cause,
    /// What staff say to the buyer about it; empty for nothing.
    pub reply_zh: String,
    /// The same in English; empty for the Chinese one.
    pub reply_en: String,
}

fn types_text(types: &[TicketType]) -> String {
    let offered = TicketType::ALL.iter().filter(|kind| types.contains(kind));
    offered.map(|kind| kind.code()).collect::<Vec<_>>().join(",")
}

fn subject(merchant: &MerchantRow, code: &str) -> String {
    format!("{} {}", merchant.code, shown_code(code))
}

/// Adds a reason at the end of the list; without a code its id becomes the code.
pub fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant_code: &str,
    code: &str,
    text: &ReasonText,
) -> Result<(), CommandError> {
    actor.require(Permission::ManageReasons)?;
    let merchant = merchants::by_code(tx.connection(), &actor.scope, merchant_code)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, merchant.id)?;
    let list = reasons::list(tx.connection(), merchant.id)?;
    names_are_free(&list, None, text)?;
    let last = list.last().map_or(0, |reason| reason.position);
    let id = tx.next_id()?;
    let code = if code.is_empty() { format!("R{id}") } else { code.to_owned() };
    let row = ReasonRow {
        id,
        merchant_id: merchant.id,
        code,
        name_zh: text.name_zh.clone(),
        name_en: text.name_en.clone(),
        applies_to: types_text(&text.types),
        responsibility: text.responsibility,
        visible: true,
        position: last + 1,
        deleted_at: None,
        version: 1,
        reply_zh: text.reply_zh.clone(),
        reply_en: text.reply_en.clone(),
        cause: text.cause,
        cause_confirmed: true,
    };
    reasons::insert(tx, &row).map_err(taken("code"))?;
    audit_reason(tx, actor, &merchant, &row, AuditKind::ReasonAdded, &row.name_zh)
}

/// Agents choose by name, so that two reasons of a list are never called alike in one language.
fn names_are_free(list: &[ReasonRow], own: Option<&ReasonRow>, text: &ReasonText) -> Result<(), CommandError> {
    let taken = taken_names(list, own, &text.name_zh, &text.name_en);
    let errors: Vec<FieldError> = taken.into_iter().map(|field| FieldError::at(field, Refusal::NameTaken)).collect();
    if errors.is_empty() { Ok(()) } else { Err(CommandError::Invalid(errors)) }
}

/// The fields whose name another reason has, but for capitals and width; a name that its reason has already is not asked about.
fn taken_names(list: &[ReasonRow], own: Option<&ReasonRow>, zh: &str, en: &str) -> Vec<&'static str> {
    let folded = |name: &str| fold_width(name).to_lowercase();
    let is_taken = |name: &str, of: fn(&ReasonRow) -> &String| {
        let is_new = own.is_none_or(|row| of(row) != name);
        is_new && list.iter().any(|other| own.is_none_or(|row| row.id != other.id) && folded(of(other)) == folded(name))
    };
    let fields = [("name_zh", is_taken(zh, |row| &row.name_zh)), ("name_en", is_taken(en, |row| &row.name_en))];
    fields.into_iter().filter(|(_, taken)| *taken).map(|(field, _)| field).collect()
}

fn audit_reason(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    row: &ReasonRow,
    kind: AuditKind,
    detail: &str,
) -> Result<(), CommandError> {
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject(merchant, &row.code), detail)?;
    Ok(())
}

struct Begun {
    merchant: MerchantRow,
    row: ReasonRow,
}

/// A reason that is not withdrawn.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<Begun, CommandError> {
    begin_any(tx, actor, id, version).and_then(|begun| match begun.row.deleted_at {
        None => Ok(begun),
        Some(_) => Err(CommandError::NotFound),
    })
}

fn begin_any(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<Begun, CommandError> {
    actor.require(Permission::ManageReasons)?;
    let found = reasons::find_any(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, found.merchant_id)?;
    let row = reasons::find_any(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let merchant = merchants::get(tx.connection(), row.merchant_id)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Reasons, &subject(&merchant, &row.code))?);
    }
    Ok(Begun { merchant, row })
}

impl Begun {
    fn save(&mut self, tx: &mut Tx<'_>) -> Result<(), CommandError> {
        let version = self.row.version;
        self.row.version = version + 1;
        if reasons::save(tx, &self.row, version).map_err(taken("code"))? {
            return Ok(());
        }
        Err(conflict(tx, AuditGroup::Reasons, &subject(&self.merchant, &self.row.code))?)
    }
}

/// Changes a reason's names, types, responsibility, cause and replies. Who saves it confirms the cause.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, to: &ReasonText) -> Result<(), CommandError> {
    let mut begun = begin(tx, actor, id, version)?;
    names_are_free(&reasons::list(tx.connection(), begun.merchant.id)?, Some(&begun.row), to)?;
    let (row, types) = (&mut begun.row, types_text(&to.types));
    let mut changes = Changes::default();
    changes.field("name_zh", &row.name_zh, &to.name_zh);
    changes.field("name_en", &row.name_en, &to.name_en);
    changes.field("types", &row.applies_to, &types);
    changes.field("responsibility", row.responsibility.code(), to.responsibility.code());
    changes.field("cause", row.cause.code(), to.cause.code());
    changes.field("cause_confirmed", row.cause_confirmed, true);
    changes.field("reply_zh", &row.reply_zh, &to.reply_zh);
    changes.field("reply_en", &row.reply_en, &to.reply_en);
    if changes.is_empty() {
        return Ok(());
    }
    row.reply_zh.clone_from(&to.reply_zh);
    row.reply_en.clone_from(&to.reply_en);
    row.name_zh.clone_from(&to.name_zh);
    row.name_en.clone_from(&to.name_en);
    row.applies_to = types;
    row.responsibility = to.responsibility;
    row.cause = to.cause;
    row.cause_confirmed = true;
    begun.save(tx)?;
    audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonChanged, &changes.detail().text())
}

/// Offers a reason on new applications, or does not (R122).
pub fn set_visible(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, visible: bool) -> Result<(), CommandError> {
    let mut begun = begin(tx, actor, id, version)?;
    let mut changes = Changes::default();
    changes.field("visible", begun.row.visible, visible);
    if changes.is_empty() {
        return Ok(());
    }
    begun.row.visible = visible;
    begun.save(tx)?;
    audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonChanged, &changes.detail().text())
}

/// Where a reason goes in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// A place counted from 1; one beyond the end is the last.
    At(usize),
}

/// Moves a reason (R123); at the end of the list nothing happens.
pub fn move_to(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, place: Place) -> Result<(), CommandError> {
    let mut begun = begin(tx, actor, id, version)?;
    let mut list = reasons::list(tx.connection(), begun.merchant.id)?;
    let from = list.iter().position(|reason| reason.id == id).ok_or(CommandError::NotFound)?;
    let to = match place {
        Place::Up => from.saturating_sub(1),
        Place::Down => from + 1,
        Place::At(place) => place.saturating_sub(1),
    };
    let to = to.min(list.len() - 1);
    if to == from {
        return Ok(());
    }
    let moved = list.remove(from);
    list.insert(to, moved);
    begun.save(tx)?;
    for (place, reason) in (1..).zip(&list) {
        if reason.position != place {
            reasons::set_position(tx, reason.id, place)?;
        }
    }
    let mut changes = Changes::default();
    changes.field("position", from + 1, to + 1);
    audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonChanged, &changes.detail().text())
}

/// Deletes a reason that was never used, withdraws one that was (R121); the code of either is free again. The reason for everything else
/// stays.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(), CommandError> {
    let mut begun = begin(tx, actor, id, version)?;
    if begun.row.code == OTHER {
        return Err(CommandError::Refused(Refusal::LastReason));
    }
    if reasons::is_used(tx.connection(), id)? {
        begun.row.deleted_at = Some(tx.now());
        begun.row.code = withdrawn_code(&begun.row.code, id);
        begun.save(tx)?;
        return audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonWithdrawn, &begun.row.name_zh);
    }
    // A ticket that is being filed with it at this instant keeps it: the form is sent again and withdraws it.
    reasons::delete(tx, id)
        .map_err(|error| if error.is_referenced() { invalid("", Refusal::InUse) } else { error.into() })?;
    audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonDeleted, &begun.row.name_zh)
}

/// Brings a withdrawn reason back under a code, without one under its own. Refused at `code` where another reason has that by now,
/// and where somebody brought it back already.
pub fn restore(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, code: &str) -> Result<(), CommandError> {
    let mut begun = begin_any(tx, actor, id, version)?;
    if begun.row.deleted_at.is_none() {
        return Err(conflict(tx, AuditGroup::Reasons, &subject(&begun.merchant, &begun.row.code))?);
    }
    let own = shown_code(&begun.row.code).to_owned();
    let code = if code.is_empty() { own } else { code.to_owned() };
    let list = reasons::list(tx.connection(), begun.merchant.id)?;
    if list.iter().any(|other| other.code == code) {
        return Err(invalid("code", Refusal::Taken));
    }
    let row = &begun.row;
    if !taken_names(&list, None, &row.name_zh, &row.name_en).is_empty() {
        return Err(invalid("code", Refusal::NameTaken));
    }
    begun.row.deleted_at = None;
    begun.row.code = code;
    begun.save(tx)?;
    audit_reason(tx, actor, &begun.merchant, &begun.row, AuditKind::ReasonRestored, &begun.row.name_zh)
}
