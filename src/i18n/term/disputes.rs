//! Words of cases that others decide.

use crate::domain::dispute::case::{DisputeKind, DisputeMark, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// The pack of evidence.
    PackWords {
        title: "举证材料", "Evidence pack";
        take_link: "下载举证材料…", "Evidence pack…";
        hint: "一个 ZIP：一页说明（不含脚本和外部链接）和 {n} 个凭证文件，附校验值。买家电话和地址已打码。", "One ZIP: a page without scripts or outside links, and {n} files of evidence with their digests. Phone numbers and addresses are masked.";
        purpose: "用途", "Purpose";
        extras: "另外附上", "Also";
        notes: "内部备注和处理过程", "internal notes and handling";
        names: "员工姓名", "names of staff";
        others: "同一订单的其他售后单", "other tickets on the order";
        logged: "每次下载都记入操作日志。", "Every pack is in the audit log.";
        take: "下载", "Download";
        made: "生成于 {when}，时间为店铺所在时区。", "Made at {when}; times are the shop's.";
        facts: "基本情况", "Facts";
        goods: "商品", "Goods";
        cases: "介入与裁决", "Cases";
        proofs: "凭证", "Evidence";
        missing: "文件已不在系统中", "the file is not there any more";
        no_proofs: "没有凭证文件。", "No files.";
        file: "文件", "File";
        kind: "类型", "Kind";
        added: "上传时间", "Added";
        digests: "SHA-256", "SHA-256";
        taken: "拍摄时间", "Taken";
        original: "上传时的原文件", "As it was uploaded";
        timeline: "经过", "What happened";
        other_tickets: "同一订单的其他售后单", "Other tickets on the order";
        staff: "店铺客服", "staff";
        buyer_words: "买家描述", "The buyer's words";
        submitted: "申请时间", "Filed";
        refunded: "已退", "Refunded";
        parcel: "发货包裹", "Parcel sent";
        signed: "签收", "signed for";
    }
}

texts! {
    /// Cases before a platform, an association or a court; a manager whom the buyer asked for.
    Disputes {
        title: "争议", "Disputes";
        dispute: "争议", "Dispute";
        held: "争议处理中，工单已暂停：不审批、不发货、不付款；包裹、验货、举证和买家答复照常登记。", "On hold: nothing is approved, sent or paid by us. Parcels, inspections, evidence and answers are taken in as ever.";
        open_more: "平台介入或第三方处理…", "The case goes to the platform or to others…";
        kind: "由谁裁决", "Who decides";
        reference: "案件编号", "Case number";
        body: "机构名称（平台可不填）", "Name of the body (not for a platform)";
        due: "答复截止（本店时间，平台不填为 24 小时）", "Answer until (shop time; a platform's, if blank: 24 hours)";
        evidence_due: "举证截止（本店时间，平台不填为 9–18 点内 4 小时）", "Evidence until (shop time; a platform's, if blank: 4 hours between 9 and 18)";
        words: "买家的主张", "What the buyer asks for";
        open: "登记争议，暂停工单", "Open the case; put it on hold";
        open_hint: "已批准但还没有付出的退款会退回待财务审核；网关已受理的照常走完。", "A refund that is approved but not sent waits for finance again; one that the gateway has runs to its end.";
        done_opened: "{no} 的争议已登记，工单已暂停。", "The case of {no} is open; it is on hold.";
        evidence_more: "登记举证…", "Add evidence…";
        side: "哪一方", "Whose";
        evidence_words: "举证内容", "What it says";
        evidence_hint: "图片和文件用“添加凭证”上传。", "Add pictures and files as the ticket's evidence.";
        add_evidence: "登记举证", "Add evidence";
        done_evidence: "{no} 的举证已登记。", "The evidence of {no} is kept.";
        rule_title: "裁决结果", "The ruling";
        ruling: "结果", "How it ended";
        next: "支持买家时", "If for the buyer";
        payer: "由谁付款", "Who pays";
        amount: "退款金额（我方付款时不填为应退金额；平台已付款时必填）", "Amount (what we pay is the computed one if blank; what the platform paid is typed)";
        ruling_words: "裁决内容", "The ruling in words";
        rule: "登记裁决，继续处理", "Record the ruling and go on";
        rule_hint: "由我方付款的，仍按正常权限签字；平台已付的不会再付。", "What we pay takes the usual signatures; what the platform paid is never paid again.";
        done_ruled: "{no} 的裁决已登记。", "The ruling of {no} is kept.";
        objection: "可申诉至 {date}", "can be objected to until {date}";
        opened: "登记", "Opened";
        evidence_until: "举证截止", "Evidence until";
        evidence_given: "已举证", "Evidence given";
        ruled: "裁决", "Ruled";
        still_open: "处理中", "open";
        halted: "退款退回待财务审核", "the refund waits for finance again";
        escalate_more: "买家要求升级处理…", "The buyer asks for a superior…";
        escalate_words: "买家为什么不满意", "Why the buyer is not satisfied";
        escalate: "升级给主管经理", "Leave it to a manager";
        escalate_hint: "此后只有主管经理可以决定。", "From then on only a manager decides.";
        done_escalated: "{no} 已升级，由主管经理决定。", "A manager decides about {no} now.";
    }
}

names! { DisputeKind {
    Platform: "平台介入", "Platform";
    ConsumerAssociation: "消费者协会", "Consumer association";
    IndustryAssociation: "行业调解", "Mediation by an industry association";
    Court: "诉讼", "Court";
} }

names! { DisputeMark {
    None: "无", "None";
    OnHold: "争议处理中", "On hold";
    Escalated: "已升级", "Escalated";
    Appealed: "买家申诉", "Appealed";
} }

names! { DisputeSide {
    Merchant: "我方", "Ours";
    Buyer: "买家", "The buyer's";
} }

names! { Ruling {
    Buyer: "支持买家", "For the buyer";
    Merchant: "支持商家", "For us";
    Withdrawn: "买家撤销或双方和解", "Withdrawn, or settled between both";
} }

names! { Remedy {
    Refund: "退款", "Refund";
    Return: "退货后退款", "Refund after the return";
    Exchange: "换货", "Exchange";
} }

names! { Payer {
    Merchant: "由我方退款", "We pay";
    Platform: "平台已退款（平台已判退）", "The platform paid it";
} }
