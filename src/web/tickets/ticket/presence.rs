//! Who else has a ticket open, and what others did to it since this page was made.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::tickets::assignment;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::store::people::notices;
use crate::store::tickets::{details, events};
use crate::store::{DbError, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;
use crate::web::tickets::list::address::PRESENT_FOR;

/// Seconds for which a noted person is not noted again, so that most page views write nothing.
const NOTED_FOR: i64 = 30;

/// The news of a ticket for its open page.
#[derive(Default)]
pub struct Presence {
    /// Who else has it open.
    pub open_by: String,
    /// The entries since then, in sentences.
    pub changes: Vec<String>,
    pub reload: &'static str,
    /// The ticket with what is new.
    pub address: String,
}

#[derive(Template)]
#[template(path = "tickets/presence.html")]
struct PresencePart {
    presence: Presence,
}

/// Notes that somebody has the ticket open. While the database cannot be written, the ticket opens and the others do not see who has it open.
async fn note(app: &App, staff: &Staff, ticket_id: i64) {
    let id = staff.id;
    if let Err(error) = app.db.write(move |tx| assignment::see(tx, id, ticket_id)).await {
        tracing::warn!(?error, ticket_id, "who has a ticket open could not be noted");
    }
}

/// Says who else has the ticket open and what is new since an entry of the timeline, and notes that this person has it open.
pub async fn enter(app: &App, staff: &Staff, ticket_id: i64, known: Option<i64>) -> Result<Presence, PageError> {
    let (id, since) = (staff.id, app.db.clock().now().plus_seconds(-PRESENT_FOR));
    let (viewers, new, noted) = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let viewers = details::viewers(connection, id, since)?;
            let new = match known {
                Some(seq) => events::since(connection, ticket_id, seq)?,
                None => Vec::new(),
            };
            let has_word = notices::has_unread(connection, id, ticket_id)?;
            Ok((viewers, new, details::seen_at(connection, ticket_id, id)?.filter(|_| !has_word)))
        })
        .await?;
    if noted.is_none_or(|at| at < app.db.clock().now().plus_seconds(-NOTED_FOR)) {
        note(app, staff, ticket_id).await;
    }
    let l = Lists::of(staff.lang);
    let names: Vec<String> = viewers.into_iter().filter(|(open, _)| *open == ticket_id).map(|(_, name)| name).collect();
    let system = Common::of(staff.lang).system;
    let words = crate::i18n::refusals::Wording { lang: staff.lang, currency: staff.currency(), zone: staff.zone() };
    let changes = new.iter().map(|event| {
        fill(
            l.changed_since,
            &[
                ("who", event.staff_name.as_deref().unwrap_or(system)),
                ("when", &words.time(event.created_at)),
                ("what", event.kind.name(staff.lang)),
            ],
        )
    });
    Ok(Presence {
        open_by: match names.is_empty() {
            true => String::new(),
            false => fill(l.open_by, &[("who", &names.join(staff.lang.pick("、", ", ")))]),
        },
        changes: changes.collect(),
        reload: l.changed_reload,
        address: String::new(),
    })
}

/// `GET /tickets/{no}/presence?seq=17`: the news since an entry of the timeline; the open page fetches it from time to time.
pub async fn show(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    let (scope, number) = (staff.scope.clone(), path.into_inner());
    let ticket = app.db.read(move |connection| tickets::by_no(connection, &scope, &number)).await?;
    let ticket = ticket.ok_or(PageError::NotFound)?;
    let mut presence = enter(&app, &staff, ticket.id, query.raw("seq").parse().ok()).await?;
    presence.address = format!("/tickets/{}", ticket.ticket_no);
    ok(&PresencePart { presence })
}
