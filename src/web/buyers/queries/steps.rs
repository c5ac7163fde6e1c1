//! What is done with a query: answer, close, open again, add the order's number.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::service::query;
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::i18n::orders::queries::Queries;
use crate::store::Tx;
use crate::store::service::queries::QueryRow;
use crate::web::buyers::queries::{address, form, show};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};

type Command = fn(&mut Tx<'_>, &Actor, i64, i32, &str) -> Result<QueryRow, CommandError>;

/// A form about a query: its name, how its text is read, and what it runs.
struct Step {
    form: &'static str,
    read: fn(&mut Reader<'_>) -> String,
    run: Command,
    done: fn(&Queries) -> &'static str,
}

/// `POST /queries/{id}/answer`.
pub(super) async fn answer(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let step = Step {
        form: "answer-query",
        read: |reader| reader.required("answer", 2, lengths::NOTE),
        run: query::answer,
        done: |t| t.done_answered,
    };
    take(&app, &staff, &path, &form, step).await
}

/// `POST /queries/{id}/closure`.
pub(super) async fn close(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let step = Step {
        form: "close-query",
        read: |reader| reader.required("closing_words", 2, lengths::NOTE),
        run: query::close,
        done: |t| t.done_closed,
    };
    take(&app, &staff, &path, &form, step).await
}

/// `POST /queries/{id}/reopening`.
pub(super) async fn reopen(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let step = Step {
        form: "reopen-query",
        read: |_| String::new(),
        run: |tx, actor, id, version, _| query::reopen(tx, actor, id, version),
        done: |t| t.done_reopened,
    };
    take(&app, &staff, &path, &form, step).await
}

/// `POST /queries/{id}/order`.
pub(super) async fn name_order(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let step = Step {
        form: "name-order",
        read: |reader| {
            reader.required("order_no", 1, lengths::ORDER_NO);
            form::order_no(reader)
        },
        run: query::name_order,
        done: |t| t.done_order,
    };
    take(&app, &staff, &path, &form, step).await
}

async fn take(app: &App, staff: &Staff, id: &str, form: &Form, step: Step) -> Result<HttpResponse, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let currency = staff.viewer.currency();
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let words = (step.read)(&mut reader);
    let sent = match reader.finish() {
        Err(error) => refused(staff, step.form, form, currency, error)?,
        Ok(()) => {
            let run = step.run;
            submit(app, staff, step.form, form, currency, move |tx, actor| {
                run(tx, actor, id, version, &words)?;
                Ok(address::query(id))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice((step.done)(Queries::of(staff.lang)));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show::render(app, staff, id, status, echo).await,
    }
}
