//! The engine: messages, facts, effects, one `update`. Pure.
//!
//! No clock, no file, no chance, no environment: time and readings arrive inside messages. It
//! decides everything about order, validity and staleness, because there is more than one face.

#![warn(clippy::disallowed_methods, clippy::wildcard_enum_match_arm)]

mod back_out;
mod clock;
mod decide;
mod derive;
mod effect;
mod fact;
mod fresh;
mod judge;
mod links;
mod model;
mod msg;
mod proof;
mod ready;
mod refusal;
mod replan;
mod screen;
mod second;
mod sensing;
mod shift;
mod state;
mod tally;
mod update;
mod verdict;
mod watch;

pub use back_out::{TurnBack, Undoing};
pub use effect::Effect;
pub use fact::{
    DISAGREED, Danger, Deed, Evidence, EvidenceKind, Fact, Outcome, Person, Reason, UpgradeOutcome,
    Via, WITNESSED,
};
pub use fresh::{Staleness, gone_stale};
pub use judge::OWN_WORD;
pub use model::{Model, Phase, Remark};
pub use msg::{Msg, Wish};
pub use proof::{Objection, Standing};
pub use ready::{
    After, Inspection, Piece, READY_SECONDS, Ready, Since, ToRead, next_upgrade, ready, to_read,
};
pub use refusal::Refusal;
pub use screen::{
    Action, Card, PhaseRow, Progress, Row, Screen, WarningCard, card, progress, screen,
    warning_card,
};
pub use second::{Observation, Saw, Second, Statement, one_person};
pub use sensing::{Sensing, sensing};
pub use state::State;
pub use update::{consider, happen, update};
pub use verdict::{Deviation, THE_RECORD, Verdict, verdict};
pub use watch::{is_news, is_waited_for, watched};

/// What ends the truth of an answer, and which step is meant.
pub use crate::plan::{Happening, Policy, StepIx};
/// What sensors say, as the engine and those who use it see it.
pub use crate::sensor::{
    Finding, FindingId, Kind as SensorKind, Reading, Value, Verdict as ReadingVerdict,
};
