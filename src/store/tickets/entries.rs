//! A ticket's entry in the lists: the values that decide its place there, copied in the transaction that changes the ticket; and two facts
//! that only lists know, who works on it and whether it is archived.

use diesel::prelude::*;

use crate::domain::assignment::rule::Priority;
use crate::domain::dispute::case::DisputeMark;
use crate::domain::money::{Currency, Money};
use crate::domain::term::kind::TermKind;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::status::{Archive, ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, change_by_text, prepared};
use crate::store::orders::OrderRow;
use crate::store::people::risk_flags;
use crate::store::schema::tickets as tickets_table;
use crate::store::schema::{orders, ticket_entries};
use crate::store::term::terms;
use crate::store::term::terms::TermRow;
use crate::store::tickets::stages::DecisionRow;
use crate::store::tickets::{self, TicketRow, counts, stages};
use crate::store::{Conn, DbError, Tx};

/// A ticket as lists find and order it. A missing time or person is 0.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_entries)]
pub struct EntryRow {
    pub ticket_id: i64,
    pub ticket_no: String,
    pub shelf: Archive,
    pub merchant_id: i64,
    pub shop_id: i64,
    pub order_id: i64,
    pub order_no: String,
    pub kind: TicketType,
    pub status: Status,
    pub currency: Currency,
    /// The approved amount, before that the computed one.
    pub amount_minor: Money,
    pub applied_at: Timestamp,
    pub reviewed_at: Timestamp,
    pub ordered_at: Timestamp,
    pub since_at: Timestamp,
    pub reviewer_id: i64,
    pub assignee_id: i64,
    pub review_result: ReviewResult,
    pub review_round: i32,
    pub bounce_count: i32,
    pub channel: Channel,
    /// The kind of the term that ends first; empty for none.
    pub clock_kind: String,
    /// When its clock turns amber.
    pub clock_soon_at: Timestamp,
    /// When its time is over; beyond all times where no clock runs.
    pub clock_at: Timestamp,
    /// When the platform acts by itself; beyond all times where it does not.
    pub platform_at: Timestamp,
    /// The queue into which a rule put it; 0 for none.
    pub assignment_queue_id: i64,
    pub priority: Priority,
    pub dispute: DisputeMark,
    /// Its buyer is marked as a risk.
    pub is_risk: bool,
}

/// The time of a clock that is not there.
pub const NO_CLOCK: Timestamp = Timestamp::MAX;
/// The time of a clock that stands still: behind those that run, before those that are not there.
pub const PAUSED_CLOCK: Timestamp = Timestamp::from_micros(i64::MAX - 1);

/// The part of an entry that comes from the order.
struct EntryOrder {
    order_no: String,
    ordered_at: Timestamp,
    /// The buyer is marked.
    is_risk: bool,
}

impl EntryRow {
    /// The entry of a ticket that nobody works on yet.
    fn of(ticket: &TicketRow, decision: &DecisionRow, order: EntryOrder, channel: Channel) -> Self {
        let mut entry = Self {
            ticket_id: ticket.id,
            ticket_no: ticket.ticket_no.clone(),
            shelf: Archive::Live,
            merchant_id: ticket.merchant_id,
            shop_id: ticket.shop_id,
            order_id: ticket.order_id,
            order_no: order.order_no,
            kind: ticket.kind,
            status: ticket.status,
            currency: ticket.currency,
            amount_minor: Money::ZERO,
            applied_at: Timestamp::default(),
            reviewed_at: Timestamp::default(),
            ordered_at: order.ordered_at,
            since_at: ticket.status_since,
            reviewer_id: 0,
            assignee_id: 0,
            review_result: decision.result,
            review_round: decision.round,
            bounce_count: decision.bounce_count,
            channel,
            clock_kind: String::new(),
            clock_soon_at: NO_CLOCK,
            clock_at: NO_CLOCK,
            platform_at: NO_CLOCK,
            assignment_queue_id: 0,
            priority: Priority::Usual,
            dispute: DisputeMark::None,
            is_risk: order.is_risk,
        };
        entry.follow_ticket(ticket);
        entry.follow_decision(decision);
        entry
    }

    fn follow_ticket(&mut self, ticket: &TicketRow) {
        self.shelf = if ticket.status == Status::Draft { Archive::Draft } else { Archive::Live };
        self.shop_id = ticket.shop_id;
        self.kind = ticket.kind;
        self.status = ticket.status;
        self.currency = ticket.currency;
        self.amount_minor = ticket.approved_minor.unwrap_or(ticket.computed_minor);
        self.applied_at = ticket.submitted_at.unwrap_or_default();
        self.since_at = ticket.status_since;
        self.dispute = match self.dispute {
            _ if ticket.on_hold => DisputeMark::OnHold,
            DisputeMark::OnHold => DisputeMark::None,
            dispute => dispute,
        };
    }

    fn follow_clock(&mut self, clock: Option<(TermKind, Timestamp, Timestamp)>, platform_at: Option<Timestamp>) {
        self.platform_at = platform_at.unwrap_or(NO_CLOCK);
        let (kind, soon_at, at) = clock.map_or(("", NO_CLOCK, NO_CLOCK), |(kind, soon, at)| (kind.code(), soon, at));
        kind.clone_into(&mut self.clock_kind);
        (self.clock_soon_at, self.clock_at) = (soon_at, at);
    }

    fn follow_decision(&mut self, decision: &DecisionRow) {
        self.reviewed_at = decision.reviewed_at.unwrap_or_default();
        self.reviewer_id = decision.reviewer_id.unwrap_or_default();
        self.review_result = decision.result;
        self.review_round = decision.round;
        self.bounce_count = decision.bounce_count;
        self.dispute = match self.dispute {
            DisputeMark::OnHold => DisputeMark::OnHold,
            _ if decision.is_escalated => DisputeMark::Escalated,
            _ if decision.appeal_against.is_some() => DisputeMark::Appealed,
            _ => DisputeMark::None,
        };
    }
}

/// The columns of an entry that a change may write; an index is touched only where its column is.
#[derive(Default, PartialEq, AsChangeset)]
#[diesel(table_name = ticket_entries)]
struct EntryChange {
    shop_id: Option<i64>,
    ordered_at: Option<Timestamp>,
    currency: Option<Currency>,
    shelf: Option<Archive>,
    kind: Option<TicketType>,
    status: Option<Status>,
    amount_minor: Option<Money>,
    applied_at: Option<Timestamp>,
    reviewed_at: Option<Timestamp>,
    since_at: Option<Timestamp>,
    reviewer_id: Option<i64>,
    assignee_id: Option<i64>,
    review_result: Option<ReviewResult>,
    review_round: Option<i32>,
    bounce_count: Option<i32>,
    channel: Option<Channel>,
    clock_kind: Option<String>,
    clock_soon_at: Option<Timestamp>,
    clock_at: Option<Timestamp>,
    platform_at: Option<Timestamp>,
    assignment_queue_id: Option<i64>,
    priority: Option<Priority>,
    dispute: Option<DisputeMark>,
    is_risk: Option<bool>,
}

/// Adds a new ticket's entry.
pub(in crate::store) fn add(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    order: &OrderRow,
    channel: Channel,
) -> Result<(), DbError> {
    let is_risk = risk_flags::is_marked(tx.connection(), order.buyer_id)?;
    let order = EntryOrder { order_no: order.order_no.clone(), ordered_at: order.ordered_at, is_risk };
    insert(tx, &EntryRow::of(ticket, &DecisionRow::blank(ticket.id), order, channel))
}

/// Updates the entry from the ticket, and from its review where that changed; a missing one is added. A ticket that moves leaves the
/// archive.
pub(in crate::store) fn follow(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    decision: Option<&DecisionRow>,
) -> Result<(), DbError> {
    let Some(old) = kept(tx.connection(), ticket.id)? else {
        let entry = made_of(tx.connection(), ticket)?;
        return insert(tx, &entry);
    };
    let mut new = old.clone();
    new.follow_ticket(ticket);
    if let Some(decision) = decision {
        new.follow_decision(decision);
    }
    if old.shelf == Archive::Archived && new.status == old.status {
        new.shelf = Archive::Archived;
    }
    change(tx, &old, &new)
}

/// A ticket's entry; a missing one is made as it would be.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<EntryRow, DbError> {
    if let Some(entry) = kept(connection, ticket_id)? {
        return Ok(entry);
    }
    let ticket = tickets::by_id(connection, ticket_id)?;
    made_of(connection, &ticket)
}

/// Gives a claimed ticket to somebody, or to nobody (0).
pub fn assign(tx: &mut Tx<'_>, ticket_id: i64, assignee_id: i64) -> Result<(), DbError> {
    change_one(tx, ticket_id, |entry| entry.assignee_id = assignee_id)
}

/// Puts a claimed ticket where a rule wants it: into a queue (0 for none), to a person (0 for nobody).
pub fn route(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    queue_id: i64,
    priority: Priority,
    assignee_id: i64,
) -> Result<(), DbError> {
    change_one(tx, ticket_id, |entry| {
        (entry.assignment_queue_id, entry.priority, entry.assignee_id) = (queue_id, priority, assignee_id);
    })
}

/// Moves a claimed ticket to an archive.
pub fn archive(tx: &mut Tx<'_>, ticket_id: i64, shelf: Archive) -> Result<(), DbError> {
    change_one(tx, ticket_id, |entry| entry.shelf = shelf)
}

/// Writes through which channel a claimed draft reached us.
pub fn set_channel(tx: &mut Tx<'_>, ticket_id: i64, channel: Channel) -> Result<(), DbError> {
    change_one(tx, ticket_id, |entry| entry.channel = channel)
}

/// Writes the clock of a claimed ticket: its kind, when it turns amber, when its time is over; and when the platform acts by itself.
pub(in crate::store) fn set_clock(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    clock: Option<(TermKind, Timestamp, Timestamp)>,
    platform_at: Option<Timestamp>,
) -> Result<(), DbError> {
    change_one(tx, ticket_id, |entry| entry.follow_clock(clock, platform_at))
}

/// Writes on every ticket of a buyer whether the buyer is marked as a risk.
pub fn mark_risk(tx: &mut Tx<'_>, buyer_id: i64, is_risk: bool) -> Result<(), DbError> {
    let of_buyer = tickets_table::table
        .inner_join(orders::table.on(orders::id.eq(tickets_table::order_id)))
        .filter(orders::buyer_id.eq(buyer_id))
        .select(tickets_table::id);
    diesel::update(ticket_entries::table.filter(ticket_entries::ticket_id.eq_any(of_buyer)))
        .set(ticket_entries::is_risk.eq(is_risk))
        .execute(tx.connection())?;
    Ok(())
}

/// Changes the entry of a claimed ticket; one that is missing is added first.
pub(in crate::store) fn change_one(
    tx: &mut Tx<'_>,
    ticket_id: i64,
    alter: impl FnOnce(&mut EntryRow),
) -> Result<(), DbError> {
    let old = added_if_missing(tx, ticket_id)?;
    let mut new = old.clone();
    alter(&mut new);
    change(tx, &old, &new)
}

fn kept(connection: &mut Conn, ticket_id: i64) -> Result<Option<EntryRow>, DbError> {
    Ok(prepared!(connection, get_result, ticket_entries::table.find(ticket_id).select(EntryRow::as_select()))
        .optional()?)
}

fn made_of(connection: &mut Conn, ticket: &TicketRow) -> Result<EntryRow, DbError> {
    let order = orders::table.find(ticket.order_id).select((orders::order_no, orders::ordered_at, orders::buyer_id));
    let (order_no, ordered_at, buyer_id): (String, Timestamp, Option<i64>) =
        prepared!(&mut *connection, get_result, order)?;
    let is_risk = risk_flags::is_marked(connection, buyer_id)?;
    let decision = stages::of_ticket(connection, ticket.id)?.decision;
    let channel = stages::intake(connection, ticket.id)?.particulars.channel;
    let mut entry = EntryRow::of(ticket, &decision, EntryOrder { order_no, ordered_at, is_risk }, channel);
    let terms = terms::of_ticket(connection, ticket.id)?;
    entry.follow_clock(terms::clock(&terms).map(TermRow::ends), terms::platform_at(&terms));
    Ok(entry)
}

fn insert(tx: &mut Tx<'_>, entry: &EntryRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::insert_into(ticket_entries::table).values(entry))?;
    counts::note(tx, entry.merchant_id, entry.shelf, entry.status, 1);
    Ok(())
}

fn added_if_missing(tx: &mut Tx<'_>, ticket_id: i64) -> Result<EntryRow, DbError> {
    if let Some(entry) = kept(tx.connection(), ticket_id)? {
        return Ok(entry);
    }
    let entry = of_ticket(tx.connection(), ticket_id)?;
    insert(tx, &entry)?;
    Ok(entry)
}

fn change(tx: &mut Tx<'_>, old: &EntryRow, new: &EntryRow) -> Result<(), DbError> {
    fn changed<T: Copy + PartialEq>(old: T, new: T) -> Option<T> {
        (old != new).then_some(new)
    }
    let change = EntryChange {
        shop_id: changed(old.shop_id, new.shop_id),
        ordered_at: changed(old.ordered_at, new.ordered_at),
        currency: changed(old.currency, new.currency),
        shelf: changed(old.shelf, new.shelf),
        kind: changed(old.kind, new.kind),
        status: changed(old.status, new.status),
        amount_minor: changed(old.amount_minor, new.amount_minor),
        applied_at: changed(old.applied_at, new.applied_at),
        reviewed_at: changed(old.reviewed_at, new.reviewed_at),
        since_at: changed(old.since_at, new.since_at),
        reviewer_id: changed(old.reviewer_id, new.reviewer_id),
        assignee_id: changed(old.assignee_id, new.assignee_id),
        review_result: changed(old.review_result, new.review_result),
        review_round: changed(old.review_round, new.review_round),
        bounce_count: changed(old.bounce_count, new.bounce_count),
        channel: changed(old.channel, new.channel),
        clock_kind: (old.clock_kind != new.clock_kind).then(|| new.clock_kind.clone()),
        clock_soon_at: changed(old.clock_soon_at, new.clock_soon_at),
        clock_at: changed(old.clock_at, new.clock_at),
        platform_at: changed(old.platform_at, new.platform_at),
        assignment_queue_id: changed(old.assignment_queue_id, new.assignment_queue_id),
        priority: changed(old.priority, new.priority),
        dispute: changed(old.dispute, new.dispute),
        is_risk: changed(old.is_risk, new.is_risk),
    };
    if change == EntryChange::default() {
        return Ok(());
    }
    change_by_text!(tx.connection(), diesel::update(ticket_entries::table.find(old.ticket_id)).set(&change))?;
    if change.shelf.is_some() || change.status.is_some() {
        counts::note(tx, old.merchant_id, old.shelf, old.status, -1);
        counts::note(tx, new.merchant_id, new.shelf, new.status, 1);
    }
    Ok(())
}
