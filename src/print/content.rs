//! What a checklist says, in the order in which it says it. All formats print this, and as JSON it
//! is the format.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::go::Go;
use super::reading::{Reading, Said};
use super::wait::Waited;

/// Version of the form below as JSON.
pub(super) const SCHEMA: u32 = 1;

#[derive(Debug, Serialize)]
pub(super) struct Checklist {
    pub(super) schema: u32,
    pub(super) verdict: Standing,
    pub(super) session: Session,
    pub(super) flow: FlowRef,
    pub(super) hierarchy: HierarchyRef,
    pub(super) target: Option<String>,
    pub(super) record: RecordRef,
    pub(super) opened: Signed,
    /// When the last thing happened.
    pub(super) last: Time,
    pub(super) closed: Option<Signed>,
    pub(super) sealed: Option<Signed>,
    /// Time-stamps of authorities over the record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) stamps: Vec<Stamped>,
    /// What the code of the seal holds; `None` where there is no seal.
    pub(super) seal_text: Option<String>,
    pub(super) people: Vec<Signer>,
    pub(super) answers_files: Vec<AnswersFile>,
    pub(super) deviations: Vec<Deviation>,
    /// The last verdict on each point of no return.
    pub(super) verdicts: Vec<Go>,
    /// What ended the truth of answers, and what the clock of the machine did, in order.
    pub(super) happened: Vec<Act>,
    pub(super) remarks: Vec<Act>,
    pub(super) sites: Vec<Site>,
    /// Why steps are good practice only.
    pub(super) good_practice: Vec<Note>,
    pub(super) phases: Vec<Phase>,
    pub(super) warnings: Vec<Told>,
    pub(super) verify: Vec<Check>,
}

#[derive(Debug, Serialize)]
pub(super) struct Session {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) run: String,
    pub(super) ticket: Option<String>,
    pub(super) host: String,
    pub(super) tool: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FlowRef {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) revision: u32,
    pub(super) sha256: String,
}

#[derive(Debug, Serialize)]
pub(super) struct HierarchyRef {
    pub(super) name: String,
    /// Of the file: corrections do not touch it.
    pub(super) sha256: String,
    /// What the file is wrong about; the plan follows the corrections.
    pub(super) corrected: Vec<Correction>,
}

/// A level that the hierarchy file is wrong about.
#[derive(Debug, Serialize)]
pub(super) struct Correction {
    pub(super) site: String,
    pub(super) level: String,
    pub(super) reason: String,
    pub(super) at: Time,
    pub(super) by: Who,
}

#[derive(Debug, Serialize)]
pub(super) struct RecordRef {
    pub(super) lines: u64,
    pub(super) sha256: String,
}

/// A time-stamp beside the record.
#[derive(Debug, Serialize)]
pub(super) struct Stamped {
    /// Name of the file.
    pub(super) file: String,
    pub(super) authority: Option<String>,
    pub(super) at: Time,
    pub(super) policy: String,
    pub(super) serial: String,
    /// Whether it is over the record as it is. The authority's signature is not looked at.
    pub(super) fits: bool,
    /// What it proves, and what not.
    pub(super) words: String,
}

/// How the session stands, or ended.
#[derive(Debug, Serialize)]
pub(super) struct Standing {
    /// The session is closed. Only then is the print a completed checklist.
    pub(super) is_finished: bool,
    /// `open` while it is not closed.
    pub(super) state: &'static str,
    /// In words for every page: `COMPLETE WITH 2 DEVIATIONS`.
    pub(super) words: String,
    /// Why the signatures were not checked; `None` where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unchecked: Option<String>,
    /// Why it was aborted.
    pub(super) reason: Option<String>,
    pub(super) steps: usize,
    /// Answered, opened by itself or carried out.
    pub(super) done: usize,
    pub(super) waived: usize,
    pub(super) not_applicable: usize,
    /// Everything else: open, waiting, stale, under way, in doubt.
    pub(super) open: usize,
    /// Ids of points of no return that were begun and of which nobody has said how they ended.
    pub(super) in_doubt: Vec<String>,
    pub(super) warnings: usize,
    pub(super) warnings_to_acknowledge: usize,
    pub(super) warnings_acknowledged: usize,
}

/// A person at a time.
#[derive(Debug, Serialize)]
pub(super) struct Signed {
    pub(super) at: Time,
    pub(super) by: Who,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Who {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) key: String,
}

/// A person, and what they stand behind.
#[derive(Debug, Serialize)]
pub(super) struct Signer {
    pub(super) who: Who,
    pub(super) acts: Vec<Acts>,
}

/// Acts of one meaning: how many there are, from when to when.
#[derive(Debug, Serialize)]
pub(super) struct Acts {
    pub(super) meaning: &'static str,
    pub(super) times: usize,
    pub(super) first: Time,
    pub(super) last: Time,
}

/// A file that answers were read from.
#[derive(Debug, Serialize)]
pub(super) struct AnswersFile {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) entries: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Deviation {
    /// Id of the step or warning.
    pub(super) about: String,
    /// Number of the step on this checklist.
    pub(super) number: Option<usize>,
    /// It is about what the hierarchy file says, not about a step or warning.
    #[serde(skip)]
    pub(super) is_of_hierarchy: bool,
    pub(super) title: String,
    pub(super) what: &'static str,
    pub(super) reason: String,
    pub(super) at: Time,
    pub(super) by: Who,
}

#[derive(Debug, Serialize)]
pub(super) struct Site {
    pub(super) code: String,
    pub(super) server: String,
    pub(super) role: &'static str,
    pub(super) level: String,
    pub(super) target: Option<String>,
    pub(super) is_upgraded_in_this_run: bool,
    pub(super) hotfixes: Hotfixes,
    /// Its points of no return.
    pub(super) upgrades: Vec<Upgrade>,
}

#[derive(Debug, Serialize)]
pub(super) struct Hotfixes {
    pub(super) status: &'static str,
    pub(super) articles: Vec<String>,
    pub(super) because: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Upgrade {
    pub(super) number: usize,
    pub(super) state: &'static str,
    /// When it was last begun, and when it ended.
    pub(super) begun: Option<Time>,
    pub(super) ended: Option<Time>,
}

#[derive(Debug, Serialize)]
pub(super) struct Phase {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) settled: usize,
    pub(super) steps: Vec<Entry>,
}

/// A step.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Its place in the walk, from 1.
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) title: String,
    /// What stands in its box.
    #[serde(rename = "box")]
    pub(super) mark: char,
    pub(super) state: &'static str,
    /// What to know of the state, in words; `None` where the answer says it.
    pub(super) remark: Option<String>,
    pub(super) is_point_of_no_return: bool,
    pub(super) opens_by_itself: bool,
    pub(super) blocking: bool,
    /// Why it is good practice only.
    pub(super) good_practice: Option<Note>,
    pub(super) because: String,
    pub(super) sources: Vec<String>,
    pub(super) asked: String,
    /// What holds now.
    pub(super) answer: Option<Act>,
    pub(super) evidence: Vec<Piece>,
    /// What is or was waited for.
    pub(super) wait: Option<Waited>,
    /// Why an answer holds no more.
    pub(super) stale_because: Option<String>,
    /// Every GO and NO-GO on this point of no return, in order.
    pub(super) verdicts: Vec<Go>,
    /// Numbers of the steps that it waits for.
    pub(super) waits_for: Vec<usize>,
    /// Everything else that happened to it, in order.
    pub(super) history: Vec<Act>,
}

/// What several steps have in common.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    /// Under which it is printed once.
    pub(super) letter: String,
    pub(super) text: String,
}

/// One thing that somebody did.
#[derive(Debug, Serialize)]
pub(super) struct Act {
    /// `answer`, `earlier answer, corrected`, `note`.
    pub(super) what: &'static str,
    pub(super) text: String,
    /// `confirmed`, `attested by a typed word`, `shown by evidence`.
    pub(super) how: Option<&'static str>,
    pub(super) reason: Option<String>,
    /// How an upgrade that was in doubt was looked at.
    pub(super) looked: Option<String>,
    pub(super) at: Time,
    pub(super) by: Who,
    /// Number of the answers file, from 1, that it was read from.
    pub(super) answers_file: Option<usize>,
}

/// A file or folder that is evidence.
#[derive(Debug, Serialize)]
pub(super) struct Piece {
    pub(super) path: String,
    pub(super) kind: &'static str,
    pub(super) bytes: u64,
    /// Of the file; of the manifest for a folder.
    pub(super) sha256: String,
    pub(super) modified: Option<Time>,
    pub(super) folder: Option<Folder>,
    /// What the sensors of the step made of it when it was attached.
    pub(super) readings: Vec<Reading>,
    /// Why it was taken back.
    pub(super) withdrawn: Option<Said>,
    pub(super) at: Time,
    pub(super) by: Who,
    pub(super) answers_file: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct Folder {
    pub(super) manifest: String,
    pub(super) files: u64,
    pub(super) unreadable: u64,
}

/// A warning.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    /// Id of an earlier warning with the very same text.
    pub(super) same_as: Option<String>,
    pub(super) because: String,
    pub(super) sources: Vec<String>,
    pub(super) wants_acknowledgement: bool,
    pub(super) acknowledged: Option<Act>,
}

/// A way to check the checklist against its record.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) proves: String,
    /// For a shell, in the session's folder.
    pub(super) command: Vec<String>,
    /// What it has to show.
    pub(super) expect: String,
}

/// A time in whole seconds, UTC. For people `2026-11-21 09:06:40 UTC`, as JSON RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(pub(super) Timestamp);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%d %H:%M:%S UTC"))
    }
}

impl Time {
    /// From here to then, for people; the day is said once where it is the same.
    pub(super) fn until(self, then: Self) -> String {
        let day = |time: Self| time.0.strftime("%Y-%m-%d").to_string();
        let then_words =
            then.0.strftime(if day(self) == day(then) { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" });
        format!("{} to {then_words} UTC", self.0.strftime("%Y-%m-%d %H:%M:%S"))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl Entry {
    /// Whether somebody still has to act on it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.mark, ' ' | '2' | '!' | '~') && !self.opens_by_itself
    }
}
