//! The buyers of the sample merchants.

/// A buyer as platforms show buyers: masked.
pub struct Buyer {
    pub account: &'static str,
    pub nickname: &'static str,
    pub name: &'static str,
    pub phone: &'static str,
    pub address: &'static str,
}

const fn buyer(
    account: &'static str,
    nickname: &'static str,
    name: &'static str,
    phone: &'static str,
    address: &'static str,
) -> Buyer {
    Buyer { account, nickname, name, phone, address }
}

/// The buyer who sends everything back.
pub const RETURNER: usize = 0;

/// The buyers.
pub const BUYERS: [Buyer; 20] = [
    buyer("dy_7***q", "先试后买", "梁**", "159****0417", "江苏省苏州市姑苏区平江路 ***"),
    buyer("tb_3***8", "林间小屋", "王**", "138****5678", "浙江省杭州市西湖区文一路 ***"),
    buyer("jd_9***f", "阿哲", "李**", "186****2231", "上海市浦东新区张江路 ***"),
    buyer("云淡***清", "云淡风清", "张**", "135****9042", "北京市朝阳区望京街 ***"),
    buyer("tb_m***2", "慢慢来", "刘**", "177****6613", "广东省深圳市南山区科技园 ***"),
    buyer("hik***er", "徒步老周", "周**", "139****7751", "四川省成都市锦江区春熙路 ***"),
    buyer("小满***家", "小满的家", "陈**", "150****3380", "湖北省武汉市洪山区珞喻路 ***"),
    buyer("jd_5***a", "数码控", "杨**", "188****1409", "陕西省西安市雁塔区高新路 ***"),
    buyer("tb_c***n", "橙子不酸", "黄**", "131****8826", "福建省厦门市思明区湖滨南路 ***"),
    buyer("露营***鸡", "露营小鸡", "赵**", "182****5097", "重庆市渝北区龙溪街道 ***"),
    buyer("tb_8***9", "木木", "吴**", "137****4462", "山东省青岛市市南区香港中路 ***"),
    buyer("jd_k***7", "键圈新人", "徐**", "156****0935", "江苏省南京市鼓楼区中山北路 ***"),
    buyer("老孙***货", "老孙看货", "孙**", "133****2718", "河南省郑州市金水区花园路 ***"),
    buyer("tb_z***x", "知夏", "马**", "151****6084", "湖南省长沙市岳麓区麓山南路 ***"),
    buyer("山野***人", "山野闲人", "朱**", "189****3556", "云南省昆明市五华区翠湖路 ***"),
    buyer("jd_w***3", "晚风", "胡**", "134****7170", "安徽省合肥市蜀山区长江西路 ***"),
    buyer("tb_h***6", "荷塘", "郭**", "158****9921", "天津市南开区卫津路 ***"),
    buyer("阿果***o", "阿果", "何**", "136****1843", "广西壮族自治区南宁市青秀区民族大道 ***"),
    buyer("tb_y***0", "一米阳光", "高**", "187****4305", "辽宁省大连市中山区人民路 ***"),
    buyer("jd_t***9", "听海", "罗**", "132****6677", "海南省海口市龙华区滨海大道 ***"),
];
