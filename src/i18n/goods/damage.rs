//! Words of goods that came damaged.

use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// Goods that came damaged: how they were signed for, and the steps of the procedure.
    Damage {
        title: "破损与签收", "Damage at delivery";
        signed_as: "签收情况", "How it was signed for";
        not_recorded: "未登记", "not recorded";
        save_signed: "登记签收情况", "Record";
        change_signed: "改签收情况…", "Change how it was signed for…";
        done_signed: "{no} 的签收情况已登记。", "How {no} was signed for is recorded.";
        offer: "到货时有破损…", "It came damaged…";
        all_steps: "四步已完成", "All four steps done";
        steps: "破损处理步骤", "Damage procedure";
        save_steps: "保存步骤", "Save the steps";
        done_steps: "{no} 的破损处理步骤已保存。", "The damage procedure of {no} is saved.";
        step_done: "已完成：{step}", "done: {step}";
        step_undone: "未完成：{step}", "not done after all: {step}";
        still_to_do: "待完成", "to do";
        all_done: "四步已完成：为买家换货或维修。", "All four steps are done: exchange the goods, or repair them.";
        unknown_duty: "责任待定：先向快递核实签收情况（底单、签收照片），再判断责任。", "Not known who answers for it: ask the carrier for the signed slip or its photo first.";
        no_note_duty: "签收时未注明破损：须由买家举证到货即破损（开箱照片或视频），举证成立前不先行赔付。", "Signed for without a note: the buyer has to show that it came damaged (photos or a video of the unpacking); no compensation before that.";
        noted_duty: "签收时已注明破损：由快递和卖家负责，先赔付买家，再向快递追偿。", "Signed for with the damage noted: carrier and seller answer for it. Compensate the buyer first, then claim from the carrier.";
        not_signed_duty: "拒收或未签收：风险仍在卖家和快递，先赔付买家，再向快递追偿。", "Refused or not signed for: the risk is still the seller's and the carrier's. Compensate the buyer first, then claim from the carrier.";
    }
}

impl Damage {
    /// Who answers for the damage, by how the parcel was signed for.
    pub fn duty(&self, signed_as: SignedAs) -> &'static str {
        match signed_as {
            SignedAs::NoNote => self.no_note_duty,
            SignedAs::DamageNoted => self.noted_duty,
            SignedAs::NotSigned => self.not_signed_duty,
            SignedAs::Unknown => self.unknown_duty,
        }
    }
}

names! { SignedAs {
    NoNote: "已签收，未注明破损", "Signed for, no note";
    DamageNoted: "已签收，注明破损", "Signed for, damage noted";
    NotSigned: "拒收或未签收", "Refused, or not signed for";
    Unknown: "不清楚", "Unknown";
} }

names! { DamageStep {
    PhotoBeforeSigning: "签收前拍照", "Photo before signing";
    OuterStateConfirmed: "店铺确认外观状况", "Outer state confirmed by the shop";
    MachineTested: "机器通电测试", "Machine tested";
    PhotoOfDefect: "缺陷部位拍照", "Photo of the defect";
} }
