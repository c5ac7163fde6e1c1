//! Cases about a ticket: it is put on hold, evidence is gathered, the ruling says what follows; and a manager decides where the buyer asked
//! for a superior.

mod escalate;
mod evidence;
mod open;
mod rule;
mod take_pack;

pub use escalate::escalate;
pub use evidence::add_evidence;
pub use open::{Opening, open};
pub use rule::{RulingForm, rule};
pub use take_pack::take_pack;
