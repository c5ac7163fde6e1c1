//! Runs jobs beside the HTTP server: each queue has workers of its own, so that a long import holds up no refund. A queue wakes when a
//! commit left work and once a second besides, for what is due later and for what other servers left. A watch looks whether the program
//! and its database still belong together; when they do not, queues rest.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;

use crate::domain::house::job::JobQueue;
use crate::jobs::job::Jobs;
use crate::store::DbError;

/// How long a queue rests when nothing is due and nobody wakes it.
const REST: Duration = Duration::from_secs(1);

/// How often the watch looks.
const LOOK: Duration = Duration::from_secs(3);
/// How often due recurring work is looked for.
const SCHEDULE: Duration = Duration::from_secs(60);

/// The running queues.
pub struct Worker {
    jobs: Arc<Jobs>,
    stop: watch::Sender<bool>,
    queues: Vec<JoinHandle<()>>,
    wake: JoinHandle<()>,
    watch: JoinHandle<()>,
}

impl Worker {
    /// Starts the queues on the present runtime.
    pub fn start(jobs: Arc<Jobs>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let wakes: Vec<Arc<Notify>> = JobQueue::ALL.iter().map(|_| Arc::new(Notify::new())).collect();
        let schedule = tokio::spawn(schedule(jobs.clone(), stopped.clone()));
        let queues = JobQueue::ALL
            .iter()
            .zip(&wakes)
            .map(|(queue, wake)| tokio::spawn(run_queue(jobs.clone(), *queue, wake.clone(), stopped.clone())))
            .chain([schedule])
            .collect();
        let waiting = jobs.db.jobs_waiting();
        let wake = tokio::spawn(async move {
            loop {
                waiting.notified().await;
                wakes.iter().for_each(|wake| wake.notify_one());
            }
        });
        let watch = tokio::spawn(keep_watch(jobs.clone()));
        Self { jobs, stop, queues, wake, watch }
    }

    /// Stops the queues; each finishes the jobs in hand.
    pub async fn stop(self) {
        self.jobs.stop();
        // No queue left to hear it is as good as all of them having heard it.
        let _ = self.stop.send(true);
        for queue in self.queues {
            if let Err(error) = queue.await {
                tracing::error!(%error, "a queue of jobs ended badly");
            }
        }
        self.wake.abort();
        self.watch.abort();
    }
}

async fn keep_watch(jobs: Arc<Jobs>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let db = jobs.db.clone();
        match tokio::task::spawn_blocking(move || db.look()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database did not say how it stands"),
            Err(error) => tracing::error!(%error, "the watch ended badly"),
        }
    }
}

/// Orders the recurring work that is due, while the server runs.
async fn schedule(jobs: Arc<Jobs>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let at_work = jobs.clone();
        match tokio::task::spawn_blocking(move || at_work.schedule()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(?error, "jobs cannot be scheduled now"),
            Err(error) => tracing::error!(%error, "the thread of the schedule ended badly"),
        }
        tokio::select! {
            () = tokio::time::sleep(SCHEDULE) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Runs the jobs of a queue, several at a time, until the server stops and those in hand are finished.
async fn run_queue(jobs: Arc<Jobs>, queue: JobQueue, wake: Arc<Notify>, mut stopped: watch::Receiver<bool>) {
    let workers = Arc::new(Semaphore::new(queue.workers()));
    while !*stopped.borrow() {
        let worker = tokio::select! {
            worker = workers.clone().acquire_owned() => worker,
            _ = stopped.changed() => continue,
        };
        let at_work = jobs.clone();
        match tokio::task::spawn_blocking(move || at_work.claim(queue)).await {
            Ok(Ok(Some(job))) => {
                let at_work = jobs.clone();
                tokio::task::spawn_blocking(move || {
                    let _worker = worker;
                    let key = job.key.clone();
                    if let Err(error) = at_work.work(job) {
                        tracing::error!(%error, key, "how a job ended was not kept");
                    }
                });
                continue;
            }
            Ok(Ok(None)) => {}
            // The watch has said it once; a job in hand goes to the newer program when its lease has run out.
            Ok(Err(DbError::Newer(_))) => {}
            Ok(Err(error)) => tracing::error!(%error, queue = queue.code(), "jobs cannot be run now"),
            Err(error) => tracing::error!(%error, queue = queue.code(), "a queue's thread ended badly"),
        }
        drop(worker);
        tokio::select! {
            () = wake.notified() => {}
            () = tokio::time::sleep(REST) => {}
            _ = stopped.changed() => {}
        }
    }
    let all = u32::try_from(queue.workers()).unwrap_or(u32::MAX);
    // The semaphore is never closed.
    let _ = workers.acquire_many(all).await;
}
