//! What is decided by chance about a made-up ticket: what its buyer wants, how far it has come, what it applies for, its parcel.

use super::history::{Draft, History, Sent};
use super::house::Merchant;
use super::paths::{Path, Stage};
use crate::domain::goods::movement::Carrier;
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::domain::ticket::status::Archive;

const DAY: i64 = 24 * 3_600_000_000;
/// The number of newest tickets of which most are open.
const NEWEST: i64 = 4_000;
/// How long most open tickets wait for their first review at most.
const UNREVIEWED: i64 = 5 * DAY;
/// Ended tickets that are older may be archived.
const ARCHIVED_AFTER: i64 = 400 * DAY;

const CARRIERS: [(Carrier, &str); 7] = [
    (Carrier::Shunfeng, "SF1"),
    (Carrier::Zhongtong, "78"),
    (Carrier::Yuantong, "YT"),
    (Carrier::Yunda, "43"),
    (Carrier::Jtexpress, "JT"),
    (Carrier::Jd, "JDVA"),
    (Carrier::Ems, "EB"),
];

impl<'h> History<'h> {
    /// A ticket type and scene that suit how far the goods have come.
    pub(super) fn wish(&mut self, sent: Sent) -> (TicketType, Scene) {
        match sent {
            Sent::No => (TicketType::RefundOnly, Scene::Unshipped),
            Sent::OnTheWay => (TicketType::RefundOnly, Scene::ShippedNotReceived),
            Sent::Signed => match self.rng.below(100) {
                0..22 => (TicketType::RefundOnly, Scene::ReceivedKeep),
                22..78 => (TicketType::ReturnRefund, Scene::Return),
                _ => (TicketType::Exchange, Scene::Return),
            },
        }
    }

    pub(super) fn stage(&mut self, ticket: i64) -> Stage {
        let is_new = ticket >= self.sizes.tickets - NEWEST.min(self.sizes.tickets / 4);
        let die = self.rng.below(200);
        if let Some(open) = self.sizes.open {
            return match die {
                _ if is_open(ticket, self.sizes.tickets, open) => Stage::Open,
                0 | 1 => Stage::Draft,
                _ => Stage::Ended,
            };
        }
        match die {
            0 | 1 => Stage::Draft,
            2..6 => Stage::Open,
            6..170 if is_new => Stage::Open,
            _ => Stage::Ended,
        }
    }

    pub(super) fn path(&mut self, kind: TicketType, stage: Stage, age: i64) -> &'h Path {
        let paths = self.paths;
        // Where many are open, few of them have waited for their first review for long.
        let waits = self.sizes.open.is_none() || age < UNREVIEWED || self.rng.percent(5);
        let fits = paths.iter().filter(move |path| {
            path.kind == kind && path.stage == stage && (waits || stage != Stage::Open || path.plan.events > 1)
        });
        let at = self.rng.weighted(fits.clone().map(|path| path.weight));
        fits.clone().nth(at).unwrap_or(&paths[0])
    }

    pub(super) fn shelf(&mut self, path: &Path, age: i64) -> Archive {
        match path.stage {
            Stage::Draft => Archive::Draft,
            Stage::Ended if path.status.is_terminal() && age > ARCHIVED_AFTER && self.rng.percent(40) => {
                Archive::Archived
            }
            Stage::Ended | Stage::Open => Archive::Live,
        }
    }

    /// Applies for one line, or now and then for two; what the ticket computes to, and what the reviewer took off.
    #[expect(clippy::too_many_arguments, reason = "all of it belongs to one application")]
    pub(super) fn apply(
        &mut self,
        merchant: &Merchant,
        path: &Path,
        scene: Scene,
        order: &mut Draft,
        ticket_id: i64,
        nth: i64,
        of_order: i64,
    ) -> (i64, i64) {
        let both = of_order == 1 && order.lines.len() > 1 && self.rng.percent(15);
        let reasons = merchant.reasons.iter().find(|(kind, _)| *kind == path.kind).map_or(&[][..], |(_, ids)| ids);
        let (mut computed, mut lowered) = (0, 0);
        let taken = if both { 2 } else { 1 };
        for (slot, line) in (1..).zip(order.lines.iter_mut().skip(nth as usize).take(taken)) {
            let units = if line.quantity > 1 && self.rng.percent(40) { 1 } else { line.quantity };
            line.ticket_id = Some(ticket_id);
            line.ticket_line_id = ticket_id + slot;
            line.ticket_qty = units;
            line.reason_id = *self.rng.pick(reasons);
            if path.stage == Stage::Draft {
                continue;
            }
            line.computed_minor = line.paid_minor * units / line.quantity;
            if path.kind.refunds_money() {
                line.lowered_minor = match scene {
                    Scene::ReceivedKeep if self.rng.percent(60) => line.computed_minor / 10 * 7,
                    Scene::Return if self.rng.percent(5) => line.computed_minor / 20,
                    _ => 0,
                };
                computed += line.computed_minor;
                lowered += line.lowered_minor;
            }
        }
        (computed, lowered)
    }

    pub(super) fn parcel(&mut self) -> (&'static str, String) {
        let (carrier, prefix) = CARRIERS[self.rng.weighted([22, 26, 18, 14, 12, 5, 3].into_iter())];
        (carrier.code(), format!("{prefix}{}", self.rng.digits(12)))
    }
}

/// Whether a ticket is one of those that are open: spread evenly over the newest, of which four of five are.
fn is_open(ticket: i64, tickets: i64, open: i64) -> bool {
    let newest = (open * 5 / 4).clamp(open, tickets).max(1);
    let at = ticket - (tickets - newest);
    at >= 0 && (at + 1) * open / newest > at * open / newest
}
