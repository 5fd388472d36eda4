//! Runs the errands of the screen, each on a thread of its own.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::engine::Sensing;
use crate::failure::Failure;
use crate::front::tui::{Desk, Errand, Inbox, Reply};
use crate::hierarchy::draft::Draft;
use crate::plan::StepIx;
use crate::text::Source;
use crate::world::browse;
use crate::world::jobs::Reading;
use crate::world::settings::Settings;

use super::super::keyring;
use super::papers::sentence;
use super::watch::{Looks, Watcher};
use super::{Office, begin, keep_scratch, look, papers, rows};

/// How often the progress of a reading is told.
pub(super) const OFTEN: Duration = Duration::from_millis(250);

/// The same for who wants less to move.
pub(super) const SELDOM: Duration = Duration::from_secs(3);

/// A hierarchy file as it was read.
pub(super) struct OpenedFile {
    pub(super) draft: Draft,
    pub(super) source: Source,
}

/// Sends errands off, and their replies back.
pub(super) struct Clerk {
    office: Office,
    inbox: Inbox,
    readings: HashMap<u64, Reading>,
    looks: Looks,
    /// Watches files for the open session; let go of, it ends.
    watcher: Option<Watcher>,
    /// Errands that must not overtake one another run here, in their order.
    queue: Runner,
    /// What reads as much as there is of evidence runs here, and holds nothing up.
    checks: Runner,
    /// Folders and the beginnings of files are looked at here.
    folders: Runner,
    /// What is only to be remembered is written here: it waits for nothing that takes long.
    notebook: Runner,
}

/// What a thread of the desk is told.
enum Order {
    Run(Errand),
    /// Say so when everything before this is done.
    Say(Sender<()>),
}

/// A thread that runs errands one after the other. It begins with the first of them.
struct Runner {
    office: Office,
    inbox: Inbox,
    orders: Option<Sender<Order>>,
}

impl Runner {
    fn new(office: &Office, inbox: &Inbox) -> Self {
        Self { office: office.clone(), inbox: inbox.clone(), orders: None }
    }

    fn send(&mut self, order: Order) {
        let (office, inbox) = (&self.office, &self.inbox);
        let orders = self.orders.get_or_insert_with(|| begin_to_run(office, inbox));
        let _nobody_listens = orders.send(order);
    }
}

fn begin_to_run(office: &Office, inbox: &Inbox) -> Sender<Order> {
    let (sender, orders) = mpsc::channel();
    let (office, inbox) = (office.clone(), inbox.clone());
    thread::spawn(move || {
        for order in orders {
            match order {
                Order::Run(errand) => run(&office, errand, &inbox),
                Order::Say(done) => drop(done),
            }
        }
    });
    sender
}

impl Clerk {
    pub(super) fn new(office: Office, inbox: Inbox) -> Self {
        let queue = Runner::new(&office, &inbox);
        let checks = Runner::new(&office, &inbox);
        let folders = Runner::new(&office, &inbox);
        let notebook = Runner::new(&office, &inbox);
        let (readings, looks) = (HashMap::new(), Looks::default());
        let watcher = None;
        Self { office, inbox, readings, looks, watcher, queue, checks, folders, notebook }
    }

    fn read(&mut self, job: u64, step: StepIx, path: &Path, sensing: Sensing) {
        let lists = match &self.office.papers().session {
            Some(folder) => folder.evidence(),
            None => return,
        };
        let inbox = self.inbox.clone();
        let (ended, has_ended) = mpsc::channel::<()>();
        let reading = Reading::start(path, &lists, sensing, move |read| {
            let evidence = read.map_err(|error| error.to_string());
            // The ticker stops before the result is told: nothing follows it.
            drop(ended);
            inbox.tell(Reply::Read { job, step, evidence });
        });
        let progress = reading.watcher();
        let inbox = self.inbox.clone();
        let since = Instant::now();
        let interval = self.office.progress;
        thread::spawn(move || {
            while has_ended.recv_timeout(interval) == Err(mpsc::RecvTimeoutError::Timeout) {
                let (read_bytes, total_bytes) = progress();
                let elapsed_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
                inbox.tell(Reply::Progress { job, read_bytes, total_bytes, elapsed_ms });
            }
        });
        self.readings.insert(job, reading);
    }
}

impl Desk for Clerk {
    fn send(&mut self, errand: Errand) {
        match errand {
            Errand::Read { job, step, path, sensing } => self.read(job, step, &path, *sensing),
            Errand::CancelRead { job } => {
                if let Some(reading) = self.readings.remove(&job) {
                    reading.cancel();
                }
            }
            Errand::Inspect { job, pieces } => {
                self.looks.begin(&self.office, &self.inbox, job, pieces);
            }
            Errand::CancelInspect { job } => self.looks.cancel(job),
            Errand::Watch { round, watched } => {
                // The one before ends first.
                self.watcher = None;
                let folder = self.office.papers().session.clone();
                if let Some(folder) = folder.filter(|_| !watched.is_empty()) {
                    let every = self.office.look_again;
                    let inbox = self.inbox.clone();
                    let watcher = Watcher::start(folder.evidence(), every, round, watched, inbox);
                    self.watcher = Some(watcher);
                }
            }
            errand @ (Errand::Scratch { .. } | Errand::KeepTheme { .. }) => {
                self.notebook.send(Order::Run(errand));
            }
            errand @ (Errand::Preview { .. } | Errand::List { .. }) => {
                self.folders.send(Order::Run(errand));
            }
            errand @ (Errand::Recheck | Errand::Verify { .. }) => {
                self.checks.send(Order::Run(errand));
            }
            errand @ Errand::Judge { .. } => {
                let (office, inbox) = (self.office.clone(), self.inbox.clone());
                thread::spawn(move || run(&office, errand, &inbox));
            }
            errand => {
                self.queue.send(Order::Run(errand));
            }
        }
    }

    fn rest(&mut self) {
        let (done, is_done) = mpsc::channel();
        self.notebook.send(Order::Say(done));
        // The other end is dropped when everything is written.
        let _is_dropped = is_done.recv();
    }
}

/// Runs one errand. A bug in it is told like any other failure, and the screen goes on.
fn run(office: &Office, errand: Errand, inbox: &Inbox) {
    let done = catch_unwind(AssertUnwindSafe(|| reply(office, errand)));
    match done {
        Ok(Some(reply)) => inbox.tell(reply),
        Ok(None) => {}
        Err(_) => inbox.tell(Reply::Trouble(
            "this should not have happened; a report was written, and the session is saved"
                .to_owned(),
        )),
    }
}

fn reply(office: &Office, errand: Errand) -> Option<Reply> {
    let told = |failure: Failure| sentence(&failure);
    Some(match errand {
        Errand::Sessions => Reply::Sessions(rows::rows(&office.home).map_err(told)),
        Errand::OpenHierarchy { from } => Reply::Hierarchy(papers::open(office, &from)),
        Errand::Judge { number, draft } => Reply::Judged { number, problems: draft.problems() },
        Errand::SaveHierarchy { draft, path, over } => {
            Reply::HierarchySaved(papers::save(&draft, &path, over))
        }
        Errand::MakePlan { draft, file_name, target } => {
            Reply::Planned(papers::plan(office, &draft, &file_name, target).map_err(told))
        }
        Errand::Key => Reply::Key(begin::key(office).map_err(told)),
        Errand::Begin { name, person, passphrase } => {
            Reply::Opened(begin::begin(office, &name, &person, &passphrase).map_err(told))
        }
        Errand::Resume { id, passphrase } => {
            Reply::Opened(begin::resume(office, &id, &passphrase).map_err(told))
        }
        Errand::CheckPassphrase { passphrase } => {
            let opens = keyring::opens(&office.home, &office.walk, &passphrase.0);
            Reply::Passphrase(opens.map_err(told))
        }
        Errand::List { folder, hidden } => Reply::Listing(list(folder.as_deref(), hidden)),
        Errand::Preview { path } => Reply::Preview(preview(&path)),
        Errand::Recheck => Reply::Rechecked(papers::recheck(office).map_err(told)),
        Errand::Paper { session } => {
            Reply::Paper(papers::paper(office, session.as_ref()).map_err(told))
        }
        Errand::SavePaper { session, path } => {
            Reply::PaperSaved(papers::save_paper(office, session.as_ref(), &path))
        }
        Errand::Verify { path } => Reply::Verified(papers::verified(office, &path)),
        Errand::Themes => Reply::Themes(look::themes(&office.home).0),
        Errand::KeepTheme { name } => {
            let (mut settings, _) = Settings::load(&office.home);
            settings.theme = Some(name);
            let error = settings.save(&office.home).err()?;
            Reply::Trouble(format!("the theme is not remembered: {error}"))
        }
        Errand::Scratch { text } => {
            let folder = office.papers().session.clone()?;
            let error = keep_scratch(&folder.path, &text).err()?;
            Reply::Trouble(format!("what is half typed is not kept: {error}"))
        }
        Errand::Read { .. }
        | Errand::CancelRead { .. }
        | Errand::Inspect { .. }
        | Errand::CancelInspect { .. }
        | Errand::Watch { .. } => return None,
    })
}

/// Lists a folder, or the folder of a file that was named.
fn list(
    folder: Option<&Path>,
    hidden: crate::front::tui::Hidden,
) -> Result<crate::front::tui::Listing, String> {
    use crate::front::tui::{Entry, EntryKind, Hidden, Listing};
    let folder = folder.unwrap_or(Path::new("."));
    let is_file = folder.is_file();
    let folder = if is_file {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new("."))
    } else {
        folder
    };
    let hidden = match hidden {
        Hidden::Shown => browse::Hidden::Shown,
        Hidden::Left => browse::Hidden::Left,
    };
    let listing = browse::list(folder, hidden).map_err(|error| error.to_string())?;
    let entry = |entry: browse::Entry| Entry {
        kind: match entry.kind {
            browse::Kind::Folder => EntryKind::Folder,
            browse::Kind::File => EntryKind::File,
            browse::Kind::Link => EntryKind::Link,
            browse::Kind::Other => EntryKind::Other,
        },
        name: entry.name,
        path: entry.path,
        size_bytes: entry.size_bytes,
        modified: entry.modified,
    };
    Ok(Listing {
        parent: listing.parent(),
        folder: listing.path,
        entries: listing.entries.into_iter().map(entry).collect(),
        left_out: listing.left_out,
    })
}

fn preview(path: &Path) -> Result<crate::front::tui::Preview, String> {
    let shown = browse::preview(path).map_err(|error| error.to_string())?;
    let kind = match shown.kind {
        browse::PreviewKind::Text(encoding) => format!("text, {encoding}"),
        browse::PreviewKind::Binary => "binary".to_owned(),
        browse::PreviewKind::Empty => "empty".to_owned(),
    };
    Ok(crate::front::tui::Preview {
        path: path.to_owned(),
        size_bytes: shown.size_bytes,
        modified: shown.modified,
        kind,
        lines: shown.lines,
    })
}
