//! The forms about a ticket's rules.

use crate::commands::policy::{check_proofs, let_through};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::money::Currency;
use crate::domain::policy::rule::{Proof, ProofState};
use crate::domain::ticket::workflow::Action;
use crate::i18n::Lang;
use crate::i18n::settings::rules::RuleWords;
use crate::store::Tx;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::{Fields, Reader};
use crate::web::tickets::ticket::forms::act::{TicketForm, route};

/// Registers the addresses of the forms.
pub fn routes(config: &mut Addresses) {
    config.route(route::<Override>("/tickets/{no}/override")).route(route::<Proofs>("/tickets/{no}/proofs"));
}

/// The late lines of a draft are let through.
struct Override {
    rule: String,
    reason: String,
}

impl TicketForm for Override {
    const NAME: &'static str = "override";
    const ACTION: Action = Action::Override;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, _: &Fields, _: Currency) -> Self {
        Self { rule: reader.text("rule", lengths::WORD), reason: reader.required("reason", 2, lengths::NOTE) }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        let_through::let_through(tx, actor, ticket_no, version, &self.rule, &self.reason).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        RuleWords::of(lang).done_overridden
    }
}

/// Which of the wanted proofs came.
struct Proofs {
    states: Vec<(Proof, ProofState)>,
}

impl TicketForm for Proofs {
    const NAME: &'static str = "proofs";
    const ACTION: Action = Action::CheckProofs;
    const LEADS_ON: bool = false;

    fn read(reader: &mut Reader<'_>, fields: &Fields, _: Currency) -> Self {
        let sent = |proof: &&Proof| fields.has(&format!("proof_{proof}"));
        let states = Proof::ALL.iter().filter(sent).filter_map(|proof| {
            let state = reader.code(&format!("proof_{proof}"), ProofState::parse)?;
            Some((*proof, state))
        });
        Self { states: states.collect() }
    }

    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError> {
        check_proofs::check(tx, actor, ticket_no, version, &self.states).map(|_| ())
    }

    fn done(&self, lang: Lang) -> &'static str {
        RuleWords::of(lang).done_proofs
    }
}
