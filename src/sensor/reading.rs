//! What goes into a sensor beside the bytes, and what comes out.

use std::fmt;

use jiff::Timestamp;

use crate::hierarchy::{Hierarchy, Site};
use crate::level::{FileVersion, Level};

use super::{Finding, FindingId, Kind};

/// Findings that are listed one by one; further ones are counted in `more_findings`.
const FINDINGS_MAX: usize = 100;

/// Characters of a foreign text that a value or a finding quotes.
const QUOTED_CHARS: usize = 120;

/// What is known about a file from elsewhere. What is not given is not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    pub hierarchy: Option<&'a Hierarchy>,
    /// The code of the site that the file is of.
    pub site: Option<&'a str>,
    /// The NT domain that the file is of.
    pub domain: Option<&'a str>,
    /// The article of the hotfix that is to be proved, like `Q249077`.
    pub hotfix: Option<&'a str>,
    /// When the hotfix went on.
    pub since: Option<Timestamp>,
    /// When the file was last changed.
    pub modified: Option<Timestamp>,
    /// The last part of the path.
    pub file_name: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// Returns the site that is asked about, where the hierarchy has it.
    pub(super) fn known_site(&self) -> Option<&'a Site> {
        let hierarchy = self.hierarchy?;
        hierarchy.site_named(self.site?).map(|site| hierarchy.site(site))
    }

    /// Returns the level that the hierarchy declares for the site that is asked about.
    pub(super) fn level(&self) -> Option<Level> {
        self.known_site().map(|site| site.level)
    }
}

/// What a file says about what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Proves,
    Refutes,
    /// Recognised, and says neither.
    Undecided,
    /// Not such a file.
    NotRecognised,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Proves, Self::Refutes, Self::Undecided, Self::NotRecognised];

    /// Returns the word for it in JSON and in records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proves => "proves",
            Self::Refutes => "refutes",
            Self::Undecided => "undecided",
            Self::NotRecognised => "not-recognised",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A value that was found in a file. Texts may quote it: whoever prints makes them harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(u64),
    Flag(bool),
    List(Vec<String>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => f.write_str("no"),
            Self::List(list) if list.is_empty() => f.write_str("none"),
            Self::List(list) => f.write_str(&list.join(", ")),
        }
    }
}

/// What a sensor made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub kind: Kind,
    pub verdict: Verdict,
    /// What was found, by key, in the order in which people want to see it. Keys are unique.
    pub values: Vec<(String, Value)>,
    /// What would have been good, by the key of a value, for people.
    pub needed: Vec<(String, String)>,
    pub findings: Vec<Finding>,
}

impl Reading {
    /// A file that is recognised and says nothing yet.
    pub(super) fn of(kind: Kind) -> Self {
        let verdict = Verdict::Undecided;
        Self { kind, verdict, values: Vec::new(), needed: Vec::new(), findings: Vec::new() }
    }

    /// A file that is something else.
    pub(super) fn not_recognised(kind: Kind) -> Self {
        Self { verdict: Verdict::NotRecognised, ..Self::of(kind) }
    }

    /// Returns the value with a key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns what would have been good where a value is.
    pub fn need(&self, key: &str) -> Option<&str> {
        self.needed.iter().find(|(name, _)| name == key).map(|(_, needed)| needed.as_str())
    }

    /// Whether something of this kind was found.
    pub fn has(&self, id: FindingId) -> bool {
        self.findings.iter().any(|finding| finding.id == id)
    }

    /// Notes a value; a later one with the same key replaces it.
    pub(super) fn found(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.values.iter_mut().find(|(name, _)| name == key) {
            Some(old) => old.1 = value,
            None => self.values.push((key.to_owned(), value)),
        }
    }

    /// Notes a value beside what would be good.
    pub(super) fn found_beside(
        &mut self,
        key: &str,
        value: impl Into<Value>,
        needed: impl Into<String>,
    ) {
        self.found(key, value);
        if self.need(key).is_none() {
            self.needed.push((key.to_owned(), needed.into()));
        }
    }

    /// Notes a finding with its usual article.
    pub(super) fn finding(&mut self, id: FindingId, line: Option<usize>, text: impl Into<String>) {
        self.finding_of(id, id.article(), line, text);
    }

    /// Notes a finding with one of the other articles of its id.
    pub(super) fn finding_of(
        &mut self,
        id: FindingId,
        article: &'static str,
        line: Option<usize>,
        text: impl Into<String>,
    ) {
        debug_assert!(id.articles().contains(&article), "{article} is not behind {id}");
        self.push(Finding { id, article, line, text: text.into() });
    }

    /// Takes over a finding.
    pub(super) fn push(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
            return;
        }
        let more = match self.value("more_findings") {
            Some(Value::Number(more)) => *more,
            _ => 0,
        };
        self.found("more_findings", Value::Number(more + 1));
    }

    /// Concludes: anything found refutes, and without that it is proved where everything that
    /// was asked is there.
    pub(super) fn concluded(self, is_proved: bool) -> Self {
        let verdict = match (self.findings.is_empty(), is_proved) {
            (false, _) => Verdict::Refutes,
            (true, true) => Verdict::Proves,
            (true, false) => Verdict::Undecided,
        };
        Self { verdict, ..self }
    }
}

/// Whether what a person typed is the value that was found. Spaces and case do not count, and
/// versions are compared number by number (Q213410): programs print them in two spellings.
pub fn is_same_value(found: &str, typed: &str) -> bool {
    let (found, typed) = (found.trim(), typed.trim());
    let version = |text: &str| text.parse::<FileVersion>().ok();
    found.eq_ignore_ascii_case(typed)
        || version(found).is_some_and(|found| version(typed) == Some(found))
}

/// Returns the beginning of a foreign text: a reading names a value, it does not hold a file.
pub(super) fn excerpt(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The same in backticks, for a sentence.
pub(super) fn tick(text: &str) -> String {
    format!("`{}`", excerpt(text))
}
