//! What second persons sign on machines of their own, and the files that carry it there and back.
//!
//! A **request** is three lines: what it is, the event that is to be witnessed, and the line that
//! signs it, both as they stand in the record. An **answer** is two: what the second person says,
//! and their signature over exactly that line, line end included. Neither needs a network, and both
//! can be read with the naked eye.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::{DISAGREED, Observation, Person, Saw, Statement, WITNESSED, one_person};
use crate::keys::{self, KeyError, Signer};

use super::STEP_NAMESPACE;
use super::chain::{named, sha256};
use super::convert::{saw_of, saw_word};
use super::finding::Finding;
use super::index::Needing;
use super::json;
use super::line::{Line, LineError};
use super::signers::Signers;
use super::stamp::{stamp, unstamp};
use super::stored::{Attest, Body, Event, Stated, Who};

/// The first line of a request says so.
const REQUEST: &str = "runbook-attest-request/1";

/// Largest request or answer that is read, in bytes.
pub const ATTEST_LIMIT: u64 = 2 * 1024 * 1024;

/// The type of a statement; the same as that of an event of a second person who sits there.
const ATTEST: &str = "attest";

/// What is to be witnessed, as it is carried to another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The session's name.
    pub session: String,
    pub run: String,
    /// The line of the record.
    pub of: u64,
    /// Hash of that line, with `sha256:` before it.
    pub of_sha256: String,
    pub step: String,
    /// What is put before the second person.
    pub shown: String,
    /// The first person, and when they acted.
    pub by: Person,
    pub at: Timestamp,
}

/// What a second person says, as it is carried back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub run: String,
    /// The line of the record.
    pub of: u64,
    pub of_sha256: String,
    pub step: String,
    pub shown: String,
    pub saw: Saw,
    pub text: String,
    pub statement: Statement,
}

/// Why a request or an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestError {
    #[error("it is no request for a second person")]
    NoRequest,
    #[error("it is no answer of a second person")]
    NoAnswer,
    #[error("line {line} of it cannot be used: {error}")]
    Line { line: u64, error: LineError },
    #[error("line 3 of it does not sign line 2: {why}")]
    BadRequest { why: String },
    #[error("the signature in it does not hold: {why}")]
    BadAnswer { why: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    fmt: String,
    session: String,
    shown: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    t: String,
    by: String,
    sshsig: String,
}

impl Request {
    /// The request for what stands in that line of a record. `None`: there is no such event with a
    /// signature below it.
    pub fn write(record: &[u8], line: u64, session: &str, shown: &str) -> Option<String> {
        let mut lines = record.split_inclusive(|byte| *byte == b'\n');
        let at = usize::try_from(line.checked_sub(1)?).ok()?;
        let (event, sig) = (lines.nth(at)?, lines.next()?);
        let head =
            Head { fmt: REQUEST.to_owned(), session: session.to_owned(), shown: shown.to_owned() };
        let bytes = [json::line(&head).as_slice(), event, sig].concat();
        let text = String::from_utf8(bytes).ok()?;
        Self::parse(&text).is_ok().then_some(text)
    }

    /// Reads a request. Line ends may have become CR LF on the way: they are put right before
    /// anything is checked.
    pub fn parse(text: &str) -> Result<Self, AttestError> {
        let text = text.replace("\r\n", "\n");
        let mut lines = text.split_inclusive('\n');
        let (Some(head), Some(event), Some(sig), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(AttestError::NoRequest);
        };
        let head: Head = serde_json::from_str(head).map_err(|_| AttestError::NoRequest)?;
        if head.fmt != REQUEST {
            return Err(AttestError::NoRequest);
        }
        let bytes = event.as_bytes();
        let read =
            |line, bytes| Line::parse(bytes).map_err(|error| AttestError::Line { line, error });
        let (Line::Event(event), Line::Sig(sig)) = (read(2, bytes)?, read(3, sig.as_bytes())?)
        else {
            return Err(AttestError::NoRequest);
        };
        let Some(who) = &event.who else { return Err(AttestError::NoRequest) };
        let key = keys::verify(&sig.sshsig, STEP_NAMESPACE, bytes)
            .map_err(|error| AttestError::BadRequest { why: error.to_string() })?;
        if key.fingerprint() != who.key || sig.of != event.n || sig.by != who.id {
            let why = "it is by another key, or of another line".to_owned();
            return Err(AttestError::BadRequest { why });
        }
        Ok(Self {
            session: head.session,
            run: event.run.clone(),
            of: event.n,
            of_sha256: named(&sha256(bytes)),
            step: step_of(&event).ok_or(AttestError::NoRequest)?,
            shown: head.shown,
            by: who.person(),
            at: unstamp(&event.ts).ok_or(AttestError::NoRequest)?,
        })
    }

    /// What a second person says of it, signed.
    pub fn answer(
        &self,
        person: &Person,
        signer: &dyn Signer,
        at: Timestamp,
        (saw, text): (Saw, &str),
    ) -> Result<String, KeyError> {
        let stated = Stated {
            run: self.run.clone(),
            t: ATTEST.to_owned(),
            ts: stamp(at),
            step: self.step.clone(),
            of: self.of,
            of_sha256: self.of_sha256.clone(),
            shown: self.shown.clone(),
            saw: saw_word(saw),
            text: text.to_owned(),
            who: Who {
                id: person.id.clone(),
                name: person.name.clone(),
                key: person.key.clone(),
                meaning: meaning(saw).to_owned(),
            },
        };
        let line = json::line(&stated);
        let sshsig = signer.sign(STEP_NAMESPACE, &line)?;
        let below = Signed { t: "sig".to_owned(), by: person.id.clone(), sshsig };
        let both = [line, json::line(&below)].concat();
        Ok(String::from_utf8_lossy(&both).into_owned())
    }

    /// In what the first person and this one are one, if in anything.
    pub fn one_person(&self, second: &Person) -> Option<&'static str> {
        one_person(&self.by, second)
    }
}

impl Answer {
    /// Reads an answer, and checks that its signature is by the key that it names. Whose key that
    /// is, and whether it may sign, is for the signers file to say.
    pub fn parse(text: &str) -> Result<Self, AttestError> {
        let text = text.replace("\r\n", "\n");
        let mut lines = text.split_inclusive('\n');
        let (Some(line), Some(signed), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err(AttestError::NoAnswer);
        };
        let signed: Signed = serde_json::from_str(signed).map_err(|_| AttestError::NoAnswer)?;
        let line = line.strip_suffix('\n').unwrap_or(line);
        let bad = |error| AttestError::Line { line: 1, error };
        let stated = stated(line).map_err(bad)?;
        let at = unstamp(&stated.ts).ok_or(AttestError::NoAnswer)?;
        check(line, &signed.sshsig, &stated).map_err(|why| AttestError::BadAnswer { why })?;
        if signed.by != stated.who.id {
            let why = "it is in another name".to_owned();
            return Err(AttestError::BadAnswer { why });
        }
        Ok(Self {
            run: stated.run,
            of: stated.of,
            of_sha256: stated.of_sha256,
            step: stated.step,
            shown: stated.shown,
            saw: saw_of(stated.saw),
            text: stated.text,
            statement: Statement {
                by: stated.who.person(),
                at,
                line: line.to_owned(),
                sshsig: signed.sshsig,
            },
        })
    }

    /// As the engine takes it, for the fact that it is about.
    pub fn observation(self, fact: usize) -> Observation {
        let Self { shown, saw, text, statement, .. } = self;
        Observation { of: fact, shown, saw, text, statement: Some(statement) }
    }
}

fn meaning(saw: Saw) -> &'static str {
    match saw {
        Saw::Same => WITNESSED,
        Saw::Different => DISAGREED,
    }
}

/// The step that an event for two persons is about.
fn step_of(event: &Event) -> Option<String> {
    match (&event.body, event.need) {
        (Body::Confirm(it), Some(2)) => Some(it.step.clone()),
        (Body::Amend(it), Some(2)) => Some(it.step.clone()),
        (Body::Waive(it), Some(2)) => Some(it.step.clone()),
        (Body::Check(it), Some(2)) => Some(it.step.clone()),
        _ => None,
    }
}

/// Reads a statement, without its line end, in the one way in which it is written.
pub(super) fn stated(line: &str) -> Result<Stated, LineError> {
    let unreadable =
        |error: serde_json::Error| LineError::Unreadable { why: format!("its statement: {error}") };
    let stated: Stated = serde_json::from_str(line).map_err(unreadable)?;
    if json::line(&stated) != format!("{line}\n").as_bytes() {
        return Err(LineError::NotExact);
    }
    let says = |what| Err(LineError::Contradiction { what });
    if stated.t != ATTEST {
        return says("its statement is none of a second person");
    }
    if stated.who.meaning != meaning(saw_of(stated.saw)) {
        return says("its statement means something else than it says");
    }
    Ok(stated)
}

/// Whether a signature is over a statement, by the key that it names.
fn check(line: &str, sshsig: &str, stated: &Stated) -> Result<keys::PublicKey, String> {
    let key = keys::verify(sshsig, STEP_NAMESPACE, format!("{line}\n").as_bytes())
        .map_err(|error| error.to_string())?;
    if key.fingerprint() == stated.who.key {
        Ok(key)
    } else {
        Err(format!("it names key `{}` and is by `{}`", stated.who.key, key.fingerprint()))
    }
}

impl Stated {
    fn says_the_same_as(&self, attest: &Attest) -> bool {
        self.step == attest.step
            && self.of == attest.of
            && self.of_sha256 == attest.of_sha256
            && self.shown == attest.shown
            && self.saw == attest.saw
            && self.text == attest.text
    }
}

/// Whether what an event says of a second person holds: that they are another one, and where they
/// signed elsewhere that they did, said the same, and may.
pub(super) fn judge(
    event: &Event,
    attest: &Attest,
    first: Option<&Needing>,
    signers: &Signers,
) -> Result<(), Finding> {
    let line = event.n;
    let mut second = event.who.as_ref().map(Who::person);
    if let (Some(said), Some(sshsig)) = (&attest.statement, &attest.sshsig) {
        let stated = stated(said).map_err(|error| Finding::BadLine { line, error })?;
        let key =
            check(said, sshsig, &stated).map_err(|why| Finding::BadStatement { line, why })?;
        if !stated.says_the_same_as(attest) || stated.run != event.run {
            let why = "it says something else than the line that it stands in".to_owned();
            return Err(Finding::BadStatement { line, why });
        }
        let Some(at) = unstamp(&stated.ts) else {
            let why = "it has no time".to_owned();
            return Err(Finding::BadStatement { line, why });
        };
        signers
            .permits(&stated.who.id, &key, STEP_NAMESPACE, at)
            .map_err(|denial| Finding::Denied { line, denial })?;
        second = Some(stated.who.person());
    }
    match (first, second) {
        (Some(first), Some(second)) => match one_person(&first.by, &second) {
            Some(what) => Err(Finding::OnePerson { line, what }),
            None => Ok(()),
        },
        // That it names no line that waits for a second person is found elsewhere.
        _ => Ok(()),
    }
}
