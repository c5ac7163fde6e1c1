//! What is sold: some thousand things with Chinese names, specifications and prices that suit them.

use super::house::Merchant;
use crate::domain::lists::search_text::fold;
use crate::generate::rng::Rng;
use crate::store::bulk::plan::GoodsPlan;

/// A kind of thing: its letters in a SKU, its category, its names, least and most price in yuan.
type Trade = (&'static str, &'static str, &'static [&'static str], i64, i64);

/// The category of what has electronics in it, and of what is worn.
pub const ELECTRONICS: &str = "数码配件";
pub const WORN: &str = "鞋服";

const TRADES: [Trade; 12] = [
    ("CHR", "座椅", &["实木餐椅", "折叠椅", "休闲沙发椅", "儿童学习椅", "人体工学椅"], 89, 1_299),
    ("LMP", "灯具", &["落地阅读灯", "护眼台灯", "床头小夜灯", "吸顶灯"], 39, 599),
    ("CUP", "杯壶", &["陶瓷马克杯", "双层玻璃杯", "保温杯", "咖啡杯套装"], 19, 199),
    ("EAR", ELECTRONICS, &["降噪蓝牙耳机", "骨传导耳机", "头戴式耳机", "有线耳塞"], 59, 1_499),
    ("KEY", ELECTRONICS, &["机械键盘", "静音键盘", "数字小键盘"], 79, 899),
    ("CHG", ELECTRONICS, &["氮化镓充电器", "无线充电板", "车载充电器", "移动电源"], 29, 299),
    ("TNT", "户外", &["双人防雨帐篷", "速开帐篷", "天幕"], 199, 1_999),
    ("BAG", "箱包", &["徒步背包", "通勤双肩包", "斜挎小包", "旅行收纳袋"], 49, 699),
    ("SHO", WORN, &["透气跑鞋", "徒步登山鞋", "帆布鞋", "雨靴"], 89, 799),
    ("CLO", WORN, &["纯棉短袖", "防晒外套", "羊毛衫", "工装裤", "连衣裙"], 49, 599),
    ("KIT", "厨房", &["不粘炒锅", "电热水壶", "空气炸锅", "刀具套装", "保鲜盒"], 39, 699),
    ("BED", "床品", &["四件套", "记忆棉枕", "蚕丝被", "乳胶床垫"], 69, 2_499),
];
/// One of so many things is made for one buyer.
const CUSTOM_MADE: i64 = 60;
const STYLES: [&str; 16] = [
    "北欧",
    "简约",
    "复古",
    "轻奢",
    "便携",
    "加厚",
    "升级款",
    "经典款",
    "家用",
    "户外",
    "学生",
    "静音",
    "大容量",
    "迷你",
    "新款",
    "防水",
];
const SPECS: [&str; 20] = [
    "原木色",
    "云白",
    "曜石黑",
    "雾蓝",
    "松绿",
    "石灰",
    "茶色",
    "樱粉",
    "米色",
    "深灰",
    "小号",
    "中号",
    "大号",
    "加大",
    "单只",
    "两支装",
    "四件",
    "标准",
    "礼盒装",
    "双人",
];

/// The thing of a number; the merchant that sells it is chosen by the caller.
pub fn thing(seed: u64, no: i64, merchant: &Merchant) -> GoodsPlan {
    let mut rng = Rng::of(seed ^ 0x474F_4F44, no.unsigned_abs());
    let (letters, category, names, least, most) = rng.pick(&TRADES);
    let yuan = rng.between(*least, *most);
    let sku = format!("{}-{letters}-{no:05}", merchant.letters);
    GoodsPlan {
        no,
        merchant_id: merchant.merchant_id,
        warehouse_id: merchant.warehouse_id,
        value: fold(&sku),
        sku,
        name: format!("{}{}", rng.pick(&STYLES), rng.pick(names)),
        spec: (*rng.pick(&SPECS)).to_owned(),
        price_minor: yuan * 100 - rng.pick(&[0, 10, 100, 5]),
        category,
        custom_made: no % CUSTOM_MADE == 0,
    }
}
