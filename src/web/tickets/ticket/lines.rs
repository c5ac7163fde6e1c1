//! A ticket's lines, as its page shows them.

use crate::domain::money::{Money, UnitPrice};
use crate::domain::order::kind::LineKind;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::orders::OrderLineRow;
use crate::store::tickets::parts::TicketLineRow;
use crate::web::orders::pictures;
use crate::web::tickets::ticket::file::TicketFile;

/// A line as the goods block and the approval form show it.
pub struct LineView {
    pub line_no: i64,
    pub name: String,
    pub spec: String,
    pub sku: String,
    /// Where its picture is shown from; may be empty.
    pub picture: String,
    pub unit_price: UnitPrice,
    pub bought: i64,
    pub quantity: i64,
    pub paid: Money,
    pub reason: String,
    pub responsibility: &'static str,
    pub computed: Money,
    /// Units and amount before a partial acceptance.
    pub before_cut: Option<(i64, Money)>,
    pub approved: Option<Money>,
    pub exchange_sku: Option<String>,
    /// Units of that for sale, while nothing is reserved.
    pub for_sale: Option<i64>,
    /// A service's tag; empty for goods.
    pub sold_as: &'static str,
    /// `amount_{line_no}`.
    pub amount_field: String,
}

impl LineView {
    /// Whether the reviewer approved another amount than was computed.
    pub fn is_changed(&self) -> bool {
        self.approved.is_some_and(|approved| approved != self.computed)
    }
}

/// A ticket's lines.
pub fn lines(file: &TicketFile, lang: Lang) -> Vec<LineView> {
    let for_sale = |sku: &String| file.for_sale.get(sku).copied();
    file.lines
        .iter()
        .map(|(line, sold)| LineView {
            for_sale: line.exchange_sku.as_ref().and_then(for_sale),
            ..line_view(line, sold, file.ticket.merchant_id, lang)
        })
        .collect()
}

fn line_view(line: &TicketLineRow, sold: &OrderLineRow, merchant_id: i64, lang: Lang) -> LineView {
    LineView {
        line_no: line.line_no,
        name: sold.name.clone(),
        spec: sold.spec.clone(),
        sku: sold.sku.clone(),
        picture: pictures::address(merchant_id, &sold.picture_url),
        unit_price: sold.unit_price_scaled,
        bought: sold.quantity,
        quantity: line.effective_qty(),
        paid: sold.paid_minor,
        reason: match lang {
            Lang::Zh => line.reason_zh.clone(),
            Lang::En => line.reason_en.clone(),
        },
        responsibility: line.responsibility.name(lang),
        computed: line.computed_minor,
        before_cut: line.before_cut(),
        approved: line.approved_minor,
        exchange_sku: line.exchange_sku.clone(),
        for_sale: None,
        sold_as: if sold.kind == LineKind::Service { LineKind::Service.name(lang) } else { "" },
        amount_field: format!("amount_{}", line.line_no),
    }
}
