//! `GET /risk-buyers`: the marks of all buyers, by their state.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::people::risk::RiskState;
use crate::i18n::codes::Named;
use crate::i18n::people::risk::Risk;
use crate::store::people::risk_flags::{self, ListedFlag};
use crate::web::buyers::marks::evidence;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;

/// Marks of one page.
const MOST: usize = 50;

struct Line {
    flag: ListedFlag,
    buyer: String,
    kind: &'static str,
    evidence: String,
}

struct Tab {
    code: &'static str,
    name: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "buyers/flags.html")]
struct FlagsPage {
    f: Frame,
    r: &'static Risk,
    tabs: Vec<Tab>,
    state: &'static str,
    lines: Vec<Line>,
    /// The id below which older marks are.
    older: Option<i64>,
}

/// `GET /risk-buyers`.
pub(super) async fn list(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let (r, lang) = (Risk::of(staff.lang), staff.lang);
    let state = RiskState::parse(query.raw("state")).unwrap_or(RiskState::Proposed);
    let below: Option<i64> = query.raw("below").parse().ok();
    let scope = staff.scope.clone();
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut found = app.db.read(move |connection| risk_flags::list(connection, &scope, state, below, most + 1)).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let older = found.last().filter(|_| more).map(|flag| flag.row.id);
    let line = |flag: ListedFlag| Line {
        buyer: if flag.nickname.is_empty() { mask_account(&flag.account) } else { mask_name(&flag.nickname) },
        kind: flag.row.kind.name(lang),
        evidence: evidence(&flag.row, lang),
        flag,
    };
    let tab = |one: &RiskState| Tab { code: one.code(), name: one.name(lang), chosen: *one == state };
    let f = Frame::new(&app, &staff, "risk-buyers", r.title).await?;
    let lines = found.into_iter().map(line).collect();
    ok(&FlagsPage { f, r, tabs: RiskState::ALL.iter().map(tab).collect(), state: state.code(), lines, older })
}
