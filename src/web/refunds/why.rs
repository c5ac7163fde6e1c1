//! Why money goes back, beside the decision about it: what the reviewer said, who asks for what reason, where the goods are, the evidence, and
//! what went back to the same order before.

use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::money::refund_list::RefundListRow;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::details::{DetailColumns, OrderDetail};
use crate::store::tickets::{details, parts, stages};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::html::Html;
use crate::web::refunds::state::{cuts, state_html};

/// What was read for the card.
pub struct Basis {
    order: OrderDetail,
    goods: crate::domain::ticket::kind::GoodsState,
    files: Vec<(i64, String, bool)>,
    earlier: Vec<RefundRow>,
}

/// The reasons for a refund, as its card shows them. Templates know it as `why`.
pub struct Why {
    /// The goods with their units.
    pub lines: Vec<String>,
    pub buyer: String,
    pub reasons: String,
    pub goods: &'static str,
    /// The reviewer; the system's name for none.
    pub reviewer: Option<String>,
    pub note: String,
    /// Lines accepted in part: goods, and what was cut.
    pub cuts: Vec<(String, String)>,
    /// The files: id, name, and whether it is a picture.
    pub files: Vec<(i64, String, bool)>,
    pub earlier: Vec<Earlier>,
}

/// Another refund of the order.
pub struct Earlier {
    pub refund_no: String,
    pub amount: Html,
    pub state: Html,
}

impl Basis {
    /// Reads what stands beside a refund.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn read(connection: &mut Conn, row: &RefundListRow) -> Result<Self, DbError> {
        let rows = [row.entry.clone()];
        let wanted = DetailColumns { buyer: true, ..DetailColumns::default() };
        let order = details::of_rows(connection, &rows, wanted)?.orders.remove(&row.entry.order_id);
        let files = parts::attachments_of(connection, row.ticket.id)?.into_iter();
        Ok(Self {
            order: order.unwrap_or_default(),
            goods: stages::of_ticket(connection, row.ticket.id)?.goods(),
            files: files.map(|file| (file.id, file.file_name, file.media_type.starts_with("image/"))).collect(),
            earlier: refunds::others_of_order(connection, row.refund.order_id, row.refund.id)?,
        })
    }
}

impl Why {
    /// As a viewer reads it.
    pub fn of(basis: &Basis, row: &RefundListRow, staff: &Viewer) -> Self {
        let lang = staff.lang;
        let mut reasons: Vec<&str> = Vec::new();
        for reason in row.lines.iter().map(|line| lang.choose(&line.reason_zh, &line.reason_en)) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let earlier = basis.earlier.iter().map(|refund| Earlier {
            refund_no: refund.refund_no.clone(),
            amount: crate::web::framework::html::money(refund.amount_minor, refund.currency),
            state: state_html(refund.state, refund.unclear, lang),
        });
        Self {
            buyer: if staff.may(Permission::ViewBuyers) { buyer(&basis.order) } else { String::new() },
            lines: row.lines.iter().map(|line| format!("{} ×{}", line.name, line.quantity)).collect(),
            reasons: reasons.join(lang.pick("、", ", ")),
            goods: goods(basis, row, lang),
            reviewer: row.reviewer.clone(),
            note: row.review_note.clone(),
            cuts: cuts(row, lang),
            files: basis.files.iter().cloned().map(masked).collect(),
            earlier: earlier.collect(),
        }
    }
}

/// A file's name is somebody's own words.
fn masked((id, mut name, is_picture): (i64, String, bool)) -> (i64, String, bool) {
    mask_in_place(&mut name);
    (id, name, is_picture)
}

fn buyer(order: &OrderDetail) -> String {
    match &order.account {
        Some(account) if order.receiver.is_empty() => mask_account(account),
        _ => mask_name(&order.receiver),
    }
}

/// Where the goods are; nothing for a type that returns none.
fn goods(basis: &Basis, row: &RefundListRow, lang: Lang) -> &'static str {
    if row.ticket.kind.returns_goods() { basis.goods.name(lang) } else { "" }
}
