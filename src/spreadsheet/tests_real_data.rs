//! The real export, with the mapping that ships for it: exact counts, every kind of dirt its README names, and no line lost.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::domain::money::Money;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::{LineKind, SignState};
use crate::domain::order::order_record::OrderRecord;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::fingerprint::fingerprint;
use crate::spreadsheet::order_file::mapping::Mapping;
use crate::spreadsheet::order_file::orders::{ReadEvent, ReadSummary, read_orders};

fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/online-retail/online-retail-2010-12-to-2011-02.csv.gz");
    if path.is_file() {
        return Some(path);
    }
    println!("SKIPPED: the real data is not here: {}", path.display());
    None
}

fn shipped_mapping() -> Mapping {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mappings/online-retail.toml");
    Mapping::load(&path).expect("the mapping that ships is sound")
}

#[test]
fn the_description_names_every_field() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mappings/README.md");
    let text = std::fs::read_to_string(path).expect("the description is there");
    for field in Field::ALL {
        assert!(text.contains(&format!("| `{}` | {} |", field.name(), field.zh())), "{}", field.name());
    }
}

#[test]
fn the_real_export() {
    let mapping = shipped_mapping();
    let Some(path) = data() else { return };
    let began = std::time::Instant::now();
    let (mut orders, mut codes, mut lines) = (Vec::<OrderRecord>::new(), BTreeMap::new(), BTreeSet::new());
    let summary = read_orders(&path, &mapping, &mut |event| {
        match event {
            ReadEvent::Order(order, _) => orders.push(*order),
            ReadEvent::Rejected(line) => {
                assert!(lines.insert(line.line_no), "line {} twice", line.line_no);
                assert!(!line.cells.is_empty());
                *codes.entry(line.reason.code().to_owned()).or_insert(0) += 1;
            }
            ReadEvent::Heading(_) | ReadEvent::Beside(_) | ReadEvent::Progress { .. } => {}
        }
        ControlFlow::Continue(())
    })
    .expect("readable");
    println!("read twice and assembled in {:?}", began.elapsed());

    assert_eq!(summary, ReadSummary { lines_read: 105_335, lines_rejected: 2_118, orders: 3_875 });
    assert_eq!(codes, BTreeMap::from([("BAD_QUANTITY".to_owned(), 214), ("CANCELLATION_LINE".to_owned(), 1_904)]));
    let numbers: BTreeSet<_> = orders.iter().map(|order| &order.order_no).collect();
    assert_eq!(numbers.len(), 3_875, "each order once");

    let all = || orders.iter().flat_map(|order| &order.lines);
    assert_eq!(all().count(), 103_217);
    assert_eq!(all().filter(|line| line.unit_price.scaled() == 0).count(), 326);
    assert_eq!(all().filter(|line| line.name == line.sku).count(), 119);
    let guests = orders.iter().filter(|order| order.buyer.account.is_none());
    assert_eq!(guests.map(|order| order.lines.len()).sum::<usize>(), 35_897);
    assert!(orders.iter().filter_map(|o| o.buyer.account.as_deref()).all(|a| a.bytes().all(|b| b.is_ascii_digit())));
    assert!(orders.iter().all(|order| order.flagged.is_none()), "no order mixes sound and refused lines");
    let services: BTreeSet<_> = all().filter(|l| l.kind == LineKind::Service).map(|l| l.sku.as_str()).collect();
    println!("{} service lines: {services:?}", all().filter(|line| line.kind == LineKind::Service).count());
    assert!(services.contains("POST") && services.contains("gift_0001_20") && !services.contains("DCGS0003"));
    let paid: Money = orders.iter().map(|order| order.payment.amount).sum();
    println!("paid in total: {} minor units", paid.minor());

    let find = |order_no: &str| orders.iter().find(|order| order.order_no == order_no).expect("there");
    let first = find("536365");
    assert_eq!(first.ordered_at.to_rfc3339(), "2010-12-01T08:26:00+00:00");
    assert_eq!((first.buyer.account.as_deref(), first.currency.code()), (Some("17850"), "GBP"));
    assert_eq!((first.payment.gateway, first.paid_at), (Some(GatewayKind::Simulated), Some(first.ordered_at)));
    let shipment = first.shipment.as_ref().expect("sent");
    assert_eq!((shipment.signed_at, shipment.sign_state), (Some(first.ordered_at), SignState::SignedOk));
    assert_eq!((first.lines.len(), first.lines[0].line_paid), (7, Money::from_minor(1_530)));
    // The order whose lines are not contiguous, and one whose lines are stamped a minute apart.
    let scattered = find("542806");
    assert_eq!(scattered.lines.iter().map(|line| line.line_no).collect::<Vec<_>>(), (1..=39).collect::<Vec<_>>());
    assert_eq!(find("536591").ordered_at.to_rfc3339(), "2010-12-01T16:57:00+00:00");

    let prints: BTreeSet<String> = orders.iter().map(fingerprint).collect();
    assert_eq!(prints.len(), orders.len());
}
