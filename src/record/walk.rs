//! Walks a record line by line, and notes all that does not fit.

use jiff::Timestamp;

use crate::engine::{Deed, Outcome, Person};
use crate::keys::{PublicKey, SignatureError};

use super::chain::Chain;
use super::convert::fact_of;
use super::finding::Finding;
use super::glance::Glance;
use super::index::Index;
use super::line::{Line, LineError};
use super::opening::Opening;
use super::signers::{Denial, Signers};
use super::stamp::{stamp, unstamp};
use super::statement;
use super::stored::{Body, Event, Sig};
use super::verify::{LineReport, Lines, Report, Sealing, namespace};

/// What has been read so far.
pub(super) struct Walk<'a> {
    signers: &'a Signers,
    lines: Lines,
    report: Report,
    chain: Chain,
    index: Index,
    /// The run of the first line.
    run: Option<String>,
    /// Who opened the run or took it up last.
    sitting: Option<Person>,
    last: Option<Timestamp>,
    /// An event that the next line has to sign.
    pending: Option<Event>,
    /// The last line that could not be read: what signs it cannot be judged.
    unread: Option<u64>,
    /// A seal was read, whether or not it holds.
    sealed: bool,
    /// The first break in chain or numbering says it all: what follows is off as well.
    broken: bool,
    misnumbered: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(signers: &'a Signers, report: Report, lines: Lines) -> Self {
        Self {
            signers,
            lines,
            report,
            chain: Chain::default(),
            index: Index::default(),
            run: None,
            sitting: None,
            last: None,
            pending: None,
            unread: None,
            sealed: false,
            broken: false,
            misnumbered: false,
        }
    }

    /// Takes the next line.
    pub(super) fn take(&mut self, Glance { bytes, line, key }: Glance<'_>) {
        let at = self.chain.lines() + 1;
        match line {
            Ok(line) => {
                self.check_head(at, &line);
                match line {
                    Line::Event(event) => self.event(at, event, bytes),
                    Line::Sig(sig) => self.signature(at, &sig, key),
                }
            }
            Err(error) => {
                // The line may have been the signature that is waited for: that is said below.
                self.unsigned(at);
                self.find(Finding::BadLine { line: at, error });
                self.unread = Some(at);
            }
        }
        self.chain.push(bytes);
    }

    /// Ends the walk; `torn` bytes at the end were not taken. What was read goes on with the chain
    /// and the index.
    pub(super) fn finish(mut self, torn: usize) -> (Report, Chain, Index) {
        let lines = self.chain.lines();
        self.unsigned(lines + 1);
        if torn > 0 {
            self.find(if self.sealed {
                Finding::AfterSeal { line: lines + 1 }
            } else {
                Finding::HalfRecord { bytes: torn }
            });
        }
        if !self.sealed {
            self.find(Finding::NoSeal);
        }
        // It may be kept as long as the session is open.
        self.report.facts.shrink_to_fit();
        (self.report, self.chain, self.index)
    }

    fn find(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    /// Number, chain and run.
    fn check_head(&mut self, at: u64, line: &Line) {
        let (n, prev, run) = line.place();
        if n != at && !self.misnumbered {
            self.misnumbered = true;
            self.find(Finding::OutOfOrder { line: at, says: n });
        }
        if !self.broken && prev != self.chain.prev() {
            self.broken = true;
            self.find(Finding::ChainBroken { line: at });
        }
        if self.run.get_or_insert_with(|| run.to_owned()) != run {
            self.find(Finding::OtherRun { line: at, run: run.to_owned() });
        }
    }

    /// Says that the event above was not signed by the line at `at`.
    fn unsigned(&mut self, at: u64) {
        if let Some(event) = self.pending.take() {
            self.find(Finding::Unsigned { line: at - 1 });
            self.list(&event, "not signed");
        }
    }

    fn event(&mut self, at: u64, event: Event, bytes: &[u8]) {
        self.unsigned(at);
        if self.sealed {
            self.find(Finding::AfterSeal { line: at });
        }
        if let Err(error) = self.read(at, &event) {
            self.find(Finding::BadLine { line: at, error });
        }
        if let Err(what) = self.index.agrees_with(&event) {
            self.find(Finding::Disagrees { line: at, what });
        }
        if let Body::Attest(attest) = &event.body {
            let first = self.index.needing(attest.of);
            if let Err(finding) = statement::judge(&event, attest, first, self.signers) {
                self.find(finding);
            }
        }
        self.check_clock(at, &event);
        self.index.push(&event, bytes);
        if event.who.is_some() {
            self.pending = Some(event);
        } else {
            self.list(&event, "covered by the next signature");
        }
    }

    /// Reads what the event says, and keeps it.
    fn read(&mut self, at: u64, event: &Event) -> Result<(), LineError> {
        if at == 1 {
            let opening = Opening::read(event)?;
            self.sitting = Some(opening.by.clone());
            self.report.opening = Some(opening);
            return Ok(());
        }
        let nobody = || Person { id: String::new(), name: String::new(), key: String::new() };
        let sitting = self.sitting.clone().unwrap_or_else(nobody);
        let fact = fact_of(event, &sitting, &self.index)?;
        match &fact.deed {
            Deed::Resumed { .. } | Deed::TakenOver => self.sitting = Some(fact.by.clone()),
            Deed::Closed { outcome, .. } if !self.sealed => {
                if let Outcome::Complete | Outcome::CompleteWithDeviations = outcome {
                    let alone = self.index.alone().map(|line| Finding::Alone { line });
                    self.report.findings.extend(alone);
                }
                self.sealed = true;
                self.report.sealed =
                    Some(Sealing { at: fact.at, by: fact.by.clone(), outcome: *outcome });
            }
            _ => {}
        }
        self.report.facts.push(fact);
        Ok(())
    }

    /// A clock that went backwards is allowed, but has to be on record, and nothing else there.
    fn check_clock(&mut self, at: u64, event: &Event) {
        let Some(now) = unstamp(&event.ts) else { return };
        if clock(self.last, now) != event.clock {
            self.find(Finding::ClockUnrecorded { line: at });
        }
        self.last = Some(now);
    }

    /// `key` is what came of checking the signature: something always where one was awaited.
    fn signature(&mut self, at: u64, sig: &Sig, key: Option<Result<PublicKey, SignatureError>>) {
        let (Some(event), Some(key)) = (self.pending.take(), key) else {
            if self.sealed {
                self.find(Finding::AfterSeal { line: at });
            } else if self.unread != Some(at - 1) || sig.of != at - 1 {
                self.find(Finding::SignsAnotherLine { line: at, of: sig.of });
            }
            return;
        };
        if sig.of != event.n || event.n + 1 != sig.n {
            self.find(Finding::SignsAnotherLine { line: at, of: sig.of });
        }
        let verdict = match self.judge(at - 1, &event, sig, key) {
            Ok(verdict) => verdict,
            Err(finding) => {
                let verdict = finding.to_string();
                self.find(finding);
                verdict
            }
        };
        self.list(&event, verdict);
    }

    /// Whether the signature holds, is by the key that the event names, and that key may sign this.
    fn judge(
        &self,
        line: u64,
        event: &Event,
        sig: &Sig,
        key: Result<PublicKey, SignatureError>,
    ) -> Result<String, Finding> {
        let who = event.who.as_ref().expect("only events that name a person wait for a signature");
        let t = event.body.t();
        let namespace = namespace(t);
        let key = key.map_err(|error| Finding::BadSignature { line, error })?;
        if key.fingerprint() != who.key {
            let (named, signed) = (who.key.clone(), key.fingerprint());
            return Err(Finding::OtherKey { line, named, signed });
        }
        if sig.by != who.id {
            let (event, signature) = (who.id.clone(), sig.by.clone());
            return Err(Finding::OtherSigner { line, event, signature });
        }
        let Some(at) = unstamp(&event.ts) else {
            let error = SignatureError::Malformed { why: "it has no time".to_owned() };
            return Err(Finding::BadSignature { line, error });
        };
        match self.signers.permits(&who.id, &key, namespace, at) {
            Ok(()) => {}
            Err(Denial::Namespace { principal, .. }) if t == "seal" => {
                return Err(Finding::MayNotSeal { line, principal });
            }
            Err(denial) => return Err(Finding::Denied { line, denial }),
        }
        let listed = self.signers.find_by_key(&key).map_or("", |entry| entry.printed_name());
        // A printed name is the signer's own claim; where the signers file knows better, say so.
        if listed == who.name {
            Ok(format!("signed by `{}`", who.id))
        } else {
            Ok(format!("signed by `{}`, listed as `{listed}`", who.id))
        }
    }

    fn list(&mut self, event: &Event, verdict: impl Into<String>) {
        if self.lines == Lines::LeftOut {
            return;
        }
        self.report.lines.push(LineReport {
            n: event.n,
            t: event.body.t().to_owned(),
            ts: event.ts.clone(),
            who: event.who.as_ref().map(super::stored::Who::person),
            verdict: verdict.into(),
        });
    }
}

/// What an event has to say of the clock, given the time of the event above.
pub(super) fn clock(last: Option<Timestamp>, now: Timestamp) -> Option<String> {
    last.filter(|last| now < *last).map(|last| format!("behind {}", stamp(last)))
}
