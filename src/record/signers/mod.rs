//! Who may sign what, and when: OpenSSH's `allowed_signers`.
//!
//! `ssh-keygen` reads the same file. This reader is stricter where leniency would let one person
//! pass for another: principals are plain names (no wildcards, no quotes), certificate authorities
//! and weak keys are refused, and so is every option that is not known here. Dates without `Z` are
//! local time to OpenSSH; here they are UTC, so that the verdict does not depend on where one sits.

mod alike;
mod glob;
mod lint;
mod parse;
mod window;

use jiff::Timestamp;

use crate::keys::PublicKey;

pub use lint::{Remark, RemarkKind, Severity, lint};
pub use parse::{Mistake, MistakeKind, principal};
pub use window::{Window, moment};

/// The entries of a signers file, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signers {
    entries: Vec<Entry>,
}

/// One line of a signers file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Never empty; each of plain characters.
    pub principals: Vec<String>,
    /// Patterns; `None` allows every namespace.
    pub namespaces: Option<Vec<String>>,
    pub window: Window,
    pub key: PublicKey,
    /// The printed name, where the line has one.
    pub comment: Option<String>,
    /// Line in the file, from 1.
    pub line: usize,
}

/// Why a key may not sign something in someone's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    #[error("key `{key}` is not listed in the signers file")]
    UnknownKey { key: String },
    #[error("key `{key}` is listed for {}, not for `{claimed}`", quoted(listed))]
    OtherName { key: String, claimed: String, listed: Vec<String> },
    #[error("`{principal}` may not sign for `{namespace}`")]
    Namespace { principal: String, namespace: String },
    #[error("`{principal}` was not allowed to sign at {at}")]
    Time { principal: String, at: Timestamp },
}

impl Signers {
    /// Reads a signers file. All mistakes at once; a file with any is not used.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (signers, mistakes) = Self::read(text);
        if mistakes.is_empty() { Ok(signers) } else { Err(mistakes) }
    }

    /// The lines that can be read, and what is wrong with the others. Only for looking at.
    pub fn read(text: &str) -> (Self, Vec<Mistake>) {
        let (mut entries, mut mistakes) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            match parse::entry(index + 1, line) {
                Ok(entry) => entries.extend(entry),
                Err(kind) => mistakes.push(Mistake { line: index + 1, kind }),
            }
        }
        (Self { entries }, mistakes)
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether this key may sign for that namespace in that name at that time.
    pub fn permits(
        &self,
        principal: &str,
        key: &PublicKey,
        namespace: &str,
        at: Timestamp,
    ) -> Result<(), Denial> {
        let with_key = || self.entries.iter().filter(|entry| entry.key == *key);
        let mut listed = with_key().filter(|entry| entry.is_of(principal)).peekable();
        if listed.peek().is_none() {
            let names = with_key().flat_map(|entry| entry.principals.iter().cloned());
            let (key, mut listed) = (key.fingerprint(), names.collect::<Vec<_>>());
            listed.dedup();
            return Err(if listed.is_empty() {
                Denial::UnknownKey { key }
            } else {
                Denial::OtherName { key, claimed: principal.to_owned(), listed }
            });
        }
        let mut denial =
            Denial::Namespace { principal: principal.to_owned(), namespace: namespace.to_owned() };
        for entry in listed.filter(|entry| entry.covers(namespace)) {
            if entry.window.contains(at) {
                return Ok(());
            }
            denial = Denial::Time { principal: principal.to_owned(), at };
        }
        Err(denial)
    }

    /// The first line that lists a key.
    pub fn find_by_key(&self, key: &PublicKey) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == *key)
    }
}

impl Entry {
    /// The name by which a person is printed: the line's comment, else the principal.
    pub fn printed_name(&self) -> &str {
        self.comment.as_deref().or(self.principals.first().map(String::as_str)).unwrap_or_default()
    }

    /// The line for a signers file, without LF.
    pub fn to_line(&self) -> String {
        let mut options = Vec::new();
        if let Some(patterns) = &self.namespaces {
            options.push(format!("namespaces=\"{}\"", patterns.join(",")));
        }
        options.extend(self.window.options());
        let mut words = vec![self.principals.join(",")];
        if !options.is_empty() {
            words.push(options.join(","));
        }
        words.push(self.key.to_openssh());
        words.extend(self.comment.clone());
        words.join(" ")
    }

    /// Whether it may sign for a namespace, at the times when it may sign at all.
    pub fn covers(&self, namespace: &str) -> bool {
        self.namespaces.as_ref().is_none_or(|patterns| glob::list_matches(patterns, namespace))
    }

    fn is_of(&self, principal: &str) -> bool {
        self.principals.iter().any(|name| name == principal)
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
    const OTHER: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDPm/EBLDHlBImIJbs/LO+ztJ0bNa+vOR3jXwKQ3cJcQ";
    /// The identity point: under it, one signature holds for every text.
    const WEAK: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn parse(line: &str) -> Result<Entry, String> {
        let text = line.replace("KEY", KEY).replace("OTHER", OTHER).replace("WEAK", WEAK);
        match Signers::parse(&format!("# signers\n\n{text}\n")) {
            Ok(signers) => Ok(signers.entries[0].clone()),
            Err(mistakes) => Err(mistakes[0].to_string()),
        }
    }

    #[test]
    fn lines_are_read_and_written_back() {
        let table = [
            ("alice KEY", "alice"),
            ("alice@site-a,a.b_c KEY Alice Ito", "Alice Ito"),
            ("alice namespaces=\"runbook-*,!x\" KEY", "alice"),
            ("alice valid-after=\"20260101000000Z\",valid-before=\"20261231235959Z\" KEY A", "A"),
            (
                "alice namespaces=\"a b\",valid-before=\"20261231235959Z\" KEY \"Al\" 'I'",
                "\"Al\" 'I'",
            ),
        ];
        for (line, name) in table {
            let entry = parse(line).unwrap();
            assert_eq!(entry.printed_name(), name, "{line}");
            assert_eq!(entry.line, 3);
            assert_eq!(entry.to_line(), line.replace("KEY", KEY));
        }
        let spread = parse("  alice \t NameSpaces=\"x\"\tKEY  Alice  Ito \r").unwrap();
        assert_eq!(spread.to_line(), format!("alice namespaces=\"x\" {KEY} Alice  Ito"));
    }

    #[test]
    fn mistakes_name_the_line_and_give_advice() {
        let table = [
            ("* KEY", "principal `*` has wildcards"),
            ("alice,b?b KEY", "principal `b?b` has wildcards"),
            ("!alice KEY", "has wildcards"),
            ("\"alice\" KEY", "has characters other than"),
            ("\u{430}lice KEY", "has characters other than"),
            ("CORP\\alice KEY", "has characters other than"),
            ("../alice KEY", "has characters other than"),
            ("-x KEY", "has characters other than"),
            ("alice,,bob KEY", "principal `` has characters"),
            ("alice cert-authority KEY", "certificate authorities"),
            ("alice no-touch-required KEY", "option `no-touch-required` is not known"),
            ("alice namespaces=\"x\",verify-required KEY", "option `verify-required`"),
            ("alice namespaces=x KEY", "option `namespaces` has no value in quotes"),
            ("alice namespaces=\"\" KEY", "no value"),
            ("alice namespaces KEY", "no value"),
            ("alice namespaces=\"x\",namespaces=\"y\" KEY", "given twice"),
            ("alice valid-after=\"tomorrow\" KEY", "`tomorrow` is not a time"),
            ("alice valid-after=\"20270101\",valid-before=\"20260101\" KEY", "never be valid"),
            ("alice WEAK", "is weak"),
            ("alice", "cannot be read"),
            ("alice ssh-ed25519 AAAA", "cannot be read"),
            ("KEY", "option `AAAA"),
        ];
        for (line, expected) in table {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with("line 3: ") && error.contains(expected), "{line}: {error}");
        }
        let several = Signers::parse("* x\nalice y\n").unwrap_err();
        assert_eq!(several.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), [1, 2]);
        assert!(several.iter().all(|mistake| !mistake.advice().is_empty()));
    }

    #[test]
    fn a_key_may_sign_what_its_line_says() {
        let text = format!(
            "alice namespaces=\"step\",valid-after=\"20260101Z\",valid-before=\"20261231Z\" {KEY}\n\
             alice namespaces=\"seal\",valid-after=\"20260601Z\" {KEY}\n\
             bob {OTHER} Bob\n"
        );
        let signers = Signers::parse(&text).unwrap();
        let (key, other) = (PublicKey::from_openssh(KEY), PublicKey::from_openssh(OTHER));
        let (key, other) = (key.unwrap(), other.unwrap());
        let unknown = PublicKey::from_openssh(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        )
        .unwrap();
        let table = [
            ("alice", &key, "step", "2026-03-01T00:00:00Z", "ok"),
            ("alice", &key, "step", "2025-12-31T23:59:59Z", "was not allowed to sign at"),
            ("alice", &key, "step", "2027-01-01T00:00:00Z", "was not allowed to sign at"),
            ("alice", &key, "seal", "2026-03-01T00:00:00Z", "was not allowed to sign at"),
            ("alice", &key, "seal", "2027-03-01T00:00:00Z", "ok"),
            ("alice", &key, "file", "2026-03-01T00:00:00Z", "may not sign for `file`"),
            ("bob", &other, "anything", "1999-01-01T00:00:00Z", "ok"),
            ("bob", &key, "step", "2026-03-01T00:00:00Z", "is listed for `alice`, not for `bob`"),
            ("alice", &unknown, "step", "2026-03-01T00:00:00Z", "is not listed"),
        ];
        for (principal, key, namespace, at, expected) in table {
            let verdict = match signers.permits(principal, key, namespace, at.parse().unwrap()) {
                Ok(()) => "ok".to_owned(),
                Err(denial) => denial.to_string(),
            };
            assert!(verdict.contains(expected), "{principal} {namespace} {at}: {verdict}");
        }
        assert_eq!(signers.find_by_key(&other).map(Entry::printed_name), Some("Bob"));
        assert_eq!(signers.find_by_key(&unknown), None);
    }
}
