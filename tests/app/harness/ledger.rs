//! The simulated gateway's own books: what it paid, whatever the product says.

use std::collections::BTreeMap;
use std::path::Path;

use aftersales::gateways::simulated::LEDGER;

/// What was paid for each refund: request number and amount in minor units.
pub type Paid = BTreeMap<String, BTreeMap<String, i64>>;

/// Reads the books; a last line that was cut off was never acknowledged.
pub fn paid(files_dir: &Path) -> Paid {
    let mut paid = Paid::new();
    let books = std::fs::read_to_string(files_dir.join(LEDGER)).unwrap_or_default();
    for line in books.lines() {
        let Ok(entry) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        if entry["standing"] == "PAID" {
            let text = |name: &str| entry[name].as_str().expect("a text").to_owned();
            let amount = entry["amount_minor"].as_i64().expect("an amount");
            paid.entry(text("refund_no")).or_default().insert(text("request_no"), amount);
        }
    }
    paid
}

/// Refunds that were paid under more than one request number.
pub fn paid_twice(paid: &Paid) -> Vec<&str> {
    paid.iter().filter(|(_, requests)| requests.len() > 1).map(|(refund_no, _)| refund_no.as_str()).collect()
}
