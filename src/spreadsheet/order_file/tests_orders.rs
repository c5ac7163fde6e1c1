//! Orders out of files: money by the examples of the domain, scattered lines, every refusal, and no line lost.

use std::fmt::Write;
use std::ops::ControlFlow;

use crate::domain::goods::movement::Carrier;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::{LineKind, Platform, SignState};
use crate::domain::order::order_record::{FlagReason, OrderRecord};
use crate::spreadsheet::order_file::file_line::RejectedLine;
use crate::spreadsheet::order_file::fingerprint::fingerprint;
use crate::spreadsheet::order_file::mapping::Mapping;
use crate::spreadsheet::order_file::orders::{ReadEvent, ReadSummary, read_orders};
use crate::spreadsheet::order_file::standard::template_csv;
use crate::spreadsheet::read::open_error::OpenError;
use crate::spreadsheet::test_files::{file, workbook};

type Reading = (Vec<OrderRecord>, Vec<RejectedLine>, ReadSummary);

fn read_by(mapping: &Mapping, bytes: impl AsRef<[u8]>) -> Result<Reading, OpenError> {
    let file = file(bytes);
    let (mut orders, mut rejected) = (Vec::new(), Vec::new());
    let summary = read_orders(&file.path, mapping, &mut |event| {
        match event {
            ReadEvent::Order(order, rows) => {
                assert_eq!(rows.len(), order.lines.len());
                orders.push(*order);
            }
            ReadEvent::Rejected(line) => rejected.push(line),
            ReadEvent::Heading(_) | ReadEvent::Beside(_) => {}
            ReadEvent::Progress { bytes_read, total_bytes } => assert!(bytes_read <= total_bytes),
        }
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.orders, orders.len() as u64);
    assert_eq!(summary.lines_rejected, rejected.len() as u64);
    let taken: u64 = orders.iter().map(|order| order.lines.len() as u64).sum();
    assert_eq!(summary.lines_read, taken + summary.lines_rejected, "every line is in an order or refused");
    Ok((orders, rejected, summary))
}

fn read(text: &str) -> Reading {
    read_by(&Mapping::standard(), text).expect("a table")
}

fn minor(amounts: &[i64]) -> Vec<Money> {
    amounts.iter().copied().map(Money::from_minor).collect()
}

#[test]
fn the_template_is_an_order_file_in_both_languages() {
    for zh in [false, true] {
        let (orders, rejected, _) = read(&template_csv(zh));
        assert_eq!(rejected, []);
        let [order] = orders.as_slice() else { panic!("{orders:?}") };
        assert_eq!(order.order_no, "2026110100012345678");
        assert_eq!((order.platform, order.currency), (Platform::Taobao, Currency::CNY));
        assert_eq!(order.ordered_at.to_rfc3339(), "2026-11-01T12:15:30+00:00");
        assert_eq!(order.buyer.account.as_deref(), Some("tb12345678"));
        assert_eq!(order.flagged, None, "398.00 - 20.00 - 5.00 + 6.00 = 379.00");
        assert_eq!(order.payment.amount, Money::from_minor(37_900));
        assert_eq!(order.payment.gateway, None);
        let line = &order.lines[0];
        assert_eq!([line.coupon_share, line.points_share, line.line_paid], minor(&[2_000, 500, 37_300])[..]);
        let shipment = order.shipment.as_ref().expect("sent");
        assert_eq!((shipment.carrier, shipment.sign_state), (Some(Carrier::Shunfeng), SignState::SignedOk));
    }
}

const LEAST: &str = "order_no,ordered_at,sku,quantity,unit_price";

#[test]
fn a_file_of_the_least_columns() {
    let (orders, rejected, summary) =
        read(&format!("{LEAST}\nA1,2026-11-01 10:00:00,X,2,9.995\nA1,2026-11-01,Y,1,0\n"));
    assert_eq!((rejected.len(), summary.lines_read), (0, 2));
    let order = &orders[0];
    assert_eq!(order.ordered_at.to_rfc3339(), "2026-10-31T16:00:00+00:00", "the earliest moment counts");
    assert_eq!(order.paid_at, Some(order.ordered_at), "nothing is known of payment");
    assert_eq!((order.shipment.clone(), order.flagged, order.platform), (None, None, Platform::Own));
    assert_eq!(order.lines.iter().map(|line| line.line_paid).collect::<Vec<_>>(), minor(&[1_999, 0]));
    assert_eq!(order.lines[1].name, "Y", "the name falls back to the SKU");
    assert_eq!(order.buyer.account, None);
}

#[test]
fn money_of_an_order() {
    let header =
        "order_no,ordered_at,sku,quantity,unit_price,coupon,points,freight,paid_total,line_discount,line_paid,is_gift";
    let row = |rest: &str| format!("A,2026-11-01,{rest}\n");
    type Case = (&'static str, Vec<&'static str>, Vec<i64>, Option<FlagReason>);
    let cases: Vec<Case> = vec![
        // domain.md 5.1, Ex 1 to 3
        (
            "coupon",
            vec!["a,1,99.99,30.00,,,,,,", "b,1,59.99,30.00,,,,,,", "c,1,19.99,30.00,,,149.97,,,"],
            vec![8_332, 4_999, 1_666],
            None,
        ),
        ("coupon and points", vec!["a,1,299,20,5,,373.00,,,", "b,1,99,20,5,,373.00,,,"], vec![28_021, 9_279], None),
        ("tie", vec!["a,1,33,1.00,,,,,,", "b,1,33,,,,,,,", "c,1,33,,,,,,,"], vec![3_266, 3_267, 3_267], None),
        ("a gift bears nothing", vec!["a,1,100,10,,6,96,,,", "g,1,30,,,,,,,yes"], vec![9_000, 0], None),
        ("discount of a line", vec!["a,2,50,,,,90,10.00,,", "b,1,1,,,,,1.00,,"], vec![9_000, 0], None),
        ("told by the source", vec!["a,1,100,,,,80,,80.00,"], vec![8_000], None),
        (
            "sums differ",
            vec!["a,1,100,,,5,99,,,"],
            vec![10_000],
            Some(FlagReason::SumsDiffer { lines: Money::from_minor(10_500), paid: Money::from_minor(9_900) }),
        ),
        (
            "told for some",
            vec!["a,1,100,,,,,,80,", "b,1,100,,,,,,,"],
            vec![8_000, 10_000],
            Some(FlagReason::SharesIncomplete),
        ),
        ("discount too large", vec!["a,1,10,30,,,,,,"], vec![1_000], Some(FlagReason::DiscountTooLarge)),
    ];
    for (name, rows, paid, flag) in cases {
        let text: String = rows.iter().map(|rest| row(rest)).collect();
        let (orders, rejected, _) = read(&format!("{header}\n{text}"));
        assert_eq!(rejected, [], "{name}");
        assert_eq!(orders[0].lines.iter().map(|line| line.line_paid).collect::<Vec<_>>(), minor(&paid), "{name}");
        assert_eq!(orders[0].flagged, flag, "{name}");
    }
}

#[test]
fn payment_and_parcel() {
    let header =
        "order_no,ordered_at,paid_at,shipped_at,signed_at,sign_state,tracking_no,paid_total,sku,quantity,unit_price";
    let read_one = |row: &str| {
        let (orders, rejected, _) = read(&format!("{header}\nA,2026-11-01,{row},X,1,10\n"));
        assert_eq!(rejected, [], "{row}");
        orders.into_iter().next().expect("one")
    };
    let unpaid = read_one(",,,,,");
    assert_eq!((unpaid.paid_at, unpaid.payment.amount, unpaid.shipment), (None, Money::ZERO, None));
    assert_eq!(read_one(",,,,,10").flagged, Some(FlagReason::PaymentUnclear));
    assert_eq!(read_one("0000-00-00 00:00:00,,,,,0").flagged, None);
    let refused = read_one("2026-11-01,2026-11-02,2026-11-04,拒收,,10").shipment.expect("sent");
    assert_eq!((refused.sign_state, refused.signed_at.is_some()), (SignState::Refused, true));
    let labelled = read_one("2026-11-01,,,,sf 123 456,10").shipment.expect("a number means that it left");
    assert_eq!((labelled.tracking_no.as_str(), labelled.shipped_at), ("SF123456", None));
    assert_eq!(labelled.sign_state, SignState::NotSigned);
}

#[test]
fn scattered_lines_come_out_as_one_order() {
    let text = format!(
        "{LEAST}\nA,2026-11-01,a,1,1\nB,2026-11-01,b,1,1\nA,2026-11-01,c,0,1\nC,2026-11-01,c,1,1\nB,2026-11-01,d,1,1\nA,2026-11-01,e,1,1\n"
    );
    let (orders, rejected, summary) = read(&text);
    let numbers: Vec<_> = orders.iter().map(|o| o.order_no.as_str()).collect();
    assert_eq!(numbers, ["C", "B", "A"], "each as soon as its last line has come");
    let lines: Vec<_> = orders[2].lines.iter().map(|line| (line.line_no, line.sku.as_str())).collect();
    assert_eq!(lines, [(1, "a"), (3, "e")], "the refused line keeps its number");
    assert_eq!(orders[2].flagged, Some(FlagReason::LinesRefused { count: 1 }));
    assert_eq!((rejected[0].line_no, rejected[0].reason.code()), (4, "BAD_QUANTITY"));
    assert_eq!(rejected[0].cells.join(","), "A,2026-11-01,c,0,1");
    assert_eq!(summary, ReadSummary { lines_read: 6, lines_rejected: 1, orders: 3 });
}

#[test]
fn every_refusal() {
    let header = "order_no,ordered_at,sku,quantity,unit_price,currency,buyer_account,freight,sign_state,line_discount,tracking_no,paid_at";
    let cases = [
        (",2026-11-01,X,1,1,,,,,,,", "NO_ORDER_NO"),
        ("A,2026-11-01,,1,1,,,,,,,", "NO_SKU"),
        ("1.23457E+18,2026-11-01,X,1,1,,,,,,,", "DAMAGED_NUMBER"),
        ("A,2026-11-01,X,1,1,,,,,,2.5E+17,", "DAMAGED_NUMBER"),
        ("A,2026-11-01,X,0,1,,,,,,,", "BAD_QUANTITY"),
        ("A,2026-11-01,X,-1,1,,,,,,,", "BAD_QUANTITY"),
        ("A,2026-11-01,X,1.5,1,,,,,,,", "BAD_QUANTITY"),
        ("A,2026-11-01,X,,1,,,,,,,", "BAD_QUANTITY"),
        ("A,2026-11-01,X,=1+1,1,,,,,,,", "BAD_QUANTITY"),
        ("A,2026-11-01,X,1,,,,,,,,", "BAD_PRICE"),
        ("A,2026-11-01,X,1,-1,,,,,,,", "BAD_PRICE"),
        ("A,2026-11-01,X,1,1e3,,,,,,,", "BAD_PRICE"),
        ("A,2026-11-01,X,1000000000,99999999999,,,,,,,", "BAD_PRICE"),
        ("A,,X,1,1,,,,,,,", "BAD_DATE"),
        ("A,31/12/2026,X,1,1,,,,,,,", "BAD_DATE"),
        ("A,2026-11-01,X,1,1,,,,,,,soon", "BAD_DATE"),
        ("A,2026-11-01,X,1,1,,,-6.00,,,,", "BAD_AMOUNT"),
        ("A,2026-11-01,X,1,1,,,6.123,,,,", "BAD_AMOUNT"),
        ("A,2026-11-01,X,1,1,,,,,1.01,,", "BAD_AMOUNT"),
        ("A,2026-11-01,X,1,1,pounds,,,,,,", "WRONG_CURRENCY"),
        ("A,2026-11-01,X,1,1,,,,perhaps,,,", "BAD_VALUE"),
        ("A,2026-11-01,X,1,1", "TOO_FEW_CELLS"),
        ("A,2026-11-01,X,1,1,,,,,,,,,,more", "TOO_MANY_CELLS"),
        ("A,2026-11-01,\"X,1,1,,,,,,,", "UNCLOSED_QUOTE"),
    ];
    for (row, code) in cases {
        let (orders, rejected, _) = read(&format!("{header}\n{row}\n"));
        assert_eq!(orders, [], "{row}");
        let found: Vec<_> =
            rejected.iter().map(|line| (line.line_no, line.reason.code(), line.cells.join(","))).collect();
        // The cells of a broken line are those that can be read.
        let cells = row.trim_end_matches(',').replace('"', "");
        assert_eq!(found.len(), 1, "{row}");
        assert_eq!((found[0].0, found[0].1, found[0].2.starts_with(&cells)), (2, code, true), "{found:?}");
    }
    let sound = "A,2026-11-01,X,1,1,CNY,tb1,6,,,,";
    let contradictions = [
        ("A,2026-11-01,X,1,1,USD,,,,,,", "WRONG_CURRENCY"),
        ("A,2026-11-01,X,1,1,,tb2,,,,,", "CONFLICTING_ORDER_FIELDS"),
        ("A,2026-11-01,X,1,1,,,7,,,,", "CONFLICTING_ORDER_FIELDS"),
    ];
    for (row, code) in contradictions {
        let (orders, rejected, _) = read(&format!("{header}\n{sound}\n{row}\n"));
        assert_eq!((rejected.len(), rejected[0].reason.code()), (1, code), "{row}");
        assert_eq!(orders[0].flagged, Some(FlagReason::LinesRefused { count: 1 }), "{row}");
    }
    let (orders, rejected, _) = read(&format!("{header}\n{sound}\nA,,Y,1,1,,,6.0,,,,\n"));
    assert_eq!(
        (rejected.len(), orders[0].lines.len()),
        (0, 2),
        "empty cells contradict nothing, nor does 6.0 contradict 6"
    );
}

#[test]
fn headings_that_cannot_be_used() {
    let mapping = Mapping::standard();
    let error = read_by(&mapping, "order_no,sku\nA,X\n").expect_err("columns are missing");
    let zh = error.text(true);
    assert_eq!(
        zh,
        "表头（第 1 行）缺少以下列：下单时间、单价、数量。文件里的列是：order_no、sku。请改列名，或用字段映射写明哪一列是什么"
    );
    let en = error.text(false);
    assert!(en.contains("lacks these columns: ordered_at, unit_price, quantity. The file has: order_no, sku"), "{en}");
    let error = read_by(&mapping, "6921188340257713426,林小安,13800001234\n").expect_err("no heading");
    let zh = error.text(true);
    assert!(zh.starts_with("没有找到表头") && !zh.contains("林小安"), "a line of data is shown to nobody: {zh}");
    let error = read_by(&mapping, format!("{LEAST},sku\n")).expect_err("twice");
    assert!(matches!(error, OpenError::DuplicateColumn(name) if name == "sku"));
    let (orders, _, _) = read(&format!("{LEAST},odd,odd\nA,2026-11-01,X,1,1,?,?\n"));
    assert_eq!(orders.len(), 1, "what is not mapped may be there twice");
    let (_, _, summary) = read(LEAST);
    assert_eq!(summary, ReadSummary::default(), "a heading alone is a file without orders");
}

/// Text made of what parsers trip over, reproducible.
fn nonsense(seed: u64) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b",",
        b"\"",
        b"\n",
        b"\r",
        b"\r\n",
        b"A",
        b"2026-11-01",
        b"1",
        b"-0.01",
        b"\xff",
        b"\xe4\xb8",
        b"\x81\x30",
        b"\0",
        b"\"\"",
        b"=1",
        b"99999999999999999999",
    ];
    let mut state = seed;
    let mut text = format!("{LEAST}\n").into_bytes();
    for _ in 0..400 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.extend_from_slice(PIECES[(state >> 60) as usize]);
    }
    text
}

#[test]
fn nonsense_is_refused_line_by_line() {
    for seed in 0..300 {
        // `read_by` checks that every line is accounted for.
        let _ = read_by(&Mapping::standard(), nonsense(seed));
    }
}

#[test]
fn an_order_has_a_limit_and_a_reading_can_be_stopped() {
    let mut text = format!("{LEAST}\n");
    for _ in 0..5_003 {
        let _ = writeln!(text, "A,2026-11-01,X,1,1");
    }
    let (orders, rejected, _) = read(&text);
    assert_eq!((orders[0].lines.len(), rejected.len()), (5_000, 3));
    assert!(rejected.iter().all(|line| line.reason.code() == "TOO_MANY_LINES"));

    let file = file(format!("{LEAST}\nA,2026-11-01,X,1,1\nB,2026-11-01,X,1,1\n"));
    let mut events = 0;
    let summary = read_orders(&file.path, &Mapping::standard(), &mut |event| {
        if !matches!(event, ReadEvent::Order(..)) {
            return ControlFlow::Continue(());
        }
        events += 1;
        ControlFlow::Break(())
    });
    assert_eq!((events, summary.expect("read").orders), (1, 1));
}

#[test]
fn foreign_files_by_a_mapping() {
    let mapping = Mapping::from_toml(
        r#"
        name = "Versand"
        zone = "Europe/Berlin"
        decimal = "comma"
        date_formats = ["%d.%m.%Y %H:%M"]
        shipped = "+12 hours"
        signed = "+3 days"
        gateway = "simulated"
        optional = ["paid_at"]
        [columns]
        order_no = "Bestellung"
        ordered_at = ["Datum", "Bestellt am"]
        paid_at = "Bezahlt"
        sku = "Artikel"
        quantity = "Menge"
        unit_price = "Preis"
        coupon = "Rabatt"
        [constants]
        currency = "EUR"
        shop = "Berlin"
        [defaults]
        sku = "?"
        [cleanups]
        coupon = ["currency_sign", "unsigned"]
        [[refuse]]
        column = "Status"
        equals = ["storniert", "Test"]
        code = "NOT_SOLD"
        zh = "未成交"
        en = "not sold"
        [[refuse]]
        column = "Menge"
        less_or_equal = "0,5"
        code = "BAD_QUANTITY"
        "#
        .replace("\"0,5\"", "\"0.5\"")
        .as_str(),
    )
    .expect("sound");
    let text = "Bestellung;Bestellt am;Artikel;Menge;Preis;Rabatt;Status\n\
                1;01.07.2026 10:30;;2;1.000,50;-1,00 €;ok\n\
                2;01.07.2026 10:30;X;1;1,00;;storniert\n\
                3;01.07.2026 10:30;X;0,5;1,00;;ok\n\
                4;01.07.2026 10:30;X;1;1.00;;ok\n";
    let (orders, rejected, _) = read_by(&mapping, text).expect("a table");
    let order = &orders[0];
    assert_eq!((order.shop.as_str(), order.currency.code()), ("Berlin", "EUR"));
    assert_eq!(order.ordered_at.to_rfc3339(), "2026-07-01T08:30:00+00:00");
    let shipment = order.shipment.as_ref().expect("sent");
    assert_eq!(shipment.shipped_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-07-01T20:30:00+00:00"));
    assert_eq!(shipment.signed_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-07-04T20:30:00+00:00"));
    assert_eq!((order.lines[0].sku.as_str(), order.payment.amount), ("?", Money::from_minor(200_000)));
    let codes: Vec<_> = rejected.iter().map(|line| line.reason.code()).collect();
    assert_eq!(codes, ["NOT_SOLD", "BAD_QUANTITY", "BAD_PRICE"]);
    assert_eq!(rejected[0].reason.text(true), "未成交");
}

#[test]
fn the_merchant_fills_what_the_mapping_leaves_open() {
    let mapping = Mapping::standard().for_merchant(chrono_tz::Asia::Tokyo, Currency::parse("JPY").expect("a code"));
    let (orders, rejected, _) = read_by(&mapping, format!("{LEAST}\nA,2026-11-01,X,3,100\n")).expect("a table");
    assert_eq!(rejected, []);
    assert_eq!((orders[0].currency.code(), orders[0].payment.amount), ("JPY", Money::from_minor(300)));
    assert_eq!(orders[0].ordered_at.to_rfc3339(), "2026-10-31T15:00:00+00:00");
}

#[test]
fn a_workbook_gives_the_same_orders_as_the_csv() {
    let (from_csv, _, _) = read(&format!("{LEAST}\n536365,2010-12-01 08:26:00,X,6,2.55\n"));
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>\
                <c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c></row>\
                <row r=\"2\"><c r=\"A2\"><v>536365</v></c><c r=\"B2\" s=\"1\"><v>40513.351388888892</v></c>\
                <c r=\"C2\" t=\"inlineStr\"><is><t>X</t></is></c><c r=\"D2\"><v>6</v></c><c r=\"E2\"><v>2.5499999999999998</v></c></row>";
    let names: Vec<&str> = LEAST.split(',').collect();
    let (from_book, rejected, _) = read_by(&Mapping::standard(), workbook(rows, &names)).expect("a table");
    assert_eq!((from_book, rejected.len()), (from_csv, 0));
}

#[test]
fn the_fingerprint_tells_any_change() {
    let read_one = |text: &str| read(text).0.into_iter().next().expect("an order");
    let order = read_one(&template_csv(false));
    let print = fingerprint(&order);
    assert_eq!(print.len(), 64);
    assert_eq!(print, fingerprint(&read_one(&template_csv(true))), "the same content by other headings");
    let changes: [fn(&mut OrderRecord); 9] = [
        |o| o.order_no.push('x'),
        |o| o.paid_at = None,
        |o| o.buyer.account = None,
        |o| o.buyer.account = Some(String::new()),
        |o| o.merchant_remark = "x".into(),
        |o| o.freight = Money::ZERO,
        |o| o.shipment = None,
        |o| o.lines[0].kind = LineKind::Service,
        |o| o.flagged = Some(FlagReason::PaymentUnclear),
    ];
    let mut prints = std::collections::BTreeSet::from([print]);
    for change in changes {
        let mut changed = order.clone();
        change(&mut changed);
        assert!(prints.insert(fingerprint(&changed)), "{changed:?}");
    }
}
