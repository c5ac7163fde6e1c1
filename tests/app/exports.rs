//! Lists that leave the house: the same rows in either format, at once or by a job, and who took them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::harness::flow::apply;
use crate::harness::*;

/// Three tickets of one order each, one with a name that a spreadsheet program would run; their numbers in the order they were made.
fn three_tickets(app: &TestApp) -> Vec<String> {
    let mut agent = app.staff("agent", &[Role::Agent]);
    ["=EX-1", "2026110100012345678", "EX-3"]
        .iter()
        .map(|order_no| {
            app.order(order_no).line("=CHAIR", 1, "10.00").place();
            app.wait(60);
            let encoded: String = order_no.replace('=', "%3D");
            let ticket_no = apply(&mut agent, &encoded, "RETURN_REFUND", &[(1, 1)]);
            app.wait(60);
            ticket_no
        })
        .collect()
}

fn csv_rows(page: &Page) -> Vec<Vec<String>> {
    let text = String::from_utf8(page.bytes().to_vec()).expect("text");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn xlsx_rows(page: &Page) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(page.bytes().to_vec())).expect("a workbook");
    let range = book.worksheet_range("Sheet1").expect("a sheet");
    range.rows().map(<[Data]>::to_vec).collect()
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    }
}

fn listed(page: &Page) -> Vec<String> {
    page.all("tbody tr").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

/// What the audit log keeps of exports, newest first.
fn kept(admin: &mut Client) -> Vec<String> {
    let page = admin.open("/audit?kind=export");
    page.all("tbody tr").iter().map(|row| row.text().collect::<Vec<_>>().join(" ")).collect()
}

both_engines! {
    fn a_file_has_the_rows_of_its_list(app: &TestApp) {
        let all = three_tickets(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        for query in ["sort=ticket_no&dir=asc", "sort=applied_at&dir=desc", "status=REJECTED", "order_no=EX"] {
            let on_page = listed(&manager.open(&format!("/tickets?{query}")));
            let csv = manager.open(&format!("/tickets.csv?{query}&after=6e313a32&page=7"));
            let rows = csv_rows(&csv);
            let first: Vec<String> = rows[1..].iter().map(|row| row[0].clone()).collect();
            assert_eq!(first, on_page, "{query}");
            let xlsx = manager.open(&format!("/tickets.xlsx?{query}"));
            let cells: Vec<Vec<String>> = xlsx_rows(&xlsx).iter().map(|row| row.iter().map(shown).collect()).collect();
            let unguarded = |row: &Vec<String>| -> Vec<String> {
                row.iter().map(|cell| aftersales::spreadsheet::write::csv_out::unguarded(cell).to_owned()).collect()
            };
            assert_eq!(cells, rows.iter().map(unguarded).collect::<Vec<_>>(), "{query}");
        }
        let csv = manager.open("/tickets.csv?sort=ticket_no&dir=asc&lang=en");
        assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"tickets.csv\""));
        let rows = csv_rows(&csv);
        assert!(rows[0].iter().any(|name| name == "Order number"), "{:?}", rows[0]);
        assert!(rows[1].iter().any(|cell| cell == "'=EX-1"), "{:?}", rows[1]);
        assert!(rows[2].iter().any(|cell| cell == "'2026110100012345678"), "{:?}", rows[2]);
        assert_eq!(rows.len(), all.len() + 1);
        assert!(kept(&mut admin)[0].contains("3"), "{:?}", kept(&mut admin));
        let audit = admin.open("/audit.csv?kind=export&lang=en");
        let newest = &csv_rows(&audit)[1];
        assert_eq!((newest[1].as_str(), newest[3].as_str()), ("manager", "Tickets"));
        assert!(newest[4].contains("rows: 3") && newest[4].contains("Ticket number ↑"), "{}", newest[4]);
    }

    fn only_who_may_take_a_list_takes_it(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        for address in ["/tickets", "/refunds", "/audit"] {
            for format in ["csv", "xlsx"] {
                assert_eq!(agent.get(&format!("{address}.{format}")).status(), 403, "{address}.{format}");
            }
        }
        for address in ["/tickets", "/refunds", "/warehouse/inbounds", "/warehouse/outbounds"] {
            assert_eq!(csv_rows(&manager.open(&format!("{address}.csv"))).len(), 1, "{address}");
            assert_eq!(xlsx_rows(&manager.open(&format!("{address}.xlsx"))).len(), 1, "{address}");
        }
        let offer = manager.get("/tickets.xlsx?sort=ticket_no&progress=1");
        let address = "/exports?page=tickets.index&format=xlsx&query=sort%3Dticket_no";
        assert_eq!(offer.location(), Some(address));
        let page = manager.open(address);
        let form = page.form_of("export");
        assert_eq!(agent.submit(form.clone()).status(), 403, "another's token");
        assert_eq!(agent.get(address).status(), 403);
        let nonsense = form.clone().set("format", "xlsx");
        let mut odd = nonsense.clone();
        odd.put("page", "nowhere.index");
        assert_eq!(manager.submit(odd).status(), 404);
        let mut odd = nonsense;
        odd.remove("format");
        odd.add("format", "pdf");
        assert_eq!(manager.submit(odd).status(), 422);
        for nowhere in ["/exports/1", "/exports/x", "/exports/1/file"] {
            assert_eq!(manager.get(nowhere).status(), 404, "{nowhere}");
        }
    }

    fn a_job_writes_a_long_list(app: &TestApp) {
        three_tickets(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut other = app.staff("other", &[Role::Manager]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        let offer = manager.open("/exports?page=tickets.index&format=xlsx&query=sort%3Dticket_no%26dir%3Dasc");
        let form = offer.form_of("export");
        let answer = manager.submit(form.clone());
        let address = answer.location().expect("the file's page").to_owned();
        assert_eq!(manager.submit(form).location(), Some(address.as_str()), "sent twice, written once");
        let waiting = manager.open(&address);
        assert!(waiting.has("[data-export-state=WAITING] progress"));
        assert_eq!(waiting.header("refresh"), Some("2"));
        assert_eq!(manager.get(&format!("{address}/file")).status(), 404, "not written yet");
        app.run_jobs();
        let done = manager.open(&address);
        assert!(done.has("[data-export-state=DONE]") && done.header("refresh").is_none());
        assert_eq!(done.text("[data-figure=rows]"), "3");
        let file = manager.open(&format!("{address}/file"));
        let at_once = manager.open("/tickets.xlsx?sort=ticket_no&dir=asc");
        assert_eq!(xlsx_rows(&file), xlsx_rows(&at_once));
        assert_eq!(xlsx_rows(&file).len(), 4);
        for hidden in [address.clone(), format!("{address}/file")] {
            assert_eq!(other.get(&hidden).status(), 404, "{hidden}");
        }
        assert!(!other.open("/exports").has("tbody tr") && manager.open("/exports").has("tbody tr"));
        assert_eq!(kept(&mut admin).len(), 2, "the job's and the download");
        let stored = app.config.files_dir.join("exports");
        assert_eq!(std::fs::read_dir(&stored).expect("the files").count(), 1);
        app.run_jobs();
        assert!(manager.open(&address).has("[data-export-state=DONE]"));
        app.wait(86_401);
        assert_eq!(manager.get(&format!("{address}/file")).status(), 404, "its time is over");
        app.run_schedule();
        assert!(manager.open(&address).has("[data-export-state=EXPIRED]"));
        assert_eq!(std::fs::read_dir(&stored).expect("the files").count(), 0);
    }

    fn a_job_asks_for_the_right_again(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/exports?page=refunds.index&format=csv&query=").form_of("export");
        let address = manager.submit(form).location().expect("the file's page").to_owned();
        let id = manager.id;
        app.db
            .write_blocking(move |tx| aftersales::store::people::staff::set_roles(tx, id, &[Role::Warehouse]))
            .expect("another role");
        app.run_jobs();
        assert!(manager.open(&address).has("[data-export-state=FAILED] [role=alert]"));
        assert_eq!(manager.get(&format!("{address}/file")).status(), 403);
    }

    fn a_day_of_files_is_kept_and_no_job_waits_for_their_end(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = manager.open("/exports?page=warehouse.inbounds&format=csv").form_of("export");
        let address = manager.submit(form.set("format", "csv")).location().expect("the file's page").to_owned();
        app.run_jobs();
        assert_eq!(app.waiting_jobs(), 0);
        assert!(admin.open("/jobs").form("run-job").is_none());
        app.wait(86_399);
        app.run_schedule();
        assert_eq!(csv_rows(&manager.open(&format!("{address}/file"))).len(), 1);
        app.wait(1);
        app.run_schedule();
        assert!(manager.open(&address).has("[data-export-state=EXPIRED]"));
    }
}
