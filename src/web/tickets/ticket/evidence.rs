//! Evidence: files are checked by content and size at upload, and sent with the media type that was found, never as a page of ours.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::Semaphore;

use crate::commands::people::uploads;
use crate::commands::tickets::annotate::{StoredFile, attach};
use crate::commands::{CommandError, invalid};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::EvidenceKind;
use crate::files::FileStore;
use crate::files::evidence::{FORM_BYTES, Fit, MOST_BYTES, Unfit, take_in};
use crate::i18n::tickets::Tickets;
use crate::store::tickets::parts;
use crate::store::{DbError, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit_files};
use crate::web::framework::upload::{Upload, Uploaded, read};
use crate::web::tickets::ticket::detail::show_with_echo;
use crate::web::tickets::ticket::file::currency_of;
use crate::web::warehouse::receiving;

const FORM: &str = "attach";

/// `POST /tickets/{no}/attachments`.
pub async fn add(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let number = path.into_inner();
    let currency = currency_of(&app, &staff, &number).await?;
    let store = FileStore::new(&app.config.files_dir);
    let upload = read(&request, payload, &store, "evidence", FORM_BYTES).await?;
    let at_the_desk = upload.form.fields.has("desk");
    let kind = EvidenceKind::parse(upload.form.fields.raw("kind"));
    let stored = match kind {
        Some(kind) => stored(&upload, &store, |_| kind).await,
        None => Err(invalid("kind", Refusal::UnknownValue)),
    };
    let sent = match stored {
        Ok(files) if files.is_empty() => {
            refused(&staff, FORM, &upload.form, currency, invalid("file", Refusal::FileEmpty))?
        }
        Ok(files) => {
            let (of, quota) = (number.clone(), app.config.quota);
            let sent = upload.bytes();
            submit_files(&app, &staff, FORM, upload, currency, move |tx, actor| {
                uploads::count(tx, actor, sent, quota)?;
                for file in &files {
                    attach(tx, actor, &of, file)?;
                }
                Ok(if at_the_desk { format!("/warehouse?step=open&q={of}") } else { format!("/tickets/{of}") })
            })
            .await?
        }
        Err(error) => refused(&staff, FORM, &upload.form, currency, error)?,
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Tickets::of(staff.lang).done_uploaded);
            Ok(see_other(&address))
        }
        Sent::Refused(status @ StatusCode::UNPROCESSABLE_ENTITY, echo) if at_the_desk => {
            receiving::show_ticket(&app, &staff, &number, status, echo).await
        }
        Sent::Refused(status, echo) => show_with_echo(&app, &staff, &number, status, echo).await,
    }
}

/// The files of a form as they are to be kept, or the reason why one is refused. `kind` says by its media type what a file is.
pub async fn stored(
    upload: &Upload,
    store: &FileStore,
    kind: impl Fn(&str) -> EvidenceKind,
) -> Result<Vec<StoredFile>, CommandError> {
    let sent: Vec<&Uploaded> = upload.files.iter().filter(|file| file.field == "file").collect();
    if sent.iter().any(|file| file.size == 0) {
        return Err(invalid("file", Refusal::FileEmpty));
    }
    if sent.iter().any(|file| file.size > MOST_BYTES) {
        return Err(invalid("file", Refusal::FileTooLarge(MOST_BYTES)));
    }
    let mut files = Vec::new();
    for file in sent {
        files.push(stored_file(file, &kind, store).await?);
    }
    Ok(files)
}

async fn stored_file(
    file: &Uploaded,
    kind: &impl Fn(&str) -> EvidenceKind,
    store: &FileStore,
) -> Result<StoredFile, CommandError> {
    let fit = fit(store.clone(), file.stored_as.clone()).await.map_err(|unfit| match unfit {
        Unfit::Damaged => invalid("file", Refusal::PictureDamaged),
        Unfit::Kind => invalid("file", Refusal::FileKind),
        Unfit::Io(error) => CommandError::Db(DbError::Open(format!("{}: {error}", file.stored_as))),
    })?;
    let clean: String = file.file_name.chars().filter(|c| !c.is_control() && *c != '\u{FFFD}').take(120).collect();
    Ok(StoredFile {
        kind: kind(fit.media_type),
        file_name: clean,
        media_type: fit.media_type.to_owned(),
        size_bytes: i64::try_from(fit.bytes.len()).unwrap_or(i64::MAX),
        sha256: fit.sha256,
        original_sha256: fit.original_sha256,
        taken_at: fit.taken_at,
        stored_as: file.stored_as.clone(),
    })
}

/// Uploads that are looked at at once: each takes twice its size of memory meanwhile.
static LOOKS: Semaphore = Semaphore::const_new(2);

/// Looks at an upload on a thread that may wait for the disk.
async fn fit(store: FileStore, stored_as: String) -> Result<Fit, Unfit> {
    let _turn = LOOKS.acquire().await.map_err(|error| Unfit::Io(std::io::Error::other(error)))?;
    tokio::task::spawn_blocking(move || take_in(&mut store.open_to_change(&stored_as)?))
        .await
        .unwrap_or_else(|error| Err(Unfit::Io(std::io::Error::other(error))))
}

/// `GET /tickets/{no}/attachments/{id}`.
pub async fn show(app: Data<App>, staff: Staff, path: Path<(String, i64)>) -> Result<HttpResponse, PageError> {
    let (number, id) = path.into_inner();
    let scope = staff.scope.clone();
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(ticket) = tickets::by_no(connection, &scope, &number)? else { return Ok(None) };
            let files = parts::attachments_of(connection, ticket.id)?;
            Ok(files.into_iter().find(|file| file.id == id))
        })
        .await?
        .ok_or(PageError::NotFound)?;
    let path = FileStore::new(&app.config.files_dir).path(&found.stored_as).map_err(|_| PageError::NotFound)?;
    let body = tokio::task::spawn_blocking(move || std::fs::read(path))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|_| PageError::NotFound)?;
    let disposition = if found.media_type.starts_with("image/") { "inline" } else { "attachment" };
    Ok(HttpResponse::build(StatusCode::OK)
        .content_type(found.media_type)
        .insert_header((CONTENT_DISPOSITION, format!("{disposition}; filename=\"evidence-{id}\"")))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(body))
}
