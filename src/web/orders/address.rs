//! Order numbers in addresses: they come from elsewhere and may hold any sign.

/// The address of an order's page.
pub fn order(order_no: &str) -> String {
    format!("/orders/{}", encode(order_no))
}

/// The address of an order's page where several merchants may use its number.
pub fn order_of(order_no: &str, merchant_code: &str) -> String {
    format!("{}?merchant={}", order(order_no), encode(merchant_code))
}

/// Where a look at an order's masked values is asked for.
pub fn unmasking(order_no: &str, merchant_code: &str) -> String {
    format!("{}/unmasking?merchant={}", order(order_no), encode(merchant_code))
}

/// The address of the form for a new ticket on an order.
pub fn new_ticket(order_no: &str, merchant_code: Option<&str>) -> String {
    let merchant = merchant_code.map(|code| format!("&merchant={}", encode(code))).unwrap_or_default();
    format!("/tickets/new?order_no={}{merchant}", encode(order_no))
}

/// A value for an address, percent-encoded.
pub fn encode(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    encoded.replace('+', "%20")
}

/// A piece of a path as it was meant: the router leaves these three signs encoded.
pub fn decode(piece: &str) -> String {
    piece.replace("%2F", "/").replace("%2f", "/").replace("%2B", "+").replace("%2b", "+").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_kinds_have_an_address() {
        assert_eq!(order("69 21/1+2%"), "/orders/69%2021%2F1%2B2%25");
        assert_eq!(decode("21%2F1%2B2%25"), "21/1+2%");
        assert_eq!(new_ticket("A1", Some("M&1")), "/tickets/new?order_no=A1&merchant=M%261");
    }
}
