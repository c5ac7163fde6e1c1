//! Counted goods go to the shelf: each unit into the bucket its grade says, once, by moves.

use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::{Bucket, Grade};
use crate::domain::goods::movement::{InboundState, MoveKind};
use crate::domain::ticket::kind::GoodsState;
use crate::store::Tx;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow};

/// Where the defective units of a line go; none for what is not our goods.
pub fn defective_bucket(grade: Grade) -> Option<Bucket> {
    match grade {
        Grade::LikeNew | Grade::Opened | Grade::Defective => Some(Bucket::Defective),
        Grade::Scrap => Some(Bucket::Scrap),
        Grade::WrongItem | Grade::Missing => None,
    }
}

/// A counted line's units by the bucket they belong to; goods without one (another's goods, missing ones) are left out.
pub fn by_bucket(line: &InboundLineRow) -> Vec<(Bucket, i64)> {
    let grade = line.grade.unwrap_or(Grade::LikeNew);
    [(grade.bucket(), line.good_qty), (defective_bucket(grade), line.defective_qty)]
        .into_iter()
        .filter_map(|(bucket, quantity)| bucket.filter(|_| quantity > 0).map(|bucket| (bucket, quantity)))
        .collect()
}

/// Shelves the inbound of a step's ticket that was only counted; `lines` are by SKU and hold the units that go to the shelf. A shelved one
/// stays as it is.
pub fn put_away(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &mut Step,
    inbound: &mut InboundRow,
    lines: &[InboundLineRow],
) -> Result<(), CommandError> {
    if inbound.state != InboundState::Received {
        return Ok(());
    }
    for line in lines {
        for (bucket, quantity) in by_bucket(line) {
            let change = StockMove {
                warehouse_id: inbound.warehouse_id,
                sku: &line.sku,
                bucket,
                qty: quantity,
                reserved: 0,
                ref_kind: MoveKind::Inbound,
                ref_no: &inbound.inbound_no,
                note: "",
            };
            move_stock(tx, actor, &change)?;
        }
    }
    inbound.state = InboundState::Shelved;
    inbound.shelved_at = Some(tx.now());
    inbounds::save(tx, inbound)?;
    step.return_of().goods_state = GoodsState::Shelved;
    Ok(())
}
