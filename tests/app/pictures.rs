//! Pictures of goods: fetched by us, once, and shown from our own files; no reader's browser is sent anywhere.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use aftersales::files::fetch::{Fetch, FetchError};
use aftersales::jobs::job::Jobs;
use aftersales::jobs::order_file::{Listener, OrderFile, Progress, import};
use aftersales::spreadsheet::{Mapping, RejectedLine};
use aftersales::store::house::merchants;
use aftersales::store::{DbError, Scope};
use diesel::connection::SimpleConnection;
use img_parts::Bytes;

use crate::harness::flow::apply;
use crate::harness::photos::{SECRET, holds, photo};
use crate::harness::*;
use crate::order_import::found_other;

const HERE: &str = "https://pictures.example/chair.jpg";
const HOUR: i64 = 3_600;

/// The internet, as far as a test needs one.
#[derive(Clone, Default)]
struct Internet {
    pictures: Arc<HashMap<&'static str, Vec<u8>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fetch for Internet {
    fn fetch(&self, url: &str) -> Result<Bytes, FetchError> {
        self.asked.lock().expect("asked").push(url.to_owned());
        match self.pictures.get(url) {
            Some(bytes) => Ok(bytes.clone().into()),
            None if url.contains("inside") => Err(FetchError::Refused("not a host of the public internet".to_owned())),
            None => Err(FetchError::Failed("no answer".to_owned())),
        }
    }
}

impl Internet {
    fn new(pictures: &[(&'static str, Vec<u8>)]) -> Self {
        Self { pictures: Arc::new(pictures.iter().cloned().collect()), ..Self::default() }
    }

    /// What was asked for since this was asked last.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("asked"))
    }

    /// Runs what is due, as a server that fetches does.
    fn work(&self, app: &TestApp) {
        let mut jobs = Jobs::new(app.db.clone(), &app.config.files_dir, aftersales::web::SOURCES);
        jobs.fetcher = Some(Box::new(self.clone()));
        jobs.schedule().expect("jobs are scheduled");
        jobs.run_due().expect("jobs run");
    }
}

struct Silent;

impl Listener for Silent {
    fn rejected(&mut self, _: &RejectedLine) -> std::io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: Progress) -> std::io::Result<()> {
        Ok(())
    }
}

/// Imports orders of one line each.
pub fn bring(app: &TestApp, orders: &[(&str, &str)]) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    writeln!(file, "order_no,ordered_at,paid_at,sku,name,quantity,unit_price,picture_url").expect("written");
    for (order_no, url) in orders {
        writeln!(file, "{order_no},2026-11-20,2026-11-20,CHAIR,Chair,1,10.00,{url}").expect("written");
    }
    let merchant = app
        .db
        .read_blocking(|connection| merchants::by_code(connection, &Scope::All, "MAIN"))
        .map_err(|error: DbError| error)
        .expect("readable")
        .expect("MAIN");
    let order_file =
        OrderFile { path: file.path(), mapping: Mapping::standard(), merchant: &merchant, by: None, dry_run: false };
    import(&app.db, &order_file, &mut Silent).expect("read to its end");
}

fn filed(agent: &mut Client, order_no: &str) -> Page {
    let ticket_no = apply(agent, order_no, "REFUND_ONLY", &[(1, 1)]);
    agent.open(&format!("/tickets/{ticket_no}"))
}

fn source_of(page: &Page) -> String {
    page.attribute("img.thumb", "src").unwrap_or_else(|| panic!("{}", page.trouble("no picture")))
}

both_engines! {
    fn a_picture_is_fetched_once_and_shown_from_our_own_files(app: &TestApp) {
        let internet = Internet::new(&[(HERE, photo())]);
        bring(app, &[("P-1", HERE), ("P-2", HERE)]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let page = filed(&mut agent, "P-1");
        assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("img-src 'self' blob:;")));
        assert!(!page.source().contains("pictures.example"), "nobody is sent there");
        let source = source_of(&page);
        let waiting = agent.open(&source);
        assert_eq!(waiting.header("content-type"), Some("image/svg+xml"), "a neutral one until it is here");
        internet.work(app);
        assert_eq!(internet.asked(), [HERE], "two orders, one address, one question");
        let shown = agent.open(&source);
        assert_eq!(shown.header("content-type"), Some("image/jpeg"));
        assert!(holds(shown.bytes(), "pixels") && !holds(shown.bytes(), SECRET), "kept as evidence is, without metadata");
        assert!(shown.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
        let mut columns = agent.open("/tickets").form_at("form[action='/tickets/columns']").expect("the columns' form");
        columns.add("show", "goods");
        agent.submit(columns);
        for list in ["/tickets", "/tickets?group=goods"] {
            let page = agent.open(list);
            assert!(!page.source().contains("pictures.example"), "{list}");
            assert!(page.source().contains(&source), "{list}");
        }
        assert_eq!(source_of(&filed(&mut agent, "P-2")), source);
        bring(app, &[("P-1", HERE), ("P-3", HERE)]);
        app.wait(2 * 86_400);
        internet.work(app);
        assert_eq!(internet.asked(), [""; 0], "it is here already");
    }

    fn a_picture_is_shown_to_its_own_merchant_alone(app: &TestApp) {
        let internet = Internet::new(&[(HERE, photo())]);
        bring(app, &[("P-1", HERE)]);
        internet.work(app);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let source = source_of(&filed(&mut agent, "P-1"));
        found_other(app);
        let mut foreign = app.staff_of("foreign", &[Role::Agent], &["OTHER"]);
        assert_eq!(foreign.get(&source).status(), 404);
        assert_eq!(app.browser().get(&source).expect("an answer").status(), 303, "to the log-in");
        for odd in ["/pictures/1/x", "/pictures/x/y", "/pictures/99999999999999999999/a", "/pictures/-1/..%2f..%2fetc"] {
            assert!([200, 404].contains(&agent.get(odd).status()), "{odd}");
        }
    }

    fn what_cannot_be_had_is_left_alone_for_a_while(app: &TestApp) {
        let html = b"<html><script>alert(1)</script>".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        let pdf = b"%PDF-1.7\n".to_vec();
        let internet = Internet::new(&[
            ("https://h.example/html.png", html),
            ("https://h.example/svg.png", svg),
            ("https://h.example/pdf.png", pdf),
        ]);
        bring(app, &[
            ("P-1", "https://h.example/html.png"),
            ("P-2", "https://h.example/svg.png"),
            ("P-3", "https://h.example/pdf.png"),
            ("P-4", "https://inside.example/x.png"),
            ("P-5", "https://busy.example/x.png"),
        ]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let pages: Vec<Page> = (1..=5).map(|at| filed(&mut agent, &format!("P-{at}"))).collect();
        internet.work(app);
        assert_eq!(internet.asked().len(), 5);
        for page in &pages {
            let shown = agent.open(&source_of(page));
            assert_eq!(shown.header("content-type"), Some("image/svg+xml"));
            assert!(!holds(shown.bytes(), "alert"));
        }
        internet.work(app);
        assert_eq!(internet.asked(), [""; 0], "no page asks again");
        for (hours, expected) in [(1, 1), (5, 0), (1, 1), (24, 1), (24 * 20, 0)] {
            app.wait(hours * HOUR);
            internet.work(app);
            assert_eq!(internet.asked(), vec!["https://busy.example/x.png"; expected], "{hours} hours later");
        }
        app.wait(24 * 11 * HOUR);
        internet.work(app);
        assert_eq!(internet.asked(), [""; 0], "not while nobody wants it");
        let mut agent = app.staff("later", &[Role::Agent]);
        agent.open(&source_of(&pages[3]));
        internet.work(app);
        assert_eq!(internet.asked(), ["https://inside.example/x.png"], "a month later a page wants it");
    }

    fn many_lines_of_one_picture_are_one_question(app: &TestApp) {
        let numbers: Vec<String> = (0..3_000).map(|at| format!("P-{at}")).collect();
        let orders: Vec<(&str, &str)> = numbers.iter().map(|number| (number.as_str(), HERE)).collect();
        bring(app, &orders);
        bring(app, &orders);
        assert_eq!(app.waiting_jobs(), 0, "an import queues nothing");
        let internet = Internet::new(&[(HERE, photo())]);
        internet.work(app);
        assert_eq!(internet.asked(), [HERE]);
    }

    fn what_is_no_address_elsewhere_is_no_picture(app: &TestApp) {
        bring(app, &[("P-1", "javascript:alert(1)"), ("P-2", "/tickets.csv"), ("P-3", "data:image/png;base64")]);
        let internet = Internet::default();
        internet.work(app);
        assert_eq!(internet.asked(), [""; 0]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        for order in ["P-1", "P-2", "P-3"] {
            assert!(!filed(&mut agent, order).has("img.thumb"), "{order}");
        }
    }

    fn where_nobody_fetches_nothing_is_queued(app: &TestApp) {
        bring(app, &[("P-1", HERE)]);
        assert_eq!(app.run_schedule(), 1, "the nightly job alone");
        let mut agent = app.staff("agent", &[Role::Agent]);
        let page = filed(&mut agent, "P-1");
        assert_eq!(agent.open(&source_of(&page)).header("content-type"), Some("image/svg+xml"));
    }

    fn pictures_of_orders_that_came_earlier_are_fetched_too(app: &TestApp) {
        bring(app, &[("P-1", HERE), ("P-2", "https://busy.example/x.png")]);
        // As the version before left them.
        app.db
            .write_blocking(|tx| Ok::<_, DbError>(tx.connection().batch_execute("DELETE FROM pictures")?))
            .expect("forgotten");
        let internet = Internet::new(&[(HERE, photo())]);
        internet.work(app);
        let mut asked = internet.asked();
        asked.sort();
        assert_eq!(asked, ["https://busy.example/x.png", HERE]);
    }

    fn a_picture_that_nobody_looks_at_goes_and_comes_back(app: &TestApp) {
        let internet = Internet::new(&[(HERE, photo())]);
        bring(app, &[("P-1", HERE)]);
        internet.work(app);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let source = source_of(&filed(&mut agent, "P-1"));
        let folder = app.config.files_dir.join("pictures");
        assert_eq!(every_file(&folder).len(), 1);
        every_file(&folder).iter().for_each(|file| written_at(file, app::NOW));
        app.wait(100 * 86_400);
        let mut agent = app.staff("later", &[Role::Agent]);
        agent.open(&source);
        app.wait(100 * 86_400);
        internet.work(app);
        assert_eq!(every_file(&folder).len(), 1, "somebody looked at it a hundred days ago");
        app.wait(100 * 86_400);
        internet.work(app);
        assert_eq!(every_file(&folder).len(), 0);
        let mut agent = app.staff("last", &[Role::Agent]);
        assert_eq!(agent.open(&source).header("content-type"), Some("image/svg+xml"));
        internet.asked();
        internet.work(app);
        assert_eq!(internet.asked(), [HERE]);
        assert_eq!(agent.open(&source).header("content-type"), Some("image/jpeg"));
    }
}
