//! 山河户外: parcels that are hard to tell apart, and a buyer who sends everything back.

use super::super::buyers::RETURNER;
use super::super::sale::{Sale, Travel};
use super::super::story::{Step, Story};
use crate::commands::tickets::decide_exception::Decision;
use crate::commands::tickets::review::Approval;
use crate::domain::goods::condition::ExceptionOutcome;
use crate::domain::goods::movement::Carrier;
use crate::domain::money::Money;

/// All stories of the merchant.
pub fn stories() -> Vec<Story> {
    [parcels(), exceptions(), the_returner(), others()].concat()
}

fn parcels() -> Vec<Story> {
    let shared = Some("SF1482200317755");
    let same_buyer = 5;
    vec![
        Story::take_back(
            Sale::of("SH-PACK-40-GREEN", 1).buyer(same_buyer),
            1,
            "NO_REASON",
            "背长不合适，和登山杖一起寄回。",
        )
        .parcel(Carrier::Shunfeng, shared)
        .open((4, 1006))
        .approve((4, 1103))
        .ship((2, 1014)),
        Story::take_back(
            Sale::of("SH-POLE-2", 1).buyer(same_buyer),
            1,
            "QUALITY",
            "锁扣打滑，和背包装在同一个箱子里。",
        )
        .parcel(Carrier::Shunfeng, shared)
        .open((4, 1011))
        .approve((4, 1106))
        .ship((2, 1016))
        .then((0, 936), Step::SignIn),
        Story::take_back(Sale::of("SH-MAT-ALU", 2), 2, "DISLIKE", "太薄了，两张都退。")
            .parcel(Carrier::Yuantong, Some("YT7786230915542"))
            .open((4, 1433))
            .approve((4, 1519))
            .then((0, 958), Step::SignIn)
            .then((0, 1140), Step::Note("买家来电：前天已用圆通寄回，单号 YT7786230915542,平台上忘了填。")),
        Story::take_back(Sale::of("SH-TENT-2", 1).travel(Travel::Refused), 1, "REFUSED", "下雨外箱湿透，当场拒收。")
            .open((2, 1120))
            .approve((2, 1204))
            .then((2, 1233), Step::RefusedBack),
    ]
}

fn exceptions() -> Vec<Story> {
    let send_back = Decision {
        outcome: ExceptionOutcome::SendBack,
        amounts: Vec::new(),
        deduction: None,
        buyer_agreed: false,
        accepted: Vec::new(),
        note: "帐篷已露营使用，买家不接受折价，原物寄回。".to_owned(),
    };
    let deduct = Decision {
        outcome: ExceptionOutcome::Deduct,
        deduction: Some(Money::from_minor(6_000)),
        buyer_agreed: true,
        note: "侧袋勾丝，买家电话同意折价 60 元。".to_owned(),
        ..send_back.clone()
    };
    vec![
        Story::take_back(Sale::of("SH-TENT-2", 1), 1, "NO_REASON", "没用过，退了吧。")
            .open((6, 1046))
            .approve((6, 1138))
            .ship((5, 1733))
            .arrive((3, 1112))
            .deviate((3, 1209), "底布有泥土和草屑，一根帐杆弯折，明显使用过。")
            .then((3, 1447), Step::Decide(send_back))
            .then((2, 1705), Step::Dispatch),
        Story::take_back(Sale::of("SH-PACK-40-GREY", 1), 1, "NO_REASON", "容量偏小。")
            .open((6, 1419))
            .approve((6, 1502))
            .ship((5, 1027))
            .arrive((3, 1408))
            .deviate((3, 1451), "右侧网袋勾丝约 3 cm,其余完好。")
            .then((2, 1016), Step::Decide(deduct))
            .pay((2, 1609)),
    ]
}

/// Five orders, five returns, always for no reason.
fn the_returner() -> Vec<Story> {
    let back = |sku, words: &str| Story::take_back(Sale::of(sku, 1).buyer(RETURNER), 1, "NO_REASON", words);
    vec![
        back("SH-PACK-40-GREEN", "试背了一下，不喜欢。").all_the_way(6, 925),
        back("SH-BOTTLE-1L", "重了，不要了。").all_the_way(6, 931),
        back("SH-POLE-2", "不想要了。").all_the_way(5, 1016),
        back("SH-TENT-2", "颜色不喜欢，七天无理由。").open((3, 1508)).approve((3, 1601)).ship((1, 1733)),
        back("SH-PACK-40-GREY", "买了两个比较，这个退。").open((0, 1452)),
    ]
}

fn others() -> Vec<Story> {
    let service_fee = Approval {
        service_fee: Money::from_minor(1_500),
        buyer_agreed: true,
        note: "包装遗失，买家同意扣 15 元".to_owned(),
        ..Approval::default()
    };
    vec![
        Story::exchange(Sale::of("SH-PACK-40-GREEN", 1), 1, "DISLIKE", "想换石灰色，同价。")
            .wanting("SH-PACK-40-GREY")
            .open((1, 1117))
            .approve((1, 1203)),
        Story::take_back(Sale::of("SH-BOTTLE-1L", 2), 1, "DISLIKE", "送人的那只重复了，包装盒没有了。")
            .open((4, 931))
            .then((4, 1017), Step::Approve(service_fee))
            .ship((3, 1015))
            .arrive((1, 1108))
            .pass((1, 1205)),
        Story::take_back(
            Sale::of("SH-TENT-2", 1).and("SH-MAT-ALU", 1).coupon(5_000).points(800),
            1,
            "MISSING_ITEM",
            "少了四根地钉和风绳。",
        )
        .open((0, 1126)),
        Story::take_back(Sale::of("SH-POLE-2", 1), 1, "QUALITY", "避震弹簧异响。").open((1, 1614)).approve((0, 1040)),
        Story::refund(
            Sale::of("SH-BOTTLE-1L", 1).freight(600).travel(Travel::Unshipped),
            1,
            "LATE_DELIVERY",
            "说好 48 小时发货，三天了，退款。",
        )
        .open((3, 1717)),
    ]
}
