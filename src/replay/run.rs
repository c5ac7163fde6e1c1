//! The replay as a whole: import the file's orders, open a ticket for every return in it, and have people and jobs take each to its end.
//! The result is read from the database afterwards.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::browser::Trouble;
use super::matching::{Plan, plan};
use super::team::Team;
use crate::domain::money::Currency;
use crate::domain::ticket::status::Status;
use crate::jobs::job::Jobs;
use crate::jobs::order_file::{Listener, OrderFile, import};
use crate::spreadsheet::{Mapping, ReadEvent, read_cancellations, read_orders};
use crate::store::house::merchants::MerchantRow;
use crate::store::jobs::outbox;
use crate::store::money::ledger_totals;
use crate::store::money::ledger_totals::LedgerTotals;
use crate::store::{DbError, Scope};

/// How often the end of a replay looks for jobs that are not done yet.
const PATIENCE: usize = 100;

/// A file to replay, and the server and people to do it.
pub struct Replay<'r> {
    pub file: &'r Path,
    pub mapping: Mapping,
    pub merchant: &'r MerchantRow,
    /// The server's address; it works on the database of `jobs`.
    pub base: &'r str,
    /// User names of agent, reviewer, warehouse and finance.
    pub usernames: [&'r str; 4],
    pub password: &'r str,
    pub jobs: &'r Jobs,
    /// How many teams work at the same time.
    pub teams: usize,
    /// How many tickets to replay, from the first on.
    pub limit: Option<usize>,
}

/// The result of a replay.
#[derive(Clone, Debug)]
pub struct Report {
    /// The import's own last line.
    pub import: String,
    pub plan: Plan,
    /// Tickets opened.
    pub opened: usize,
    pub currency: Currency,
    pub totals: LedgerTotals,
    pub import_time: Duration,
    pub replay_time: Duration,
}

impl Report {
    /// The conditions of a finished replay that do not hold.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let completed = self.totals.tickets_in(Status::Completed);
        if completed != self.totals.tickets() || completed != self.opened as i64 {
            faults.push(format!("{} tickets opened, but {:?}", self.opened, self.totals.by_status));
        }
        if self.totals.overpaid_orders > 0 {
            faults.push(format!("{} orders got back more than was paid", self.totals.overpaid_orders));
        }
        if self.opened == self.plan.tickets.len() && self.totals.units_in != self.plan.units(true) {
            faults.push(format!("{} units came in, expected {}", self.totals.units_in, self.plan.units(true)));
        }
        if self.totals.stock_difference > 0 {
            faults.push(format!("{} places where the moves do not sum to the stock", self.totals.stock_difference));
        }
        faults
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Plan { matched, no_customer, no_order, too_many, .. } = &self.plan;
        writeln!(f, "{}", self.import)?;
        writeln!(
            f,
            "cancellations: {matched} matched, {no_customer} without customer, {no_order} without order, {too_many} for more \
             than any line has left"
        )?;
        writeln!(
            f,
            "replay: {} tickets opened, {} completed; {} {} refunded; {} units of goods taken in",
            self.opened,
            self.totals.tickets_in(Status::Completed),
            self.totals.refunded.plain(self.currency),
            self.currency.code(),
            self.totals.units_in,
        )?;
        for fault in self.faults() {
            writeln!(f, "FAULT: {fault}")?;
        }
        let seconds = |time: Duration| format!("{}.{}", time.as_secs(), time.subsec_millis() / 100);
        write!(f, "time: import {} s, replay {} s", seconds(self.import_time), seconds(self.replay_time))
    }
}

impl Replay<'_> {
    /// Runs it. `progress` hears of every ticket that came to its end, and of how many there are.
    pub fn run(
        &self,
        listener: &mut dyn Listener,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Report, Trouble> {
        let began = Instant::now();
        let file = OrderFile {
            path: self.file,
            mapping: self.mapping.clone(),
            merchant: self.merchant,
            by: None,
            dry_run: false,
        };
        let import = import(&self.jobs.db, &file, listener).map_err(|error| Trouble(error.to_string()))?.to_string();
        let import_time = began.elapsed();

        let (plan, currency) = self.plan()?;
        let began = Instant::now();
        let count = self.limit.unwrap_or(usize::MAX).min(plan.tickets.len());
        self.work(&plan, count, progress)?;
        self.pay().map_err(|error| Trouble(error.to_string()))?;
        let replay_time = began.elapsed();
        let totals =
            self.jobs.db.read_blocking(ledger_totals::sums).map_err(|error: DbError| Trouble(error.to_string()))?;
        Ok(Report { import, plan, opened: count, currency, totals, import_time, replay_time })
    }

    fn plan(&self) -> Result<(Plan, Currency), Trouble> {
        let zone = crate::domain::time::zone(&self.merchant.timezone);
        let mapping = self.mapping.clone().for_merchant(zone, self.merchant.currency);
        let mut orders = Vec::new();
        let read = read_orders(self.file, &mapping, &mut |event| {
            if let ReadEvent::Order(order, _) = event {
                orders.push(*order);
            }
            ControlFlow::Continue(())
        });
        read.map_err(|error| Trouble(error.to_string()))?;
        let cancellations = read_cancellations(self.file, &mapping).map_err(|error| Trouble(error.to_string()))?;
        let currency = orders.first().map_or(self.merchant.currency, |order| order.currency);
        Ok((plan(&orders, &cancellations), currency))
    }

    fn work(&self, plan: &Plan, count: usize, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<(), Trouble> {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failed = Mutex::new(None);
        std::thread::scope(|scope| {
            for _ in 0..self.teams.clamp(1, count.max(1)) {
                scope.spawn(|| {
                    let worked = self.team_work(plan, count, &next, &|| {
                        progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
                    });
                    if let (Err(trouble), Ok(mut failed)) = (worked, failed.lock()) {
                        failed.get_or_insert(trouble);
                        next.store(count, Ordering::Relaxed);
                    }
                });
            }
        });
        match failed.into_inner() {
            Ok(None) => Ok(()),
            Ok(Some(trouble)) => Err(trouble),
            Err(_) => Err(Trouble("a team died".to_owned())),
        }
    }

    fn team_work(&self, plan: &Plan, count: usize, next: &AtomicUsize, done: &dyn Fn()) -> Result<(), Trouble> {
        let mut team = Team::log_in(self.base, self.usernames, self.password)?;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(planned) = plan.tickets[..count].get(at) else { return Ok(()) };
            let about = |trouble: Trouble| {
                Trouble(format!("{} of order {}: {trouble}", planned.cancellation_no, planned.order_no))
            };
            let ticket_no = team.open(planned).map_err(about)?;
            team.carry(&ticket_no).map_err(about)?;
            self.jobs.run_due().map_err(|error| Trouble(error.to_string()))?;
            done();
        }
    }

    /// Runs jobs until none is left; what cannot be paid stays and shows in the totals.
    fn pay(&self) -> Result<(), DbError> {
        for _ in 0..PATIENCE {
            self.jobs.run_due()?;
            if self.jobs.db.read_blocking(|connection| outbox::open_count(connection, &Scope::All))? == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}
