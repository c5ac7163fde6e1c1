//! What buyers asked in the week without wanting anything back, and what was answered.

use super::cast::Cast;
use super::sale::Sale;
use super::story::{Role, Story};
use super::week::When;
use crate::commands::CommandError;
use crate::commands::service::query;
use crate::commands::service::query::NewQuery;
use crate::commands::tickets::application::Intent;
use crate::commands::tickets::open_ticket;
use crate::domain::service::query::QueryKind;
use crate::store::house::merchants;
use crate::store::service::queries;
use crate::store::{Scope, Tx, orders};

/// Something that was done with a query.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Record,
    Answer(&'static str),
    Close(&'static str),
    Reopen,
    /// A ticket about damage on the way is opened from it.
    Ticket,
}

/// What a buyer asked, and what followed.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The merchant, by its place among the houses.
    pub house: usize,
    kind: QueryKind,
    /// Which of the merchant's orders it is about; `None` where the buyer named none.
    pub order: Option<usize>,
    words: &'static str,
    contact: &'static str,
    pub deeds: Vec<(When, Deed)>,
}

impl Asked {
    fn new(house: usize, kind: QueryKind, words: &'static str, when: When) -> Self {
        Self { house, kind, order: None, words, contact: "", deeds: vec![(when, Deed::Record)] }
    }

    fn about(mut self, order: usize) -> Self {
        self.order = Some(order);
        self
    }

    fn from(mut self, contact: &'static str) -> Self {
        self.contact = contact;
        self
    }

    fn then(mut self, when: When, deed: Deed) -> Self {
        self.deeds.push((when, deed));
        self
    }

    /// Does what is done with the query; its id.
    pub fn perform(
        &self,
        tx: &mut Tx<'_>,
        cast: &Cast,
        (merchant_id, order_no): (i64, &str),
        id: Option<i64>,
        deed: Deed,
    ) -> Result<i64, CommandError> {
        let (agent, reviewer) = (cast.actor(Role::Agent), cast.actor(Role::Reviewer));
        let Some(id) = id else {
            let shop = merchants::shops_of(tx.connection(), merchant_id)?.into_iter().next();
            let new = NewQuery {
                merchant_id,
                shop_id: shop.map(|shop| shop.id),
                kind: self.kind,
                order_no: order_no.to_owned(),
                words: self.words.to_owned(),
                contact: self.contact.to_owned(),
            };
            return Ok(query::record(tx, &agent, &new)?.id);
        };
        let row = queries::find(tx.connection(), &Scope::All, id)?.ok_or(CommandError::NotFound)?;
        match deed {
            Deed::Record => {}
            Deed::Answer(words) => query::answer(tx, &agent, id, row.version, words).map(|_| ())?,
            Deed::Close(words) => query::close(tx, &reviewer, id, row.version, words).map(|_| ())?,
            Deed::Reopen => query::reopen(tx, &agent, id, row.version).map(|_| ())?,
            Deed::Ticket => {
                let found = orders::by_no(tx.connection(), &Scope::Of(vec![merchant_id]), order_no)?;
                let order = found.first().ok_or(CommandError::NotFound)?;
                let story = Story::refund(Sale::of("SH-MAT-ALU", 1), 1, "TRANSIT_DAMAGE", self.words);
                let ticket = open_ticket::open(tx, &agent, order.id, &story.application, Intent::Submit)?;
                query::tie_ticket(tx, &agent, id, &ticket)?;
            }
        }
        Ok(id)
    }
}

/// Everything that was asked.
pub fn all() -> Vec<Asked> {
    use QueryKind::{CourierDamage, Logistics, Other, Quality};
    vec![
        Asked::new(0, Logistics, "订单显示已发货三天了，物流一直没有更新，包裹到哪里了？", (6, 1014))
            .about(0)
            .from("旺旺 小鹿爱喝茶")
            .then((6, 1102), Deed::Answer("已联系快递，包裹在中转站滞留，今天下午重新发出，预计明天送达。"))
            .then((4, 1530), Deed::Close("物流显示已签收，买家确认收到。")),
        Asked::new(0, Quality, "实木桌面有一点木头味，正常吗？需要通风多久？", (5, 1421))
            .about(1)
            .then((5, 1503), Deed::Answer("新实木家具有木香是正常的，建议通风 3–5 天，可以放竹炭包。")),
        Asked::new(1, CourierDamage, "外箱被快递压破了一个角，里面的东西还没拆，要不要签收？", (3, 1116))
            .about(0)
            .from("13900001234")
            .then(
                (3, 1131),
                Deed::Answer("请先对外箱拍照，并让快递员在底单上注明破损后再签收，打开后如有损坏我们先行赔付。"),
            ),
        Asked::new(1, Other, "想开增值税专用发票，需要提供什么？", (3, 1548))
            .then((3, 1605), Deed::Answer("请提供公司名称、税号、地址电话和开户行账号，三个工作日内寄出。"))
            .then((2, 1009), Deed::Close("资料已转财务。"))
            .then((0, 1031), Deed::Reopen),
        Asked::new(2, Quality, "登山杖的锁扣怎么调松紧？怕拧坏。", (2, 1347))
            .about(0)
            .then((2, 1402), Deed::Answer("把锁扣掰开后顺时针微调螺母，每次四分之一圈，合上后能承重即可。已发视频。")),
        Asked::new(2, CourierDamage, "包裹到的时候湿透了，垫子外面一层发霉。", (1, 1022))
            .about(1)
            .from("旺旺 山里的风")
            .then((1, 1049), Deed::Ticket),
        Asked::new(2, Logistics, "能不能改一下收货地址？现在人在外地。", (0, 945)).about(2),
        Asked::new(0, Logistics, "快递说派送失败，但我一直在家，请帮忙催一下。", (0, 1012)).from("旺旺 阿满"),
        Asked::new(1, Other, "上次买的还有优惠吗？想再买两套送人。", (0, 1120)),
    ]
}
