//! One record of each kind in two merchants, `MAIN` and `OTHER`, as addresses name them.

use aftersales::domain::goods::picture::url_hash;
use aftersales::store::DbError;
use aftersales::store::house::records::Record;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::app::{NOW, TestApp};
use super::checks::Shown;
use super::client::Client;
use super::flow::apply;
use super::photos::png;
use super::{Form, Role};

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The texts that a query gives in its column `value`.
pub fn texts(app: &TestApp, query: &str) -> Vec<String> {
    let rows = app.db.read_blocking(|connection| Ok::<_, DbError>(diesel::sql_query(query).load::<Value>(connection)?));
    rows.expect("readable").into_iter().map(|row| row.value).collect()
}

/// Runs statements past the product.
pub fn execute(app: &TestApp, statements: &str) {
    app.db
        .read_blocking(|connection| Ok::<_, DbError>(connection.batch_execute(statements)?))
        .expect("the statements run");
}

/// The records of a merchant.
pub struct Records {
    merchant: &'static str,
    merchant_id: String,
    ticket: String,
    refund: String,
    order: String,
    /// Numbers that were given here, such as that of the import.
    id: i64,
    ids: Vec<(Record, String)>,
    attachment: String,
}

impl Records {
    /// Makes them, through the pages where that is the shortest way; `id` is used for rows that are made past the product.
    pub fn make(app: &TestApp, builders: &mut Builders, merchant: &'static str, id: i64) -> Self {
        let order = format!("R-{merchant}");
        app.order(&order).merchant(merchant).buyer(&format!("buyer-{merchant}")).line("LAMP", 1, "10.00").place();
        let paid = format!("P-{merchant}");
        app.order(&paid)
            .merchant(merchant)
            .buyer(&format!("buyer-{merchant}"))
            .unshipped()
            .line("LAMP", 1, "10.00")
            .place();
        let ticket = apply(&mut builders.agent, &format!("{order}&merchant={merchant}"), "RETURN_REFUND", &[(1, 1)]);
        apply(&mut builders.agent, &format!("{paid}&merchant={merchant}"), "REFUND_ONLY", &[(1, 1)]);
        let mut form = builders.agent.open(&format!("/tickets/{ticket}")).form_of("attach");
        form.attach("file", "photo.png", "image/png", &png());
        builders.agent.submit_ok(form);
        app.add_staff(&format!("victim-{merchant}"), &[Role::Technician], &[merchant]);
        let merchant_id =
            texts(app, &format!("SELECT CAST(id AS TEXT) AS value FROM merchants WHERE code = '{merchant}'"));
        let mut records = Self {
            merchant,
            merchant_id: merchant_id[0].clone(),
            ticket,
            refund: String::new(),
            order,
            id,
            ids: Vec::new(),
            attachment: String::new(),
        };
        records.insert(app);
        records.look_up(app);
        records.count_stock(&mut builders.clerk);
        records
    }

    fn insert(&self, app: &TestApp) {
        let Self { merchant, merchant_id, id, .. } = self;
        let at = NOW;
        execute(
            app,
            &format!(
                "INSERT INTO order_imports VALUES ({id}, {merchant_id}, 'a.csv', 'imports/{id}', '', '', TRUE, 'DONE', 100, 0, 0, 0, 1, 1, \
                   '', NULL, {at}, {at}, FALSE, 1);
                 INSERT INTO special_periods VALUES ({id}, {merchant_id}, 'sale', '2026-11-01', '2026-11-12', '', '', '', 1, {at}, NULL);
                 INSERT INTO queries VALUES ({id}, {merchant_id}, NULL, 'CQ{id}', 'LOGISTICS', 'OPEN', '', 'asks', '', NULL, {at}, '', NULL, \
                   NULL, '', NULL, NULL, NULL, {at}, 'asks', 1);
                 INSERT INTO import_mappings VALUES ({id}, {merchant_id}, 'kept', '', 1, {at});
                 INSERT INTO parcels SELECT {id}, 'PX{id}', {merchant_id}, MIN(id), 'SF{id}', 'shunfeng', '', 'UNCLAIMED', {at}, NULL, 1 \
                   FROM warehouses WHERE merchant_id = {merchant_id};
                 INSERT INTO money_setting_changes (id, merchant_id, state, changes, proposed_at, expires_at, moved_at, version) \
                   SELECT {id}, {merchant_id}, 'OPEN', '{{}}', {at}, {at} + 86400000000, {at}, 1 FROM merchants WHERE code = '{merchant}';"
            ),
        );
        let rejects = app.config.files_dir.join(aftersales::store::orders::imports::rejects_name(*id, 1, false));
        std::fs::create_dir_all(rejects.parent().expect("a folder")).expect("the folder");
        std::fs::write(rejects, "line,reason\n").expect("the refused lines");
    }

    fn look_up(&mut self, app: &TestApp) {
        let (merchant, merchant_id) = (self.merchant, self.merchant_id.clone());
        let first =
            |what: &str, rest: &str| texts(app, &format!("SELECT CAST({what} AS TEXT) AS value FROM {rest}")).remove(0);
        let of_merchant = |table: &str| first("MIN(id)", &format!("{table} WHERE merchant_id = {merchant_id}"));
        self.refund = first("refund_no", &format!("refunds WHERE merchant_id = {merchant_id}"));
        self.attachment = first(
            "a.id",
            &format!("attachments a JOIN tickets t ON t.id = a.ticket_id WHERE t.merchant_id = {merchant_id}"),
        );
        for (record, id) in [
            (Record::Buyer, of_merchant("buyers")),
            (Record::Reason, of_merchant("reasons")),
            (Record::Policy, of_merchant("policies")),
            (Record::SpecialPeriod, self.id.to_string()),
            (Record::Query, self.id.to_string()),
            (Record::Shop, of_merchant("shops")),
            (Record::Warehouse, of_merchant("warehouses")),
            (Record::Station, of_merchant("return_stations")),
            (Record::Job, of_merchant("jobs")),
            (Record::Staff, first("id", &format!("staff WHERE username = 'victim-{}'", merchant.to_lowercase()))),
        ] {
            self.ids.push((record, id));
        }
    }

    fn count_stock(&self, clerk: &mut Client) {
        let token = clerk.open("/account").value("input[name=csrf]");
        let mut form = Form::to("/stock/adjustments");
        for (name, value) in [
            ("csrf", token.as_str()),
            ("form_token", &format!("stock-{}", self.merchant)),
            ("warehouse", &self.name(Record::Warehouse)),
            ("sku", "LAMP"),
            ("bucket", "SELLABLE"),
            ("quantity", "3"),
            ("reason", "counted"),
        ] {
            form.add(name, value);
        }
        assert_eq!(clerk.submit(form).status(), 303, "stock of {}", self.merchant);
    }

    /// How an address names the record of a kind.
    pub fn name(&self, record: Record) -> String {
        match record {
            Record::Ticket => self.ticket.clone(),
            Record::Refund => self.refund.clone(),
            Record::Order => self.order.clone(),
            Record::Parcel => format!("PX{}", self.id),
            Record::Import | Record::Mapping | Record::MoneyChange => self.id.to_string(),
            Record::Merchant => self.merchant_id.clone(),
            _ => self.ids.iter().find(|(kind, _)| *kind == record).expect("a record of each kind").1.clone(),
        }
    }

    /// A pattern with a record in its first place, and what fits in the places behind it.
    pub fn fill(&self, pattern: &str, record: Record) -> String {
        let hash = url_hash("https://pictures.example/lamp.jpg").expect("a hash");
        let behind =
            [("{sku:.+}", "LAMP"), ("{id}", &self.attachment), ("{hash}", &hash), ("{answer}", "confirmation")];
        let path = filled(pattern, &self.name(record));
        behind.iter().fold(path, |path, (place, value)| path.replace(place, value))
    }
}

/// The pattern with a name in its first place.
pub fn filled(pattern: &str, name: &str) -> String {
    let Some(from) = pattern.find('{') else { return pattern.to_owned() };
    // A place may hold braces of its own: `{id:\d{1,18}}`.
    let mut depth = 0;
    let to = pattern[from..].find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    let to = from + to.expect("the place ends");
    format!("{}{name}{}", &pattern[..from], &pattern[to + 1..])
}

/// People of all merchants who make the records.
pub struct Builders {
    pub agent: Client,
    pub clerk: Client,
}
