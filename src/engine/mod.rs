//! The engine: messages, facts, effects, one `update`. Pure.
//!
//! No clock, no file, no chance, no environment: time and readings arrive inside messages. It
//! decides everything about order, validity and staleness, because there is more than one face.

#![warn(clippy::disallowed_methods, clippy::wildcard_enum_match_arm)]

mod decide;
mod effect;
mod fact;
mod model;
mod msg;
mod refusal;
mod screen;
mod state;
mod update;
mod verdict;

pub use effect::Effect;
pub use fact::{Deed, Evidence, EvidenceKind, Fact, Outcome, Person, UpgradeOutcome, Via};
pub use model::{Model, Phase, Remark};
pub use msg::{Msg, Wish};
pub use refusal::Refusal;
pub use screen::{Action, Card, PhaseRow, Row, Screen, WarningCard, card, screen, warning_card};
pub use state::State;
pub use update::update;
pub use verdict::{Deviation, Verdict, verdict};
