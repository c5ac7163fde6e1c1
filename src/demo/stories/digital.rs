//! 青禾数码: a brick in a box, refunds that fail, and exchanges.

use super::super::sale::{Sale, Travel};
use super::super::story::{Role, Step, Story, inspection};
use crate::commands::goods::inspect::Inspection;
use crate::commands::tickets::review::Approval;
use crate::domain::goods::condition::{Grade, QualityFault, Verdict};
use crate::domain::goods::movement::Carrier;
use crate::domain::ticket::reason::{Ground, RejectCategory};

/// All stories of the merchant.
pub fn stories() -> Vec<Story> {
    [returns(), refunds(), exchanges(), beginnings()].concat()
}

fn returns() -> Vec<Story> {
    let found_faulty = Inspection {
        quality_fault: QualityFault::Yes,
        ..inspection(Verdict::Pass, "左耳底噪 42 dB,复测三次，判定质量问题。")
    };
    let brick = Inspection {
        grades: vec![(1, Grade::WrongItem)],
        ..inspection(
            Verdict::Deviates,
            "箱内无耳机，是一块红砖；外箱封口为二次胶带，称重 1.86 kg(应为 0.31 kg),已拍照。",
        )
    };
    vec![
        Story::take_back(Sale::of("QH-EAR-PRO", 1), 1, "NO_REASON", "戴着不舒服，未拆封配件，七天无理由。")
            .parcel(Carrier::Jtexpress, None)
            .open((4, 1013))
            .approve((4, 1055))
            .ship((3, 1811))
            .arrive((0, 1012))
            .then((0, 1130), Step::Inspect(Role::Warehouse, brick)),
        Story::take_back(Sale::of("QH-EAR-PRO", 1).coupon(3_000), 1, "QUALITY", "左耳有电流声，安静时特别明显。")
            .open((5, 947))
            .approve((5, 1030))
            .ship((4, 1502))
            .arrive((2, 1408))
            .then((2, 1633), Step::Inspect(Role::Technician, found_faulty))
            .pay((1, 936)),
        Story::take_back(Sale::of("QH-KEY-87", 1), 1, "QUALITY", "空格键连击，换了电脑也一样。")
            .open((4, 1604))
            .approve((4, 1712))
            .ship((3, 1417))
            .arrive((0, 1108)),
        Story::take_back(Sale::of("QH-CHARGER-65", 2).reference("SIM-SHORT"), 1, "DISLIKE", "多买了一个，未拆封。")
            .all_the_way(4, 1127),
        Story::take_back(Sale::of("QH-KEY-87", 1).points(1_200), 1, "NO_REASON", "声音太大，办公室用不了。")
            .open((3, 1350))
            .approve((3, 1431))
            .ship((2, 1018))
            .arrive((0, 1241))
            .pass((0, 1425)),
    ]
}

fn refunds() -> Vec<Story> {
    let lost = Approval {
        ground: Some(Ground::Lost),
        note: "京东物流确认丢件，理赔单已提交".to_owned(),
        ..Approval::default()
    };
    let compensated =
        |note: &str| Approval { ground: Some(Ground::Compensation), note: note.to_owned(), ..Approval::default() };
    vec![
        Story::take_back(
            Sale::of("QH-EAR-PRO", 1).and("QH-CASE-CLEAR", 1).reference("SIM-FAIL-BALANCE"),
            1,
            "QUALITY",
            "充电盒合不上盖，耳机充不进电。",
        )
        .all_the_way(5, 1002),
        Story::refund(Sale::of("QH-CASE-CLEAR", 2).reference("SIM-FAIL"), 2, "WRONG_ITEM", "发成了别的型号，装不上。")
            .open((3, 1044))
            .then((3, 1123), Step::Approve(compensated("错发低值商品，不必退回")))
            .pay((2, 1520)),
        Story::refund(
            Sale::of("QH-CHARGER-65", 1).by_transfer(),
            1,
            "NOT_AS_DESCRIBED",
            "企业采购，规格书写的是三口。",
        )
        .by_phone()
        .open((2, 939))
        .then((2, 1014), Step::Approve(compensated("对公付款，原款线下退回；样品留客户")))
        .pay((1, 1133))
        .then((0, 1005), Step::Transfer("ICBC20261122008731")),
        Story::refund(Sale::of("QH-CASE-CLEAR", 1).by_transfer(), 1, "QUALITY", "磁吸圈脱落。")
            .by_phone()
            .open((4, 1319))
            .then((4, 1410), Step::Approve(compensated("低值商品，不必退回")))
            .pay((3, 957))
            .then((3, 1602), Step::Transfer("ICBC20261119004410"))
            .then((2, 928), Step::ConfirmTransfer),
        Story::refund(Sale::of("QH-KEY-87", 1).travel(Travel::OnTheWay), 1, "NOT_RECEIVED", "显示派送五天了还没收到。")
            .open((1, 1011))
            .then((0, 932), Step::Approve(lost)),
        Story::refund(
            Sale::of("QH-EAR-PRO", 3).travel(Travel::Unshipped).message("公司年会用，开专票"),
            3,
            "WRONG_ORDER",
            "年会改期，三副耳机全部退款。",
        )
        .open((0, 1521)),
        Story::refund(Sale::of("QH-CASE-CLEAR", 2).travel(Travel::Unshipped), 1, "WRONG_ORDER", "多拍了一个，退一个。")
            .open((1, 1430)),
    ]
}

fn exchanges() -> Vec<Story> {
    let swap = |sku, words: &str| Story::exchange(Sale::of(sku, 1), 1, "QUALITY", words);
    vec![
        swap("QH-KEY-87", "回车键轴体失灵，换一把新的。")
            .open((6, 1011))
            .approve((6, 1042))
            .ship((5, 1516))
            .arrive((3, 1006))
            .pass((3, 1102))
            .then((3, 1640), Step::Dispatch)
            .then((1, 1405), Step::ConfirmReceipt),
        swap("QH-CHARGER-65", "第二个口不出电。")
            .open((5, 1410))
            .approve((5, 1451))
            .ship((4, 1722))
            .arrive((2, 1013))
            .pass((2, 1117))
            .then((1, 1603), Step::Dispatch),
        swap("QH-EAR-PRO", "右耳触控没有反应。")
            .open((4, 1529))
            .approve((4, 1605))
            .ship((3, 1120))
            .arrive((1, 933))
            .pass((1, 1028)),
        Story::exchange(Sale::of("QH-CASE-CLEAR", 1), 1, "DISLIKE", "想换成雾蓝色，差价没有就换。")
            .wanting("QH-CASE-BLUE")
            .open((1, 1054))
            .approve((1, 1212))
            .then((1, 1236), Step::Note("雾蓝缺货，采购说下周二到，已告知买家。")),
        swap("QH-CHARGER-65", "插上有滋滋声，想换一个。").open((0, 1409)),
    ]
}

fn beginnings() -> Vec<Story> {
    vec![
        Story::take_back(Sale::of("QH-EAR-PRO", 1), 1, "NO_REASON", "拆开戴了一周，不喜欢音色。").open((3, 936)).then(
            (3, 1008),
            Step::Reject(RejectCategory::Used, "入耳商品已使用，耳塞有明显使用痕迹，不符合七天无理由。"),
        ),
        Story::take_back(Sale::of("QH-KEY-87", 1), 1, "INSTALL", "驱动装不上，先问问。")
            .by_phone()
            .then((1, 1652), Step::Draft),
        Story::take_back(Sale::of("QH-CHARGER-65", 1), 1, "QUALITY", "充电时外壳很烫，不敢用。").open((0, 1204)),
        Story::take_back(
            Sale::of("QH-EAR-PRO", 1).travel(Travel::Damaged),
            1,
            "TRANSIT_DAMAGE",
            "签收时外盒压扁，充电盒有裂纹。",
        )
        .open((0, 1017)),
    ]
}
