//! Two sessions side by side, by step and value and not by line: a rehearsal and the real run, two
//! sites, two attempts.
//!
//! What is compared is what a checklist says, so that a comparison cannot say of a step what its
//! print does not. Times differ always: how long things took is told and is no difference.

mod difference_markdown;
mod difference_text;
mod evidence;
mod pins;
mod sites;
mod steps;
mod took;

use serde::Serialize;

use super::content::{Checklist, Time};
use super::gather::checklist;
use super::{Sheet, harmless_json, phrase};

pub use difference_markdown::difference_markdown;
pub use difference_text::difference_text;
pub use sites::{SiteMap, SiteMapError};

/// Version of the form below as JSON.
const SCHEMA: u32 = 1;

/// One of the two that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub sheet: Sheet<'a>,
    /// Why its record is not to be believed; told before anything else.
    pub troubles: &'a [String],
}

/// What came out of comparing two sessions.
#[derive(Debug, Serialize)]
pub struct Comparison {
    schema: u32,
    a: Named,
    b: Named,
    /// Sites of A that are compared with sites of B; empty where everything is compared.
    sites: Vec<[String; 2]>,
    differences: usize,
    sections: Vec<Section>,
    took: Vec<Took>,
}

/// Whether what is the same is listed, or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Differences,
    Everything,
}

/// What one of the two is.
#[derive(Debug, Serialize)]
struct Named {
    troubles: Vec<String>,
    unchecked: Option<String>,
    name: String,
    id: String,
    run: String,
    flow: String,
    hierarchy: String,
    hierarchy_sha256: String,
    target: Option<String>,
    host: String,
    opened: Time,
    opened_by: String,
    last: Time,
    state: &'static str,
    words: String,
    record_sha256: String,
}

/// Things of one kind.
#[derive(Debug, Serialize)]
struct Section {
    id: &'static str,
    #[serde(skip)]
    title: &'static str,
    equal: usize,
    differences: Vec<Difference>,
    /// What is the same, where that is listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same: Vec<Same>,
}

/// One thing that is not the same. Where a side has no such thing, it has nothing here.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Difference {
    /// Id of the step, code of the site, name of the pin.
    about: String,
    what: String,
    a: Option<String>,
    b: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Same {
    about: String,
    what: String,
    value: String,
}

/// How long something took on each side.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Took {
    /// `phase`, `upgrade` or `session`.
    kind: &'static str,
    about: String,
    a_seconds: Option<u64>,
    b_seconds: Option<u64>,
}

impl Comparison {
    /// Compares two sessions; where sites are named, what these have to do and nothing else.
    pub fn of(a: &Side<'_>, b: &Side<'_>, sites: &SiteMap, listed: Listed) -> Self {
        let (one, other) = (checklist(&a.sheet), checklist(&b.sheet));
        let mut sections = Vec::new();
        if sites.is_empty() {
            sections.extend([pins::pins(&one, &other), pins::people(&one, &other)]);
        }
        sections.extend([
            pins::sites(&one, &other, sites),
            steps::steps(&one, &other, sites),
            steps::warnings(&one, &other, sites),
            steps::deviations(&one, &other, sites),
        ]);
        if listed == Listed::Differences {
            for section in &mut sections {
                section.same.clear();
            }
        }
        Self {
            schema: SCHEMA,
            sites: sites.pairs(),
            differences: sections.iter().map(|section| section.differences.len()).sum(),
            sections,
            took: took::took(&one, &other, sites),
            a: named(&one, a),
            b: named(&other, b),
        }
    }

    /// How many things are not the same.
    pub fn differences(&self) -> usize {
        self.differences
    }
}

/// A comparison as JSON.
pub fn difference_json(comparison: &Comparison) -> String {
    harmless_json::pretty(comparison)
}

fn named(list: &Checklist, side: &Side<'_>) -> Named {
    Named {
        troubles: side.troubles.to_vec(),
        unchecked: list.verdict.unchecked.clone(),
        name: list.session.name.clone(),
        id: list.session.id.clone(),
        run: list.session.run.clone(),
        flow: pins::flow(list),
        hierarchy: list.hierarchy.name.clone(),
        hierarchy_sha256: list.hierarchy.sha256.clone(),
        target: list.target.clone(),
        host: list.session.host.clone(),
        opened: list.opened.at,
        opened_by: phrase::person(&list.opened.by),
        last: list.last,
        state: list.verdict.state,
        words: list.verdict.words.clone(),
        record_sha256: list.record.sha256.clone(),
    }
}

impl Named {
    /// What it is, row by row.
    fn rows(&self) -> Vec<(&'static str, String)> {
        let id = if self.id.is_empty() { String::new() } else { format!(" (id {})", self.id) };
        vec![
            ("Session", format!("{}{id}", self.name)),
            ("Run", self.run.clone()),
            ("Flow", self.flow.clone()),
            ("Hierarchy", self.hierarchy.clone()),
            ("  sha256", self.hierarchy_sha256.clone()),
            ("Target", self.target.clone().unwrap_or_else(|| "as the sites say".to_owned())),
            ("Host", self.host.clone()),
            ("Opened", format!("{}, {}", self.opened_by, self.opened)),
            ("Last act", self.last.to_string()),
            ("Outcome", self.words.clone()),
            ("Record", self.record_sha256.clone()),
        ]
    }

    /// What has to be known before anything else is read.
    fn alarms(&self, letter: char) -> Vec<String> {
        let troubles = self.troubles.iter();
        let troubles = troubles.map(|it| format!("THE RECORD OF {letter} DOES NOT HOLD: {it}"));
        let unchecked = self.unchecked.iter();
        let unchecked =
            unchecked.map(|it| format!("THE SIGNATURES OF {letter} ARE NOT CHECKED: {it}"));
        troubles.chain(unchecked).collect()
    }
}

impl Section {
    fn new(id: &'static str, title: &'static str) -> Self {
        Self { id, title, equal: 0, differences: Vec::new(), same: Vec::new() }
    }

    /// Compares one value, which either side may lack.
    fn compare(&mut self, about: &str, what: &str, a: Option<String>, b: Option<String>) {
        match (a, b) {
            (None, None) => {}
            (Some(a), Some(b)) if a == b => self.same(about, what, a),
            (a, b) => self.differ(about, what, a, b),
        }
    }

    fn differ(&mut self, about: &str, what: &str, a: Option<String>, b: Option<String>) {
        let (about, what) = (about.to_owned(), what.to_owned());
        self.differences.push(Difference { about, what, a, b });
    }

    fn same(&mut self, about: &str, what: &str, value: String) {
        self.equal += 1;
        self.same.push(Same { about: about.to_owned(), what: what.to_owned(), value });
    }

    /// "STEPS: 3 differences, 40 the same".
    fn head(&self) -> String {
        let differences = crate::text::count("difference", self.differences.len());
        format!("{}: {differences}, {} the same", self.title, self.equal)
    }
}

/// Pairs things by name: those of A in their order, each with its twin in B, then what only B has.
fn paired<'t, T>(
    a: &'t [(String, T)],
    b: &'t [(String, T)],
) -> Vec<(&'t str, Option<&'t T>, Option<&'t T>)> {
    let find = |among: &'t [(String, T)], name: &str| {
        among.iter().find(|(other, _)| other == name).map(|(_, it)| it)
    };
    let only_b = b.iter().filter(|(name, _)| find(a, name).is_none());
    let of_a = a.iter().map(|(name, it)| (&**name, Some(it), find(b, name)));
    of_a.chain(only_b.map(|(name, it)| (&**name, None, Some(it)))).collect()
}
