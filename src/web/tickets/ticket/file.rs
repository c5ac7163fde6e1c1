//! Everything the detail page shows, read in one go.

use crate::commands::CommandError;
use crate::commands::orders::order_facts;
use crate::domain::assignment::rule::Priority;
use crate::domain::dispute::case::DisputeMark;
use crate::domain::event::EventKind;
use crate::domain::goods::ship_to::ShipTo;
use crate::domain::money::caps::OrderCaps;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::LineKind;
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Permission;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::i18n::tickets::Tickets;
use crate::store::assignment::queues;
use crate::store::dispute::disputes;
use crate::store::dispute::disputes::DisputeRow;
use crate::store::goods::{ship_to, variants};
use crate::store::house::merchants;
use crate::store::house::merchants::{MerchantRow, ShopRow, StationRow};
use crate::store::house::reasons;
use crate::store::house::reasons::ReasonRow;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::orders::{BuyerRow, OrderLineRow, OrderRow, PaymentRow, ShipmentRow};
use crate::store::people::staff;
use crate::store::term::platforms::PlatformRow;
use crate::store::term::terms::TermRow;
use crate::store::term::{platforms, rules as term_rules, terms};
use crate::store::tickets::events::EventRow;
use crate::store::tickets::parts::{AdjustmentRow, AttachmentRow, ReviewRow, TicketLineRow};
use crate::store::tickets::requests::RequestRow;
use crate::store::tickets::stages::{IntakeRow, Stages};
use crate::store::tickets::{BuyerAfterSales, TicketRow, entries, events, parts, requests, stages};
use crate::store::{Conn, DbError, Scope, orders, tickets};
use crate::viewer::Viewer;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::session::Staff;
use crate::web::tickets::ticket::records::Records;
use crate::web::tickets::ticket::rules::read as rules;
use crate::web::tickets::ticket::rules::read::Rules;
use crate::web::tickets::ticket::service::read::ServiceRows;
use crate::web::warehouse::forms::Subject;

/// How much of a ticket's timeline a page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timeline {
    /// The newest fifty entries, and the newest fifty notes.
    Newest,
    All,
}

impl Timeline {
    fn most(self) -> i64 {
        match self {
            Self::Newest => 50,
            Self::All => i64::MAX,
        }
    }
}

/// A ticket with all that hangs on it.
pub struct TicketFile {
    pub ticket: TicketRow,
    pub facts: TicketFacts,
    pub merchant: MerchantRow,
    pub shop: ShopRow,
    pub order: OrderRow,
    pub buyer: Option<BuyerRow>,
    pub after_sales: BuyerAfterSales,
    pub intake: IntakeRow,
    pub stages: Stages,
    /// Its terms, as they began.
    pub terms: Vec<TermRow>,
    /// How long terms of its merchant are that begin now.
    pub term_rules: term_rules::Rules,
    /// What the platform shows of it.
    pub platform: Option<PlatformRow>,
    /// What its buyer was asked for and offered, oldest first.
    pub requests: Vec<RequestRow>,
    /// What customer service did beside decisions.
    pub service: ServiceRows,
    /// The cases about it that others decide, oldest first.
    pub disputes: Vec<DisputeRow>,
    pub lines: Vec<(TicketLineRow, OrderLineRow)>,
    /// The rules of its lines.
    pub rules: Rules,
    /// The reasons of its lines as they are now, withdrawn ones too.
    pub reasons: Vec<ReasonRow>,
    pub adjustments: Vec<AdjustmentRow>,
    pub reviews: Vec<ReviewRow>,
    pub attachments: Vec<AttachmentRow>,
    pub payments: Vec<PaymentRow>,
    pub shipments: Vec<ShipmentRow>,
    /// Oldest first.
    pub events: Vec<EventRow>,
    /// The notes among the timeline's entries, oldest first.
    pub notes: Vec<EventRow>,
    /// The warehouse's records.
    pub records: Records,
    /// Where a parcel to the buyer goes.
    pub ship_to: ShipTo,
    /// Units for sale of what an exchange sends, by SKU, while nothing is reserved for it.
    pub for_sale: std::collections::HashMap<String, i64>,
    pub refunds: Vec<RefundRow>,
    pub others: Vec<TicketRow>,
    pub parent: Option<TicketRow>,
    pub stations: Vec<StationRow>,
    /// The one of them that the shop\'s approvals offer first.
    pub usual_station: Option<i64>,
    pub caps: OrderCaps,
    /// Display names of staff that the page mentions.
    pub names: std::collections::HashMap<i64, String>,
    /// Who works on it; 0 is nobody.
    pub assignee_id: i64,
    pub priority: Priority,
    /// What lists show of a dispute about it.
    pub dispute: DisputeMark,
    /// The buyer is marked as a risk.
    pub is_risk: bool,
    /// The name of the queue into which a rule put it; empty for none.
    pub queue: String,
}

impl TicketFile {
    /// The address of the ticket's page.
    pub fn address(&self) -> String {
        format!("/tickets/{}", self.ticket.ticket_no)
    }

    /// The name of a member of staff; empty for nobody.
    pub fn name_of(&self, staff_id: Option<i64>) -> String {
        staff_id.and_then(|id| self.names.get(&id).cloned()).unwrap_or_default()
    }

    /// The return stations to choose from: id, and address in one line; of one that buyers cannot be given, that.
    pub fn station_choices(&self, t: &Tickets) -> Vec<(String, String)> {
        let named = |station: &StationRow| match station.is_complete() {
            true => format!("{} · {} {}", station.name, station.contact, station.address),
            false => format!("{} · {}", station.name, t.station_incomplete),
        };
        self.stations.iter().map(|station| (station.id.to_string(), named(station))).collect()
    }

    /// The id of the return station that a form offers first; empty where there is none.
    pub fn default_station(&self) -> String {
        let chosen = self.stages.return_of.as_ref().and_then(|back| back.station_id);
        chosen.or(self.usual_station).map(|id| id.to_string()).unwrap_or_default()
    }

    /// What the buyer is asked now, while the ticket waits for an answer.
    pub fn asked(&self) -> Option<&RequestRow> {
        self.requests.last().filter(|row| row.answer.is_none() && self.ticket.status == Status::AwaitingBuyer)
    }

    /// The amount that the buyer took last, while it is to be decided.
    pub fn accepted(&self) -> Option<Money> {
        let is_open = self.ticket.status == Status::PendingReview;
        self.requests.last().filter(|_| is_open).and_then(RequestRow::accepted)
    }

    /// Goods that an exchange waits for: SKU, units wanted, units for sale.
    pub fn waits_for(&self) -> Vec<(&str, i64, i64)> {
        let goods = self.lines.iter().filter(|(_, sold)| sold.kind == LineKind::Goods);
        let wanted = goods.filter_map(|(line, _)| Some((line.exchange_sku.as_deref()?, line.effective_qty())));
        wanted
            .filter_map(|(sku, units)| Some((sku, units, *self.for_sale.get(sku)?)))
            .filter(|(_, units, for_sale)| for_sale < units)
            .collect()
    }

    /// The facts that the warehouse's forms need.
    pub fn subject(&self) -> Subject<'_> {
        Subject { ticket: &self.ticket, stages: &self.stages, facts: &self.facts }
    }

    /// The file as a person reads it: free text without phone numbers and addresses for those who may not see them in clear.
    pub fn read_by(self, viewer: &Viewer) -> Self {
        if viewer.may(Permission::Unmask) { self } else { self.masked() }
    }

    /// The file with phone numbers and addresses masked in all free text. The merchant's own return address stays.
    pub fn masked(mut self) -> Self {
        self.intake.particulars.free_texts().into_iter().for_each(mask_in_place);
        let order = &mut self.order;
        [&mut order.buyer_message, &mut order.merchant_remark, &mut order.gift_note, &mut order.transport_note]
            .into_iter()
            .for_each(mask_in_place);
        mask_in_place(&mut self.stages.decision.note);
        self.adjustments.iter_mut().for_each(|adjustment| mask_in_place(&mut adjustment.note));
        self.requests.iter_mut().flat_map(|row| [&mut row.words, &mut row.answer_words]).for_each(mask_in_place);
        self.disputes.iter_mut().flat_map(|row| [&mut row.words, &mut row.ruling_words]).for_each(mask_in_place);
        self.reviews.iter_mut().for_each(|review| mask_in_place(&mut review.reason));
        self.attachments.iter_mut().for_each(|attachment| mask_in_place(&mut attachment.file_name));
        self.events.iter_mut().chain(&mut self.notes).for_each(|event| mask_in_place(&mut event.note));
        self.records.mask();
        self.service.mask();
        self
    }
}

/// Loads a ticket's file; `None` for a ticket out of scope.
pub fn load(
    connection: &mut Conn,
    scope: &Scope,
    ticket_no: &str,
    now: Timestamp,
    timeline: Timeline,
) -> Result<Option<TicketFile>, CommandError> {
    let Some(ticket) = tickets::by_no(connection, scope, ticket_no)? else { return Ok(None) };
    let merchant = merchants::get(connection, ticket.merchant_id)?;
    let order = orders::by_id(connection, ticket.order_id)?;
    let sold = orders::lines(connection, order.id)?;
    let lines: Vec<(TicketLineRow, OrderLineRow)> = parts::lines(connection, ticket.id)?
        .into_iter()
        .filter_map(|line| {
            let of_order = sold.iter().find(|sold| sold.id == line.order_line_id)?.clone();
            Some((line, of_order))
        })
        .collect();
    let buyer = match order.buyer_id {
        Some(id) => orders::buyer(connection, id)?,
        None => None,
    };
    let ninety_days_ago = now.plus_seconds(-90 * 86_400);
    let after_sales = match order.buyer_id {
        Some(id) => tickets::count_of_buyer(connection, id, ninety_days_ago)?,
        None => BuyerAfterSales::default(),
    };
    let parent = match ticket.parent_ticket_id {
        Some(id) => Some(tickets::by_id(connection, id)?),
        None => None,
    };
    let intake = stages::intake(connection, ticket.id)?;
    let stages = stages::of_ticket(connection, ticket.id)?;
    let reviews = parts::reviews(connection, ticket.id)?;
    let adjustments = parts::adjustments(connection, ticket.id)?;
    let mut ids: Vec<i64> = reviews.iter().filter_map(|review| review.reviewer_id).collect();
    ids.extend(adjustments.iter().filter_map(|adjustment| adjustment.staff_id));
    ids.extend(stages.decision.reviewer_id);
    ids.extend(intake.filed_by);
    let entry = entries::of_ticket(connection, ticket.id)?;
    let (assignee_id, priority) = (entry.assignee_id, entry.priority);
    let queue = match entry.assignment_queue_id {
        0 => None,
        id => queues::find(connection, &Scope::All, id)?,
    };
    ids.push(assignee_id);
    let rules = rules::load(connection, &ticket, &order, &merchant, &lines, now)?;
    ids.extend(rules.people());
    let records = Records::load(connection, &ticket)?;
    ids.extend(records.people());
    let service = ServiceRows::load(connection, &ticket)?;
    ids.extend(service.people());
    let attachments = parts::attachments_of(connection, ticket.id)?;
    let asked = requests::of_ticket(connection, ticket.id)?;
    let disputes = disputes::of_ticket(connection, ticket.id)?;
    ids.extend(disputes.iter().flat_map(|row| [row.opened_by, row.ruled_by]).flatten());
    ids.extend(asked.iter().flat_map(|row| [row.asked_by, row.answered_by]).flatten());
    ids.extend(attachments.iter().filter_map(|file| file.staff_id));
    let mut stations = merchants::stations_of(connection, merchant.id)?;
    stations.retain(|station| station.active);
    let for_sale = for_sale(connection, &ticket, &lines, &records)?;
    let reason_ids: Vec<i64> = lines.iter().map(|(line, _)| line.reason_id).collect();
    Ok(Some(TicketFile {
        reasons: reasons::of_ids(connection, &reason_ids)?,
        terms: terms::of_ticket(connection, ticket.id)?,
        term_rules: term_rules::of_merchant(connection, merchant.id)?,
        platform: platforms::of_ticket(connection, ticket.id)?,
        requests: asked,
        service,
        disputes,
        facts: tickets::facts(connection, &ticket, &stages, merchant.filer_may_review)?,
        shop: merchants::shops_of(connection, merchant.id)?
            .into_iter()
            .find(|shop| shop.id == ticket.shop_id)
            .ok_or(CommandError::NotFound)?,
        buyer,
        after_sales,
        intake,
        stages,
        lines,
        rules,
        adjustments,
        reviews,
        attachments,
        payments: orders::payments(connection, order.id)?,
        shipments: orders::shipments_of(connection, order.id)?,
        events: events::newest(connection, ticket.id, None, timeline.most())?,
        notes: events::newest(connection, ticket.id, Some(EventKind::NoteAdded), timeline.most())?,
        records,
        ship_to: ship_to::of_ticket(connection, &ticket)?,
        for_sale,
        refunds: refunds::of_ticket(connection, ticket.id)?,
        others: tickets::of_order(connection, order.id)?.into_iter().filter(|other| other.id != ticket.id).collect(),
        parent,
        usual_station: merchants::station_of_shop(connection, order.shop_id, &stations)?.map(|station| station.id),
        stations,
        caps: order_facts::caps(connection, &order, &sold, Some(ticket.id))?,
        names: staff::names(connection, &ids)?,
        assignee_id,
        priority,
        dispute: entry.dispute,
        is_risk: entry.is_risk,
        queue: queue.map(|queue| queue.name).unwrap_or_default(),
        order,
        merchant,
        ticket,
    }))
}

/// Units for sale of what an exchange is to send, while it is not decided or waits for them.
fn for_sale(
    connection: &mut Conn,
    ticket: &TicketRow,
    lines: &[(TicketLineRow, OrderLineRow)],
    records: &Records,
) -> Result<std::collections::HashMap<String, i64>, DbError> {
    let is_open = matches!(ticket.status, Status::PendingReview | Status::Approved);
    if !is_open || !ticket.kind.ships_replacement() || records.holds_replacement() {
        return Ok(std::collections::HashMap::new());
    }
    let skus: Vec<String> = lines.iter().filter_map(|(line, _)| line.exchange_sku.clone()).collect();
    let found = variants::sellable(connection, ticket.merchant_id, &skus)?;
    Ok(skus.into_iter().map(|sku| (sku.clone(), found.get(&sku).copied().unwrap_or(0).max(0))).collect())
}

/// The currency of a ticket in scope; 404 for others.
pub async fn currency_of(app: &App, staff: &Staff, ticket_no: &str) -> Result<Currency, PageError> {
    let (scope, number) = (staff.scope.clone(), ticket_no.to_owned());
    let ticket = app.db.read(move |connection| tickets::by_no(connection, &scope, &number)).await?;
    ticket.map(|ticket| ticket.currency).ok_or(PageError::NotFound)
}
