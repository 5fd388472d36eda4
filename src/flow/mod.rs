//! Flows: what to do, for whom, when and why, read from TOML and validated whole.
//!
//! Three stages: text, raw (as written, with positions), [`Flow`]. After validation every reference
//! is an index and every placeholder a known fact, so the rest of the program has no "not found".

#![warn(clippy::disallowed_methods)]

mod builtin;
mod cite;
mod condition;
mod digest;
mod frame;
mod gather;
mod graph;
mod notices;
mod open;
mod proof;
mod raw;
mod read;
mod reference;
mod relation;
mod steps;
#[cfg(test)]
mod tests;
mod undo;
mod waiting;

pub use condition::{Atom, Compare, Condition, ConditionError, Deciding, Verdict};
use condition::{Parsed, no_level};

pub use condition::Verdict as Truth;
pub use gather::{FILE_MARK, Gather, Output, SCRIPT_ENDING, SCRIPT_MARK, Way};
pub use proof::{Fresh, Happening, Proof, Wait, duration};
pub use undo::Undo;

use crate::level::Level;
use crate::step::{Kind, Scope, Text};

/// A validated flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Short name, as in `--flow sms`.
    pub id: String,
    pub title: String,
    /// Counts up with every change of meaning.
    pub revision: u32,
    /// SHA-256, in hex, of the list of the files as `sha256sum` would print it, sorted by name.
    pub sha256: String,
    /// The files as read, for pinning: name and text. The first is `flow.toml`.
    pub files: Vec<(String, String)>,
    /// Never empty; the order of the walk.
    pub phases: Vec<Phase>,
    /// The levels that this flow knows, lowest first.
    pub levels: Vec<Level>,
    /// The ways between levels that are supported.
    pub paths: Vec<Path>,
    pub hotfixes: Vec<Hotfix>,
    pub articles: Vec<Article>,
    /// In the order of the walk: by phase, then as written.
    pub steps: Vec<Step>,
    pub warnings: Vec<Warning>,
    pub refusals: Vec<Warning>,
}

/// A stretch of the walk.
#[derive(Debug, Clone)]
pub struct Phase {
    pub id: String,
    pub title: String,
}

/// Supported ways from one level to another.
#[derive(Debug, Clone)]
pub struct Path {
    pub from: Vec<Level>,
    pub to: Vec<Level>,
    pub articles: Vec<String>,
}

/// A hotfix that sites of one level need before others go on.
#[derive(Debug, Clone)]
pub struct Hotfix {
    /// The article, which is also its name: `Q249077`.
    pub article: String,
    pub title: String,
    /// The level whose sites take it.
    pub level: Level,
    /// Files and lowest good versions, for people: `Nt_logon.dll 2.0.1380.1105`.
    pub files: Vec<String>,
    /// Services to stop, for people.
    pub services: Vec<String>,
    /// Its effect shows in Copylog.tcf on the domain controllers (the wait of Q261931).
    pub copylog: bool,
}

/// A Knowledge Base article that something in the flow stands on.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: String,
    pub title: String,
}

impl Flow {
    /// The title of an article that the flow lists.
    pub fn article_title(&self, id: &str) -> Option<&str> {
        let article = self.articles.iter().find(|article| article.id == id)?;
        Some(&article.title)
    }
}

/// Index of a step in [`Flow::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TemplateIx(pub usize);

/// A step as the flow describes it: a template for as many planned steps as its scope has
/// instances.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in a flow")]
#[derive(Debug, Clone)]
pub struct Step {
    pub id: String,
    /// Index into [`Flow::phases`].
    pub phase: usize,
    pub scope: Scope,
    /// Whether it applies. `None`: always. Unknown applies.
    pub when: Option<Condition>,
    /// What depends on it waits for it.
    pub blocking: bool,
    /// Where this certainly holds, the step is good practice only: not blocking, and marked so.
    pub advisory: Option<Advisory>,
    pub words: Words,
    /// Other words where a condition certainly holds; the first that does wins.
    pub variants: Vec<Variant>,
    pub cites: Vec<Cite>,
    /// What must be settled before this.
    pub requires: Vec<Requirement>,
    /// What must wait until this is settled: the same edge, written from the other end.
    pub before: Vec<Requirement>,
    pub kind: Kind,
    pub proof: Proof,
    /// What has to be waited for before it can be settled.
    pub wait: Option<Wait>,
    /// `None`: an answer holds until something below it changes.
    pub fresh: Option<Fresh>,
    /// Whether an operator may go on without it, giving a reason.
    pub waive: Waive,
    /// An answer that is only attested, where evidence is asked for, is a deviation.
    pub attested_deviates: bool,
    /// A second person has to see it before it counts: an answer, or the verdict before a point of
    /// no return.
    pub second: bool,
    /// The same for going on without it.
    pub waive_second: bool,
    /// A hold point: whoever settles it unlocks the key once more.
    pub hold: bool,
    /// How what it changes is undone; `None`: it changes nothing.
    pub undo: Option<Undo>,
    /// What Windows itself can gather as evidence for it.
    pub gather: Option<Gather>,
    /// Why it may turn out not to apply after all; `None`: it always does.
    pub may_not_apply: Option<Text>,
}

/// What a step says.
#[derive(Debug, Clone)]
pub struct Words {
    pub title: Text,
    /// What to do (`do` in the file).
    pub what: Text,
    pub why: Text,
    /// What can go wrong.
    pub danger: Text,
}

/// Where a step is good practice only.
#[derive(Debug, Clone)]
pub struct Advisory {
    pub when: Condition,
    pub note: Text,
}

/// Words of a step for some of its instances.
#[derive(Debug, Clone)]
pub struct Variant {
    pub when: Condition,
    pub words: Words,
    /// The step has nothing to do here, and why: it is settled as not applicable from the start.
    pub not_applicable: Option<Text>,
}

/// Whether a step can be waived.
#[derive(Debug, Clone)]
pub enum Waive {
    Never,
    /// Nothing is said: with a reason, but only where a sensor refutes what was brought.
    IfRefuted,
    WithReason,
    /// With a reason, where this certainly holds.
    When(Condition),
}

/// One place in one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// `Q171338`.
    pub article: String,
    /// Which part of it, in our words: `step 8`.
    pub section: String,
}

/// A dependency on another step's instances.
#[derive(Debug, Clone)]
pub struct Requirement {
    pub step: TemplateIx,
    pub relation: Relation,
    /// Judged in the scope of the step that has to wait. `None`: always. Unknown applies.
    pub when: Option<Condition>,
}

/// Which instances of another step are meant, seen from an instance of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `step`: those that agree in every scope field that both have.
    Same,
    /// `step@parent`: those of the parent site.
    Parent,
    /// `step@children`: those of the sites directly below.
    Children,
    /// `step@secondaries`: those of the secondaries directly below.
    Secondaries,
    /// `step@siblings`: those of the sites with the same parent, this one included.
    Siblings,
    /// `step@domain`: those of the sites that manage this domain; for a step that exists per due
    /// hotfix, only hotfixes whose effect shows in Copylog.tcf.
    Domain,
    /// `step@all`: all of them.
    All,
}

impl Relation {
    /// Every relation with its name in flows; `Same` has none.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Parent, "parent"),
        (Self::Children, "children"),
        (Self::Secondaries, "secondaries"),
        (Self::Siblings, "siblings"),
        (Self::Domain, "domain"),
        (Self::All, "all"),
    ];
}

/// Something to know rather than to do. Also the shape of a refusal.
#[derive(Debug, Clone)]
pub struct Warning {
    pub id: String,
    pub scope: Scope,
    pub when: Option<Condition>,
    pub title: Text,
    pub text: Text,
    pub cites: Vec<Cite>,
    /// No site may be upgraded before a person has acknowledged it.
    pub acknowledge: bool,
    /// It tells of something that went wrong before this run: acknowledging it is a deviation.
    pub breach: bool,
}

impl std::fmt::Display for Cite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.section.is_empty() {
            f.write_str(&self.article)
        } else {
            write!(f, "{} {}", self.article, self.section)
        }
    }
}
