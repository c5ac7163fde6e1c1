//! Runs jobs beside the HTTP server: one lane for each kind, so that a long import holds up no refund. A lane wakes when a commit left
//! work and once a second besides, for what is due later and for what other servers left. A watch looks whether the program and its
//! database still belong together; when they do not, lanes rest.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::Jobs;
use crate::domain::house::work::JobKind;
use crate::store::DbError;

/// How long a lane rests when nothing is due and nobody wakes it.
const REST: Duration = Duration::from_secs(1);

/// How often the watch looks.
const LOOK: Duration = Duration::from_secs(3);
/// How often the clock is asked which jobs are due.
const SCHEDULE: Duration = Duration::from_secs(60);

/// The running lanes.
pub struct Worker {
    jobs: Arc<Jobs>,
    stop: watch::Sender<bool>,
    lanes: Vec<JoinHandle<()>>,
    bell: JoinHandle<()>,
    watch: JoinHandle<()>,
}

impl Worker {
    /// Starts the lanes on the present runtime.
    pub fn start(jobs: Arc<Jobs>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let bells: Vec<Arc<Notify>> = JobKind::ALL.iter().map(|_| Arc::new(Notify::new())).collect();
        let schedule = tokio::spawn(schedule(jobs.clone(), stopped.clone()));
        let lanes = JobKind::ALL
            .iter()
            .zip(&bells)
            .map(|(kind, bell)| tokio::spawn(lane(jobs.clone(), *kind, bell.clone(), stopped.clone())))
            .chain([schedule])
            .collect();
        let waiting = jobs.db.jobs_waiting();
        let bell = tokio::spawn(async move {
            loop {
                waiting.notified().await;
                bells.iter().for_each(|bell| bell.notify_one());
            }
        });
        let watch = tokio::spawn(keep_watch(jobs.clone()));
        Self { jobs, stop, lanes, bell, watch }
    }

    /// Stops the lanes; each finishes the job in hand.
    pub async fn stop(self) {
        self.jobs.stop();
        // No lane left to hear it is as good as all of them having heard it.
        let _ = self.stop.send(true);
        for lane in self.lanes {
            if let Err(error) = lane.await {
                tracing::error!(%error, "a lane of jobs ended badly");
            }
        }
        self.bell.abort();
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

/// Orders the jobs that are due by the clock, while the server runs.
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

async fn lane(jobs: Arc<Jobs>, kind: JobKind, bell: Arc<Notify>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let at_work = jobs.clone();
        let ran = tokio::task::spawn_blocking(move || at_work.run_one(kind)).await;
        match ran {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => {}
            // The watch has said it once; a job in hand goes to the newer program when its lease has run out.
            Ok(Err(DbError::Newer(_))) => {}
            Ok(Err(error)) => tracing::error!(%error, kind = kind.code(), "jobs cannot be run now"),
            Err(error) => tracing::error!(%error, kind = kind.code(), "a job's thread ended badly"),
        }
        tokio::select! {
            () = bell.notified() => {}
            () = tokio::time::sleep(REST) => {}
            _ = stopped.changed() => {}
        }
    }
}
