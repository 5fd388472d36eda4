//! `verify`: says what holds in a record and what does not.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::engine::{Fact, Model, Outcome, verdict as verdict_of};
use crate::failure::Failure;
use crate::print::harmless_json;
use crate::record::{
    Detached, Exhibit, Finding, Ledger, Opening, Report, Rollback, Standing, closing_code,
    is_closing_code, load, verify as verify_record,
};
use crate::text::{count, shown};
use crate::world::home::Home;
use crate::world::sessions::Folder;
use crate::world::stamps::Beside;
use crate::world::{input, pack, sessions};

use super::args::{Format, Verify};
use super::recheck::Recheck;
use super::{keyring, out, pack as packs, stamp};

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    verdict: &'static str,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    closing_code: Option<String>,
    run: Option<&'a str>,
    sealed: Option<Seal>,
    findings: Vec<Row>,
    notes: &'a [String],
    lines: Vec<LineRow<'a>>,
}

#[derive(Serialize)]
struct Seal {
    at: String,
    by: String,
    key: String,
    outcome: &'static str,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    line: Option<u64>,
    text: String,
}

#[derive(Serialize)]
struct LineRow<'a> {
    n: u64,
    t: &'a str,
    ts: &'a str,
    by: Option<&'a str>,
    verdict: &'a str,
}

/// What an examination found.
pub(crate) struct Examined {
    pub(super) report: Report,
    pub(super) changed: Vec<String>,
    pub(super) notes: Vec<String>,
}

pub(crate) fn verify(typed: &Verify) -> Result<(), Failure> {
    let signers_path = match &typed.signers {
        Some(path) => path.clone(),
        None => Home::find()?.signers(),
    };
    if typed.signers.is_none() && !signers_path.exists() {
        return Err(Failure::Usage {
            message: "there is no list of signers here to check against".to_owned(),
            hint: "name one that you trust with --signers FILE",
        });
    }
    let examined = examine(&typed.record, &signers_path)?;
    let is_other = |code: &String| !is_closing_code(code, &examined.report.sha256);
    let is_other_code = typed.code.as_ref().is_some_and(is_other);
    let Examined { report, changed, notes } = &examined;
    out::result(&match typed.format {
        Format::Json => json(report, changed, notes),
        Format::Text => text(report, changed, notes, typed.lines),
    })?;
    examined.judge()?;
    if is_other_code { Err(Failure::OtherCode) } else { Ok(()) }
}

impl Examined {
    /// What is wrong with the record, if anything.
    pub(crate) fn judge(&self) -> Result<(), Failure> {
        match self.report.standing() {
            Standing::Holds if self.changed.is_empty() => Ok(()),
            Standing::Holds => Err(Failure::EvidenceChanged { pieces: self.changed.len() }),
            Standing::Incomplete => Err(Failure::NotSealed),
            Standing::Altered => Err(Failure::Forged { findings: self.report.findings.len() }),
        }
    }

    /// As it is printed for a person.
    pub(crate) fn text(&self) -> String {
        text(&self.report, &self.changed, &self.notes, true)
    }
}

/// Examines a record or a pack by these signers; changes nothing.
pub(crate) fn examine(path: &Path, signers: &Path) -> Result<Examined, Failure> {
    let (signers, _) = keyring::read_signers(signers)?;
    input::must_be_file(path)?;
    if let Some(bytes) = pack::load(path)? {
        return Ok(packs::examine(&bytes, &signers));
    }
    let record = load(path)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let detached = detached(&folder, path)?;
    let mut notes = Vec::new();
    if detached.is_empty() {
        notes.push("no signature over the whole file lies beside the record".to_owned());
    }
    let pinned = Folder { id: String::new(), path: folder };
    let flow = pin(pinned.flow_sha256(), "flow", &mut notes);
    let hierarchy = pin(pinned.hierarchy_sha256(), "hierarchy", &mut notes);
    let exhibit = Exhibit {
        record: &record,
        detached: &detached,
        flow_sha256: flow.as_deref(),
        hierarchy_sha256: hierarchy.as_deref(),
    };
    let mut report = verify_record(&exhibit, &signers);
    if flow.is_some() && hierarchy.is_some() && report.standing() == Standing::Holds {
        let rebuild = |opening: &_, facts: &[_]| pinned.rebuild(opening, facts).ok();
        report.findings.extend(disagreement(&report, rebuild));
    }
    compare_with_ledger(&mut report, &record, &mut notes);
    let stamps = Beside::in_folder(&pinned.path, &report.sha256);
    stamp::judge(&stamps, &mut report, &mut notes);
    // Paths out of a record that does not hold are nobody's word: they are not opened.
    let recheck = match report.standing() {
        Standing::Altered => Recheck::default(),
        Standing::Holds | Standing::Incomplete => Recheck::of(&report.facts, &pinned),
    };
    notes.extend(recheck.notes);
    Ok(Examined { report, changed: recheck.changed, notes })
}

/// Whether this machine remembers the run otherwise. What is not sealed may be an older copy, and
/// is told to be one; what is sealed has nothing behind it.
pub(super) fn compare_with_ledger(report: &mut Report, record: &[u8], notes: &mut Vec<String>) {
    let Some(opening) = &report.opening else { return };
    let Ok(home) = Home::find() else { return };
    let remembered = Ledger::at(&home.ledger());
    let Some(rollback) = remembered.contradicts(&opening.run, record) else { return };
    match (&report.sealed, &rollback) {
        (None, Rollback::Shorter { .. }) => {
            notes.push(format!("this is an older copy: {rollback}"));
        }
        _ => report.findings.push(Finding::RolledBack { rollback }),
    }
}

/// Whether the seal says of the session what follows from its facts. Whoever may seal could, with
/// a program of their own, call a session complete in which steps are open.
pub(super) fn disagreement(
    report: &Report,
    rebuild: impl FnOnce(&Opening, &[Fact]) -> Option<Model>,
) -> Option<Finding> {
    let (opening, seal) = (report.opening.as_ref()?, report.sealed.as_ref()?);
    let (_, before) = report.facts.split_last()?;
    let model = rebuild(opening, before)?;
    let facts = verdict_of(&model).outcome;
    let agrees = facts == seal.outcome || seal.outcome == Outcome::Aborted;
    (!agrees).then(|| Finding::SealDisagrees { seal: seal.outcome.word(), facts: facts.word() })
}

/// The signatures over the whole file that lie beside it.
pub(super) fn detached(folder: &Path, record: &Path) -> Result<Vec<Detached>, Failure> {
    let name = record.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let unreadable = |source| {
        Failure::Input(crate::world::input::InputError::Unreadable {
            path: folder.to_owned(),
            source,
        })
    };
    let here = Path::new(".");
    let listing = fs::read_dir(if folder.as_os_str().is_empty() { here } else { folder });
    let mut found = Vec::new();
    for entry in listing.map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let file = entry.file_name();
        let file = file.to_string_lossy();
        let Some(principal) = sealer_of(name, &file) else { continue };
        // What is no small file is no signature; reading a pipe would wait for ever.
        let is_small = entry.metadata().is_ok_and(|it| it.is_file() && it.len() < SIGNATURE_MAX);
        let armour =
            if is_small { fs::read(entry.path()).map_err(unreadable)? } else { Vec::new() };
        found.push(Detached { principal: principal.to_owned(), armour });
    }
    found.sort_by(|one, other| one.principal.cmp(&other.principal));
    Ok(found)
}

/// Largest signature that is read, in bytes.
const SIGNATURE_MAX: u64 = 64 * 1024;

/// The principal in the name of a signature beside a record of that name.
fn sealer_of<'a>(record: &str, file: &'a str) -> Option<&'a str> {
    file.strip_prefix(record)?.strip_prefix('.')?.strip_suffix(".sig")
}

/// The digest of a pinned copy. One that is there and cannot be read has been damaged; one that is
/// not there is said to be so.
fn pin(
    found: Option<Result<String, sessions::SessionError>>,
    what: &str,
    notes: &mut Vec<String>,
) -> Option<String> {
    match found {
        Some(Ok(sha256)) => Some(sha256),
        Some(Err(error)) => Some(format!("unreadable: {error}")),
        None => {
            notes.push(format!("the pinned {what} does not lie beside the record: not checked"));
            None
        }
    }
}

fn verdict(report: &Report, changed: &[String]) -> &'static str {
    match report.standing() {
        Standing::Holds if changed.is_empty() => "holds",
        Standing::Holds => "evidence-changed",
        Standing::Incomplete => "incomplete",
        Standing::Altered => "altered",
    }
}

fn text(report: &Report, changed: &[String], notes: &[String], with_lines: bool) -> String {
    let mut text = String::new();
    if with_lines {
        for line in &report.lines {
            let who = line.who.as_ref().map_or("", |person| person.id.as_str());
            let (n, t, ts, verdict) = (line.n, shown(&line.t), shown(&line.ts), &line.verdict);
            text.push_str(&format!(
                "line {n:>4}  {t:<9} {ts}  {}  {}\n",
                shown(who),
                shown(verdict)
            ));
        }
    }
    for finding in &report.findings {
        text.push_str(&format!("NOT GOOD: {}\n", shown(&finding.to_string())));
    }
    for changed in changed {
        text.push_str(&format!("NOT GOOD: {}\n", shown(changed)));
    }
    for note in notes {
        text.push_str(&format!("note: {}\n", shown(note)));
    }
    text.push_str(&format!("sha256 of the whole file: {}\n", report.sha256));
    if report.sealed.is_some() {
        text.push_str(&format!("closing code: {}\n", closing_code(&report.sha256)));
    }
    text.push_str(&match (report.standing(), &report.sealed) {
        (Standing::Holds, Some(seal)) => format!(
            "HOLDS: {}, all signed and chained; sealed as {} by {} at {}\n",
            count("event", report.lines.len()),
            seal.outcome.word(),
            shown(&seal.by.id),
            seal.at
        ),
        (Standing::Incomplete, _) => {
            "INCOMPLETE: what is there holds, and the seal is missing\n".to_owned()
        }
        _ => "DOES NOT HOLD\n".to_owned(),
    });
    if !changed.is_empty() {
        text.push_str("EVIDENCE HAS CHANGED since it was attached\n");
    }
    text
}

fn json(report: &Report, changed: &[String], notes: &[String]) -> String {
    let json = Json {
        schema: 1,
        verdict: verdict(report, changed),
        sha256: &report.sha256,
        closing_code: report.sealed.as_ref().map(|_| closing_code(&report.sha256)),
        run: report.opening.as_ref().map(|opening| opening.run.as_str()),
        sealed: report.sealed.as_ref().map(|seal| Seal {
            at: seal.at.to_string(),
            by: seal.by.id.clone(),
            key: seal.by.key.clone(),
            outcome: seal.outcome.word(),
        }),
        findings: report
            .findings
            .iter()
            .map(|it| Row { id: it.id(), line: it.line(), text: it.to_string() })
            .chain(changed.iter().map(|text| Row {
                id: "evidence-changed",
                line: None,
                text: text.clone(),
            }))
            .collect(),
        notes,
        lines: report
            .lines
            .iter()
            .map(|line| LineRow {
                n: line.n,
                t: &line.t,
                ts: &line.ts,
                by: line.who.as_ref().map(|person| person.id.as_str()),
                verdict: &line.verdict,
            })
            .collect(),
    };
    harmless_json(&json)
}
