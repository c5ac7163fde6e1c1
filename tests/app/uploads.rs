//! What one person may upload within a day.

use aftersales::config::Config;
use aftersales::domain::house::retention::Quota;
use aftersales::store::Engine;

use crate::harness::app::PASSWORD;
use crate::harness::flow::apply;
use crate::harness::photos::another_png;
use crate::harness::*;

const DAY: i64 = 86_400;

fn limited(engine: Engine, quota: Quota) -> TestApp {
    TestApp::with(Database::fresh(engine), |config: &mut Config| config.quota = quota)
}

fn send(agent: &mut Client, ticket_no: &str, number: u8) -> Page {
    let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach").set("kind", "PHOTO");
    form.attach("file", "photo.png", "image/png", &another_png(number));
    agent.submit(form)
}

fn counts_files(engine: Engine) {
    let app = limited(engine, Quota { files: 2, bytes: 1 << 30 });
    app.order("U-1").line("CHAIR", 1, "10.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let ticket_no = apply(&mut agent, "U-1", "RETURN_REFUND", &[(1, 1)]);
    assert_eq!(send(&mut agent, &ticket_no, 1).status(), 303);
    let log_in = |agent: &mut Client| agent.browser.log_in("agent", PASSWORD).map(drop).expect("logged in again");
    app.wait(DAY / 2);
    log_in(&mut agent);
    let mut import = agent.open("/orders/import").form_of("import");
    import.attach("file", "orders.csv", "text/csv", b"order_no\n");
    assert_eq!(agent.submit(import.clone()).status(), 303, "every kind of file counts");
    let stored = || every_file(&app.config.files_dir).len();
    let before = stored();
    let refused = send(&mut agent, &ticket_no, 2);
    assert_eq!((refused.status(), refused.error("file").is_empty()), (422, false));
    assert_eq!(refused.form_of("attach").value("kind"), Some("PHOTO"), "what was chosen stays");
    let import = agent.open("/orders/import").form_of("import");
    let mut again = import.clone();
    again.attach("file", "orders.csv", "text/csv", b"order_no\n");
    let refused = agent.submit(again);
    assert_eq!((refused.status(), refused.error("file").contains('2')), (422, true));
    assert_eq!(stored(), before, "nothing of what was refused stays");
    let mut other = app.staff("other", &[Role::Agent]);
    assert_eq!(send(&mut other, &ticket_no, 3).status(), 303, "a quota is one person's");
    app.wait(DAY / 2 + 1);
    log_in(&mut agent);
    assert_eq!(send(&mut agent, &ticket_no, 4).status(), 303, "after a day the first one counts no more");
    assert_eq!(send(&mut agent, &ticket_no, 5).status(), 422);
}

fn counts_bytes(engine: Engine) {
    let size = another_png(0).len() as i64;
    let app = limited(engine, Quota { files: 100, bytes: 2 * size + 1 });
    app.order("U-2").line("CHAIR", 1, "10.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let ticket_no = apply(&mut agent, "U-2", "RETURN_REFUND", &[(1, 1)]);
    let statuses: Vec<u16> = (0..3).map(|number| send(&mut agent, &ticket_no, number).status()).collect();
    assert_eq!(statuses, [303, 303, 422]);
}

#[test]
fn files_are_counted_on_sqlite() {
    counts_files(Engine::Sqlite);
}

#[test]
fn files_are_counted_on_postgres() {
    counts_files(Engine::Postgres);
}

#[test]
fn bytes_are_counted_on_sqlite() {
    counts_bytes(Engine::Sqlite);
}

#[test]
fn bytes_are_counted_on_postgres() {
    counts_bytes(Engine::Postgres);
}
