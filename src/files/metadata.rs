//! Takes out of a picture everything but the picture: where it was taken, by whom, with what, its thumbnails and comments, and whatever
//! hangs on behind its end. The pixels are not touched. What decides colours stays, and how the picture is to be turned; when it was
//! taken is read out and handed over beside it. What stays is on a list, so that kinds of metadata nobody thought of go too.

use exif::{DateTime, Exif, In, Reader, Tag, Value};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// The longest EXIF that is read: a JPEG cannot hold more.
const EXIF_MOST: usize = 65_535;
/// Chunks of a PNG that are needed to draw it.
const PNG_KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
    b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// Chunks of a WebP that are needed to draw it.
const WEBP_KEPT: &[&[u8; 4]] = &[b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The end of a JPEG.
const END: &[u8] = &[markers::P, markers::EOI];
const JFIF: &[u8] = b"JFIF\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";

/// A picture without metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    pub bytes: Bytes,
    /// When it was taken, as the camera's clock showed it: `2026-11-20 14:03:11`, followed by its offset from UTC (` +08:00`) where the
    /// camera recorded one. Empty if the picture does not say.
    pub taken_at: String,
}

/// The metadata of a picture that are kept.
#[derive(Default)]
struct Said {
    /// 2 to 8 where the picture is not upright.
    turned: Option<u8>,
    taken_at: String,
}

/// A JPEG, PNG or WebP without its metadata; `None` when the file is broken. Another media type is an error of the caller and `None` too.
pub fn strip(media_type: &str, file: Bytes) -> Option<Stripped> {
    match media_type {
        "image/jpeg" => strip_jpeg(file),
        "image/png" => strip_png(file),
        "image/webp" => strip_webp(file),
        _ => None,
    }
}

fn strip_jpeg(file: Bytes) -> Option<Stripped> {
    let mut jpeg = Jpeg::from_bytes(file.clone()).ok()?;
    let said = said(jpeg.exif());
    // The last segment begins the first scan; the library leaves the rest of the file with it as it is.
    let scan = jpeg.segments_mut().pop().filter(JpegSegment::has_entropy)?;
    let rest = file.slice(file.len() - (scan.len_with_entropy() - scan.len())..);
    let segments = jpeg.segments_mut();
    segments.retain(|segment| keeps(segment.marker(), segment.contents()));
    for segment in segments.iter_mut().filter(|segment| segment.marker() == markers::APP0) {
        *segment = JpegSegment::new_with_contents(markers::APP0, without_thumbnail(segment.contents())?);
    }
    segments.push(JpegSegment::new_with_contents(scan.marker(), scan.contents().clone()));
    jpeg.set_exif(said.turned.map(only_orientation));
    // Without a scan's data the head is encoded as an image that ends.
    let head = jpeg.encoder().bytes();
    let mut bytes = Vec::with_capacity(head.len() + rest.len());
    bytes.extend_from_slice(head.strip_suffix(END)?);
    write_scans(&rest, &mut bytes)?;
    bytes.extend_from_slice(END);
    Some(Stripped { bytes: bytes.into(), taken_at: said.taken_at })
}

/// The scans of a JPEG from the first one's data up to the end of the image, without metadata between them and without what follows.
/// A file that was cut off ends where it ends.
fn write_scans(data: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut from = 0;
    loop {
        let at = next_marker(data, from).unwrap_or(data.len());
        out.extend_from_slice(&data[from..at]);
        let Some(marker) = data.get(at + 1).filter(|marker| !matches!(**marker, markers::EOI | markers::SOI)) else {
            return Some(());
        };
        let size = usize::from(u16::from_be_bytes([*data.get(at + 2)?, *data.get(at + 3)?]));
        let end = at + 2 + size.max(2);
        if keeps(*marker, data.get(at + 4..end)?) {
            out.extend_from_slice(&data[at..end]);
        }
        from = end;
    }
}

/// Where the next marker begins that is not part of a scan's data.
fn next_marker(data: &[u8], from: usize) -> Option<usize> {
    let is_data = |marker: u8| matches!(marker, 0 | 1 | markers::P | markers::RST0..=markers::RST7);
    (from..data.len().saturating_sub(1)).find(|at| data[*at] == markers::P && !is_data(data[*at + 1]))
}

/// Whether a segment of a JPEG is needed to draw it.
fn keeps(marker: u8, contents: &[u8]) -> bool {
    match marker {
        markers::APP0 => contents.starts_with(JFIF),
        markers::APP2 => contents.starts_with(ICC),
        markers::APP14 => contents.starts_with(ADOBE),
        // Frames, tables, scans, restart intervals.
        marker => (markers::SOF0..=0xDF).contains(&marker),
    }
}

/// A JFIF header whose thumbnail is empty.
fn without_thumbnail(jfif: &Bytes) -> Option<Bytes> {
    let head = jfif.get(..12)?;
    Some([head, &[0, 0]].concat().into())
}

fn strip_png(file: Bytes) -> Option<Stripped> {
    let mut png = Png::from_bytes(file).ok()?;
    let said = said(png.exif());
    let chunks = png.chunks_mut();
    chunks.retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
    let is_whole = chunks.first().is_some_and(|chunk| &chunk.kind() == b"IHDR")
        && chunks.iter().any(|chunk| &chunk.kind() == b"IDAT")
        && chunks.last().is_some_and(|chunk| &chunk.kind() == b"IEND");
    if !is_whole {
        return None;
    }
    png.set_exif(said.turned.map(only_orientation));
    Some(Stripped { bytes: png.encoder().bytes(), taken_at: said.taken_at })
}

fn strip_webp(file: Bytes) -> Option<Stripped> {
    let mut webp = WebP::from_bytes(file).ok()?;
    let said = said(webp.exif());
    webp.chunks_mut()
        .retain(|chunk| WEBP_KEPT.contains(&&chunk.id()) && matches!(chunk.content(), RiffContent::Data(_)));
    let has_picture = |id: &[u8; 4]| webp.has_chunk(*id);
    if ![b"VP8 ", b"VP8L", b"ANMF"].into_iter().any(has_picture) {
        return None;
    }
    webp.set_exif(said.turned.map(only_orientation));
    Some(Stripped { bytes: webp.encoder().bytes(), taken_at: said.taken_at })
}

/// EXIF that says how the picture is turned, and nothing else.
fn only_orientation(turned: u8) -> Bytes {
    // One directory of one entry: tag 0x0112, one SHORT.
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend_from_slice(&[turned, 0, 0, 0]);
    tiff.extend_from_slice(&[0; 4]);
    tiff.into()
}

fn said(exif: Option<Bytes>) -> Said {
    let raw = exif.filter(|raw| raw.len() <= EXIF_MOST).map(|raw| raw.to_vec());
    let Some(exif) = raw.and_then(|raw| Reader::new().read_raw(raw).ok()) else { return Said::default() };
    let turned = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    let turned = turned.and_then(|turned| u8::try_from(turned).ok()).filter(|turned| (2..=8).contains(turned));
    Said { turned, taken_at: taken_at(&exif).unwrap_or_default() }
}

fn taken_at(exif: &Exif) -> Option<String> {
    let text = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().cloned(),
        _ => None,
    };
    let mut at = DateTime::from_ascii(&text(Tag::DateTimeOriginal)?).ok()?;
    let date = chrono::NaiveDate::from_ymd_opt(i32::from(at.year), u32::from(at.month), u32::from(at.day))?;
    let local = date.and_hms_opt(u32::from(at.hour), u32::from(at.minute), u32::from(at.second))?;
    if let Some(offset) = text(Tag::OffsetTimeOriginal) {
        // Without a good offset the camera's own time is what is known.
        at.parse_offset(&offset).ok();
    }
    let offset = at.offset.filter(|minutes| minutes.unsigned_abs() <= 14 * 60).map_or_else(String::new, |minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!(" {sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
    });
    Some(format!("{}{offset}", local.format("%Y-%m-%d %H:%M:%S")))
}

#[cfg(test)]
#[path = "tests_metadata.rs"]
mod tests;
