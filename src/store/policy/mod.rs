//! After-sale policies, the rules that tickets were submitted under, and what people say of products.

pub mod fast_lanes;
pub mod policies;
pub mod product_list;
pub mod product_terms;
pub mod proofs;
pub mod ticket_rules;
