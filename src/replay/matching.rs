//! Which order line each cancellation line of a file takes back: that customer's newest earlier line of that SKU which still has so
//! many units not yet returned. Together they become one ticket per cancellation and order.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::domain::money::UnitPrice;
use crate::domain::order::kind::LineKind;
use crate::domain::order::order_record::OrderRecord;
use crate::spreadsheet::CancellationLine;

/// The tickets that a file's cancellations lead to, and how many lines lead to none.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In the order of the cancellations.
    pub tickets: Vec<PlannedTicket>,
    /// Cancellation lines that found their order line.
    pub matched: usize,
    /// Lines that name no customer.
    pub no_customer: usize,
    /// Lines whose customer bought nothing of the kind before.
    pub no_order: usize,
    /// Lines that ask for more than any one order line still has.
    pub too_many: usize,
}

/// One ticket to be opened.
#[derive(Clone, Debug)]
pub struct PlannedTicket {
    /// The number of the cancellation in the file.
    pub cancellation_no: String,
    /// The order it takes back from.
    pub order_no: String,
    /// When the cancellation was made.
    pub at: DateTime<Utc>,
    /// In the sequence of the cancellation.
    pub lines: Vec<PlannedLine>,
}

/// The units that are taken back of one order line.
#[derive(Clone, Debug)]
pub struct PlannedLine {
    /// The order line's number.
    pub line_no: u32,
    /// Goods, or a service that never travels.
    pub kind: LineKind,
    pub unit_price: UnitPrice,
    /// Units, above zero.
    pub quantity: i64,
}

impl PlannedTicket {
    /// Whether anything has to travel.
    pub fn has_goods(&self) -> bool {
        self.lines.iter().any(|line| line.kind == LineKind::Goods)
    }
}

impl Plan {
    /// Units in all tickets; of goods alone where `goods` is set.
    pub fn units(&self, goods: bool) -> i64 {
        let lines = self.tickets.iter().flat_map(|ticket| &ticket.lines);
        lines.filter(|line| !goods || line.kind == LineKind::Goods).map(|line| line.quantity).sum()
    }
}

struct Candidate {
    order: usize,
    line: usize,
    ordered_at: DateTime<Utc>,
    left: i64,
}

/// Matches cancellation lines, which come by time, to the order lines of the same file, which come in its order.
pub fn plan(orders: &[OrderRecord], cancellations: &[CancellationLine]) -> Plan {
    let mut bought: HashMap<(&str, &str), Vec<Candidate>> = HashMap::new();
    for (at, order) in orders.iter().enumerate() {
        let Some(account) = order.buyer.account.as_deref() else { continue };
        for (line_at, line) in order.lines.iter().enumerate() {
            let candidate = Candidate { order: at, line: line_at, ordered_at: order.ordered_at, left: line.quantity };
            bought.entry((account, line.sku.as_str())).or_default().push(candidate);
        }
    }
    let mut plan = Plan::default();
    let mut of_pair: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    for cancelled in cancellations {
        let Some(account) = cancelled.buyer_account.as_deref() else {
            plan.no_customer += 1;
            continue;
        };
        let lines = bought.get_mut(&(account, cancelled.sku.as_str())).map(Vec::as_mut_slice).unwrap_or_default();
        if !lines.iter().any(|line| line.ordered_at <= cancelled.at) {
            plan.no_order += 1;
            continue;
        }
        let earlier =
            lines.iter_mut().filter(|line| line.ordered_at <= cancelled.at && line.left >= cancelled.quantity);
        let Some(found) = earlier.max_by_key(|line| (line.ordered_at, line.order, line.line)) else {
            plan.too_many += 1;
            continue;
        };
        found.left -= cancelled.quantity;
        plan.matched += 1;
        let order = &orders[found.order];
        let ticket = *of_pair.entry((cancelled.cancellation_no.as_str(), found.order)).or_insert_with(|| {
            plan.tickets.push(PlannedTicket {
                cancellation_no: cancelled.cancellation_no.clone(),
                order_no: order.order_no.clone(),
                at: cancelled.at,
                lines: Vec::new(),
            });
            plan.tickets.len() - 1
        });
        let line = &order.lines[found.line];
        let lines = &mut plan.tickets[ticket].lines;
        // A cancellation may name one order line twice: a ticket has it once.
        match lines.iter_mut().find(|planned| planned.line_no == line.line_no) {
            Some(planned) => planned.quantity += cancelled.quantity,
            None => lines.push(PlannedLine {
                line_no: line.line_no,
                kind: line.kind,
                unit_price: line.unit_price,
                quantity: cancelled.quantity,
            }),
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::path::Path;

    use super::*;
    use crate::domain::money::{Currency, Money};
    use crate::spreadsheet::{Mapping, ReadEvent, read_cancellations, read_orders};

    const FILE: &str = "\
No,Code,Qty,Date,Price,Who
1,A,5,2010-12-01 08:00:00,1.00,7
1,A,2,2010-12-01 08:00:00,1.50,7
2,A,3,2010-12-02 08:00:00,2.00,7
C3,A,-3,2010-12-03 08:00:00,2.00,7
C3,A,-2,2010-12-03 08:00:00,2.00,7
C4,A,-4,2010-12-03 09:00:00,2.00,7
C4,A,-9,2010-12-03 09:00:00,2.00,7
C5,B,-1,2010-12-03 09:00:00,2.00,7
C5,A,-1,2010-12-03 09:00:00,2.00,
C6,A,-1,2010-11-30 09:00:00,2.00,7
";
    const MAPPING: &str = r#"
name = "test"
paid = "at_order"
[columns]
order_no = "No"
sku = "Code"
quantity = "Qty"
ordered_at = "Date"
unit_price = "Price"
buyer_account = "Who"
[[refuse]]
column = "No"
prefix = "C"
code = "CANCELLATION_LINE"
"#;

    fn planned(path: &Path, mapping: &Mapping) -> (Plan, Currency) {
        let mut orders = Vec::new();
        read_orders(path, mapping, &mut |event| {
            if let ReadEvent::Order(order, _) = event {
                orders.push(*order);
            }
            ControlFlow::Continue(())
        })
        .expect("the orders are read");
        let cancellations = read_cancellations(path, mapping).expect("the cancellations are read");
        (plan(&orders, &cancellations), orders[0].currency)
    }

    #[test]
    fn the_newest_earlier_line_with_enough_left_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("orders.csv");
        std::fs::write(&path, FILE).expect("the file is written");
        let (plan, _) = planned(&path, &Mapping::from_toml(MAPPING.trim_start()).expect("sound"));
        let tickets: Vec<_> = plan
            .tickets
            .iter()
            .map(|ticket| {
                let lines = ticket.lines.iter().map(|line| (line.line_no, line.quantity)).collect::<Vec<_>>();
                (ticket.cancellation_no.as_str(), ticket.order_no.as_str(), lines)
            })
            .collect();
        let expected = vec![("C3", "2", vec![(1, 3)]), ("C3", "1", vec![(2, 2)]), ("C4", "1", vec![(1, 4)])];
        assert_eq!(tickets, expected);
        assert_eq!((plan.matched, plan.too_many, plan.no_order, plan.no_customer), (3, 1, 2, 1));
    }

    #[test]
    fn the_real_returns() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join("../shared/data/online-retail/online-retail-2010-12-to-2011-02.csv.gz");
        if !path.is_file() {
            println!("SKIPPED: the real data is not here: {}", path.display());
            return;
        }
        let mapping = Mapping::load(&root.join("docs/mappings/online-retail.toml")).expect("sound");
        let (plan, currency) = planned(&path, &mapping);
        assert_eq!((plan.matched, plan.tickets.len()), (1_106, 565));
        assert_eq!((plan.units(false), plan.units(true)), (83_480, 83_467));
        assert_eq!((plan.no_customer, plan.no_order, plan.too_many), (99, 679, 20));
        let worth: Money = plan
            .tickets
            .iter()
            .flat_map(|ticket| &ticket.lines)
            .filter_map(|line| line.unit_price.times(line.quantity, currency))
            .sum();
        assert_eq!(worth.plain(currency), "103369.16");
        println!("{} tickets of services alone", plan.tickets.iter().filter(|ticket| !ticket.has_goods()).count());
    }
}
