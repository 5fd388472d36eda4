//! `print`: the checklist as it stands or as it was completed, or the empty form to fill in by
//! hand.

use std::path::Path;

use crate::failure::Failure;
use crate::print::{
    Blank, Head, PageBreaks, PaperSize, PdfError, Sealed, Sheet, blank_html, blank_markdown,
    blank_pdf, blank_text, checklist_html, checklist_json, checklist_markdown, checklist_pdf,
    checklist_text,
};
use crate::timestamp::Stamp;
use crate::world::home::Home;
use crate::world::sessions::{Folder, Loaded};
use crate::world::stamps::Beside;
use crate::world::store;

use super::args::{PaperFormat, PaperWidth, Print, What};
use super::{keyring, out, resume, source};

/// A printed paper: of text, or of bytes that no terminal shows.
#[derive(Debug)]
enum Printed {
    Text(String),
    Pdf(Vec<u8>),
}

/// How it is to be printed.
#[derive(Debug, Clone, Copy)]
struct How {
    format: PaperFormat,
    breaks: PageBreaks,
    size: PaperSize,
}

pub(crate) fn print(typed: &Print) -> Result<(), Failure> {
    let how = How {
        format: typed.format,
        breaks: if typed.form_feeds { PageBreaks::FormFeed } else { PageBreaks::Rule },
        size: match typed.paper {
            PaperWidth::A4 => PaperSize::A4,
            PaperWidth::Letter => PaperSize::Letter,
        },
    };
    if typed.format == PaperFormat::Pdf && typed.output.is_none() && out::is_terminal() {
        return Err(Failure::Usage {
            message: "a PDF is not for a terminal".to_owned(),
            hint: "name a file with --output FILE, or send it on with > or |",
        });
    }
    let printed = if typed.blank { blank(typed, how)? } else { checklist(typed, how)? };
    match (&typed.output, printed) {
        (None, Printed::Text(text)) => out::result(&text),
        (None, Printed::Pdf(bytes)) => out::bytes(&bytes),
        (Some(path), Printed::Text(text)) => Ok(store::write_new(path, text)?),
        (Some(path), Printed::Pdf(bytes)) => Ok(store::write_new(path, bytes)?),
    }
}

/// Which session a print is of.
fn folder(home: &Home, typed: &Print) -> Result<Folder, Failure> {
    resume::find_or_latest(home, typed.session.as_deref())
}

fn checklist(typed: &Print, how: How) -> Result<Printed, Failure> {
    let home = Home::find()?;
    let folder = folder(&home, typed)?;
    sheet_of(&home, &folder, typed.signers.as_deref(), |sheet| drawn(sheet, how))?
}

fn drawn(sheet: &Sheet<'_>, how: How) -> Result<Printed, Failure> {
    Ok(Printed::Text(match how.format {
        PaperFormat::Text => checklist_text(sheet, how.breaks),
        PaperFormat::Markdown => checklist_markdown(sheet),
        PaperFormat::Html => checklist_html(sheet),
        PaperFormat::Pdf => return pdf(checklist_pdf(sheet, how.size)),
        PaperFormat::Json => checklist_json(sheet),
    }))
}

/// The empty form: of a session's plan, or of a hierarchy without a session.
fn blank(typed: &Print, how: How) -> Result<Printed, Failure> {
    if typed.hierarchy.is_some() || typed.example {
        let what = What {
            flow: typed.flow.clone().unwrap_or_else(|| "sms".to_owned()),
            hierarchy: typed.hierarchy.clone(),
            example: typed.example,
            target: typed.target.clone(),
            second: Vec::new(),
        };
        let drawn = source::draw(&what)?;
        source::must_be_allowed(&drawn.plan)?;
        source::must_have_something_to_do(&drawn.plan)?;
        return form(&Blank { plan: &drawn.plan, session: None }, how);
    }
    if typed.target.is_some() || typed.flow.is_some() {
        return Err(Failure::Usage {
            message: "--target and --flow belong to a hierarchy, and none is named".to_owned(),
            hint: "give one with --hierarchy FILE, or try --example",
        });
    }
    let loaded = folder(&Home::find()?, typed)?.read()?;
    let session = Some(loaded.opening.name.as_str());
    form(&Blank { plan: loaded.model.plan(), session }, how)
}

fn form(blank: &Blank<'_>, how: How) -> Result<Printed, Failure> {
    Ok(Printed::Text(match how.format {
        PaperFormat::Text => blank_text(blank, how.breaks),
        PaperFormat::Markdown => blank_markdown(blank),
        PaperFormat::Html => blank_html(blank),
        PaperFormat::Pdf => return pdf(blank_pdf(blank, how.size)),
        PaperFormat::Json => {
            return Err(Failure::Usage {
                message: "a form to fill in by hand is for people: there is none as json"
                    .to_owned(),
                hint: "print it as text, markdown, html or pdf; `upgrade-wizard plan --format json` \
                       has the plan",
            });
        }
    }))
}

fn pdf(made: Result<Vec<u8>, PdfError>) -> Result<Printed, Failure> {
    // The record came through a reader that refuses what is odd: whatever went wrong is ours.
    made.map(Printed::Pdf).map_err(|error| Failure::Bug { what: error.to_string() })
}

/// The checklist of a session as it is on disk.
pub(crate) fn sheet_of<T>(
    home: &Home,
    folder: &Folder,
    signers: Option<&Path>,
    print: impl FnOnce(&Sheet<'_>) -> T,
) -> Result<T, Failure> {
    let loaded = folder.read()?;
    let unchecked = unchecked(home, signers, folder);
    let head = Head { unchecked, stamps: stamps(folder, &loaded), ..head(folder, &loaded) };
    Ok(print(&Sheet { model: &loaded.model, head: &head }))
}

/// The checklist in the format that the name of a file asks for: `.html`, `.pdf`, `.md`, `.json`,
/// else text.
pub(crate) fn as_named(
    home: &Home,
    folder: &Folder,
    signers: Option<&Path>,
    path: &Path,
) -> Result<Vec<u8>, Failure> {
    let ending = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    let format = match ending.as_deref() {
        Some("html" | "htm") => PaperFormat::Html,
        Some("pdf") => PaperFormat::Pdf,
        Some("md") => PaperFormat::Markdown,
        Some("json") => PaperFormat::Json,
        _ => PaperFormat::Text,
    };
    let how = How { format, breaks: PageBreaks::Rule, size: PaperSize::A4 };
    Ok(match sheet_of(home, folder, signers, |sheet| drawn(sheet, how))?? {
        Printed::Text(text) => text.into_bytes(),
        Printed::Pdf(bytes) => bytes,
    })
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
