//! (b) The list as people get it, against a bare handler of the same framework: the same page asked of the database, the same rows shown
//! in the same markup, compressed alike, and nothing else. Both run in this process, and the same clients ask both in turn.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::Compress;
use actix_web::web::{Data, Html, get};
use actix_web::{App, HttpServer};
use aftersales::config::Config;
use aftersales::domain::ticket::status::StatusGroup;
use aftersales::domain::time::{Timestamp, zone};
use aftersales::generate::PASSWORD;
use aftersales::i18n::Lang;
use aftersales::i18n::codes::Named;
use aftersales::replay::{Browser, Host};
use aftersales::store::tickets::entries::EntryRow;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::TicketFilter;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::{Db, DbError, Scope};
use askama::Template;

use crate::client::drive;
use crate::measure::{median, ms, per_second, ratio};
use crate::pages::ROWS;

const CLIENTS: usize = 8;
const WORKERS: usize = 2;
const TURNS: u32 = 3;

/// The product's server with somebody logged in.
pub struct Served {
    pub address: SocketAddr,
    pub cookie: String,
    _host: Host,
}

/// Starts the product's server on a free port, and logs in.
pub fn serve(url: &str, db: &Db) -> Result<Served, String> {
    let config = Config {
        database_url: url.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".to_owned(),
        files_dir: std::env::temp_dir().join("aftersales-bench-files"),
        session_key: Some(vec![7; 64]),
        demo: false,
        ..Config::read(|_| None).map_err(|bad| bad.join("\n"))?
    };
    let host = Host::start(config, db.clone(), WORKERS).map_err(|trouble| trouble.to_string())?;
    let mut browser = Browser::new(host.base());
    browser.log_in("reviewer1", PASSWORD).map_err(|trouble| trouble.to_string())?;
    let cookie = browser.cookie("aftersales").ok_or("no session")?;
    let cookie = format!("aftersales={cookie}");
    let address = host.base().trim_start_matches("http://").parse().map_err(|_| "no address".to_owned())?;
    Ok(Served { address, cookie, _host: host })
}

/// A row as the list shows it to a reviewer, in its usual columns.
struct Row {
    entry: EntryRow,
    place: usize,
    amount: String,
    amount_shown: String,
    times: [(String, String); 3],
    seed: &'static str,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><title>bare</title><table><tbody>{% for row in rows %}<tr data-key="{{ row.entry.ticket_no }}"><td class="select frozen at-0 w-5"><input type="checkbox" name="ticket" value="{{ row.entry.ticket_no }}" form="bulk-form" aria-label="选择 {{ row.entry.ticket_no }}"></td><th scope="row" class="frozen at-5 w-17" data-col="ticket_no" data-card="title"><a class="row-link" href="/tickets/{{ row.entry.ticket_no }}?at={{ row.place }}&amp;list=">{{ row.entry.ticket_no }}</a></th><td data-col="order_no">{{ row.entry.order_no }}</td><td data-col="merchant"><span lang="zh-CN">{{ merchant }}</span></td><td data-col="type">{{ row.entry.kind.name(Lang::Zh) }}</td><td class="number" data-col="refund_amount" data-card="amount"><data value="{{ row.amount }}">{{ row.amount_shown }}</data></td>{% for (machine, shown) in row.times %}<td class="secondary" data-col="applied_at" data-card="time"><time datetime="{{ machine }}">{{ shown }}</time></td>{% endfor %}<td data-col="status" data-card="status"><span class="status" data-status="{{ row.entry.status.code() }}" data-seed-status="{{ row.seed }}">{{ row.entry.status.name(Lang::Zh) }}</span></td></tr>
{% endfor %}</table>"#
)]
struct Bare {
    merchant: &'static str,
    rows: Vec<Row>,
}

fn time_texts(at: Timestamp) -> (String, String) {
    let local = at.utc().with_timezone(&zone("Asia/Shanghai"));
    (local.format("%Y-%m-%dT%H:%M:%S%:z").to_string(), local.format("%m-%d %H:%M").to_string())
}

async fn bare(db: Data<Db>) -> Result<Html, actix_web::Error> {
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: ROWS };
    let found = db
        .read(move |connection| list::page(connection, &Scope::All, &TicketFilter::default(), &page))
        .await
        .map_err(|error: DbError| actix_web::error::ErrorInternalServerError(error.to_string()))?;
    let rows = found.rows.into_iter().take(ROWS as usize - 1).enumerate().map(|(at, entry)| Row {
        place: at + 1,
        amount: entry.amount_minor.plain(entry.currency),
        amount_shown: entry.amount_minor.grouped(entry.currency),
        times: [entry.applied_at, entry.reviewed_at, entry.ordered_at].map(time_texts),
        seed: entry.status.group().map_or("", StatusGroup::code),
        entry,
    });
    let html = Bare { merchant: "星河百货", rows: rows.collect() }.render();
    html.map(Html::new).map_err(actix_web::error::ErrorInternalServerError)
}

/// A bare server on a thread of its own.
fn serve_bare(db: &Db) -> Result<(SocketAddr, ServerHandle), String> {
    let (tell, told) = mpsc::channel();
    let db = Data::new(db.clone());
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let make = move || App::new().app_data(db.clone()).wrap(Compress::default()).route("/", get().to(bare));
            let server = HttpServer::new(make).workers(WORKERS).tcp_nodelay(true).bind(("127.0.0.1", 0));
            let Ok(server) = server else { return };
            let address = server.addrs().first().copied();
            let server = server.run();
            let _ = tell.send((address, server.handle()));
            let _ = server.await;
        });
    });
    match told.recv() {
        Ok((Some(address), handle)) => Ok((address, handle)),
        _ => Err("the bare server did not start".to_owned()),
    }
}

/// Prints requests a second of both, and their ratio.
pub fn run(url: &str, db: &Db, seconds: u64) -> Result<(), String> {
    let served = serve(url, db)?;
    let (bare_address, handle) = serve_bare(db)?;
    let turn = Duration::from_secs(seconds.min(60)) / TURNS;
    let mut all = [(Vec::new(), 0, 0), (Vec::new(), 0, 0)];
    drive(served.address, "/tickets", &served.cookie, CLIENTS, Duration::from_secs(1));
    drive(bare_address, "/", "", CLIENTS, Duration::from_secs(1));
    for _ in 0..TURNS {
        for (which, (address, path)) in [(served.address, "/tickets"), (bare_address, "/")].into_iter().enumerate() {
            let seen = drive(address, path, &served.cookie, CLIENTS, turn);
            all[which].0.extend(seen.times);
            all[which].1 += seen.errors;
            all[which].2 += seen.bytes;
        }
    }
    let mut rates = Vec::new();
    for (name, (mut times, errors, bytes)) in ["/tickets", "bare"].into_iter().zip(all) {
        let rate = per_second(times.len(), turn * TURNS);
        println!(
            "{name:<10} {rate:>7} requests/s   median {:>10}   {} bytes a page, {errors} errors",
            ms(median(&mut times)),
            bytes / times.len().max(1)
        );
        rates.push(rate);
    }
    println!("page/bare: {}", ratio(rates[0], rates[1]));
    actix_web::rt::System::new().block_on(handle.stop(false));
    Ok(())
}
