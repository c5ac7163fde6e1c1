//! `generate` of the command line: a bar on a terminal, and one line in the end.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use aftersales::clock::Clock;
use aftersales::config::Config;
use aftersales::generate::{HouseSize, PASSWORD, Progress, fill};

/// Fills the database that the settings name. The error is a sentence for the terminal.
pub fn run(config: &Config, size: HouseSize) -> Result<(), String> {
    let began = Instant::now();
    let bar = bar();
    let made = fill(&config.database_url, &Clock::System, size, |progress| match progress {
        Progress::Tickets(done, all) => show(&bar, done.unsigned_abs(), all.unsigned_abs(), "tickets"),
        Progress::Indexes(done, all) => show(&bar, done as u64, all as u64, "indexes"),
    });
    bar.finish_and_clear();
    let made = made?;
    println!(
        "generated: {} tickets on {} orders of {} buyers, {} products; seed {}; in {} s. Staff: agent1 … auditor12, password {PASSWORD}",
        made.tickets,
        made.orders,
        made.buyers,
        made.goods,
        size.seed,
        began.elapsed().as_secs()
    );
    Ok(())
}

fn show(bar: &ProgressBar, done: u64, all: u64, what: &'static str) {
    bar.set_length(all);
    bar.set_position(done);
    bar.set_message(what);
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}  {elapsed} / {eta}");
    ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
