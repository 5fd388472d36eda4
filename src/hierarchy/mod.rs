//! The sites and domains of a hierarchy, as an operator describes them in a file.
//!
//! Three stages: text, raw (as written, with positions), [`Hierarchy`]. After validation every
//! reference is an index and the parents form one tree, so the rest of the program has no "not
//! found". What the file does not say stays unknown (`None`) and is never guessed. A [`draft`] is
//! text again: what a form edits, before it is a hierarchy.

mod domains;
pub mod draft;
mod fields;
mod findings;
mod levels;
mod names;
mod near;
mod odd;
mod parents;
mod raw;
mod redeclare;
mod shape;
#[cfg(test)]
mod tests;
mod validate;

pub use redeclare::RedeclareError;
pub use shape::{Domain, DomainIx, Hierarchy, Method, Passage, Role, Site, SiteIx};

/// Most sites in one file.
pub const MOST_SITES: usize = 20_000;
/// Most domains in one file, those that only sites name among them.
pub const MOST_DOMAINS: usize = 20_000;
/// Most controllers of one domain.
pub const MOST_CONTROLLERS: usize = 500;
/// Most entries in one list of a site.
pub const MOST_ENTRIES: usize = 100;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 256;
