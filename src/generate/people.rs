//! Who buys: names as Chinese families give them, accounts as platforms make them, half of them masked as platforms hand them over.

use crate::domain::order::kind::Platform;
use crate::domain::people::contact::{mask_account, mask_name, mask_phone};
use crate::generate::rng::Rng;
use crate::store::orders::BuyerRow;

const FAMILIES: [&str; 60] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪",
    "田", "任", "姜",
];
const GIVEN: [&str; 50] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
    "刚", "桂", "英", "华", "玉", "萍", "红", "玲", "芬", "燕", "彬", "晨", "宇", "浩", "欣", "怡", "雨", "佳", "俊",
    "思", "嘉", "子", "梓", "涵", "一", "诗", "琪", "文", "博", "天", "乐",
];
const MOODS: [&str; 30] = [
    "爱吃",
    "迷路的",
    "早起的",
    "夜里的",
    "安静的",
    "快乐的",
    "慢悠悠的",
    "认真的",
    "山里的",
    "海边的",
    "城南",
    "城北",
    "老",
    "小",
    "大",
    "会飞的",
    "不睡的",
    "温柔的",
    "勇敢的",
    "秋天的",
    "夏日",
    "冬夜",
    "春分",
    "下雨天",
    "周末",
    "江南",
    "塞北",
    "路过的",
    "隔壁",
    "追风的",
];
const THINGS: [&str; 40] = [
    "橙子", "猫", "鲸鱼", "云", "石榴", "松鼠", "茶馆", "书虫", "月亮", "风筝", "面包", "豆浆", "柠檬", "芝麻", "兔子",
    "山雀", "木匠", "画家", "骑士", "园丁", "渔夫", "星星", "雪人", "麦田", "小熊", "竹子", "荷叶", "青蛙", "核桃",
    "银杏", "老王", "阿哲", "花匠", "旅人", "灯塔", "纸船", "麻雀", "土豆", "萝卜", "海棠",
];
const STREETS: [&str; 24] = [
    "浙江省杭州市西湖区文一路",
    "上海市浦东新区张江路",
    "北京市朝阳区望京街",
    "广东省深圳市南山区科技园",
    "江苏省苏州市姑苏区平江路",
    "四川省成都市锦江区春熙路",
    "湖北省武汉市洪山区珞喻路",
    "陕西省西安市雁塔区高新路",
    "福建省厦门市思明区湖滨南路",
    "重庆市渝北区龙溪街道",
    "山东省青岛市市南区香港中路",
    "江苏省南京市鼓楼区中山北路",
    "河南省郑州市金水区花园路",
    "湖南省长沙市岳麓区麓山南路",
    "云南省昆明市五华区翠湖路",
    "安徽省合肥市蜀山区长江西路",
    "天津市南开区卫津路",
    "辽宁省大连市中山区人民路",
    "海南省海口市龙华区滨海大道",
    "广东省广州市天河区体育西路",
    "河北省石家庄市长安区中山东路",
    "江西省南昌市红谷滩区丰和路",
    "贵州省贵阳市观山湖区林城路",
    "吉林省长春市朝阳区红旗街",
];

/// The full name of a buyer; half of them are masked, as the platform handed them over.
pub fn receiver(seed: u64, no: i64) -> String {
    let mut rng = dice_of(seed, no);
    let masked = rng.percent(50);
    let name = name(&mut rng);
    if masked { mask_name(&name) } else { name }
}

/// A buyer.
pub fn buyer(seed: u64, no: i64, id: i64, merchant_id: i64, platform: Platform) -> BuyerRow {
    let mut rng = dice_of(seed, no);
    let masked = rng.percent(50);
    let _ = name(&mut rng);
    let account = format!("{}_{}{no}", account_prefix(platform), char::from(b'a' + rng.below(26) as u8));
    let phone =
        format!("1{}{}", rng.pick(&["38", "39", "36", "50", "58", "77", "86", "89", "35", "59"]), rng.digits(8));
    BuyerRow {
        id,
        merchant_id,
        platform,
        // Masked accounts would not be unique; platforms keep some of the middle.
        account: if masked { format!("{}{no}", mask_account(&account)) } else { account },
        nickname: format!("{}{}", rng.pick(&MOODS), rng.pick(&THINGS)),
        level: (*rng.pick(&["", "", "", "L2", "L3", "VIP"])).to_owned(),
        phone: if masked { mask_phone(&phone) } else { phone },
        email: String::new(),
        address: format!("{} {} 号", rng.pick(&STREETS), rng.between(1, 399)),
    }
}

/// What a member of staff is called.
pub fn colleague(seed: u64, no: i64) -> String {
    name(&mut Rng::of(seed ^ 0x5741_4646, no.unsigned_abs()))
}

fn dice_of(seed: u64, no: i64) -> Rng {
    Rng::of(seed ^ 0x4255_5945, no.unsigned_abs())
}

fn name(rng: &mut Rng) -> String {
    let mut name = format!("{}{}", rng.pick(&FAMILIES), rng.pick(&GIVEN));
    if rng.percent(70) {
        name.push_str(rng.pick::<&str>(&GIVEN));
    }
    name
}

fn account_prefix(platform: Platform) -> &'static str {
    match platform {
        Platform::Jd => "jd",
        Platform::Douyin => "dy",
        Platform::Pdd => "pdd",
        _ => "tb",
    }
}
