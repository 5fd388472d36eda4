//! The folders of sessions: made, listed, read.
//!
//! `sessions/ID/` holds `record.jsonl`, the pinned copies `flow/` and `hierarchy.toml`, a copy of
//! the signers file as it was at the start, and `evidence/` with the lists of attached folders.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::{Fact, Model};
use crate::flow::Flow;
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::plan::{Plan, PlanError, Policy};
use crate::record::{
    Exhibit, Finding, Opening, RECORD_FILE, RecordError, Report, Signers, load, recover, verify,
};
use crate::text::Source;

use super::here;
use super::home::Home;
use super::input::{InputError, read_text};
use super::store::sync_folder;

/// Folder of the pinned flow.
pub const FLOW_FOLDER: &str = "flow";
/// The pinned hierarchy.
pub const HIERARCHY_FILE: &str = "hierarchy.toml";
/// The signers file as it was at the start. For convenience; `verify` never trusts it.
pub const SIGNERS_FILE: &str = "allowed_signers";
/// Folder of the lists of attached folders.
pub const EVIDENCE_FOLDER: &str = "evidence";

/// Why a session cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the record of session `{session}` does not hold: {}", first(findings))]
    Damaged { session: String, findings: Vec<Finding> },
    #[error("{what} of session `{session}` is not the one that its record is pinned to")]
    PinBroken { session: String, what: &'static str },
    #[error("{what} that session `{session}` is pinned to cannot be read")]
    PinUnreadable { session: String, what: &'static str, source: InputError },
    #[error("the record of session `{session}` speaks of `{id}`, which is not in its plan")]
    ForeignStep { session: String, id: String },
    #[error("session `{session}` cannot be planned again")]
    Plan { session: String, source: PlanError },
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(ToString::to_string).unwrap_or_default()
}

/// A session on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub id: String,
    pub path: PathBuf,
}

/// A session read back: what it is pinned to, and where it stands.
#[derive(Debug)]
pub struct Loaded {
    pub opening: Opening,
    pub model: Model,
    pub report: Report,
    /// Lines of the record that count.
    pub lines: u64,
}

impl Folder {
    /// Makes the folder of a new session: `ID` is the day and a few random digits.
    pub fn create(home: &Home, now: Timestamp) -> io::Result<Self> {
        let sessions = home.sessions();
        fs::create_dir_all(&sessions)?;
        let day = now.to_string().chars().take(10).filter(|c| *c != '-').collect::<String>();
        loop {
            let id = format!("{day}-{}", here::hex(&here::random::<3>()?));
            let path = sessions.join(&id);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { id, path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Pins flow, hierarchy and signers beside the record to come.
    pub fn pin(&self, flow: &Flow, hierarchy: &Source, signers: &str) -> io::Result<()> {
        let folder = self.path.join(FLOW_FOLDER);
        fs::create_dir(&folder)?;
        for (name, text) in &flow.files {
            write_synced(&folder.join(name), text)?;
        }
        sync_folder(&folder)?;
        write_synced(&self.path.join(HIERARCHY_FILE), hierarchy.text())?;
        write_synced(&self.path.join(SIGNERS_FILE), signers)?;
        sync_folder(&self.path)?;
        self.path.parent().map_or(Ok(()), sync_folder)
    }

    /// Takes back a session that never got a record.
    pub fn discard(self) {
        if !self.record().exists() {
            let _leftovers_do_no_harm = fs::remove_dir_all(&self.path);
        }
    }

    pub fn record(&self) -> PathBuf {
        self.path.join(RECORD_FILE)
    }

    /// Where the lists of attached folders go.
    pub fn evidence(&self) -> PathBuf {
        self.path.join(EVIDENCE_FOLDER)
    }

    /// The signers as they were when the session was started.
    pub fn signers(&self) -> Result<Signers, SessionError> {
        let text = self.pinned("the copy of the signers file", SIGNERS_FILE)?;
        Signers::parse(&text).map_err(|_| self.broken("the copy of the signers file"))
    }

    /// The session of that id, where it has a folder.
    pub fn named(home: &Home, id: &str) -> Option<Self> {
        let path = home.sessions().join(id);
        path.is_dir().then(|| Self { id: id.to_owned(), path })
    }

    /// Every session that has a record, the one touched last at the end. A home without sessions
    /// has none; one that cannot be listed is an error.
    pub fn all(home: &Home) -> Result<Vec<Self>, InputError> {
        let path = home.sessions();
        let listing = match fs::read_dir(&path) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(InputError::Unreadable { path, source }),
        };
        let mut found: Vec<(Option<std::time::SystemTime>, Self)> = listing
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let id = entry.file_name().into_string().ok()?;
                let folder = Self { id, path: entry.path() };
                let record = fs::metadata(folder.record()).ok()?;
                record.is_file().then(|| (record.modified().ok(), folder))
            })
            .collect();
        found.sort_by(|one, other| (one.0, &one.1.id).cmp(&(other.0, &other.1.id)));
        Ok(found.into_iter().map(|(_, folder)| folder).collect())
    }

    /// Reads the session back as it stands, without locking or changing anything, by the signers
    /// as they were when it was started. Good for going on and for lists; not for proof.
    pub fn read(&self) -> Result<Loaded, SessionError> {
        self.read_as(&self.signers()?)
    }

    /// The same by these signers. A tail that a crash left half written is passed over, as resuming
    /// would; behind a seal nothing may stand.
    pub fn read_as(&self, signers: &Signers) -> Result<Loaded, SessionError> {
        let bytes = load(&self.record())?;
        let keep = recover(&bytes).map_or(bytes.len(), |recovery| recovery.keep);
        if keep == 0 {
            return Err(RecordError::NeverOpened { path: self.record() }.into());
        }
        let exhibit = Exhibit { record: &bytes[..keep], ..Exhibit::default() };
        let report = verify(&exhibit, signers);
        let mut findings = report.findings.clone();
        findings.retain(|finding| *finding != Finding::NoSeal);
        let lines = bytes[..keep].split(|byte| *byte == b'\n').count() as u64 - 1;
        if report.sealed.is_some() && keep < bytes.len() {
            findings.push(Finding::AfterSeal { line: lines + 1 });
        }
        let session = self.id.clone();
        let opening = match (&report.opening, findings.is_empty()) {
            (Some(opening), true) => opening.clone(),
            _ => return Err(SessionError::Damaged { session, findings }),
        };
        let model = self.rebuild(&opening, &report.facts)?;
        Ok(Loaded { opening, model, report, lines })
    }

    /// Makes the plan again from the pinned copies, and replays the facts on it.
    pub fn rebuild<F: Into<Fact>>(
        &self,
        opening: &Opening,
        facts: impl IntoIterator<Item = F>,
    ) -> Result<Model, SessionError> {
        let flow = self.flow()?;
        if flow.sha256 != opening.flow.sha256 {
            return Err(self.broken("the flow"));
        }
        let hierarchy = self.pinned("the hierarchy", HIERARCHY_FILE)?;
        rebuild(&self.id, flow, &hierarchy, opening, facts)
    }

    /// Makes sure that flow and hierarchy are still what was pinned.
    pub fn pins_hold(&self, opening: &Opening) -> Result<(), SessionError> {
        self.rebuild(opening, [] as [Fact; 0]).map(drop)
    }

    /// The digest of the pinned flow; none where there is no copy.
    pub fn flow_sha256(&self) -> Option<Result<String, SessionError>> {
        let there = self.path.join(FLOW_FOLDER).exists();
        there.then(|| self.flow().map(|flow| flow.sha256))
    }

    /// The digest of the pinned hierarchy; none where there is no copy.
    pub fn hierarchy_sha256(&self) -> Option<Result<String, SessionError>> {
        let path = self.path.join(HIERARCHY_FILE);
        let digest = || {
            let text = self.pinned("the hierarchy", HIERARCHY_FILE)?;
            Ok(here::sha256(text.as_bytes()))
        };
        path.exists().then(digest)
    }

    fn flow(&self) -> Result<Flow, SessionError> {
        let read = |name: &str| self.pinned("the flow", &format!("{FLOW_FOLDER}/{name}"));
        let main = Source::new("flow.toml", read("flow.toml")?);
        let names = Flow::referenced_files(&main).map_err(|_| self.broken("the flow"))?;
        let mut sources = vec![main];
        for name in names {
            let text = read(&name)?;
            sources.push(Source::new(name, text));
        }
        Flow::read(&sources).map_err(|_| self.broken("the flow"))
    }

    /// A copy that was pinned. That it cannot be read is damage, not a mistake of the operator's.
    fn pinned(&self, what: &'static str, name: &str) -> Result<String, SessionError> {
        read_text(&self.path.join(name)).map_err(|source| SessionError::PinUnreadable {
            session: self.id.clone(),
            what,
            source,
        })
    }

    fn broken(&self, what: &'static str) -> SessionError {
        SessionError::PinBroken { session: self.id.clone(), what }
    }
}

/// Makes the plan of a session again from what it is pinned to, wherever that lies, and replays the
/// facts on it. The flow has been compared.
pub fn rebuild<F: Into<Fact>>(
    session: &str,
    flow: Flow,
    hierarchy: &str,
    opening: &Opening,
    facts: impl IntoIterator<Item = F>,
) -> Result<Model, SessionError> {
    let session = || session.to_owned();
    let broken = || SessionError::PinBroken { session: session(), what: "the hierarchy" };
    if here::sha256(hierarchy.as_bytes()) != opening.hierarchy.sha256 {
        return Err(broken());
    }
    let (hierarchy, _) = Hierarchy::read(HIERARCHY_FILE, hierarchy).map_err(|_| broken())?;
    let target = Level::parse(&opening.target).ok();
    let sha256 = opening.hierarchy.sha256.clone();
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), sha256, target)
        .map_err(|source| SessionError::Plan { session: session(), source })?;
    let policy = Policy::parse(&opening.policy).unwrap_or_default();
    let plan = Arc::new(plan.with_policy(policy));
    Model::replay_fitting(plan, facts)
        .map_err(|id| SessionError::ForeignStep { session: session(), id })
}

fn write_synced(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
