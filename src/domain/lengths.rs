//! How long texts may be, in characters: one length for a thing, whether it is typed into a form or comes in a file. What is longer is
//! refused with the length, never cut.

/// An order number.
pub const ORDER_NO: usize = 100;
/// A SKU.
pub const SKU: usize = 100;
/// A product's name.
pub const PRODUCT: usize = 200;
/// Model or specification.
pub const SPEC: usize = 200;
/// The address of a picture.
pub const URL: usize = 2_000;
/// A shop's or a merchant's name.
pub const SHOP: usize = 40;
/// An account on a platform.
pub const ACCOUNT: usize = 100;
/// A person's name, also as a platform shows it.
pub const PERSON: usize = 100;
/// A phone number, also a masked one or one with an extension.
pub const PHONE: usize = 40;
/// An e-mail address.
pub const EMAIL: usize = 254;
/// Where a parcel goes.
pub const ADDRESS: usize = 500;
/// A free text: a message, a remark, a note.
pub const NOTE: usize = 2_000;
/// A word or two: a level, a colour, a means of payment.
pub const WORD: usize = 60;
/// A number that somebody else gave: of an invoice, a payment, a parcel.
pub const NUMBER: usize = 100;
