//! Numbers as long and as arbitrary as platforms and carriers make them, the same in every demo.

use crate::domain::goods::movement::Carrier;
use crate::domain::order::kind::Platform;

/// An order number as long as the platform makes them.
pub fn order_no(platform: Platform, seed: u64) -> String {
    match platform {
        Platform::Jd => format!("30{}", digits(seed, 10)),
        Platform::Douyin => format!("69{}", digits(seed, 17)),
        _ => format!("26{}", digits(seed, 17)),
    }
}

/// A tracking number as the carrier writes them.
pub fn tracking_no(carrier: Carrier, seed: u64) -> String {
    // Digits of their own, so that an order's number and its parcels' do not look alike.
    let seed = seed + 70_000;
    match carrier {
        Carrier::Shunfeng => format!("SF1{}", digits(seed, 12)),
        Carrier::Yuantong => format!("YT{}", digits(seed, 13)),
        Carrier::Jd => format!("JDVA{}", digits(seed, 11)),
        Carrier::Jtexpress => format!("JT{}", digits(seed, 13)),
        _ => format!("78{}", digits(seed, 12)),
    }
}

/// `count` digits that look random, the same for the same seed.
pub fn digits(seed: u64, count: usize) -> String {
    (0..count as u64).map(|at| char::from(b'0' + (spread(seed, 40 + at) % 10) as u8)).collect()
}

/// A number from a seed, well mixed.
pub fn spread(seed: u64, salt: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt.wrapping_mul(0xD1B5_4A32_D192_ED03));
    mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 29)) % 1_000_003
}
