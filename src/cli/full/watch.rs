//! Looks at files beside the screen: at those that are waited for, again and again; and at all
//! evidence once, before a point of no return.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::engine::{Inspection, ToRead};
use crate::front::tui::{Inbox, Reply, Watched};
use crate::plan::StepIx;
use crate::world::evidence::Progress;
use crate::world::sessions::Folder;
use crate::world::{inspection, sensing};

use super::Office;

/// Looks at files again and again, on a thread of its own, until it is let go of.
pub(super) struct Watcher {
    /// Dropped with it: the thread ends at its next look.
    _goes_on: Sender<()>,
}

/// What a file was when it was told of last.
type Last = HashMap<StepIx, (String, Option<jiff::Timestamp>)>;

impl Watcher {
    pub(super) fn start(
        lists: PathBuf,
        every: Duration,
        round: u64,
        watched: Vec<Watched>,
        inbox: Inbox,
    ) -> Self {
        let (goes_on, ended) = mpsc::channel::<()>();
        thread::spawn(move || {
            let mut last = Last::new();
            loop {
                for file in &watched {
                    look(file, &lists, round, &mut last, &inbox);
                }
                if ended.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        Self { _goes_on: goes_on }
    }
}

/// One look. What cannot be read is not there yet.
fn look(file: &Watched, lists: &std::path::Path, round: u64, last: &mut Last, inbox: &Inbox) {
    let read = || sensing::read(&file.path, lists, &file.sensing, &Progress::default());
    let Ok(Ok(evidence)) = catch_unwind(AssertUnwindSafe(read)) else { return };
    let now = (evidence.sha256.clone(), evidence.modified);
    if last.get(&file.step) == Some(&now) {
        return;
    }
    last.insert(file.step, now);
    inbox.tell(Reply::Seen { round, step: file.step, evidence });
}

/// The looks before points of no return that are under way.
#[derive(Default)]
pub(super) struct Looks(HashMap<u64, Arc<Progress>>);

impl Looks {
    /// Begins to read everything again, on a thread of its own.
    pub(super) fn begin(&mut self, office: &Office, inbox: &Inbox, job: u64, pieces: Vec<ToRead>) {
        let progress = Arc::new(Progress::default());
        self.0.insert(job, Arc::clone(&progress));
        let (office, inbox) = (office.clone(), inbox.clone());
        thread::spawn(move || {
            let look = || inspect(&office, &inbox, job, &pieces, &progress);
            let looked = catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Inspection {
                pieces: Vec::new(),
                pins: vec!["The look at the evidence broke off.".to_owned()],
            });
            if !progress.is_cancelled() {
                inbox.tell(Reply::Inspected { job, inspection: looked });
            }
        });
    }

    pub(super) fn cancel(&mut self, job: u64) {
        if let Some(progress) = self.0.remove(&job) {
            progress.cancel();
        }
    }
}

/// Reads every piece again, one after the other, and looks whether the pins hold.
fn inspect(
    office: &Office,
    inbox: &Inbox,
    job: u64,
    pieces: &[ToRead],
    progress: &Progress,
) -> Inspection {
    let folder = office.papers().session.clone();
    let lists = folder.as_ref().map(Folder::evidence).unwrap_or_default();
    let (mut read_bytes, mut looked) = (0, Vec::with_capacity(pieces.len()));
    for piece in pieces {
        if progress.is_cancelled() {
            break;
        }
        looked.extend(inspection::read_again(std::slice::from_ref(piece), &lists, progress));
        read_bytes += piece.then.size_bytes;
        inbox.tell(Reply::Inspecting { job, read_bytes });
    }
    let pins = folder.and_then(|folder| broken_pin(office, &folder));
    Inspection { pieces: looked, pins: pins.into_iter().collect() }
}

/// What is not as it was pinned when the session began, in a sentence.
fn broken_pin(office: &Office, folder: &Folder) -> Option<String> {
    let known = office.papers().opening.clone();
    let opening = match known {
        Some(opening) => opening,
        // Read once: the record says what flow and hierarchy have to be.
        None => match office.gate.while_quiet(|| folder.read()) {
            Ok(loaded) => office.papers().opening.insert(loaded.opening).clone(),
            Err(error) => return Some(format!("{error}.")),
        },
    };
    folder.pins_hold(&opening).err().map(|error| format!("{error}."))
}
