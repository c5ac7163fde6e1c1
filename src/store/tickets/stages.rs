//! A ticket's stages, each a row of its own beside the ticket's: the application, the review, the way back of the goods.

use diesel::prelude::*;

use crate::domain::goods::movement::ReturnMethod;
use crate::domain::money::Money;
use crate::domain::people::contact::{mask_email, mask_phone};
use crate::domain::ticket::kind::{Channel, DesiredSolution, GoodsState};
use crate::domain::ticket::reason::Ground;
use crate::domain::ticket::status::ReviewResult;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::{ticket_decisions, ticket_intakes, ticket_returns};
use crate::store::{Conn, DbError, Tx};

/// The particulars of an application, as they are typed. A form, a command and the row hold them whole, so that a new one is named where it
/// is read and where it is shown.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_intakes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Particulars {
    pub buyer_words: String,
    pub remark: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub desired_solution: Option<DesiredSolution>,
    /// The sum that the buyer asks for, where one is named.
    pub claimed_minor: Option<Money>,
    pub channel: Channel,
}

impl Default for Particulars {
    fn default() -> Self {
        Self {
            buyer_words: String::new(),
            remark: String::new(),
            contact_phone: String::new(),
            contact_email: String::new(),
            desired_solution: None,
            claimed_minor: None,
            channel: Channel::Staff,
        }
    }
}

impl Particulars {
    /// The texts that people wrote, in which phone numbers and addresses are masked.
    pub fn free_texts(&mut self) -> [&mut String; 2] {
        [&mut self.buyer_words, &mut self.remark]
    }

    /// As a form shows them: contacts only in part.
    pub fn with_masked_contacts(self) -> Self {
        let (contact_phone, contact_email) = (mask_phone(&self.contact_phone), mask_email(&self.contact_email));
        Self { contact_phone, contact_email, ..self }
    }

    /// What came back of a form that showed `known`: a contact that stands as it was shown is the known one.
    pub fn with_known_contacts(self, known: &Self) -> Self {
        let kept = |sent: String, shown: String, known: &str| if sent == shown { known.to_owned() } else { sent };
        let contact_phone = kept(self.contact_phone, mask_phone(&known.contact_phone), &known.contact_phone);
        let contact_email = kept(self.contact_email, mask_email(&known.contact_email), &known.contact_email);
        Self { contact_phone, contact_email, ..self }
    }
}

/// The application: its particulars, the day it was made, and who filed it.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_intakes, primary_key(ticket_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct IntakeRow {
    pub ticket_id: i64,
    #[diesel(embed)]
    pub particulars: Particulars,
    /// The day on which the buyer asked, `2026-11-22`.
    pub requested_on: String,
    pub filed_by: Option<i64>,
}

/// The review: the decision of the present round, the reviewer, and the number of the round.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_decisions, primary_key(ticket_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct DecisionRow {
    pub ticket_id: i64,
    pub allow_freight: bool,
    pub allow_coupon: bool,
    pub allow_virtual: bool,
    pub buyer_agreed_at: Option<Timestamp>,
    pub ground: Option<Ground>,
    pub note: String,
    pub sending_back: bool,
    pub result: ReviewResult,
    /// Counted from 1.
    pub round: i32,
    pub bounce_count: i32,
    pub reviewer_id: Option<i64>,
    pub reviewed_at: Option<Timestamp>,
    /// Who rejected it, while the buyer's appeal against that is reviewed and somebody else can decide.
    pub appeal_against: Option<i64>,
    /// The buyer asked for a superior: a manager decides.
    pub is_escalated: bool,
}

impl DecisionRow {
    /// The decision before a review: nothing is switched on.
    pub fn blank(ticket_id: i64) -> Self {
        Self {
            ticket_id,
            allow_freight: false,
            allow_coupon: false,
            allow_virtual: false,
            buyer_agreed_at: None,
            ground: None,
            note: String::new(),
            sending_back: false,
            result: ReviewResult::None,
            round: 1,
            bounce_count: 0,
            reviewer_id: None,
            reviewed_at: None,
            appeal_against: None,
            is_escalated: false,
        }
    }
}

/// The way back: where the goods go, how they travel, and where they are.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_returns, primary_key(ticket_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ReturnRow {
    pub ticket_id: i64,
    pub station_id: Option<i64>,
    pub warehouse_id: Option<i64>,
    pub contact: String,
    pub phone: String,
    pub address: String,
    pub method: Option<ReturnMethod>,
    pub carrier: String,
    pub tracking_no: String,
    pub shipped_at: Option<Timestamp>,
    pub signed_in_at: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub inspected_at: Option<Timestamp>,
    pub goods_state: GoodsState,
}

impl ReturnRow {
    /// A way back of which nothing is known yet.
    pub fn blank(ticket_id: i64) -> Self {
        Self {
            ticket_id,
            station_id: None,
            warehouse_id: None,
            contact: String::new(),
            phone: String::new(),
            address: String::new(),
            method: None,
            carrier: String::new(),
            tracking_no: String::new(),
            shipped_at: None,
            signed_in_at: None,
            received_at: None,
            inspected_at: None,
            goods_state: GoodsState::WithBuyer,
        }
    }

    /// Whether a parcel can be addressed: contact, phone and address are there.
    pub fn has_address(&self) -> bool {
        [&self.contact, &self.phone, &self.address].iter().all(|part| !part.trim().is_empty())
    }
}

/// How far a ticket's review and the way back of its goods have come.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages {
    pub decision: DecisionRow,
    /// `None` until goods are to come back.
    pub return_of: Option<ReturnRow>,
}

impl Stages {
    /// Where the goods are.
    pub fn goods(&self) -> GoodsState {
        self.return_of.as_ref().map_or(GoodsState::WithBuyer, |back| back.goods_state)
    }
}

/// A ticket's review and the way back of its goods.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Stages, DbError> {
    let (decision, return_of) = prepared!(
        connection,
        get_result,
        ticket_decisions::table
            .find(ticket_id)
            .left_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(ticket_decisions::ticket_id)))
            .select((DecisionRow::as_select(), Option::<ReturnRow>::as_select()))
    )?;
    Ok(Stages { decision, return_of })
}

/// A ticket's application; every ticket has one.
pub fn intake(connection: &mut Conn, ticket_id: i64) -> Result<IntakeRow, DbError> {
    Ok(prepared!(connection, get_result, ticket_intakes::table.find(ticket_id).select(IntakeRow::as_select()))?)
}

/// The way back of a ticket's goods; `None` until they are to come back.
pub fn return_of(connection: &mut Conn, ticket_id: i64) -> Result<Option<ReturnRow>, DbError> {
    Ok(prepared!(connection, get_result, ticket_returns::table.find(ticket_id).select(ReturnRow::as_select()))
        .optional()?)
}

macro_rules! put {
    ($table:ident, $row:ident, $put:ident) => {
        /// Adds or replaces the ticket's stage.
        pub fn $put(tx: &mut Tx<'_>, row: &$row) -> Result<(), DbError> {
            change!(
                tx.connection(),
                diesel::insert_into($table::table).values(row).on_conflict($table::ticket_id).do_update().set(row)
            )?;
            Ok(())
        }
    };
}

put!(ticket_intakes, IntakeRow, put_intake);
put!(ticket_decisions, DecisionRow, put_decision);
put!(ticket_returns, ReturnRow, put_return);
