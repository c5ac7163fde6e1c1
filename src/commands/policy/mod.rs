//! Policies and products: what a merchant lets buyers ask for, what it says of what it sells, and who lets a late application through.

pub mod check_proofs;
pub mod fast_lane;
pub mod fees;
pub mod let_through;
pub mod manage_policies;
pub mod manage_products;
