//! A list as a file, at once: CSV is sent as it is read, a workbook is written beside the other files first. The next rows are read when
//! the reader took the last ones, so memory holds one batch, and a slow reader holds neither a thread nor a connection. However the
//! download ends, the audit log has it before the reader sees the end.

use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING};
use actix_web::web::Bytes;
use futures_util::stream;
use futures_util::stream::Stream;

use crate::commands::house::export::{Taken, taken};
use crate::commands::{Actor, CommandError};
use crate::domain::house::work::FileFormat;
use crate::exports::{ExportError, ListRows, Taker, source_of, write_all, write_batch};
use crate::files::FileStore;
use crate::spreadsheet::TableOut;
use crate::store::Db;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::takers::Taking;
use crate::web::list::address::PLACES;
use crate::web::list::{address_with, beyond_text};

/// Bytes of a file that are sent at a time.
const PIECE: usize = 65_536;

/// A list as a file. `page` is the `data-page` of a list in `App::sources`; the query is that of the list. With `progress=1` it is offered as a
/// job instead. A list whose address holds more than it may is no file, which could not say what was left out. 429 and 503 where too many
/// files are taken at a time.
pub async fn download(
    app: &App,
    staff: &Staff,
    query: &Fields,
    page: &'static str,
    format: FileFormat,
) -> Result<HttpResponse, PageError> {
    let source = source_of(app.sources, page).ok_or(PageError::NotFound)?;
    let filter = query.query_without(&PLACES);
    if query.raw("progress") == "1" {
        let fields = [("page", page), ("format", format.code()), ("query", filter.as_str())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        return Ok(see_other(&format!("/exports?{}", Fields::from_pairs(fields).query_without(&[]))));
    }
    if let Some(notice) = beyond_text(query, staff.lang) {
        staff.cookie.set_notice(&notice);
        return Ok(see_other(&address_with(source.path, query, &[])));
    }
    let taking = app.downloads.begin(staff.id, format == FileFormat::Xlsx)?;
    let (taker, query_text) = (Taker { viewer: staff.viewer.clone(), now: app.db.clock().now() }, filter.clone());
    let rows = app.db.read(move |connection| (source.open)(connection, &taker, &query_text)).await?;
    let left = Taken { list: source.name, format, filter, rows: 0, whole: true };
    let entry = Entry { db: app.db.clone(), actor: staff.actor(), left, open: true, taking };
    let name = format!("{}.{}", source.name, format.code());
    match format {
        FileFormat::Csv => send_rows(rows, entry, &name),
        FileFormat::Xlsx => send_workbook(app, rows, entry, &name).await,
    }
}

/// The head of an answer that a browser keeps as a file.
pub fn file_answer(format: FileFormat, name: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    match format {
        FileFormat::Csv => answer.content_type("text/csv; charset=utf-8"),
        // Packed already.
        FileFormat::Xlsx => answer
            .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .insert_header((CONTENT_ENCODING, "identity")),
    };
    answer
}

/// Sends a file piece by piece; `ended` runs before the last piece leaves.
pub fn pieces(
    file: File,
    length: u64,
    ended: impl FnMut() -> io::Result<()> + Send + 'static,
) -> SizedStream<impl Stream<Item = Result<Bytes, io::Error>>> {
    let state = Some((file, length, ended));
    let stream = stream::unfold(state, |state| async move {
        let (mut file, left, mut ended) = state?;
        if left == 0 {
            return None;
        }
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
            let read = file.read_exact(&mut piece);
            let left = left - piece.len() as u64;
            let read = read.and_then(|()| if left == 0 { ended() } else { Ok(()) });
            (read.map(|()| Bytes::from(piece)), (file, left, ended))
        });
        Some(match read.await {
            Ok((Ok(piece), state)) => (Ok(piece), Some(state)),
            Ok((Err(error), _)) => (Err(error), None),
            Err(error) => (Err(io::Error::other(error.to_string())), None),
        })
    });
    SizedStream::new(length, Box::pin(stream))
}

/// The audit log's entry of a download: written at its end, or when it is dropped before. It holds the right to take the file.
struct Entry {
    db: Db,
    actor: Actor,
    left: Taken,
    open: bool,
    taking: Taking,
}

impl Entry {
    fn close(&mut self) -> io::Result<()> {
        self.open = false;
        let (actor, left) = (self.actor.clone(), self.left.clone());
        let kept = self.db.write_blocking(move |tx| taken(tx, &actor, &left));
        kept.map_err(|error: CommandError| io::Error::other(format!("{error:?}")))
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        let (db, actor, left) = (self.db.clone(), self.actor.clone(), Taken { whole: false, ..self.left.clone() });
        // Dropped by an async worker, which must not wait for the database.
        std::thread::spawn(move || {
            let kept: Result<(), CommandError> = db.write_blocking(move |tx| taken(tx, &actor, &left));
            if let Err(error) = kept {
                tracing::error!(?error, "a download that was broken off is missing in the audit log");
            }
        });
    }
}

/// Bytes that a table wrote and that are not sent yet.
#[derive(Clone, Default)]
struct Chunk(Arc<Mutex<Vec<u8>>>);

impl Chunk {
    fn take(&self) -> Bytes {
        Bytes::from(std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Write for Chunk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Running {
    rows: Box<dyn ListRows>,
    /// `None` once it is finished.
    table: Option<TableOut<Chunk>>,
    chunk: Chunk,
    entry: Entry,
}

impl Running {
    /// The next bytes.
    fn step(&mut self) -> Result<Bytes, ExportError> {
        let Some(table) = &mut self.table else { return Ok(Bytes::new()) };
        loop {
            match write_batch(&self.entry.db, self.rows.as_mut(), table)? {
                Some(0) => continue,
                Some(written) => {
                    self.entry.left.rows += written;
                    table.flush()?;
                    return Ok(self.chunk.take());
                }
                None => break,
            }
        }
        if let Some(table) = self.table.take() {
            table.finish()?;
        }
        self.entry.close()?;
        Ok(self.chunk.take())
    }
}

fn send_rows(rows: Box<dyn ListRows>, entry: Entry, name: &str) -> Result<HttpResponse, PageError> {
    let chunk = Chunk::default();
    let table = TableOut::new(FileFormat::Csv, chunk.clone(), &rows.header(), std::path::Path::new(""))
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let running = Running { rows, table: Some(table), chunk, entry };
    let stream = stream::unfold(Some(running), |state| async move {
        let mut running = state.filter(|running| running.table.is_some())?;
        let step = tokio::task::spawn_blocking(move || (running.step(), running)).await;
        Some(match step {
            Ok((Ok(bytes), running)) => (Ok(bytes), Some(running)),
            Ok((Err(error), _)) => (Err(broken(&error)), None),
            Err(error) => (Err(io::Error::other(error.to_string())), None),
        })
    });
    Ok(file_answer(FileFormat::Csv, name).streaming(Box::pin(stream)))
}

/// The reader sees the connection break: half a file must not look like a whole one.
fn broken(error: &ExportError) -> io::Error {
    tracing::error!(%error, "a download broke off");
    io::Error::other(error.to_string())
}

/// Ends the writing when the request goes away.
struct Leaving(Arc<AtomicBool>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn send_workbook(
    app: &App,
    mut rows: Box<dyn ListRows>,
    mut entry: Entry,
    name: &str,
) -> Result<HttpResponse, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    let leaving = Leaving(Arc::default());
    let gone = leaving.0.clone();
    let made = tokio::task::spawn_blocking(move || -> Result<_, ExportError> {
        let scratch = files.scratch()?;
        // Without a name: it is gone with the process, however that ends.
        let out = tempfile::tempfile_in(&scratch)?;
        let mut table = TableOut::new(FileFormat::Xlsx, io::BufWriter::new(out), &rows.header(), &scratch)?;
        let count = write_all(&entry.db, rows.as_mut(), &mut table, |_| match gone.load(Ordering::Relaxed) {
            true => Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody waits for the file")),
            false => Ok(()),
        })?;
        let mut file = table.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        let length = file.stream_position()?;
        file.seek(SeekFrom::Start(0))?;
        entry.left.rows = count;
        entry.taking.written();
        Ok((file, length, entry))
    })
    .await
    .map_err(|error| PageError::Internal(error.to_string()))?;
    let (file, length, mut entry) = made.map_err(|error| match error {
        ExportError::Db(error) => PageError::Db(error),
        ExportError::Io(error) => PageError::Internal(error.to_string()),
    })?;
    Ok(file_answer(FileFormat::Xlsx, name).body(pieces(file, length, move || entry.close())))
}
