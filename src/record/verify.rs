//! Checks a record as an auditor would: from its bytes and a signers file alone. Pure.

use jiff::Timestamp;
use serde::Deserialize;

use crate::engine::{Fact, Outcome, Person};
use crate::keys;

use super::chain::{Chain, sha256};
use super::finding::Finding;
use super::glance;
use super::index::Index;
use super::opening::{FORMAT, FORMAT_FAMILY, Opening};
use super::recover::recover;
use super::signers::Signers;
use super::walk::Walk;
use super::{SEAL_NAMESPACE, STEP_NAMESPACE};

/// What is laid before the verifier.
#[derive(Debug, Clone, Copy, Default)]
pub struct Exhibit<'a> {
    /// The record, as it is on disk.
    pub record: &'a [u8],
    /// The detached signatures that lie beside it. None is fine: the record holds its own.
    pub detached: &'a [Detached],
    /// Hash of the flow that the record should be pinned to, where that is to be checked.
    pub flow_sha256: Option<&'a str>,
    /// The same for the hierarchy.
    pub hierarchy_sha256: Option<&'a str>,
}

/// A detached signature: the principal out of its file name, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detached {
    pub principal: String,
    pub armour: Vec<u8>,
}

/// What came out of checking a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What the run is pinned to; none where not even the first line can be read.
    pub opening: Option<Opening>,
    /// One for each event, in order.
    pub lines: Vec<LineReport>,
    /// Empty only where everything holds and the run is sealed.
    pub findings: Vec<Finding>,
    pub sealed: Option<Sealing>,
    /// What happened, for replaying. Of use only where nothing but the seal is missing.
    pub facts: Vec<Fact>,
    /// Hash of the whole file, in hex.
    pub sha256: String,
}

/// One event as the report lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineReport {
    pub n: u64,
    /// The event's type.
    pub t: String,
    pub ts: String,
    /// Whom the event names; evidence names nobody.
    pub who: Option<Person>,
    /// What the verifier says of it, in words.
    pub verdict: String,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    pub at: Timestamp,
    pub by: Person,
    pub outcome: Outcome,
}

/// Whether a report says something of each line. Of a long record that takes much room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Listed,
    LeftOut,
}

/// What a report comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is wrong, and the run is sealed.
    Holds,
    /// Nothing is wrong but that the seal is missing.
    Incomplete,
    /// Something does not hold.
    Altered,
}

impl Report {
    pub fn standing(&self) -> Standing {
        match self.findings.as_slice() {
            [] => Standing::Holds,
            [Finding::NoSeal] => Standing::Incomplete,
            _ => Standing::Altered,
        }
    }
}

/// Checks chain, signatures, signers, order and seal. Finds everything it can in one go.
pub fn verify(exhibit: &Exhibit<'_>, signers: &Signers) -> Report {
    walked(exhibit, signers, Lines::Listed).0
}

/// The same; with the report go the chain and the index that a record without findings is gone on
/// with.
pub(super) fn walked(
    exhibit: &Exhibit<'_>,
    signers: &Signers,
    lines: Lines,
) -> (Report, Chain, Index) {
    let mut report = Report::default();
    if let Err(finding) = is_ours(exhibit.record) {
        report.sha256 = sha256(exhibit.record);
        report.findings.push(finding);
        return (report, Chain::default(), Index::default());
    }
    let without_cr = without_carriage_returns(exhibit.record, &mut report.findings);
    let bytes = without_cr.as_deref().unwrap_or(exhibit.record);
    let keep = recover(bytes).map_or(bytes.len(), |recovery| recovery.keep);

    let mut walk = Walk::new(signers, report, lines);
    glance::each(&bytes[..keep], |line| walk.take(line));
    let (mut report, chain, index) = walk.finish(bytes.len() - keep);
    let is_whole = keep == exhibit.record.len() && without_cr.is_none();
    report.sha256 = if is_whole { chain.sha256() } else { sha256(exhibit.record) };

    if let Some(opening) = &report.opening {
        let pins = [
            (exhibit.flow_sha256, &opening.flow.sha256, true),
            (exhibit.hierarchy_sha256, &opening.hierarchy.sha256, false),
        ];
        for (given, pinned, is_flow) in pins {
            let Some(given) = given.filter(|given| given != pinned) else { continue };
            let (pinned, given) = (pinned.clone(), given.to_owned());
            report.findings.push(if is_flow {
                Finding::OtherFlow { pinned, given }
            } else {
                Finding::OtherHierarchy { pinned, given }
            });
        }
    }
    for detached in exhibit.detached {
        if let Err(why) = holds(detached, exhibit.record, &report, signers) {
            let principal = detached.principal.clone();
            report.findings.push(Finding::DetachedSignature { principal, why });
        }
    }
    (report, chain, index)
}

/// The namespace that an event is signed for.
pub(super) fn namespace(t: &str) -> &'static str {
    if t == "seal" { SEAL_NAMESPACE } else { STEP_NAMESPACE }
}

/// Looks at the first line only as far as to say whether to go on.
fn is_ours(bytes: &[u8]) -> Result<(), Finding> {
    #[derive(Deserialize)]
    struct First {
        t: String,
        fmt: Option<String>,
    }
    // What begins like a record and then breaks off is a damaged record, not some other file.
    if bytes.is_empty() {
        return Err(Finding::NotARecord { why: "it is empty".to_owned() });
    }
    let not_ours = |why: &str| {
        if bytes.starts_with(br#"{"n":1,"prev":"sha256:"#) {
            Ok(())
        } else {
            Err(Finding::NotARecord { why: why.to_owned() })
        }
    };
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(first) = serde_json::from_slice::<First>(line) else {
        return not_ours("its first line is not an event");
    };
    match first.fmt {
        Some(format) if first.t == "open" && format == FORMAT => Ok(()),
        Some(format)
            if first.t == "open"
                && format
                    .strip_prefix(FORMAT_FAMILY)
                    .is_some_and(|version| version.parse::<u32>().is_ok_and(|v| v > 1)) =>
        {
            Err(Finding::NewerFormat { format })
        }
        _ => not_ours("its first line does not open a run"),
    }
}

/// The bytes with LF only, where there was a CR before a line end. The record never has one.
fn without_carriage_returns(bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
    // Nearly always there is none at all, and that is seen much faster.
    if !bytes.contains(&b'\r') {
        return None;
    }
    let lines = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    if lines == 0 {
        return None;
    }
    findings.push(Finding::CarriageReturns { lines });
    let mut rest = bytes.iter().copied().peekable();
    let mut kept = Vec::with_capacity(bytes.len());
    while let Some(byte) = rest.next() {
        if byte != b'\r' || rest.peek() != Some(&b'\n') {
            kept.push(byte);
        }
    }
    Some(kept)
}

/// Whether a detached signature is over these bytes, by someone who may seal.
fn holds(
    detached: &Detached,
    record: &[u8],
    report: &Report,
    signers: &Signers,
) -> Result<(), String> {
    let armour = std::str::from_utf8(&detached.armour)
        .map_err(|_| "it is not a signature at all".to_owned())?;
    let key = keys::verify(armour, SEAL_NAMESPACE, record).map_err(|error| error.to_string())?;
    // Without a seal there is no time to judge by, and the missing seal is a finding of its own.
    let Some(seal) = &report.sealed else { return Err("the run is not sealed".to_owned()) };
    signers
        .permits(&detached.principal, &key, SEAL_NAMESPACE, seal.at)
        .map_err(|denial| denial.to_string())
}
