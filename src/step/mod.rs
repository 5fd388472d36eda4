//! What a step can be, one file a kind, and the few questions a face must be able to put.
//!
//! A kind is a vertical slice: its shape in TOML with an example, its validation, what it asks, its
//! tests. Adding one: the file, a variant of [`Kind`], a row in [`KINDS`], a key in `flow::raw`.

mod answer;
mod ask;
pub(crate) mod choose;
pub(crate) mod confirm;
pub(crate) mod evidence;
mod fact;
pub(crate) mod gate;
mod kind;
pub(crate) mod line;
mod mistake;
mod page;
mod scope;
mod sensors;
#[cfg(test)]
mod testing;
pub(crate) mod upgrade;
pub(crate) mod word;
mod words;

pub use answer::{Answer, How, Objection};
pub use ask::{Ask, AskOption};
pub use fact::{FactKind, FactName, Subject};
pub use kind::{ChoiceOption, EvidenceOf, KINDS, Kind};
pub use mistake::Mistake;
pub(crate) use mistake::ticked;
pub(crate) use page::Page;
pub use scope::Scope;
pub use sensors::{SENSORS, SensorName};
pub use words::{Piece, Text};
