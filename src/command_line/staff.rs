//! `staff add` of the command line.

use aftersales::commands::CommandError;
use aftersales::commands::people::manage_staff::{NewStaff, add_from_command_line};
use aftersales::domain::money::Currency;
use aftersales::i18n::refusals::Wording;
use aftersales::store::Db;

use crate::command_line::language;

/// Adds a member of staff. The error is what is wrong, a line for each argument.
pub fn add(db: &Db, new: NewStaff) -> Result<(), String> {
    let wording = Wording { lang: language(), currency: Currency::CNY, zone: chrono_tz::Asia::Shanghai };
    match add_from_command_line(db, new) {
        Ok(()) => Ok(()),
        Err(CommandError::Invalid(errors)) => {
            let line = |field: &str| match field {
                "display_name" => "name".to_owned(),
                other => other.to_owned(),
            };
            let lines =
                errors.iter().map(|error| format!("{}: {}", line(&error.field), wording.refusal(&error.refusal)));
            Err(lines.collect::<Vec<_>>().join("\n"))
        }
        Err(CommandError::Refused(refusal)) => Err(wording.refusal(&refusal)),
        Err(CommandError::Db(error)) => Err(error.to_string()),
        Err(other) => Err(format!("{other:?}")),
    }
}
