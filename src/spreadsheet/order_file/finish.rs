//! A complete draft becomes an order record: moments are derived, discounts of the order as a whole are shared out, sums are checked. Sums
//! that do not agree are never repaired here; the order is flagged instead.

use chrono::{DateTime, Utc};

use crate::domain::money::allocation::{LineBase, paid_shares};
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::{Platform, SignState};
use crate::domain::order::order_record::{
    BuyerRecord, FlagReason, LineRecord, OrderRecord, PaymentRecord, PromotionKind, PromotionRecord, ShipmentRecord,
};
use crate::spreadsheet::order_file::assemble::{DraftLine, OrderDraft, Value};
use crate::spreadsheet::order_file::binding::Binding;
use crate::spreadsheet::order_file::field::Field;
use crate::spreadsheet::order_file::mapping::Moment;
use crate::spreadsheet::order_file::words;

impl OrderDraft {
    /// The order, or nothing where no line of it was sound.
    pub fn finish(mut self, order_no: String, binding: &Binding<'_>) -> Option<OrderRecord> {
        let ordered_at = self.at(Field::OrderedAt)?;
        if self.lines.is_empty() {
            return None;
        }
        let paid_at = match binding.mapping.paid {
            // A file that knows nothing of payment lists what was sold, and what was sold was paid.
            Moment::Column if !binding.has_column(Field::PaidAt) => self.at(Field::PaidAt).or(Some(ordered_at)),
            Moment::Column => self.at(Field::PaidAt),
            derived => derive(derived, Some(ordered_at), ordered_at),
        };
        let promotions: Vec<PromotionRecord> = PromotionKind::ALL
            .iter()
            .map(|&kind| PromotionRecord { kind, amount: self.amount(promotion_field(kind)).unwrap_or_default() })
            .collect();
        let (lines, flag) = settle(std::mem::take(&mut self.lines), &promotions);
        let shipment = self.shipment(binding, ordered_at);
        let named_total = self.amount(Field::PaidTotal);
        let account = self.text(Field::BuyerAccount);
        let mut order = OrderRecord {
            order_no,
            shop: self.text(Field::Shop),
            platform: match self.head.get(&Field::Platform) {
                Some(Value::Platform(platform)) => *platform,
                _ => Platform::Own,
            },
            currency: match self.head.get(&Field::Currency) {
                Some(Value::Currency(currency)) => *currency,
                _ => Currency::CNY,
            },
            ordered_at,
            paid_at,
            buyer: BuyerRecord {
                account: Some(account).filter(|account| !account.is_empty()),
                nickname: self.text(Field::BuyerNickname),
                level: self.text(Field::BuyerLevel),
                phone: self.text(Field::BuyerPhone),
                email: self.text(Field::BuyerEmail),
                address: self.text(Field::BuyerAddress),
            },
            receiver_name: self.text(Field::ReceiverName),
            receiver_phone: self.text(Field::ReceiverPhone),
            receiver_address: self.text(Field::ReceiverAddress),
            buyer_message: self.text(Field::BuyerMessage),
            merchant_remark: self.text(Field::MerchantRemark),
            flag: self.text(Field::Flag),
            gift_note: self.text(Field::GiftNote),
            invoice_no: self.text(Field::InvoiceNo),
            transport_note: self.text(Field::TransportNote),
            freight: self.amount(Field::Freight).unwrap_or_default(),
            promotions: promotions.into_iter().filter(|promotion| !promotion.amount.is_zero()).collect(),
            payment: PaymentRecord {
                method: self.text(Field::PaymentMethod),
                gateway: binding.mapping.gateway,
                reference: self.text(Field::PaymentReference),
                amount: Money::ZERO,
            },
            shipment,
            lines,
            flagged: None,
        };
        let sum = order.lines_and_freight();
        order.payment.amount = if paid_at.is_some() { named_total.unwrap_or(sum) } else { Money::ZERO };
        order.flagged = match named_total {
            _ if self.refused + self.of_other_files > 0 => {
                Some(FlagReason::LinesRefused { count: self.refused + self.of_other_files })
            }
            Some(total) if paid_at.is_none() && !total.is_zero() => Some(FlagReason::PaymentUnclear),
            _ if flag.is_some() => flag,
            Some(paid) if paid_at.is_some() && paid != sum => Some(FlagReason::SumsDiffer { lines: sum, paid }),
            _ => None,
        };
        Some(order)
    }

    fn shipment(&self, binding: &Binding<'_>, ordered_at: DateTime<Utc>) -> Option<ShipmentRecord> {
        let shipped_at = match binding.mapping.shipped {
            Moment::Column => self.at(Field::ShippedAt),
            derived => derive(derived, Some(ordered_at), ordered_at),
        };
        let signed_at = match binding.mapping.signed {
            Moment::Column => self.at(Field::SignedAt),
            derived => derive(derived, shipped_at, ordered_at),
        };
        let tracking_no = self.text(Field::TrackingNo);
        let sign_state = match (self.head.get(&Field::SignState), signed_at) {
            (Some(Value::SignState(state)), _) => *state,
            (_, Some(_)) => SignState::SignedOk,
            (_, None) => SignState::NotSigned,
        };
        let left = shipped_at.is_some() || signed_at.is_some() || !tracking_no.is_empty();
        let carrier_name = self.text(Field::Carrier);
        (left || sign_state != SignState::NotSigned).then(|| ShipmentRecord {
            carrier: Some(words::carrier(&carrier_name)).filter(|_| !carrier_name.is_empty()),
            carrier_name,
            tracking_no,
            shipped_at,
            signed_at: signed_at.filter(|_| sign_state != SignState::NotSigned),
            sign_state,
        })
    }

    fn text(&self, field: Field) -> String {
        match self.head.get(&field) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    fn amount(&self, field: Field) -> Option<Money> {
        match self.head.get(&field) {
            Some(Value::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    fn at(&self, field: Field) -> Option<DateTime<Utc>> {
        match self.head.get(&field) {
            Some(Value::At(at)) => Some(*at),
            _ => None,
        }
    }
}

fn promotion_field(kind: PromotionKind) -> Field {
    match kind {
        PromotionKind::FullReduction => Field::FullReduction,
        PromotionKind::Coupon => Field::Coupon,
        PromotionKind::RedPacket => Field::RedPacket,
        PromotionKind::Points => Field::Points,
    }
}

fn derive(moment: Moment, before: Option<DateTime<Utc>>, ordered_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match moment {
        Moment::AtOrder => Some(ordered_at),
        Moment::After(duration) => before.and_then(|before| before.checked_add_signed(duration)),
        Moment::Column | Moment::Never => None,
    }
}

/// Fills in the shares and the paid amounts. What the source says about a line wins; else its shares are taken off; else the
/// promotions of the order are shared out.
fn settle(lines: Vec<DraftLine>, promotions: &[PromotionRecord]) -> (Vec<LineRecord>, Option<FlagReason>) {
    let stated = lines.iter().filter(|line| line.line_paid.is_some()).count();
    let shares_stated = lines.iter().any(|line| line.coupon_share.is_some() || line.points_share.is_some());
    let computed: Option<Vec<[Money; 3]>> = if shares_stated {
        Some(
            lines
                .iter()
                .map(|line| {
                    let coupon = line.coupon_share.unwrap_or_default();
                    let points = line.points_share.unwrap_or_default();
                    [coupon, points, line.base() - coupon - points]
                })
                .collect(),
        )
    } else {
        allocate(&lines, promotions)
    };
    let agrees = computed.as_ref().is_some_and(|computed| {
        lines.iter().zip(computed).all(|(line, [_, _, paid])| line.line_paid.is_none_or(|stated| stated == *paid))
    });
    let flag = if stated > 0 && stated < lines.len() {
        Some(FlagReason::SharesIncomplete)
    } else if stated == 0 && computed.is_none() {
        Some(FlagReason::DiscountTooLarge)
    } else {
        None
    };
    let settled = lines.into_iter().enumerate().map(|(at, line)| {
        let [coupon, points, paid] = computed.as_ref().and_then(|computed| computed.get(at).copied()).unwrap_or([
            Money::ZERO,
            Money::ZERO,
            line.base(),
        ]);
        // An allocation of ours that does not lead to the paid amounts of the source is not how the source did it.
        let known = shares_stated || agrees;
        LineRecord {
            coupon_share: if known { coupon } else { Money::ZERO },
            points_share: if known { points } else { Money::ZERO },
            line_paid: line.line_paid.unwrap_or(paid),
            ..line.record
        }
    });
    (settled.collect(), flag)
}

/// Share of full reduction, coupon and red packet; share of points; paid amount.
fn allocate(lines: &[DraftLine], promotions: &[PromotionRecord]) -> Option<Vec<[Money; 3]>> {
    let bases: Vec<LineBase> = lines
        .iter()
        .map(|line| LineBase {
            gross: line.gross,
            line_discount: line.record.line_discount,
            is_gift: line.record.is_gift,
        })
        .collect();
    let amounts: Vec<Money> = promotions.iter().map(|promotion| promotion.amount).collect();
    let shares = paid_shares(&bases, &amounts)?;
    let of_kind = |shares: &[Money], points: bool| -> Money {
        let of_kind = promotions.iter().zip(shares).filter(|(p, _)| (p.kind == PromotionKind::Points) == points);
        of_kind.map(|(_, share)| *share).sum()
    };
    Some(shares.iter().map(|line| [of_kind(&line.shares, false), of_kind(&line.shares, true), line.paid]).collect())
}
