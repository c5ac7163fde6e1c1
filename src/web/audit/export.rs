//! The audit log as CSV, as it is filtered; that it was taken is an entry of its own.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::super::App;
use super::super::error::PageError;
use super::super::form::Fields;
use super::super::session::Staff;
use super::{detail, read_filter};
use crate::commands::CommandError;
use crate::commands::export::exported;
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::audit::{Audit, kind_name};
use crate::spreadsheet::csv_out::CsvWriter;
use crate::store::Db;
use crate::store::audit_list::{self, AuditFilter, AuditListRow, Window};

/// Rows read at a time.
const BATCH: i64 = 1_000;

pub async fn export(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ViewAudit)?;
    let filter = read_filter(&staff, &query);
    let (db, lang, zone) = (app.db.clone(), staff.lang, staff.zone());
    let (csv, rows) = actix_web::web::block(move || write(&db, &filter, lang, zone))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))??;
    let (actor, asked) = (staff.actor(), query.query_without(&["after", "before", "lang"]));
    app.db.write(move |tx| exported(tx, &actor, "audit", &asked, rows)).await.map_err(|error| match error {
        CommandError::Db(error) => PageError::Db(error),
        _ => PageError::Forbidden,
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"audit.csv\""))
        .body(csv))
}

fn write(db: &Db, filter: &AuditFilter, lang: Lang, zone: chrono_tz::Tz) -> Result<(Vec<u8>, i64), PageError> {
    let broken = |error: std::io::Error| PageError::Internal(error.to_string());
    let t = Audit::of(lang);
    let when = format!("{} ({zone})", t.when);
    let mut csv = CsvWriter::new(Vec::new(), &[when.as_str(), t.who, t.what, t.subject, t.detail]).map_err(broken)?;
    let mut window = Window { from: None, newer: false, limit: BATCH };
    let mut count = 0;
    loop {
        let rows = db.read_blocking(|connection| audit_list::window(connection, filter, window))?;
        for row in &rows {
            csv.row(&cells(row, lang, zone)).map_err(broken)?;
        }
        count += rows.len() as i64;
        match rows.last() {
            Some(last) if rows.len() as i64 == BATCH => window.from = Some((last.created_at.micros(), last.id)),
            _ => break,
        }
    }
    Ok((csv.finish().map_err(broken)?, count))
}

fn cells(row: &AuditListRow, lang: Lang, zone: chrono_tz::Tz) -> [String; 5] {
    [
        row.created_at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        row.who.clone().unwrap_or_default(),
        kind_name(&row.kind, lang).unwrap_or(&row.kind).to_owned(),
        row.subject.clone(),
        detail::text(&row.detail, lang),
    ]
}
