//! Pictures as phones send them.

use exif::{Field, In, Tag, Value};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::{Png, PngChunk};
use img_parts::{Bytes, ImageEXIF};

/// What must not be found in what is stored: the phone writes it into its metadata.
pub const SECRET: &str = "31N14 121E28";

/// A small PNG without metadata.
pub fn png() -> Vec<u8> {
    let mut png = Png::from_bytes(Bytes::from_static(b"\x89PNG\r\n\x1a\n")).expect("a signature");
    let chunk = |kind: &[u8; 4], contents: &'static [u8]| PngChunk::new(*kind, Bytes::from_static(contents));
    png.chunks_mut().extend([
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        chunk(b"IDAT", b"\x78\x9c\x63\x60\0\0\0\x02\0\x01"),
        chunk(b"IEND", b""),
    ]);
    png.encoder().bytes().to_vec()
}

/// The same picture as another file: each number is one.
pub fn another_png(number: u8) -> Vec<u8> {
    let mut png = Png::from_bytes(Bytes::from(png())).expect("a PNG");
    png.chunks_mut().insert(1, PngChunk::new(*b"teXt", Bytes::from(vec![number])));
    png.encoder().bytes().to_vec()
}

/// A JPEG that lies on its side and says where and when it was taken.
pub fn photo() -> Vec<u8> {
    let ascii = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        (Tag::Orientation, Value::Short(vec![6])),
        (Tag::GPSAreaInformation, Value::Undefined(SECRET.as_bytes().to_vec(), 0)),
        (Tag::DateTimeOriginal, ascii("2026:11:20 14:03:11")),
        (Tag::OffsetTimeOriginal, ascii("+08:00")),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut exif = std::io::Cursor::new(Vec::new());
    writer.write(&mut exif, false).expect("EXIF");
    let mut jpeg = Jpeg::from_bytes(Bytes::from_static(b"\xff\xd8\xff\xd9")).expect("a JPEG");
    jpeg.segments_mut().extend([
        JpegSegment::new_with_contents(0xc0, Bytes::from_static(b"frame")),
        JpegSegment::new_with_entropy(0xda, Bytes::from_static(b"scan"), Bytes::from_static(b"pixels\xff\xd9")),
    ]);
    jpeg.set_exif(Some(exif.into_inner().into()));
    jpeg.encoder().bytes().to_vec()
}

/// Whether bytes contain a text.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
