//! What the application form shows of the order: its state, its lines with what may replace them, reasons, a draft's values.

use crate::commands::orders::order_facts;
use crate::commands::{Actor, CommandError};
use crate::domain::money::{Money, UnitPrice, parse_quantity};
use crate::domain::people::contact::{is_email, is_phone};
use crate::domain::ticket::kind::{DesiredSolution, TicketType};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::{Action, check};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::orders::payment_method::payment_method;
use crate::i18n::refusals::Wording;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::goods::variants;
use crate::store::goods::variants::Variant;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{merchants, reasons};
use crate::store::orders::OrderRow;
use crate::store::service::queries::QueryRow;
use crate::store::tickets::stages::Particulars;
use crate::store::tickets::{TicketRow, applied, parts, stages};
use crate::store::{Conn, DbError, orders, tickets};
use crate::web::tickets::application_reasons::{ReasonGroup, groups};
use crate::web::tickets::application_rules::{RuleLine, rules};

/// A line of the order as the form offers it.
pub(super) struct LineChoice {
    pub line_no: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub unit_price: UnitPrice,
    pub bought: i64,
    pub returnable: i64,
    /// What the units that are left are worth.
    pub left_value: Money,
    /// Open tickets that took units of the line: number, and units.
    pub taken_by: Vec<(String, i64)>,
    pub quantity: String,
    pub reason: String,
    pub exchange_sku: String,
    /// What the merchant sells under the same name.
    pub variants: Vec<VariantChoice>,
    /// What the rules say of it.
    pub rules: Vec<RuleLine>,
    /// Field names, made once.
    pub qty_field: String,
    pub reason_field: String,
    pub exchange_field: String,
}

impl LineChoice {
    /// What units of the line are worth, as many as stand in its field; nothing where that is no number of units that are left.
    pub fn worth(&self, typed: &str) -> Money {
        match parse_quantity(typed) {
            Ok(units) if (1..=self.returnable).contains(&units) => self.left_value.share(units, self.returnable),
            _ => Money::ZERO,
        }
    }
}

/// A variant that may be sent instead.
pub(super) struct VariantChoice {
    pub sku: String,
    /// Its specification, or its SKU where it has none.
    pub name: String,
    /// What of it can be sold, in words.
    pub stock: String,
}

/// The values of the form before anything is typed.
pub(super) struct Defaults {
    pub kind: &'static str,
    pub channel: &'static str,
    pub solution: &'static str,
    pub requested_on: String,
    pub claimed: String,
    pub particulars: Particulars,
}

/// What the form shows.
pub(super) struct FormRows {
    pub strip: OrderStrip,
    pub lines: Vec<LineChoice>,
    pub reasons: Vec<ReasonGroup>,
    pub merchant: MerchantRow,
    pub defaults: Defaults,
    pub may_edit: bool,
}

/// The ticket whose values the form starts with.
#[derive(Clone)]
pub(super) enum Source {
    /// Nothing was applied for yet.
    Blank,
    /// The draft that is edited.
    Draft(TicketRow),
    /// The rejected ticket that a new one takes up again.
    Rejected(TicketRow),
    /// The query that a ticket is filled from.
    Query(QueryRow),
}

impl Source {
    /// The draft that is edited.
    pub fn draft(&self) -> Option<&TicketRow> {
        match self {
            Self::Draft(ticket) => Some(ticket),
            Self::Blank | Self::Rejected(_) | Self::Query(_) => None,
        }
    }

    /// The query that a ticket is filled from.
    pub fn query(&self) -> Option<&QueryRow> {
        match self {
            Self::Query(query) => Some(query),
            Self::Blank | Self::Draft(_) | Self::Rejected(_) => None,
        }
    }

    fn ticket(&self) -> Option<&TicketRow> {
        match self {
            Self::Draft(ticket) | Self::Rejected(ticket) => Some(ticket),
            Self::Blank | Self::Query(_) => None,
        }
    }
}

/// Reads what the form shows.
pub(super) fn load(
    connection: &mut Conn,
    actor: &Actor,
    order: &OrderRow,
    source: &Source,
    now: Timestamp,
    lang: Lang,
) -> Result<FormRows, CommandError> {
    let merchant = merchants::get(connection, order.merchant_id)?;
    let (draft, filled) = (source.draft(), source.ticket());
    let except = draft.map(|ticket| ticket.id);
    let (facts, rows) = order_facts::load(connection, order, &merchant, now, except)?;
    let reasons = reasons::list(connection, order.merchant_id)?;
    let code = |id: i64| reasons.iter().find(|reason| reason.id == id).map(|reason| reason.code.clone());
    let drafted = match filled {
        Some(ticket) => parts::lines(connection, ticket.id)?,
        None => Vec::new(),
    };
    let intake = match filled {
        Some(ticket) => Some(stages::intake(connection, ticket.id)?),
        None => None,
    };
    let may_edit = match draft {
        Some(ticket) => {
            let stages = stages::of_ticket(connection, ticket.id)?;
            let facts = tickets::facts(connection, ticket, &stages, merchant.filer_may_review)?;
            check(Action::EditDraft, &facts, actor.principal()).is_ok()
        }
        None => true,
    };
    let signed_at = rows.iter().filter_map(|row| row.signed_at).max();
    let strip = strip(connection, order, &merchant, signed_at, except, lang)?;
    let taken = applied::open_on_lines(connection, order.id, except)?;
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let variants = variants::of_names(connection, order.merchant_id, &names)?;
    let wording = Wording { lang, currency: order.currency, zone: zone(&merchant.timezone) };
    let mut lines: Vec<LineChoice> = rows
        .into_iter()
        .zip(&facts.lines)
        .map(|(row, line)| {
            let ledger = line.ledger();
            let returnable = ledger.remaining_quantity();
            // Of what was rejected, what is still there.
            let quantity = |asked: i64| if draft.is_some() { asked } else { asked.min(returnable) }.to_string();
            let drafted = drafted.iter().find(|line| line.line_no == row.line_no);
            LineChoice {
                line_no: row.line_no,
                unit_price: row.unit_price_scaled,
                bought: row.quantity,
                returnable,
                left_value: ledger.remaining_value(),
                taken_by: taken
                    .iter()
                    .filter(|(id, ..)| *id == row.id)
                    .map(|(_, no, units)| (no.clone(), *units))
                    .collect(),
                quantity: drafted.map(|line| quantity(line.quantity)).unwrap_or_default(),
                reason: drafted.and_then(|line| code(line.reason_id)).unwrap_or_default(),
                exchange_sku: drafted.and_then(|line| line.exchange_sku.clone()).unwrap_or_default(),
                rules: rules(&facts, line, &reasons, lang, &wording),
                qty_field: format!("qty_{}", row.line_no),
                reason_field: format!("reason_{}", row.line_no),
                exchange_field: format!("exchange_sku_{}", row.line_no),
                variants: choices_of(&variants, &row.name, lang),
                sku: row.sku,
                name: row.name,
                spec: row.spec,
            }
        })
        .collect();
    let mut left = lines.iter_mut().filter(|line| line.returnable > 0);
    if let (Source::Blank | Source::Query(_), Some(only), None) = (source, left.next(), left.next())
        && only.returnable == 1
    {
        // There is nothing to choose from.
        only.quantity = "1".to_owned();
    }
    let (mut particulars, drafted_on) =
        intake.map(|row| (row.particulars.with_masked_contacts(), row.requested_on)).unwrap_or_default();
    if let Source::Query(query) = source {
        particulars = asked(query);
    }
    // What was rejected is applied for anew, today.
    let requested_on = if draft.is_some() { drafted_on } else { String::new() };
    let defaults = Defaults {
        kind: filled.map_or(default_kind(order, connection)?, |ticket| ticket.kind).code(),
        channel: particulars.channel.code(),
        solution: particulars.desired_solution.map_or("", DesiredSolution::code),
        requested_on,
        claimed: particulars.claimed_minor.map(|amount| amount.plain(order.currency)).unwrap_or_default(),
        particulars,
    };
    let used = applied::reasons_used(connection, order.merchant_id)?;
    let reasons = groups(&reasons, &used, lang);
    Ok(FormRows { strip, lines, reasons, merchant, defaults, may_edit })
}

/// What a query says of the ticket that is opened from it.
fn asked(query: &QueryRow) -> Particulars {
    let contact = |fits: fn(&str) -> bool| Some(query.contact.clone()).filter(|text| fits(text)).unwrap_or_default();
    Particulars {
        buyer_words: query.words.clone(),
        contact_phone: contact(is_phone),
        contact_email: contact(is_email),
        ..Particulars::default()
    }
}

fn choices_of(variants: &[Variant], name: &str, lang: Lang) -> Vec<VariantChoice> {
    let t = Tickets::of(lang);
    let of_name = variants.iter().filter(|variant| variant.name == name);
    of_name
        .map(|variant| VariantChoice {
            sku: variant.sku.clone(),
            name: if variant.spec.is_empty() { variant.sku.clone() } else { variant.spec.clone() },
            stock: match variant.sellable {
                ..=0 => t.nothing_sellable.to_owned(),
                units => fill(t.sellable, &[("units", &units.to_string())]),
            },
        })
        .collect()
}

/// What the order says of an application before anything is typed.
pub(super) struct OrderStrip {
    /// When the last of its goods was signed for.
    pub signed_at: Option<Timestamp>,
    pub shop: String,
    /// How the order was paid.
    pub methods: Vec<String>,
    /// Tickets on the order that are open, drafts too.
    pub open: Vec<TicketRow>,
    /// How many have ended.
    pub ended: usize,
}

fn strip(
    connection: &mut Conn,
    order: &OrderRow,
    merchant: &MerchantRow,
    signed_at: Option<Timestamp>,
    except: Option<i64>,
    lang: Lang,
) -> Result<OrderStrip, DbError> {
    let others = tickets::of_order(connection, order.id)?.into_iter().filter(|other| Some(other.id) != except);
    let (ended, open): (Vec<_>, Vec<_>) =
        others.partition(|ticket| ticket.status.is_terminal() || ticket.status == Status::Rejected);
    let mut methods: Vec<String> =
        orders::payments(connection, order.id)?.iter().map(|paid| payment_method(&paid.method, lang)).collect();
    methods.dedup();
    let shops = merchants::shops_of(connection, merchant.id)?;
    Ok(OrderStrip {
        signed_at,
        shop: shops.into_iter().find(|shop| shop.id == order.shop_id).map(|shop| shop.name).unwrap_or_default(),
        methods,
        open,
        ended: ended.len(),
    })
}

/// Refund only before anything was shipped, return and refund after.
fn default_kind(order: &OrderRow, connection: &mut Conn) -> Result<TicketType, DbError> {
    let shipped = orders::lines(connection, order.id)?.iter().any(|line| line.shipped_qty > 0);
    Ok(TicketType::usual(shipped))
}
