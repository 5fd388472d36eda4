//! Compares what lies in a pack with what the record in it says.

use std::collections::HashSet;

use crate::engine::EvidenceKind;
use crate::record::{Report, Standing, detached_name, sha256};

use super::name::{self, Part};
use super::{Fate, Flaw, Pack, Piece, SCRIPT, guide, pieces, sums};

/// What came out of comparing a pack with the record in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// What is wrong with the pack.
    pub flaws: Vec<Flaw>,
    /// Evidence that is not what was attached, in sentences.
    pub changed: Vec<String>,
    /// What was compared and what could not be, in sentences.
    pub notes: Vec<String>,
}

/// Compares the entries of a pack with its record. What the record itself is worth is said by the
/// report; where that does not hold, no evidence is compared.
pub fn judge(pack: &Pack<'_>, report: &Report) -> Judged {
    let mut judged = Judged::default();
    if pack.needed(name::SCRIPT_FILE) != SCRIPT.as_bytes() {
        judged.flaws.push(Flaw::NotOurs { name: name::SCRIPT_FILE });
    }
    pins(pack, report, &mut judged.flaws);
    // What stands in SHA256SUMS for an entry that is not what is on record is its old digest or
    // its new one; that it is not what was attached has been told.
    let mut on_record = Vec::new();
    if report.standing() == Standing::Altered {
        judged.notes.push("the evidence in the pack is not compared".to_owned());
    } else {
        on_record = evidence(pack, report, &mut judged);
    }
    check_sums(pack, &on_record, &mut judged.flaws);
    judged
}

/// What follows from the record's first line and its seal.
fn pins(pack: &Pack<'_>, report: &Report, flaws: &mut Vec<Flaw>) {
    let Some(opening) = &report.opening else { return };
    if pack.run != opening.run {
        flaws.push(Flaw::OtherRun { pack: pack.run.to_owned(), record: opening.run.clone() });
    }
    let (pinned, given) = (opening.signers_sha256.clone(), sha256(pack.needed(name::SIGNERS)));
    if pinned != given {
        flaws.push(Flaw::OtherSigners { pinned, given });
    }
    if let Some(seal) = &report.sealed
        && pack.get(&detached_name(&seal.by.id)).is_none()
    {
        flaws.push(Flaw::Missing { name: detached_name(&seal.by.id) });
    }
    let page = pack.needed(name::GUIDE);
    if page != guide::guide(opening, report).as_bytes() {
        let flaw = match guide::other_format(page) {
            Some(format) => Flaw::OtherFormat { format },
            None => Flaw::NotOurs { name: name::GUIDE },
        };
        flaws.push(flaw);
    }
}

/// Compares the evidence. Returns the digests that are on record for entries that differ.
fn evidence(pack: &Pack<'_>, report: &Report, judged: &mut Judged) -> Vec<(String, String)> {
    let pieces = pieces::pieces(&report.facts);
    let page = String::from_utf8_lossy(pack.needed(name::PIECES));
    let fates = match pieces::fates(&page, &pieces) {
        Ok(fates) => fates,
        Err(piece) => {
            let what = piece.map_or_else(|| "the end of the list".to_owned(), Piece::title);
            judged.flaws.push(Flaw::OtherPieces { what });
            return Vec::new();
        }
    };
    let mut asked = HashSet::new();
    let mut on_record = Vec::new();
    for (piece, fate) in pieces.iter().zip(fates) {
        let title = piece.title();
        if fate != Fate::Enclosed {
            judged.notes.push(format!("{title}: not compared: when packed, {}", fate.why()));
            continue;
        }
        let entry = piece.entry().unwrap_or_default();
        let Some(bytes) = pack.get(&entry) else {
            judged.flaws.push(Flaw::Missing { name: entry });
            continue;
        };
        let (was, is) = (&piece.evidence.sha256, sha256(bytes));
        if *was == is {
            judged.notes.push(format!("{title}: unchanged, in the pack as {entry}"));
        } else {
            let what = format!("{title} was CHANGED in the pack ({entry})");
            judged.changed.push(format!("{what}: sha256 was {was}, is {is}"));
            on_record.push((entry.clone(), was.clone()));
        }
        asked.insert(entry);
        if let EvidenceKind::Folder { .. } = piece.evidence.kind {
            on_record.extend(twin(pack, piece, judged));
            asked.extend(piece.twin());
        }
    }
    for entry in pack.entries() {
        let is_asked =
            !matches!(entry.part, Part::List | Part::Evidence) || asked.contains(entry.name);
        if !is_asked {
            judged.flaws.push(Flaw::Unasked { name: entry.name.to_owned() });
        }
    }
    on_record
}

/// Compares the details beside a list with what the name of the list says of them. Returns the
/// beginning of the digest that is on record where they differ.
fn twin(pack: &Pack<'_>, piece: &Piece<'_>, judged: &mut Judged) -> Option<(String, String)> {
    let (entry, digits) = (piece.twin()?, piece.twin_digits()?);
    let Some(bytes) = pack.get(&entry) else {
        judged.flaws.push(Flaw::Missing { name: entry });
        return None;
    };
    let is = sha256(bytes);
    if is.starts_with(digits) {
        return None;
    }
    let title = piece.title();
    let what = format!("{title}: the details in {entry} were CHANGED");
    judged.changed.push(format!("{what}: sha256 began with {digits}, is {is}"));
    Some((entry, digits.to_owned()))
}

/// Whether SHA256SUMS lists every other entry, in order, with a digest that it has or had.
fn check_sums(pack: &Pack<'_>, on_record: &[(String, String)], flaws: &mut Vec<Flaw>) {
    let mut rest = pack.needed(name::SUMS);
    for entry in pack.entries().iter().filter(|entry| entry.part != Part::Sums) {
        let old = on_record.iter().find(|(name, _)| name == entry.name);
        let line = |sha256: &str| sums::sums([(entry.name, sha256)]);
        // Of some, only the beginning of the old digest is on record.
        let listed = rest.get(..64).and_then(|it| std::str::from_utf8(it).ok());
        let old = old.and_then(|(_, begins)| listed.filter(|it| it.starts_with(begins.as_str())));
        let digests = [Some(sha256(entry.bytes)), old.map(str::to_owned)];
        let mut fitting = digests.iter().flatten().map(|sha256| line(sha256));
        let Some(behind) = fitting.find_map(|line| rest.strip_prefix(line.as_bytes())) else {
            flaws.push(Flaw::OtherSum { name: entry.name.to_owned() });
            // The lines are as long as they have to be, or the next one tells.
            rest = rest.get(line("").len() + 64..).unwrap_or_default();
            continue;
        };
        rest = behind;
    }
    if !rest.is_empty() {
        flaws.push(Flaw::ForeignSum);
    }
}
