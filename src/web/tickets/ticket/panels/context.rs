//! What every panel is made of.

use crate::domain::permission::Permission;
use crate::i18n::tickets::Tickets;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::identity::session::Staff;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::gate::Gates;
use crate::web::tickets::ticket::timeline::Reader;

/// What every panel is made of.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub f: &'a Frame,
    pub staff: &'a Staff,
    pub file: &'a TicketFile,
    pub echo: &'a Echo,
    pub gates: &'a Gates,
}

impl Context<'_> {
    /// The words of the page.
    pub fn words(&self) -> &'static Tickets {
        Tickets::of(self.f.lang)
    }

    /// The reader of the timeline's entries.
    pub fn reader(&self) -> Reader {
        Reader {
            lang: self.f.lang,
            zone: self.f.zone,
            currency: self.file.ticket.currency,
            sees_prices: self.staff.may(Permission::SeePrices),
            masks: !self.staff.may(Permission::Unmask),
            refunds_money: self.file.ticket.kind.refunds_money(),
        }
    }

    /// The name of the person who acted; the system's where nobody did.
    pub fn name_of(&self, staff_id: Option<i64>) -> String {
        let known = staff_id.and_then(|id| self.file.names.get(&id).cloned());
        known.unwrap_or_else(|| self.f.t.system.to_owned())
    }
}
