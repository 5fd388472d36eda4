//! A desk that has everything ready: fixed sessions, files, themes and verdicts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use upgrade_wizard::engine::{Inspection, Model, Piece, Since, ToRead};
use upgrade_wizard::front::tui::{
    Entry, EntryKind, Errand, Finished, HierarchyFrom, KeyState, Listing, Opened, Preview, Recheck,
    Reply, SessionRow, SessionState, Verified, VerifiedAs, Watched,
};
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::hierarchy::draft::Draft;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::Plan;
use upgrade_wizard::print::{Head, PageBreaks, Sheet, checklist_text};
use upgrade_wizard::theme::Theme;

use super::clock::{at, ines};
use super::session::{digest, evidence, example, flow, walked};

/// Whether a file that is read is read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    ToTheEnd,
    Halfway,
}

/// Replies to every errand at once.
pub(crate) struct FakeDesk {
    pub(crate) sessions: Result<Vec<SessionRow>, String>,
    pub(crate) key: KeyState,
    pub(crate) passphrase: Result<(), String>,
    pub(crate) reading: Reading,
    /// The same for the look before a point of no return.
    pub(crate) looking: Reading,
    /// What became of a piece of evidence, by the end of its path; all others are unchanged.
    pub(crate) since: Vec<(&'static str, Since)>,
    /// What is not as it was pinned.
    pub(crate) pins: Vec<String>,
    /// What is watched at present, and the number that replies carry.
    pub(crate) watched: Vec<Watched>,
    pub(crate) round: u64,
    /// Looks that were stopped.
    pub(crate) stopped: usize,
    pub(crate) hierarchy: String,
    /// Files that lie in each folder besides the usual ones.
    pub(crate) more_files: Vec<String>,
    pub(crate) verified: VerifiedAs,
    pub(crate) planned: Option<Arc<Plan>>,
    /// The session that was begun or taken up, until the screen asks for its walk.
    pub(crate) opened: Option<Model>,
    /// What was sent to be remembered last.
    pub(crate) scratch: Option<String>,
}

impl Default for FakeDesk {
    fn default() -> Self {
        Self {
            sessions: Ok(sessions()),
            key: KeyState::Locked { path: "/home/ines/.ssh/id_ed25519".to_owned() },
            passphrase: Ok(()),
            reading: Reading::ToTheEnd,
            looking: Reading::ToTheEnd,
            since: Vec::new(),
            pins: Vec::new(),
            watched: Vec::new(),
            round: 0,
            stopped: 0,
            hierarchy: example(),
            more_files: Vec::new(),
            verified: VerifiedAs::Holds,
            planned: None,
            opened: None,
            scratch: None,
        }
    }
}

impl FakeDesk {
    /// What comes of an errand. One reply each, two where something is read.
    pub(crate) fn run(&mut self, errand: Errand, model: Option<&Model>) -> Vec<Reply> {
        let reply = match errand {
            Errand::Sessions => Reply::Sessions(self.sessions.clone()),
            Errand::OpenHierarchy { from } => Reply::Hierarchy(self.hierarchy(from)),
            Errand::Judge { number, draft } => Reply::Judged { number, problems: draft.problems() },
            Errand::SaveHierarchy { path, .. } => Reply::HierarchySaved(Ok(PathBuf::from(path))),
            Errand::MakePlan { draft, target, .. } => {
                let plan = make_plan(&draft, target);
                self.planned = plan.as_ref().ok().cloned();
                Reply::Planned(plan)
            }
            Errand::Key => Reply::Key(Ok(self.key.clone())),
            Errand::Begin { .. } => {
                let plan = self.planned.clone().expect("a plan was made");
                self.opened = Some(Model::new(plan));
                Reply::Opened(self.passphrase.clone())
            }
            Errand::Resume { .. } => {
                self.opened = Some(walked(Some("backup-registry/CEN")));
                Reply::Opened(self.passphrase.clone())
            }
            Errand::CheckPassphrase { .. } => Reply::Passphrase(self.passphrase.clone()),
            Errand::List { folder, .. } => Reply::Listing(Ok(listing(folder, &self.more_files))),
            Errand::Preview { path } => Reply::Preview(Ok(preview(path))),
            Errand::Read { job, step, path, .. } => return self.read(job, step, &path),
            Errand::Inspect { job, pieces } => return vec![self.inspect(job, &pieces)],
            Errand::CancelInspect { .. } => {
                self.stopped += 1;
                return Vec::new();
            }
            Errand::Watch { round, watched } => {
                (self.round, self.watched) = (round, watched);
                return Vec::new();
            }
            Errand::Recheck => Reply::Rechecked(Ok(Recheck { same: 12, ..Recheck::default() })),
            Errand::Paper { .. } => {
                Reply::Paper(Ok(model.map_or_else(|| paper(&walked(None)), paper)))
            }
            Errand::SavePaper { path, .. } => Reply::PaperSaved(Ok(PathBuf::from(path))),
            Errand::Verify { path } => Reply::Verified(verified(path, self.verified)),
            Errand::Themes => {
                Reply::Themes(Theme::builtin_names().filter_map(Theme::builtin).collect())
            }
            Errand::Scratch { text } => {
                self.scratch = Some(text);
                return Vec::new();
            }
            Errand::CancelRead { .. } | Errand::KeepTheme { .. } => return Vec::new(),
        };
        vec![reply]
    }

    fn hierarchy(&self, from: HierarchyFrom) -> Result<Opened, String> {
        let (path, target) = match from {
            HierarchyFrom::Example => (None, Some(Level::SMS_2_0_SP2)),
            HierarchyFrom::File(path) => (Some(PathBuf::from(path)), None),
        };
        let draft = Draft::read("hierarchy.toml", &self.hierarchy);
        draft
            .map(|draft| Opened { draft, path, target })
            .map_err(|_| "it cannot be read".to_owned())
    }

    fn inspect(&self, job: u64, pieces: &[ToRead]) -> Reply {
        let total: u64 = pieces.iter().map(|piece| piece.then.size_bytes).sum();
        if self.looking == Reading::Halfway {
            return Reply::Inspecting { job, read_bytes: total / 100 * 62 };
        }
        let since = |path: &str| {
            let found = self.since.iter().find(|(end, _)| path.ends_with(end));
            found.map_or(Since::Unchanged, |(_, since)| since.clone())
        };
        let piece = |piece: &ToRead| Piece {
            step: piece.step,
            then: piece.then.clone(),
            since: since(&piece.then.path),
            readings: Vec::new(),
        };
        let pieces = pieces.iter().map(piece).collect();
        Reply::Inspected { job, inspection: Inspection { pieces, pins: self.pins.clone() } }
    }

    fn read(
        &self,
        job: u64,
        step: upgrade_wizard::plan::StepIx,
        path: &std::path::Path,
    ) -> Vec<Reply> {
        let path = path.to_string_lossy().replace('\\', "/");
        let size = if Path::new(&path).extension().is_some_and(|it| it == "bak") {
            1_932_735_283
        } else {
            48_213
        };
        let progress = Reply::Progress {
            job,
            read_bytes: size / 100 * 62,
            total_bytes: size,
            elapsed_ms: 2_900,
        };
        match self.reading {
            Reading::Halfway => vec![progress],
            Reading::ToTheEnd => {
                vec![progress, Reply::Read { job, step, evidence: Ok(evidence(&path, size)) }]
            }
        }
    }

    /// Where the closed session lies.
    pub(crate) fn finished() -> Finished {
        let folder = "/home/ines/upgrade-wizard/sessions/example-2000-05-13";
        let record = format!("{folder}/record.jsonl");
        let signature = format!("{folder}/record.jsonl.ines@core.sig");
        Finished {
            session: "example-2000-05-13".to_owned(),
            stock_command: format!(
                "ssh-keygen -Y verify -f allowed_signers -I ines@core -n runbook-seal@v1 \
                 -s {signature} < {record}"
            ),
            record,
            signature,
            sha256: digest("record"),
            closing_code: upgrade_wizard::record::closing_code(&digest("record")),
        }
    }
}

fn make_plan(draft: &Draft, target: Option<Level>) -> Result<Arc<Plan>, String> {
    let text = draft.to_toml();
    let (hierarchy, _) = Hierarchy::read("hierarchy.toml", &text)
        .map_err(|_| "the hierarchy has mistakes".to_owned())?;
    let plan = Plan::make(flow(), Arc::new(hierarchy), digest(&text), target);
    plan.map(Arc::new).map_err(|error| error.to_string())
}

/// The sessions of the home screen.
fn sessions() -> Vec<SessionRow> {
    let row = |id: &str, name: &str, hierarchy: &str, minutes: i64| SessionRow {
        id: id.to_owned(),
        name: name.to_owned(),
        hierarchy: hierarchy.to_owned(),
        target: "2.0 SP2".to_owned(),
        state: SessionState::Open,
        done: 0,
        total: 70,
        sites: 4,
        next: None,
        evidence: 0,
        facts: 1,
        deviations: 0,
        people: vec!["Ines Falk".to_owned()],
        opened_at: at(minutes),
        touched: at(minutes + 90),
        record: format!("/home/ines/upgrade-wizard/sessions/{id}/record.jsonl"),
    };
    let next = ("Back up the registry of CEN".to_owned(), "backup-registry/CEN".to_owned());
    vec![
        SessionRow {
            done: 26,
            next: Some(next),
            evidence: 9,
            facts: 41,
            people: vec!["Ines Falk".to_owned(), "Tomas Reh".to_owned()],
            ..row("example-2000-05-13", "May window", "Example", -120)
        },
        SessionRow {
            next: Some(("Read the release notes".to_owned(), "read-release-notes/HQS".to_owned())),
            total: 214,
            sites: 18,
            ..row("nordics-2000-05-12", "Nordics, first wave", "Nordics", -1_500)
        },
        SessionRow {
            state: SessionState::Closed { word: "complete with deviations".to_owned() },
            done: 70,
            evidence: 22,
            facts: 96,
            deviations: 2,
            ..row("rehearsal-2000-05-06", "Rehearsal", "Example", -10_200)
        },
        SessionRow {
            state: SessionState::Broken {
                why: "line 17: the chain does not hold; something was altered".to_owned(),
            },
            done: 12,
            facts: 19,
            ..row("lab-2000-04-29", "Lab", "Lab", -20_300)
        },
    ]
}

fn listing(folder: Option<PathBuf>, more: &[String]) -> Listing {
    let folder = folder.unwrap_or_else(|| PathBuf::from("/upgrade/evidence"));
    let entry = |name: &str, kind, size_bytes, minutes| Entry {
        name: name.to_owned(),
        // With `/` on every system: it is shown.
        path: PathBuf::from(format!("{}/{name}", folder.display())),
        kind,
        size_bytes,
        modified: Some(at(minutes)),
    };
    let usual = [
        entry("smsbkup", EntryKind::Folder, None, -95),
        entry("versions", EntryKind::Folder, None, -1_440),
        entry("CEN-dump.bak", EntryKind::File, Some(1_932_735_283), -40),
        entry("CEN-sitectrl.ct0", EntryKind::File, Some(182_311), -38),
        entry("CEN-sms.reg", EntryKind::File, Some(48_213), -36),
        entry("CH1-app.evt", EntryKind::File, Some(524_288), -31),
        entry("latest", EntryKind::Link, None, -31),
        entry("setup.log", EntryKind::File, Some(9_112), -12),
    ];
    let more = more.iter().map(|name| entry(name, EntryKind::File, Some(1), -1));
    Listing {
        entries: usual.into_iter().chain(more).collect(),
        parent: folder.parent().map(PathBuf::from),
        folder,
        left_out: 0,
    }
}

fn preview(path: PathBuf) -> Preview {
    let name = path.to_string_lossy();
    let (size_bytes, minutes, kind) = match () {
        () if name.ends_with(".bak") => (1_932_735_283, -40, "binary"),
        () if name.ends_with(".evt") => (524_288, -31, "binary"),
        () if name.ends_with(".reg") => (48_213, -36, "text, UTF-8"),
        () => (9_112, -12, "text, UTF-8"),
    };
    let registry = [
        "REGEDIT4",
        "",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS]",
        "",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]",
        "\"Site Code\"=\"CEN\"",
        "\"Site Server\"=\"CENTRAL1\"",
        "\"Parent Site Code\"=\"\"",
        "\"Full Version\"=\"2.00.1380.1000\"",
        "\"Service Pack\"=\"1\"",
    ];
    let hex = ["0000  54 41 50 45 00 00 03 00", "0008  8c 00 0e 01 00 00 00 00"];
    let log = ["<05-13-2000 19:41:12> Setup starts.", "<05-13-2000 19:41:13> No errors."];
    let lines: &[&str] = match () {
        () if kind == "binary" => &hex,
        () if name.ends_with(".reg") => &registry,
        () => &log,
    };
    Preview {
        size_bytes,
        modified: Some(at(minutes)),
        kind: kind.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        path,
    }
}

/// The checklist of a session as it prints.
fn paper(model: &Model) -> String {
    let head = Head {
        session: "May window".to_owned(),
        session_id: "example-2000-05-13".to_owned(),
        run: digest("run")[..16].to_owned(),
        tool: "upgrade-wizard 0.1.0".to_owned(),
        record_sha256: digest("record"),
        record_lines: model.facts().len() as u64 + 1,
        sealed: None,
        ticket: None,
        host: "CENTRAL1".to_owned(),
        opened_at: at(0),
        opened_by: ines(),
        unchecked: None,
        stamps: Vec::new(),
    };
    checklist_text(&Sheet { model, head: &head }, PageBreaks::Rule)
}

fn verified(path: String, verdict: VerifiedAs) -> Verified {
    let record = digest("record");
    let text = match verdict {
        VerifiedAs::DoesNotHold => format!(
            "{path}\n\nDOES NOT HOLD\n\n  line 17: the text was altered after it was signed\n  \
             line 18: does not go on from the line before\n"
        ),
        _ => format!(
            "{path}\n\nHOLDS: 81 events, all signed and chained; sealed as complete.\n\n  sha256 \
             {record}\n  signed by Ines Falk (ines@core), {key}\n\nEvidence\n\n  \
             /upgrade/evidence/CEN-sms.reg of backup-registry/CEN: unchanged\n  \
             /upgrade/evidence/CEN-dump.bak of database-dump/CEN: unchanged\n",
            key = ines().key
        ),
    };
    Verified { path, verdict, text }
}
