//! The products of the sample merchants. The pictures are drawn for the demo and lie among the static files.

/// One thing that is sold.
#[derive(Clone, Copy, Debug)]
pub struct Good {
    pub sku: &'static str,
    pub name: &'static str,
    pub spec: &'static str,
    pub category: &'static str,
    /// The file of its picture.
    pub picture: &'static str,
    /// Price of one, in fen.
    pub price: i64,
    /// Units that can be sold when the week begins.
    pub stock: i64,
}

impl Good {
    /// Where its picture is found.
    pub fn picture_url(&self) -> String {
        format!("/static/demo/img/demo/{}.svg", self.picture)
    }
}

const fn good(
    sku: &'static str,
    name: &'static str,
    spec: &'static str,
    category: &'static str,
    picture: &'static str,
    price: i64,
    stock: i64,
) -> Good {
    Good { sku, name, spec, category, picture, price, stock }
}

/// Everything that is sold; the first two letters of a SKU say by whom.
pub const GOODS: [Good; 15] = [
    good("MZ-CHAIR-OAK", "北欧实木餐椅", "原木色", "家具", "chair", 59_900, 36),
    good("MZ-LAMP-FLOOR", "落地阅读灯", "暖白 / 三档调光", "灯具", "lamp", 26_900, 22),
    good("MZ-PAD-16", "椅脚静音垫", "圆形 16 片装", "家居配件", "pads", 2_990, 420),
    good("MZ-CUP-SET", "陶瓷马克杯", "对杯 350ml", "餐具", "cup", 8_800, 60),
    good("QH-EAR-PRO", "降噪蓝牙耳机 Pro", "云白", "影音", "earphones", 39_900, 48),
    good("QH-CASE-CLEAR", "磁吸手机壳", "透明", "手机配件", "case", 5_900, 150),
    good("QH-CASE-BLUE", "磁吸手机壳", "雾蓝", "手机配件", "case", 5_900, 0),
    good("QH-CHARGER-65", "氮化镓充电器 65W", "双口", "手机配件", "charger", 12_900, 90),
    good("QH-KEY-87", "机械键盘 87 键", "茶轴", "电脑外设", "keyboard", 34_900, 18),
    good("SH-TENT-2", "双人防雨帐篷", "沙色", "露营", "tent", 69_900, 14),
    good("SH-PACK-40-GREEN", "徒步背包 40L", "松绿", "背包", "backpack", 45_900, 20),
    good("SH-PACK-40-GREY", "徒步背包 40L", "石灰", "背包", "backpack", 45_900, 16),
    good("SH-BOTTLE-1L", "保温壶 1L", "不锈钢", "饮具", "bottle", 12_900, 75),
    good("SH-MAT-ALU", "铝膜防潮垫", "双人", "露营", "mat", 4_500, 110),
    good("SH-POLE-2", "碳纤登山杖", "两支装", "登山", "pole", 19_900, 30),
];

/// The thing of a SKU.
pub fn good_of(sku: &str) -> Option<&'static Good> {
    GOODS.iter().find(|good| good.sku == sku)
}
