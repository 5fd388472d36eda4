//! The real world of a session: this machine's clock and files, and the record that is open.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::engine::{Effect, Evidence, Person};
use crate::record::{RecordError, Writer};

use super::{evidence, here};

/// Tells the time, in whole seconds, UTC.
pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

/// A machine with an open record.
pub struct Machine {
    writer: Writer,
    person: Person,
    evidence: PathBuf,
    clock: Clock,
    gate: Gate,
}

/// Held while something is written. Whoever ends the program takes it first, so that no record is
/// cut in the middle by our own doing.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<Mutex<()>>);

impl Gate {
    /// Runs `action` while nothing is being written.
    pub fn while_quiet<T>(&self, action: impl FnOnce() -> T) -> T {
        let _held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        action()
    }
}

impl Machine {
    /// `evidence` is where lists of attached folders go.
    pub fn new(writer: Writer, person: Person, evidence: PathBuf, gate: Gate) -> Self {
        Self { writer, person, evidence, clock: Box::new(here::now), gate }
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Who sits at the console.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Reads a file or folder as evidence. The error is a sentence for the operator.
    pub fn read_evidence(&self, path: &str) -> Result<Evidence, String> {
        evidence::read(Path::new(path), &self.evidence).map_err(|error| error.to_string())
    }

    /// Where lists of attached folders go.
    pub fn lists(&self) -> &Path {
        &self.evidence
    }

    /// Performs an effect; a fact is on disk when this returns.
    pub fn perform(&mut self, effect: &Effect) -> Result<(), RecordError> {
        match effect {
            Effect::Record(fact) => {
                let gate = self.gate.clone();
                gate.while_quiet(|| self.writer.append(fact))
            }
            // Closing the record signs the whole file with the same call.
            Effect::SignFile => Ok(()),
        }
    }

    /// The record's file.
    pub fn record(&self) -> &Path {
        self.writer.path()
    }
}
