//! Stock files: what is taken, and what is refused as what.

use std::ops::ControlFlow;

use super::stock::{StockEvent, StockSummary, read_stock};
use super::test_files::file;
use crate::domain::goods::condition::Bucket;
use crate::spreadsheet::read::open_error::OpenError;

fn read(text: &str) -> Result<(Vec<String>, StockSummary), OpenError> {
    let file = file(text);
    let mut found = Vec::new();
    let summary = read_stock(&file.path, &mut |event| {
        match event {
            StockEvent::Line(line) => found
                .push(format!("{} {} {} {} {}", line.line_no, line.warehouse, line.sku, line.bucket, line.quantity)),
            StockEvent::Rejected(line) => found.push(format!("{} {}", line.line_no, line.reason.code())),
            StockEvent::Heading(_) | StockEvent::Progress { .. } => {}
        }
        ControlFlow::Continue(())
    })?;
    Ok((found, summary))
}

#[test]
fn lines_and_refusals() {
    let (found, summary) = read(
        "warehouse,sku,bucket,quantity\nMAIN,X,SELLABLE,10\nMAIN,X,次品,0\nMAIN,X,,1\nMAIN,,SELLABLE,1\n\
         MAIN,Y,ATTIC,1\nMAIN,Y,SCRAP,-1\nMAIN,Y,SCRAP,1.5\nMAIN,Y,SCRAP,2.0\nMAIN,Y\n",
    )
    .expect("a table");
    assert_eq!(
        found,
        [
            "2 MAIN X SELLABLE 10",
            "3 MAIN X DEFECTIVE 0",
            "4 DUPLICATE_LINE",
            "5 NO_SKU",
            "6 BAD_BUCKET",
            "7 BAD_COUNT",
            "8 BAD_COUNT",
            "9 MAIN Y SCRAP 2",
            "10 TOO_FEW_CELLS",
        ]
    );
    assert_eq!(summary, StockSummary { lines_read: 9, lines_rejected: 6 });
}

#[test]
fn chinese_headings_and_the_least_columns() {
    let (found, _) = read("商品编码,数量\nX,3\n").expect("a table");
    assert_eq!(found, [format!("2  X {} 3", Bucket::Sellable)]);
    assert!(
        matches!(read("sku\nX\n"), Err(OpenError::MissingColumns(found)) if found.missing == [["quantity", "数量"]])
    );
}
