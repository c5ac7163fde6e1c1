//! (d) Many connections that ask for the list without a pause, beside a steady trickle of writes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aftersales::commands::CommandError;
use aftersales::commands::tickets::annotate;
use aftersales::store::Db;

use crate::client::drive;
use crate::measure::{median, ms, per_second, percentile, resident_mib, times};
use crate::serving::serve;
use crate::writing::{reviewer, waiting};

/// Prints errors, times and memory.
pub fn run(url: &str, db: &Db, connections: usize, writes: u64, seconds: u64) -> Result<(), String> {
    let lasting = Duration::from_secs(seconds.min(60));
    let served = serve(url, db)?;
    let actor = reviewer(db)?;
    let tickets = waiting(db, 500)?;
    if tickets.is_empty() {
        return Err("no ticket waits for review: nothing to write to".to_owned());
    }
    let before = resident_mib();
    let stop = AtomicBool::new(false);
    let (mut seen, mut wrote) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let (mut wrote, began) = (Vec::new(), Instant::now());
            let pause = Duration::from_micros(1_000_000 / writes.max(1));
            for (due, (ticket_no, _)) in (0_u32..).zip(tickets.iter().cycle()) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                std::thread::sleep((pause * due).saturating_sub(began.elapsed()));
                let (actor, ticket_no, started) = (actor.clone(), ticket_no.clone(), Instant::now());
                let noted =
                    db.write_blocking(move |tx| annotate::note(tx, &actor, &ticket_no, None, "电话已联系").map(|_| ()));
                wrote.push((
                    started.elapsed(),
                    noted.is_err_and(|error: CommandError| !format!("{error:?}").is_empty()),
                ));
            }
            wrote
        });
        let seen = drive(served.address, "/tickets", &served.cookie, connections, lasting);
        stop.store(true, Ordering::Relaxed);
        (seen, writer.join().unwrap_or_default())
    });
    let after = resident_mib();
    let (p50, p99) = (median(&mut seen.times), percentile(&mut seen.times, 99));
    println!(
        "{connections} connections, {seconds} s: {} answers, {} a second, {} errors, p50 {}, p99 {}, p99/p50 {}",
        seen.times.len(),
        per_second(seen.times.len(), lasting),
        seen.errors,
        ms(p50),
        ms(p99),
        times(p99, p50)
    );
    let refused = wrote.iter().filter(|(_, refused)| *refused).count();
    let mut spent: Vec<Duration> = wrote.drain(..).map(|(time, _)| time).collect();
    println!(
        "beside them {} writes, {} a second, {refused} refused, p50 {}, p99 {}",
        spent.len(),
        per_second(spent.len(), lasting),
        ms(median(&mut spent)),
        ms(percentile(&mut spent, 99))
    );
    println!("resident memory of server and clients together: {before} MiB before, {after} MiB after");
    Ok(())
}
