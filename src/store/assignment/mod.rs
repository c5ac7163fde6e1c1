//! Who works on new tickets: queues of staff, rules, and how much everybody has.

pub mod load;
pub mod queues;
pub mod rules;
pub mod trials;
