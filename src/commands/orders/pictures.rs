//! Pictures of goods: wanted by imports and pages, fetched by a job, put away when nobody wants them any more.

use std::collections::BTreeMap;

use crate::commands::CommandError;
use crate::domain::goods::picture::{LONG_REST, rest_after, url_hash};
use crate::domain::house::work::PictureState;
use crate::domain::order::order_record::OrderRecord;
use crate::domain::time::Timestamp;
use crate::store::orders::import;
use crate::store::orders::pictures;
use crate::store::orders::pictures::PictureRow;
use crate::store::{DbError, Tx};

/// Seconds between two notes that a picture is still used.
const NOTED_EVERY: i64 = 24 * 3_600;

/// A picture that was fetched and stored.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub stored_as: String,
    pub media_type: String,
    pub sha256: String,
}

/// Asks for the pictures that orders of a merchant name: one row for each address, however many lines name it. Claims the merchant's row.
pub fn want(tx: &mut Tx<'_>, merchant_id: i64, records: &[&OrderRecord]) -> Result<(), DbError> {
    let urls = records.iter().flat_map(|record| &record.lines).map(|line| line.picture_url.as_str());
    want_urls(tx, merchant_id, urls)
}

fn want_urls<'u>(tx: &mut Tx<'_>, merchant_id: i64, urls: impl Iterator<Item = &'u str>) -> Result<(), DbError> {
    let by_hash: BTreeMap<String, &str> = urls.filter_map(|url| Some((url_hash(url)?, url))).collect();
    let hashes: Vec<&str> = by_hash.keys().map(String::as_str).collect();
    let now = tx.now();
    let mut rows = Vec::new();
    for hash in pictures::unknown(tx.connection(), merchant_id, &hashes)? {
        rows.push(PictureRow {
            id: tx.next_id()?,
            merchant_id,
            url_hash: hash.to_owned(),
            url: by_hash.get(hash).copied().unwrap_or_default().to_owned(),
            state: PictureState::Waiting,
            stored_as: String::new(),
            media_type: String::new(),
            sha256: String::new(),
            tries: 0,
            next_try_at: now,
            wanted_at: now,
        });
    }
    pictures::insert(tx, &rows)
}

/// Asks for the pictures of order lines that are older than the fetching of pictures: id, merchant and address of each, in the order of
/// ids. An empty list ends the gathering.
pub fn gather(tx: &mut Tx<'_>, lines: &[(i64, i64, String)]) -> Result<(), CommandError> {
    let mut of_merchants: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (_, merchant_id, url) in lines.iter().filter(|(.., url)| !url.is_empty()) {
        of_merchants.entry(*merchant_id).or_default().push(url);
    }
    for (merchant_id, urls) in of_merchants {
        import::claim_merchant(tx, merchant_id)?;
        want_urls(tx, merchant_id, urls.into_iter())?;
    }
    Ok(pictures::set_gathered(tx, lines.last().map(|(id, ..)| *id))?)
}

/// Whether a page that shows a picture has something to write: that the picture is still used, or that it is to be fetched again.
pub fn is_news(row: &PictureRow, now: Timestamp) -> bool {
    let is_wanted_again = match row.state {
        PictureState::Gone => true,
        PictureState::Failed => row.next_try_at <= now,
        PictureState::Waiting | PictureState::Here => false,
    };
    is_wanted_again || row.wanted_at.plus_seconds(NOTED_EVERY) < now
}

/// Notes that a page shows a picture; one that was deleted, or given up long ago, is fetched again.
pub fn want_again(tx: &mut Tx<'_>, id: i64) -> Result<(), CommandError> {
    let Some(mut row) = pictures::by_id(tx.connection(), id)? else { return Ok(()) };
    let now = tx.now();
    if !is_news(&row, now) {
        return Ok(());
    }
    row.wanted_at = now;
    let is_over = row.state == PictureState::Failed && row.next_try_at <= now;
    if row.state == PictureState::Gone || is_over {
        row.state = PictureState::Waiting;
        row.tries = 0;
        row.next_try_at = now;
    }
    Ok(pictures::save(tx, &row)?)
}

/// Keeps a fetched picture.
pub fn keep(tx: &mut Tx<'_>, id: i64, fetched: &Fetched) -> Result<(), CommandError> {
    let Some(row) = pictures::by_id(tx.connection(), id)? else { return Ok(()) };
    let row = PictureRow {
        state: PictureState::Here,
        stored_as: fetched.stored_as.clone(),
        media_type: fetched.media_type.clone(),
        sha256: fetched.sha256.clone(),
        ..row
    };
    Ok(pictures::save(tx, &row)?)
}

/// Notes that a picture could not be fetched: it is tried again after a while, or after a long one where it is hopeless.
pub fn miss(tx: &mut Tx<'_>, id: i64, is_hopeless: bool) -> Result<(), CommandError> {
    let Some(mut row) = pictures::by_id(tx.connection(), id)? else { return Ok(()) };
    row.tries = row.tries.saturating_add(1);
    let rest = if is_hopeless { None } else { rest_after(row.tries) };
    if rest.is_none() {
        row.state = PictureState::Failed;
    }
    row.next_try_at = tx.now().plus_seconds(rest.unwrap_or(LONG_REST));
    Ok(pictures::save(tx, &row)?)
}
