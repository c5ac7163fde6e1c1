//! 山河户外: what waits for the buyer, what the platform counts, what nobody has decided in time.

use super::super::sale::Sale;
use super::super::story::{Step, Story};
use crate::domain::money::Money;
use crate::domain::people::risk::RiskKind;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::reason::RejectCategory;
use crate::domain::ticket::request::BuyerAnswer;

/// All stories about time.
pub fn stories() -> Vec<Story> {
    let photos = vec![EvidenceKind::Photo, EvidenceKind::Usage];
    vec![
        Story::take_back(Sale::of("SH-POLE-2", 1), 1, "QUALITY", "登山杖一节拉不出来。")
            .open((7, 915))
            .then((6, 1012), Step::Note("等仓库确认这一批是否有同样的问题。")),
        Story::take_back(Sale::of("SH-MAT-ALU", 1), 1, "QUALITY", "垫子到手就有破洞。")
            .open((2, 1016))
            .then((1, 934), Step::Ask(photos, "请补充破洞处的近照和一段展开垫子的视频。")),
        Story::refund(Sale::of("SH-POLE-2", 2), 1, "NOT_AS_DESCRIBED", "颜色和图片差很多，但能用。")
            .open((2, 1127))
            .then((1, 1403), Step::Offer(Money::from_minor(2_000), "商品您留着用，我们退您 20 元。"))
            .then((0, 942), Step::Answer(BuyerAnswer::Accepted, "可以，退 20 元。")),
        Story::take_back(Sale::of("SH-MAT-ALU", 2), 1, "DISLIKE", "买多了，退一张。")
            .open((1, 1501))
            .then((0, 958), Step::Platform("TB202611290077812", 20)),
        Story::refund(Sale::of("SH-MAT-ALU", 1), 1, "LATE_DELIVERY", "说好三天到，等了一周。")
            .open((1, 1612))
            .then((0, 1004), Step::Platform("TB202611290081465", 3)),
        Story::take_back(Sale::of("SH-POLE-2", 1), 1, "QUALITY", "收到就弯了，要求退货。")
            .open((3, 1041))
            .then((2, 1120), Step::Reject(RejectCategory::HumanDamage, "照片显示为使用中弯折。"))
            .then((0, 921), Step::Dispute("TBJR2611300041", "买家称拆箱视频可以证明到手即弯，要求全额退款。")),
        Story::take_back(Sale::of("SH-MAT-ALU", 1), 1, "QUALITY", "垫子一边开胶。")
            .open((3, 1415))
            .then((2, 1033), Step::Reject(RejectCategory::IncompleteMaterial, "没有开胶处的照片。"))
            .then((0, 1019), Step::Appeal("已补开胶处的照片，买家不接受拒绝。")),
        Story::take_back(Sale::of("SH-POLE-2", 1), 1, "DISLIKE", "不合适，退。")
            .open((2, 1322))
            .then((1, 1108), Step::Mark(RiskKind::TrialUse, "申请里的照片杖尖有明显磨损，买家在聊天中说爬完山就退。")),
        Story::take_back(Sale::of("SH-MAT-ALU", 1), 1, "TRANSIT_DAMAGE", "外箱压扁，垫子有一道折痕。")
            .open((2, 1523))
            .then((2, 1601), Step::Signed(SignedAs::DamageNoted))
            .then((1, 1017), Step::Damage(vec![DamageStep::PhotoBeforeSigning, DamageStep::OuterStateConfirmed])),
        Story::take_back(Sale::of("SH-POLE-2", 1), 1, "QUALITY", "登山杖走路时有响声。")
            .open((1, 1042))
            .then(
                (1, 1531),
                Step::Attempt(AttemptWay::Discount, AttemptResult::BuyerInsists, "提出退 15 元，买家没同意。"),
            )
            .then(
                (0, 1008),
                Step::Attempt(
                    AttemptWay::TechnicalHelp,
                    AttemptResult::BuyerKeeps,
                    "视频指导拧紧锁扣后不响了，买家决定留下。",
                ),
            ),
        Story::refund(Sale::of("SH-POLE-2", 2), 1, "NOT_AS_DESCRIBED", "重量和页面写的不一样。")
            .open((1, 1136))
            .then((0, 1027), Step::Escalate("买家第三次来电，要求主管处理。")),
    ]
}
