//! The replay, by the code that the command line runs: every return of the real file, and a small file for those who lack it.

use std::io::Write;
use std::path::{Path, PathBuf};

use aftersales::jobs::job::Jobs;
use aftersales::jobs::order_file::{Listener, Progress};
use aftersales::replay::{Replay, Report};
use aftersales::spreadsheet::{Mapping, RejectedLine};
use aftersales::store::Scope;
use aftersales::store::house::merchants;

use crate::backup::comes_back_whole;
use crate::harness::app::PASSWORD;
use crate::harness::*;

struct Silent;

impl Listener for Silent {
    fn rejected(&mut self, _: &RejectedLine) -> std::io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: Progress) -> std::io::Result<()> {
        Ok(())
    }
}

fn replay(app: &TestApp, file: &Path, mapping: Mapping) -> Report {
    let roles = [Role::Agent, Role::Reviewer, Role::Warehouse, Role::Finance];
    let usernames = ["agent", "reviewer", "warehouse", "finance"];
    for (username, role) in usernames.into_iter().zip(roles) {
        app.add_staff(username, &[role], &[]);
    }
    let merchant = app
        .db
        .read_blocking(|connection| merchants::by_code(connection, &Scope::All, "MAIN"))
        .expect("the database answers")
        .expect("there is a first merchant");
    let jobs = Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
    let replay = Replay {
        file,
        mapping,
        merchant: &merchant,
        base: &app.base,
        usernames,
        password: PASSWORD,
        jobs: &jobs,
        teams: 2,
        limit: None,
    };
    let report = replay.run(&mut Silent, &|_, _| {}).unwrap_or_else(|trouble| panic!("{trouble}"));
    assert!(report.faults().is_empty(), "{report}");
    report
}

fn real_file() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/online-retail/online-retail-2010-12-to-2011-02.csv.gz");
    if path.is_file() {
        return Some(path);
    }
    // Written past the test harness, which shows the output of failed tests only.
    writeln!(std::io::stderr(), "SKIPPED: the real data is not here: {}", path.display()).expect("a place to say it");
    None
}

const SMALL: &str = "\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,LAMP,Lamp,5,2010-12-01 08:00:00,1.25,7.0,France
1,POST,Postage,1,2010-12-01 08:00:00,18.00,7.0,France
1,LAMP,Lamp,2,2010-12-01 08:00:00,0,7.0,France
2,POST,Postage,1,2010-12-02 08:00:00,15.00,8.0,France
C3,LAMP,Lamp,-3,2010-12-03 08:00:00,1.25,7.0,France
C3,POST,Postage,-1,2010-12-03 08:00:00,18.00,7.0,France
C4,POST,Postage,-1,2010-12-04 08:00:00,15.00,8.0,France
C5,LAMP,Lamp,-2,2010-12-05 08:00:00,0,7.0,France
";

both_engines! {
    fn the_real_returns(app: &TestApp) {
        let Some(file) = real_file() else { return };
        let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mappings/online-retail.toml");
        let report = replay(app, &file, Mapping::load(&mapping).expect("the mapping is sound"));
        assert_eq!(report.opened, 565);
        assert_eq!(report.totals.refunded.plain(report.currency), "103369.16");
        assert_eq!(report.totals.units_in, 83_467);
        comes_back_whole(app);
    }

    fn goods_services_and_what_cost_nothing(app: &TestApp) {
        let file = app.config.files_dir.with_file_name("orders.csv");
        std::fs::write(&file, SMALL).expect("the file is written");
        let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mappings/online-retail.toml");
        let report = replay(app, &file, Mapping::load(&mapping).expect("the mapping is sound"));
        assert_eq!(report.opened, 3);
        assert_eq!(report.totals.refunded.plain(report.currency), "36.75");
        assert_eq!(report.totals.units_in, 5);
        comes_back_whole(app);
    }
}
