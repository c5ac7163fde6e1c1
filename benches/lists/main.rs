//! What the lists cost, as ratios of one run: a large house against a small one, a page against a bare handler, readers beside writers
//! against readers alone. `cargo bench --bench lists -- pages --small URL --large URL`; the databases are made by `aftersales generate`.

mod client;
mod crowd;
mod measure;
mod others;
mod pages;
mod serving;
mod terms;
mod time;
mod writing;

use std::process::ExitCode;

use aftersales::clock::Clock;
use aftersales::store::Db;
use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    mode: Mode,
    /// What cargo tells every benchmark.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Args)]
struct OfOne {
    /// A generated database.
    #[arg(long)]
    large: String,
    /// How long each part takes at most.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

#[derive(Subcommand)]
enum Mode {
    /// A page of every usual filter and order, at the beginning and deep within, of a large database against a small one.
    Pages {
        #[arg(long)]
        small: String,
        #[arg(long)]
        large: String,
        #[arg(long, default_value_t = 15)]
        rounds: usize,
    },
    /// The list by time left and what is overdue in it, of a large database against a small one, both with open tickets.
    Time {
        #[arg(long)]
        small: String,
        #[arg(long)]
        large: String,
        #[arg(long, default_value_t = 15)]
        rounds: usize,
    },
    /// Every other filter, alone and in pairs, under every order.
    Others {
        #[arg(long)]
        large: String,
    },
    /// The list through HTTP against a bare handler that asks the same and shows it bare.
    Serving(OfOne),
    /// Approvals by many at once, and what readers notice of them. Changes the database.
    Writing {
        #[command(flatten)]
        of: OfOne,
        #[arg(long, default_value_t = 32)]
        callers: usize,
        #[arg(long, default_value_t = 1_000)]
        approvals: usize,
    },
    /// Many connections beside a steady trickle of writes. Changes the database.
    Crowd {
        #[command(flatten)]
        of: OfOne,
        #[arg(long, default_value_t = 64)]
        connections: usize,
        #[arg(long, default_value_t = 50)]
        writes: u64,
    },
    /// A changed holiday, rules tried on past tickets, many terms due at once. Changes the database.
    Terms {
        #[arg(long)]
        large: String,
        /// How many are due at once.
        #[arg(long, default_value_t = 10_000)]
        terms: i64,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().mode {
        Mode::Pages { small, large, rounds } => {
            open(&small).and_then(|small| open(&large).and_then(|large| pages::run(&small, &large, rounds)))
        }
        Mode::Time { small, large, rounds } => {
            open(&small).and_then(|small| open(&large).and_then(|large| time::run(&small, &large, rounds)))
        }
        Mode::Terms { large, terms } => open(&large).and_then(|db| terms::run(&large, &db, terms)),
        Mode::Others { large } => open(&large).and_then(|db| others::run(&db).map_err(|error| error.to_string())),
        Mode::Serving(of) => open(&of.large).and_then(|db| serving::run(&of.large, &db, of.seconds)),
        Mode::Writing { of, callers, approvals } => {
            open(&of.large).and_then(|db| writing::run(&db, callers, approvals, of.seconds))
        }
        Mode::Crowd { of, connections, writes } => {
            open(&of.large).and_then(|db| crowd::run(&of.large, &db, connections, writes, of.seconds))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn open(url: &str) -> Result<Db, String> {
    Db::open(url, Clock::System).map_err(|error| format!("{url}: {error}"))
}
