//! The stories of the sample week.

mod digital;
mod home;
mod outdoor;
mod waiting;

use super::goods::GOODS;
use super::sale::Sale;
use super::story::Story;

/// The stories, and the orders without after-sales.
pub fn all() -> (Vec<Story>, Vec<Sale>) {
    let stories = [home::stories(), digital::stories(), outdoor::stories(), waiting::stories()].concat();
    let mut quiet: Vec<Sale> = GOODS.iter().map(|good| Sale::of(good.sku, 1)).collect();
    quiet.extend([
        Sale::of("MZ-CHAIR-OAK", 4).and("MZ-PAD-16", 1).coupon(20_000),
        Sale::of("MZ-CUP-SET", 2).freight(800),
        Sale::of("MZ-LAMP-FLOOR", 1).and("MZ-CUP-SET", 1).points(1_500),
        Sale::of("QH-EAR-PRO", 1).and("QH-CASE-CLEAR", 1).coupon(3_000),
        Sale::of("QH-CHARGER-65", 2),
        Sale::of("QH-CASE-CLEAR", 3),
        Sale::of("SH-TENT-2", 1).and("SH-MAT-ALU", 2).coupon(5_000).points(800),
        Sale::of("SH-BOTTLE-1L", 2).freight(600),
        Sale::of("SH-POLE-2", 1).and("SH-BOTTLE-1L", 1),
        Sale::of("SH-PACK-40-GREY", 1).points(2_000),
    ]);
    (stories, quiet)
}
