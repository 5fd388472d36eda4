//! What ends the program early: the message, what to do, and the exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::front::FrontError;
use crate::keys::KeyError;
use crate::plan::PlanError;
use crate::record::{AttestError, RecordError};
use crate::text::count;
use crate::world::evidence::EvidenceError;
use crate::world::flows::FlowError;
use crate::world::gather::GatherError;
use crate::world::home::NoHome;
use crate::world::input::InputError;
use crate::world::sessions::SessionError;
use crate::world::store::StoreError;

/// Everything that can end the program early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{message}")]
    Usage { message: String, hint: &'static str },
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Flow(FlowError),
    /// `rendered` shows every mistake in its place.
    #[error("`{what}` has {}\n\n{rendered}", count("mistake", *mistakes))]
    Mistakes { what: String, mistakes: usize, rendered: String },
    #[error("{}", checked(*files, *mistakes))]
    CheckFailed { files: usize, mistakes: usize },
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("the plan is refused: {}\n\n{rendered}", count("refusal", *refusals))]
    PlanRefused { refusals: usize, rendered: String },
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Home(#[from] NoHome),
    #[error("`{}` cannot be written", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("standard output cannot be written")]
    OutputUnwritable { source: io::Error },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("signers file `{}` has {}\n\n{rendered}", path.display(), count("mistake", *mistakes))]
    Signers { path: PathBuf, mistakes: usize, rendered: String },
    #[error("`{principal}` is not added: {}\n\n{rendered}", count("error", *errors))]
    SignerRefused { principal: String, errors: usize, rendered: String },
    #[error("the signers file is not as it should be: {}", count("thing", *found))]
    LintFound { found: usize },
    #[error("key `{fingerprint}` is not in the signers file `{}`", path.display())]
    NotEnrolled { fingerprint: String, path: PathBuf },
    #[error("`{principal}` may not {what} with this key: {why}")]
    MayNot { principal: String, what: &'static str, why: String },
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Session(SessionError),
    #[error("there is no session `{name}`")]
    NoSuchSession { name: String },
    #[error("there is no open session")]
    NothingToResume,
    #[error("session `{session}` is over")]
    SessionOver { session: String },
    #[error("the record does not hold: {}", count("finding", *findings))]
    Forged { findings: usize },
    #[error("the record is not sealed: it proves what it holds, and not that it is whole")]
    NotSealed,
    #[error("{} of evidence changed since it was attached", count("piece", *pieces))]
    EvidenceChanged { pieces: usize },
    #[error("`{}` cannot be used: {source}", path.display())]
    Attest { path: PathBuf, source: AttestError },
    #[error(transparent)]
    Gather(#[from] GatherError),
    #[error("not taken in: {why}")]
    NotAccepted { why: String },
    #[error("this takes two persons, and the first one and you have the same {what}")]
    OnePerson { what: &'static str },
    #[error("`{step}`: {name} saw something else; it counts no more")]
    Disagreed { step: String, name: String },
    #[error("the closing code is another one: this is not the record that was closed then")]
    OtherCode,
    /// Asked for by whoever compares: a difference is no failure by itself.
    #[error("they differ: {}", count("difference", *differences))]
    Differs { differences: usize },
    #[error("NO-GO: {}", count("reason", *reasons))]
    NoGo { reasons: usize },
    #[error("it does not prove what was asked: {verdict}")]
    NotProved { verdict: &'static str },
    #[error(transparent)]
    Front(#[from] FrontError),
    #[error("the session ended {outcome}")]
    NotComplete { outcome: String },
    #[error("stopped; the session is saved")]
    Stopped,
    #[error("this should not have happened: {what}")]
    Bug { what: String },
}

fn checked(files: usize, mistakes: usize) -> String {
    format!("{} in {}", count("mistake", mistakes), count("file", files))
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Mistaken { path, sources, mistakes } => Self::Mistakes {
                what: path,
                mistakes: mistakes.len(),
                rendered: crate::text::render(&sources, &mistakes),
            },
            FlowError::Unreadable(error) => Self::Input(error),
            error @ FlowError::Unknown { .. } => Self::Flow(error),
        }
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Input(error) => Self::Input(error),
            SessionError::Record(error) => Self::Record(error),
            error => Self::Session(error),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unwritable { path, source } => Self::Unwritable { path, source },
            error => Self::Usage { message: error.to_string(), hint: error.hint() },
        }
    }
}

impl Failure {
    /// A request or an answer that cannot be used.
    pub fn attest(path: &std::path::Path, source: AttestError) -> Self {
        Self::Attest { path: path.to_owned(), source }
    }

    /// What the operator can do next, in the imperative. `None` when the message says it all.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Usage { hint, .. } => Some(hint),
            Self::Input(error) => Some(error.hint()),
            Self::Flow(error) => Some(error.hint()),
            Self::Mistakes { .. } => Some("mend the file; `upgrade-wizard check FILE` tells more"),
            Self::Plan(error) => Some(error.hint()),
            Self::PlanRefused { .. } => Some("choose a target that each site can reach"),
            Self::Home(_) => Some("set UPGRADE_WIZARD_HOME to a folder of your own"),
            Self::Unwritable { .. } => {
                Some("check the permissions and the free space, or set UPGRADE_WIZARD_HOME")
            }
            Self::Key(KeyError::Unreadable { .. } | KeyError::Unwritable { .. }) => {
                Some("check the permissions and the free space, or name a key with --key")
            }
            Self::Key(error) => error.hint(),
            Self::Signers { .. } => Some("mend the line; `man ssh-keygen` describes the format"),
            Self::SignerRefused { .. } => Some("nothing was changed; `signers lint` tells more"),
            Self::NotEnrolled { .. } => {
                Some("have the owner of the signers file add a line for this key")
            }
            Self::MayNot { .. } => {
                Some("let somebody sign whom the signers file allows it, with --key")
            }
            Self::Record(error) => error.hint(),
            Self::Session(SessionError::ForeignStep { .. } | SessionError::Plan { .. }) => {
                Some("use the upgrade-wizard that wrote this record")
            }
            Self::Session(_) | Self::Forged { .. } => {
                Some("keep everything as it is, and compare it with a copy")
            }
            Self::NoSuchSession { .. } => Some("`upgrade-wizard sessions` lists them"),
            Self::NothingToResume => Some("start one with `upgrade-wizard run`"),
            Self::SessionOver { .. } => Some("print it with `upgrade-wizard print`"),
            Self::NotSealed => {
                Some("resume the session and close it, or ask for the sealed record")
            }
            Self::EvidenceChanged { .. } => {
                Some("the record holds: go by the digests in it, and find the files as they were")
            }
            Self::Attest { .. } => {
                Some("have it written anew: it may have been changed on the way")
            }
            Self::Gather(_) => Some("check the permissions and the free space"),
            Self::NotAccepted { .. } => {
                Some("ask for it anew with `upgrade-wizard attest request`")
            }
            Self::OnePerson { .. } => Some("let another person look, with a key of their own"),
            Self::Disagreed { .. } => {
                Some("find out who is right; then correct the answer, or open the step again")
            }
            Self::OtherCode => Some("ask whoever wrote the code down which session it is of"),
            Self::Front(error) => Some(error.hint()),
            Self::Stopped => Some("run `upgrade-wizard resume` to go on from here"),
            Self::Bug { .. } => Some("the session is saved up to its last recorded answer"),
            Self::CheckFailed { .. } => Some("mend what is listed above, then check again"),
            Self::Evidence(_)
            | Self::LintFound { .. }
            | Self::OutputUnwritable { .. }
            | Self::Differs { .. }
            | Self::NoGo { .. }
            | Self::NotProved { .. }
            | Self::NotComplete { .. } => None,
        }
    }

    /// Why the key did not sign, and what to do, where that is what happened: nothing was written.
    pub fn unsigned(&self) -> Option<String> {
        let Self::Record(error @ RecordError::Key(_)) = self else { return None };
        let cause = std::error::Error::source(error).map(|it| format!(" ({it})"));
        let advice = self.hint().map(|hint| format!(" Advice: {hint}."));
        Some(format!("{}{}.{}", error, cause.unwrap_or_default(), advice.unwrap_or_default()))
    }

    /// Part of the contract with scripts.
    pub fn code(&self) -> u8 {
        match self {
            Self::Bug { .. } => 1,
            Self::Key(KeyError::Unwritable { .. }) => 5,
            // Somebody said no, or did not say anything: nothing is wrong.
            Self::Key(error) | Self::Record(RecordError::Key(error)) if error.is_declined() => 10,
            Self::Usage { .. }
            | Self::Input(_)
            | Self::Flow(_)
            | Self::Mistakes { .. }
            | Self::CheckFailed { .. }
            | Self::Plan(_)
            | Self::Evidence(_)
            | Self::Home(_)
            | Self::Key(_)
            | Self::Signers { .. }
            | Self::SignerRefused { .. }
            | Self::NotEnrolled { .. }
            | Self::Attest { source: AttestError::NoRequest | AttestError::NoAnswer, .. }
            | Self::NoSuchSession { .. }
            | Self::NothingToResume
            | Self::SessionOver { .. } => 2,
            Self::PlanRefused { .. }
            | Self::MayNot { .. }
            | Self::LintFound { .. }
            | Self::NotSealed
            | Self::EvidenceChanged { .. }
            | Self::Differs { .. }
            | Self::NoGo { .. }
            | Self::NotProved { .. }
            | Self::NotAccepted { .. }
            | Self::OnePerson { .. }
            | Self::Disagreed { .. }
            | Self::NotComplete { .. } => 3,
            Self::Session(_) | Self::Forged { .. } | Self::OtherCode | Self::Attest { .. } => 4,
            Self::Unwritable { .. } | Self::OutputUnwritable { .. } | Self::Gather(_) => 5,
            Self::Record(error) => record_code(error),
            Self::Front(error) => match error {
                FrontError::InputEnded
                | FrontError::NotText
                | FrontError::TerminalLost { .. }
                | FrontError::NotSigned { .. } => 10,
                FrontError::NoAnswer { .. }
                | FrontError::InDoubt { .. }
                | FrontError::SecondPerson { .. }
                | FrontError::NoAcknowledgement { .. }
                | FrontError::AnswerRefused { .. }
                | FrontError::StillIncomplete => 3,
            },
            Self::Stopped => 10,
        }
    }

    /// The code as the program returns it.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

fn record_code(error: &RecordError) -> u8 {
    match error {
        RecordError::Locked { .. } => 6,
        RecordError::Io { .. } | RecordError::Poisoned | RecordError::Full { .. } => 5,
        RecordError::Damaged { .. } | RecordError::RolledBack { .. } => 4,
        RecordError::Denied(_) | RecordError::Second(_) => 3,
        RecordError::Exists { .. }
        | RecordError::Missing { .. }
        | RecordError::NeverOpened { .. }
        | RecordError::TooLarge { .. }
        | RecordError::Sealed { .. }
        | RecordError::Line(_)
        | RecordError::OtherKey { .. }
        | RecordError::Key(_) => 2,
        RecordError::ResumeFirst
        | RecordError::Outdated
        | RecordError::Misfit(_)
        | RecordError::OtherPerson { .. }
        | RecordError::SignedWrongly(_) => 1,
    }
}
