//! Pictures with everything a phone writes into them, taken apart and put together again; and pictures that were made to do harm.

use proptest::prelude::*;

use super::*;

/// EXIF as a phone writes it: turned, a time with its offset, GPS, a maker's note, a thumbnail.
fn exif(turned: u8, offset: Option<&str>) -> Vec<u8> {
    let ascii = |text: &str| [text.as_bytes(), b"\0"].concat();
    let fields = [
        (Tag::Orientation, Value::Short(vec![u16::from(turned)])),
        (Tag::Make, Value::Ascii(vec![b"SECRETPHONE".to_vec()])),
        (Tag::DateTimeOriginal, Value::Ascii(vec![b"2026:11:20 14:03:11".to_vec()])),
        (Tag::GPSLatitude, Value::Ascii(vec![ascii("SECRETPLACE")])),
        (Tag::MakerNote, Value::Undefined(b"SECRETNOTE".to_vec(), 0)),
    ];
    let mut fields: Vec<exif::Field> =
        fields.into_iter().map(|(tag, value)| exif::Field { tag, ifd_num: In::PRIMARY, value }).collect();
    fields.extend(offset.map(|offset| exif::Field {
        tag: Tag::OffsetTimeOriginal,
        ifd_num: In::PRIMARY,
        value: Value::Ascii(vec![offset.as_bytes().to_vec()]),
    }));
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    writer.set_jpeg(b"\xff\xd8SECRETTHUMB\xff\xd9", In::THUMBNAIL);
    let mut bytes = std::io::Cursor::new(Vec::new());
    writer.write(&mut bytes, false).expect("EXIF");
    bytes.into_inner()
}

fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let size = u16::try_from(contents.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xff, marker], &size[..], contents].concat()
}

/// A progressive JPEG: two scans with stuffed and restart bytes, and metadata at every place where some writer puts them.
fn jpeg(exif: &[u8]) -> Vec<u8> {
    [
        b"\xff\xd8".to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01SECRETJFIFTHUMB"),
        segment(0xe0, b"JFXX\0SECRET"),
        segment(0xe1, &[b"Exif\0\0", exif].concat()),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0SECRETXMP"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"),
        segment(0xe2, b"MPF\0SECRET"),
        segment(0xed, b"Photoshop 3.0\0SECRETIPTC"),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xfe, b"SECRETCOMMENT"),
        segment(0xdb, b"table"),
        segment(0xc2, b"frame"),
        segment(0xc4, b"huffman"),
        segment(0xda, b"scan1"),
        b"pixels\xff\x00more\xff\xd0again".to_vec(),
        segment(0xfe, b"SECRETBETWEEN"),
        segment(0xc4, b"huffman2"),
        segment(0xda, b"scan2"),
        b"pixels2\xff\xd9".to_vec(),
        b"SECRETBEHIND\xff\xd8\xff\xe1SECRET\xff\xd9".to_vec(),
    ]
    .concat()
}

/// The same JPEG as it is to be.
fn plain_jpeg() -> Vec<u8> {
    [
        b"\xff\xd8".to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xdb, b"table"),
        segment(0xc2, b"frame"),
        segment(0xc4, b"huffman"),
        segment(0xda, b"scan1"),
        b"pixels\xff\x00more\xff\xd0again".to_vec(),
        segment(0xc4, b"huffman2"),
        segment(0xda, b"scan2"),
        b"pixels2\xff\xd9".to_vec(),
    ]
    .concat()
}

fn png(exif: &[u8]) -> Vec<u8> {
    let mut png = Png::from_bytes(Bytes::from_static(b"\x89PNG\r\n\x1a\n")).expect("a signature");
    let chunk = |kind: &[u8; 4], contents: &[u8]| img_parts::png::PngChunk::new(*kind, contents.to_vec().into());
    png.chunks_mut().extend([
        chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        chunk(b"gAMA", b"\0\0\xb1\x8f"),
        chunk(b"tEXt", b"Author\0SECRET"),
        chunk(b"zTXt", b"x\0\0SECRET"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0SECRET"),
        chunk(b"tIME", b"SECRET7"),
        chunk(b"eXIf", exif),
        chunk(b"prVt", b"SECRET"),
        chunk(b"IDAT", b"pixels"),
        chunk(b"IEND", b""),
    ]);
    [&png.encoder().bytes()[..], b"SECRETBEHIND"].concat()
}

fn webp(exif: &[u8]) -> Vec<u8> {
    let chunk = |id: &[u8; 4], data: &[u8]| {
        let mut bytes = [&id[..], &u32::try_from(data.len()).expect("short").to_le_bytes(), data].concat();
        bytes.resize(bytes.len() + data.len() % 2, 0);
        bytes
    };
    // EXIF and XMP are announced.
    let chunks = [
        chunk(b"VP8X", b"\x0c\0\0\0\0\0\0\0\0\0"),
        chunk(b"VP8L", b"pixels"),
        chunk(b"EXIF", exif),
        chunk(b"XMP ", b"SECRETXMP"),
        chunk(b"prVt", b"SECRET"),
    ]
    .concat();
    let size = u32::try_from(chunks.len() + 4).expect("short").to_le_bytes();
    [b"RIFF", &size[..], b"WEBP", &chunks, b"SECRETBEHIND"].concat()
}

fn all(exif: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    [("image/jpeg", jpeg(exif)), ("image/png", png(exif)), ("image/webp", webp(exif))]
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn read_back(media_type: &str, bytes: &Bytes) -> Option<Bytes> {
    match media_type {
        "image/jpeg" => Jpeg::from_bytes(bytes.clone()).expect("a JPEG").exif(),
        "image/png" => Png::from_bytes(bytes.clone()).expect("a PNG").exif(),
        _ => WebP::from_bytes(bytes.clone()).expect("a WebP").exif(),
    }
}

#[test]
fn nothing_of_the_person_stays_and_the_picture_does() {
    for (media_type, file) in all(&exif(1, Some("+08:00"))) {
        assert!(holds(&file, "SECRETPLACE") && holds(&file, "SECRETBEHIND"), "{media_type}");
        let stripped = strip(media_type, file.into()).expect(media_type);
        assert!(!holds(&stripped.bytes, "SECRET"), "{media_type}");
        assert!(holds(&stripped.bytes, "pixels"), "{media_type}");
        assert_eq!(read_back(media_type, &stripped.bytes), None, "{media_type}");
        assert_eq!(stripped.taken_at, "2026-11-20 14:03:11 +08:00", "{media_type}");
        let again = strip(media_type, stripped.bytes.clone()).expect(media_type);
        assert_eq!(again.bytes, stripped.bytes, "{media_type}: what is stripped stays as it is");
    }
}

#[test]
fn the_picture_itself_is_the_same_to_the_byte() {
    let stripped = strip("image/jpeg", jpeg(&exif(1, None)).into()).expect("a JPEG");
    assert_eq!(stripped.bytes, plain_jpeg());
    let cut_off = jpeg(&exif(1, None));
    let end = cut_off.windows(7).position(|window| window == b"pixels2").expect("the second scan") + 3;
    let stripped = strip("image/jpeg", cut_off[..end].to_vec().into()).expect("the part that came");
    assert!(stripped.bytes.ends_with(b"pix\xff\xd9"));
}

#[test]
fn a_turned_picture_stays_turned() {
    for turned in 2..=8 {
        for (media_type, file) in all(&exif(turned, None)) {
            let stripped = strip(media_type, file.into()).expect(media_type);
            let kept = read_back(media_type, &stripped.bytes).unwrap_or_else(|| panic!("{media_type} {turned}"));
            let read = Reader::new().read_raw(kept.to_vec()).expect("EXIF of our own");
            let said: Vec<_> = read.fields().map(|field| (field.tag, field.value.get_uint(0))).collect();
            assert_eq!(said, [(Tag::Orientation, Some(u32::from(turned)))], "{media_type}");
            assert!(!holds(&stripped.bytes, "SECRET"));
        }
    }
}

#[test]
fn the_camera_says_when_and_nonsense_says_nothing() {
    for (offset, expected) in [
        (None, "2026-11-20 14:03:11"),
        (Some("-03:30"), "2026-11-20 14:03:11 -03:30"),
        (Some("+99:99"), "2026-11-20 14:03:11"),
        (Some("<b>"), "2026-11-20 14:03:11"),
    ] {
        let stripped = strip("image/jpeg", jpeg(&exif(1, offset)).into()).expect("a JPEG");
        assert_eq!(stripped.taken_at, expected, "{offset:?}");
    }
    for nonsense in ["2026:13:40 14:03:11", "0000:00:00 00:00:00", "    :  :     :  :  ", "<script>alert(1)</s"] {
        let exif = exif(1, None);
        let at = exif.windows(19).position(|window| window == b"2026:11:20 14:03:11").expect("the time");
        let exif = [&exif[..at], nonsense.as_bytes(), &exif[at + 19..]].concat();
        assert_eq!(strip("image/jpeg", jpeg(&exif).into()).expect("a JPEG").taken_at, "", "{nonsense}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_answer() {
    for (media_type, file) in all(&exif(6, Some("+08:00"))) {
        for end in 0..file.len() {
            if let Some(stripped) = strip(media_type, file[..end].to_vec().into()) {
                assert!(!holds(&stripped.bytes, "SECRET"), "{media_type} up to {end}");
            }
        }
    }
}

#[test]
fn a_million_tiny_scans_take_a_moment_only() {
    let scans = segment(0xda, b"").repeat(1_000_000);
    let file = [&b"\xff\xd8"[..], &segment(0xda, b"s"), b"x", &scans, b"\xff\xd9"].concat();
    let length = file.len();
    assert_eq!(strip("image/jpeg", file.into()).expect("a JPEG").bytes.len(), length);
}

proptest! {
    #[test]
    fn hostile_pictures_neither_panic_nor_grow(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        keep_whole in any::<bool>(),
    ) {
        for (media_type, mut file) in all(&exif(6, Some("+08:00"))) {
            for (at, byte) in &changes {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            if !keep_whole {
                file.truncate(cut.index(file.len()));
            }
            let length = file.len();
            if let Some(stripped) = strip(media_type, file.into()) {
                prop_assert!(stripped.bytes.len() <= length + 64);
                prop_assert!(stripped.taken_at.len() <= 30);
            }
        }
    }

    #[test]
    fn any_bytes_behind_a_signature_are_an_answer(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        for (media_type, head) in
            [("image/jpeg", &b"\xff\xd8\xff\xda\0\x02"[..]), ("image/png", b"\x89PNG\r\n\x1a\n"), ("image/webp", b"RIFF\xff\xff\0\0WEBP")]
        {
            strip(media_type, [head, &tail].concat().into());
        }
    }
}
