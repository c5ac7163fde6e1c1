//! The history: two years of orders, each with the tickets it led to, in the order in which they were filed. The closer to today, the more
//! of them; what was filed last is mostly still open.

use std::collections::BTreeMap;

use super::clocks;
use super::clocks::Timed;
use super::days::{Days, Number};
use super::house::{House, Merchant};
use super::paths::{Path, Stage};
use super::people;
use crate::domain::order::kind::{OrderAfterSale, Platform, SignState};
use crate::domain::ticket::kind::{Channel, Scene};
use crate::domain::ticket::reason::RejectCategory;
use crate::domain::ticket::status::{Archive, Status};
use crate::generate::rng::Rng;
use crate::store::bulk::plan::{GoodsPlan, LinePlan, ORDER_IDS, OrderPlan, TICKET_IDS, TicketPlan};
use crate::store::term::platforms::PlatformRow;
use crate::store::term::terms::TermRow;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// How long ago the first ticket was filed.
const BEGAN: i64 = 730 * DAY;
const FLAGS: [&str; 4] = ["红旗", "黄旗", "蓝旗", "绿旗"];
const WORDS: [&str; 10] =
    ["不想要了", "质量有问题", "尺码不对", "和描述不一样", "少发了一件", "外壳破了", "一直没收到", "买重了", "", ""];

/// How much of everything there is to be.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub tickets: i64,
    pub orders: i64,
    pub buyers: i64,
    pub goods: i64,
    /// Tickets that are open, the newest four of five; `None` for a few of any age.
    pub open: Option<i64>,
}

/// A run of numbers: of a merchant's buyers or goods.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub first: i64,
    pub count: i64,
}

/// The planned rows of a batch.
#[derive(Default)]
pub struct Batch {
    pub orders: Vec<OrderPlan>,
    pub lines: Vec<LinePlan>,
    pub tickets: Vec<TicketPlan>,
    pub terms: Vec<TermRow>,
    pub platforms: Vec<PlatformRow>,
    next_order_id: i64,
    next_ticket_id: i64,
}

/// The history while it is made.
pub struct History<'h> {
    pub house: &'h House,
    pub paths: &'h [Path],
    pub goods: &'h [GoodsPlan],
    pub buyer_runs: Vec<Run>,
    pub goods_runs: Vec<Run>,
    pub first_buyer_id: i64,
    pub sizes: Sizes,
    pub seed: u64,
    pub now: i64,
    pub rng: Rng,
    pub days: Days,
    pub counts: BTreeMap<(i64, Archive, Status), i64>,
}

/// How far the goods of an order had come.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sent {
    No,
    OnTheWay,
    Signed,
}

/// An order while its tickets are planned.
pub(super) struct Draft {
    id: i64,
    sent: Sent,
    pub(super) lines: Vec<LinePlan>,
    refunded: i64,
    taken: i64,
}

impl<'h> History<'h> {
    /// Tickets of all orders before this one.
    pub fn tickets_before(&self, order: i64) -> i64 {
        let product = i128::from(order) * i128::from(self.sizes.tickets) / i128::from(self.sizes.orders.max(1));
        i64::try_from(product).unwrap_or(i64::MAX)
    }

    /// How many ids a run of orders needs.
    pub fn ids_of(&self, from: i64, to: i64) -> i64 {
        (to - from) * ORDER_IDS + (self.tickets_before(to) - self.tickets_before(from)) * TICKET_IDS
    }

    /// When a ticket was filed: three tenths of all are spread evenly, the rest come closer and closer.
    fn filed_at(&self, ticket: i64) -> i64 {
        let (all, left) = (i128::from(self.sizes.tickets.max(1)), i128::from(self.sizes.tickets - ticket));
        let began = i128::from(BEGAN);
        let age = began * 3 * left / (10 * all) + began * 7 * left / (10 * all) * left / all;
        self.now - i64::try_from(age).unwrap_or(BEGAN).max(60_000_000)
    }

    /// Plans a run of orders with their tickets.
    pub fn tell(&mut self, from: i64, to: i64, first_id: i64) -> Batch {
        let mut batch =
            Batch { next_order_id: first_id, next_ticket_id: first_id + (to - from) * ORDER_IDS, ..Batch::default() };
        for order in from..to {
            self.order(order, &mut batch);
        }
        batch
    }

    fn order(&mut self, order: i64, batch: &mut Batch) {
        let (first, last) = (self.tickets_before(order), self.tickets_before(order + 1));
        let at = self.rng.weighted(self.house.merchants.iter().map(|merchant| merchant.share));
        let house = self.house;
        let merchant = &house.merchants[at];
        let run = self.buyer_runs[at];
        // Some buy more often than others.
        let buyer_no = run.first + self.rng.below(run.count).min(self.rng.below(run.count));
        let shop = merchant.shops[(buyer_no % merchant.shops.len() as i64) as usize];
        let filed_at = self.filed_at(first);
        let took = self.rng.between(DAY, 20 * DAY);
        let sent = match self.rng.below(100) {
            0..15 => Sent::No,
            15..25 => Sent::OnTheWay,
            _ => Sent::Signed,
        };
        let id = batch.next_order_id;
        batch.next_order_id += ORDER_IDS;
        let lines = self.lines(id, at, last - first);
        let mut draft = Draft { id, sent, lines, refunded: 0, taken: 0 };
        for ticket in first..last {
            self.ticket(merchant, shop.0, &mut draft, ticket, ticket - first, last - first, batch);
        }
        let bought: i64 = draft.lines.iter().map(|line| line.quantity).sum();
        let freight = if sent != Sent::No && self.rng.percent(10) { 800 } else { 0 };
        let (carrier, tracking_no) = self.parcel();
        let ordered_at = filed_at - took;
        let after_sale = match draft.taken {
            0 => OrderAfterSale::None,
            taken if taken < bought => OrderAfterSale::Partly,
            _ => OrderAfterSale::Complete,
        };
        batch.orders.push(OrderPlan {
            id,
            merchant_id: merchant.merchant_id,
            shop_id: shop.0,
            warehouse_id: merchant.warehouse_id,
            station_id: merchant.station_id,
            buyer_id: self.first_buyer_id + buyer_no,
            receiver_name: people::receiver(self.seed, buyer_no),
            // Ever growing, as platforms give them.
            order_no: format!("{}{:012}{}", order_prefix(shop.1), order * 7 + self.rng.below(7), self.rng.digits(4)),
            ordered_at,
            paid_minor: draft.lines.iter().map(|line| line.paid_minor).sum::<i64>() + freight,
            freight_minor: freight,
            refunded_minor: draft.refunded,
            sign_state: if sent == Sent::Signed { SignState::SignedOk } else { SignState::NotSigned }.code(),
            flag: if self.rng.percent(6) { self.rng.pick::<&str>(&FLAGS) } else { "" },
            after_sale: after_sale.code(),
            carrier: if sent == Sent::No { "" } else { carrier },
            tracking_no: if sent == Sent::No { String::new() } else { tracking_no },
            shipped_at: (sent != Sent::No).then_some(ordered_at + took / 4),
            signed_at: (sent == Sent::Signed).then_some(ordered_at + took * 3 / 4),
            goods_no: draft.lines.first().map_or(0, |line| line.goods_no),
        });
        batch.lines.append(&mut draft.lines);
    }

    /// One line for most orders, one for each ticket at least; no thing twice.
    fn lines(&mut self, order_id: i64, merchant: usize, tickets: i64) -> Vec<LinePlan> {
        let more = match self.rng.below(100) {
            0..72 => 1,
            72..93 => 2,
            _ => 3,
        };
        let run = self.goods_runs[merchant];
        let first = self.rng.below(run.count);
        (1..=more.max(tickets))
            .map(|line_no| {
                let goods_no = run.first + (first + line_no - 1) % run.count;
                let quantity = match self.rng.below(100) {
                    0..78 => 1,
                    78..94 => 2,
                    _ => 3,
                };
                let gross = self.goods[goods_no as usize].price_minor * quantity;
                let coupon = if self.rng.percent(20) { gross / 10 } else { 0 };
                LinePlan {
                    id: order_id + line_no,
                    order_id,
                    line_no,
                    goods_no,
                    quantity,
                    coupon_minor: coupon,
                    paid_minor: gross - coupon,
                    ticket_id: None,
                    ticket_line_id: 0,
                    ticket_qty: 0,
                    reason_id: 0,
                    computed_minor: 0,
                    lowered_minor: 0,
                }
            })
            .collect()
    }

    #[expect(clippy::too_many_arguments, reason = "all of it belongs to one ticket")]
    fn ticket(
        &mut self,
        merchant: &Merchant,
        shop_id: i64,
        order: &mut Draft,
        ticket: i64,
        nth: i64,
        of_order: i64,
        batch: &mut Batch,
    ) {
        let id = batch.next_ticket_id;
        batch.next_ticket_id += TICKET_IDS;
        let created_at = self.filed_at(ticket);
        let age = self.now - created_at;
        let (kind, scene) = self.wish(order.sent);
        let stage = self.stage(ticket);
        let path = self.path(kind, stage, age);
        let span = match path.plan.events {
            1 => 0,
            _ => self.rng.between(HOUR, 20 * DAY).min(age / 10 * 9),
        };
        let mut time = Rng::of(self.seed ^ 0x434C_4F43, ticket.unsigned_abs());
        let span = match path.stage {
            Stage::Open if path.plan.events > 1 => clocks::span(&mut time, path.status, age),
            _ => span,
        };
        let (computed, lowered) = self.apply(merchant, path, scene, order, id, nth, of_order);
        if path.status == Status::Completed {
            order.refunded += computed - lowered;
            if scene != Scene::ReceivedKeep {
                let own = order.lines.iter().filter(|line| line.ticket_id == Some(id));
                order.taken += own.map(|line| line.ticket_qty).sum::<i64>();
            }
        }
        let shelf = self.shelf(path, age);
        *self.counts.entry((merchant.merchant_id, shelf, path.status)).or_default() += 1;
        let assigned = match path.stage {
            Stage::Draft => false,
            Stage::Open => self.rng.percent(80),
            Stage::Ended => self.rng.percent(60),
        };
        let (carrier, tracking_no) = match path.plan.ship_share {
            Some(_) => self.parcel(),
            None => ("", String::new()),
        };
        let channel = [Channel::Platform, Channel::MerchantSite, Channel::Staff, Channel::Hotline, Channel::Social]
            [self.rng.weighted([50, 20, 15, 10, 5].into_iter())];
        let mut own = order.lines.iter().filter(|line| line.ticket_id == Some(id));
        let timed = Timed {
            id,
            path,
            created_at,
            span,
            is_no_reason: own.all(|line| merchant.no_reason.contains(&line.reason_id)),
            from_platform: channel == Channel::Platform,
            by: &merchant.counted_by,
            shop_id,
            warehouse_id: (path.plan.has_return && path.status != Status::Approved).then_some(merchant.warehouse_id),
        };
        let mut clocks = clocks::of(&mut time, &timed, self.now);
        batch.terms.append(&mut clocks.terms);
        batch.platforms.extend(clocks.platform);
        let plan = &path.plan;
        let days = &mut self.days;
        let mut number = |what, wanted: bool, share| match wanted {
            true => days.next(what, path.at(created_at, span, share)),
            false => String::new(),
        };
        let row = TicketPlan {
            id,
            order_id: order.id,
            path: plan.no,
            ticket_no: number(Number::Ticket, true, None),
            first_refund_no: number(Number::Refund, plan.bounces > 0, plan.first_open_share),
            refund_no: number(Number::Refund, plan.refund_state.is_some(), plan.open_share),
            inbound_no: number(Number::Inbound, plan.receive_share.is_some(), plan.receive_share),
            parcel_no: number(Number::Parcel, plan.sign_in_share.is_some(), plan.sign_in_share),
            outbound_no: number(Number::Outbound, plan.outbound_state.is_some(), plan.review_share),
            requested_on: days.date(created_at),
            scene: scene.code(),
            channel: channel.code(),
            shelf: shelf.code(),
            created_at,
            span,
            computed_minor: computed,
            lowered_minor: lowered,
            filer_id: *self.rng.pick(&self.house.agents),
            reviewer_id: *self.rng.pick(&self.house.reviewers),
            finance_id: *self.rng.pick(&self.house.finance),
            keeper_id: *self.rng.pick(&self.house.keepers),
            assignee_id: if assigned { *self.rng.pick(&self.house.agents) } else { 0 },
            buyer_words: self.rng.pick::<&str>(&WORDS),
            note: if lowered > 0 { "协商部分退款" } else { "" },
            category: self.rng.pick(RejectCategory::ALL).code(),
            carrier,
            tracking_no,
            clock_kind: clocks.kind,
            clock_soon_at: clocks.soon_at,
            clock_at: clocks.at,
            platform_at: clocks.platform_at,
        };
        batch.tickets.push(row);
    }
}

fn order_prefix(platform: Platform) -> &'static str {
    match platform {
        Platform::Jd => "30",
        Platform::Douyin => "69",
        Platform::Pdd => "25",
        _ => "26",
    }
}
