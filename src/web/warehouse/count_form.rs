//! The form that counts what came, and the one that corrects a count before the inspection.

use crate::commands::CommandError;
use crate::commands::goods::receive::{GoodsLine, goods_lines, implied_warehouse};
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::Conn;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::InboundLineRow;
use crate::store::house::merchants;
use crate::web::warehouse::forms::{Conditions, Subject, conditions};

/// Counting what came.
pub struct ReceiveForm {
    pub warehouses: Vec<(String, String)>,
    pub warehouse: String,
    pub lines: Vec<CountLine>,
    /// The viewer may pass the inspection with the same key.
    pub may_pass: bool,
    /// The conditions that passing records, by field and name.
    pub checks: Conditions,
}

/// A line to be counted; the fields are named after it.
pub struct CountLine {
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub expected: i64,
    /// The units with which the fields open: received, good, defective.
    pub received: i64,
    pub good: i64,
    pub defective: i64,
    pub received_field: String,
    pub good_field: String,
    pub defective_field: String,
}

/// What came, filled in as expected and good.
pub(super) fn receive(
    connection: &mut Conn,
    subject: &Subject<'_>,
    may_pass: bool,
    lang: Lang,
) -> Result<ReceiveForm, CommandError> {
    let ticket = subject.ticket;
    let sent_to = subject.stages.return_of.as_ref().and_then(|back| back.warehouse_id);
    let all = merchants::warehouses_of(connection, ticket.merchant_id)?;
    let implied = implied_warehouse(&all, sent_to).map(|warehouse| warehouse.code.clone());
    // Where no warehouse is implied, nothing is chosen before the clerk chooses.
    let unchosen = implied.is_none().then(|| (String::new(), Warehouse::of(lang).choose_warehouse.to_owned()));
    let in_use = all.into_iter().filter(|warehouse| warehouse.active).map(|warehouse| (warehouse.code, warehouse.name));
    let (warehouses, warehouse) = (unchosen.into_iter().chain(in_use).collect(), implied.unwrap_or_default());
    let lines = goods_lines(connection, ticket)?.into_iter().map(CountLine::as_expected).collect();
    Ok(ReceiveForm { warehouses, warehouse, lines, may_pass, checks: conditions(Warehouse::of(lang)) })
}

impl CountLine {
    /// All that is expected came, and is good.
    fn as_expected(goods: GoodsLine) -> Self {
        let line_no = goods.line.line_no;
        let expected = goods.line.effective_qty();
        Self {
            expected,
            received: expected,
            good: expected,
            defective: 0,
            sku: goods.sold.sku,
            name: goods.sold.name,
            spec: goods.sold.spec,
            received_field: format!("received_{line_no}"),
            good_field: format!("good_{line_no}"),
            defective_field: format!("defective_{line_no}"),
        }
    }
}

/// The counts as they stand, to be corrected.
pub(super) fn recount(connection: &mut Conn, subject: &Subject<'_>, lang: Lang) -> Result<ReceiveForm, CommandError> {
    let mut form = receive(connection, subject, false, lang)?;
    let Some(inbound) = inbounds::last_of(connection, subject.ticket.id)? else { return Ok(form) };
    let standing = inbounds::lines(connection, inbound.id)?;
    form.lines.clear();
    for goods in goods_lines(connection, subject.ticket)? {
        let counted = standing.iter().find(|line| line.ticket_line_id == goods.line.id);
        let mut line = CountLine::as_expected(goods);
        if let Some(counted) = counted {
            (line.good, line.defective) = counted.counted();
            line.received = line.good + line.defective;
        }
        form.lines.push(line);
    }
    Ok(form)
}

/// What was counted first of a line, in words; empty where the first count stands.
pub fn first_count(line: &InboundLineRow, lang: Lang) -> String {
    line.first_count().map_or(String::new(), |(good, defective)| {
        let units = [("received", (good + defective).to_string()), ("defective", defective.to_string())];
        fill(Warehouse::of(lang).first_count, &units.each_ref().map(|(name, units)| (*name, units.as_str())))
    })
}
