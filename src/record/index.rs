//! What a record says so far of each step: where it was last answered, what is attached to it.
//! The writer fills in from it; the verifier compares with it.

use std::collections::HashMap;

use super::chain::{named, sha256};
use super::stored::{
    Amend, Attach, Attest, Body, Confirm, Event, Manifest, Piece, SawWord, Waive, Who,
};
use crate::engine::Person;

/// A line, and the hash of its bytes in the form of `of_sha256`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineRef {
    pub(super) n: u64,
    pub(super) sha256: String,
}

/// An event that needs two persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needing {
    /// The fact that it is, counted from one.
    pub(super) fact: usize,
    pub(super) line: LineRef,
    pub(super) step: String,
    pub(super) by: Person,
    /// A second person saw the same.
    pub(super) is_agreed: bool,
    /// Something took its place, so that it needs nobody any more.
    is_over: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Events so far, the opening left out: as many as there are facts.
    facts: usize,
    /// Whether there was any event yet.
    is_open: bool,
    needing: Vec<Needing>,
    /// The hand-over that the last event was.
    handed: Option<(LineRef, Person)>,
    answered: HashMap<String, LineRef>,
    attached: HashMap<String, Vec<Piece>>,
    manifests: Vec<Manifest>,
}

impl Index {
    /// The line that last answered a step.
    pub(super) fn answer_to(&self, step: &str) -> Option<&LineRef> {
        self.answered.get(step)
    }

    /// Everything that was attached to a step so far, in order.
    pub(super) fn attached_to(&self, step: &str) -> Vec<Piece> {
        self.attached.get(step).cloned().unwrap_or_default()
    }

    /// Every manifest so far, in order.
    pub(super) fn manifests(&self) -> Vec<Manifest> {
        self.manifests.clone()
    }

    /// The event in that line, which needs two persons.
    pub(super) fn needing(&self, line: u64) -> Option<&Needing> {
        self.needing.iter().find(|it| it.line.n == line)
    }

    /// The event that a fact is, counted from one, which needs two persons.
    pub(super) fn needing_of(&self, fact: usize) -> Option<&Needing> {
        self.needing.iter().find(|it| it.fact == fact)
    }

    /// The hand-over that the last event was, and to whom.
    pub(super) fn handed(&self) -> Option<&(LineRef, Person)> {
        self.handed.as_ref()
    }

    /// The lines that needed a second person, still count, and never got one.
    pub(super) fn alone(&self) -> impl Iterator<Item = u64> {
        self.needing.iter().filter(|it| !it.is_agreed && !it.is_over).map(|it| it.line.n)
    }

    /// Takes in an event and its bytes.
    pub(super) fn push(&mut self, event: &Event, bytes: &[u8]) {
        self.facts += usize::from(std::mem::replace(&mut self.is_open, true));
        self.handed = None;
        self.push_second(event, bytes);
        match &event.body {
            Body::Confirm(Confirm { step, .. })
            | Body::Amend(Amend { step, .. })
            | Body::Waive(Waive { step, .. }) => {
                let line = LineRef { n: event.n, sha256: named(&sha256(bytes)) };
                self.answered.insert(step.clone(), line);
            }
            Body::Attach(Attach { step, path, size, sha256, manifest, .. }) => {
                let piece = Piece { path: path.clone(), size: *size, sha256: sha256.clone() };
                self.attached.entry(step.clone()).or_default().push(piece);
                if let Some(name) = manifest {
                    self.manifests.push(Manifest { name: name.clone(), sha256: sha256.clone() });
                }
            }
            Body::Open(_)
            | Body::Withdraw(_)
            | Body::Explain(_)
            | Body::Happen(_)
            | Body::Clock(_)
            | Body::Check(_)
            | Body::Redeclare(_)
            | Body::Attest(_)
            | Body::Takeover(_)
            | Body::Window(_)
            | Body::Note(_)
            | Body::Resume(_)
            | Body::Seal(_) => {}
            Body::Handover(handover) => {
                let line = LineRef { n: event.n, sha256: named(&sha256(bytes)) };
                self.handed = Some((line, handover.to.person()));
            }
        }
    }

    /// What an event changes of who has to look at what.
    fn push_second(&mut self, event: &Event, bytes: &[u8]) {
        let (step, settles) = match &event.body {
            Body::Confirm(Confirm { step, stage, .. }) => (step, stage.is_none()),
            Body::Amend(Amend { step, .. }) | Body::Waive(Waive { step, .. }) => (step, true),
            // A later verdict takes the place of the one before. Nothing is begun on one that
            // nobody else has looked at.
            Body::Check(check) => (&check.step, true),
            Body::Attest(attest) => {
                if attest.saw == SawWord::Same {
                    let of = self.needing.iter_mut().filter(|it| it.line.n == attest.of);
                    of.for_each(|it| it.is_agreed = true);
                }
                return;
            }
            _ => return,
        };
        if settles {
            self.needing.iter_mut().filter(|it| it.step == *step).for_each(|it| it.is_over = true);
        }
        if let (Some(_), Some(who)) = (event.need, &event.who) {
            self.needing.push(Needing {
                fact: self.facts,
                line: LineRef { n: event.n, sha256: named(&sha256(bytes)) },
                step: step.clone(),
                by: who.person(),
                is_agreed: false,
                is_over: false,
            });
        }
    }

    /// Whether what a second person says names a line that waits for one, as it is.
    fn attested(&self, attest: &Attest) -> Result<(), &'static str> {
        let meant = LineRef { n: attest.of, sha256: attest.of_sha256.clone() };
        match self.needing(attest.of) {
            Some(it) if it.line == meant && it.step == attest.step && !it.is_over => Ok(()),
            Some(_) | None => Err("it does not name a line that waits for a second person"),
        }
    }

    /// Compares what an event says of lines above it with those lines.
    pub(super) fn agrees_with(&self, event: &Event) -> Result<(), &'static str> {
        let (step, evidence) = match &event.body {
            Body::Amend(amend) => {
                let meant = LineRef { n: amend.of, sha256: amend.of_sha256.clone() };
                if self.answer_to(&amend.step) != Some(&meant) {
                    return Err("it does not name the last answer to its step");
                }
                // An amendment without an answer opens the step again and stands on nothing.
                if amend.answer.is_none() {
                    return if amend.evidence.is_empty() { Ok(()) } else { Err(OTHER_EVIDENCE) };
                }
                (&amend.step, &amend.evidence)
            }
            Body::Confirm(confirm) => (&confirm.step, &confirm.evidence),
            Body::Attest(attest) => return self.attested(attest),
            Body::Takeover(takeover) => {
                let meant = LineRef { n: takeover.of, sha256: takeover.of_sha256.clone() };
                let who = event.who.as_ref().map(Who::person);
                return match &self.handed {
                    Some((line, to)) if *line == meant && Some(to) == who.as_ref() => Ok(()),
                    _ => Err("the run was not handed over to this person and key just above"),
                };
            }
            Body::Seal(seal) if seal.lines + 1 != event.n => {
                return Err("it does not count the lines above it right");
            }
            Body::Seal(seal) if seal.manifests != self.manifests => {
                return Err("it does not name the manifests that are on record");
            }
            _ => return Ok(()),
        };
        if *evidence == self.attached_to(step) { Ok(()) } else { Err(OTHER_EVIDENCE) }
    }
}

const OTHER_EVIDENCE: &str = "it does not name the evidence that was attached to its step";
