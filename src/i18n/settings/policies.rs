//! Words of after-sale policies.

use crate::domain::policy::cause::Cause;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::{Exclusion, Fees, FreightBearer, Proof, ScopeKind, Starting, Window};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, fill, texts};

texts! {
    /// The pages of policies.
    PolicyWords {
        title: "售后规则", "Policies";
        hint: "每张工单保留提交时的规则版本", "Each ticket keeps the version it was submitted under";
        by_merchant: "按商户", "By merchant";
        add: "新增规则", "Add a policy";
        edit: "修改规则", "Change the policy";
        edit_hint: "保存后成为新版本，已提交的工单不受影响。", "Saved as a new version; tickets that were submitted keep theirs.";
        name: "名称", "Name";
        code: "编码", "Code";
        code_hint: "大写字母、数字、横线或下划线，之后不能修改", "Capitals, digits, hyphens or underscores; it never changes";
        scope: "适用范围", "About";
        scope_hint: "越具体的越优先：合同 > 商品 > 类目 > 店铺 > 商户", "The most particular one governs: contract, product, category, shop, merchant";
        shop: "店铺", "Shop";
        category: "类目", "Category";
        sku: "SKU", "SKU";
        account: "买家账号", "Buyer's account";
        none_chosen: "（不按此项）", "(not by this)";
        paid: "订单付款时间", "Orders paid";
        valid: "规则有效期", "Valid";
        paid_from: "订单付款自", "Orders paid from";
        paid_until: "订单付款至", "Orders paid until";
        paid_hint: "大促延长退货：只对这段时间付款的订单，优先于不限时间的规则", "For orders paid then; above a policy for all orders";
        valid_from: "规则生效自", "Valid from";
        valid_until: "规则生效至", "Valid until";
        starting: "起算", "Counted from";
        past_holidays: "截止日遇法定节假日，顺延到节后第一天", "A window that ends on a public holiday stays open through the day after it";
        attempts_most: "每行最多申请次数", "Attempts for a line";
        exclusions: "不支持无理由的商品", "Left out of returns without a reason";
        exclusions_hint: "定制和不支持无理由按商品资料自动判断，其余由员工查验", "The first two are read off the product; the others are for staff to see";
        accessories: "完整退货应包含", "What a complete return holds";
        accessories_hint: "例如：包装盒、充电器、说明书；商品自己的清单优先", "Such as box, charger, manual; a product's own list stands above it";
        note: "给员工的说明", "For staff";
        rules: "各起因的规则", "By cause";
        rules_hint: "天数留空表示不限，0 表示不支持；未勾选的起因按下一级规则", "Days: empty for no limit, 0 for not offered; a cause that is not ticked is left to the next policy";
        cause: "起因", "Cause";
        freight: "退回运费", "Return freight";
        fees: "可收费用", "Fees";
        refund_within: "收货后几天内退款", "Refund within (days)";
        proofs: "需要的凭证", "Proofs wanted";
        rule_note: "说明", "Note";
        active: "使用中", "In use";
        inactive: "已停用", "Out of use";
        stop: "停用", "Take out of use";
        start: "启用", "Use again";
        version: "第 {n} 版", "Version {n}";
        older: "这是第 {n} 版，当前为第 {now} 版。", "This is version {n}; the present one is {now}.";
        latest: "查看当前版本", "See the present one";
        versions: "历史版本", "Versions";
        profiles: "现成的规则", "Policies to begin with";
        profiles_hint: "采用后成为本商户的通用规则，取代正在使用的那一条；之后可以修改。国内规则均不低于法定要求。", "Taken over, one becomes the policy of the whole merchant in place of the present one; change it afterwards. Those for China give nothing less than its law.";
        adopt: "采用", "Take over";
        begin_with: "以此新建", "Begin with it";
        none: "还没有规则：所有申请不限期。", "No policies yet: applications have no limit.";
        no_reason: "无理由", "No reason";
        faults: "质量问题：退 / 换", "Quality: return / exchange";
        done_adopted: "已采用“{name}”。", "“{name}” is in use.";
        done_added: "规则“{name}”已新增。", "The policy “{name}” was added.";
        done_saved: "规则已保存为新版本。", "The policy is saved as a new version.";
        days: "{n} 天", "{n} days";
        no_limit: "不限", "no limit";
        not_offered: "不支持", "not offered";
        always: "不限", "any time";
    }
}

/// A window in words.
pub fn window(window: Window, lang: Lang) -> String {
    let t = PolicyWords::of(lang);
    match window {
        Window::NoLimit => t.no_limit.to_owned(),
        Window::NotAllowed => t.not_offered.to_owned(),
        Window::Days(days) => fill(t.days, &[("n", &days.to_string())]),
    }
}

names! { Cause {
    NoReason: "无理由", "No reason";
    Quality: "质量问题", "Quality";
    NotAsDescribed: "描述不符", "Not as described";
    WrongOrMissing: "错发或漏发", "Wrong or missing";
    Transit: "运输损坏", "Damaged in transit";
    NotReceived: "未收到货", "Not received";
    Refused: "拒收", "Refused";
    BuyerFault: "买家过失", "The buyer's fault";
    Price: "价格与费用", "Price and charges";
    Other: "其他", "Other";
} }

names! { Profile {
    CnStandard: "国内标准（七天无理由）", "CN standard";
    CnFood: "国内食品化妆品", "CN food and cosmetics";
    CnElectronics: "国内电子产品", "CN electronics";
    Extended15: "延长 15 天", "Extended 15";
    Extended30: "延长 30 天", "Extended 30";
    Eu14: "欧盟 14 天", "EU 14";
    NoLimit: "不限期", "No limit";
} }

names! { ScopeKind {
    Merchant: "整个商户", "The whole merchant";
    Shop: "店铺", "A shop";
    Category: "类目", "A category";
    Product: "商品", "A product";
    Contract: "与买家的合同", "A contract with a buyer";
} }

names! { Starting {
    Receipt: "签收（无记录时按发货后 15 天）", "the sign-off (15 days after dispatch where nobody recorded it)";
    Purchase: "付款", "the payment";
} }

names! { FreightBearer {
    Seller: "卖家承担", "the seller";
    Buyer: "买家承担", "the buyer";
    SellerFirst: "卖家先垫付，按检测结果定", "the seller, until the finding";
} }

names! { Fees {
    None: "不收", "none";
    Service: "售后服务费", "service fee";
    Packaging: "包装费", "packaging fee";
    Both: "服务费、包装费", "service and packaging fee";
} }

names! { Exclusion {
    CustomMade: "定制商品", "custom-made";
    NotReturnable: "标记为不支持无理由", "marked as not returnable";
    Fresh: "生鲜易腐", "fresh goods";
    HygieneOpened: "已拆封的卫生用品、食品化妆品", "hygiene goods, food or cosmetics once opened";
    DigitalOpened: "已拆封的音像、软件", "media and software once opened";
    Activated: "已激活", "activated";
    NearExpiry: "临期或瑕疵（购买时已确认）", "near expiry or flawed, as agreed at purchase";
} }

names! { Proof {
    Purchase: "购买凭证", "proof of purchase";
    Serial: "序列号", "serial number";
    Fault: "问题描述与照片", "the fault, with pictures";
    Packaging: "包装与配件", "packaging and accessories";
    Product: "型号规格", "model and specification";
    Other: "其他（说明书、安装记录）", "other (manual, installation)";
} }
