//! Measures what a workbook unpacks to before anything parses it: sizes are found by unpacking into nothing, never believed from
//! the archive's own words. Archives that are not plainly laid out are refused, so that no second reading of them can differ.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use crate::spreadsheet::read::open_error::OpenError;

/// Sheets are streamed, so they may be large.
const MAX_SHEETS: u64 = 1024 * 1024 * 1024;
/// Strings shared by cells are kept in memory.
const MAX_STRINGS: u64 = 128 * 1024 * 1024;
/// Styles, relations and the rest; pictures are never unpacked by us, but count.
const MAX_REST: u64 = 128 * 1024 * 1024;
const MAX_ENTRIES: u16 = 4096;
const END_BYTES: u64 = 22;

/// Refuses an archive that unpacks to more than the limits, or that cannot be measured.
pub(in crate::spreadsheet) fn measure<F: Read + Seek>(file: &mut F) -> Result<(), OpenError> {
    measure_within(file, [MAX_SHEETS, MAX_STRINGS, MAX_REST])
}

fn measure_within<F: Read + Seek>(file: &mut F, mut budgets: [u64; 3]) -> Result<(), OpenError> {
    let (entries, directory) = directory(file)?;
    let mut rest = directory.as_slice();
    for _ in 0..entries {
        let fixed = take(&mut rest, 46)?;
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(broken("directory"));
        }
        let name = take(&mut rest, usize::from(u16_at(fixed, 28)))?.to_ascii_lowercase();
        take(&mut rest, usize::from(u16_at(fixed, 30)) + usize::from(u16_at(fixed, 32)))?;
        let budget = &mut budgets[budget_of(&name)];
        let packed = u64::from(u32_at(fixed, 20));
        let size = unpacked(file, u16_at(fixed, 10), u64::from(u32_at(fixed, 42)), packed, *budget)?;
        *budget = budget.checked_sub(size).ok_or(OpenError::TooLarge)?;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn budget_of(name: &[u8]) -> usize {
    if name.starts_with(b"xl/worksheets/sheet") {
        0
    } else if name == b"xl/sharedstrings.xml" {
        1
    } else {
        2
    }
}

/// The number of entries and the bytes of the central directory.
fn directory<F: Read + Seek>(file: &mut F) -> Result<(u16, Vec<u8>), OpenError> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail_bytes = length.min(END_BYTES + u64::from(u16::MAX));
    file.seek(SeekFrom::Start(length - tail_bytes))?;
    let mut tail = Vec::new();
    Read::by_ref(file).take(tail_bytes).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or_else(|| broken("no directory"))?;
    let mut end = &tail[at..];
    let end = take(&mut end, 22)?;
    let (entries, size, offset) = (u16_at(end, 10), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    let end_at = length - tail_bytes + at as u64;
    if entries > MAX_ENTRIES || entries != u16_at(end, 8) || offset + size != end_at {
        return Err(broken("unusual archive"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut directory = Vec::new();
    Read::by_ref(file).take(size).read_to_end(&mut directory)?;
    Ok((entries, directory))
}

/// Unpacks one entry into nothing and counts, up to just above the budget.
fn unpacked<F: Read + Seek>(file: &mut F, method: u16, at: u64, packed: u64, budget: u64) -> Result<u64, OpenError> {
    file.seek(SeekFrom::Start(at))?;
    let mut local = Vec::new();
    Read::by_ref(file).take(30).read_to_end(&mut local)?;
    if local.len() < 30 || !local.starts_with(b"PK\x03\x04") {
        return Err(broken("entry"));
    }
    let skip = i64::from(u16_at(&local, 26)) + i64::from(u16_at(&local, 28));
    file.seek(SeekFrom::Current(skip))?;
    let data = Read::by_ref(file).take(packed);
    let limit = budget.saturating_add(1);
    match method {
        0 => Ok(packed),
        8 => io::copy(&mut DeflateDecoder::new(data).take(limit), &mut io::sink()).map_err(|_| broken("damaged entry")),
        _ => Err(broken("unusual compression")),
    }
}

fn broken(why: &str) -> OpenError {
    OpenError::BrokenWorkbook(why.to_owned())
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], OpenError> {
    let (taken, left) = rest.split_at_checked(count).ok_or_else(|| broken("directory"))?;
    *rest = left;
    Ok(taken)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::spreadsheet::test_files::zip;

    #[test]
    fn what_unpacks_to_too_much_is_refused_by_measure_not_by_claim() {
        let zeros = vec![b'0'; 4_000_000];
        let mut bomb = zip(&[("xl/sharedStrings.xml", &zeros)]);
        assert!(bomb.len() < 20_000);
        // The directory claims a harmless size.
        let at = bomb.windows(4).rposition(|w| w == b"PK\x01\x02").expect("directory");
        bomb[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        assert!(measure_within(&mut Cursor::new(&bomb), [0, 5_000_000, 0]).is_ok());
        assert!(matches!(measure_within(&mut Cursor::new(&bomb), [0, 3_000_000, 0]), Err(OpenError::TooLarge)));
    }

    #[test]
    fn any_damage_is_an_error_and_never_a_panic() {
        let whole = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b"<worksheet/>")]);
        assert!(measure(&mut Cursor::new(&whole)).is_ok());
        for cut in 0..whole.len() {
            assert!(measure(&mut Cursor::new(&whole[..cut])).is_err(), "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            let _ = measure(&mut Cursor::new(&changed));
        }
    }
}
