//! Hierarchies, plans, prints and verifications for the screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::failure::Failure;
use crate::flow::Flow;
use crate::front::tui::{
    HierarchyFrom, NotSaved, Opened, Over, Recheck as Rechecked, Verified, VerifiedAs,
};
use crate::hierarchy::draft::Draft;
use crate::level::Level;
use crate::plan::Plan;
use crate::print::{PageBreaks, checklist_text};
use crate::record::RECORD_FILE;
use crate::text::{Source, render};
use crate::world::sessions::Folder;
use crate::world::{flows, input, store};

use super::super::recheck::Recheck;
use super::super::source::{self, EXAMPLE_TARGET};
use super::super::{print, resume, verify};
use super::Office;
use super::desk::OpenedFile;

/// A failure as one text for a screen: what is wrong, and what to do.
pub(super) fn sentence(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut cause = std::error::Error::source(failure);
    while let Some(error) = cause {
        text.push_str(&format!("\n{error}"));
        cause = error.source();
    }
    if let Some(hint) = failure.hint() {
        text.push_str(&format!("\n{hint}"));
    }
    text
}

/// Reads a hierarchy, however wrong it is.
pub(super) fn open(office: &Office, from: &HierarchyFrom) -> Result<Opened, String> {
    let (source, path, target) = match from {
        HierarchyFrom::Example => {
            let source = Flow::builtin_example(&office.flow)
                .ok_or_else(|| format!("flow `{}` comes without an example", office.flow))?;
            (source, None, Level::parse(EXAMPLE_TARGET).ok())
        }
        HierarchyFrom::File(path) => {
            let path = PathBuf::from(path);
            let source =
                input::read_source(&path).map_err(|error| sentence(&Failure::Input(error)))?;
            (source, Some(path), None)
        }
    };
    let draft = Draft::read(source.name(), source.text())
        .map_err(|mistakes| render(std::slice::from_ref(&source), &mistakes))?;
    office.papers().opened = Some(OpenedFile { draft: draft.clone(), source });
    Ok(Opened { draft, path, target })
}

/// Writes a hierarchy file that `check` accepts.
pub(super) fn save(draft: &Draft, path: &str, over: Over) -> Result<PathBuf, NotSaved> {
    let path = PathBuf::from(path);
    let text = draft.to_toml();
    if path.exists() && over == Over::Nothing {
        return Err(NotSaved::Exists(path));
    }
    let saved = match over {
        Over::Nothing => store::write_new(&path, text),
        Over::TheSame => store::replace(&path, text),
    };
    match saved {
        Ok(()) => Ok(path),
        Err(error) => Err(NotSaved::Failed(told(&error))),
    }
}

fn told(error: &store::StoreError) -> String {
    format!("{error}\n{}", error.hint())
}

/// Makes the plan, and keeps it with the text that will be pinned beside the record.
pub(super) fn plan(
    office: &Office,
    draft: &Draft,
    file_name: &str,
    target: Option<Level>,
) -> Result<Arc<Plan>, Failure> {
    let opened = office.papers().opened.as_ref().and_then(|opened| {
        // What nobody has changed is pinned as it was written, comments and all.
        (opened.draft == *draft).then(|| opened.source.clone())
    });
    let source = opened.unwrap_or_else(|| Source::new(file_name, draft.to_toml()));
    let flow = flows::load(&office.flow)?;
    let drawn = source::plan(Arc::new(flow), source, target, &office.second)?;
    let plan = Arc::clone(&drawn.plan);
    office.papers().drawn = Some(drawn);
    Ok(plan)
}

/// The folder of a session by its id, or of the open one.
fn folder(office: &Office, session: Option<&String>) -> Result<Folder, Failure> {
    match session {
        Some(id) => resume::find(&office.home, id),
        None => office.papers().session.clone().ok_or(Failure::NothingToResume),
    }
}

/// The checklist as it prints.
pub(super) fn paper(office: &Office, session: Option<&String>) -> Result<String, Failure> {
    let folder = folder(office, session)?;
    let signers = office.walk.signers.as_deref();
    print::sheet_of(&office.home, &folder, signers, |sheet| checklist_text(sheet, PageBreaks::Rule))
}

pub(super) fn save_paper(
    office: &Office,
    session: Option<&String>,
    path: &str,
) -> Result<PathBuf, String> {
    let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let signers = office.walk.signers.as_deref();
    let printed = folder(office, session)
        .and_then(|folder| print::as_named(&office.home, &folder, signers, &path))
        .map_err(|failure| sentence(&failure))?;
    match store::write_new(&path, printed) {
        Ok(()) => Ok(path),
        Err(error) => Err(told(&error)),
    }
}

/// Verifies a record by the signers that are trusted here.
pub(super) fn verified(office: &Office, path: &str) -> Verified {
    let signers = office.walk.signers.clone().unwrap_or_else(|| office.home.signers());
    // A session's folder stands for the record in it.
    let record = Path::new(path);
    let record = if record.is_dir() { record.join(RECORD_FILE) } else { record.to_owned() };
    let (verdict, text) = match verify::examine(&record, &signers) {
        Err(failure) => (VerifiedAs::CannotBeRead, sentence(&failure)),
        Ok(examined) => {
            let verdict = match examined.judge() {
                Ok(()) => VerifiedAs::Holds,
                Err(Failure::EvidenceChanged { .. }) => VerifiedAs::EvidenceChanged,
                Err(Failure::NotSealed) => VerifiedAs::NotSealed,
                Err(_) => VerifiedAs::DoesNotHold,
            };
            (verdict, examined.text())
        }
    };
    Verified { path: path.to_owned(), verdict, text }
}

/// Whether the evidence of the open session is still what it was.
pub(super) fn recheck(office: &Office) -> Result<Rechecked, Failure> {
    let folder = folder(office, None)?;
    let loaded = folder.read()?;
    let recheck = Recheck::of(loaded.model.facts(), &folder);
    let (same, out_of_reach): (Vec<_>, Vec<_>) =
        recheck.notes.into_iter().partition(|note| note.ends_with(": unchanged"));
    Ok(Rechecked { same: same.len(), changed: recheck.changed, out_of_reach })
}
