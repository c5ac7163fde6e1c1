//! Who may use which route: the table as reviewed, and every row of it asked by every role about own and foreign records.

use std::collections::BTreeSet;
use std::fmt::Write;

use aftersales::domain::permission::Permission;
use aftersales::web::{self, Right, Row, Whose};

use crate::harness::records::{Builders, Records, execute, filled, texts};
use crate::harness::*;
use crate::order_import::found_other;

fn right_text(right: Right) -> String {
    let codes = |permissions: &[Permission], link: &str| {
        permissions.iter().map(|permission| permission.code()).collect::<Vec<_>>().join(link)
    };
    match right {
        Right::Public => "(everybody)".to_owned(),
        Right::AnyStaff => "(logged in, password due)".to_owned(),
        Right::Staff => "(logged in)".to_owned(),
        Right::One(permission) => permission.code().to_owned(),
        Right::OneOfAllMerchants(permission) => format!("{permission}, everywhere"),
        Right::All(permissions) => codes(permissions, " and "),
        Right::Any(permissions) => codes(permissions, " or "),
    }
}

#[test]
fn the_table_of_routes_is_as_reviewed() {
    let mut table = String::new();
    for Row { method, address, right, whose } in web::table() {
        let whose = format!("{whose:?}");
        writeln!(table, "{:<4} {address:<48} {:<28} {whose}", method.as_str(), right_text(right)).expect("a line");
    }
    insta::assert_snapshot!("table_of_routes", table);
}

/// What a role may do by the permission matrix.
fn has_right(role: Role, right: Right) -> bool {
    match right {
        Right::Public | Right::AnyStaff | Right::Staff => true,
        Right::One(permission) => role.grants(permission),
        // These people are of one merchant.
        Right::OneOfAllMerchants(_) => false,
        Right::All(permissions) => permissions.iter().all(|permission| role.grants(*permission)),
        Right::Any(permissions) => permissions.iter().any(|permission| role.grants(*permission)),
    }
}

/// What a form must hold beside its tokens, so that it has anything to ask for.
const FIELDS: &[(&str, &[(&str, &str)])] = &[
    ("/language", &[("lang", "en")]),
    ("/tickets", &[("order_no", "R-MAIN")]),
    ("/tickets/bulk", &[("intent", "csv")]),
    ("/exports", &[("page", "tickets.index"), ("format", "csv")]),
];

/// Whether a handler asks for more than its row, because that depends on the person, the form or the record.
fn is_let_in_further(role: Role, row: &Row) -> bool {
    match (row.method.as_str(), row.address) {
        // Names and phones of refused lines: whoever brought the file, and those who may see them in clear.
        ("GET", "/orders/import/{id}/rejects.csv") => role.grants(Permission::Unmask),
        // A view is found first, then its list's right is asked for.
        ("POST", address) if address.ends_with("/views/{id}") => {
            let list = address.trim_end_matches("/views/{id}");
            let lists = web::table();
            lists.iter().any(|row| row.method == "GET" && row.address == list && has_right(role, row.right))
        }
        // The right depends on the list.
        ("POST", "/exports") | ("GET", "/exports/{id}/file") => role.grants(Permission::ExportTickets),
        _ => true,
    }
}

/// Somebody of `MAIN` with one role.
struct Asker {
    role: Role,
    client: Client,
    csrf: String,
    sent: usize,
    /// A view and an export of their own.
    own_id: i64,
}

impl Asker {
    fn new(app: &TestApp, role: Role, own_id: i64) -> Self {
        let mut client = app.staff_of(&format!("r-{}", role.code()), &[role], &["MAIN"]);
        let csrf = client.open("/account").value("input[name=csrf]");
        let (staff, main) =
            (client.id, texts(app, "SELECT CAST(id AS TEXT) AS value FROM merchants WHERE code = 'MAIN'").remove(0));
        let at = app::NOW;
        execute(
            app,
            &format!(
                "INSERT INTO list_views VALUES ({own_id}, 'tickets.index', 'mine', {staff}, NULL, '', '', 1, {at});
                 INSERT INTO exports VALUES ({own_id}, {staff}, 'tickets.index', 'csv', '', 'en', 'DONE', 0, 0, 'exports/{own_id}', '', {at}, \
                   {at}, '{main}');"
            ),
        );
        let file = app.config.files_dir.join(format!("exports/{own_id}"));
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder");
        std::fs::write(file, "a file\n").expect("the export");
        Self { role, client, csrf, sent: 0, own_id }
    }

    /// Asks as a browser would; a form holds its tokens and next to nothing else.
    fn ask(&mut self, row: &Row, path: &str) -> u16 {
        if row.method == "GET" {
            return self.client.get(path).status();
        }
        self.sent += 1;
        let token = format!("routes-{}-{}", self.role.code(), self.sent);
        let is_view = row.address.ends_with("/views/{id}");
        let more = match FIELDS.iter().find(|(address, _)| *address == row.address) {
            Some((_, fields)) => fields,
            None if is_view => &[("intent", "update"), ("version", "1")][..],
            None => &[],
        };
        let fields = [("csrf", self.csrf.as_str()), ("form_token", token.as_str())];
        let fields = fields.iter().chain(more);
        let (media_type, body) = if path.ends_with("/attachments")
            || ["/orders/import", "/stock/files", "/calendar/import", "/products/import"].contains(&path)
        {
            let parts = fields.map(|(name, value)| {
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            });
            ("multipart/form-data; boundary=b", parts.collect::<String>() + "--b--\r\n")
        } else {
            let pairs = fields.map(|(name, value)| format!("{name}={value}"));
            ("application/x-www-form-urlencoded", pairs.collect::<Vec<_>>().join("&"))
        };
        self.client.browser.post(path, media_type, body.as_bytes()).expect("an answer").status()
    }
}

/// Rows with expectations of their own.
fn is_apart(row: &Row) -> bool {
    row.right == Right::Public || row.address == "/logout"
}

/// The addresses of a row: of an own record and of a foreign one.
fn addresses(row: &Row, records: &[Records; 2], own_id: i64) -> (String, Option<String>) {
    let [own, foreign] = records;
    match row.whose {
        Whose::Merchant(record) => (own.fill(row.address, record), Some(foreign.fill(row.address, record))),
        Whose::Own if row.address.contains('{') => {
            (filled(row.address, &own_id.to_string()), Some(filled(row.address, "999")))
        }
        _ => (row.address.to_owned(), None),
    }
}

fn counted(app: &TestApp) -> Vec<String> {
    let tables =
        ["events", "audit_log", "jobs", "form_tokens", "orders", "tickets", "staff", "order_imports", "exports"];
    let count = |table: &&str| texts(app, &format!("SELECT CAST(COUNT(*) AS TEXT) AS value FROM {table}")).remove(0);
    tables.iter().map(count).collect()
}

both_engines! {
    fn every_route_lets_in_whom_its_row_names_and_nobody_else(app: &TestApp) {
        found_other(app);
        let mut builders = Builders { agent: app.staff("agent", &[Role::Agent]), clerk: app.staff("clerk", &[Role::Warehouse]) };
        let records = [("MAIN", 901), ("OTHER", 902)].map(|(code, id)| Records::make(app, &mut builders, code, id));
        let mut askers: Vec<Asker> = (1..).zip(Role::ALL).map(|(at, role)| Asker::new(app, *role, at)).collect();
        let stranger_id = builders.agent.id;
        execute(
            app,
            &format!(
                "INSERT INTO list_views VALUES (999, 'tickets.index', 'other', {stranger_id}, NULL, '', '', 1, 0);
                 INSERT INTO exports VALUES (999, {stranger_id}, 'tickets.index', 'csv', '', 'en', 'DONE', 0, 0, 'exports/999', '', 0, 0, '*');"
            ),
        );
        let rows: Vec<Row> = web::table().into_iter().filter(|row| !is_apart(row)).collect();
        let before = counted(app);
        let mut wrong = Vec::new();
        let mut check = |row: &Row, who: &str, path: &str, status: u16, expected: &[u16]| {
            if !expected.contains(&status) {
                wrong.push(format!("{} {path} by {who}: {status}, not {expected:?}", row.method));
            }
        };
        let mut nobody = app.browser();
        for row in &rows {
            let (path, _) = addresses(row, &records, 0);
            let answer = if row.method == "GET" { nobody.get(&path) } else { nobody.post(&path, "text/plain", b"") };
            let answer = answer.expect("an answer");
            let to_login = answer.location().is_some_and(|to| to.starts_with("/login?next="));
            check(row, "nobody", &path, if to_login { answer.status() } else { 0 }, &[303]);
        }
        for asker in &mut askers {
            let who = asker.role.code();
            for row in &rows {
                let (own, foreign) = addresses(row, &records, asker.own_id);
                if !has_right(asker.role, row.right) {
                    check(row, who, &own, asker.ask(row, &own), &[403]);
                }
                if let Some(foreign) = foreign {
                    check(row, who, &foreign, asker.ask(row, &foreign), &[404]);
                }
            }
        }
        assert_eq!(counted(app), before, "what is refused changes nothing");
        for asker in &mut askers {
            let (role, who) = (asker.role, asker.role.code());
            for row in rows.iter().filter(|row| has_right(role, row.right)) {
                let (own, _) = addresses(row, &records, asker.own_id);
                let is_let_in = is_let_in_further(role, row);
                let expected: &[u16] = if is_let_in { &[200, 303, 409, 413, 422] } else { &[403] };
                check(row, who, &own, asker.ask(row, &own), expected);
            }
        }
        assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
        app.run_jobs();
        app.wait(90_000);
        app.run_jobs();
    }

    fn what_the_menu_offers_opens_and_the_rest_of_it_does_not(app: &TestApp) {
        let mut people: Vec<Client> = Role::ALL.iter().map(|role| app.staff(role.code(), &[*role])).collect();
        let offered: Vec<BTreeSet<String>> = people
            .iter_mut()
            .map(|person| {
                let page = person.open("/account");
                let links = page.all("nav a[href]");
                links.iter().filter_map(|link| link.attr("href")).map(|to| to.split('?').next().unwrap_or(to).to_owned()).collect()
            })
            .collect();
        let all: BTreeSet<String> = offered.iter().flatten().cloned().collect();
        assert!(all.len() > 9, "the menu has {all:?}");
        for (person, offered) in people.iter_mut().zip(&offered) {
            for address in &all {
                // Whoever sees the orders is led to the import from their page.
                let is_led = address == "/orders/import"
                    && offered.contains("/orders")
                    && person.open("/orders").has("a[href='/orders/import']");
                let expected = if is_led || offered.contains(address) { 200 } else { 403 };
                assert_eq!(person.get(address).status(), expected, "{} opens {address}", person.username);
            }
        }
    }
}

#[test]
fn public_addresses_answer_everybody() {
    let app = TestApp::sqlite();
    app.add_staff("somebody", &[Role::Agent], &[]);
    let mut nobody = app.browser();
    let sheet =
        nobody.get("/login").expect("the log-in page").attribute("link[rel=stylesheet]", "href").expect("a sheet");
    let public: BTreeSet<(String, &str)> = web::table()
        .iter()
        .filter(|row| row.right == Right::Public)
        .map(|row| (row.method.to_string(), row.address))
        .collect();
    let expected: [(&str, &str, &str, &[u16]); 9] = [
        ("GET", "/healthz", "/healthz", &[200]),
        ("GET", "/readyz", "/readyz", &[200]),
        ("GET", "/static/{version}/{name:.*}", &sheet, &[200]),
        ("GET", "/login", "/login", &[200]),
        ("POST", "/login", "/login", &[422]),
        ("POST", "/language", "/language", &[303]),
        // Set-up is over once somebody works here.
        ("GET", "/setup", "/setup", &[404]),
        ("POST", "/setup", "/setup", &[404]),
        ("POST", "/logout", "/logout", &[303]),
    ];
    let named = expected.iter().filter(|(_, address, ..)| *address != "/logout");
    assert_eq!(
        public,
        named.map(|(method, address, ..)| ((*method).to_owned(), *address)).collect(),
        "no other is public"
    );
    let csrf = nobody.get("/login").expect("the log-in page").value("input[name=csrf]");
    for (method, address, path, statuses) in expected {
        let body = format!("csrf={csrf}&lang=en");
        let answer = match method {
            "GET" => nobody.get(path),
            _ => nobody.post(path, "application/x-www-form-urlencoded", body.as_bytes()),
        };
        let status = answer.expect("an answer").status();
        assert!(statuses.contains(&status), "{method} {address}: {status}");
    }
    let mut somebody = app.staff("another", &[Role::Agent]);
    let csrf = somebody.open("/account").value("input[name=csrf]");
    let body = format!("csrf={csrf}");
    let out =
        somebody.browser.post("/logout", "application/x-www-form-urlencoded", body.as_bytes()).expect("an answer");
    assert_eq!((out.status(), out.location()), (303, Some("/login")));
    assert_eq!(somebody.get("/").status(), 303, "logged out");
}
