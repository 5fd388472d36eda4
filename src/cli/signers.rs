//! `signers`: who may sign. Adds somebody, lists them, looks for what is wrong.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::failure::Failure;
use crate::keys::{NamedKey, PublicKey};
use crate::print::harmless_json;
use crate::record::{
    Entry, Remark, SEAL_NAMESPACE, STEP_NAMESPACE, Severity, Signers, Window, lint, moment,
    principal,
};
use crate::text::{count, quoted, shown};
use crate::world::home::Home;
use crate::world::{here, input};

use super::args::Format;
use super::keys_args::{SignersAdd, SignersDo, SignersLint, SignersList};
use super::{enrol, keyring, out};

pub(crate) fn signers(typed: &SignersDo) -> Result<(), Failure> {
    match typed {
        SignersDo::Add(typed) => add(typed),
        SignersDo::List(typed) => list(typed),
        SignersDo::Lint(typed) => check(typed),
    }
}

/// Adds a line, unless it brings an error into the list that was not in it.
fn add(typed: &SignersAdd) -> Result<(), Failure> {
    let path = named_or_own(typed.signers.as_ref())?;
    let entry = entry(typed)?;
    let before = text_of(&path)?;
    let line = entry.to_line();
    let now = here::now();
    let errors = |text: &str| {
        let remarks = lint(text, now).into_iter();
        remarks.filter(|it| it.severity() == Severity::Error).collect::<Vec<_>>()
    };
    let old = errors(&before);
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let after = format!("{before}{end}{line}\n");
    let new: Vec<_> = errors(&after).into_iter().filter(|it| !is_among(it, &old)).collect();
    if !new.is_empty() {
        return Err(Failure::SignerRefused {
            principal: typed.principal.clone(),
            errors: new.len(),
            rendered: new.iter().map(told).collect::<Vec<_>>().join("\n"),
        });
    }
    if Signers::read(&before).0.entries().iter().any(|it| it.to_line() == line) {
        out::tell(&format!("{} is in {} already", shown(&typed.principal), path.display()));
        return Ok(());
    }
    enrol::create_folder_of(&path)?;
    enrol::append(&path, &line)?;
    out::tell(&format!(
        "added {} with key {} to {}",
        shown(&typed.principal),
        entry.key.fingerprint(),
        path.display()
    ));
    out::tell("compare the fingerprint with its owner, by voice or on paper");
    Ok(())
}

/// What is in the list already: nothing where it is not there yet, or empty.
fn text_of(path: &Path) -> Result<String, Failure> {
    let is_empty = std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() == 0);
    Ok(if is_empty || !path.exists() { String::new() } else { input::read_text(path)? })
}

/// Whether a remark was true before.
fn is_among(remark: &Remark, old: &[Remark]) -> bool {
    old.iter().any(|it| it.kind == remark.kind && it.line == remark.line)
}

fn entry(typed: &SignersAdd) -> Result<Entry, Failure> {
    let key = public_key(&typed.key)?;
    let mistake = |kind: &crate::record::MistakeKind| Failure::Usage {
        message: kind.to_string(),
        hint: "write the name like `alice@site-a`",
    };
    let name = principal(&typed.principal).map_err(|kind| mistake(&kind))?;
    let mut namespaces = vec![STEP_NAMESPACE.to_owned()];
    if typed.may_seal {
        namespaces.push(SEAL_NAMESPACE.to_owned());
    }
    let window = Window {
        after: typed.valid_after.as_deref().map(read_moment).transpose()?,
        before: typed.valid_before.as_deref().map(read_moment).transpose()?,
    };
    let comment = typed.name.as_deref().map(enrol::printable).filter(|name| !name.is_empty());
    let namespaces = Some(namespaces);
    Ok(Entry { principals: vec![name], namespaces, window, key, comment, line: 0 })
}

/// The public half in a file, or written out.
fn public_key(typed: &str) -> Result<PublicKey, Failure> {
    if let Ok(key) = PublicKey::from_openssh(typed) {
        return Ok(key);
    }
    let path = Path::new(typed);
    if !path.exists() && typed.contains(' ') {
        return Err(Failure::Usage {
            message: "that is no public key, and no file".to_owned(),
            hint: "give the `.pub` file, or the whole line in it in quotes",
        });
    }
    input::must_be_file(path)?;
    Ok(NamedKey::load(path)?.public_key())
}

fn read_moment(text: &str) -> Result<Timestamp, Failure> {
    moment(text).ok_or_else(|| Failure::Usage {
        message: format!("{} is no date", quoted(text)),
        hint: "write it like 2026-07-30, or 2026-07-30T09:00:00Z",
    })
}

fn named_or_own(named: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    match named {
        Some(path) => Ok(path.clone()),
        None => Ok(Home::find()?.signers()),
    }
}

/// A line of the list, as scripts see it.
#[derive(Serialize)]
struct Row {
    line: usize,
    principals: Vec<String>,
    name: String,
    fingerprint: String,
    algorithm: String,
    may_sign: bool,
    may_seal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_before: Option<String>,
    valid_now: bool,
}

#[derive(Serialize)]
struct Listed {
    schema: u32,
    file: String,
    signers: Vec<Row>,
}

fn list(typed: &SignersList) -> Result<(), Failure> {
    let path = named_or_own(typed.signers.as_ref())?;
    let (signers, _) = keyring::read_signers(&path)?;
    let now = here::now();
    let rows: Vec<_> = signers.entries().iter().map(|entry| row(entry, now)).collect();
    out::result(&match typed.format {
        Format::Json => {
            let file = path.display().to_string();
            harmless_json(&Listed { schema: 1, file, signers: rows })
        }
        Format::Text if rows.is_empty() => "Nobody may sign.\n".to_owned(),
        Format::Text => rows.iter().map(lines_of).collect(),
    })
}

fn row(entry: &Entry, now: Timestamp) -> Row {
    Row {
        line: entry.line,
        principals: entry.principals.clone(),
        name: entry.printed_name().to_owned(),
        fingerprint: entry.key.fingerprint(),
        algorithm: entry.key.algorithm(),
        may_sign: entry.covers(STEP_NAMESPACE),
        may_seal: entry.covers(SEAL_NAMESPACE),
        valid_after: entry.window.after.map(|at| at.to_string()),
        valid_before: entry.window.before.map(|at| at.to_string()),
        valid_now: entry.window.contains(now),
    }
}

fn lines_of(row: &Row) -> String {
    let may = match (row.may_sign, row.may_seal) {
        (true, true) => "sign steps, seal",
        (true, false) => "sign steps",
        (false, true) => "seal",
        (false, false) => "nothing here",
    };
    let mut when = String::new();
    if let Some(after) = &row.valid_after {
        when.push_str(&format!(", from {after}"));
    }
    if let Some(before) = &row.valid_before {
        when.push_str(&format!(", until {before}"));
    }
    if !row.valid_now {
        when.push_str(" (not now)");
    }
    format!(
        "{}  {}\n  may {may}{when}\n  {} {}\n",
        shown(&row.principals.join(", ")),
        shown(&row.name),
        row.fingerprint,
        shown(&row.algorithm),
    )
}

/// What was found, as scripts see it.
#[derive(Serialize)]
struct Found {
    severity: &'static str,
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    text: String,
    advice: &'static str,
}

#[derive(Serialize)]
struct Linted {
    schema: u32,
    file: String,
    found: Vec<Found>,
}

fn check(typed: &SignersLint) -> Result<(), Failure> {
    let path = named_or_own(typed.file.as_ref())?;
    let remarks = lint(&input::read_text(&path)?, here::now());
    let wrong = remarks.iter().filter(|it| it.severity() != Severity::Note).count();
    out::result(&match typed.format {
        Format::Json => harmless_json(&Linted {
            schema: 1,
            file: path.display().to_string(),
            found: remarks.iter().map(found).collect(),
        }),
        Format::Text => {
            let lines = remarks.iter().map(|it| format!("{}\n", told(it)));
            let end = match wrong {
                0 => "Nothing is wrong with it.\n".to_owned(),
                _ => format!("{} found.\n", count("thing", wrong)),
            };
            lines.chain([end]).collect()
        }
    })?;
    if wrong == 0 { Ok(()) } else { Err(Failure::LintFound { found: wrong }) }
}

fn found(remark: &Remark) -> Found {
    Found {
        severity: word(remark.severity()),
        id: remark.word(),
        line: remark.line,
        text: remark.kind.to_string(),
        advice: remark.advice(),
    }
}

fn told(remark: &Remark) -> String {
    let (severity, advice) = (word(remark.severity()), remark.advice());
    format!("{severity}: {}\n  {advice}", shown(&remark.to_string()))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
