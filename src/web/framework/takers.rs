//! How many lists are taken as files at a time. A file that is made costs a thread, room on the disk and a connection now and then; one
//! that is sent costs little, but as long as its reader is slow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::web::framework::error::PageError;

/// Files that one person takes at a time.
const OWN_MOST: usize = 3;
/// Files that all people take at a time.
const ALL_MOST: usize = 30;
/// Workbooks that are written at a time; a CSV is written as it is read.
const WRITTEN_MOST: usize = 4;

/// The downloads that are under way.
#[derive(Clone, Default)]
pub struct Takers(Arc<Mutex<Now>>);

#[derive(Default)]
struct Now {
    by_person: HashMap<i64, usize>,
    written: usize,
}

/// The right to take one file; it ends when this is dropped, however the download ends.
pub struct Taking {
    takers: Takers,
    staff_id: i64,
    is_writing: bool,
}

impl Takers {
    /// Begins a file for somebody; `is_workbook` where it is written before it is sent.
    pub fn begin(&self, staff_id: i64, is_workbook: bool) -> Result<Taking, PageError> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.by_person.get(&staff_id).is_some_and(|own| *own >= OWN_MOST) {
            return Err(PageError::TooManyFiles);
        }
        if now.by_person.values().sum::<usize>() >= ALL_MOST || (is_workbook && now.written >= WRITTEN_MOST) {
            return Err(PageError::FilesBusy);
        }
        *now.by_person.entry(staff_id).or_default() += 1;
        now.written += usize::from(is_workbook);
        Ok(Taking { takers: self.clone(), staff_id, is_writing: is_workbook })
    }
}

impl Taking {
    /// The workbook is written and only has to be sent.
    pub fn written(&mut self) {
        if std::mem::take(&mut self.is_writing) {
            self.takers.0.lock().unwrap_or_else(PoisonError::into_inner).written -= 1;
        }
    }
}

impl Drop for Taking {
    fn drop(&mut self) {
        self.written();
        let mut now = self.takers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = now.by_person.get_mut(&self.staff_id) {
            *own -= 1;
            if *own == 0 {
                now.by_person.remove(&self.staff_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(taking: Result<Taking, PageError>) -> &'static str {
        match taking {
            Ok(_) => "",
            Err(PageError::TooManyFiles) => "own",
            Err(_) => "all",
        }
    }

    #[test]
    fn a_few_at_a_time_per_person_and_in_all() {
        let takers = Takers::default();
        let mut own: Vec<Taking> = (0..3).filter_map(|_| takers.begin(1, false).ok()).collect();
        assert_eq!((own.len(), refusal(takers.begin(1, false))), (3, "own"));
        own.pop();
        assert_eq!(refusal(takers.begin(1, false)), "", "one ended");
        let mut others: Vec<Taking> = (2..30).filter_map(|id| takers.begin(id, false).ok()).collect();
        assert_eq!((others.len(), refusal(takers.begin(99, false))), (28, "all"));
        others.clear();
        own.clear();
        assert_eq!(takers.0.lock().expect("the takers").by_person.len(), 0, "nobody is remembered");
    }

    #[test]
    fn workbooks_are_fewer_until_they_are_written() {
        let takers = Takers::default();
        let mut written: Vec<Taking> = (1..9).filter_map(|id| takers.begin(id, true).ok()).collect();
        assert_eq!((written.len(), refusal(takers.begin(9, true)), refusal(takers.begin(9, false))), (4, "all", ""));
        written[0].written();
        assert_eq!(refusal(takers.begin(9, true)), "", "one is only sent now");
        written.clear();
        assert_eq!(takers.0.lock().expect("the takers").written, 0);
    }
}
