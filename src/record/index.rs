//! What a record says so far of each step: where it was last answered, what is attached to it.
//! The writer fills in from it; the verifier compares with it.

use std::collections::HashMap;

use super::chain::{named, sha256};
use super::stored::{Amend, Attach, Body, Confirm, Event, Manifest, Piece, Waive};

/// A line, and the hash of its bytes in the form of `of_sha256`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineRef {
    pub(super) n: u64,
    pub(super) sha256: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
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

    /// Takes in an event and its bytes.
    pub(super) fn push(&mut self, event: &Event, bytes: &[u8]) {
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
            | Body::Note(_)
            | Body::Resume(_)
            | Body::Seal(_) => {}
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
