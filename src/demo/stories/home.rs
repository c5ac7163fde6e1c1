//! 木子家居: chairs, lamps, and a batch of pads that come unglued.

use super::super::sale::{Sale, Travel};
use super::super::story::{Step, Story};
use crate::commands::goods::receive::Count;
use crate::commands::tickets::review::Approval;
use crate::domain::goods::movement::Carrier;
use crate::domain::money::Money;
use crate::domain::ticket::reason::{Ground, RejectCategory};

/// All stories of the merchant.
pub fn stories() -> Vec<Story> {
    [returns(), refunds(), beginnings(), unglued_pads()].concat()
}

fn returns() -> Vec<Story> {
    vec![
        Story::take_back(
            Sale::of("MZ-CHAIR-OAK", 2).coupon(10_000).points(1_860),
            1,
            "NO_REASON",
            "两把椅子只留一把，另一把颜色和餐桌不搭，未使用。",
        )
        .remark("订单用了 100 元券和积分，按实付分摊退。")
        .all_the_way(6, 1012),
        Story::take_back(
            Sale::of("MZ-CHAIR-OAK", 1).and("MZ-PAD-16", 2).freight(2_000),
            1,
            "NOT_AS_DESCRIBED",
            "收到的是深色，页面写的是原木色，要求退货并承担运费。",
        )
        .open((5, 1104))
        .then(
            (5, 1422),
            Step::Approve(Approval {
                allow_freight: true, note: "色差属实，退运费".to_owned(), ..Approval::default()
            }),
        )
        .ship((4, 1612))
        .arrive((2, 938))
        .pass((2, 1115))
        .then((1, 1041), Step::Bounce("订单里还有 2 份静音垫未退，运费不应全退，请复核运费。")),
        Story::take_back(Sale::of("MZ-CUP-SET", 2), 2, "DISLIKE", "两套杯子都退，图案和想象的不一样。")
            .parcel(Carrier::Yuantong, None)
            .open((5, 1533))
            .approve((5, 1640))
            .ship((4, 1109))
            .then((1, 1002), Step::SignIn)
            .then(
                (1, 1031),
                Step::Receive(vec![Count { line_no: 1, received: Some(1), good: Some(1), defective: Some(0) }]),
            )
            .deviate((1, 1058), "应退 2 套，箱内只有 1 套，外箱无破损，称重 0.9 kg。"),
        Story::take_back(Sale::of("MZ-LAMP-FLOOR", 1), 1, "QUALITY", "灯头松动，三档调光只剩一档。")
            .open((3, 915))
            .approve((3, 1120))
            .ship((2, 1648)),
        Story::take_back(
            Sale::of("MZ-CHAIR-OAK", 4).coupon(20_000),
            1,
            "TRANSIT_DAMAGE",
            "其中一把椅腿开裂，外箱有明显撞痕。",
        )
        .open((1, 1326))
        .approve((1, 1509)),
        Story::take_back(Sale::of("MZ-LAMP-FLOOR", 1).points(900), 1, "NO_REASON", "尺寸太高，书房放不下。")
            .all_the_way(5, 1347),
        Story::exchange(Sale::of("MZ-CUP-SET", 1), 1, "TRANSIT_DAMAGE", "一只杯子的杯口磕了个缺口，想换一套。")
            .open((2, 1018))
            .approve((2, 1126)),
    ]
}

fn refunds() -> Vec<Story> {
    let compensation = Approval {
        amounts: vec![(1, Money::from_minor(4_000))],
        ground: Some(Ground::Compensation),
        note: "灯罩划痕，买家同意补偿 40 元、不退货".to_owned(),
        ..Approval::default()
    };
    vec![
        Story::refund(Sale::of("MZ-LAMP-FLOOR", 1), 1, "QUALITY", "灯罩内侧有一道划痕，不想来回寄，补偿一点就行。")
            .open((1, 932))
            .then((1, 1048), Step::Approve(compensation)),
        Story::refund(
            Sale::of("MZ-CUP-SET", 1).and("MZ-PAD-16", 1).travel(Travel::Unshipped),
            1,
            "WRONG_ORDER",
            "拍重了，还没发货，请退款。",
        )
        .also(2, 1, "WRONG_ORDER")
        .open((2, 1412)),
        Story::refund(Sale::of("MZ-CHAIR-OAK", 2).travel(Travel::Unshipped), 2, "DISLIKE", "家里装修推迟，先退掉。")
            .open((0, 1033)),
        Story::refund(
            Sale::of("MZ-CHAIR-OAK", 1).travel(Travel::OnTheWay),
            1,
            "NOT_RECEIVED",
            "物流停在金华三天没动，不要了。",
        )
        .open((4, 1005))
        .then(
            (4, 1131),
            Step::Approve(Approval {
                ground: Some(Ground::Intercepted),
                note: "中通已拦截，退回途中".to_owned(),
                ..Approval::default()
            }),
        )
        .pay((4, 1602)),
    ]
}

fn beginnings() -> Vec<Story> {
    vec![
        Story::take_back(Sale::of("MZ-LAMP-FLOOR", 1), 1, "QUALITY", "用了两天灯不亮了。").open((4, 1452)).then(
            (4, 1633),
            Step::Reject(RejectCategory::HumanDamage, "底座电线有剪断后重接的痕迹，照片清晰可见，属人为损坏。"),
        ),
        Story::take_back(Sale::of("MZ-CHAIR-OAK", 1), 1, "NO_REASON", "椅子想退，再问问家人。")
            .open((3, 1040))
            .approve((3, 1129))
            .then((2, 905), Step::Cancel("买家来电：家人喜欢，不退了。")),
        Story::take_back(Sale::of("MZ-CUP-SET", 1), 1, "DISLIKE", "问能不能只退一只杯子。")
            .remark("等买家确认是否整套退")
            .by_phone()
            .then((0, 1344), Step::Draft),
        Story::exchange(Sale::of("MZ-CHAIR-OAK", 2), 1, "INSTALL", "其中一把螺丝孔对不上。")
            .open((2, 1530))
            .then((2, 1651), Step::Close("已发安装视频，买家装好了，不需要售后。")),
    ]
}

/// One SKU, one cause, twelve buyers: the batch is at fault.
fn unglued_pads() -> Vec<Story> {
    let complaints = [
        ((2, 1124), 1, "贴了三天就掉了，背胶不粘。"),
        ((2, 1618), 1, "背胶脱胶，椅子一拖垫子就留在地上。"),
        ((1, 921), 2, "两包都一样，撕下来胶在底纸上。"),
        ((1, 1007), 1, "16 片掉了 11 片。"),
        ((1, 1145), 1, "胶完全没有粘性，地板都刮花了。"),
        ((1, 1402), 1, "上次买的很牢，这批不行，一天就脱胶。"),
        ((1, 1536), 1, "天一冷就掉，退一下吧。"),
        ((1, 1720), 3, "买了三包，全部脱胶。"),
        ((0, 942), 1, "胶面发硬，贴不住。"),
        ((0, 1111), 1, "静音垫脱胶，要求退款。"),
        ((0, 1350), 1, "一碰就掉，和描述的强力背胶不符。"),
        ((0, 1608), 2, "两包都脱胶，请尽快处理。"),
    ];
    complaints
        .into_iter()
        .map(|(when, quantity, words)| {
            Story::take_back(Sale::of("MZ-PAD-16", quantity), quantity, "QUALITY", words).open(when)
        })
        .collect()
}
