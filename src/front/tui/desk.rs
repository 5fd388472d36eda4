//! What the screen asks of the program around it. Everything that touches a file, a key or the
//! clock is an errand: it is sent off, runs beside the screen, and its reply comes in like a key.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

pub use crate::front::Secret;

use crate::engine::{Evidence, Inspection, Sensing, ToRead};
use crate::hierarchy::draft::{Draft, Problem};
use crate::level::Level;
use crate::plan::{Plan, StepIx};
use crate::theme::Theme;

/// What is to be done outside the screen.
#[derive(Debug, Clone)]
pub enum Errand {
    /// Lists the sessions. [`Reply::Sessions`].
    Sessions,
    /// Reads a hierarchy file leniently. [`Reply::Hierarchy`].
    OpenHierarchy { from: HierarchyFrom },
    /// Judges a hierarchy that is being edited. [`Reply::Judged`], with the same number.
    Judge { number: u64, draft: Draft },
    /// Writes a hierarchy file. [`Reply::HierarchySaved`].
    SaveHierarchy { draft: Draft, path: String, over: Over },
    /// Makes the plan of a hierarchy. [`Reply::Planned`].
    MakePlan { draft: Draft, file_name: String, target: Option<Level> },
    /// What has to be typed before answers can be signed. [`Reply::Key`].
    Key,
    /// Begins a session with the plan made last. [`Reply::Opened`].
    Begin { name: String, person: String, passphrase: Secret },
    /// Takes a session up again. [`Reply::Opened`].
    Resume { id: String, passphrase: Secret },
    /// Whether this passphrase opens the key that signs. [`Reply::Passphrase`].
    CheckPassphrase { passphrase: Secret },
    /// Lists a folder; nothing for the present one. [`Reply::Listing`].
    List { folder: Option<PathBuf>, hidden: Hidden },
    /// Shows the beginning of a file. [`Reply::Preview`].
    Preview { path: PathBuf },
    /// Reads a file or folder as evidence for a step. [`Reply::Read`], and [`Reply::Progress`]
    /// meanwhile.
    Read { job: u64, step: StepIx, path: PathBuf, sensing: Box<Sensing> },
    /// Stops reading.
    CancelRead { job: u64 },
    /// Reads all evidence before a point of no return again, and looks whether the pins hold.
    /// [`Reply::Inspected`], and [`Reply::Inspecting`] meanwhile.
    Inspect { job: u64, pieces: Vec<ToRead> },
    /// Stops looking; no reply comes any more.
    CancelInspect { job: u64 },
    /// Looks at these files again and again from now on, and at no others. [`Reply::Seen`] for
    /// each that holds something else than at the last look.
    Watch { round: u64, watched: Vec<Watched> },
    /// Looks whether the attached evidence is still the same. [`Reply::Rechecked`].
    Recheck,
    /// The checklist of the open session, or of that one. [`Reply::Paper`].
    Paper { session: Option<String> },
    /// Writes the checklist to a file. [`Reply::PaperSaved`].
    SavePaper { session: Option<String>, path: String },
    /// Verifies a record. [`Reply::Verified`].
    Verify { path: String },
    /// The themes that can be chosen. [`Reply::Themes`].
    Themes,
    /// Remembers a theme.
    KeepTheme { name: String },
    /// Remembers what is half typed, and where one is. Not part of the record.
    Scratch { text: String },
}

/// A file that a step waits for.
#[derive(Debug, Clone)]
pub struct Watched {
    pub step: StepIx,
    pub path: PathBuf,
    pub sensing: Sensing,
}

/// Where a hierarchy comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HierarchyFrom {
    Example,
    File(String),
}

/// Whether a file that is there already may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    Nothing,
    TheSame,
}

/// Whether hidden files are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    Shown,
    Left,
}

/// What came of an errand. Errors are sentences for the operator.
#[derive(Debug, Clone)]
pub enum Reply {
    Sessions(Result<Vec<SessionRow>, String>),
    Hierarchy(Result<Opened, String>),
    Judged {
        number: u64,
        problems: Vec<Problem>,
    },
    HierarchySaved(Result<PathBuf, NotSaved>),
    Planned(Result<Arc<Plan>, String>),
    Key(Result<KeyState, String>),
    /// The session is open; the walk can begin.
    Opened(Result<(), String>),
    Passphrase(Result<(), String>),
    Listing(Result<Listing, String>),
    Preview(Result<Preview, String>),
    Progress {
        job: u64,
        read_bytes: u64,
        total_bytes: u64,
        elapsed_ms: u64,
    },
    Read {
        job: u64,
        step: StepIx,
        evidence: Result<Evidence, String>,
    },
    Inspecting {
        job: u64,
        read_bytes: u64,
    },
    Inspected {
        job: u64,
        inspection: Inspection,
    },
    /// A file that is watched holds something else than at the last look.
    Seen {
        round: u64,
        step: StepIx,
        evidence: Evidence,
    },
    Rechecked(Result<Recheck, String>),
    Paper(Result<String, String>),
    PaperSaved(Result<PathBuf, String>),
    Verified(Verified),
    Themes(Vec<Theme>),
    /// Something that was only to be remembered could not be.
    Trouble(String),
}

/// Why a file was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// It is there already, and was left as it is.
    Exists(PathBuf),
    Failed(String),
}

/// A hierarchy as read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub draft: Draft,
    /// The file to save to; none for the example.
    pub path: Option<PathBuf>,
    /// The target that goes with it, where one does.
    pub target: Option<Level>,
}

/// A session in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub id: String,
    pub name: String,
    pub hierarchy: String,
    pub target: String,
    /// `open`, `complete`, …; or what is wrong with it.
    pub state: SessionState,
    pub done: usize,
    pub total: usize,
    pub sites: usize,
    /// What comes next: title and id.
    pub next: Option<(String, String)>,
    pub evidence: usize,
    pub facts: usize,
    pub deviations: usize,
    pub people: Vec<String>,
    pub opened_at: Timestamp,
    pub touched: Timestamp,
    pub record: String,
}

/// How a session in the list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    Open,
    Closed {
        word: String,
    },
    /// The record does not hold, or cannot be read.
    Broken {
        why: String,
    },
}

/// What has to be typed before answers can be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// There is no key yet: one is made for this user.
    New { user: String },
    /// The key has a passphrase.
    Locked { path: String },
    /// The key is ready.
    Open,
}

/// A folder in the file browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub folder: PathBuf,
    pub parent: Option<PathBuf>,
    pub entries: Vec<Entry>,
    /// Entries that were too many to list.
    pub left_out: usize,
}

/// A file or folder in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub path: PathBuf,
    pub kind: EntryKind,
    pub size_bytes: Option<u64>,
    pub modified: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    Folder,
    File,
    Link,
    Other,
}

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub path: PathBuf,
    pub size_bytes: u64,
    pub modified: Option<Timestamp>,
    /// "text, UTF-8".
    pub kind: String,
    /// Not yet harmless.
    pub lines: Vec<String>,
}

/// Whether the attached evidence is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recheck {
    pub same: usize,
    /// Sentences.
    pub changed: Vec<String>,
    pub out_of_reach: Vec<String>,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub path: String,
    pub verdict: VerifiedAs,
    /// As the `verify` command prints it.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifiedAs {
    Holds,
    NotSealed,
    EvidenceChanged,
    DoesNotHold,
    CannotBeRead,
}

/// Runs errands. Replies come through the sender that it was made with.
pub trait Desk {
    /// Sends an errand off; returns at once.
    fn send(&mut self, errand: Errand);

    /// Waits until what was to be remembered is on disk: the program is about to end.
    fn rest(&mut self);
}

/// Where everything of a closed session lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Id of the session.
    pub session: String,
    pub record: String,
    pub signature: String,
    /// Of the whole record, hex.
    pub sha256: String,
    /// What is read out to somebody who writes it down elsewhere.
    pub closing_code: String,
    /// The command with which anybody can verify it, without this program.
    pub stock_command: String,
}
