//! The subject of an entry in words, and the page that it leads to.

use std::borrow::Cow;

use crate::domain::house::audit_kind::AuditKind;
use crate::domain::house::work::JobKind;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::Permission;
use crate::i18n::codes::Named;
use crate::i18n::people::audit::Audit;
use crate::i18n::{Lang, fill};
use crate::store::house::audit_list::AuditListRow;
use crate::viewer::Viewer;
use crate::web::orders::address;

/// The noun and the number of a subject that has both; other subjects are words that somebody chose: a user name, a file's name.
fn numbered(row: &AuditListRow) -> Option<(&'static str, &str)> {
    use AuditKind::{MappingDeleted, MappingKept, OrdersImported, StockImported};
    if let Some(OrdersImported | StockImported | MappingKept | MappingDeleted) = AuditKind::parse(&row.kind) {
        return None;
    }
    let known = [
        ("order ", "order"),
        ("ticket ", "ticket"),
        ("buyer ", "buyer"),
        ("query ", "query"),
        ("refund ", "refund"),
        ("refund:", "refund"),
    ];
    let begun = known.iter().find_map(|(begin, noun)| Some((*noun, row.subject.strip_prefix(begin)?)));
    begun.or_else(|| match AuditKind::parse(&row.kind) {
        Some(AuditKind::OrderChanged) => Some(("order", row.subject.as_str())),
        _ if row.kind.starts_with("refund.") => Some(("refund", row.subject.as_str())),
        _ => None,
    })
}

/// The subject as the page and the file show it; `title` is what people call a list of this name.
pub fn text<'r>(row: &'r AuditListRow, lang: Lang, title: impl Fn(&str) -> Option<&'static str>) -> Cow<'r, str> {
    let t = Audit::of(lang);
    if let Some((noun, number)) = numbered(row) {
        let template = match noun {
            "order" => t.order,
            "ticket" => t.ticket,
            "buyer" => t.buyer,
            "query" => t.query,
            _ => t.refund,
        };
        return Cow::Owned(fill(template, &[("no", number)]));
    }
    match AuditKind::parse(&row.kind) {
        Some(AuditKind::Exported | AuditKind::ExportWithdrawn) => {
            title(&row.subject).map_or_else(|| mask_contacts(&row.subject), Cow::Borrowed)
        }
        Some(AuditKind::CleanedUp) => Cow::Borrowed(t.clean_up),
        Some(AuditKind::JobRun) => job(&row.subject, lang),
        _ => mask_contacts(&row.subject),
    }
}

/// A job by its key: its kind, or kind and number.
fn job(key: &str, lang: Lang) -> Cow<'_, str> {
    let (kind, number) = key.split_once(':').unwrap_or((key, ""));
    match JobKind::parse(kind) {
        Some(kind) => Cow::Owned(format!("{} {number}", kind.name(lang)).trim_end().to_owned()),
        None => mask_contacts(key),
    }
}

/// The page of the subject, where it has one that the person may open.
pub fn link(row: &AuditListRow, viewer: &Viewer) -> Option<String> {
    let (noun, number) = numbered(row)?;
    let merchant = viewer.merchants.iter().find(|merchant| Some(merchant.id) == row.merchant_id);
    match noun {
        "ticket" if viewer.may(Permission::ViewTickets) => Some(format!("/tickets/{}", address::encode(number))),
        "refund" if viewer.may(Permission::ViewRefunds) => Some(format!("/refunds/{}", address::encode(number))),
        "order" if viewer.may(Permission::ViewOrders) => Some(match merchant {
            Some(merchant) => address::order_of(number, &merchant.code),
            None => address::order(number),
        }),
        "query" if viewer.may(Permission::FileTicket) => Some(format!("/queries?q={}", address::encode(number))),
        "buyer" if viewer.may(Permission::ViewBuyers) => Some(format!("/buyers/{}", address::encode(number))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn subjects_keep_their_numbers_and_mask_what_was_typed() {
        let cases = [
            ("unmask", "order 13812345678", "订单 13812345678", "Order 13812345678"),
            ("order.changed", "3029-1", "订单 3029-1", "Order 3029-1"),
            ("amount.approved", "ticket AS2611280001", "工单 AS2611280001", "Ticket AS2611280001"),
            ("refund.offline_recorded", "RF2611280001", "退款 RF2611280001", "Refund RF2611280001"),
            ("job.run", "refund:RF1", "退款 RF1", "Refund RF1"),
            ("export", "tickets", "售后工单", "售后工单"),
            ("login", "13812345678", "138****5678", "138****5678"),
            ("orders.imported", "订单 lin@example.com.csv", "订单 l***@example.com.csv", "订单 l***@example.com.csv"),
            ("login", "admin", "admin", "admin"),
        ];
        for (kind, subject, zh, en) in cases {
            let row = AuditListRow {
                id: 1,
                created_at: Timestamp::default(),
                who: None,
                kind: kind.to_owned(),
                subject: subject.to_owned(),
                detail: String::new(),
                merchant_id: None,
            };
            let title = |name: &str| (name == "tickets").then_some("售后工单");
            assert_eq!(text(&row, Lang::Zh, title), zh);
            assert_eq!(text(&row, Lang::En, title), en);
        }
    }
}
