//! Where a parcel can be followed.

use crate::domain::goods::movement::Carrier;

/// The page of a common tracking service about a parcel; `None` for a carrier that it does not know, or without a number.
pub fn address(carrier: &str, tracking_no: &str) -> Option<String> {
    let carrier = Carrier::parse(carrier).filter(|carrier| *carrier != Carrier::Other)?;
    let number: String = form_urlencoded::byte_serialize(tracking_no.as_bytes()).collect();
    (!number.is_empty()).then(|| format!("https://www.kuaidi100.com/chaxun?com={}&nu={number}", carrier.code()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_known_carrier_has_a_page() {
        let page = "https://www.kuaidi100.com/chaxun?com=shunfeng&nu=SF1%261";
        assert_eq!(address("shunfeng", "SF1&1").as_deref(), Some(page));
        for (carrier, number) in [("other", "X1"), ("Hermes", "X1"), ("shunfeng", "")] {
            assert_eq!(address(carrier, number), None, "{carrier} {number}");
        }
    }
}
