//! What sensors read in a piece of evidence, and what became of the piece since: taken back, or
//! answered for.

use std::fmt;

use serde::Serialize;

use crate::engine::{self, Deed, Evidence, EvidenceKind, Fact, ReadingVerdict, Value};

use super::act::{Files, who};
use super::content::{Folder, Piece, Time, Who};

/// What one sensor made of a piece.
#[derive(Debug, Serialize)]
pub(super) struct Reading {
    /// As `inspect --as` names it.
    pub(super) kind: &'static str,
    /// What such a file is called in a sentence.
    #[serde(skip)]
    pub(super) noun: &'static str,
    pub(super) verdict: &'static str,
    pub(super) values: Vec<Valued>,
    pub(super) findings: Vec<Finding>,
}

/// A value that was found beside what would have been good.
#[derive(Debug, Serialize)]
pub(super) struct Valued {
    pub(super) key: String,
    pub(super) found: Found,
    pub(super) needed: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Found {
    Text(String),
    Number(u64),
    Flag(bool),
    List(Vec<String>),
}

/// Something that speaks against a piece.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) id: &'static str,
    pub(super) article: &'static str,
    pub(super) line: Option<usize>,
    pub(super) text: String,
    /// Somebody has answered for it.
    pub(super) explained: Option<Said>,
}

/// What somebody said of a piece or a finding.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) at: Time,
    pub(super) by: Who,
    pub(super) answers_file: Option<usize>,
}

/// Every piece that was ever attached to a step, with all that happened to it.
pub(super) fn pieces(about: &[&Fact], files: &Files) -> Vec<Piece> {
    let attached = about.iter().enumerate();
    attached.filter_map(|(index, fact)| piece(fact, &about[index + 1..], files)).collect()
}

/// Whether a fact is told with the piece of evidence that it is about.
pub(super) fn is_of_a_piece(deed: &Deed, about: &[&Fact]) -> bool {
    let sha256 = match deed {
        Deed::Attached { .. } => return true,
        Deed::Withdrawn { sha256, .. } | Deed::Explained { sha256, .. } => sha256,
        _ => return false,
    };
    about.iter().any(
        |fact| matches!(&fact.deed, Deed::Attached { evidence, .. } if evidence.sha256 == *sha256),
    )
}

fn piece(fact: &Fact, later: &[&Fact], files: &Files) -> Option<Piece> {
    let Deed::Attached { evidence, .. } = &fact.deed else { return None };
    let Evidence { path, kind, size_bytes, sha256, modified, readings } = evidence;
    let (kind, folder) = match kind {
        EvidenceKind::File => ("file", None),
        EvidenceKind::Folder { manifest, files, unreadable } => (
            "folder",
            Some(Folder { manifest: manifest.clone(), files: *files, unreadable: *unreadable }),
        ),
    };
    // The same file may be attached anew: what was said before is of the piece of before.
    let anew = later.iter().position(
        |it| matches!(&it.deed, Deed::Attached { evidence: other, .. } if other.path == *path),
    );
    let of_it = &later[..anew.unwrap_or(later.len())];
    Some(Piece {
        path: path.clone(),
        kind,
        bytes: *size_bytes,
        sha256: sha256.clone(),
        modified: modified.map(Time),
        folder,
        readings: readings.iter().map(|it| reading(it, sha256, later, files)).collect(),
        withdrawn: of_it.iter().find_map(|fact| match &fact.deed {
            Deed::Withdrawn { path: of, sha256: digest, reason, .. }
                if of == path && digest == sha256 =>
            {
                Some(said(fact, reason, files))
            }
            _ => None,
        }),
        at: Time(fact.at),
        by: who(&fact.by),
        answers_file: files.number(&fact.via),
    })
}

fn reading(read: &engine::Reading, sha256: &str, later: &[&Fact], files: &Files) -> Reading {
    let values = read.values.iter().map(|(key, value)| Valued {
        key: key.clone(),
        found: found(value),
        needed: read.need(key).map(str::to_owned),
    });
    let findings = read.findings.iter().map(|finding| Finding {
        id: finding.id.word(),
        article: finding.article,
        line: finding.line,
        text: finding.text.clone(),
        explained: later.iter().find_map(|fact| match &fact.deed {
            Deed::Explained { sha256: of, finding: id, line, text, .. }
                if of == sha256 && id == finding.id.word() && *line == finding.line =>
            {
                Some(said(fact, text, files))
            }
            _ => None,
        }),
    });
    Reading {
        kind: read.kind.word(),
        noun: read.kind.noun(),
        verdict: read.verdict.word(),
        values: values.collect(),
        findings: findings.collect(),
    }
}

fn found(value: &Value) -> Found {
    match value {
        Value::Text(text) => Found::Text(text.clone()),
        Value::Number(number) => Found::Number(*number),
        Value::Flag(flag) => Found::Flag(*flag),
        Value::List(list) => Found::List(list.clone()),
    }
}

fn said(fact: &Fact, text: &str, files: &Files) -> Said {
    Said {
        text: text.to_owned(),
        at: Time(fact.at),
        by: who(&fact.by),
        answers_file: files.number(&fact.via),
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::List(list) if list.is_empty() => f.write_str("none"),
            Self::List(list) => f.write_str(&list.join(", ")),
        }
    }
}

impl Reading {
    /// "an export of the registry: PROVES".
    pub(super) fn head(&self) -> String {
        let verdict = match self.verdict {
            word if word == ReadingVerdict::Proves.word() => "PROVES",
            word if word == ReadingVerdict::Refutes.word() => "REFUTES",
            word if word == ReadingVerdict::Undecided.word() => "says neither yes nor no",
            _ => "is not such a file",
        };
        format!("{}: {verdict}", self.noun)
    }
}

impl Valued {
    /// "subkeys Setup, needed Setup, Identification".
    pub(super) fn words(&self) -> String {
        let needed = self.needed.as_ref().map(|it| format!(", needed {it}")).unwrap_or_default();
        format!("{} {}{needed}", self.key, self.found)
    }
}

impl Finding {
    /// "full-version-wrong, line 12, Q251070: ...".
    pub(super) fn words(&self) -> String {
        let line = self.line.map(|line| format!(", line {line}")).unwrap_or_default();
        format!("{}{line}, {}: {}", self.id, self.article, self.text)
    }
}
