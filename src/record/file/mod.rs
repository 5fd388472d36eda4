//! The record on disk: begun, added to, sealed.

mod resume;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::engine::{Deed, Fact, Outcome, Person};
use crate::keys::{self, Signer};

use super::chain::Chain;
use super::convert::{Setting, body_of, source_of};
use super::disk;
use super::error::RecordError;
use super::index::Index;
use super::ledger::{Ledger, Syncing};
use super::line::{LINE_LIMIT, Line, LineError};
use super::opening::Opening;
use super::signers::Signers;
use super::stamp::{stamp, whole_seconds};
use super::statement;
use super::stored::{Body, Event, Resume, Sig, Who};
use super::verify::namespace;
use super::walk::clock;
use super::{RECORD_FILE, SEAL_NAMESPACE, detached_name};

pub use resume::{Resumed, Torn};

/// An open record. While it lives, nobody else on this machine can write to it.
pub struct Writer {
    path: PathBuf,
    file: File,
    _lock: File,
    signers: Signers,
    signer: Box<dyn Signer>,
    ledger: Option<Ledger>,
    /// What the ledger was told last, and may not be on disk yet.
    remembering: Option<Syncing>,
    /// Who sits here; nobody else can act.
    person: Person,
    run: String,
    chain: Chain,
    index: Index,
    last: Option<Timestamp>,
    state: State,
}

/// A fact that is signed and not yet on disk. Dropped, it has never been.
#[must_use]
pub struct Prepared {
    event: Event,
    /// The lines of the event and of its signature.
    record: Vec<u8>,
    /// How much of it is the event.
    event_length: usize,
    chain: Chain,
    at: Timestamp,
    /// Where this closes the record: how, and the signature over the whole file.
    close: Option<(Outcome, String)>,
}

enum State {
    /// Taken up, and has to say so before anything else.
    TakenUp(Resume),
    Writing,
    Sealed(Outcome),
    /// A write failed: what is on disk is not known, and not guessed at.
    Poisoned,
}

impl Writer {
    /// Begins a record in a folder that has none, and puts its opening on it.
    pub fn create(
        dir: &Path,
        opening: &Opening,
        signers: Signers,
        signer: Box<dyn Signer>,
        ledger: Option<Ledger>,
    ) -> Result<Self, RecordError> {
        owns(&opening.by, signer.as_ref())?;
        let path = dir.join(RECORD_FILE);
        let lock = disk::lock(dir)?;
        let file =
            File::options().create_new(true).append(true).open(&path).map_err(
                |source| match source.kind() {
                    io::ErrorKind::AlreadyExists => RecordError::Exists { path: path.clone() },
                    _ => disk::failed("creating", &path)(source),
                },
            )?;
        let mut writer = Self {
            path,
            file,
            _lock: lock,
            signers,
            signer,
            ledger,
            remembering: None,
            person: opening.by.clone(),
            run: opening.run.clone(),
            chain: Chain::default(),
            index: Index::default(),
            last: None,
            state: State::Writing,
        };
        let event = opening.stored(writer.chain.prev());
        let prepared = match writer.sign(event, opening.at, (None, None)) {
            Ok(prepared) => prepared,
            Err(error) => {
                // Whoever tries again is not to find half a record. The error to tell is this one.
                drop(std::fs::remove_file(&writer.path));
                return Err(error);
            }
        };
        writer.commit(prepared)?;
        disk::sync_folder_of(&writer.path).map_err(disk::failed("syncing", &writer.path))?;
        Ok(writer)
    }

    /// Puts a fact on record: signed, written at once, on disk when this returns. The ledger
    /// follows beside. Closing a run also signs the whole file. After an error in writing nothing
    /// more is written.
    pub fn append(&mut self, fact: &Fact) -> Result<(), RecordError> {
        let prepared = self.prepare(fact, None)?;
        self.commit(prepared)
    }

    /// From here on somebody else sits here, with another key: they took over what was handed to
    /// them just now.
    pub fn hand_to(&mut self, person: Person, signer: Box<dyn Signer>) -> Result<(), RecordError> {
        owns(&person, signer.as_ref())?;
        (self.person, self.signer) = (person, signer);
        Ok(())
    }

    /// Who may sign what.
    pub fn signers(&self) -> &Signers {
        &self.signers
    }

    /// Signs a fact, which may take as long as somebody needs to find their key. Nothing has been
    /// written when this returns, and after an error everything is as it was. A guest signs what
    /// they say themselves beside whoever sits here, with a key of their own.
    pub fn prepare(
        &self,
        fact: &Fact,
        guest: Option<&dyn Signer>,
    ) -> Result<Prepared, RecordError> {
        if let Some(guest) = guest {
            owns(&fact.by, guest)?;
        }
        let resume = match (&self.state, &fact.deed) {
            (State::Poisoned, _) => return Err(RecordError::Poisoned),
            (State::Sealed(outcome), _) => return Err(RecordError::Sealed { outcome: *outcome }),
            (State::TakenUp(resume), Deed::Resumed { .. }) => Some(resume),
            (State::TakenUp(_), _) => return Err(RecordError::ResumeFirst),
            (State::Writing, _) => None,
        };
        if guest.is_none() && fact.by != self.person {
            let (given, sitting) = (fact.by.id.clone(), self.person.id.clone());
            return Err(RecordError::OtherPerson { given, sitting });
        }
        let setting = Setting { index: &self.index, lines: self.chain.lines(), resume };
        let event = Event {
            n: self.chain.lines() + 1,
            prev: self.chain.prev(),
            run: self.run.clone(),
            ts: stamp(fact.at),
            clock: clock(self.last, whole_seconds(fact.at)),
            body: body_of(&fact.deed, &setting)?,
            source: source_of(&fact.via),
            who: fact.deed.meaning().map(|meaning| Who {
                id: fact.by.id.clone(),
                name: fact.by.name.clone(),
                key: fact.by.key.clone(),
                meaning: meaning.to_owned(),
            }),
            need: fact.needs_second.then_some(2),
        };
        if let Body::Attest(attest) = &event.body {
            let first = self.index.needing(attest.of);
            statement::judge(&event, attest, first, &self.signers).map_err(RecordError::Second)?;
        }
        let closes = match fact.deed {
            Deed::Closed { outcome, .. } => Some(outcome),
            _ => None,
        };
        self.sign(event, fact.at, (closes, guest))
    }

    /// Puts on disk what was prepared last.
    pub fn commit(&mut self, prepared: Prepared) -> Result<(), RecordError> {
        let Prepared { event, record, event_length, chain, at, close } = prepared;
        if event.prev != self.chain.prev() {
            return Err(RecordError::Outdated);
        }
        self.settle()?;
        let done = self.file.write_all(&record).and_then(|()| self.file.sync_data());
        if let Err(source) = done {
            self.state = State::Poisoned;
            return Err(disk::failed("writing", &self.path)(source));
        }
        self.chain = chain;
        self.index.push(&event, &record[..event_length]);
        self.last = Some(whole_seconds(at));
        self.state = State::Writing;
        self.remember()?;
        let Some((outcome, armour)) = close else { return Ok(()) };
        self.state = State::Sealed(outcome);
        self.settle()?;
        disk::put(&self.path.with_file_name(detached_name(&self.person.id)), armour.as_bytes())
    }

    /// What signs here.
    pub fn signer(&self) -> &dyn Signer {
        self.signer.as_ref()
    }

    /// How much of the room that a record has is taken, in percent.
    pub fn percent_full(&self) -> u64 {
        self.chain.bytes() * 100 / (disk::RECORD_LIMIT - disk::KEPT_FREE)
    }

    /// The record's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An event and its signature as one record; where it closes the record, the signature over
    /// the whole file too, so that closing is one thing that is granted or refused.
    fn sign(
        &self,
        event: Event,
        at: Timestamp,
        (closes, guest): (Option<Outcome>, Option<&dyn Signer>),
    ) -> Result<Prepared, RecordError> {
        let mut record = written(&Line::Event(event.clone()))?;
        let mut chain = self.chain.clone();
        chain.push(&record);
        let event_length = record.len();
        if let Some(who) = &event.who {
            let namespace = namespace(event.body.t());
            let signer = guest.unwrap_or(self.signer.as_ref());
            // What the verifier would refuse is not written in the first place.
            self.signers.permits(&who.id, signer.public_key(), namespace, at)?;
            let armour = signer.sign(namespace, &record)?;
            keys::verify(&armour, namespace, &record)?;
            let sig = written(&Line::Sig(Sig::over(&event, chain.prev(), who.id.clone(), armour)))?;
            chain.push(&sig);
            record.extend(sig);
        }
        let ends = matches!(event.body, Body::Seal(_) | Body::Resume(_));
        let free = if ends { 0 } else { disk::KEPT_FREE };
        if chain.bytes() > disk::RECORD_LIMIT - free {
            return Err(RecordError::Full { path: self.path.clone(), limit: disk::RECORD_LIMIT });
        }
        let close = closes.map(|outcome| {
            let whole = [disk::load(&self.path)?, record.clone()].concat();
            Ok::<_, RecordError>((outcome, self.signer.sign(SEAL_NAMESPACE, &whole)?))
        });
        let close = close.transpose()?;
        Ok(Prepared { event, record, event_length, chain, at, close })
    }

    /// Tells the ledger how far the record has come. Only after the record is on disk: a ledger
    /// that is ahead of it would cry rollback after a crash.
    fn remember(&mut self) -> Result<(), RecordError> {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        match ledger.remember(&self.run, self.chain.lines(), &self.chain.prev()) {
            Ok(syncing) => {
                self.remembering = Some(syncing);
                Ok(())
            }
            Err(source) => self.not_remembered(source),
        }
    }

    /// Waits until the ledger is on disk too. Before the next fact and before the end that is done
    /// anyway: the ledger is never more than one line behind, whatever crashes.
    pub fn settle(&mut self) -> Result<(), RecordError> {
        match self.remembering.take().map_or(Ok(()), Syncing::wait) {
            Ok(()) => Ok(()),
            Err(source) => self.not_remembered(source),
        }
    }

    fn not_remembered(&mut self, source: io::Error) -> Result<(), RecordError> {
        self.state = State::Poisoned;
        let path = self.ledger.as_ref().map_or(self.path.as_path(), Ledger::path);
        Err(disk::failed("adding to the ledger", path)(source))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Nobody is left to be told; the record itself is on disk.
        let _is_on_disk = self.settle();
    }
}

/// Whether the key at hand is the one that the person says they sign with.
fn owns(person: &Person, signer: &dyn Signer) -> Result<(), RecordError> {
    let key = signer.public_key().fingerprint();
    if key == person.key {
        Ok(())
    } else {
        Err(RecordError::OtherKey { key, person: person.id.clone() })
    }
}

/// The bytes of a line, if they read back as that line.
fn written(line: &Line) -> Result<Vec<u8>, LineError> {
    let bytes = line.write();
    if bytes.len() > LINE_LIMIT {
        return Err(LineError::TooLong { bytes: bytes.len() });
    }
    if Line::parse(&bytes)? == *line { Ok(bytes) } else { Err(LineError::NotExact) }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::engine::Via;
    use crate::keys::SecretKey;
    use crate::record::chain::{named, sha256};
    use crate::record::opening::tests::opening;

    #[test]
    fn after_a_failed_write_nothing_more_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let key = SecretKey::generate("alice").unwrap();
        let signers = format!("alice {}\n", key.public_key().to_openssh());
        let signers = Signers::parse(&signers).unwrap();
        let opening = opening("alice", &key.public_key().fingerprint());
        let mut writer =
            Writer::create(dir.path(), &opening, signers, Box::new(key), None).unwrap();
        let before = disk::load(writer.path()).unwrap();
        let full = File::options().append(true).open("/dev/full").unwrap();
        let record = std::mem::replace(&mut writer.file, full);
        let deed = Deed::Noted { step: None, text: "x".to_owned() };
        let fact =
            Fact { at: opening.at, by: opening.by, via: Via::Person, deed, needs_second: false };

        let Err(RecordError::Io { doing: "writing", source, .. }) = writer.append(&fact) else {
            panic!("a full disk has to be noticed");
        };
        assert_eq!(source.kind(), io::ErrorKind::StorageFull);
        // Even if there is room again by now: nobody knows what is on disk.
        writer.file = record;
        assert!(matches!(writer.append(&fact), Err(RecordError::Poisoned)));
        assert_eq!(disk::load(writer.path()).unwrap(), before);
    }

    #[test]
    fn the_ledger_follows_the_record_and_whoever_cannot_add_to_it_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let key = SecretKey::generate("alice").unwrap();
        let signers = format!("alice {}\n", key.public_key().to_openssh());
        let signers = Signers::parse(&signers).unwrap();
        let opening = opening("alice", &key.public_key().fingerprint());
        let path = dir.path().join("ledger");
        let ledger = Some(Ledger::at(&path));
        let mut writer =
            Writer::create(dir.path(), &opening, signers, Box::new(key), ledger).unwrap();
        let deed = Deed::Noted { step: None, text: "x".to_owned() };
        let fact =
            Fact { at: opening.at, by: opening.by, via: Via::Person, deed, needs_second: false };
        writer.append(&fact).unwrap();
        let record = disk::load(writer.path()).unwrap();
        let last = std::fs::read_to_string(&path).unwrap().lines().last().unwrap().to_owned();
        assert_eq!(last, format!("{} 4 {}", opening.run, named(&sha256(&record))));
        writer.settle().unwrap();

        writer.ledger = Some(Ledger::at(Path::new("/dev/full")));
        let told = writer.append(&fact);
        assert!(matches!(told, Err(RecordError::Io { doing: "adding to the ledger", .. })));
        // The fact is on record all the same.
        assert!(disk::load(writer.path()).unwrap().len() > record.len());
        assert!(matches!(writer.append(&fact), Err(RecordError::Poisoned)));
    }
}
