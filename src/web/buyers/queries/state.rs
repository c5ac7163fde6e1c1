//! A query's state as a dot and a word, and queries as rows of other pages.

use crate::domain::service::query::QueryState;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::service::queries::QueryRow;
use crate::viewer::Viewer;
use crate::web::buyers::queries::address;
use crate::web::framework::html::Html;

/// The colour of a state's dot.
fn tone(state: QueryState) -> &'static str {
    match state {
        QueryState::Open => "waiting",
        QueryState::Answered => "done",
        QueryState::Closed => "ended",
    }
}

/// The state behind what is there.
pub(super) fn write_state(html: &mut Html, state: QueryState, lang: Lang) {
    html.raw("<span class=\"status\" data-status=\"").raw(state.code()).raw("\" data-tone=\"").raw(tone(state));
    html.raw("\">").text(state.name(lang)).raw("</span>");
}

/// The state by itself.
pub(super) fn state_html(state: QueryState, lang: Lang) -> Html {
    let mut html = Html::default();
    write_state(&mut html, state, lang);
    html
}

/// A query as other pages show it.
pub struct QueryItem {
    pub number: String,
    /// Empty for those who do not see queries.
    pub address: String,
    pub kind: &'static str,
    pub state: Html,
    pub words: String,
    pub taken_at: Timestamp,
}

impl QueryItem {
    /// As somebody reads it.
    pub fn new(row: &QueryRow, viewer: &Viewer) -> Self {
        let may_open = viewer.may(crate::domain::permission::Permission::FileTicket);
        Self {
            number: row.query_no.clone(),
            address: if may_open { address::query(row.id) } else { String::new() },
            kind: row.kind.name(viewer.lang),
            state: state_html(row.state, viewer.lang),
            words: viewer.reads(&row.words).into_owned(),
            taken_at: row.taken_at,
        }
    }
}
