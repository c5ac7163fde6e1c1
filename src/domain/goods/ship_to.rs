//! Where a parcel to a buyer goes.

use crate::domain::people::contact::{is_masked, mask_address, mask_name, mask_phone};

/// The receiver of a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipTo {
    pub receiver: String,
    pub phone: String,
    pub address: String,
}

impl ShipTo {
    fn parts(&self) -> [&str; 3] {
        [&self.receiver, &self.phone, &self.address]
    }

    /// Whether a parcel can be addressed: nothing is missing, and no platform has masked a part.
    pub fn is_complete(&self) -> bool {
        self.parts().iter().all(|part| !part.trim().is_empty() && !is_masked(part))
    }

    /// As everybody may see it.
    pub fn masked(&self) -> Self {
        Self {
            receiver: mask_name(&self.receiver),
            phone: mask_phone(&self.phone),
            address: mask_address(&self.address),
        }
    }

    /// One line, as a carrier's form takes it; parts that are missing are left out.
    pub fn line(&self) -> String {
        let known: Vec<&str> = self.parts().into_iter().filter(|part| !part.trim().is_empty()).collect();
        known.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ship_to(receiver: &str, phone: &str, address: &str) -> ShipTo {
        ShipTo { receiver: receiver.to_owned(), phone: phone.to_owned(), address: address.to_owned() }
    }

    #[test]
    fn a_parcel_needs_all_parts_in_clear() {
        for (receiver, phone, address, is_complete) in [
            ("王小明", "13800000001", "上海市浦东新区世纪大道 1 号", true),
            ("", "13800000001", "上海市浦东新区世纪大道 1 号", false),
            ("王小明", " ", "上海市浦东新区世纪大道 1 号", false),
            ("王**", "13800000001", "上海市浦东新区世纪大道 1 号", false),
            ("王小明", "138****0001", "上海市浦东新区世纪大道 1 号", false),
            ("王小明", "13800000001", "上海市浦东新区***", false),
        ] {
            assert_eq!(ship_to(receiver, phone, address).is_complete(), is_complete, "{receiver} {phone} {address}");
        }
        assert_eq!(ship_to("王小明", "", "世纪大道 1 号").line(), "王小明 世纪大道 1 号");
    }
}
