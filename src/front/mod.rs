//! Ways of putting the wizard in front of an operator. Faces ask; the engine decides.
//!
//! A face never sees the record, a file or the clock. Order, skipping, validity and staleness are
//! the engine's alone, so every face leads to the same record.

pub mod plain;
pub mod script;
mod secret;
pub mod tui;
mod words;

use std::io;

use crate::engine::{Fact, Model, Refusal, Saw, Via, Wish};
use crate::plan::StepIx;

pub use secret::{Guest, Secret};

/// What an operator said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Wants something to happen.
    Wish(Wish),
    /// Wants a file or folder read and attached to a step.
    Read { step: StepIx, path: String },
    /// Wants everything looked at again before a point of no return, and the verdict on record.
    Check { step: StepIx },
    /// Wants the file that a step waits for looked at again and again until it has changed, or the
    /// time that the step waits for is over.
    Watch { step: StepIx },
    /// The same at a hold point, with the passphrase of the key that signs here.
    Unlocked { wish: Wish, passphrase: Secret },
    /// A second person, with a key of their own, says what they saw.
    Witness { step: StepIx, guest: Guest, saw: Saw, text: String },
    /// Hands the session to somebody who is there, or to a new key.
    HandOver { guest: Guest, text: String },
    /// Nothing is wanted: time has passed.
    Tick,
    /// Leaves; the session is saved.
    Stop,
}

/// One way of putting the wizard in front of an operator.
pub trait FrontEnd {
    /// Shows where the session stands and waits until the operator has something to say.
    fn next(&mut self, model: &Model) -> Result<Said, FrontError>;

    /// Tells that a fact is on record, synced.
    fn recorded(&mut self, model: &Model, fact: &Fact) -> Result<(), FrontError>;

    /// Tells why the last wish was turned down. Nothing has changed.
    fn refuse(&mut self, refusal: &Refusal) -> Result<(), FrontError>;

    /// Tells why a file or folder could not be read. Nothing has changed.
    fn unreadable(&mut self, why: &str) -> Result<(), FrontError>;

    /// Tells why the last wish was not signed: an agent was told no, a key was not touched. Nothing
    /// has changed, and the same may be wished for again.
    fn unsigned(&mut self, why: &str) -> Result<(), FrontError>;

    /// Tells that the key which signs next has to be touched, just before it is asked: what follows
    /// takes until somebody does. A face that nobody looks at tells nobody.
    fn touch(&mut self, _: &Model) -> Result<(), FrontError> {
        Ok(())
    }

    /// How answers reach this face; marked in the record.
    fn via(&self) -> Via;
}

/// Why a face cannot go on. The session is saved up to the last recorded fact.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    #[error("the input ended; the session is saved up to here")]
    InputEnded,
    #[error("what came in is no text (not UTF-8); the session is saved up to here")]
    NotText,
    #[error("the terminal is gone; the session is saved up to the last recorded answer")]
    TerminalLost {
        #[source]
        source: io::Error,
    },
    #[error("the answers file has no answer for step `{step}`")]
    NoAnswer { step: String },
    #[error("step `{step}` is in doubt, and no file can say how it ended: somebody has to look")]
    InDoubt { step: String },
    #[error("step `{step}` waits for a second person, and no file can stand in for one")]
    SecondPerson { step: String },
    #[error("the answers file does not acknowledge warning `{warning}`")]
    NoAcknowledgement { warning: String },
    #[error("the answer for `{about}` was turned down: {refusal}")]
    AnswerRefused { about: String, refusal: String },
    #[error("the answer for `{about}` was not signed: {why}")]
    NotSigned { about: String, why: String },
    #[error("the answers file gives everything it has, and the session is still incomplete")]
    StillIncomplete,
}

impl From<io::Error> for FrontError {
    fn from(source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::UnexpectedEof => Self::InputEnded,
            _ => Self::TerminalLost { source },
        }
    }
}

impl FrontError {
    /// What the operator can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::InputEnded | Self::NotText | Self::TerminalLost { .. } => {
                "run `upgrade-wizard resume` to go on from here"
            }
            Self::NotSigned { .. } => {
                "nothing of it is on record; `upgrade-wizard resume` goes on from there"
            }
            Self::InDoubt { .. } => "look at the site, then resume with --front plain and say it",
            Self::SecondPerson { .. } => {
                "ask for one with `upgrade-wizard attest request`, or resume with --front plain"
            }
            Self::NoAnswer { .. }
            | Self::NoAcknowledgement { .. }
            | Self::AnswerRefused { .. }
            | Self::StillIncomplete => {
                "mend the answers file and resume with it, or resume with --front plain"
            }
        }
    }
}
