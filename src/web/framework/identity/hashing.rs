//! Work with passwords: four at a time, each in memory that is lent with its turn and used again; some tens wait, nobody beyond them.

use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

use crate::commands::CommandError;
use crate::commands::people::passwords::HashingMemory;
use crate::domain::refusal::Refusal;
use crate::store::DbError;

/// How many passwords are worked on at once: each takes 19 MB and a core.
const AT_ONCE: usize = 4;
/// How many wait for their turn at most: about half a second of work on two cores.
const WAITING: usize = 32;

/// The turns of one server and their memory.
pub struct Hashing {
    /// Those who work or wait.
    places: Arc<Semaphore>,
    /// Those who work.
    turns: Arc<Semaphore>,
    memory: Arc<Mutex<Vec<HashingMemory>>>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            memory: Arc::default(),
        }
    }
}

impl Hashing {
    /// Does the work off the async workers when its turn comes; `Refusal::Busy` at once where too many wait.
    pub async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut HashingMemory) -> T + Send + 'static,
    ) -> Result<T, CommandError> {
        let gone = || CommandError::Db(DbError::Gone);
        let place = self.places.clone().try_acquire_owned().map_err(|_| CommandError::Refused(Refusal::Busy))?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| gone())?;
        let memory = self.memory.clone();
        // The turn goes along: who hangs up meanwhile gives nobody a fifth piece of memory.
        let working = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            let lent = memory.lock().ok().and_then(|mut free| free.pop());
            let mut lent = lent.unwrap_or_default();
            let result = work(&mut lent);
            if let Ok(mut free) = memory.lock() {
                free.push(lent);
            }
            result
        });
        working.await.map_err(|_| gone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn four_work_some_tens_wait_and_the_rest_is_refused() {
        let hashing = Arc::new(Hashing::default());
        let (started, all_started) = mpsc::channel();
        let (ends, mut tasks) = (Arc::new(Mutex::new(Vec::new())), Vec::new());
        for _ in 0..AT_ONCE + WAITING {
            let (hashing, started) = (hashing.clone(), started.clone());
            let (end, ended) = mpsc::channel::<()>();
            ends.lock().expect("the ends").push(end);
            tasks.push(tokio::spawn(async move {
                hashing.slowly(move |_| (started.send(()).is_ok(), ended.recv().is_err())).await
            }));
            tokio::task::yield_now().await;
        }
        for _ in 0..AT_ONCE {
            all_started.recv().expect("four work");
        }
        // One that hung up still works, so its turn is not given away.
        tasks.swap_remove(0).abort();
        tokio::task::yield_now().await;
        assert!(all_started.try_recv().is_err(), "a fifth works");
        assert!(matches!(hashing.slowly(|_| ()).await, Err(CommandError::Refused(Refusal::Busy))));
        ends.lock().expect("the ends").clear();
        for task in tasks {
            assert!(matches!(task.await, Ok(Ok((true, true)))));
        }
        assert!(hashing.memory.lock().expect("the memory").len() <= AT_ONCE);
        assert!(hashing.slowly(|_| ()).await.is_ok());
    }
}
