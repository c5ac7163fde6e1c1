//! Multipart forms: fields are read as those of other forms, files go to the store as they come, so that memory holds a piece of them at a
//! time. The CSRF token is checked before the first byte of a file is kept.

use std::io::Write;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::files::FileStore;
use crate::web::framework::bodies::BODY_LIMIT;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, check_csrf};
use crate::web::framework::identity::session::Cookie;
use crate::web::framework::identity::token::hex;

/// Names and texts of all fields that are no files together: as much as a form without files may be.
const FIELDS_MOST: usize = BODY_LIMIT;
/// Files of one form.
const FILES_MOST: usize = 200;

/// A file that was sent and is kept.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The form's name for it.
    pub field: String,
    /// The name that the sender gave it, without folders.
    pub file_name: String,
    pub stored_as: String,
    pub size: u64,
}

/// A multipart form whose CSRF token was right. Its files go with it unless they are kept: no way out of a handler leaves one behind.
#[derive(Debug)]
pub struct Upload {
    pub form: Form,
    pub files: Vec<Uploaded>,
    store: FileStore,
    is_kept: bool,
}

impl Drop for Upload {
    fn drop(&mut self) {
        for file in self.files.iter().filter(|_| !self.is_kept) {
            if let Err(error) = self.store.remove(&file.stored_as) {
                tracing::warn!(%error, file = file.stored_as, "a refused upload stays behind");
            }
        }
    }
}

impl Upload {
    /// Leaves the files where they are: a row names them.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Leaves only these files where they are; rows name them.
    pub fn keep_only(&mut self, stored_as: &[String]) {
        self.files.retain(|file| !stored_as.contains(&file.stored_as));
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    /// The first file of a field.
    pub fn file(&self, field: &str) -> Option<&Uploaded> {
        self.files.iter().find(|file| file.field == field)
    }
}

/// Reads a multipart form; files of at most `most` bytes together go to `area` of the store.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    store: &FileStore,
    area: &str,
    most: u64,
) -> Result<Upload, PageError> {
    let mut upload = Upload { form: Form::default(), files: Vec::new(), store: store.clone(), is_kept: false };
    parts(request, payload, area, most, &mut upload).await?;
    Ok(upload)
}

async fn parts(
    request: &HttpRequest,
    payload: Payload,
    area: &str,
    most: u64,
    upload: &mut Upload,
) -> Result<(), PageError> {
    let cookie = Cookie::of(request);
    let mut multipart = Multipart::new(request.headers(), payload);
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut field_bytes, mut file_bytes) = (0, 0);
    while let Some(part) = multipart.next().await {
        let mut part = part.map_err(unreadable)?;
        if upload.files.len() >= FILES_MOST || field_bytes > FIELDS_MOST {
            return Err(PageError::TooLarge);
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(plain_name);
        match file_name {
            None => {
                let text = text(&mut part, FIELDS_MOST - field_bytes).await?;
                field_bytes += name.len() + text.len() + "=&".len();
                fields.push((name, text));
            }
            // A browser sends a file field that was left empty as a file without name and content.
            Some(file_name) if file_name.is_empty() => drain(&mut part).await?,
            Some(file_name) => {
                let token = fields.iter().find(|(name, _)| name == "csrf").map_or("", |(_, token)| token);
                check_csrf(&cookie, token)?;
                let new = upload.store.create(area).map_err(|error| PageError::Internal(error.to_string()))?;
                upload.files.push(Uploaded { field: name.clone(), file_name, stored_as: new.stored_as, size: 0 });
                let (size, hash) = keep(&mut part, new.file, most - file_bytes).await?;
                file_bytes += size;
                if let Some(file) = upload.files.last_mut() {
                    file.size = size;
                    upload.form.files.push(format!("{name}/{}/{hash}", file.file_name));
                }
            }
        }
    }
    let fields = Fields::from_pairs(fields);
    check_csrf(&cookie, fields.raw("csrf"))?;
    upload.form.fields = fields;
    Ok(())
}

async fn text(part: &mut Field, most: usize) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(unreadable)?;
        if bytes.len() + chunk.len() > most {
            return Err(PageError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn drain(part: &mut Field) -> Result<(), PageError> {
    while let Some(chunk) = part.next().await {
        chunk.map_err(unreadable)?;
    }
    Ok(())
}

/// Writes a file; its size, and a hash of what it holds.
async fn keep(part: &mut Field, mut file: std::fs::File, most: u64) -> Result<(u64, String), PageError> {
    let mut size: u64 = 0;
    let mut hash = Sha256::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(unreadable)?;
        size += chunk.len() as u64;
        if size > most {
            return Err(PageError::TooLarge);
        }
        hash.update(&chunk);
        file.write_all(&chunk).map_err(|error| PageError::Internal(error.to_string()))?;
    }
    file.sync_all().map_err(|error| PageError::Internal(error.to_string()))?;
    Ok((size, hex(&hash.finalize())))
}

/// A body that was too large or too slow says so; anything else cannot be read.
fn unreadable(error: MultipartError) -> PageError {
    match error {
        MultipartError::Payload(error) => PageError::from(error),
        _ => PageError::Malformed,
    }
}

/// The name without folders and without what is no text, at most 120 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control() && *c != '\u{FFFD}').take(120).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_lose_their_folders() {
        for (sent, kept) in
            [("../../etc/passwd", "passwd"), ("C:\\x\\订单.csv", "订单.csv"), ("a\0b\n.csv", "ab.csv"), ("  ", "")]
        {
            assert_eq!(plain_name(sent), kept);
        }
    }
}
