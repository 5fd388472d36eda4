//! What can be wrong with a record.

use crate::keys::SignatureError;

use super::ledger::Rollback;
use super::line::LineError;
use super::signers::Denial;

/// One thing that is wrong with a record. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("this is not a record: {why}")]
    NotARecord { why: String },
    #[error("the record is in the newer format `{format}`; a newer wizard reads it")]
    NewerFormat { format: String },
    #[error(
        "the line ends were converted to CR LF ({lines} of them); the bytes are no longer those that were signed"
    )]
    CarriageReturns { lines: usize },
    #[error("line {line} was altered or is not one of a record: {error}")]
    BadLine { line: u64, error: LineError },
    #[error(
        "line {line} does not continue what is above it: something above it was altered, added or taken out"
    )]
    ChainBroken { line: u64 },
    #[error("line {line} says that it is line {says}: lines were swapped, added or taken out")]
    OutOfOrder { line: u64, says: u64 },
    #[error("line {line} signs line {of} instead of the line above it")]
    SignsAnotherLine { line: u64, of: u64 },
    #[error("line {line} belongs to another run, `{run}`")]
    OtherRun { line: u64, run: String },
    #[error("line {line} names a person but is not signed")]
    Unsigned { line: u64 },
    #[error("line {line} contradicts the lines above it: {what}")]
    Disagrees { line: u64, what: &'static str },
    #[error("line {line}: the clock went backwards, and the line does not say so rightly")]
    ClockUnrecorded { line: u64 },
    #[error("line {line}: {error}")]
    BadSignature { line: u64, error: SignatureError },
    #[error("line {line} names key `{named}` but is signed by `{signed}`")]
    OtherKey { line: u64, named: String, signed: String },
    #[error("line {line} names `{event}` but its signature names `{signature}`")]
    OtherSigner { line: u64, event: String, signature: String },
    #[error("line {line}: {denial}")]
    Denied { line: u64, denial: Denial },
    #[error("line {line}: `{principal}` may not close a run")]
    MayNotSeal { line: u64, principal: String },
    #[error("line {line}: the two persons have the same {what}: one person plays both")]
    OnePerson { line: u64, what: &'static str },
    #[error("line {line}: what a second person signed elsewhere does not hold: {why}")]
    BadStatement { line: u64, why: String },
    #[error("line {line} needs a second person who saw the same; the run was closed without one")]
    Alone { line: u64 },
    #[error("line {line} stands after the end of the run")]
    AfterSeal { line: u64 },
    #[error("the record ends in half a record ({bytes} bytes), as a crash leaves it")]
    HalfRecord { bytes: usize },
    #[error("the record has no seal: it is not finished, or its end was cut off")]
    NoSeal,
    #[error("the signature over the whole record, by `{principal}`, does not hold: {why}")]
    DetachedSignature { principal: String, why: String },
    #[error("the seal says `{seal}`, and what is on record above it comes to `{facts}`")]
    SealDisagrees { seal: &'static str, facts: &'static str },
    #[error("this is not the record that was written here: {rollback}")]
    RolledBack { rollback: Rollback },
    #[error("the record is pinned to flow `{pinned}`, not to `{given}`")]
    OtherFlow { pinned: String, given: String },
    #[error("the record is pinned to hierarchy `{pinned}`, not to `{given}`")]
    OtherHierarchy { pinned: String, given: String },
    /// Of a pack that the record came in.
    #[error("{what}")]
    Pack { id: &'static str, what: String },
    /// Of a time-stamp that lies beside the record.
    #[error("{what}")]
    Stamp { what: String },
}

impl Finding {
    /// A short name that stays the same, for programs.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotARecord { .. } => "not-a-record",
            Self::NewerFormat { .. } => "newer-format",
            Self::CarriageReturns { .. } => "carriage-returns",
            Self::BadLine { .. } => "bad-line",
            Self::ChainBroken { .. } => "chain-broken",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::SignsAnotherLine { .. } => "signs-another-line",
            Self::OtherRun { .. } => "other-run",
            Self::Unsigned { .. } => "unsigned",
            Self::Disagrees { .. } => "disagrees",
            Self::ClockUnrecorded { .. } => "clock-unrecorded",
            Self::BadSignature { .. } => "bad-signature",
            Self::OtherKey { .. } => "other-key",
            Self::OtherSigner { .. } => "other-signer",
            Self::Denied { denial: Denial::UnknownKey { .. }, .. } => "unknown-key",
            Self::Denied { denial: Denial::OtherName { .. }, .. } => "other-name",
            Self::Denied { denial: Denial::Namespace { .. }, .. } => "namespace-denied",
            Self::Denied { denial: Denial::Time { .. }, .. } => "time-denied",
            Self::MayNotSeal { .. } => "may-not-seal",
            Self::OnePerson { .. } => "one-person",
            Self::BadStatement { .. } => "bad-statement",
            Self::Alone { .. } => "alone",
            Self::AfterSeal { .. } => "after-seal",
            Self::HalfRecord { .. } => "half-record",
            Self::NoSeal => "no-seal",
            Self::DetachedSignature { .. } => "detached-signature",
            Self::SealDisagrees { .. } => "seal-disagrees",
            Self::RolledBack { .. } => "rolled-back",
            Self::OtherFlow { .. } => "other-flow",
            Self::OtherHierarchy { .. } => "other-hierarchy",
            Self::Pack { id, .. } => id,
            Self::Stamp { .. } => "stamp-other-bytes",
        }
    }

    /// The line it is about, where it is about one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::BadLine { line, .. }
            | Self::ChainBroken { line }
            | Self::OutOfOrder { line, .. }
            | Self::SignsAnotherLine { line, .. }
            | Self::OtherRun { line, .. }
            | Self::Unsigned { line }
            | Self::Disagrees { line, .. }
            | Self::ClockUnrecorded { line }
            | Self::BadSignature { line, .. }
            | Self::OtherKey { line, .. }
            | Self::OtherSigner { line, .. }
            | Self::Denied { line, .. }
            | Self::MayNotSeal { line, .. }
            | Self::OnePerson { line, .. }
            | Self::BadStatement { line, .. }
            | Self::Alone { line }
            | Self::AfterSeal { line } => Some(*line),
            Self::NotARecord { .. }
            | Self::NewerFormat { .. }
            | Self::CarriageReturns { .. }
            | Self::HalfRecord { .. }
            | Self::NoSeal
            | Self::SealDisagrees { .. }
            | Self::RolledBack { .. }
            | Self::DetachedSignature { .. }
            | Self::OtherFlow { .. }
            | Self::OtherHierarchy { .. }
            | Self::Pack { .. }
            | Self::Stamp { .. } => None,
        }
    }
}
