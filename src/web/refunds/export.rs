//! The list as CSV: as it is filtered and sorted, every row; the audit log keeps who took what.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::super::App;
use super::super::error::PageError;
use super::super::form::Fields;
use super::super::session::Staff;
use super::filter::Asked;
use super::index::{currency_of, fees};
use crate::commands::CommandError;
use crate::commands::export::exported;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refunds::Refunds;
use crate::spreadsheet::csv_out::CsvWriter;
use crate::store::Db;
use crate::store::refund_list::{self, RefundFilter, RefundListRow, Window};

/// Rows read at a time.
const BATCH: i64 = 500;

pub async fn export(app: Data<App>, staff: Staff, fields: Fields) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ExportRefunds)?;
    let asked = Asked::read(&fields, currency_of(&staff));
    let zone = staff.zone();
    let filter = asked.filter(staff.scope.clone(), zone);
    let window = Window { from: None, backwards: false, limit: BATCH, ..asked.window() };
    let (db, lang) = (app.db.clone(), staff.lang);
    let made = actix_web::web::block(move || write(&db, &filter, window, lang, zone))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))??;
    let (csv, rows) = made;
    let (actor, query) = (staff.actor(), fields.query_without(&["open", "after", "before", "lang"]));
    app.db.write(move |tx| exported(tx, &actor, "refunds", &query, rows)).await.map_err(|error| match error {
        CommandError::Db(error) => PageError::Db(error),
        _ => PageError::Forbidden,
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"refunds.csv\""))
        .body(csv))
}

fn write(
    db: &Db,
    filter: &RefundFilter,
    mut window: Window,
    lang: Lang,
    zone: chrono_tz::Tz,
) -> Result<(Vec<u8>, i64), PageError> {
    let broken = |error: std::io::Error| PageError::Internal(error.to_string());
    let mut csv = CsvWriter::new(Vec::new(), &header(lang, zone)).map_err(broken)?;
    let mut count = 0;
    loop {
        let rows = db.read_blocking(|connection| refund_list::window(connection, filter, window))?;
        for row in &rows {
            csv.row(&cells(row, lang, zone)).map_err(broken)?;
        }
        count += rows.len() as i64;
        match rows.last() {
            Some(last) if rows.len() as i64 == BATCH => window.from = Some(last.place(window.sort)),
            _ => break,
        }
    }
    Ok((csv.finish().map_err(broken)?, count))
}

fn header(lang: Lang, zone: chrono_tz::Tz) -> Vec<String> {
    let t = Refunds::of(lang);
    let timed = |name: &str| format!("{name} ({zone})");
    vec![
        t.col_refund.to_owned(),
        t.col_ticket.to_owned(),
        t.col_order.to_owned(),
        timed(t.col_applied),
        timed(t.col_reviewed),
        t.col_goods.to_owned(),
        t.col_price.to_owned(),
        t.col_quantity.to_owned(),
        t.col_subtotal.to_owned(),
        t.col_currency.to_owned(),
        t.col_claimed.to_owned(),
        t.col_computed.to_owned(),
        t.col_fees.to_owned(),
        t.col_approved.to_owned(),
        t.col_reason.to_owned(),
        t.col_switches.to_owned(),
        t.col_gateway.to_owned(),
        t.col_state.to_owned(),
        timed(t.col_refunded_at),
    ]
}

fn cells(row: &RefundListRow, lang: Lang, zone: chrono_tz::Tz) -> Vec<String> {
    let (refund, ticket) = (&row.refund, &row.ticket);
    let money = |amount: Money| amount.plain(refund.currency);
    let time = |at: Option<Timestamp>| {
        at.map(|at| at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
    };
    let each =
        |of: &dyn Fn(&refund_list::RefundedLine) -> String| row.lines.iter().map(of).collect::<Vec<_>>().join(" / ");
    let named: Vec<String> = fees(row, lang).iter().map(|fee| format!("{} {}", fee.name, money(fee.amount))).collect();
    vec![
        refund.refund_no.clone(),
        ticket.ticket_no.clone(),
        row.order_no.clone(),
        time(ticket.submitted_at),
        time(ticket.reviewed_at),
        each(&|line| line.name.clone()),
        each(&|line| line.unit_price.plain(refund.currency)),
        each(&|line| line.quantity.to_string()),
        each(&|line| money(line.subtotal)),
        refund.currency.code().to_owned(),
        row.claimed.map(money).unwrap_or_default(),
        money(ticket.computed_minor),
        named.join("; "),
        money(refund.amount_minor),
        format!("{} {}", row.reviewer.as_deref().unwrap_or_default(), row.review_note).trim().to_owned(),
        switches(row, lang).join(" "),
        refund.gateway.name(lang).to_owned(),
        refund.state.name(lang).to_owned(),
        time(refund.succeeded_at),
    ]
}

fn switches(row: &RefundListRow, lang: Lang) -> Vec<&'static str> {
    let t = Refunds::of(lang);
    let Some(decision) = &row.decision else { return Vec::new() };
    [
        (decision.allow_freight, t.gives_freight),
        (decision.allow_coupon, t.gives_coupon),
        (decision.allow_virtual, t.gives_virtual),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, name)| name)
    .collect()
}
