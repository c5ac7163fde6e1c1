//! The command line, nothing else.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use aftersales::clock::Clock;
use aftersales::commands::people::manage_staff::NewStaff;
use aftersales::config::Config;
use aftersales::domain::permission::Role;
use aftersales::generate::HouseSize;
use aftersales::server;
use aftersales::store::Db;

mod command_line;

use command_line::import::ImportOrders;
use command_line::replay::ReplayFile;

/// The after-sales back office.
#[derive(Parser)]
#[command(name = "aftersales", version, after_help = aftersales::config::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the web app and the job worker.
    Serve {
        /// Fills an empty database with a sample business.
        #[arg(long)]
        demo: bool,
    },
    /// Brings the database up to date.
    Migrate,
    /// Writes everything into one new file, while servers work: rows, files, and the key of log-ins where it is our own.
    Backup { file: PathBuf },
    /// Restores a back-up into an empty database and an empty folder of files, of either engine.
    Restore { file: PathBuf },
    /// Staff.
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// Replays the returns of a real order file through the pages, in a database that nobody works in.
    Replay {
        file: PathBuf,
        /// A mapping file, for files in another format than our own.
        #[arg(long)]
        map: Option<PathBuf>,
        /// The merchant's code; needed where there are several.
        #[arg(long)]
        merchant: Option<String>,
        /// How many teams of four people work at the same time.
        #[arg(long, default_value_t = 4)]
        teams: usize,
        /// How many tickets to replay, from the first on.
        #[arg(long)]
        limit: Option<usize>,
    },
    /// A large, made-up business for load tests, in a database without tickets; the same seed makes the same one.
    Generate {
        #[arg(long)]
        tickets: i64,
        /// Three quarters of the tickets when not said.
        #[arg(long)]
        orders: Option<i64>,
        /// How many of the tickets are open.
        #[arg(long)]
        open: Option<i64>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Brings files in.
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
}

#[derive(Subcommand)]
enum ImportCommand {
    /// Orders from CSV or XLSX, plain or gzip; the same file again changes nothing.
    Orders {
        file: PathBuf,
        /// A mapping file, for files in another format than our own.
        #[arg(long)]
        map: Option<PathBuf>,
        /// The merchant's code; needed where there are several.
        #[arg(long)]
        merchant: Option<String>,
        /// Where every rejected line goes, with its number and the reason.
        #[arg(long)]
        rejects: Option<PathBuf>,
        /// Says what would be done and writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Opening stock and counts: warehouse, SKU, bucket, quantity; the same file again changes nothing.
    Stock {
        file: PathBuf,
        /// Where every rejected line goes, with its number and the reason.
        #[arg(long)]
        rejects: Option<PathBuf>,
    },
    /// What is said of products: SKU, name, category, barcode, custom-made, returnable, accessories; the same file again changes nothing.
    Products {
        file: PathBuf,
        /// The merchant's code; needed where there are several.
        #[arg(long)]
        merchant: Option<String>,
    },
}

#[derive(Subcommand)]
enum StaffCommand {
    /// Adds a member of staff; the password comes from standard input or a prompt.
    Add {
        #[arg(long)]
        username: String,
        #[arg(long)]
        name: String,
        /// AGENT, REVIEWER, FINANCE, FIN_LEAD, WAREHOUSE, TECH, MANAGER, GM, ADMIN, AUDITOR.
        #[arg(long, value_delimiter = ',', required = true)]
        role: Vec<String>,
        /// A merchant's code; without it a member of all merchants, present and future.
        #[arg(long)]
        merchant: Vec<String>,
    },
}

fn main() -> ExitCode {
    keep_files_private();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Database, evidence, exports and books hold personal data: each file this process makes is readable by its owner alone.
fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

fn run(command: Command) -> Result<(), String> {
    let mut config = Config::read(|name| std::env::var(name).ok()).map_err(|bad| bad.join("\n"))?;
    match command {
        Command::Serve { demo } => {
            config.demo = demo;
            server::serve(config, Clock::System)
        }
        Command::Migrate => open(&config).map(|_| println!("The database is up to date.")),
        Command::Backup { file } => command_line::backup::backup(&config, &file),
        Command::Restore { file } => command_line::backup::restore(&config, &file),
        Command::Staff { command: StaffCommand::Add { username, name, role, merchant } } => {
            let roles = role
                .iter()
                .map(|code| Role::parse(code.trim()).ok_or_else(|| format!("{code:?} is no role")))
                .collect::<Result<Vec<_>, _>>()?;
            let db = open(&config)?;
            let password = read_password()?;
            let new = NewStaff { username, display_name: name, roles, merchant_codes: merchant, password };
            command_line::staff::add(&db, new)
        }
        Command::Replay { file, map, merchant, teams, limit } => {
            command_line::replay::run(config, &ReplayFile { file, map, merchant, teams, limit })
        }
        Command::Generate { tickets, orders, open, seed } => {
            command_line::generate::run(&config, HouseSize { tickets, orders, open, seed })
        }
        Command::Import { command: ImportCommand::Orders { file, map, merchant, rejects, dry_run } } => {
            let db = open(&config)?;
            command_line::import::run(&db, &ImportOrders { file, map, merchant, rejects, dry_run })
        }
        Command::Import { command: ImportCommand::Stock { file, rejects } } => {
            let db = open(&config)?;
            command_line::import::run_stock(&db, &file, rejects.as_deref())
        }
        Command::Import { command: ImportCommand::Products { file, merchant } } => {
            let db = open(&config)?;
            command_line::import::run_products(&db, &file, merchant.as_deref())
        }
    }
}

fn open(config: &Config) -> Result<Db, String> {
    server::open(config, Clock::System)
}

fn read_password() -> Result<String, String> {
    if std::io::stdin().is_terminal() {
        print!("Password: ");
        std::io::stdout().flush().map_err(|error| error.to_string())?;
        return rpassword::read_password().map_err(|error| error.to_string());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
