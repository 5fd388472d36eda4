//! Finding in a list: fuzzy, from where one is.

use crossterm::event::{KeyCode, KeyEvent};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::engine::Model;

use super::super::field::{Field, Lines};
use super::Ui;

/// A search in the list of the place that is seen.
pub(super) struct Finder {
    pub(super) query: Field,
    /// Letters go into the query; afterwards `n` and `N` move between matches.
    pub(super) is_typing: bool,
    /// Where the search began: Esc goes back there.
    origin: usize,
    pub(super) matches: Vec<usize>,
}

/// How well a query fits a text; none where it does not.
pub(super) fn score(query: &str, text: &str, kind: AtomKind) -> Option<u32> {
    let pattern = pattern(query, kind);
    let mut buffer = Vec::new();
    let mut matcher = Matcher::new(Config::DEFAULT);
    pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)
}

/// Words in any order: as they are typed, or with letters missing.
fn pattern(query: &str, kind: AtomKind) -> Pattern {
    Pattern::new(query, CaseMatching::Smart, Normalization::Smart, kind)
}

impl Finder {
    pub(super) fn new(origin: usize) -> Self {
        Self { query: Field::new(Lines::One, ""), is_typing: true, origin, matches: Vec::new() }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.query.paste(text);
    }

    /// "3 of 18", or that there is none.
    pub(super) fn count(&self, here: usize) -> String {
        match (self.matches.is_empty(), self.matches.binary_search(&here)) {
            (true, _) if self.query.is_empty() => String::new(),
            (true, _) => "no match".to_owned(),
            (false, Ok(at)) => format!("match {} of {}", at + 1, self.matches.len()),
            (false, Err(_)) => {
                crate::text::count("match", self.matches.len()).replace("matchs", "matches")
            }
        }
    }

    fn next(&self, here: usize) -> Option<usize> {
        self.matches.iter().find(|row| **row > here).or(self.matches.first()).copied()
    }

    fn previous(&self, here: usize) -> Option<usize> {
        self.matches.iter().rev().find(|row| **row < here).or(self.matches.last()).copied()
    }
}

impl Ui {
    /// Whether the key was for the finder.
    pub(super) fn key_in_finder(&mut self, key: KeyEvent, model: Option<&Model>) -> bool {
        let here = self.place().found_at();
        let Some(finder) = &mut self.finder else { return false };
        let goal = match (finder.is_typing, key.code) {
            (_, KeyCode::Esc) => {
                let origin = finder.is_typing.then_some(finder.origin);
                self.finder = None;
                origin
            }
            (true, KeyCode::Enter) => {
                finder.is_typing = false;
                if finder.matches.is_empty() {
                    self.finder = None;
                }
                None
            }
            (true, KeyCode::Down) | (false, KeyCode::Char('n')) => finder.next(here),
            (true, KeyCode::Up) | (false, KeyCode::Char('N')) => finder.previous(here),
            (true, _) => {
                finder.query.press(key);
                return self.search(model);
            }
            (false, _) => return false,
        };
        if let Some(row) = goal {
            self.with_place(model, |place, scene| place.found(row, scene));
        }
        true
    }

    /// Looks through the list, and goes to the first match from where the search began.
    fn search(&mut self, model: Option<&Model>) -> bool {
        let Some(mut finder) = self.finder.take() else { return false };
        let query = finder.query.text();
        finder.matches.clear();
        // What holds the words as they are typed comes before what only holds their letters.
        for kind in [AtomKind::Substring, AtomKind::Fuzzy] {
            if query.trim().is_empty() || !finder.matches.is_empty() {
                break;
            }
            let pattern = pattern(&query, kind);
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mut buffer = Vec::new();
            let found = &mut finder.matches;
            self.place().labels(&self.scene(model), &mut |row, label| {
                if pattern.score(Utf32Str::new(label, &mut buffer), &mut matcher).is_some() {
                    found.push(row);
                }
            });
        }
        let first = finder.matches.iter().find(|row| **row >= finder.origin);
        let goal = first.or(finder.matches.first()).copied().unwrap_or(finder.origin);
        self.finder = Some(finder);
        self.with_place(model, |place, scene| place.found(goal, scene));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_with_letters_missing() {
        let table = [
            ("backup cen", "Back up the registry of CEN", true),
            ("regis", "Back up the registry of CEN", true),
            ("CEN", "back up cen", false),
            ("zzz", "Back up the registry of CEN", false),
            ("", "anything", true),
        ];
        for (query, text, is_found) in table {
            assert_eq!(score(query, text, AtomKind::Fuzzy).is_some(), is_found, "{query}");
        }
    }
}
