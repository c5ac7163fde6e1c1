//! The contact that the buyer left with the application: masked, and one value in clear for those who say why.

use askama::Template;

use crate::domain::people::contact::{mask_email, mask_phone};
use crate::domain::permission::Permission;
use crate::i18n::orders::Orders;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::unmask::Unmasked;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/contact.html")]
pub struct ContactPanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    /// The words of the form that shows a value in clear.
    t: &'static Orders,
    /// Name and masked value.
    values: Vec<(&'static str, String)>,
    /// Wire value and name of what can be seen in clear.
    fields: Vec<(&'static str, &'static str)>,
    address: String,
    may_unmask: bool,
    unmasked: Vec<Unmasked>,
}

/// The contact, for those who see the buyer; `None` where none was left.
pub fn panel(context: Context<'_>, unmasked: Vec<Unmasked>) -> Option<ContactPanel<'_>> {
    let intake = Some(&context.file.intake).filter(|_| context.staff.may(Permission::ViewBuyers))?;
    let t = context.words();
    let all = [
        ("contact_phone", t.contact_phone, mask_phone(&intake.particulars.contact_phone)),
        ("contact_email", t.contact_email, mask_email(&intake.particulars.contact_email)),
    ];
    let left: Vec<_> = all.into_iter().filter(|(.., masked)| !masked.is_empty()).collect();
    (!left.is_empty()).then(|| ContactPanel {
        f: context.f,
        echo: context.echo,
        t: Orders::of(context.f.lang),
        fields: left.iter().map(|(field, name, _)| (*field, *name)).collect(),
        values: left.into_iter().map(|(_, name, masked)| (name, masked)).collect(),
        address: format!("/tickets/{}/unmasking", context.file.ticket.ticket_no),
        may_unmask: context.staff.may(Permission::Unmask),
        unmasked,
    })
}
