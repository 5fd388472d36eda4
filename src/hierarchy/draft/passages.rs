//! Earlier upgrades as they are typed: `1.2 -> 2.0 by cd; 2.0 -> 2.0 SP1 by console`.
//!
//! Every text can be read as upgrades of which parts are missing or wrong, so that the validation
//! of the file finds what is wrong with it, and nothing is lost.

use super::parts::{Stop, is_none, or_none, part, typed};

const STOPS: [Stop; 3] = [Stop::Semicolon, Stop::To, Stop::By];
const AFTER_FROM: &[Stop] = &STOPS;
const AFTER_TO: &[Stop] = &[Stop::Semicolon, Stop::By];
const AFTER_METHOD: &[Stop] = &[Stop::Semicolon];

/// One upgrade, as far as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PassageDraft {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) method: Option<String>,
}

impl PassageDraft {
    /// Returns what is said of it, by key.
    pub(super) fn said(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("from", &self.from), ("to", &self.to), ("method", &self.method)]
            .into_iter()
            .filter_map(|(key, value)| value.as_deref().map(|value| (key, value)))
    }

    fn text(&self) -> String {
        let parts: Vec<String> = (self.said())
            .map(|(key, value)| {
                let sign = match key {
                    "to" => "-> ",
                    "method" => "by ",
                    _ => "",
                };
                format!("{sign}{}", typed(value, &STOPS))
            })
            .collect();
        parts.join(" ")
    }
}

/// Reads upgrades. None where nothing is said. A semicolon at the end is one too many.
pub(super) fn passages(text: &str) -> Option<Vec<PassageDraft>> {
    if text.trim().is_empty() {
        return None;
    }
    let mut passages = Vec::new();
    if is_none(text) {
        return Some(passages);
    }
    let mut rest = text;
    loop {
        let (passage, stop, after) = passage(rest);
        passages.push(passage);
        rest = after;
        if stop.is_none() || rest.trim().is_empty() {
            return Some(passages);
        }
    }
}

fn passage(text: &str) -> (PassageDraft, Option<Stop>, &str) {
    let mut passage = PassageDraft::default();
    let mut found = part(text, AFTER_FROM);
    passage.from = found.text.map(Into::into);
    if found.stop == Some(Stop::To) {
        found = part(found.rest, AFTER_TO);
        passage.to = found.text.map(Into::into);
    }
    if found.stop == Some(Stop::By) {
        found = part(found.rest, AFTER_METHOD);
        passage.method = found.text.map(Into::into);
    }
    (passage, found.stop, found.rest)
}

/// Returns upgrades as they can be typed.
pub(super) fn text(passages: &[PassageDraft]) -> String {
    or_none(passages, || {
        let texts: Vec<String> = passages.iter().map(PassageDraft::text).collect();
        // The last of them would be taken for nothing.
        let end = if texts.last().is_some_and(String::is_empty) { ";" } else { "" };
        texts.join("; ") + end
    })
}
