//! What a step asks of the operator, as the flow describes it.

use super::{Ask, Text, choose, confirm, evidence, gate, line, upgrade, word};

/// One kind of step, with its words.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `confirm = { ask = "…" }`: a question that must be answered yes.
    Confirm { ask: Text },
    /// `word = { ask = "…", word = "RESET {site}" }`: a word that must be typed as it stands.
    Word { ask: Text, word: Text },
    /// `choose = { ask = "…", options = [{ id, label, settles }] }`: one of several.
    Choose { ask: Text, options: Vec<ChoiceOption> },
    /// `line = { ask = "…", example = "…" }`: a short text that is put on record.
    Line { ask: Text, example: Text },
    /// `evidence = { ask = "…", of = "file", instead = "…" }`: one or more files or folders.
    Evidence { ask: Text, of: EvidenceOf, instead: Option<Text> },
    /// `gate = { ask = "…" }`: opens by itself when everything it requires is settled.
    Gate { ask: Text },
    /// `upgrade = { ask = "…", word = "UPGRADE {site}", outcome = "…" }`: a point of no return.
    Upgrade { ask: Text, word: Text, outcome: Text },
}

/// One option of a `choose`.
#[derive(Debug, Clone)]
pub struct ChoiceOption {
    pub id: String,
    pub label: Text,
    /// Whether choosing it settles the step. Where not, choosing it is refused: it names what has
    /// to be mended first.
    pub settles: bool,
}

/// What kind of thing a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceOf {
    File,
    Folder,
    /// Either, and any number.
    Any,
}

/// Every kind: its key in a flow, and what it is for, for the manual.
pub const KINDS: &[(&str, &str)] = &[
    ("confirm", "a question that must be answered yes"),
    ("word", "a word that must be typed as it stands"),
    ("choose", "one of several answers"),
    ("line", "a short text that is put on record"),
    ("evidence", "files or folders that are read and kept with the answer"),
    ("gate", "opens by itself when everything that it requires is settled"),
    ("upgrade", "a point of no return"),
];

impl Kind {
    /// Its key in a flow.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirm { .. } => "confirm",
            Self::Word { .. } => "word",
            Self::Choose { .. } => "choose",
            Self::Line { .. } => "line",
            Self::Evidence { .. } => "evidence",
            Self::Gate { .. } => "gate",
            Self::Upgrade { .. } => "upgrade",
        }
    }

    /// What it asks an operator; a point of no return asks for the word that begins it.
    pub fn ask(&self, fill: &dyn Fn(&Text) -> String) -> Ask {
        match self {
            Self::Confirm { ask } => confirm::ask(ask, fill),
            Self::Word { ask, word } => word::ask(ask, word, fill),
            Self::Choose { ask, options } => choose::ask(ask, options, fill),
            Self::Line { ask, example } => line::ask(ask, example, fill),
            Self::Evidence { ask, of, instead } => evidence::ask(ask, *of, instead.as_ref(), fill),
            Self::Gate { ask } => gate::ask(ask, fill),
            Self::Upgrade { ask, word, outcome: _ } => upgrade::ask(ask, word, fill),
        }
    }

    /// What it asks once it has been begun. `None`: it is not a point of no return.
    pub fn outcome_ask(&self, fill: &dyn Fn(&Text) -> String) -> Option<Ask> {
        match self {
            Self::Upgrade { outcome, .. } => Some(upgrade::outcome_ask(outcome, fill)),
            Self::Confirm { .. }
            | Self::Word { .. }
            | Self::Choose { .. }
            | Self::Line { .. }
            | Self::Evidence { .. }
            | Self::Gate { .. } => None,
        }
    }

    /// Whether there is an answer that settles it. Gates are not answered, and so are not asked.
    pub(crate) fn has_settling_answer(&self) -> bool {
        match self {
            Self::Choose { options, .. } => options.iter().any(|option| option.settles),
            Self::Confirm { .. }
            | Self::Word { .. }
            | Self::Line { .. }
            | Self::Evidence { .. }
            | Self::Gate { .. }
            | Self::Upgrade { .. } => true,
        }
    }
}
