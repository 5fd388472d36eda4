//! The real world of a session: this machine's clock and files, and the record that is open.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::engine::{Deed, Effect, Evidence, Inspection, Person, Sensing, ToRead};
use crate::keys::{Passphrase, Presence, Signer};
use crate::record::{Opening, RecordError, Writer};

use super::clock::ClockWatch;
use super::evidence::Progress;
use super::guest::Guest;
use super::sessions::Folder;
use super::{here, inspection, sensing};

/// Tells the time, in whole seconds, UTC.
pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

/// Seconds between two looks at a file that is waited for.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The file of the clock's last mark, beside the record and not part of it.
const CLOCK_FILE: &str = "clock.txt";

/// A machine with an open record.
pub struct Machine {
    writer: Writer,
    person: Person,
    evidence: PathBuf,
    clock: Clock,
    watch: ClockWatch,
    gate: Gate,
    /// Where the pins of the session lie, and what they have to be.
    pins: Option<(Folder, Opening)>,
    look_again: Duration,
    /// Somebody else who signs next.
    guest: Option<Guest>,
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
        let watch = ClockWatch::new(writer.path().parent().map(|it| it.join(CLOCK_FILE)));
        let (clock, pins, look_again) = (Box::new(here::now), None, LOOK_AGAIN);
        let guest = None;
        Self { writer, person, evidence, clock, watch, gate, pins, look_again, guest }
    }

    /// Lets somebody else sign what they say next. The error is a sentence for the operator.
    pub fn admit(&mut self, key: &Path, passphrase: &str) -> Result<Person, String> {
        let now = self.now();
        let guest = Guest::open(key, passphrase, self.writer.signers(), now);
        let guest = guest.map_err(|error| format!("{error}."))?;
        let person = guest.person.clone();
        self.guest = Some(guest);
        Ok(person)
    }

    /// Whether the key that signs here has a passphrase that can be asked for once more.
    pub fn has_passphrase(&self) -> bool {
        self.writer.signer().presence() == Presence::Passphrase
    }

    /// Unlocks the key that signs here once more. The error is a sentence for the operator.
    pub fn unlock_again(&self, passphrase: &str) -> Result<(), String> {
        if !self.has_passphrase() {
            return Ok(());
        }
        let opened = self.writer.signer().unlock_again(&Passphrase::new(passphrase.to_owned()));
        opened.map(drop).map_err(|error| format!("{error}."))
    }

    /// Whether whoever signs next, who was admitted or sits here, has their key in hardware.
    pub fn wants_touch(&self) -> bool {
        let guest = self.guest.as_ref().map(|it| &*it.signer);
        guest.unwrap_or(self.writer.signer()).public_key().is_hardware()
    }

    /// The same for a session whose pins can be looked at again.
    #[must_use]
    pub fn with_pins(self, folder: Folder, opening: Opening) -> Self {
        Self { pins: Some((folder, opening)), ..self }
    }

    /// The same with another pause between two looks at a file.
    #[must_use]
    pub fn looking_every(self, look_again: Duration) -> Self {
        Self { look_again, ..self }
    }

    /// Takes up where an earlier sitting left off. Returns whether this machine was restarted
    /// since, as far as is known.
    pub fn go_on(&mut self, last_at: Option<Timestamp>) -> bool {
        let now = self.now();
        self.watch.go_on(last_at, now)
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
    pub fn read_evidence(&self, path: &str, sensing: &Sensing) -> Result<Evidence, String> {
        sensing::read(Path::new(path), &self.evidence, sensing, &Progress::default())
            .map_err(|error| error.to_string())
    }

    /// Reads evidence again, and looks whether the pins still hold.
    pub fn inspect(&self, pieces: &[ToRead]) -> Inspection {
        let pieces = inspection::read_again(pieces, &self.evidence, &Progress::default());
        Inspection { pieces, pins: self.broken_pins() }
    }

    /// What is not as it was pinned, in sentences.
    pub fn broken_pins(&self) -> Vec<String> {
        let Some((folder, opening)) = &self.pins else { return Vec::new() };
        folder.pins_hold(opening).err().map(|error| format!("{error}.")).into_iter().collect()
    }

    /// By how many seconds the clock jumped since this was last asked.
    pub fn clock_jump(&mut self) -> Option<i64> {
        let now = self.now();
        self.watch.jump(now)
    }

    /// Lets a while go by between two looks at a file.
    pub fn pause(&self) {
        std::thread::sleep(self.look_again);
    }

    /// Where lists of attached folders go.
    pub fn lists(&self) -> &Path {
        &self.evidence
    }

    /// What signs here, and can ask once more who sits here.
    pub fn signer(&self) -> &dyn Signer {
        self.writer.signer()
    }

    /// Performs an effect; a fact is on disk when this returns. While the key is asked to sign,
    /// which may take as long as somebody needs to touch it, the program can be ended.
    pub fn perform(&mut self, effect: &Effect) -> Result<(), RecordError> {
        match effect {
            Effect::Record(fact) => {
                // Whoever says it signs it: who sits here, or who was admitted beside them.
                let guest = self.guest.take().filter(|guest| guest.person == fact.by);
                let signed = self.writer.prepare(fact, guest.as_ref().map(|it| &*it.signer))?;
                let gate = self.gate.clone();
                gate.while_quiet(|| self.writer.commit(signed))?;
                if let (Deed::TakenOver, Some(guest)) = (&fact.deed, guest) {
                    self.writer.hand_to(guest.person.clone(), guest.signer)?;
                    self.person = guest.person;
                }
                self.watch.keep();
                Ok(())
            }
            // Closing the record signs the whole file with the same call.
            Effect::SignFile => Ok(()),
        }
    }

    /// Waits until all that follows the record is on disk too. The next fact does so anyway.
    pub fn settle(&mut self) -> Result<(), RecordError> {
        self.writer.settle()
    }

    /// The record's file.
    pub fn record(&self) -> &Path {
        self.writer.path()
    }
}
