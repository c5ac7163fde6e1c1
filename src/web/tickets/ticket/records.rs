//! The warehouse's records of a ticket.

use std::collections::HashMap;

use crate::domain::goods::movement::{OutboundKind, OutboundState};
use crate::domain::people::free_text::mask_in_place;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow, InspectionRow};
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::parcels::ParcelRow;
use crate::store::goods::{inbounds, outbounds, parcels};
use crate::store::house::merchants;
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError};

/// The warehouse's rows of one ticket, each kind oldest first.
pub struct Records {
    pub parcels: Vec<ParcelRow>,
    pub inbounds: Vec<(InboundRow, Vec<InboundLineRow>)>,
    pub inspections: Vec<InspectionRow>,
    pub outbounds: Vec<(OutboundRow, Vec<OutboundLineRow>)>,
    /// Names of the merchant's warehouses.
    pub warehouses: HashMap<i64, String>,
}

impl Records {
    /// Reads the warehouse's records of a ticket.
    ///
    /// # Errors
    /// The database's.
    pub fn load(connection: &mut Conn, ticket: &TicketRow) -> Result<Self, DbError> {
        let mut records = Self {
            parcels: parcels::of_ticket(connection, ticket.id)?,
            inbounds: Vec::new(),
            inspections: inbounds::inspections_of(connection, ticket.id)?,
            outbounds: Vec::new(),
            warehouses: HashMap::new(),
        };
        for row in inbounds::of_ticket(connection, ticket.id)? {
            let lines = inbounds::lines(connection, row.id)?;
            records.inbounds.push((row, lines));
        }
        for row in outbounds::of_ticket(connection, ticket.id)? {
            let lines = outbounds::lines(connection, row.id)?;
            records.outbounds.push((row, lines));
        }
        if !records.is_empty() {
            let all = merchants::warehouses_of(connection, ticket.merchant_id)?;
            records.warehouses = all.into_iter().map(|warehouse| (warehouse.id, warehouse.name)).collect();
        }
        Ok(records)
    }

    /// The staff named in the records.
    pub fn people(&self) -> Vec<i64> {
        let parcels = self.parcels.iter().map(|row| row.signed_in_by);
        let inbounds = self.inbounds.iter().map(|(row, _)| row.received_by);
        let inspections = self.inspections.iter().map(|row| row.staff_id);
        let outbounds = self.outbounds.iter().map(|(row, _)| row.shipped_by);
        parcels.chain(inbounds).chain(inspections).chain(outbounds).flatten().collect()
    }

    /// Masks phone numbers and addresses in free text.
    pub fn mask(&mut self) {
        self.inbounds.iter_mut().for_each(|(row, _)| mask_in_place(&mut row.note));
        self.inspections.iter_mut().for_each(|row| mask_in_place(&mut row.finding));
    }

    /// The tracking number under which the replacement, or what goes back, was shipped; empty before that.
    pub fn sent_no(&self) -> &str {
        let shipped = self.outbounds.iter().rfind(|(row, _)| row.state == OutboundState::Shipped);
        shipped.map_or("", |(row, _)| &row.tracking_no)
    }

    /// Whether the replacement's stock is promised to the ticket.
    pub fn holds_replacement(&self) -> bool {
        self.outbounds
            .iter()
            .any(|(row, _)| row.kind == OutboundKind::ExchangeShip && row.state == OutboundState::Reserved)
    }

    /// Whether the warehouse recorded nothing.
    pub fn is_empty(&self) -> bool {
        self.parcels.is_empty() && self.inbounds.is_empty() && self.outbounds.is_empty()
    }

    /// The name of a warehouse; empty for an unknown one.
    pub fn warehouse(&self, id: i64) -> &str {
        self.warehouses.get(&id).map_or("", String::as_str)
    }
}
