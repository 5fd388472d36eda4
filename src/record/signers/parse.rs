//! Reads one line of a signers file.

use crate::keys::PublicKey;

use super::Entry;
use super::window::{Window, time};

/// What is wrong in one line of a signers file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct Mistake {
    /// From 1.
    pub line: usize,
    pub kind: MistakeKind,
}

/// What can be wrong in a line of a signers file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MistakeKind {
    #[error("principal `{name}` has wildcards, so any name would pass")]
    Wildcard { name: String },
    #[error("principal `{name}` has characters other than `A-Z a-z 0-9 @ . _ -`")]
    PrincipalCharacters { name: String },
    #[error("option `{name}` is not known")]
    UnknownOption { name: String },
    #[error("option `{name}` is given twice")]
    DoubledOption { name: String },
    #[error("option `{name}` has no value in quotes")]
    NoValue { name: String },
    #[error("certificate authorities are not accepted")]
    CertAuthority,
    #[error("`{text}` is not a time")]
    NotATime { text: String },
    #[error("the key would never be valid: `valid-before` is not after `valid-after`")]
    EmptyWindow,
    #[error("{why}")]
    Key { why: String },
    #[error("key `{fingerprint}` is weak: {why}")]
    WeakKey { fingerprint: String, why: String },
}

impl MistakeKind {
    /// A word for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Wildcard { .. } => "wildcard",
            Self::PrincipalCharacters { .. } => "principal-characters",
            Self::UnknownOption { .. } => "unknown-option",
            Self::DoubledOption { .. } => "doubled-option",
            Self::NoValue { .. } => "no-value",
            Self::CertAuthority => "certificate-authority",
            Self::NotATime { .. } => "not-a-time",
            Self::EmptyWindow => "empty-window",
            Self::Key { .. } => "unreadable-key",
            Self::WeakKey { .. } => "weak-key",
        }
    }
}

impl Mistake {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self.kind {
            MistakeKind::Wildcard { .. } => "give each person a line with one plain name",
            MistakeKind::PrincipalCharacters { .. } => "write the name like `alice@site-a`",
            MistakeKind::UnknownOption { .. } => {
                "known are `namespaces`, `valid-after` and `valid-before`; names come first, then \
                 options, then the key"
            }
            MistakeKind::DoubledOption { .. } => "keep one of the two",
            MistakeKind::NoValue { .. } => "write it like `namespaces=\"runbook-*\"`",
            MistakeKind::CertAuthority => "list the person's own key",
            MistakeKind::NotATime { .. } => "write `YYYYMMDDZ` or `YYYYMMDDHHMMSSZ`",
            MistakeKind::EmptyWindow => "exchange the two times",
            MistakeKind::Key { .. } => "copy the line of the `.pub` file, from `ssh-…` on",
            MistakeKind::WeakKey { .. } => "ask the person for a new key: `ssh-keygen -t ed25519`",
        }
    }
}

/// Reads a line; `None` where it is blank or a comment.
pub(super) fn entry(line: usize, text: &str) -> Result<Option<Entry>, MistakeKind> {
    let text = text.trim_matches([' ', '\t', '\r']);
    if text.is_empty() || text.starts_with('#') {
        return Ok(None);
    }
    let (names, rest) = word(text);
    let principals = names.split(',').map(principal).collect::<Result<Vec<_>, _>>()?;
    let (second, after_second) = word(rest);
    let (options, rest) = if second.is_empty() || is_key_type(second) {
        (Options::default(), rest)
    } else {
        (Options::parse(second)?, after_second)
    };
    let window = Window { after: options.after, before: options.before };
    if let (Some(after), Some(before)) = (window.after, window.before)
        && before <= after
    {
        return Err(MistakeKind::EmptyWindow);
    }
    let key = PublicKey::from_openssh(rest)
        .map_err(|error| MistakeKind::Key { why: error.to_string() })?;
    if let Some(why) = key.weakness() {
        return Err(MistakeKind::WeakKey { fingerprint: key.fingerprint(), why });
    }
    let comment = word(word(rest).1).1;
    let comment = (!comment.is_empty()).then(|| comment.to_owned());
    Ok(Some(Entry { principals, namespaces: options.namespaces, window, key, comment, line }))
}

/// Whether a name can be a principal: plain characters only, since it is compared byte by byte and
/// becomes part of a file name.
pub fn principal(name: &str) -> Result<String, MistakeKind> {
    let name = name.to_owned();
    if name.contains(['*', '?', '!']) {
        return Err(MistakeKind::Wildcard { name });
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
    if name.bytes().all(plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        Ok(name)
    } else {
        Err(MistakeKind::PrincipalCharacters { name })
    }
}

/// Types of keys never have options' characters in them, and options never begin like one.
fn is_key_type(word: &str) -> bool {
    !word.contains(['=', '"', ','])
        && ["ssh-", "ecdsa-", "sk-", "webauthn-"].iter().any(|start| word.starts_with(start))
}

/// The first word and what follows it. Blanks between quotes do not end a word.
fn word(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = text.find(|character| {
        quoted ^= character == '"';
        !quoted && matches!(character, ' ' | '\t')
    });
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    (word, rest.trim_start_matches([' ', '\t']))
}

#[derive(Default)]
struct Options {
    namespaces: Option<Vec<String>>,
    after: Option<jiff::Timestamp>,
    before: Option<jiff::Timestamp>,
}

impl Options {
    fn parse(text: &str) -> Result<Self, MistakeKind> {
        let mut options = Self::default();
        for option in split_outside_quotes(text) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let lower = name.to_ascii_lowercase();
            let value = || {
                value
                    .strip_prefix('"')
                    .and_then(|value| value.strip_suffix('"'))
                    .filter(|value| !value.is_empty() && !value.contains(['"', '\\']))
                    .ok_or_else(|| MistakeKind::NoValue { name: name.to_owned() })
            };
            let moment = || {
                let text = value()?;
                time(text).ok_or_else(|| MistakeKind::NotATime { text: text.to_owned() })
            };
            let doubled = || MistakeKind::DoubledOption { name: name.to_owned() };
            match lower.as_str() {
                "namespaces" => {
                    let patterns = value()?.split(',').map(str::to_owned).collect();
                    set(&mut options.namespaces, patterns, doubled)?;
                }
                "valid-after" => set(&mut options.after, moment()?, doubled)?,
                "valid-before" => set(&mut options.before, moment()?, doubled)?,
                "cert-authority" => return Err(MistakeKind::CertAuthority),
                _ => return Err(MistakeKind::UnknownOption { name: name.to_owned() }),
            }
        }
        Ok(options)
    }
}

fn set<T>(
    place: &mut Option<T>,
    value: T,
    doubled: impl Fn() -> MistakeKind,
) -> Result<(), MistakeKind> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(doubled()),
    }
}

fn split_outside_quotes(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        !quoted && character == ','
    })
}
