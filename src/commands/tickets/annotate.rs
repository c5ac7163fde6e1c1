//! Notes of work by phone or on paper (R85), and evidence (R12, R13).

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::Event;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::{Channel, EvidenceKind};
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::tickets::TicketRow;
use crate::store::tickets::buyers_to_tell;
use crate::store::tickets::parts;
use crate::store::tickets::parts::AttachmentRow;

/// Files a ticket may hold.
pub const FILES_MAX: i64 = 40;

/// Adds a note to the timeline.
pub fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: Option<i32>,
    text: &str,
) -> Result<TicketRow, CommandError> {
    step::begin(tx, actor, ticket_no, version, Action::Note)?.remark(tx, actor, Event::NoteAdded, text)
}

/// Keeps that the buyer was told how the ticket stands, and in which words; the ticket no longer waits for that.
pub fn tell_buyer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    channel: Channel,
    text: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::TellBuyer)?;
    buyers_to_tell::put(tx, step.ticket.id, false)?;
    step.remark(tx, actor, Event::BuyerTold { channel }, text)
}

/// A file that was checked and stored.
#[derive(Clone, Debug)]
pub struct StoredFile {
    pub kind: EvidenceKind,
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    /// Of the stored file, lower-case hexadecimal.
    pub sha256: String,
    /// Of the uploaded file, lower-case hexadecimal.
    pub original_sha256: String,
    /// When a picture was taken, in its own words; may be empty.
    pub taken_at: String,
    /// Its name in the file store.
    pub stored_as: String,
}

/// Attaches a stored file as evidence. What people add who inspect and file nothing is of the inspection.
pub fn attach(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, file: &StoredFile) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, None, Action::Attach)?;
    let there = parts::attachments_of(tx.connection(), step.ticket.id)?;
    if there.len() as i64 >= FILES_MAX {
        return Err(invalid("file", Refusal::TooManyFiles(FILES_MAX)));
    }
    let is_same =
        |known: &AttachmentRow| !known.original_sha256.is_empty() && known.original_sha256 == file.original_sha256;
    if there.iter().any(is_same) {
        return Err(invalid("file", Refusal::FileThere(file.file_name.clone())));
    }
    let kind = if actor.may(Permission::FileTicket) { file.kind } else { EvidenceKind::Inspection };
    let row = AttachmentRow {
        id: tx.next_id()?,
        ticket_id: step.ticket.id,
        kind,
        file_name: file.file_name.clone(),
        media_type: file.media_type.clone(),
        size_bytes: file.size_bytes,
        sha256: file.sha256.clone(),
        stored_as: file.stored_as.clone(),
        staff_id: actor.staff_id,
        created_at: tx.now(),
        original_sha256: file.original_sha256.clone(),
        taken_at: file.taken_at.clone(),
    };
    parts::insert_attachment(tx, &row)?;
    let event = Event::EvidenceAdded { kind, file: file.file_name.clone() };
    step.remark(tx, actor, event, "")
}

/// Withdraws a file of evidence: its own uploader, or who assigns tickets. The entry keeps its name and why; the file itself is deleted with
/// the others that no row names.
pub fn withdraw_file(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    attachment_id: i64,
    reason: &str,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, None, Action::WithdrawFile)?;
    let there = parts::attachments_of(tx.connection(), step.ticket.id)?;
    let file = there.into_iter().find(|file| file.id == attachment_id).ok_or(CommandError::NotFound)?;
    if file.staff_id != actor.staff_id {
        actor.require(Permission::AssignTickets)?;
    }
    parts::delete_attachment(tx, file.id)?;
    step.remark(tx, actor, Event::EvidenceWithdrawn { kind: file.kind, file: file.file_name }, reason)
}
