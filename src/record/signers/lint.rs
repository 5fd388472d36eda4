//! What is wrong with a signers file, beyond what keeps it from being read.

use std::fmt;

use jiff::Timestamp;

use crate::record::{SEAL_NAMESPACE, STEP_NAMESPACE};

use super::alike::{look_alike, mixed_word};
use super::{Entry, Mistake, Signers};

/// Something to know about a signers file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// From 1; `None` where it is about the whole file.
    pub line: Option<usize>,
    pub kind: RemarkKind,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// One person could pass for another, or nothing is proved. Not to be used like that.
    Error,
    /// Probably not meant.
    Warning,
    /// As it may well be.
    Note,
}

/// What there is to know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemarkKind {
    #[error("{}", .0.kind)]
    Mistake(Mistake),
    #[error("the key of `{name}` is also the key of `{other}` (line {line})")]
    SharedKey { name: String, other: String, line: usize },
    #[error("`{name}` can be taken for `{other}` (line {line})")]
    LookAlike { name: String, other: String, line: usize },
    #[error("`{word}` in the name `{name}` is written in several scripts at once")]
    MixedScripts { name: String, word: String },
    #[error("`{name}` is printed like `{other}` (line {line}), who is somebody else here")]
    SameName { name: String, other: String, line: usize },
    #[error("the key of `{name}` was valid until {until}")]
    Expired { name: String, until: Timestamp, is_replaced: bool },
    #[error("the key of `{name}` is not valid before {from}")]
    NotYet { name: String, from: Timestamp, is_replaced: bool },
    #[error("`{name}` has {keys} keys that are valid at once")]
    SeveralKeys { name: String, keys: usize },
    #[error("`{name}` may sign everything, here and for other programs too")]
    EveryNamespace { name: String },
    #[error("`{name}` may neither sign steps nor seal here")]
    NothingHere { name: String },
    #[error("nobody may sign steps at this time")]
    NobodySigns,
    #[error("nobody may seal at this time")]
    NobodySeals,
}

impl Remark {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            RemarkKind::Mistake(_)
            | RemarkKind::SharedKey { .. }
            | RemarkKind::LookAlike { .. }
            | RemarkKind::MixedScripts { .. } => Severity::Error,
            RemarkKind::Expired { is_replaced: true, .. }
            | RemarkKind::NotYet { is_replaced: true, .. }
            | RemarkKind::SeveralKeys { .. }
            | RemarkKind::EveryNamespace { .. } => Severity::Note,
            RemarkKind::SameName { .. }
            | RemarkKind::Expired { .. }
            | RemarkKind::NotYet { .. }
            | RemarkKind::NothingHere { .. }
            | RemarkKind::NobodySigns
            | RemarkKind::NobodySeals => Severity::Warning,
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match &self.kind {
            RemarkKind::Mistake(mistake) => mistake.advice(),
            RemarkKind::SharedKey { .. } => "give each person a key of their own",
            RemarkKind::LookAlike { .. } => "give one of the two another name",
            RemarkKind::MixedScripts { .. } => "write each word in one script",
            RemarkKind::SameName { .. } => {
                "add what tells them apart, or use one name for one person"
            }
            RemarkKind::Expired { is_replaced: true, .. } => {
                "keep the line as long as records signed with it are to be verified"
            }
            RemarkKind::Expired { .. } => {
                "add a line for a new key; this one is still needed to verify older records"
            }
            RemarkKind::NotYet { .. } => "it starts by itself; look at the date",
            RemarkKind::SeveralKeys { .. } => "give the older one a `valid-before`",
            RemarkKind::EveryNamespace { .. } => "add `namespaces=\"…\"` to the line",
            RemarkKind::NothingHere { .. } => "look at `namespaces` in the line",
            RemarkKind::NobodySigns | RemarkKind::NobodySeals => {
                "add somebody with `signers add`; --may-seal lets them close a session"
            }
        }
    }

    /// A word for programs.
    pub fn word(&self) -> &'static str {
        match &self.kind {
            RemarkKind::Mistake(mistake) => mistake.kind.word(),
            RemarkKind::SharedKey { .. } => "shared-key",
            RemarkKind::LookAlike { .. } => "look-alike",
            RemarkKind::MixedScripts { .. } => "mixed-scripts",
            RemarkKind::SameName { .. } => "same-name",
            RemarkKind::Expired { .. } => "expired",
            RemarkKind::NotYet { .. } => "not-yet-valid",
            RemarkKind::SeveralKeys { .. } => "several-keys",
            RemarkKind::EveryNamespace { .. } => "every-namespace",
            RemarkKind::NothingHere { .. } => "nothing-here",
            RemarkKind::NobodySigns => "nobody-signs",
            RemarkKind::NobodySeals => "nobody-seals",
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        self.kind.fmt(f)
    }
}

/// Everything there is to know about a signers file at a time, by line; what is about the whole
/// file comes last.
pub fn lint(text: &str, at: Timestamp) -> Vec<Remark> {
    let (signers, mistakes) = Signers::read(text);
    let mut remarks = mistakes
        .into_iter()
        .map(|it| Remark { line: Some(it.line), kind: RemarkKind::Mistake(it) })
        .collect::<Vec<_>>();
    for (index, entry) in signers.entries.iter().enumerate() {
        let mut add = |kind| remarks.push(Remark { line: Some(entry.line), kind });
        of_names(entry, &signers.entries[..index], &mut add);
        of_rights(entry, &mut add);
        of_window(entry, &signers, at, &mut add);
    }
    remarks.extend(of_several_keys(&signers, at));
    // By line, and within a line in the order above.
    remarks.sort_by_key(|remark| remark.line);
    let may = |namespace: &str| {
        signers.entries.iter().any(|it| it.window.contains(at) && it.covers(namespace))
    };
    if !may(STEP_NAMESPACE) {
        remarks.push(Remark { line: None, kind: RemarkKind::NobodySigns });
    }
    if !may(SEAL_NAMESPACE) {
        remarks.push(Remark { line: None, kind: RemarkKind::NobodySeals });
    }
    remarks
}

/// Whether two lines are about the same person.
fn is_same(one: &Entry, other: &Entry) -> bool {
    one.principals.iter().any(|name| other.is_of(name))
}

/// What a reader calls the person of a line.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.principals.iter().chain(&entry.comment).map(String::as_str)
}

fn of_names(entry: &Entry, earlier: &[Entry], add: &mut dyn FnMut(RemarkKind)) {
    let own = entry.principals.first().cloned().unwrap_or_default();
    if let [name, other, ..] = entry.principals.as_slice() {
        let (name, other) = (name.clone(), other.clone());
        add(RemarkKind::SharedKey { name, other, line: entry.line });
    }
    if let Some(name) = &entry.comment
        && let Some(word) = mixed_word(name)
    {
        add(RemarkKind::MixedScripts { name: name.clone(), word: word.to_owned() });
    }
    for other in earlier.iter().filter(|other| !is_same(entry, other)) {
        let line = other.line;
        if entry.key == other.key {
            let other = other.principals.first().cloned().unwrap_or_default();
            add(RemarkKind::SharedKey { name: own.clone(), other, line });
        }
        let pair = names(entry)
            .flat_map(|name| names(other).map(move |other| (name, other)))
            .find(|(name, other)| look_alike(name, other));
        if let Some((name, other)) = pair {
            let is_equal = name == other;
            let (name, other) = (name.to_owned(), other.to_owned());
            add(if is_equal {
                RemarkKind::SameName { name: own.clone(), other, line }
            } else {
                RemarkKind::LookAlike { name, other, line }
            });
        }
    }
}

fn of_rights(entry: &Entry, add: &mut dyn FnMut(RemarkKind)) {
    let name = entry.principals.first().cloned().unwrap_or_default();
    if entry.namespaces.is_none() {
        add(RemarkKind::EveryNamespace { name });
    } else if !entry.covers(STEP_NAMESPACE) && !entry.covers(SEAL_NAMESPACE) {
        add(RemarkKind::NothingHere { name });
    }
}

fn of_window(entry: &Entry, signers: &Signers, at: Timestamp, add: &mut dyn FnMut(RemarkKind)) {
    let name = entry.principals.first().cloned().unwrap_or_default();
    let is_replaced =
        signers.entries.iter().any(|other| is_same(entry, other) && other.window.contains(at));
    match (entry.window.after, entry.window.before) {
        (_, Some(until)) if until < at => add(RemarkKind::Expired { name, until, is_replaced }),
        (Some(from), _) if at < from => add(RemarkKind::NotYet { name, from, is_replaced }),
        _ => {}
    }
}

/// People with several keys that are valid at once, each told at the last of their lines.
fn of_several_keys(signers: &Signers, at: Timestamp) -> Vec<Remark> {
    let valid = || signers.entries.iter().filter(|entry| entry.window.contains(at));
    let mut remarks = Vec::new();
    for entry in valid() {
        for name in &entry.principals {
            let mut keys: Vec<_> = Vec::new();
            for other in valid().filter(|other| other.is_of(name)) {
                if !keys.contains(&&other.key) {
                    keys.push(&other.key);
                }
            }
            let is_last = valid().rfind(|other| other.is_of(name)) == Some(entry);
            if keys.len() > 1 && is_last {
                let kind = RemarkKind::SeveralKeys { name: name.clone(), keys: keys.len() };
                remarks.push(Remark { line: Some(entry.line), kind });
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 4] = [
        ("K1", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti"),
        ("K2", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDPm/EBLDHlBImIJbs/LO+ztJ0bNa+vOR3jXwKQ3cJcQ"),
        ("K3", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOLDNSKlu/fQUjF4p3DkJ+E/aJl1iMmsZ9pahbYW3Mkq"),
        (
            "WEAK",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
    ];

    /// The words for what is found, each with its line.
    fn found(text: &str) -> Vec<String> {
        let mut text = text.replace("BOTH", "namespaces=\"runbook-*\"");
        text = text.replace("STEP", "namespaces=\"runbook-step.v1@upgrade-wizard\"");
        for (name, key) in KEYS {
            text = text.replace(name, key);
        }
        let remarks = lint(&text, "2026-06-01T00:00:00Z".parse().unwrap());
        assert!(remarks.iter().all(|remark| !remark.advice().is_empty()));
        let line = |remark: &Remark| remark.line.map_or("-".to_owned(), |line| line.to_string());
        remarks.iter().map(|it| format!("{} {:?} {}", line(it), it.severity(), it.word())).collect()
    }

    #[test]
    fn what_is_wrong_is_found_and_what_is_right_is_not() {
        let table: [(&str, &[&str]); 16] = [
            ("ann BOTH K1 Ann Ito\nbob STEP K2 Bob Ruiz\n", &[]),
            ("ann STEP K1\n", &["- Warning nobody-seals"]),
            ("", &["- Warning nobody-signs", "- Warning nobody-seals"]),
            ("* BOTH K1\nbob BOTH K2\n", &["1 Error wildcard"]),
            ("ann BOTH WEAK\nbob BOTH K2\n", &["1 Error weak-key"]),
            ("ann BOTH K1\nbob BOTH K1\n", &["2 Error shared-key"]),
            ("ann,bob BOTH K1\n", &["1 Error shared-key"]),
            ("ann BOTH K1\nAnn BOTH K2\n", &["2 Error look-alike"]),
            ("bob BOTH K1 Ann Ito\nann STEP K2 ann lto\n", &["2 Error look-alike"]),
            ("ann BOTH K1 Ann Ito\nbob STEP K2 Ann Ito\n", &["2 Warning same-name"]),
            ("ann BOTH K1 Ann Ito\nbob STEP K2 a\u{3BF}n\n", &["2 Error mixed-scripts"]),
            ("ann K1\n", &["1 Note every-namespace"]),
            ("ann BOTH K1\nbob namespaces=\"git\" K2\n", &["2 Warning nothing-here"]),
            (
                "ann BOTH,valid-before=\"20260101Z\" K1\nbob BOTH,valid-after=\"20270101Z\" K2\n",
                &[
                    "1 Warning expired",
                    "2 Warning not-yet-valid",
                    "- Warning nobody-signs",
                    "- Warning nobody-seals",
                ],
            ),
            (
                "ann BOTH,valid-before=\"20260101Z\" K1\nann BOTH,valid-after=\"20260101Z\" K2\n\
                 ann BOTH,valid-after=\"20270101Z\" K3\n",
                &["1 Note expired", "3 Note not-yet-valid"],
            ),
            ("ann BOTH K1\nann STEP K2\nann STEP K1\n", &["3 Note several-keys"]),
        ];
        for (text, expected) in table {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
