//! Many rows at once: given to somebody, put away, taken out again, with a report of what became of each. Nothing that moves goods or
//! money is done in bulk.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::commands::CommandError;
use crate::commands::tickets::assignment;
use crate::domain::refusal::Refusal;
use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::i18n::refusals::Wording;
use crate::store::list::Direction;
use crate::store::tickets::list;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::{Conn, DbError};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{ok, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::conflict_text;
use crate::web::list::address_with;
use crate::web::list::read::read;
use crate::web::list::views::{Opened, effective};
use crate::web::tickets::list::address::{ADDRESS, PAGE};
use crate::web::tickets::list::declaration::TicketList;
use crate::web::tickets::list::resolve::resolve;

/// Rows of one go.
const MOST: usize = 5_000;
/// Rows at which the database failed; then the others are left alone.
const FAILURES_MOST: usize = 3;

#[derive(Clone, Copy)]
enum Verb {
    /// To somebody; `None` to nobody.
    Assign(Option<i64>),
    Archive,
    Unarchive,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// The database failed: nothing happened.
    Failed,
    Refused,
    /// It was not its turn when this stopped.
    Untried,
    /// Changed, or as it was to be already.
    Done,
}

struct Outcome {
    ticket_no: String,
    end: End,
    text: String,
}

impl Outcome {
    fn is_done(&self) -> bool {
        self.end == End::Done
    }
}

#[derive(Template)]
#[template(path = "tickets/bulk.html")]
struct BulkPage {
    f: Frame,
    l: &'static Lists,
    summary: String,
    outcomes: Vec<Outcome>,
    back: String,
}

/// `POST /tickets/bulk`.
pub async fn act(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let l = Lists::of(staff.lang);
    let fields = &form.fields;
    let query = Fields::of_address(fields.raw("query"));
    if let "csv" | "xlsx" = fields.raw("intent") {
        return Ok(see_other(&file_address(fields, &query)));
    }
    let verb = match fields.raw("intent") {
        "assign" => match fields.raw("assignee") {
            "none" | "" => Verb::Assign(None),
            "me" => Verb::Assign(Some(staff.id)),
            id => Verb::Assign(Some(id.parse().map_err(|_| PageError::NotFound)?)),
        },
        "archive" => Verb::Archive,
        "unarchive" => Verb::Unarchive,
        _ => return Err(PageError::NotFound),
    };
    let mut numbers: Vec<String> = if fields.raw("rows") == "all" {
        all_numbers(&app, &staff, &query).await?
    } else {
        fields.all("ticket").filter(|no| !no.is_empty()).map(str::to_owned).collect()
    };
    let summary = match numbers.len() {
        0 => Some(l.bulk_nothing.to_owned()),
        count if count > MOST => Some(fill(l.bulk_too_many, &[("count", &MOST.to_string())])),
        _ => None,
    };
    if summary.is_some() {
        numbers.clear();
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut failures = 0;
    for ticket_no in numbers {
        let (end, text) = match failures < FAILURES_MOST {
            true => one(&app, &staff, verb, &ticket_no).await,
            false => (End::Untried, l.bulk_row_untried.to_owned()),
        };
        failures += usize::from(end == End::Failed);
        outcomes.push(Outcome { ticket_no, end, text });
    }
    let count = |ends: &[End]| outcomes.iter().filter(|outcome| ends.contains(&outcome.end)).count().to_string();
    let (done, refused, left) = (count(&[End::Done]), count(&[End::Refused, End::Failed]), count(&[End::Untried]));
    let mut summary = summary.unwrap_or_else(|| fill(l.bulk_done, &[("done", &done), ("refused", &refused)]));
    if failures == FAILURES_MOST {
        summary = format!("{summary}{}{}", staff.lang.pick("", " "), fill(l.bulk_stopped, &[("left", &left)]));
    }
    // What did not happen comes first: the rest needs no look.
    outcomes.sort_by_key(|outcome| outcome.end);
    ok(&BulkPage {
        f: Frame::new(&app, &staff, PAGE, l.bulk_title).await?,
        l,
        summary,
        outcomes,
        back: address_with(ADDRESS, &query, &[]),
    })
}

/// Where the chosen rows are as a file: the list in its order and columns, narrowed to them.
fn file_address(fields: &Fields, query: &Fields) -> String {
    let mut pairs: Vec<(String, String)> =
        query.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if fields.raw("rows") != "all" {
        pairs.retain(|(name, _)| name != "only");
        // Without a row of its own the file has none.
        let chosen: Vec<&str> = fields.all("ticket").filter(|number| !number.is_empty()).collect();
        let chosen = if chosen.is_empty() { vec!["-"] } else { chosen };
        pairs.extend(chosen.into_iter().map(|number| ("only".to_owned(), number.to_owned())));
    }
    address_with(&format!("{ADDRESS}.{}", fields.raw("intent")), &Fields::from_pairs(pairs), &[])
}

/// Does one row in a transaction of its own, so that one that is refused holds up no other.
async fn one(app: &App, staff: &Staff, verb: Verb, ticket_no: &str) -> (End, String) {
    let (actor, number) = (staff.actor(), ticket_no.to_owned());
    let result = app
        .db
        .write(move |tx| match verb {
            Verb::Assign(assignee) => assignment::assign(tx, &actor, &number, None, assignee),
            Verb::Archive => assignment::archive(tx, &actor, &number),
            Verb::Unarchive => assignment::unarchive(tx, &actor, &number),
        })
        .await;
    let l = Lists::of(staff.lang);
    let words = Wording { lang: staff.lang, currency: staff.currency(), zone: staff.zone() };
    let refused = |text: String| (End::Refused, text);
    match result {
        Ok(true) => (End::Done, l.bulk_row_done.to_owned()),
        Ok(false) => (End::Done, l.bulk_row_same.to_owned()),
        Err(CommandError::Db(error)) => {
            tracing::error!(%error, ticket_no, "a row of many failed");
            (End::Failed, l.bulk_row_failed.to_owned())
        }
        Err(CommandError::NotFound) => refused(words.refusal(&Refusal::NoSuchTicket)),
        Err(CommandError::Refused(refusal)) => refused(words.refusal(&refusal)),
        Err(CommandError::Conflict(conflict)) => refused(conflict_text(&words, &conflict)),
        Err(CommandError::Invalid(errors)) => {
            refused(errors.first().map(|error| words.refusal(&error.refusal)).unwrap_or_default())
        }
    }
}

/// The numbers of every ticket that the list has, one more than may be at most.
async fn all_numbers(app: &App, staff: &Staff, query: &Fields) -> Result<Vec<String>, PageError> {
    let (staff, query, now) = (staff.viewer.clone(), query.clone(), app.db.clock().now());
    let numbers = app
        .db
        .read(move |connection: &mut Conn| -> Result<_, DbError> {
            let opened = Opened::find::<TicketList>(connection, &staff, query.raw("view"))?;
            let mut asked = read::<TicketList>(&staff, &effective(&query, &opened), now);
            resolve(connection, &staff, &mut asked)?;
            // All of a list that was not understood would be more than was meant.
            if !asked.unreadable.is_empty() {
                return Ok(Vec::new());
            }
            let mut page = TicketPage { sort: asked.order, ascending: asked.ascending, start: None, limit: 1_000 };
            let mut numbers = Vec::new();
            loop {
                let found = list::page(connection, &staff.scope, &asked.narrowing.filter, &page)?;
                let last = found.rows.last().map(|row| list::cursor_of(row, page.sort));
                let full = found.rows.len() as i64 == page.limit;
                numbers.extend(found.rows.into_iter().map(|row| row.ticket_no));
                let next = if full { last } else { found.looked_to };
                match next {
                    Some(cursor) if numbers.len() <= MOST => page.start = Some((cursor, Direction::After)),
                    _ => return Ok(numbers),
                }
            }
        })
        .await?;
    Ok(numbers)
}
