//! `print`: the checklist as it stands or as it was completed.

use std::path::Path;

use crate::failure::Failure;
use crate::print::{
    Head, PageBreaks, Sealed, Sheet, checklist_json, checklist_markdown, checklist_text,
};
use crate::timestamp::Stamp;
use crate::world::home::Home;
use crate::world::sessions::{Folder, Loaded};
use crate::world::stamps::Beside;
use crate::world::store;

use super::args::{PaperFormat, Print};
use super::{keyring, out, resume};

pub(crate) fn print(typed: &Print) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = resume::find_or_latest(&home, typed.session.as_deref())?;
    let breaks = if typed.form_feeds { PageBreaks::FormFeed } else { PageBreaks::Rule };
    let text = sheet_of(&home, &folder, typed.signers.as_deref(), |sheet| match typed.format {
        PaperFormat::Text => checklist_text(sheet, breaks),
        PaperFormat::Markdown => checklist_markdown(sheet),
        PaperFormat::Json => checklist_json(sheet),
    })?;
    match &typed.output {
        None => out::result(&text),
        Some(path) => Ok(store::write_new(path, text)?),
    }
}

/// The checklist of a session as it is on disk.
pub(crate) fn sheet_of(
    home: &Home,
    folder: &Folder,
    signers: Option<&Path>,
    print: impl FnOnce(&Sheet<'_>) -> String,
) -> Result<String, Failure> {
    let loaded = folder.read()?;
    let unchecked = unchecked(home, signers, folder);
    let head = Head { unchecked, stamps: stamps(folder, &loaded), ..head(folder, &loaded) };
    Ok(print(&Sheet { model: &loaded.model, head: &head }))
}

/// What the record says beside the facts; nothing of what lies beside it.
pub(super) fn head(folder: &Folder, loaded: &Loaded) -> Head {
    let opening = &loaded.opening;
    Head {
        session: opening.name.clone(),
        session_id: folder.id.clone(),
        run: opening.run.clone(),
        tool: format!("{} {}", opening.tool.name, opening.tool.version),
        record_sha256: loaded.report.sha256.clone(),
        record_lines: loaded.lines,
        sealed: loaded.report.sealed.as_ref().map(|seal| Sealed {
            by_id: seal.by.id.clone(),
            by_name: seal.by.name.clone(),
            key: seal.by.key.clone(),
            at: seal.at,
        }),
        ticket: opening.ticket.clone(),
        host: opening.here.host.clone(),
        opened_at: opening.at,
        opened_by: opening.by.clone(),
        unchecked: None,
        stamps: Vec::new(),
    }
}

/// The time-stamps beside a sealed record; of one that goes on there can be none.
fn stamps(folder: &Folder, loaded: &Loaded) -> Vec<Stamp> {
    match loaded.report.sealed {
        Some(_) => Beside::in_folder(&folder.path, &loaded.report.sha256).stamps,
        None => Vec::new(),
    }
}

/// Why the signatures cannot be relied on: the copy of the signers file in the session's folder
/// came with the record, and proves nothing about it.
fn unchecked(home: &Home, signers: Option<&Path>, folder: &Folder) -> Option<String> {
    let path = signers.map_or_else(|| home.signers(), Path::to_owned);
    let checked = keyring::read_signers(&path)
        .map_err(|error| error.to_string())
        .and_then(|(signers, _)| folder.read_as(&signers).map_err(|error| error.to_string()));
    checked.err()
}
