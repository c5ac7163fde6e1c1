//! `replay` of the command line: a server on a port of its own, four people, a bar on a terminal, and the result.

use std::io;
use std::io::IsTerminal;
use std::path::PathBuf;

use aftersales::clock::Clock;
use aftersales::commands::people::manage_staff::NewStaff;
use aftersales::config::Config;
use aftersales::domain::permission::Role;
use aftersales::jobs::job::Jobs;
use aftersales::jobs::order_file::{Listener, Progress};
use aftersales::replay::{Host, Replay};
use aftersales::server;
use aftersales::spreadsheet::{Mapping, RejectedLine};
use aftersales::store::DbError;
use aftersales::store::money::ledger_totals;
use aftersales::store::people::staff;
use aftersales::web::framework::identity::token::random_token;
use indicatif::{ProgressBar, ProgressStyle};

const PEOPLE: [(&str, Role); 4] = [
    ("replay-agent", Role::Agent),
    ("replay-reviewer", Role::Reviewer),
    ("replay-warehouse", Role::Warehouse),
    ("replay-finance", Role::Finance),
];

/// The arguments of the command.
pub struct ReplayFile {
    pub file: PathBuf,
    pub map: Option<PathBuf>,
    pub merchant: Option<String>,
    pub teams: usize,
    pub limit: Option<usize>,
}

/// Runs the replay on the database that the settings name, in which nobody may work yet. The error is a sentence for the terminal.
pub fn run(config: Config, typed: &ReplayFile) -> Result<(), String> {
    let db = server::open(&config, Clock::System)?;
    let (people, totals) = db
        .read_blocking(|connection| Ok::<_, DbError>((staff::count(connection)?, ledger_totals::sums(connection)?)))
        .map_err(|error| error.to_string())?;
    if people > 0 || totals.tickets() > 0 {
        return Err(
            "A replay opens and pays hundreds of tickets, so it wants a database without staff and tickets.".to_owned()
        );
    }
    let mapping = match &typed.map {
        Some(path) => Mapping::load(path).map_err(|error| error.to_string())?,
        None => Mapping::standard(),
    };
    let merchant = crate::command_line::import::merchant(&db, typed.merchant.as_deref())?;
    let password = random_token();
    for (username, role) in PEOPLE {
        let new = NewStaff {
            username: username.to_owned(),
            display_name: username.to_owned(),
            roles: vec![role],
            merchant_codes: Vec::new(),
            password: password.clone(),
        };
        crate::command_line::staff::add(&db, new)?;
    }
    let jobs = Jobs::new(db.clone(), &config.files_dir, &[]);
    let own = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".to_owned(),
        session_key: Some(random_token().into_bytes()),
        ..config
    };
    let host = Host::start(own, db, typed.teams.max(1)).map_err(|trouble| trouble.to_string())?;
    let replay = Replay {
        file: &typed.file,
        mapping,
        merchant: &merchant,
        base: host.base(),
        usernames: PEOPLE.map(|(username, _)| username),
        password: &password,
        jobs: &jobs,
        teams: typed.teams,
        limit: typed.limit,
    };
    let bar = bar();
    let report = replay.run(&mut Console(&bar), &|done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        bar.set_message("tickets");
    });
    bar.finish_and_clear();
    let report = report.map_err(|trouble| trouble.to_string())?;
    println!("{report}");
    if report.faults().is_empty() { Ok(()) } else { Err("The replay did not come out as it must.".to_owned()) }
}

fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {elapsed} / {eta}");
    ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

struct Console<'b>(&'b ProgressBar);

impl Listener for Console<'_> {
    fn rejected(&mut self, _: &RejectedLine) -> io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, progress: Progress) -> io::Result<()> {
        self.0.set_length(progress.total_bytes);
        self.0.set_position(progress.bytes_read);
        self.0.set_message("import");
        Ok(())
    }
}
