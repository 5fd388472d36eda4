//! A hierarchy while a person edits it in a form, before it is valid.
//!
//! A draft is text, field by field, just as it was typed: nothing in it is lost because it is
//! wrong. What is wrong with it is never decided here: it is written as a hierarchy file and read
//! by the one validation there is, so that a form and `check` cannot disagree.

mod field;
mod import;
mod lists;
mod of;
mod parts;
mod passages;
mod problems;
mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use field::Field;
pub use problems::{At, Problem};
pub use shape::{DomainDraft, Draft, DraftError, SiteDraft, Unknown};
pub use tree::{Astray, TreeRow};
