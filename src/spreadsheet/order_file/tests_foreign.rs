//! Files as people and their programs leave them: titles, sums, merged cells, labels, lost digits, other calendars, and rejects files that were
//! mended.

use std::ops::ControlFlow;

use chrono_tz::Tz;

use crate::domain::money::Currency;
use crate::domain::order::order_record::{FlagReason, OrderRecord};
use crate::spreadsheet::order_file::mapping::Mapping;
use crate::spreadsheet::order_file::orders::{ReadEvent, read_orders};
use crate::spreadsheet::order_file::rejects::RejectsWriter;
use crate::spreadsheet::order_file::standard::EXAMPLE_MAPPING;
use crate::spreadsheet::read::open_error::OpenError;
use crate::spreadsheet::test_files::{file, rows_of, workbook, workbook_with};

/// The orders, the refused lines as `line CODE`, the rejects file.
type Reading = (Vec<OrderRecord>, Vec<String>, String);

fn read_in(zone: Tz, bytes: impl AsRef<[u8]>) -> Result<Reading, OpenError> {
    let file = file(bytes);
    let mapping = Mapping::standard().for_merchant(zone, Currency::CNY);
    let (mut orders, mut refused) = (Vec::new(), Vec::new());
    let mut rejects = RejectsWriter::new(Vec::new(), true).expect("begins");
    let summary = read_orders(&file.path, &mapping, &mut |event| {
        match event {
            ReadEvent::Heading(names) => rejects.heading(&names).expect("written"),
            ReadEvent::Order(order, _) => orders.push(*order),
            ReadEvent::Rejected(line) => {
                refused.push(format!("{} {}", line.line_no, line.reason.code()));
                rejects.write(&line).expect("written");
            }
            ReadEvent::Beside(line) => rejects.write(&line).expect("written"),
            ReadEvent::Progress { .. } => {}
        }
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.lines_rejected as usize, refused.len());
    let taken: usize = orders.iter().map(|order: &OrderRecord| order.lines.len()).sum();
    assert_eq!(summary.lines_read as usize, taken + refused.len(), "every line is in an order or refused");
    Ok((orders, refused, String::from_utf8(rejects.finish().expect("ends")).expect("text")))
}

fn read(bytes: impl AsRef<[u8]>) -> Reading {
    read_in(chrono_tz::Asia::Shanghai, bytes).expect("a table")
}

/// Number, lines and paid amount of each order.
fn sums(orders: &[OrderRecord]) -> Vec<(&str, usize, i64)> {
    orders.iter().map(|order| (order.order_no.as_str(), order.lines.len(), order.payment.amount.minor())).collect()
}

const TITLED: [&str; 6] = [
    "已发货订单，导出时间 2026-11-28 09:00",
    "订单号|下单时间|付款时间|商品编码|单价|数量|实付总额",
    "W14-0001|2026-11-20 09:00:00|2026-11-20 09:01:00|CHAIR|599.00|1|687.00",
    "W14-0001|2026-11-20 09:00:00||CUP|88.00|1|",
    "W14-0002|2026-11-20 09:30:00|2026-11-20 09:31:00|LAMP|269.00|1|269.00",
    "合计|||||3|956",
];

#[test]
fn a_table_may_begin_below_a_title_and_end_above_a_sum() {
    let csv = |delimiter: &str| TITLED.join("\n").replace('|', delimiter);
    let book = workbook_with(&rows_of(&TITLED), &[], &["A1:G1"], false);
    let dresses =
        [("workbook", book), ("commas", csv(",").into()), ("semicolons", csv(";").into()), ("tabs", csv("\t").into())];
    for (name, bytes) in dresses {
        let (orders, refused, rejects) = read(bytes);
        assert_eq!(sums(&orders), [("W14-0001", 2, 68_700), ("W14-0002", 1, 26_900)], "{name}");
        assert_eq!(refused, ["6 SUM_LINE"], "{name}");
        assert!(rejects.contains("合计行"), "{rejects}");
    }
    let (orders, refused, _) = read(
        "订单号,下单时间,商品编码,单价,数量\nA,2026-11-20,X,1,1\n订单号,下单时间,商品编码,单价,数量\n,,,总计：,1\n",
    );
    assert_eq!((orders.len(), refused), (1, vec!["3 HEADING_AGAIN".to_owned(), "4 SUM_LINE".to_owned()]));
}

#[test]
fn a_table_may_stand_on_the_second_sheet_or_far_below() {
    let mut lines = vec!["说明"; 15];
    lines.extend(["order_no|ordered_at|sku|unit_price|quantity", "A|2026-11-20|X|5.00|1"]);
    let (orders, refused, _) = read(workbook(&rows_of(&lines), &[]));
    assert_eq!((sums(&orders), refused.len()), (vec![("A", 1, 500)], 0));
}

#[test]
fn a_cell_over_several_rows_says_the_same_of_each() {
    let lines = [
        "订单号|下单时间|收货人|快递单号|发货时间|签收时间|商品编码|单价|数量",
        "W17-1|2026-11-20 11:00:00|测试|YT8800010001|2026-11-21 15:00:00|2026-11-23 11:00:00|CHAIR|599.00|1",
        "||||||LAMP|269.00|1",
        "||||||CUP|88.00|2",
        "W17-2|2026-11-20 11:10:00|测试|YT8800020001|2026-11-21 15:00:00|2026-11-23 11:00:00|CUP|88.00|1",
        "||||||PAD|29.90|1",
        "W17-3|2026-11-20 11:20:00|测试|YT8800030001|2026-11-21 15:00:00|2026-11-23 11:00:00|LAMP|269.00|1",
        "||||||PAD|29.90|1",
    ];
    let merged = ["A5:A6", "F5:F6", "B5:B6", "A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:E4", "F2:F4"];
    let (orders, refused, rejects) = read(workbook_with(&rows_of(&lines), &[], &merged, false));
    assert_eq!(sums(&orders), [("W17-1", 3, 104_400), ("W17-2", 2, 11_790), ("W17-3", 1, 26_900)]);
    assert_eq!(refused, ["8 NO_ORDER_NO"], "nothing is guessed where no cell reaches down");
    assert!(rejects.contains("合并单元格"), "{rejects}");
    // What a line costs and how many there are is said of one line only.
    let merged = ["A2:A3", "B2:B3", "D2:D3"];
    let lines = ["订单号|下单时间|商品编码|数量|单价", "A|2026-11-20|X|2|1.00", "||Y||1.00"];
    let (orders, refused, _) = read(workbook_with(&rows_of(&lines), &[], &merged, false));
    assert_eq!((sums(&orders), refused), (vec![("A", 1, 200)], vec!["3 BAD_QUANTITY".to_owned()]));
}

#[test]
fn days_may_count_from_1904() {
    let rows = "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" s=\"1\"><v>44884.5</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>X</t></is></c>\
                <c r=\"D2\"><v>1</v></c><c r=\"E2\"><v>5</v></c></row>\
                <row r=\"3\"><c r=\"A3\"><v>8</v></c><c r=\"B3\"><v>44884.5</v></c><c r=\"C3\" t=\"inlineStr\"><is><t>X</t></is></c>\
                <c r=\"D3\"><v>1</v></c><c r=\"E3\"><v>5</v></c></row>";
    let heading = rows_of(&["order_no|ordered_at|sku|quantity|unit_price"]);
    let (orders, _, _) = read(workbook_with(&format!("{heading}{rows}"), &[], &[], true));
    for order in &orders {
        assert_eq!(order.ordered_at.to_rfc3339(), "2026-11-20T04:00:00+00:00", "with a date's format and without");
    }
    assert_eq!(orders.len(), 2);
}

#[test]
fn a_day_without_midnight_begins_when_the_clocks_go_on() {
    let text = "订单号,下单时间,商品编码,单价,数量\nBEFORE,2026-09-05 23:30:00,A,1,1\nGAP,2026-09-06,B,1,1\n\
                NEVER,2026-09-06 00:30:00,C,1,1\nLATE,2026-09-06 23:30:00,D,1,1\n";
    let (orders, refused, _) = read_in(chrono_tz::America::Santiago, text).expect("a table");
    assert_eq!(refused, ["4 BAD_DATE"]);
    assert_eq!(orders[1].ordered_at.to_rfc3339(), "2026-09-06T04:00:00+00:00", "01:00 at -03:00");
}

#[test]
fn labels_and_marks_come_off_numbers_and_off_nothing_else() {
    let text = "订单号,下单时间,收货电话,快递单号,商品编码,商品名称,规格,单价,数量\n\
                '2026110100012345678,2026-11-20,'13800001234,No:7000-0123 4567,'-5KG,'tis,'007,1,1\n\
                \u{feff}A\u{200b}1.0,2026-11-20,１３８００００１２３４,ｎｏ：yt1,X,,,1,1\n";
    let (orders, refused, _) = read(text);
    assert_eq!(refused, Vec::<String>::new());
    let parcel = |at: usize| orders[at].shipment.as_ref().map(|parcel| parcel.tracking_no.clone()).unwrap_or_default();
    assert_eq!(
        (orders[0].order_no.as_str(), orders[0].receiver_phone.as_str()),
        ("2026110100012345678", "13800001234")
    );
    assert_eq!((parcel(0), parcel(1)), ("700001234567".to_owned(), "YT1".to_owned()));
    let line = &orders[0].lines[0];
    assert_eq!((line.sku.as_str(), line.name.as_str(), line.spec.as_str()), ("-5KG", "'tis", "007"));
    assert_eq!((orders[1].order_no.as_str(), orders[1].receiver_phone.as_str()), ("A1.0", "13800001234"));
    let (orders, _, _) =
        read("order_no,ordered_at,sku,quantity,unit_price\n536365.0,2026-11-20,X,1,1\n536365,2026-11-20,Y,1,1\n");
    assert_eq!(sums(&orders), [("536365", 2, 200)], "one order stays one");
}

#[test]
fn two_orders_do_not_become_one_when_digits_were_lost() {
    let text = "order_no,ordered_at,sku,quantity,unit_price\n2026110100012340000,2026-11-20,X,1,1\n\
                2026110100012340000,2026-11-20,Y,1,1\n2026110100099990000,2026-11-20,Z,1,1\n";
    let (orders, refused, rejects) = read(text);
    assert_eq!((orders.len(), refused.len()), (0, 3), "{refused:?}");
    assert!(refused.iter().all(|line| line.ends_with("DAMAGED_NUMBER")) && rejects.contains("第 15 位以后"));
    let (orders, refused, _) = read("order_no,ordered_at,sku,quantity,unit_price\n1234567890123450,2026-11-20,X,1,1\n");
    assert_eq!((orders.len(), refused.len()), (1, 0), "one nought may be chance");
}

#[test]
fn nothing_is_signed_for_before_it_is_ordered() {
    let text = "order_no,ordered_at,shipped_at,signed_at,sku,quantity,unit_price\n\
                A,2026-11-20 10:00:00,2026-11-21,2026-11-19,X,1,1\nB,2026-11-20 10:00:00,2026-11-20,2026-11-20,X,1,1\n\
                C,2026-11-20 10:00:00,2026-11-20 09:00:00,,X,1,1\nD,2026-11-20,2026-11-20 09:00:00,2026-11-22,X,1,1\n";
    let (orders, refused, rejects) = read(text);
    assert_eq!(refused, ["2 BEFORE_ORDER", "4 BEFORE_ORDER"]);
    assert_eq!(sums(&orders), [("B", 1, 100), ("D", 1, 100)], "a day alone may be the day of the order");
    assert!(rejects.contains("“签收时间”早于下单时间"), "{rejects}");
}

#[test]
fn a_rejects_file_is_mended_and_sent_in_again() {
    let text = "订单号,下单时间,实付总额,商品编码,单价,数量\nA,2026-11-20,30.00,X,10.00,1\nA,2026-11-20,,Y,10.00,many\nA,2026-11-20,,Z,10.00,1\n\
                ,2026-11-20,,V,5.00,1\nB,2026-11-20,,W,5.00,1\n";
    let (orders, refused, rejects) = read(text);
    assert_eq!((orders.len(), refused), (2, vec!["3 BAD_QUANTITY".to_owned(), "5 NO_ORDER_NO".to_owned()]));
    assert!(matches!(orders[0].flagged, Some(FlagReason::LinesRefused { count: 1 })));
    assert!(rejects.starts_with("\u{feff}行号,代码,原因,订单号,下单时间,实付总额,商品编码,单价,数量\r\n"), "{rejects}");
    assert_eq!(rejects.lines().filter(|line| line.contains("OF_REFUSED_ORDER")).count(), 2, "the order is there whole");
    // The quantity is put right, and the line without a number turns out to be one of B's.
    let mended = rejects.replace(",many", ",1").replace(",,2026-11-20,,V", ",B,2026-11-20,,V");
    let (orders, refused, again) = read(&mended);
    assert_eq!(refused, Vec::<String>::new(), "{mended}");
    assert_eq!(sums(&orders), [("A", 3, 3_000), ("B", 1, 500)]);
    assert_eq!(orders[0].flagged, None, "nothing is missing any more");
    assert_eq!(orders[1].flagged, Some(FlagReason::LinesRefused { count: 1 }), "other lines of B are here already");
    assert!(again.starts_with("\u{feff}行号,代码,原因,订单号"), "its own columns stand once: {again}");
}

#[test]
fn the_example_of_a_mapping_reads_a_shops_export() {
    let mapping = Mapping::from_toml(EXAMPLE_MAPPING).expect("sound").for_merchant(chrono_tz::UTC, Currency::CNY);
    let text = "订单编号,买家会员名,订单状态,订单创建时间,联系手机,物流单号,商家编码,购买数量,商品单价\n\
                6921188340257713426,tb1,交易成功,2026-11-20 10:00:00,'13800001234,No:70000123456789,KB-1,2,¥19.90\n\
                6921188340257713427,tb2,交易关闭,2026-11-20 10:00:00,'13800001234,,KB-1,2,19.90元\n";
    let file = file(text);
    let mut found = Vec::new();
    read_orders(&file.path, &mapping, &mut |event| {
        match event {
            ReadEvent::Order(order, _) => found.push(format!("{} {}", order.order_no, order.payment.amount.minor())),
            ReadEvent::Rejected(line) => found.push(format!("{} {}", line.line_no, line.reason.code())),
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .expect("a table");
    assert_eq!(found, ["6921188340257713426 3980", "3 NOT_SOLD"]);
}
